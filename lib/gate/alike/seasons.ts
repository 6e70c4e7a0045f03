/** Which seasons a TV request is about. */
import { type MediaEvent, type MediaRequest, parseSeasons } from '../../model';

/** Whether the wish says this season's number. */
export function namesSeason(request: MediaRequest, season: number): boolean {
    return parseSeasons(request.requestedSeasons).includes(season);
}

/**
 * Whether an episode of this season belongs to the request. A wish that names no season is for all of them; what nobody
 * wished for is only what was seen of it.
 */
export function coversSeason(request: MediaRequest, season: number): boolean {
    if (parseSeasons(request.requestedSeasons).length > 0) return namesSeason(request, season);
    return isWish(request) || request.summary === undefined || hasEpisodeIn(request, season);
}

/** Whether anyone asked for it: it began with a wish in Seerr, or one joined it. */
export function isWish(request: MediaRequest): boolean {
    return Object.values(request.sources).includes('seerr');
}

/** Whether a show has to do with the seasons that an event names. Jellyfin may show a film as an episode of any. */
export function isInSeasons(request: MediaRequest, event: MediaEvent): boolean {
    if (request.mediaType === 'movie') return true;
    const episodes = event.episodes.map(({ seasonNumber }) => seasonNumber);
    const seasons = [...episodes, ...parseSeasons(event.request.requestedSeasons)];
    return seasons.length === 0 || seasons.some((season) => coversSeason(request, season) || hasEpisodeIn(request, season));
}

function hasEpisodeIn(request: MediaRequest, season: number): boolean {
    return request.summary?.seasons.includes(season) ?? false;
}
