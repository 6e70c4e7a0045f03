/**
 * When questions are asked: one round after another, and what comes together is one round. A pack of twenty-six, which makes a
 * push for each episode, is asked about once.
 */
import type { Clock, Timer } from '../../model';

export interface RoundsOptions<Part extends string> {
    clock: Clock;
    /** Asks what is due. Its fault does not end the rounds. */
    run: (due: ReadonlySet<Part>) => Promise<void>;
    /** Returns after how many milliseconds what was not answered is asked again. */
    onFault: (thrown: unknown) => number;
}

/** What would be due so soon after a round is asked in it. In milliseconds. */
const JOIN_MS = 250;

export class Rounds<Part extends string> {
    private readonly dueAt = new Map<Part, number>();
    private timer: Timer | null = null;
    private running: Promise<void> | null = null;
    private isClosed = false;

    constructor(private readonly options: RoundsOptions<Part>) {}

    /** Asks for a part in so many milliseconds at the latest. */
    want(part: Part, inMs: number): void {
        const at = this.options.clock.monotonic() + inMs;
        this.dueAt.set(part, Math.min(at, this.dueAt.get(part) ?? Infinity));
        this.arm();
    }

    /** Asks for a part in so many milliseconds and not before, whatever was wanted. */
    postpone(part: Part, inMs: number): void {
        this.dueAt.set(part, this.options.clock.monotonic() + inMs);
        this.arm();
    }

    cancel(part: Part): void {
        this.dueAt.delete(part);
        this.arm();
    }

    /** Ends the rounds; settles when the one that runs has ended. */
    async close(): Promise<void> {
        this.isClosed = true;
        this.timer?.cancel();
        await this.running;
    }

    private arm(): void {
        this.timer?.cancel();
        this.timer = null;
        if (this.isClosed || this.running !== null || this.dueAt.size === 0) return;
        const next = Math.min(...this.dueAt.values());
        this.timer = this.options.clock.after(Math.max(0, next - this.options.clock.monotonic()), () => this.begin());
    }

    private begin(): void {
        this.timer = null;
        if (this.isClosed || this.running !== null) return;
        const now = this.options.clock.monotonic();
        const due = new Set([...this.dueAt].filter(([, at]) => at <= now + JOIN_MS).map(([part]) => part));
        for (const part of due) this.dueAt.delete(part);
        this.running = this.options
            .run(due)
            .catch((thrown: unknown) => {
                const again = this.options.clock.monotonic() + this.options.onFault(thrown);
                for (const part of due) this.dueAt.set(part, again);
                // What waits would meet the same fault before.
                for (const [part, at] of this.dueAt) this.dueAt.set(part, Math.max(at, again));
            })
            .finally(() => {
                this.running = null;
                this.arm();
            });
    }
}
