/** When to try again: for ever, at once after a drop, and ever more slowly while Shoko stays away. */
import type { Clock } from '../../model';

/** Seconds before each try; the last one repeats. */
const DELAYS_S = [0, 2, 10, 30, 60, 120, 300] as const;
/** A wrong key does not mend itself: no use in asking often. In seconds. */
const REFUSED_DELAY_S = 300;
/** A connection that lasted so long counts as sound: the next drop is answered at once. In milliseconds. */
const SOUND_AFTER_MS = 30_000;

export class ReconnectPolicy {
    private failures = 0;
    private connectedAt: number | null = null;

    constructor(private readonly clock: Clock) {}

    connected(): void {
        this.connectedAt = this.clock.monotonic();
    }

    /**
     * Milliseconds until the next try, after a failed one or a drop.
     * @param code why, as a MediaError says it
     */
    nextDelayMs(code?: string): number {
        const wasSound = this.connectedAt !== null && this.clock.monotonic() - this.connectedAt >= SOUND_AFTER_MS;
        if (wasSound) this.failures = 0;
        // A server that accepts and drops at once must not be met with a tight loop.
        else this.failures++;
        this.connectedAt = null;
        if (code === 'unauthorised') return REFUSED_DELAY_S * 1000;
        const index = Math.min(this.failures, DELAYS_S.length - 1);
        return (DELAYS_S[index] ?? 0) * 1000;
    }
}
