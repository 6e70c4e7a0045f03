/** What is told: a title, the sentence, what to do, and the same as one text that can be sent as it is. */
import { copyOf, type Episode, episodeLabel, type MediaRequest } from '../model';
import {
    groupsIn,
    groupSentence,
    type Language,
    namesIn,
    sayAll,
    type Sentence,
    sentenceOf,
    type TimeFormat,
    type Told,
    type Wait,
    waitOf,
} from '../causes';
import { explain, type JudgedRequest } from '../requests';
import type { Mark } from './marks';
import type { Trouble } from './troubles';

/** How it is said. */
export interface Manner {
    language: Language;
    times: TimeFormat;
}

/** What leaves the node, when something needs attention and when that is over. */
export interface Attention {
    /** Of the fact; the same in both messages. */
    id: string;
    /** Title and year; several when a server keeps all of them waiting. */
    title: string;
    /** What is the matter, in whole sentences; when it is over, where the request is now. */
    says: string;
    /** What to do. */
    next?: string;
    /** All of that in one. */
    text: string;
    request: MediaRequest;
    /** Where it is about one episode alone. */
    episode?: Episode;
    /** Labels of the episodes that it is about: `S01E03`. */
    episodes?: string[];
    /** The other requests, where a server keeps several waiting. */
    others?: { id: string; title: string }[];
    /** As in every answer; when it is over, what is waited for now, or null. */
    wait: Wait | null;
    /** When it is over: what it was. */
    was?: { code: string; since: string; at: string };
}

/** @param others requests that wait for the same server */
export function attentionOf(
    mark: Mark,
    troubles: readonly Trouble[],
    { judged, others, manner }: { judged: JudgedRequest; others: readonly MediaRequest[]; manner: Manner },
): Attention {
    const { request } = judged;
    const { main, says } = toldOf(troubles, judged);
    const { wait, words } = waitOf(main, says);
    const said = sayAll(says, manner.language, manner.times);
    const next = words.next === undefined ? undefined : sayAll(words.next, manner.language, manner.times);
    const episodes = troubles.flatMap(({ episode }) => episode ?? []);
    const [only] = episodes;
    return {
        id: mark.id,
        ...textsOf([request, ...others], said, next, manner),
        request: copyOf(request),
        ...(only !== undefined && { episodes: episodes.map(episodeLabel) }),
        ...(only !== undefined && episodes.length === 1 && { episode: copyOf(only) }),
        ...(others.length > 0 && { others: others.map((other) => ({ id: other.id, title: titleOf(other) })) }),
        wait,
    };
}

/** What is told when it is over: where the request is now. */
export function endOf(
    { id, code, since, at, members }: Mark,
    { judged, live, manner }: { judged: JudgedRequest; live: Parameters<typeof explain>[2]; manner: Manner },
): Attention {
    const { request, episodes, now, times } = judged;
    const { words, wait } = explain(request, episodes, live, now, times);
    const said = sayAll(words.says, manner.language, manner.times);
    const next = wait?.late === true && words.next !== undefined ? sayAll(words.next, manner.language, manner.times) : undefined;
    const labels = members.map((member) => member.replace(/#\d+$/, ''));
    const own = episodes.filter((episode) => labels.includes(episodeLabel(episode)));
    const [only] = own;
    return {
        id,
        ...textsOf([request], said, next, manner),
        request: copyOf(request),
        ...(only !== undefined && { episodes: own.map(episodeLabel) }),
        ...(only !== undefined && own.length === 1 && { episode: copyOf(only) }),
        wait,
        was: { code, since, at },
    };
}

/** The sentences of some troubles of a request, and what matters most in them. */
export function toldOf(troubles: readonly Trouble[], judged: JudgedRequest): { main: Trouble | Told; says: Sentence[] } {
    const members = troubles.flatMap(({ episode, ...rest }) =>
        episode === undefined ? [] : [{ ...(lateAs(rest, troubles) ?? rest), episode }],
    );
    const groups = groupsIn(members, judged.episodes, judged.ofDownload);
    const [first] = troubles;
    const main = groups[0] ?? first;
    if (main === undefined) throw new Error('what is told has a trouble');
    const whole = troubles.filter(({ episode }) => episode === undefined);
    const own = whole.map(({ cause, seasons = [] }): Sentence => {
        if (seasons.length === 0) return sentenceOf(cause);
        return {
            code: 'group',
            values: { members: { members: { seasons, episodes: [] } }, sentence: { sentence: sentenceOf(cause) } },
        };
    });
    return { main, says: [...groups.map(groupSentence), ...own] };
}

/** One of several with a cause is late, and the others are about to be: what to do is the same for all. */
function lateAs<T extends Trouble | Omit<Trouble, 'episode'>>(one: T, troubles: readonly Trouble[]): T | undefined {
    const late = troubles.find((other) => other.late && other.cause.code === one.cause.code);
    if (late === undefined || one.late) return undefined;
    const { next, who } = late.cause;
    return { ...one, late: true, cause: { ...one.cause, who, ...(next !== undefined && { next }) } };
}

function textsOf(
    requests: readonly MediaRequest[],
    says: string,
    next: string | undefined,
    { language }: Manner,
): Pick<Attention, 'title' | 'says' | 'next' | 'text'> {
    const title = namesIn(requests.map(titleOf), language);
    const text = [`${title}: ${says}`, ...(next === undefined ? [] : [next])].join(' ');
    return { title, says, ...(next !== undefined && { next }), text };
}

/** As people tell titles apart. What has no title yet goes by the number under which it was asked for. */
export function titleOf({ title, year, mediaType, tmdbId, tvdbId, id }: MediaRequest): string {
    if (title !== undefined) return year === undefined || title.endsWith(`(${year})`) ? title : `${title} (${year})`;
    if (tmdbId !== undefined) return `${mediaType} tmdb ${tmdbId}`;
    return tvdbId === undefined ? id : `${mediaType} tvdb ${tvdbId}`;
}
