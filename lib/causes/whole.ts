/** What a TV request as a whole waits for: the counts, then its episodes in groups, then the seasons and episodes to come. */
import {
    awaitedSeasons,
    type Episode,
    episodeLabel,
    type EpisodeSummary,
    isEpisode,
    isListAwaited,
    type MediaRequest,
} from '../model';
import { progressOf } from '../episodes';
import type { Cause } from './cause';
import { CAUSES } from './codes';
import { stageSinceOf } from './decide/found';
import { type Group, groupsOf, type Member, membersOf, weightOf } from './groups';
import type { StageTimes } from './times/stage-times';
import { isInstant, known, type Sentence, timeOf, type Value } from './values';
import { judge, type Judged, sentenceOf } from './wait';

/** Groups that have a sentence of their own. */
const MOST_GROUPS = 3;

export interface Told extends Group {
    members: Value;
}

export interface WholeOptions {
    request: MediaRequest;
    summary: EpisodeSummary;
    members: readonly Member[];
    times: StageTimes;
    now: number;
    /** The cause of a group that shares one download, from all of that download. */
    ofDownload: (episode: Episode) => Cause;
}

/** The cause that matters most, or the one that says all is well; and everything there is to say, in its order. */
export function wholeOf({ request, summary, members, times, now, ofDownload }: WholeOptions): {
    judged: Judged;
    says: Sentence[];
} {
    const all = members.map(({ episode }) => episode);
    const waiting = members.filter(({ cause }) => cause.code !== 'playable' && cause.code !== 'deleted_since');
    const isToAir = ({ cause }: Member): boolean => cause.code === 'not_aired';
    const groups = groupsIn(
        waiting.filter((member) => !isToAir(member)),
        all,
        ofDownload,
    );
    const told = [...groups, ...seasonsAwaited(request, times, now)].sort((a, b) => compare(weightOf(a), weightOf(b)));
    const toAir = waiting.filter(isToAir);
    const list = listAwaited(request, times, now);
    const says = [
        counts(request, summary),
        ...told.slice(0, MOST_GROUPS).map(groupSentence),
        ...restOf(told.slice(MOST_GROUPS), all),
        ...nextToAir(toAir),
        ...(list === null ? [] : [sentenceOf(list.cause)]),
    ];
    const main = told[0] ?? groupsOf(toAir)[0] ?? list ?? members[0];
    return { judged: main ?? { cause: nothingKnown(request, now), late: false }, says };
}

function compare(a: readonly number[], b: readonly number[]): number {
    const index = a.findIndex((value, position) => value !== b[position]);
    return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

/** The figures of a download are true of all of it, and of none of its episodes alone. */
function withDownload(group: Group, ofDownload: (episode: Episode) => Cause): Group {
    const [first, ...others] = group.episodes;
    const isShared = first?.qbitHash !== undefined && others.every(({ qbitHash }) => qbitHash === first.qbitHash);
    if (first === undefined || !isShared || !isInClientCode(group.cause)) return group;
    const whole = ofDownload(first);
    if (whole.code !== group.cause.code) return group;
    const { next: _next, who: _who, since: _since, ...figures } = whole;
    return { ...group, cause: { ...group.cause, ...figures, values: { ...group.cause.values, ...whole.values } } };
}

function isInClientCode({ code }: Cause): boolean {
    return code === 'downloading' || code.startsWith('download_');
}

/** The same of some of a request's episodes alone: each group with its members, the one that matters most first. */
export function groupsIn(members: readonly Member[], all: readonly Episode[], ofDownload: (episode: Episode) => Cause): Told[] {
    return groupsOf(members).map((group) => ({
        ...withDownload(group, ofDownload),
        members: { members: membersOf(group.episodes, all) },
    }));
}

/** Names the members of a group, and says what they wait for. */
export function groupSentence({ members, cause }: Told): Sentence {
    return { code: 'group', values: { members, sentence: { sentence: sentenceOf(cause) } } };
}

function restOf(groups: readonly Told[], all: readonly Episode[]): Sentence[] {
    const episodes = groups.flatMap((group) => group.episodes);
    if (episodes.length === 0) return [];
    return [{ code: 'for_other_reasons', values: { members: { members: membersOf(episodes, all) } } }];
}

/** Seasons that were asked for and of which no episode is known: one group, or none. */
export function seasonsAwaited(request: MediaRequest, times: StageTimes, now: number): (Told & { seasons: number[] })[] {
    const seasons = awaitedSeasons(request);
    if (seasons.length === 0) return [];
    const wish: MediaRequest = { ...request, state: request.reached.approved === undefined ? 'requested' : 'approved' };
    // Who was asked and lists none of its episodes knows of none that has aired.
    const ofApproved = request.listedAt === undefined ? 'season_not_grabbed' : 'season_not_listed';
    const code = wish.state === 'approved' ? ofApproved : 'season_not_approved';
    const { who, next } = CAUSES[code];
    const cause: Cause = {
        code,
        values: { arr: 'Sonarr' },
        since: stageSinceOf(wish, wish, now),
        who,
        ...(next !== undefined && { next }),
    };
    return [{ ...judge(cause, wish, wish, times, now), seasons, episodes: [], members: { members: { seasons, episodes: [] } } }];
}

/** All that is known can be played, and a server that is asked has not said yet whether that is all. */
function listAwaited(request: MediaRequest, times: StageTimes, now: number): Judged | null {
    if (request.state !== 'available' || !isListAwaited(request)) return null;
    const arr = 'Sonarr';
    const cause: Cause = {
        code: 'list_awaited',
        values: { arr, server: arr },
        since: stageSinceOf(request, request, now),
        who: CAUSES.list_awaited.who,
    };
    return judge(cause, request, request, times, now);
}

function counts(request: MediaRequest, summary: EpisodeSummary): Sentence {
    const { available, total, unaired } = progressOf(summary);
    const { deleted } = summary;
    if (total === 0) return { code: 'none_aired', values: { unaired } };
    if (available < total || deleted > 0) {
        const values = known({
            arr: 'Sonarr',
            available: available - deleted,
            total,
            deleted: deleted > 0 ? deleted : undefined,
        });
        return { code: 'some_playable', values };
    }
    if (awaitedSeasons(request).length > 0 || isListAwaited(request)) return { code: 'all_so_far', values: { total } };
    return { code: unaired > 0 ? 'all_aired_playable' : 'all_playable', values: { total } };
}

function nextToAir(toAir: readonly Member[]): Sentence[] {
    const dated = toAir.map(({ episode }) => episode).filter((episode) => isEpisode(episode) && isInstant(episode.airDateUtc));
    const [first, ...later] = dated.sort((a, b) => Date.parse(a.airDateUtc ?? '') - Date.parse(b.airDateUtc ?? ''));
    if (first === undefined) return [];
    const values = known({
        members: { members: { seasons: [], episodes: [episodeLabel(first)] } },
        airs: timeOf(first.airDateUtc),
        later: later.length > 0 ? later.length : undefined,
    });
    return [{ code: 'next_airs', values }];
}

function nothingKnown(request: MediaRequest, now: number): Cause {
    return { code: 'playable', values: { arr: 'Sonarr' }, since: stageSinceOf(request, request, now), who: 'nobody' };
}
