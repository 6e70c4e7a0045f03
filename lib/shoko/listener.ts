/**
 * Stays connected to Shoko for ever and tells what it says of files. Events can be missed, so Shoko is also asked for the
 * files that are waited for. Puts the rooms together; what each does stands there.
 */
import { MediaError, type Clock, type MediaEvent, type ShokoFact } from '../model';
import type { PathMapping } from '../paths';
import { ShokoClient, type ShokoServer } from './ask/client';
import { FolderCache } from './ask/folders';
import { Places } from './ask/places';
import { FileSearch, type LookResult } from './ask/search';
import { AniDbAccess, type AniDbBlock } from './decide/anidb-access';
import { FileLog } from './decide/file-log';
import { NoticeHandler } from './decide/notices';
import { Verdicts } from './decide/verdicts';
import { Connection, type ConnectionState } from './schedule/connection';
import { Looks } from './schedule/looks';
import { ConnectPace } from './schedule/pace';
import { SerialQueue } from './schedule/serial-queue';
import { NamedTimers } from './schedule/timers';
import { FileReporter } from './tell/reporter';
import { UnsureFiles } from './wanted/unsure';
import { WaitingFiles, type WaitingSource } from './wanted/waiting';
import { readNotices } from './hear/events';

/** Events that may wait to be handled. A rescan of a whole library sends more; a look makes up for them. */
const EVENT_LIMIT = 500;

/** What there is to show. */
export interface ShokoStatus {
    connection: ConnectionState;
    /** Files waited for. */
    waiting: number;
    /** What keeps Shoko from asking AniDB: nothing new is matched until that ends. */
    aniDb: AniDbBlock | null;
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
    waiting: WaitingSource;
    emit: (event: MediaEvent) => void;
    onStatus: (status: ShokoStatus) => void;
    /** Something went wrong that the status does not show. May repeat. */
    onFault: (thrown: unknown) => void;
}

export class ShokoListener {
    private readonly client: ShokoClient;
    private readonly reporter: FileReporter;
    private readonly waiting: WaitingFiles;
    private readonly access: AniDbAccess;
    private readonly verdicts: Verdicts;
    private readonly notices: NoticeHandler;
    private readonly connection: Connection;
    private readonly looks: Looks;
    private readonly timers: NamedTimers;
    private readonly seriesTimers: NamedTimers;
    private readonly events = new SerialQueue(EVENT_LIMIT, (thrown) => this.eventFailed(thrown));
    private readonly aborter = new AbortController();
    private status: ShokoStatus = { connection: 'connecting', waiting: 0, aniDb: null, version: null, error: null };
    private hasMissedEvents = false;

    /** @throws MediaError `invalid_url` when the address is not an http(s) URL */
    constructor(private readonly options: ShokoListenerOptions) {
        const { server, mappings, clock, newId, emit } = options;
        const client = new ShokoClient(server);
        const folders = new FolderCache(() => client.folders(), clock);
        const isClosed = (): boolean => this.isClosed();
        this.client = client;
        this.timers = new NamedTimers(clock);
        this.seriesTimers = new NamedTimers(clock);
        this.waiting = new WaitingFiles(options.waiting);
        const places = new Places(folders, mappings);
        this.reporter = new FileReporter({ places, clock, newId, emit });
        this.access = new AniDbAccess({ ask: () => client.connectivity(), clock, onChange: () => this.show({}) });
        const log = new FileLog(clock);
        this.verdicts = new Verdicts({
            access: this.access,
            log,
            clock,
            asksAgainAfterBan: () => client.asksAgainAfterBan,
            outage: () => this.outage(),
        });
        this.notices = new NoticeHandler({
            client,
            reporter: this.reporter,
            places,
            waiting: this.waiting,
            timers: this.seriesTimers,
            access: this.access,
            log,
            verdicts: this.verdicts,
            enqueue: (task) => this.enqueue(task),
        });
        const search = new FileSearch({
            client,
            places,
            onFound: (file, path, how) => this.notices.found(file, path, how),
            onMissing: (path) => this.verdicts.afterMiss(path),
            onFault: (thrown) => this.fault(thrown),
            isClosed,
        });
        this.connection = new Connection({
            server,
            client,
            folders,
            pace: new ConnectPace(clock),
            timers: this.timers,
            signal: this.aborter.signal,
            onEvent: (name, payload) => this.heard(name, payload),
            onState: (connection, error) => this.show({ connection, error }),
            onVersion: (version) => this.show({ version }),
            onOpening: () => this.access.reset(),
            onReady: () => this.looks.atAll(),
        });
        this.looks = new Looks({
            waiting: this.waiting,
            unsure: new UnsureFiles(options.waiting.all, clock),
            search,
            timers: this.timers,
            clock,
            isReachable: () => this.connection.isReachable,
            isClosed,
            onCount: () => this.show({}),
            prepare: () => this.askForAccess(),
            onFault: (thrown) => this.fault(thrown),
        });
    }

    /** Begins to connect. Returns at once; everything further is told through the callbacks. */
    start(): void {
        this.waiting.count();
        this.show({});
        this.connection.connect();
    }

    /** To be called when what a request waits for may have changed; cheap, so it may be called often. */
    requestChanged(requestId: string): void {
        this.looks.atNewFilesOf(requestId);
    }

    /**
     * Asks Shoko for every waiting file now, telling again what was told before; connects at once when not connected. Of files
     * that may be no anime for the oldest only, which are not in the result.
     * @throws MediaError why Shoko could not be asked
     */
    lookNow(): Promise<LookResult> {
        this.reporter.forgetAll();
        this.connection.connect();
        return this.looks.now();
    }

    /** What Shoko does with a file that is waited for, by its path as Sonarr or Radarr see it. Asks nobody. */
    factOf(path: string): ShokoFact {
        return this.verdicts.factOf(path);
    }

    /** Ends everything; settles when no timer and no socket is left. */
    async close(): Promise<void> {
        this.aborter.abort();
        this.timers.close();
        this.seriesTimers.close();
        this.client.close();
        await this.connection.close();
        await Promise.all([this.events.idle(), this.looks.idle()]);
    }

    private isClosed(): boolean {
        return this.aborter.signal.aborted;
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
            this.looks.atAll();
        });
    }

    private async askForAccess(): Promise<void> {
        if (this.waiting.size > 0 || this.access.anyBlock !== null) await this.access.refresh();
    }

    private eventFailed(thrown: unknown): void {
        this.looks.afterFault();
        this.fault(thrown);
    }

    private outage(): MediaError | null {
        if (this.connection.isReachable) return null;
        return this.status.error ?? new MediaError('connecting', 'The connection to Shoko is being made');
    }

    private show(change: Partial<ShokoStatus>): void {
        if (this.isClosed()) return;
        this.status = { ...this.status, ...change, waiting: this.waiting.size, aniDb: this.access.anyBlock };
        this.options.onStatus(this.status);
    }

    private fault(thrown: unknown): void {
        if (!this.isClosed()) this.options.onFault(thrown);
    }
}
