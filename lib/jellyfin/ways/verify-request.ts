/** The one router: every request is verified by the way of its pipeline. */
import { type Clock, isClosed, type RequestWithEpisodes, pipelineOf } from '../../model';
import type { LookDeps } from '../ask/look';
import type { VerifyResult } from '../tell/result';
import { verifyAnimeMovie } from './verify-anime-movie';
import { verifyAnimeTv } from './verify-anime-tv';
import { verifyMovie } from './verify-movie';
import { verifyTv } from './verify-tv';

export interface VerifyDeps extends LookDeps {
    clock: Clock;
}

/**
 * Asks Jellyfin which open subjects of a request can be played. Reads only.
 * @throws MediaError as HttpClient, when Jellyfin cannot be asked
 */
export async function verifyRequest(request: RequestWithEpisodes, deps: VerifyDeps): Promise<VerifyResult> {
    if (request.mediaType === 'movie' && isClosed(request.state)) return { verified: [], missing: [] };
    switch (pipelineOf(request)) {
        case 'movie':
            return verifyMovie(request, deps);
        case 'tv':
            return verifyTv(request, deps, deps.clock);
        case 'anime-movie':
            return verifyAnimeMovie(request, deps);
        case 'anime-tv':
            return verifyAnimeTv(request, deps, deps.clock);
    }
}
