/**
 * What is left of a request that retention has moved to the archive: enough to know it again, so that the upgrade of a
 * film that was complete a year ago is not taken for a film that nobody had asked for.
 */
import { episodeLabel, isEpisode, type MediaRequest, subjectsOf } from '../model';
import { type IdentityKey, type IdentityLevel, keysOfRequest, levelOf } from './identity';
import { KeyIndex } from './key-index';
import type { Archived } from './shape';

/** Levels that mean the same title for years. A file's name may come again, and so may a number of Radarr's own. */
const LASTING: readonly IdentityLevel[] = ['download', 'seerr', 'tmdb', 'tvdb', 'imdb'];

/** Null for a request that was not available, or was deleted since: what comes then begins anew. */
export function remainsOf(request: MediaRequest): Archived | null {
    const keys = [...keysOfRequest(request)].filter((key) => LASTING.includes(levelOf(key)));
    const kept = subjectsOf(request).filter(({ state, deletedAt }) => state === 'available' && deletedAt === null);
    if (kept.length === 0) return null;
    return { keys, is4k: request.is4k, episodes: kept.filter(isEpisode).map(episodeLabel) };
}

/** The remains by the keys of what they are the remains of. */
export class ArchivedIndex {
    private readonly index = new KeyIndex();

    add(id: string, { keys }: Archived): void {
        for (const key of keys) this.index.add(key as IdentityKey, id);
    }

    remove(id: string, { keys }: Archived): void {
        for (const key of keys) this.index.remove(key as IdentityKey, id);
    }

    /** Ids of the requests that hold one of these keys. */
    find(keys: Iterable<IdentityKey>): string[] {
        const found = new Set<string>();
        for (const key of keys) for (const id of this.index.get(key)) found.add(id);
        return [...found];
    }
}
