/** Keeps the connection to the hub up: opens it, and opens it again, ever more slowly while that fails. */
import { type Clock, type MediaError, type Timer, toMediaError } from '../../model';
import type { Hub } from '../../signalr';
import type { ArrServer } from '../ask/client';
import { Pace } from '../schedule/pace';
import { hasHub, openArrHub } from './hub';

/** A connection that lasted so long counts as sound. In milliseconds. */
const SOUND_AFTER_MS = 30_000;

export interface LiveEarOptions {
    server: ArrServer;
    clock: Clock;
    onMessage: (message: unknown) => void;
    onOpen: () => void;
    /** @param error why there is none; null when it ended by itself and is being opened anew */
    onDown: (error: MediaError | null) => void;
}

export class LiveEar {
    /** Why there is no connection though there could be one. */
    error: MediaError | null = null;
    private readonly aborter = new AbortController();
    private readonly pace = new Pace();
    private hub: Hub | null = null;
    private opening: Promise<void> | null = null;
    private timer: Timer | null = null;
    private openedAt = 0;

    constructor(private readonly options: LiveEarOptions) {}

    get isOpen(): boolean {
        return this.hub !== null;
    }

    /** Whether the first attempt is under way. */
    get isTrying(): boolean {
        return this.opening !== null && this.error === null;
    }

    /** Connects, unless it is connected or this version has no hub. */
    listen(version: string): void {
        if (!hasHub(this.options.server.kind, version)) return;
        this.open();
    }

    /** Settles when nothing of it is left. */
    async close(): Promise<void> {
        this.aborter.abort();
        this.timer?.cancel();
        await this.opening;
        await this.hub?.close();
        this.hub = null;
    }

    private open(): void {
        if (this.aborter.signal.aborted || this.hub !== null || this.opening !== null) return;
        this.timer?.cancel();
        this.timer = null;
        this.opening = this.tryToOpen().finally(() => (this.opening = null));
    }

    private async tryToOpen(): Promise<void> {
        const { server, onMessage, onOpen } = this.options;
        const ended = { already: false };
        const onClosed = (): void => {
            ended.already = true;
            this.dropped();
        };
        try {
            this.hub = await openArrHub(server, { onMessage, onClosed }, this.aborter.signal);
        } catch (thrown) {
            this.failed(thrown);
            return;
        }
        this.openedAt = this.options.clock.monotonic();
        this.error = null;
        onOpen();
        // It may have ended while it was being handed over.
        if (ended.already) this.dropped();
    }

    private failed(thrown: unknown): void {
        if (this.aborter.signal.aborted) return;
        this.error = toMediaError(thrown);
        this.options.onDown(this.error);
        this.openIn(this.pace.failed(thrown));
    }

    private dropped(): void {
        if (this.hub === null || this.aborter.signal.aborted) return;
        this.hub = null;
        const wasSound = this.options.clock.monotonic() - this.openedAt >= SOUND_AFTER_MS;
        if (wasSound) this.pace.worked();
        this.options.onDown(null);
        // A server that accepts and drops at once must not be met with a tight loop.
        this.openIn(wasSound ? 0 : this.pace.failed(new Error('dropped')));
    }

    private openIn(delayMs: number): void {
        this.timer?.cancel();
        this.timer = this.options.clock.after(delayMs, () => this.open());
    }
}
