/** Episodes that wait for the same, put together, so that one sentence can speak of all of them. */
import { type Episode, episodeLabel, inOrder, rankOf, type Stage } from '../model';
import type { Cause } from './cause';
import { ANSWERS, CAUSES } from './codes';
import type { Value, Values } from './values';
import type { Judged } from './wait';

export interface Member extends Judged {
    episode: Episode;
}

export interface Group extends Judged {
    /** In their order. */
    episodes: Episode[];
}

/**
 * The groups, the one that matters most first: who needs a person, then what is late, then what is furthest from being
 * playable, then the largest, then the first by its number. What is over comes last.
 */
export function groupsOf(members: readonly Member[]): Group[] {
    const byKey = new Map<string, Member[]>();
    for (const member of members) {
        const key = keyOf(member);
        const group = byKey.get(key);
        if (group === undefined) byKey.set(key, [member]);
        else group.push(member);
    }
    return [...byKey.values()].map(merged).sort(byWeight);
}

/** What has to be the same for one sentence to be true of both. Figures, times and names of files may differ. */
function keyOf({ cause, late }: Member): string {
    const said = Object.entries(cause.values).filter(
        ([, value]) => typeof value === 'string' || (typeof value === 'object' && 'quote' in value),
    );
    const own =
        cause.code.startsWith('grabbed') || cause.code === 'not_in_client' ? [] : said.sort(([a], [b]) => a.localeCompare(b));
    return JSON.stringify([cause.code, cause.next, late, own]);
}

function merged(members: readonly Member[]): Group {
    const [first, ...others] = members;
    if (first === undefined) throw new Error('a group has a member');
    const causes = members.map(({ cause }) => cause);
    const nextTimes = causes.flatMap(({ nextAt }) => nextAt ?? []);
    const cause: Cause = {
        ...first.cause,
        values: { ...mergedValues(causes), count: members.length },
        since: extreme(
            causes.map(({ since }) => since),
            'earliest',
        ),
    };
    if (nextTimes.length > 0) cause.nextAt = extreme(nextTimes, 'earliest');
    const episodes = members.map(({ episode }) => episode).sort(inOrder);
    const usual =
        others.length > 0 && others.some((other) => JSON.stringify(other.usual) !== JSON.stringify(first.usual))
            ? undefined
            : first.usual;
    return { cause, late: first.late, episodes, ...(usual !== undefined && { usual }) };
}

/** What is true of all: the same values, the next or last of different times, all files. Figures that differ are left out. */
function mergedValues(causes: readonly Cause[]): Values {
    const merged: Values = {};
    for (const name of Object.keys(causes[0]?.values ?? {})) {
        const values = causes.map((cause) => cause.values[name]);
        const value = mergedValue(name, values);
        if (value !== undefined) merged[name] = value;
    }
    return merged;
}

function mergedValue(name: string, values: readonly (Value | undefined)[]): Value | undefined {
    const [first] = values;
    if (first === undefined || values.every((value) => JSON.stringify(value) === JSON.stringify(first))) return first;
    const lists = values.flatMap((value) => (typeof value === 'object' && 'list' in value ? [value.list] : []));
    if (lists.length === values.length) return { list: [...new Set(lists.flat())] };
    const times = values.flatMap((value) => (typeof value === 'object' && 'time' in value ? [value.time] : []));
    if (times.length !== values.length)
        return typeof first === 'number' ? Math.max(...values.filter((value) => typeof value === 'number')) : undefined;
    return { time: extreme(times, name === 'airs' || name === 'again' || name === 'until' ? 'earliest' : 'latest') };
}

function extreme(times: readonly string[], which: 'earliest' | 'latest'): string {
    const isBetter = (a: string, b: string): boolean =>
        which === 'earliest' ? Date.parse(a) < Date.parse(b) : Date.parse(a) > Date.parse(b);
    return times.reduce((best, time) => (isBetter(time, best) ? time : best));
}

function byWeight(a: Group, b: Group): number {
    const [own, other] = [weightOf(a), weightOf(b)];
    const index = own.findIndex((value, position) => value !== other[position]);
    return index < 0 ? 0 : (own[index] ?? 0) - (other[index] ?? 0);
}

/** The smaller, the more it matters; compared from the first number on. */
export function weightOf({ cause, late, episodes }: Pick<Group, 'cause' | 'late' | 'episodes'>): number[] {
    const [first] = episodes;
    const isOver = ANSWERS.includes(cause.code);
    // What is left alone by choice keeps nothing waiting.
    const isAside = cause.who === 'nobody' && CAUSES[cause.code].late === 'never';
    return [
        isOver ? 3 : isAside ? 2 : 0,
        cause.who === 'nobody' ? 1 : 0,
        late ? 0 : 1,
        first === undefined || first.state === 'failed' ? -1 : rankOf(first.state satisfies Stage),
        -episodes.length,
        first === undefined ? 0 : first.seasonNumber,
        first === undefined ? 0 : first.episodeNumber,
    ];
}

/** Names of a group's episodes: of a season that is in it from end to end only its number. */
export function membersOf(episodes: readonly Episode[], all: readonly Episode[]): { seasons: number[]; episodes: string[] } {
    const count = (some: readonly Episode[], season: number): number =>
        some.filter(({ seasonNumber }) => seasonNumber === season).length;
    const seasons = [...new Set(episodes.map(({ seasonNumber }) => seasonNumber))].filter(
        (season) => count(episodes, season) >= FEWEST_OF_SEASON && count(episodes, season) === count(all, season),
    );
    const others = episodes.filter(({ seasonNumber }) => !seasons.includes(seasonNumber));
    return { seasons, episodes: others.map(episodeLabel) };
}

/** A season of fewer episodes is as short to name one by one. */
const FEWEST_OF_SEASON = 3;
