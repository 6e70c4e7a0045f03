/** Which files of which requests Shoko has still to match. */
import { type RequestState, type RequestWithEpisodes, subjectsOf } from '../../model';
import type { WaitingFile } from './waiting';

/** Imported, and not yet proved playable. */
const WAITING_STATES: readonly RequestState[] = ['importing', 'anime_matching'];

/**
 * The imported files of movies and episodes that have no Shoko file yet: of anime, and of what may be anime without anyone
 * having said so.
 */
export function filesWaitedFor(requests: Iterable<RequestWithEpisodes>): WaitingFile[] {
    return [...requests].flatMap((request) =>
        subjectsOf(request)
            .filter(({ state, shokoFileId }) => WAITING_STATES.includes(state) && shokoFileId === undefined)
            .flatMap(({ finalPath, reached }) => {
                if (finalPath === undefined) return [];
                const file = { path: finalPath, requestId: request.id };
                if (request.isAnime) return [file];
                return [{ ...file, unsureSince: reached.importing ?? request.updatedAt }];
            }),
    );
}
