/**
 * When each request is looked at: once something about it changed, and at the next moment at which it may need attention. One
 * timer for all of them; what has nothing to come is not in here.
 */
import type { Clock, Timer } from '../model';

/** Between two rounds, in milliseconds: what changes many times a second is looked at once. */
const PAUSE_MS = 1_000;
/** Requests of one round, so that nobody else waits for long. */
const MOST_AT_ONCE = 50;
const NEXT_ROUND_MS = 25;

export class Rounds {
    /** By request, when to look at it, by the monotonic time. */
    private readonly due = new Map<string, number>();
    private timer: Timer | null = null;
    private wakesAt = Infinity;
    private isClosed = false;

    /** @param look says in how many milliseconds to look again; null for never */
    constructor(
        private readonly clock: Clock,
        private readonly look: (requestId: string) => number | null,
    ) {}

    /** Looks at a request in so many milliseconds, if not before. */
    ask(requestId: string, inMs: number): void {
        const at = this.clock.monotonic() + Math.max(0, inMs);
        if (at >= (this.due.get(requestId) ?? Infinity)) return;
        this.due.set(requestId, at);
        this.wake(at);
    }

    close(): void {
        this.isClosed = true;
        this.timer?.cancel();
        this.due.clear();
    }

    private wake(at: number): void {
        if (this.isClosed || at >= this.wakesAt) return;
        this.timer?.cancel();
        this.wakesAt = at;
        this.timer = this.clock.after(Math.max(0, at - this.clock.monotonic()), () => this.round());
    }

    private round(): void {
        this.timer = null;
        this.wakesAt = Infinity;
        const now = this.clock.monotonic();
        let looked = 0;
        let next = Infinity;
        for (const [requestId, at] of this.due) {
            if (at <= now && looked < MOST_AT_ONCE) {
                looked += 1;
                this.due.delete(requestId);
                const inMs = this.look(requestId);
                if (inMs !== null) this.ask(requestId, Math.max(inMs, PAUSE_MS));
            } else next = Math.min(next, at);
        }
        if (next < Infinity) this.wake(Math.max(next, now + (looked === MOST_AT_ONCE ? NEXT_ROUND_MS : PAUSE_MS)));
    }
}
