/** Series that bear a request's title: a way to them where their ids are not the request's, as Shokofin's are not. */
import type { MediaRequest } from '../../model';
import { idsOf, type JellyfinItem } from '../ask/item';
import type { Look } from '../ask/look';

/** The series whose titles may be the request's, without those that are known to be another. */
export async function seriesTitled(request: MediaRequest, look: Look): Promise<JellyfinItem[]> {
    return (await look.titled(['Series'])).filter((item) => !isAnother(request, item));
}

function isAnother(request: MediaRequest, series: JellyfinItem): boolean {
    const differs = (provider: 'tvdb' | 'tmdb', id: number | undefined): boolean =>
        id !== undefined && id !== 0 && idsOf(series, provider).length > 0 && !idsOf(series, provider).includes(String(id));
    return differs('tvdb', request.tvdbId) || differs('tmdb', request.tmdbId);
}
