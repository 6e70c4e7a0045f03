/** Which files of which requests Shoko has still to match. */
import type { Episode, MediaRequest, RequestState } from '../model';
import type { WaitingFile } from './waiting';

/** Imported, and not yet proved playable. */
const WAITING_STATES: readonly RequestState[] = ['importing', 'anime_matching'];

/** The imported files of anime, movies and episodes, that have no Shoko file yet. */
export function filesWaitedFor(requests: readonly MediaRequest[]): WaitingFile[] {
    return requests
        .filter((request) => request.isAnime)
        .flatMap((request): readonly (MediaRequest | Episode)[] => (request.mediaType === 'movie' ? [request] : request.episodes))
        .filter(({ state, shokoFileId }) => WAITING_STATES.includes(state) && shokoFileId === undefined)
        .flatMap(({ finalPath }) => (finalPath === undefined ? [] : [{ path: finalPath }]));
}
