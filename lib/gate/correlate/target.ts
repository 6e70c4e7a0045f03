/** What correlation comes to: whom an event is about, and what of it is about nobody. */
import type { EpisodeFacts, MediaRequest } from '../../model';
import type { MediaStore } from '../../store';

/** What correlation needs of the store. */
export type Lookup = Pick<MediaStore, 'find' | 'openRequests' | 'episode' | 'episodesBy'>;

/** A request and the part of the event that is its own. */
export interface Target {
    request: MediaRequest;
    /** The episodes concerned, with what the event tells of each; null for the request as a whole. */
    episodes: EpisodeFacts[] | null;
    /** Why this one was chosen, where that was not certain. */
    note?: { code: string; message: string };
}

/** What nobody claims, and why. */
export interface Unclaimed {
    reason: 'no_request' | 'unknown_path' | 'ambiguous_path' | 'nothing_waits';
    /** The part of the event that nobody claims; null for all of it. */
    episodes: EpisodeFacts[] | null;
}

export interface Correlation {
    targets: Target[];
    unclaimed: Unclaimed | null;
}

/** The event is about these requests as wholes. */
export function whole(requests: readonly MediaRequest[]): Correlation {
    if (requests.length === 0) return nobody('no_request');
    return { targets: requests.map((request) => ({ request, episodes: null })), unclaimed: null };
}

/** Nobody claims any of it. */
export function nobody(reason: Unclaimed['reason']): Correlation {
    return { targets: [], unclaimed: { reason, episodes: null } };
}
