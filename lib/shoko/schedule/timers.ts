/** Timers by name: a new one takes the place of the one with its name, and all of them can be ended at once. */
import type { Clock, Timer } from '../../model';

export class NamedTimers {
    private readonly timers = new Map<string, Timer>();
    private isClosed = false;

    constructor(private readonly clock: Clock) {}

    get size(): number {
        return this.timers.size;
    }

    has(name: string): boolean {
        return this.timers.has(name);
    }

    /** Runs `callback` once after `delayMs` milliseconds, unless the timers were closed before. */
    set(name: string, delayMs: number, callback: () => void): void {
        this.cancel(name);
        if (this.isClosed) return;
        const timer = this.clock.after(delayMs, () => {
            this.timers.delete(name);
            callback();
        });
        this.timers.set(name, timer);
    }

    cancel(name: string): void {
        this.timers.get(name)?.cancel();
        this.timers.delete(name);
    }

    /** Ends all timers, and lets none begin any more. */
    close(): void {
        this.isClosed = true;
        for (const timer of this.timers.values()) timer.cancel();
        this.timers.clear();
    }
}
