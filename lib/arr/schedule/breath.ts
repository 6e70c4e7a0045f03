/** Gives all else in this process its turn while much is worked on: after so many pieces, or so long, whichever comes first. */
import type { Clock } from '../../model';

const MOST = 25;
/** In milliseconds. */
const LONGEST_MS = 8;

export class Breath {
    private count = 0;
    private since: number;

    constructor(private readonly clock: Clock) {
        this.since = clock.monotonic();
    }

    /** To be called after each piece. */
    async take(): Promise<void> {
        if (++this.count < MOST && this.clock.monotonic() - this.since < LONGEST_MS) return;
        await new Promise((resolve) => setImmediate(resolve));
        this.count = 0;
        this.since = this.clock.monotonic();
    }
}
