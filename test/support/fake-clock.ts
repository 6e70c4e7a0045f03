/** A clock that stands still until it is told to move, so that no test ever sleeps. */
import type { Clock, Timer } from '../../lib/model';

interface Pending {
    /** By the monotonic time. */
    at: number;
    order: number;
    callback: () => void;
}

export class FakeClock implements Clock {
    private time: number;
    /** How much time has passed: setting the clock changes nothing in it. */
    private passed = 0;
    private order = 0;
    private pending: Pending[] = [];

    constructor(start: string | number = '2026-01-22T04:00:00.000Z') {
        this.time = typeof start === 'number' ? start : Date.parse(start);
    }

    now(): number {
        return this.time;
    }

    monotonic(): number {
        return this.passed;
    }

    /** Sets the clock to another time, as a time server does; no time passes. */
    set(time: number): void {
        this.time = time;
    }

    after(delayMs: number, callback: () => void): Timer {
        const entry: Pending = { at: this.passed + delayMs, order: this.order++, callback };
        this.pending.push(entry);
        return { cancel: () => (this.pending = this.pending.filter((other) => other !== entry)) };
    }

    /** How many timers are waiting: 0 after everything was closed. */
    get timers(): number {
        return this.pending.length;
    }

    /** Milliseconds until the next timer, or null when none waits. */
    get nextIn(): number | null {
        return this.pending.length === 0 ? null : Math.min(...this.pending.map((entry) => entry.at)) - this.passed;
    }

    /** Moves time on, running what falls due in order; promises in between get their turn. */
    async advance(ms: number): Promise<void> {
        const end = this.passed + ms;
        for (;;) {
            const due = this.pending.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
            if (!due) break;
            this.pending = this.pending.filter((entry) => entry !== due);
            this.pass(due.at);
            due.callback();
            await settle();
        }
        this.pass(end);
        await settle();
    }

    private pass(to: number): void {
        this.time += Math.max(0, to - this.passed);
        this.passed = Math.max(this.passed, to);
    }
}

/** Lets everything that is ready run: microtasks and one round of I/O. */
export async function settle(): Promise<void> {
    for (let round = 0; round < 3; round++) await new Promise((resolve) => setImmediate(resolve));
}
