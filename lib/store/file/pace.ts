/**
 * Work that nobody waits for leaves the event loop and the disk to others most of the time. It comes in stretches, and after
 * each it rests for a few times as long as that took, whatever machine it runs on.
 */
import type { Clock } from '../../model';

/** Shorter stretches go on without a rest, in milliseconds: a timer is not more exact. */
const SHORTEST_STRETCH_MS = 4;
/** How many times as long as the stretch before it a rest is. */
const REST_TO_STRETCH = 3;

export class Pace {
    private isHurried = false;
    private endRest: (() => void) | null = null;

    constructor(private readonly clock: Clock) {}

    /** Begins work. Returns what is to be called after each piece of it. */
    begin(): () => Promise<void> {
        let since = this.clock.monotonic();
        return async () => {
            const stretchMs = this.clock.monotonic() - since;
            if (this.isHurried || stretchMs < SHORTEST_STRETCH_MS) return;
            await this.rest(stretchMs * REST_TO_STRETCH);
            since = this.clock.monotonic();
        };
    }

    /** Somebody waits for it now: no more rests. */
    hurry(): void {
        this.isHurried = true;
        this.endRest?.();
    }

    private rest(ms: number): Promise<void> {
        return new Promise((resolve) => {
            const end = (): void => {
                timer.cancel();
                this.endRest = null;
                resolve();
            };
            const timer = this.clock.after(ms, end);
            this.endRest = end;
        });
    }
}
