/** In which order records are told. */
import type { MediaRequest } from '../../model';

export function newestFirst(a: MediaRequest, b: MediaRequest): number {
    return compare(b.createdAt, a.createdAt) || compare(b.id, a.id);
}

export function oldestFirst(a: { at: string }, b: { at: string }): number {
    return compare(a.at, b.at);
}

/** ISO times and ids are plain ASCII: no need for the locale's order, which takes many times as long. */
function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}
