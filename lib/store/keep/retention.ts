/**
 * What has been closed for long leaves the store: an hour after it was opened, and then once a day. A machine may begin with a
 * clock that is years off, until it has found the network: nothing is archived by that.
 */
import type { Clock, MediaRequest, Timer } from '../../model';
import { appendDurably } from '../file/disk';

const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST_MS = 60 * 60 * 1000;

export interface RetentionOptions {
    clock: Clock;
    /** The archive: one request a line, with all that belongs to it. */
    path: string;
    /** How long closed requests stay after their last change; 0 is for ever. */
    days: number;
    /** Closed requests that have not changed since a time, ISO 8601. */
    closedSince: (time: string) => MediaRequest[];
    /** A request with all that belongs to it. */
    whole: (request: MediaRequest) => object;
    /** Takes it out of the store, unless it has come to life again. */
    remove: (request: MediaRequest) => void;
    /** Forgets events that nobody has claimed since a time. Returns whether there were any. */
    forgetUnmatched: (time: string) => boolean;
    flush: () => Promise<void>;
    onFault: (thrown: unknown) => void;
}

export class Retention {
    private next: Timer | null = null;

    constructor(private readonly options: RetentionOptions) {}

    start(): void {
        this.after(FIRST_MS);
    }

    stop(): void {
        this.next?.cancel();
        this.next = null;
    }

    /** Moves what is due to the archive. @throws MediaError `store_not_writable` */
    async prune(): Promise<void> {
        const { clock, days, path, closedSince, whole, remove, forgetUnmatched, flush } = this.options;
        this.after(DAY_MS);
        if (days === 0) return;
        const before = new Date(clock.now() - days * DAY_MS).toISOString();
        const old = closedSince(before);
        const hasAged = forgetUnmatched(before);
        if (old.length === 0 && !hasAged) return;
        if (old.length > 0) await appendDurably(path, old.map((request) => `${JSON.stringify(whole(request))}\n`).join(''));
        for (const request of old) remove(request);
        await flush();
    }

    private after(delayMs: number): void {
        this.next?.cancel();
        this.next = this.options.clock.after(delayMs, () => void this.prune().catch(this.options.onFault));
    }
}
