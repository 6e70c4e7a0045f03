/**
 * Gets the connection to Shoko and gets it again, for ever. Each try begins with one small question, so that it costs
 * next to nothing while Shoko is away or starts.
 */
import type { MediaError } from '../../model';
import { toMediaError } from '../../model';
import type { ShokoClient, ShokoServer } from '../ask/client';
import type { FolderCache } from '../ask/folders';
import { openHub, type Hub } from '../hear/hub';
import type { ConnectPace } from './pace';
import type { NamedTimers } from './timers';

/** `partial`: REST answers, so the waiting files are asked for now and then, but there are no live events. */
export type ConnectionState = 'connecting' | 'connected' | 'partial' | 'starting' | 'lost';

const SETBACKS = { partial: 'no_stream', starting: 'starting', lost: 'away' } as const;

export interface ConnectionOptions {
    server: ShokoServer;
    client: ShokoClient;
    folders: FolderCache;
    pace: ConnectPace;
    timers: NamedTimers;
    /** Ends everything. */
    signal: AbortSignal;
    onEvent: (name: string, payload: unknown) => void;
    /** `error`: why not connected. */
    onState: (state: ConnectionState, error: MediaError | null) => void;
    onVersion: (version: string) => void;
    /** What was heard before is out of date: Shoko begins by telling how things stand. */
    onOpening: () => void;
    /** Shoko can be asked now, and events may have been missed. */
    onReady: () => void;
}

export class Connection {
    private hub: Hub | null = null;
    private connecting: Promise<void> | null = null;
    private state: ConnectionState = 'connecting';

    constructor(private readonly options: ConnectionOptions) {}

    /** Shoko can be asked. */
    get isReachable(): boolean {
        return this.state === 'connected' || this.state === 'partial';
    }

    /** Tries now, unless connected or trying already. */
    connect(): void {
        const { signal, timers } = this.options;
        if (signal.aborted || this.hub !== null || this.connecting !== null) return;
        timers.cancel('connect');
        this.connecting = this.tryToConnect().finally(() => (this.connecting = null));
    }

    /** To be called after `signal` was aborted; settles when no socket is left. */
    async close(): Promise<void> {
        await this.connecting;
        await this.hub?.close();
        this.hub = null;
    }

    private async tryToConnect(): Promise<void> {
        const { client, folders, onVersion, onReady } = this.options;
        try {
            await this.checkStartup();
            onVersion(await client.version());
            await folders.refresh();
        } catch (thrown) {
            this.away(thrown);
            return;
        }
        try {
            await this.open();
        } catch (thrown) {
            if (!(await this.isStillThere())) return;
            this.setBack('partial', thrown);
        }
        onReady();
    }

    private async checkStartup(): Promise<void> {
        const notReady = await this.options.client.startup();
        if (notReady !== null) throw notReady;
    }

    /** 6 refuses the event stream while it starts, which is no fault of the stream. */
    private async isStillThere(): Promise<boolean> {
        try {
            await this.checkStartup();
            return true;
        } catch (thrown) {
            this.away(thrown);
            return false;
        }
    }

    private async open(): Promise<void> {
        const { server, signal, pace, onEvent, onOpening } = this.options;
        let hasEnded = false;
        onOpening();
        const onClosed = (): void => {
            hasEnded = true;
            this.dropped();
        };
        this.hub = await openHub(server, { onEvent, onClosed }, signal);
        pace.connected();
        this.become('connected', null);
        // It may have ended while it was being handed over.
        if (hasEnded as boolean) this.dropped();
    }

    private away(thrown: unknown): void {
        this.options.timers.cancel('look');
        this.setBack(toMediaError(thrown).code === 'starting' ? 'starting' : 'lost', thrown);
    }

    private setBack(state: 'partial' | 'starting' | 'lost', thrown: unknown): void {
        const error = toMediaError(thrown);
        this.become(state, error);
        this.tryAgainIn(this.options.pace.nextDelayMs(SETBACKS[state], error.code));
    }

    private dropped(): void {
        if (this.hub === null) return;
        this.hub = null;
        this.become('connecting', null);
        this.tryAgainIn(this.options.pace.nextDelayMs('dropped'));
    }

    private become(state: ConnectionState, error: MediaError | null): void {
        this.state = state;
        this.options.onState(state, error);
    }

    private tryAgainIn(ms: number): void {
        this.options.timers.set('connect', ms, () => this.connect());
    }
}
