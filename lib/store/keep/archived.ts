/**
 * What is left of a request that retention has moved to the archive: enough to know it again, so that the upgrade of a
 * film that was complete a year ago is not taken for a film that nobody had asked for.
 */
import { type Episode, episodeLabel, isEpisode, type MediaRequest } from '../../model';
import { type IdentityKey, type IdentityLevel, keysOfEpisode, keysOfRequest, levelOf } from '../../identity';
import type { Archived } from '../file/shape';
import { KeyIndex } from '../find/key-index';
import type { Records } from './records';

/** Levels that mean the same title for years. A file's name may come again, and so may a number of Radarr's own. */
const LASTING: readonly IdentityLevel[] = ['download', 'seerr', 'tmdb', 'tvdb', 'imdb'];

/** Null for a request that was not available, or was deleted since: what comes then begins anew. */
function remainsOf(request: MediaRequest, episodes: readonly Episode[]): Archived | null {
    const all = [...keysOfRequest(request), ...episodes.flatMap((episode) => [...keysOfEpisode(episode)])];
    const keys = [...new Set(all)].filter((key) => LASTING.includes(levelOf(key)));
    const subjects = request.mediaType === 'movie' ? [request] : episodes;
    const kept = subjects.filter(({ state, deletedAt }) => state === 'available' && deletedAt === null);
    if (kept.length === 0) return null;
    return { keys, is4k: request.is4k, episodes: kept.filter(isEpisode).map(episodeLabel) };
}

/** The remains, found by the keys of what they are the remains of. */
export class ArchivedRequests {
    private readonly index = new KeyIndex();

    constructor(private readonly records: Records<Archived>) {}

    /** Takes in what the disk held. */
    load(): void {
        for (const [id, remains] of this.records.all) this.addToIndex(id, remains);
    }

    /** Leaves what is to be left of a request. */
    leave(request: MediaRequest, episodes: readonly Episode[]): void {
        const remains = remainsOf(request, episodes);
        if (remains === null) return;
        this.records.set(request.id, remains);
        this.addToIndex(request.id, remains);
    }

    /** The remains that hold one of these keys. */
    find(keys: Iterable<IdentityKey>): Archived[] {
        return this.idsBy(keys).flatMap((id) => this.records.get(id) ?? []);
    }

    /** What was archived under these keys is gone from the library: the films, or these episodes (`S01E05`). */
    forget(keys: Iterable<IdentityKey>, episodes: readonly string[] | null): void {
        for (const id of this.idsBy(keys)) {
            const known = this.records.get(id);
            if (known === undefined) continue;
            const left = episodes === null ? [] : known.episodes.filter((label) => !episodes.includes(label));
            if (left.length > 0) this.records.set(id, { ...known, episodes: left });
            else this.remove(id, known);
        }
    }

    private idsBy(keys: Iterable<IdentityKey>): string[] {
        const found = new Set<string>();
        for (const key of keys) for (const id of this.index.get(key)) found.add(id);
        return [...found];
    }

    private addToIndex(id: string, { keys }: Archived): void {
        for (const key of keys) this.index.add(key as IdentityKey, id);
    }

    private remove(id: string, { keys }: Archived): void {
        for (const key of keys) this.index.remove(key as IdentityKey, id);
        this.records.remove(id);
    }
}
