/** What was deleted before somebody asked for it again: Jellyfin may still show it, and it proves nothing. */
import { keysOfRequest } from '../identity';
import type { EpisodeKey, GoneFile, MediaRequest } from '../model';
import type { MediaStore } from '../store';

/** What is looked up for it. */
export type GoneLookup = Pick<MediaStore, 'find' | 'episode'>;

/** Other requests for the same work. */
export function othersOf(request: MediaRequest, store: GoneLookup): MediaRequest[] {
    const found = new Map<string, MediaRequest>();
    for (const key of keysOfRequest(request)) for (const other of store.find(key)) found.set(other.id, other);
    found.delete(request.id);
    return [...found.values()];
}

/** Files of a film that are known to be deleted. */
export function goneFilms(others: readonly MediaRequest[]): GoneFile[] {
    return others.flatMap(({ gone }) => gone ?? []);
}

/** Files of an episode that are known to be deleted. */
export function goneEpisodes(others: readonly MediaRequest[], key: EpisodeKey, store: GoneLookup): GoneFile[] {
    return others.flatMap(({ id }) => store.episode(id, key)?.gone ?? []);
}
