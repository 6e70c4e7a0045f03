/** Keeps what is equal in records read from the disk only once: JSON.parse makes everything anew each time it comes. */
import type { MediaRequest } from '../model';

/**
 * Makes equal strings within a record one and the same, in place: a season tells its release, its hash and its times once
 * per episode. That is half of what a store read from the disk would weigh.
 */
export function shareStrings(record: object, known = new Map<string, string>()): void {
    for (const [key, value] of Object.entries(record) as [string, unknown][]) {
        if (typeof value === 'object' && value !== null) shareStrings(value, known);
        if (typeof value !== 'string') continue;
        const shared = known.get(value);
        if (shared === undefined) known.set(value, value);
        else (record as Record<string, unknown>)[key] = shared;
    }
}

/**
 * Lets subjects share what is equal in their bookkeeping, which nobody changes in place: the episodes of a pack its
 * attempts and stages, and nearly all requests the list of who told what.
 */
export class SharedBookkeeping {
    private readonly sources = new Map<string, MediaRequest['sources']>();

    /** Changes the request in place. */
    share(request: MediaRequest): void {
        const attempts = new Map<string, MediaRequest['attempts']>();
        const reached = new Map<string, MediaRequest['reached']>();
        for (const subject of [request, ...request.episodes]) {
            subject.sources = shared(subject.sources, this.sources);
            subject.attempts = shared(subject.attempts, attempts);
            subject.reached = shared(subject.reached, reached);
        }
    }
}

function shared<T>(value: T, known: Map<string, T>): T {
    const text = JSON.stringify(value);
    const same = known.get(text);
    if (same !== undefined) return same;
    known.set(text, value);
    return value;
}
