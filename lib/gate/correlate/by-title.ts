/** Correlation by title and year, where no number tells. */
import type { MediaEvent, MediaRequest } from '../../model';
import type { Lookup } from './target';
import { isSameInstance, isSameTrack } from '../alike/track';

/**
 * The wishes that wait for a series as Sonarr calls it. Seerr may not know the number by which Sonarr knows a series, nor
 * Sonarr Seerr's: then title and year tell, where all that wait under them are for one series.
 */
export function waitingByTitle({ request: facts }: MediaEvent, store: Lookup): MediaRequest[] {
    const { title, year } = facts;
    if (title === undefined || year === undefined) return [];
    const waiting = store
        .openRequests()
        .filter((request) => request.mediaType === 'tv' && !request.tvdbId && request.summary === undefined)
        .filter((request) => request.year === year && request.title?.toLowerCase() === title.toLowerCase())
        .filter((request) => isSameTrack(request, facts) && isSameInstance(request, facts));
    return new Set(waiting.map(({ id, tmdbId }) => tmdbId ?? id)).size === 1 ? waiting : [];
}
