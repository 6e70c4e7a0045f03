/** The one router: every request is verified by the way of its pipeline. */
import { pipelineOf, type RequestWithEpisodes } from '../../model';
import type { LookDeps } from '../ask/look';
import { isOver } from '../decide/subjects';
import type { VerifyResult } from '../tell/result';
import { verifyAnimeMovie } from './verify-anime-movie';
import { verifyAnimeTv } from './verify-anime-tv';
import { verifyMovie } from './verify-movie';
import { verifyTv } from './verify-tv';

export type VerifyDeps = LookDeps;

/**
 * Asks Jellyfin which open subjects of a request can be played. Reads only.
 * @throws MediaError as HttpClient, when Jellyfin cannot be asked
 */
export async function verifyRequest(request: RequestWithEpisodes, deps: VerifyDeps): Promise<VerifyResult> {
    if (request.mediaType === 'movie' && isOver(request)) return { verified: [], missing: [] };
    switch (pipelineOf(request)) {
        case 'movie':
            return verifyMovie(request, deps);
        case 'tv':
            return verifyTv(request, deps);
        case 'anime-movie':
            return verifyAnimeMovie(request, deps);
        case 'anime-tv':
            return verifyAnimeTv(request, deps);
    }
}
