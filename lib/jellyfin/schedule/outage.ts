/** While Jellyfin is down nothing is asked of it but, ever less often, one small question: whether it is back. */
import { type Clock, type MediaError, toMediaError } from '../../model';
import type { RecheckPace } from './recheck-pace';

/** Whoever reports something while Jellyfin is down makes for another attempt, but not more often than this. */
const MIN_PROBE_GAP_MS = 5_000;

/** Times are by the monotonic clock. */
export class Outage {
    private until: number | null = null;
    private round = 0;
    private probedAt = 0;

    /** @param ask throws when Jellyfin cannot be asked at all */
    constructor(
        private readonly ask: () => Promise<void>,
        private readonly clock: Clock,
        private readonly pace: Pick<RecheckPace, 'downMs' | 'downMaxMs'>,
    ) {}

    /** When the next attempt is due; null while Jellyfin is well. */
    get retryAt(): number | null {
        return this.until;
    }

    /** Asks. Null when there is an answer, else why there is none. */
    async probe(): Promise<MediaError | null> {
        this.probedAt = this.clock.monotonic();
        try {
            await this.ask();
            return null;
        } catch (thrown) {
            return toMediaError(thrown);
        }
    }

    /** It is down, or still down. Returns when the next attempt is due. */
    goOn(): number {
        this.until = this.clock.monotonic() + Math.min(this.pace.downMs * 2 ** this.round, this.pace.downMaxMs);
        this.round++;
        return this.until;
    }

    end(): void {
        this.until = null;
        this.round = 0;
    }

    /** Makes the next attempt due now, unless there was one a moment ago. Returns whether it is. */
    hurry(): boolean {
        const now = this.clock.monotonic();
        if (this.until === null || now - this.probedAt < MIN_PROBE_GAP_MS) return false;
        this.until = now;
        return true;
    }
}
