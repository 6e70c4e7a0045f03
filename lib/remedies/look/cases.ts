/** From a request to its cases: what waits for the same thing is one case, and a whole download is one decision. */
import type { CauseCode, Sentence, StageTimes } from '../../causes';
import {
    type Episode,
    episodeLabel,
    inOrder,
    isEpisode,
    type MediaRequest,
    rankOf,
    type RequestState,
    type Stage,
} from '../../model';
import { explain } from '../../requests';
import type { MediaStore } from '../../store';
import { LADDERS } from '../decide/ladders';
import type { Standing } from '../decide/after';

export interface Case {
    request: MediaRequest;
    /** In their order; none for a film. */
    episodes: Episode[];
    cause: CauseCode;
    /** Milliseconds since 1970. */
    since: number;
    target: string;
    title: string;
    /** Of what is, or was, in the download client; lower case. */
    downloadId?: string;
    standing: Standing;
    /** What it waits for, in a sentence. */
    told: Sentence[];
}

/** Cases of a request that are looked at in one go: a long show has one for each file that Shoko does not know. */
const MOST_CASES = 30;

/** The cases of a request for whose cause there is a ladder. @param now milliseconds since 1970 */
export function casesOf(store: MediaStore, requestId: string, now: number, times?: StageTimes): Case[] {
    const request = store.get(requestId);
    if (request === undefined) return [];
    const episodes = [...store.episodes(requestId)].sort(inOrder);
    const told = explain(request, episodes, store.live, now, times);
    const subjects: (MediaRequest | Episode)[] = request.mediaType === 'movie' ? [request] : episodes;
    const groups = new Map<string, Case>();
    subjects.forEach((subject, index) => {
        const { wait, words } = (isEpisode(subject) ? told.episodes[index] : told) ?? {};
        if (wait === null || wait === undefined || LADDERS[wait.code].length === 0) return;
        const found = caseOf(request, subject, wait.code, Date.parse(wait.since), store, words?.says ?? []);
        const known = groups.get(`${found.target}|${found.cause}`);
        if (known === undefined) groups.set(`${found.target}|${found.cause}`, found);
        else {
            known.episodes.push(...found.episodes);
            known.since = Math.max(known.since, found.since);
            if (rankOf(found.standing.stage) < rankOf(known.standing.stage)) known.standing = found.standing;
        }
    });
    return [...groups.values()].slice(0, MOST_CASES);
}

function caseOf(
    request: MediaRequest,
    subject: MediaRequest | Episode,
    cause: CauseCode,
    since: number,
    store: MediaStore,
    told: Sentence[],
): Case {
    const downloadId = subject.qbitHash;
    const isFile = cause.startsWith('shoko_') && subject.finalPath !== undefined;
    const label = isEpisode(subject) ? episodeLabel(subject) : 'film';
    const target =
        downloadId !== undefined && isOfDownload(subject.state, cause)
            ? `download:${downloadId}`
            : isFile
              ? `file:${subject.finalPath ?? ''}`
              : `request:${request.id}:${familyOf(cause)}:${isWholeFamily(cause) ? '' : label}`;
    return {
        request,
        episodes: isEpisode(subject) ? [subject] : [],
        cause,
        since,
        target,
        title: titleKeyOf(request),
        ...(downloadId !== undefined && isOfDownload(subject.state, cause) && { downloadId }),
        standing: standingIn(subject, cause, store),
        told,
    };
}

/**
 * How what a step was for stands now: the one that is least far. Null when there is no such request or episode any more.
 * @param labels `S01E05`; none for a film
 */
export function standingOf(
    store: MediaStore,
    requestId: string,
    labels: readonly string[],
    now: number,
    times?: StageTimes,
): Standing | null {
    const request = store.get(requestId);
    if (request === undefined) return null;
    const episodes = [...store.episodes(requestId)];
    const told = explain(request, episodes, store.live, now, times);
    const subjects: (MediaRequest | Episode)[] =
        labels.length === 0 ? [request] : episodes.filter((episode) => labels.includes(episodeLabel(episode)));
    let least: Standing | null = null;
    for (const subject of subjects) {
        const wait = isEpisode(subject) ? told.episodes[episodes.indexOf(subject)]?.wait : told.wait;
        const standing = standingIn(subject, wait?.code ?? over(subject.state), store);
        if (least === null || rankOf(standing.stage) < rankOf(least.stage)) least = standing;
    }
    return least;
}

function standingIn({ state, qbitHash }: MediaRequest | Episode, cause: CauseCode, { live }: MediaStore): Standing {
    return { cause, stage: stageOf(state), downloadId: qbitHash, percent: live.transferOf(qbitHash)?.percent };
}

/** What nothing is waited for is playable, or was answered. */
function over(state: RequestState): CauseCode {
    return state === 'available' ? 'playable' : 'declined';
}

/** A failed subject has to begin anew. */
export function stageOf(state: RequestState): Stage {
    return state === 'failed' ? 'requested' : state;
}

/** What is in the client, or is refused with its download. */
function isOfDownload(state: RequestState, cause: CauseCode): boolean {
    if (state === 'grabbing' || state === 'downloading' || state === 'downloaded') return cause !== 'not_in_client';
    return state === 'failed' && (cause.startsWith('import_') || cause === 'left_out');
}

/** What of Jellyfin's is missing of a series is looked for in one go. */
function isWholeFamily(cause: CauseCode): boolean {
    return cause.startsWith('jellyfin_') || familyOf(cause) === 'wished';
}

function familyOf(cause: CauseCode): string {
    if (cause.startsWith('jellyfin_')) return 'jellyfin';
    if (cause.startsWith('shoko_')) return 'shoko';
    return ['approved', 'searched', 'searched_nothing', 'season_not_grabbed'].includes(cause) ? 'wished' : 'lost';
}

/** A series or film is one title, whoever asked for it. */
export function titleKeyOf({ mediaType, tvdbId, tmdbId, id }: MediaRequest): string {
    if (mediaType === 'tv' && tvdbId !== undefined) return `tvdb:${tvdbId}`;
    return tmdbId === undefined ? `request:${id}` : `${mediaType}:tmdb:${tmdbId}`;
}
