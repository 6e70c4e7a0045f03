/** A clock by which each look at it takes a millisecond: for what works in stretches, and asks after each piece how long it took. */
import type { Clock, Timer } from '../../lib/model';

export class TickingClock implements Clock {
    /** Looks since a turn of the event loop ended. */
    looks = 0;
    private passed = 0;

    now(): number {
        return this.passed;
    }

    monotonic(): number {
        this.looks += 1;
        return ++this.passed;
    }

    after(): Timer {
        throw new Error('nothing waits by this clock');
    }
}

/** How many pieces were worked on at most before anything else had its turn. */
export async function longestStretch(clock: TickingClock, work: () => Promise<void>): Promise<number> {
    let longest = 0;
    await meanwhile(work(), () => {
        longest = Math.max(longest, clock.looks);
        clock.looks = 0;
    });
    return longest;
}

/** Looks once in every turn of the event loop until the work is over, and once after it. */
export async function meanwhile(work: Promise<unknown>, look: () => void): Promise<void> {
    const state = { isOver: false };
    const watch = (async () => {
        while (!state.isOver) {
            look();
            await new Promise((resolve) => setImmediate(resolve));
        }
        look();
    })();
    await work.finally(() => (state.isOver = true));
    await watch;
}
