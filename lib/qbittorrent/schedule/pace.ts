/** When the next poll is due. */
import type { Clock, MediaError } from '../../model';

export interface PollerPace {
    /** Between two polls while something downloads, in milliseconds. */
    activeMs: number;
    /** Between two polls otherwise, in milliseconds. */
    idleMs: number;
}

/** How often what is away is probed: its return is noticed within 15 s, however long it was away. */
export const PROBE_MS = 10_000;
/** What answers a probe and fails in earnest is asked less and less often, up to this. */
const MAX_BACKOFF_MS = 60_000;

export class Pace {
    private failures = 0;

    constructor(
        private readonly pace: PollerPace,
        private readonly clock: Clock,
    ) {}

    /** Whether the last poll failed. */
    get isFailing(): boolean {
        return this.failures > 0;
    }

    /** Time to the next poll after one that went well, in milliseconds. */
    afterSuccess(isPressing: boolean): number {
        this.failures = 0;
        return this.interval(isPressing);
    }

    /**
     * Time to the next poll after one that failed, in milliseconds. A refused login is waited out by its `retryAt`.
     * @param isAway nothing answers as qBittorrent does; false when a probe went well
     */
    afterFailure(error: MediaError, isPressing: boolean, isAway: boolean): number {
        const interval = this.interval(isPressing);
        const most = isAway ? PROBE_MS : Math.max(MAX_BACKOFF_MS, interval);
        const backoff = Math.min(interval * 2 ** this.failures++, most);
        return Math.max(backoff, (error.retryAt ?? 0) - this.clock.now());
    }

    private interval(isPressing: boolean): number {
        return isPressing ? this.pace.activeMs : this.pace.idleMs;
    }
}
