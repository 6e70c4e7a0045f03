/** Which subjects of a request Jellyfin is asked about, and which of them wait for it. */
import { type Episode, isClosed, type MediaRequest, rankOf, type RequestState, type SubjectState } from '../../model';

/**
 * Whether nothing is to be looked for any more. A file that is gone from its place may have been converted, by somebody who
 * tells no one: another file of it is worth finding.
 */
export function isOver({ state, failure }: Pick<SubjectState, 'state' | 'failure'>): boolean {
    return isClosed(state) && failure?.code !== 'file_deleted';
}

/** Whether an episode may be in the library: nobody has what has not aired, unless there is word of a download. */
export function canBeThere(episode: Episode, now: number): boolean {
    if (isOver(episode)) return false;
    const airs = Date.parse(episode.airDateUtc ?? '');
    return Number.isNaN(airs) || airs <= now || (episode.state !== 'failed' && rankOf(episode.state) >= rankOf('downloading'));
}

/** Whether any episode of a TV request was ever named. */
export function knowsEpisodes(request: MediaRequest): boolean {
    return request.summary !== undefined;
}

/**
 * Since when a request waits for Jellyfin, in milliseconds since 1970; null when nothing of it does. A show's state is its
 * furthest open episode's, so its episodes are looked at only when one has failed.
 */
export function waitingSince(request: MediaRequest): number | null {
    const { downloaded = 0, importing = 0, anime_matching: matching = 0 } = request.summary?.counts ?? {};
    const waits = isWaiting(request.state) || (request.state === 'failed' && downloaded + importing + matching > 0);
    if (!waits) return null;
    const own =
        request.mediaType === 'movie' ? (request.reached[request.state as Waiting] ?? request.reached.importing) : undefined;
    const time = Date.parse(own ?? request.updatedAt);
    return Number.isNaN(time) ? 0 : time;
}

type Waiting = 'downloaded' | 'importing' | 'anime_matching';

/** What is downloaded is imported within a minute or so; the word of that may be lost. */
function isWaiting(state: RequestState): state is Waiting {
    return state === 'downloaded' || state === 'importing' || state === 'anime_matching';
}
