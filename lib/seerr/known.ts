/** Which of our requests Seerr is asked about by its own number. */
import type { MediaRequest } from '../model';
import type { KnownWish } from './differences';

/** Open requests that name a request of Seerr, and a title by which that is told from another one with its number. */
export function knownWishes(open: Iterable<MediaRequest>): KnownWish[] {
    const wishes: KnownWish[] = [];
    for (const { seerrRequestId, tmdbId, mediaType, is4k, requestedSeasons } of open) {
        if (!seerrRequestId || !tmdbId) continue;
        wishes.push({ seerrRequestId, tmdbId, mediaType, is4k, ...(requestedSeasons !== undefined && { requestedSeasons }) });
    }
    return wishes;
}
