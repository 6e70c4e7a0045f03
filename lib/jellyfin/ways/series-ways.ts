/** The ways to a series that has its request's ids. */
import type { MediaRequest } from '../../model';
import type { Look } from '../ask/look';

/** How a series is found by its ids, best first. */
export function seriesWays(request: MediaRequest, look: Look): { way: string; ids: () => Promise<string[]> }[] {
    return [
        { way: 'tvdb', ids: () => look.having(['Series'], 'tvdb', request.tvdbId) },
        { way: 'tmdb', ids: () => look.having(['Series'], 'tmdb', request.tmdbId) },
        { way: 'imdb', ids: () => look.having(['Series'], 'imdb', request.imdbId) },
    ];
}
