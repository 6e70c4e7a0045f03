/** Lets a few through at once, and then one in so much time. */
import type { Clock } from '../../model';

export class Allowance {
    private left: number;
    private refilledAt: number;

    constructor(
        private readonly clock: Clock,
        /** After how many milliseconds one more may pass, until there are `most` again. */
        private readonly rate: { most: number; everyMs: number },
    ) {
        this.left = rate.most;
        this.refilledAt = clock.monotonic();
    }

    /** Whether one more may pass now; it counts as having passed. */
    take(): boolean {
        const { most, everyMs } = this.rate;
        const earned = Math.floor((this.clock.monotonic() - this.refilledAt) / everyMs);
        this.left = Math.min(most, this.left + earned);
        this.refilledAt += earned * everyMs;
        if (this.left === 0) return false;
        this.left--;
        return true;
    }
}
