/** Keeps what is equal in records read from the disk only once: JSON.parse makes everything anew each time it comes. */
import type { SubjectState } from '../../model';

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

/** What records that follow each other may have in common. Nobody changes a record in place. */
export class Sharing {
    /** Who told what: nearly all records have one of a few lists. */
    private readonly sources = new Map<string, SubjectState['sources']>();
    private requestId: unknown = undefined;
    private strings = new Map<string, string>();
    private attempts = new Map<string, SubjectState['attempts']>();
    private reached = new Map<string, SubjectState['reached']>();

    /** Changes the record in place. Those of one request have the most in common, and stand beside each other. */
    share(record: Record<string, unknown>): void {
        const { requestId } = record;
        if (requestId === undefined || requestId !== this.requestId) this.begin(requestId);
        shareStrings(record, this.strings);
        if (!('sources' in record && 'attempts' in record)) return;
        const subject = record as unknown as SubjectState;
        subject.sources = shared(subject.sources, this.sources);
        subject.attempts = shared(subject.attempts, this.attempts);
        subject.reached = shared(subject.reached, this.reached);
    }

    private begin(requestId: unknown): void {
        this.requestId = requestId;
        this.strings = new Map();
        this.attempts = new Map();
        this.reached = new Map();
    }
}

function shared<T>(value: T, known: Map<string, T>): T {
    const text = JSON.stringify(value);
    const same = known.get(text);
    if (same !== undefined) return same;
    known.set(text, value);
    return value;
}
