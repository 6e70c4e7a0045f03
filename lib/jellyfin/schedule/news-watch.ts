/**
 * While anything waits for Jellyfin, one small question for all of it tells every few seconds what was saved since: so what
 * appears is noticed at once, whether it took a minute or a day, and whatever waits is not asked for one by one.
 */
import type { Clock, Timer } from '../../model';
import type { Outage } from './outage';

/** Between two questions, in milliseconds; whatever else asks the same meanwhile counts as one. */
const ASK_EVERY_MS = 10_000;

export interface NewsSource {
    /** Asks what was saved since the last time, and tells whoever listens. */
    refresh(): Promise<void>;
    /** When that was last done, by the monotonic clock; null when it never was. */
    readonly readAt: number | null;
}

export class NewsWatch {
    private readonly waiting = new Set<() => boolean>();
    private timer: Timer | null = null;
    private isAsking = false;
    private closed = false;

    constructor(
        private readonly source: NewsSource,
        private readonly outage: Pick<Outage, 'error' | 'examine'>,
        private readonly clock: Clock,
        /** Something still waits: told beside each question. */
        private readonly onAsk: () => void = () => undefined,
    ) {}

    /**
     * Asks for somebody while `waits` is true. Returns the end of it.
     * @param waits is asked before each question
     */
    watch(waits: () => boolean): () => void {
        this.waiting.add(waits);
        return () => {
            this.waiting.delete(waits);
            this.wake();
        };
    }

    /** When the next question is due, by the monotonic clock, if anything waits. */
    get nextAt(): number {
        return (this.source.readAt ?? this.clock.monotonic()) + ASK_EVERY_MS;
    }

    /** To be called when something may have begun or ceased to wait, or Jellyfin is back. */
    wake(): void {
        if (!this.isNeeded()) {
            this.timer?.cancel();
            this.timer = null;
        } else if (this.timer === null && !this.isAsking) {
            this.timer = this.clock.after(this.pause(), () => void this.ask());
        }
    }

    close(): void {
        this.closed = true;
        this.wake();
    }

    private isNeeded(): boolean {
        return !this.closed && this.outage.error === null && [...this.waiting].some((waits) => waits());
    }

    private pause(): number {
        return Math.max(0, this.nextAt - this.clock.monotonic());
    }

    private async ask(): Promise<void> {
        this.timer = null;
        // Unless a check has asked the same meanwhile.
        if (this.isNeeded() && (this.source.readAt === null || this.pause() === 0)) {
            this.isAsking = true;
            // Whether Jellyfin is down, or only this question failed, the next one is asked when it is due.
            await this.source.refresh().catch(() => this.outage.examine());
            this.onAsk();
            this.isAsking = false;
        }
        this.wake();
    }
}
