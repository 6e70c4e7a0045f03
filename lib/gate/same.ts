/** What tells one thing from another that shares an id or a name with it. */
import type { RequestFacts } from '../model';

/** Ids of a work, which no other work has. An id of 0 stands for none. */
const WORK_IDS = ['tmdbId', 'tvdbId', 'imdbId'] as const satisfies readonly (keyof RequestFacts)[];

/**
 * Whether two are the same work by the ids that both have: one that agrees is enough, since databases renumber.
 * Undefined when there is nothing to compare.
 */
export function isSameWork(a: RequestFacts, b: RequestFacts): boolean | undefined {
    const comparable = WORK_IDS.filter((id) => a[id] && b[id]);
    if (comparable.length === 0) return undefined;
    return comparable.some((id) => String(a[id]).toLowerCase() === String(b[id]).toLowerCase());
}
