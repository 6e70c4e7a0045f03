/** Gives all else in this process its turn while much is worked on. */
import type { Clock } from './clock';

/** How long one stretch of work may keep Node-RED from all else, in milliseconds. */
const LONGEST_MS = 8;
/** What is told has others work on it, which is not seen while it is told: so many of it come in one stretch. */
export const TOLD_AT_ONCE = 25;

export class Breath {
    private count = 0;
    private since: number;

    /** @param most how many pieces are worked on in one stretch, however short a time they take */
    constructor(
        private readonly clock: Clock,
        private readonly most = Infinity,
    ) {
        this.since = clock.monotonic();
    }

    /** To be called after each piece. */
    async take(): Promise<void> {
        if (++this.count < this.most && this.clock.monotonic() - this.since < LONGEST_MS) return;
        await new Promise((resolve) => setImmediate(resolve));
        this.count = 0;
        this.since = this.clock.monotonic();
    }
}
