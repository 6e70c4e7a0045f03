/** One open page. What it cannot take in time is not kept for it: it gets everything anew when it can. */
import type { ServerResponse } from 'node:http';
import type { Frame } from './frame';

/** Bytes that may wait for a tab. */
const MOST_UNSENT = 1024 * 1024;
/** How long a tab may take nothing at all, in milliseconds: a phone that sleeps closes no connection. */
const PATIENCE_MS = 60_000;

export interface TabOptions {
    /** The only request that it shows; null for all. */
    requestId: string | null;
    /** Resolves when what a snapshot is made of is as it is now. */
    settle: () => Promise<void>;
    /** A snapshot for this very tab, as things are when it is called. */
    snapshot: () => Buffer;
    /** Milliseconds since some moment. */
    monotonic: () => number;
}

/** What compressing middleware adds to a response: it keeps what is written until it is told. */
type Response = ServerResponse & { flush?: () => void };

export class Tab {
    /** Since when it is told nothing, because it gets a snapshot next. In the beginning it does. */
    private behindSince: number | null;
    private isRenewing = false;

    constructor(
        private readonly response: Response,
        private readonly options: TabOptions,
    ) {
        this.behindSince = options.monotonic();
    }

    write(bytes: Buffer): void {
        this.response.write(bytes);
        this.response.flush?.();
    }

    send({ bytes, requestId }: Frame): void {
        const only = this.options.requestId;
        if (only !== null && requestId !== null && requestId !== only) return;
        // It will be in the snapshot.
        if (this.behindSince !== null) return;
        if (this.response.writableLength <= MOST_UNSENT) this.write(bytes);
        else this.fallBehind();
    }

    /** Returns whether it takes anything at all. */
    beat(bytes: Buffer): boolean {
        if (this.behindSince === null) this.write(bytes);
        return this.behindSince === null || this.options.monotonic() - this.behindSince < PATIENCE_MS;
    }

    /** Sends everything, and from then on what is new. */
    async renew(): Promise<void> {
        if (this.isRenewing) return;
        this.isRenewing = true;
        await this.options.settle();
        this.isRenewing = false;
        // In one go: what is told after the snapshot was made is sent after it.
        this.goOn([this.options.snapshot()]);
    }

    /** Sends what it does not have, and from then on what is new. */
    goOn(missed: readonly Buffer[]): void {
        this.behindSince = null;
        if (this.response.destroyed || this.response.writableEnded) return;
        for (const bytes of missed) this.write(bytes);
    }

    end(): void {
        this.response.end();
    }

    /** A connection that is gone for long. */
    destroy(): void {
        this.response.destroy();
    }

    private fallBehind(): void {
        this.behindSince = this.options.monotonic();
        // It comes again by itself, and is told then why it gets nothing.
        this.response.once('drain', () => void this.renew().catch(() => this.destroy()));
    }
}
