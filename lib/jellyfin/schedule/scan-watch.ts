/** Whether Jellyfin reads its libraries just now: asked now and then, while something waits for it. */
import { type Clock, isoNow } from '../../model';

/** Between two questions, in milliseconds. */
const ASK_EVERY_MS = 60_000;
/** What was not confirmed for so long is not said. In milliseconds. */
const STALE_MS = 3 * ASK_EVERY_MS;

export class ScanWatch {
    private askedAt = -Infinity;
    private confirmedAt = -Infinity;
    private since: string | null = null;
    private isAsking = false;

    /** @param isScanning throws when it cannot be asked, or does not say */
    constructor(
        private readonly isScanning: () => Promise<boolean>,
        private readonly clock: Clock,
    ) {}

    /** Since when it reads them, as far as we have seen, ISO 8601 UTC; null when it does not. */
    get scanningSince(): string | null {
        return this.clock.monotonic() - this.confirmedAt < STALE_MS ? this.since : null;
    }

    /** Something waits: asks, unless that was done a moment ago. Never rejects. */
    async wonder(): Promise<void> {
        if (this.isAsking || this.clock.monotonic() - this.askedAt < ASK_EVERY_MS) return;
        this.isAsking = true;
        this.askedAt = this.clock.monotonic();
        try {
            const isScanning = await this.isScanning();
            this.since = isScanning ? (this.scanningSince ?? isoNow(this.clock)) : null;
            this.confirmedAt = this.clock.monotonic();
        } catch {
            // Whether it scans is nice to know; that it is away is found by who asks for more.
        } finally {
            this.isAsking = false;
        }
    }
}
