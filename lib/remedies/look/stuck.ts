/**
 * Which requests are stuck, since when that is known, and when each is looked at next. Who is stuck is kept in the store, for it
 * is told once alone; when to look is not.
 */
import { type Clock, isoNow } from '../../model';
import type { Kept } from '../../store';
import type { StuckRecord } from '../keep/records';

/** After a start the listeners find out first how things are. */
export const AFTER_START_MS = 5 * 60_000;

export class Stuck {
    private readonly known = new Map<string, { since: number; dueAt: number }>();

    constructor(
        private readonly clock: Clock,
        private readonly kept: Kept<StuckRecord>,
    ) {
        const dueAt = clock.now() + AFTER_START_MS;
        for (const [requestId, { since }] of kept.all) this.known.set(requestId, { since: Date.parse(since) || 0, dueAt });
    }

    get size(): number {
        return this.known.size;
    }

    /** It is to be looked at at this time, or earlier when that was said before. */
    note(requestId: string, dueAt: number): void {
        const before = this.known.get(requestId);
        if (before === undefined) this.kept.set(requestId, { since: isoNow(this.clock) });
        this.known.set(requestId, {
            since: before?.since ?? this.clock.now(),
            dueAt: before === undefined ? dueAt : Math.min(before.dueAt, dueAt),
        });
    }

    /** It was looked at, and is again at this time. */
    postpone(requestId: string, dueAt: number): void {
        const before = this.known.get(requestId);
        if (before !== undefined) this.known.set(requestId, { ...before, dueAt });
    }

    forget(requestId: string): void {
        this.known.delete(requestId);
        this.kept.remove(requestId);
    }

    /** Those whose time has come, the longest waiting first. */
    due(): string[] {
        const now = this.clock.now();
        return [...this.known]
            .filter(([, { dueAt }]) => dueAt <= now)
            .sort(([, a], [, b]) => a.dueAt - b.dueAt)
            .map(([id]) => id);
    }

    /** Since when each of them is known to be stuck, in milliseconds since 1970. */
    times(): number[] {
        return [...this.known.values()].map(({ since }) => since);
    }
}
