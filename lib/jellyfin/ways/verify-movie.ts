/** The way of a film: Movie by tmdb, then by imdb, then by the imported file. */
import type { MediaRequest } from '../../model';
import { type Finding, firstProof, prove } from './film';
import { fileKey } from '../ask/item';
import { Look, type LookDeps } from '../ask/look';
import type { VerifyResult } from '../tell/result';
import { matchByPath } from '../decide/same-file';

/** Proves a film. Reads only. @throws MediaError as HttpClient */
export async function verifyMovie(request: MediaRequest, deps: LookDeps): Promise<VerifyResult> {
    const look = new Look(deps, request, ['Movie']);
    return firstProof(
        look,
        [
            async () => prove(request, look, await look.itemsHaving(['Movie'], 'tmdb', request.tmdbId), 'tmdb'),
            async () => prove(request, look, await look.itemsHaving(['Movie'], 'imdb', request.imdbId), 'imdb'),
            async () => proveByFile(request, look, ['Movie']),
        ],
        () => {
            look.lookedInVain();
            return { code: 'no_such_item', message: 'Jellyfin shows no film with its ids or its file' };
        },
    );
}

/** Proves a film by its imported file, which Jellyfin may show without having recognised it. */
export async function proveByFile(request: MediaRequest, look: Look, types: readonly ('Movie' | 'Episode')[]): Promise<Finding> {
    const { finalPath } = request;
    if (finalPath === undefined) return null;
    const item = matchByPath(finalPath, await look.itemsHaving(types, 'file', fileKey(finalPath)));
    return item === null ? null : prove(request, look, [item], 'path');
}
