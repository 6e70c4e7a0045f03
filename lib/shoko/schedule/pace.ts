/** When to try again, for ever: soon while Shoko is away or starts, more slowly where trying often would help nobody. */
import type { Clock } from '../../model';

/** Before each small question to a Shoko that is away; the last one repeats, so that its return is noticed soon. In seconds. */
const AWAY_S = [2, 5, 10] as const;
/** Shoko is there and says that it starts. In seconds. */
const STARTING_S = 3;
/** Before each try to get live events where REST answers: a look at all waiting files goes with it. In seconds. */
const STREAM_S = [0, 2, 10, 30, 60] as const;
/** A wrong key does not mend itself: no use in asking often. In seconds. */
const REFUSED_S = 300;
/** A connection that lasted so long counts as sound: the next drop is answered at once. In milliseconds. */
const SOUND_AFTER_MS = 30_000;

/** What a try came to: nothing answers; Shoko starts; no live events; the connection ended. */
export type Setback = 'away' | 'starting' | 'no_stream' | 'dropped';

export class ConnectPace {
    private readonly failures = { away: 0, stream: 0 };
    private connectedAt: number | null = null;

    constructor(private readonly clock: Clock) {}

    connected(): void {
        this.connectedAt = this.clock.monotonic();
    }

    /**
     * Milliseconds until the next try.
     * @param code why, as a MediaError says it
     */
    nextDelayMs(setback: Setback, code?: string): number {
        const wasSound = this.connectedAt !== null && this.clock.monotonic() - this.connectedAt >= SOUND_AFTER_MS;
        if (wasSound) this.failures.stream = 0;
        if (setback !== 'away') this.failures.away = 0;
        this.connectedAt = null;
        if (code === 'unauthorised') return REFUSED_S * 1000;
        if (setback === 'starting') return STARTING_S * 1000;
        if (setback === 'away') return stepOf(AWAY_S, this.failures.away++);
        // A server that accepts and drops at once must not be met with a tight loop.
        if (!wasSound) this.failures.stream++;
        return stepOf(STREAM_S, this.failures.stream);
    }
}

function stepOf(delaysS: readonly number[], failures: number): number {
    return (delaysS[Math.min(failures, delaysS.length - 1)] ?? 0) * 1000;
}
