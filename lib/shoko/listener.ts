/**
 * Stays connected to Shoko for ever and tells what it says of files. Events can be missed, so after every
 * connection, when a new file is waited for, and every few minutes, Shoko is asked for the files that are waited for.
 */
import { MediaError, toMediaError, type Clock, type MediaEvent } from '../model';
import type { PathMapping } from '../paths';
import { ShokoClient, type ShokoServer } from './ask/client';
import { FolderCache } from './ask/folders';
import { openHub, type Hub } from './hear/hub';
import { NoticeHandler } from './decide/notices';
import { ReconnectPolicy } from './schedule/reconnect';
import { FileReporter } from './tell/reporter';
import { FileSearch, type LookResult } from './ask/search';
import { SerialQueue } from './schedule/serial-queue';
import { NamedTimers } from './schedule/timers';
import { UnsureFiles } from './wanted/unsure';
import { WaitingFiles, type WaitingFile } from './wanted/waiting';
import { readNotices } from './wire/events';

/** Between two looks at all waiting files, and after one that failed. In milliseconds. */
const LOOK_EVERY_MS = 300_000;
const LOOK_AGAIN_MS = 30_000;
/** A season pack brings its files one by one: wait for the next before asking. In milliseconds. */
const NEW_FILE_DELAY_MS = 1_000;
/** Files asked for in one look; the next goes on where this one ended. */
const LOOK_LIMIT = 100;
/** Events that may wait to be handled. A rescan of a whole library sends more; a look makes up for them. */
const EVENT_LIMIT = 500;
const QUEUED_LOOKS = 10;

/** What there is to show. */
export interface ShokoStatus {
    /** `partial`: REST answers, so the waiting files are asked for now and then, but there are no live events. */
    connection: 'connecting' | 'connected' | 'partial' | 'lost';
    /** Files waited for. */
    waiting: number;
    /** AniDB has banned Shoko: nothing new is matched until that ends. */
    isBanned: boolean;
    /** Shoko's version, once known. */
    version: string | null;
    /** Why not connected. */
    error: MediaError | null;
}

export interface ShokoListenerOptions {
    server: ShokoServer;
    /** From Shoko's view of a folder to Sonarr's and Radarr's. */
    mappings: readonly PathMapping[];
    clock: Clock;
    newId: () => string;
    /** What is waited for now. */
    waiting: () => readonly WaitingFile[];
    emit: (event: MediaEvent) => void;
    onStatus: (status: ShokoStatus) => void;
    /** Something went wrong that the status does not show. May repeat. */
    onFault: (thrown: unknown) => void;
}

export class ShokoListener {
    private readonly client: ShokoClient;
    private readonly folders: FolderCache;
    private readonly reporter: FileReporter;
    private readonly waiting: WaitingFiles;
    private readonly unsure: UnsureFiles;
    private readonly notices: NoticeHandler;
    private readonly search: FileSearch;
    private readonly timers: NamedTimers;
    private readonly seriesTimers: NamedTimers;
    private readonly reconnect: ReconnectPolicy;
    private readonly events = new SerialQueue(EVENT_LIMIT, (thrown) => this.eventFailed(thrown));
    private readonly looks = new SerialQueue(QUEUED_LOOKS, (thrown) => this.fault(thrown));
    private readonly aborter = new AbortController();
    private hub: Hub | null = null;
    private connecting: Promise<void> | null = null;
    private status: ShokoStatus = { connection: 'connecting', waiting: 0, isBanned: false, version: null, error: null };
    private lookFrom = 0;
    private hasMissedEvents = false;
    /** When an event's fault last made for a look, by the monotonic clock. */
    private hurriedAt = -Infinity;

    /** @throws MediaError `invalid_url` when the address is not an http(s) URL */
    constructor(private readonly options: ShokoListenerOptions) {
        const { server, mappings, clock, newId, emit } = options;
        const client = new ShokoClient(server);
        this.client = client;
        this.folders = new FolderCache(() => client.folders(), clock);
        this.timers = new NamedTimers(clock);
        this.seriesTimers = new NamedTimers(clock);
        this.reconnect = new ReconnectPolicy(clock);
        this.waiting = new WaitingFiles(options.waiting);
        this.unsure = new UnsureFiles(options.waiting, clock);
        this.reporter = new FileReporter({ folders: this.folders, mappings, clock, newId, emit });
        this.notices = new NoticeHandler({
            client,
            reporter: this.reporter,
            waiting: this.waiting,
            timers: this.seriesTimers,
            enqueue: (task) => this.enqueue(task),
            onBan: () => this.show({}),
        });
        this.search = new FileSearch({
            client,
            reporter: this.reporter,
            onFound: (file, path, how) => this.notices.found(file, path, how),
            onFault: (thrown) => this.fault(thrown),
            isClosed: () => this.isClosed(),
        });
    }

    /** Begins to connect. Returns at once; everything further is told through the callbacks. */
    start(): void {
        this.waiting.count();
        this.show({});
        this.connect();
    }

    /** To be called when what is waited for may have changed; cheap, so it may be called often. */
    waitingChanged(): void {
        if (this.timers.has('waiting')) return;
        this.timers.set('waiting', NEW_FILE_DELAY_MS, () => {
            const added = this.waiting.count();
            this.show({});
            if (added.length > 0 && this.isReachable()) {
                const countedAt = this.options.clock.monotonic();
                this.looks.push(() => this.lookFor(added.slice(0, LOOK_LIMIT), countedAt));
            }
        });
    }

    /**
     * Asks Shoko for every waiting file now, telling again what was told before; connects at once when not connected. Of files
     * that may be no anime for the oldest only, which are not in the result.
     * @throws MediaError why Shoko could not be asked
     */
    lookNow(): Promise<LookResult> {
        this.reporter.forgetAll();
        this.unsure.hurry();
        this.waiting.count();
        this.show({});
        this.connect();
        const ask = async (): Promise<LookResult> => {
            const result = await this.search.ask(this.waiting.paths(), { at: this.options.clock.monotonic() });
            await this.askForUnsure();
            return result;
        };
        return new Promise((resolve, reject) => {
            if (this.isClosed() || !this.looks.push(() => ask().then(resolve, reject)))
                reject(new MediaError('busy', 'Shoko is already being asked: wait for its answer'));
        });
    }

    /** Ends everything; settles when no timer and no socket is left. */
    async close(): Promise<void> {
        this.aborter.abort();
        this.timers.close();
        this.seriesTimers.close();
        this.client.close();
        await this.connecting;
        await this.hub?.close();
        this.hub = null;
        await Promise.all([this.events.idle(), this.looks.idle()]);
    }

    private isClosed(): boolean {
        return this.aborter.signal.aborted;
    }

    private isReachable(): boolean {
        return this.status.connection === 'connected' || this.status.connection === 'partial';
    }

    private connect(): void {
        if (this.isClosed() || this.hub !== null || this.connecting !== null) return;
        this.timers.cancel('connect');
        this.connecting = this.tryToConnect().finally(() => (this.connecting = null));
    }

    private async tryToConnect(): Promise<void> {
        try {
            this.show({ version: await this.client.version() });
            await this.folders.refresh();
        } catch (thrown) {
            this.timers.cancel('look');
            this.failed('lost', thrown);
            return;
        }
        await this.open().catch((thrown: unknown) => this.failed('partial', thrown));
        this.lookAtAll();
    }

    private async open(): Promise<void> {
        let hasEnded = false;
        this.notices.resetBans();
        const onClosed = (): void => {
            hasEnded = true;
            this.dropped();
        };
        const onEvent = (name: string, payload: unknown): void => this.heard(name, payload);
        const hub = await openHub(this.options.server, { onEvent, onClosed }, this.aborter.signal);
        this.hub = hub;
        this.reconnect.connected();
        this.show({ connection: 'connected', error: null });
        // It may have ended while it was being handed over.
        if (hasEnded as boolean) this.dropped();
    }

    private failed(connection: 'partial' | 'lost', thrown: unknown): void {
        const error = toMediaError(thrown);
        this.show({ connection, error });
        this.timers.set('connect', this.reconnect.nextDelayMs(error.code), () => this.connect());
    }

    private dropped(): void {
        if (this.hub === null) return;
        this.hub = null;
        this.show({ connection: 'connecting' });
        this.timers.set('connect', this.reconnect.nextDelayMs(), () => this.connect());
    }

    private heard(name: string, payload: unknown): void {
        this.enqueue(async () => {
            for (const notice of readNotices(name, payload)) await this.notices.handle(notice);
        });
    }

    private enqueue(task: () => Promise<void>): void {
        if (this.isClosed() || this.events.push(task) || this.hasMissedEvents) return;
        this.hasMissedEvents = true;
        void this.events.idle().then(() => {
            this.hasMissedEvents = false;
            this.lookAtAll();
        });
    }

    private lookAtAll(): void {
        if (this.isClosed()) return;
        this.timers.set('look', LOOK_EVERY_MS, () => this.lookAtAll());
        this.looks.push(async () => {
            this.waiting.count();
            this.show({});
            await this.lookFor(this.nextToLookAt(), this.options.clock.monotonic());
            await this.askForUnsure();
        });
    }

    private async askForUnsure(): Promise<void> {
        await this.search.ask(this.unsure.next(), { at: this.options.clock.monotonic(), isUnsure: true });
    }

    private async lookFor(paths: readonly string[], countedAt: number): Promise<void> {
        try {
            await this.search.ask(paths, { at: countedAt });
        } catch (thrown) {
            if (this.isReachable()) this.timers.set('look', LOOK_AGAIN_MS, () => this.lookAtAll());
            throw thrown;
        }
    }

    /** What the event was about may be waited for: ask for it soon, but not again and again while its fault stays. */
    private eventFailed(thrown: unknown): void {
        const now = this.options.clock.monotonic();
        if (this.isReachable() && now - this.hurriedAt >= LOOK_EVERY_MS) {
            this.hurriedAt = now;
            this.timers.set('look', LOOK_AGAIN_MS, () => this.lookAtAll());
        }
        this.fault(thrown);
    }

    private nextToLookAt(): string[] {
        const all = this.waiting.paths();
        if (all.length <= LOOK_LIMIT) return all;
        const start = this.lookFrom % all.length;
        this.lookFrom = start + LOOK_LIMIT;
        return [...all, ...all].slice(start, start + LOOK_LIMIT);
    }

    private show(change: Partial<ShokoStatus>): void {
        if (this.isClosed()) return;
        this.status = { ...this.status, ...change, waiting: this.waiting.size, isBanned: this.notices.isBanned };
        this.options.onStatus(this.status);
    }

    private fault(thrown: unknown): void {
        if (!this.isClosed()) this.options.onFault(thrown);
    }
}
