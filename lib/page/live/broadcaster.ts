/** The live stream: what happens is put into words once and goes to every open page. */
import type { ServerResponse } from 'node:http';
import { type Clock, MediaError, type Timer } from '../../model';
import { type Frame, frameBytes, HEARTBEAT, OPENING } from './frame';
import { Ring } from './ring';
import { Tab } from './tab';

export interface BroadcasterOptions {
    clock: Clock;
    /** Names this run of the stream: what another one numbered says nothing here. */
    epoch: string;
    /** Told how many look on, when that changes. */
    onTabs: (count: number) => void;
}

export interface Opening {
    /** The only request that the page shows; null for all. */
    requestId: string | null;
    /** What the page had last. */
    lastEventId: string | undefined;
    /** JSON of a snapshot as the page wants it, as things are when it is called. */
    snapshot: () => string;
    /** Resolves when what a snapshot is made of is as it is now. */
    settle: () => Promise<void>;
}

const HEARTBEAT_MS = 20_000;
/** More than any house has; each costs a connection. */
const MOST_TABS = 500;

export class Broadcaster {
    private readonly tabs = new Set<Tab>();
    private readonly ring = new Ring();
    private number = 0;
    private heartbeat: Timer | null = null;
    private isClosed = false;

    constructor(private readonly options: BroadcasterOptions) {}

    get size(): number {
        return this.tabs.size;
    }

    /**
     * Makes a response a stream.
     * @throws MediaError `too_many_tabs`, `closing`, before anything is written
     */
    async open(response: ServerResponse, { requestId, lastEventId, snapshot, settle }: Opening): Promise<void> {
        if (this.isClosed) throw new MediaError('closing', 'The page is being deployed anew');
        // It left while it was waited for the store: nothing tells of that any more.
        if (response.destroyed) return;
        if (this.tabs.size >= MOST_TABS) throw new MediaError('too_many_tabs', 'Too many pages are open');
        const tab = new Tab(response, {
            requestId,
            settle,
            snapshot: () => frameBytes('snapshot', this.idOf(this.number), snapshot()),
            monotonic: () => this.options.clock.monotonic(),
        });
        response.writeHead(200, {
            'content-type': 'text/event-stream; charset=utf-8',
            // Compressing would keep back what is written.
            'cache-control': 'no-store, no-transform',
            'x-accel-buffering': 'no',
            'x-content-type-options': 'nosniff',
        });
        response.socket?.setNoDelay(true);
        tab.write(OPENING);
        // Both are told of a connection that breaks, and the second of one that was ended here.
        response.once('error', () => this.leave(tab)).once('close', () => this.leave(tab));
        this.tabs.add(tab);
        this.heartbeat ??= this.options.clock.after(HEARTBEAT_MS, () => this.beat());
        this.options.onTabs(this.tabs.size);
        const missed = this.missedSince(lastEventId);
        if (missed === null) await tab.renew();
        else
            tab.goOn(
                missed
                    .filter((frame) => requestId === null || frame.requestId === null || frame.requestId === requestId)
                    .map(({ bytes }) => bytes),
            );
    }

    /** @param data JSON */
    tell(event: string, data: string, requestId: string | null = null): void {
        this.number += 1;
        const frame: Frame = { number: this.number, bytes: frameBytes(event, this.idOf(this.number), data), requestId };
        this.ring.add(frame);
        for (const tab of this.tabs) tab.send(frame);
    }

    /** Ends every stream. */
    close(): void {
        this.isClosed = true;
        this.heartbeat?.cancel();
        for (const tab of [...this.tabs]) tab.end();
        this.tabs.clear();
    }

    private leave(tab: Tab): void {
        if (!this.tabs.delete(tab)) return;
        if (this.tabs.size === 0) this.heartbeat?.cancel();
        if (this.tabs.size === 0) this.heartbeat = null;
        this.options.onTabs(this.tabs.size);
    }

    private beat(): void {
        for (const tab of [...this.tabs]) if (!tab.beat(HEARTBEAT)) tab.destroy();
        this.heartbeat = this.tabs.size === 0 ? null : this.options.clock.after(HEARTBEAT_MS, () => this.beat());
    }

    private idOf(number: number): string {
        return `${this.options.epoch}-${number}`;
    }

    private missedSince(lastEventId: string | undefined): readonly Frame[] | null {
        const [, epoch, number] = /^(.{1,40})-(\d{1,15})$/.exec(lastEventId ?? '') ?? [];
        if (epoch !== this.options.epoch) return null;
        return this.ring.since(Number(number), this.number);
    }
}
