/** Lets a few through at once, and then one in so much time. */
import type { Clock } from '../model';

export class Allowance {
    private left: number;
    private refilledAt: number;

    /** @param everyMs after how many milliseconds one more may pass, until there are `most` again */
    constructor(
        private readonly clock: Clock,
        private readonly most: number,
        private readonly everyMs: number,
    ) {
        this.left = most;
        this.refilledAt = clock.now();
    }

    /** Whether one more may pass now; it counts as having passed. */
    take(): boolean {
        const earned = Math.floor((this.clock.now() - this.refilledAt) / this.everyMs);
        this.left = Math.min(this.most, this.left + earned);
        this.refilledAt += earned * this.everyMs;
        if (this.left === 0) return false;
        this.left--;
        return true;
    }
}
