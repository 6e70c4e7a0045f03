/**
 * Whether one Jellyfin answers, known once for all that ask it. While it is down nothing is asked of it but, every few
 * seconds, one small question: whether it is back. So its return is noticed at once, however long it was away.
 */
import { type Clock, isoNow, type MediaError, type Outage as Away, type Timer, toMediaError } from '../../model';

/** Between two such questions, in milliseconds. */
const PROBE_EVERY_MS = 10_000;
/** Whoever reports something meanwhile makes for another one, but not more often than this. */
const MIN_PROBE_GAP_MS = 5_000;

export interface OutageListener {
    /** Whether anybody needs to know that it is back: for nobody it is not asked. */
    isNeeded(): boolean;
    /** It is down, or still down: told at every attempt. */
    onDown(error: MediaError): void;
    onUp(): void;
}

export class Outage {
    private down: MediaError | null = null;
    private downSince: string | null = null;
    private probedAt = -Infinity;
    private probing: Promise<MediaError | null> | null = null;
    private timer: Timer | null = null;
    private closed = false;
    private readonly listeners = new Set<OutageListener>();

    /** @param ask throws when Jellyfin cannot be asked at all; costs less than 1 KB while it is down */
    constructor(
        private readonly ask: () => Promise<void>,
        private readonly clock: Clock,
    ) {}

    /** Why it cannot be asked; null while it is well. */
    get error(): MediaError | null {
        return this.down;
    }

    /** Since when it cannot be asked, and why; null while it is well. */
    get away(): Away | null {
        if (this.down === null) return null;
        const { code, message } = this.down;
        return {
            code,
            message,
            ...(this.downSince !== null && { since: this.downSince }),
            ...(code === 'starting' && { isStarting: true }),
        };
    }

    /** When the next attempt is due, by the monotonic clock; null while it is well. */
    get retryAt(): number | null {
        return this.down === null ? null : this.probedAt + PROBE_EVERY_MS;
    }

    /** Returns the end of listening. */
    listen(listener: OutageListener): () => void {
        this.listeners.add(listener);
        return () => {
            this.listeners.delete(listener);
            this.keepAsking();
        };
    }

    /** Asks now. Null when there is an answer, else why there is none. Callers at the same time share it. */
    async examine(): Promise<MediaError | null> {
        this.probing ??= this.probe().finally(() => (this.probing = null));
        return this.probing;
    }

    /** Somebody reports something: makes for another attempt, unless there was one a moment ago. */
    hurry(): void {
        if (this.down === null || this.clock.monotonic() - this.probedAt < MIN_PROBE_GAP_MS) return;
        void this.examine();
    }

    /** To be called when it may have become needed, or needed no more, to know that it is back. */
    keepAsking(): void {
        const isWanted = this.down !== null && !this.closed && [...this.listeners].some((listener) => listener.isNeeded());
        if (!isWanted) {
            this.timer?.cancel();
            this.timer = null;
        } else if (this.timer === null && this.probing === null) {
            const delayMs = Math.max(0, this.probedAt + PROBE_EVERY_MS - this.clock.monotonic());
            this.timer = this.clock.after(delayMs, () => {
                this.timer = null;
                void this.examine();
            });
        }
    }

    close(): void {
        this.closed = true;
        this.listeners.clear();
        this.keepAsking();
    }

    private async probe(): Promise<MediaError | null> {
        this.probedAt = this.clock.monotonic();
        const wasDown = this.down !== null;
        const error = await this.ask().then(
            () => null,
            (thrown: unknown) => toMediaError(thrown),
        );
        if (this.closed) return error;
        this.down = error;
        this.downSince = error === null ? null : (this.downSince ?? isoNow(this.clock));
        this.probing = null;
        if (error !== null) for (const listener of this.listeners) listener.onDown(error);
        else if (wasDown) for (const listener of this.listeners) listener.onUp();
        this.keepAsking();
        return error;
    }
}
