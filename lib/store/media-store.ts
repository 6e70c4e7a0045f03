/**
 * The one place where requests live. Callers read plain values and put whole new ones; they never see lowdb, the
 * journal or the indexes. Everything here is in memory and synchronous except `flush`, which makes it durable.
 */
import type { Low } from 'lowdb' with { 'resolution-mode': 'import' };
import {
    type Clock,
    isoNow,
    type MediaEvent,
    MediaError,
    type MediaRequest,
    subjectsOf,
    systemClock,
    type Timer,
    toMediaError,
    type TrackedDownload,
} from '../model';
import { ArchivedRequests } from './archived';
import { StoreCheck } from './check';
import { appendDurably } from './disk';
import type { IdentityKey } from '../identity';
import { JournalAdapter } from './journal-adapter';
import { LiveFigures } from './live';
import { StoreLock } from './lock';
import { migrateTo } from './migrations';
import { newestFirst, oldestFirst } from './order';
import { Records } from './records';
import { RequestIndex } from './request-index';
import { type Archived, type Collection, emptyStore, type StoreData, type Unmatched } from './shape';
import { SharedWrite } from './shared-write';
import { trackedDownloads } from './tracked';
import { UnmatchedEvents } from './unmatched';

export interface StoreOptions {
    /** The store file. Its folder is made when it is missing. */
    path: string;
    clock?: Clock;
    /** How long closed requests stay here after their last change, in days; 0 is for ever. Default 90. */
    retentionDays?: number;
    /** See JournalOptions. */
    compactAboveBytes?: number;
    /** Told about what a user should know, for example a broken file that was set aside. */
    warn?: (text: string) => void;
    /** What a derived state is recomputed with when the store is opened, so that it cannot drift. */
    derive?: (request: MediaRequest) => MediaRequest;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** A machine may begin with a clock that is years off, until it has found the network: nothing is archived by that. */
const FIRST_PRUNE_MS = 60 * 60 * 1000;
const DEFAULT_RETENTION_DAYS = 90;
const PERSIST_RETRY_MS = 5_000;

export class MediaStore {
    readonly live = new LiveFigures();
    private readonly requestRecords = new Records(
        () => this.db.data.requests,
        (key) => this.mark('requests', key),
    );
    private readonly inboxRecords = new Records(
        () => this.db.data.inbox,
        (key) => this.mark('inbox', key),
    );
    private readonly cursors = new Records(
        () => this.db.data.cursors,
        (key) => this.mark('cursors', key),
    );
    private readonly index = new RequestIndex();
    private readonly writing = new SharedWrite(() => this.write());
    private readonly unmatchedEvents = new UnmatchedEvents(
        new Records(
            () => this.db.data.unmatched,
            (key) => this.mark('unmatched', key),
        ),
    );
    private readonly archivedRequests = new ArchivedRequests(
        new Records(
            () => this.db.data.archived,
            (key) => this.mark('archived', key),
        ),
    );
    private readonly listeners = new Set<(request: MediaRequest) => void>();
    private readonly pauses = new Set<() => void>();
    private changed = new Set<string>();
    private nextPrune: Timer | null = null;
    private isClosed = false;

    private constructor(
        private readonly db: Low<StoreData>,
        private readonly adapter: JournalAdapter,
        private readonly lock: StoreLock,
        private readonly clock: Clock,
        private readonly options: StoreOptions,
    ) {}

    /**
     * Opens the store, making it when there is none. A file that cannot be used is set aside under another name and
     * an empty store takes its place: nothing is overwritten. A disk that takes nothing keeps no store closed: what
     * changes is refused by `flush` until the disk recovers.
     * @throws MediaError `store_newer`, `store_not_readable`, `store_in_use`; `store_not_writable` when a file that
     * cannot be used cannot be set aside either
     */
    static async open(options: StoreOptions): Promise<MediaStore> {
        const clock = options.clock ?? systemClock;
        const { Low } = await import('lowdb');
        const lock = await StoreLock.of(options.path, clock);
        const check = new StoreCheck();
        const adapter = new JournalAdapter({
            path: options.path,
            empty: emptyStore,
            upgrade: migrateTo,
            take: (collection, record, version) => check.record(collection, record, version),
            check: (data) => check.store(data),
            ...(options.compactAboveBytes !== undefined && { compactAboveBytes: options.compactAboveBytes }),
        });
        const db = new Low<StoreData>(adapter, emptyStore());
        const store = new MediaStore(db, adapter, lock, clock, options);
        try {
            await store.unlessNotWritable(() => lock.check());
            await store.load();
            store.pruneIn(FIRST_PRUNE_MS);
        } catch (thrown) {
            await lock.release();
            throw thrown;
        }
        return store;
    }

    get(id: string): MediaRequest | undefined {
        return this.requestRecords.get(id);
    }

    /** All requests, newest first. */
    requests(): MediaRequest[] {
        return Object.values(this.requestRecords.all).sort(newestFirst);
    }

    /** Requests with at least one subject that is neither available nor failed, newest first. */
    openRequests(): MediaRequest[] {
        return [...this.open()].sort(newestFirst);
    }

    /** The same in no order. */
    *open(): Generator<MediaRequest> {
        for (const id of this.index.openIds) {
            const request = this.get(id);
            if (request !== undefined) yield request;
        }
    }

    /** How many requests there are. */
    get size(): number {
        return this.index.size;
    }

    /** How many of them are open. */
    get openCount(): number {
        return this.index.openIds.size;
    }

    /** The requests that hold this identity, newest first. */
    find(key: IdentityKey): MediaRequest[] {
        return [...this.index.idsBy(key)].flatMap((id) => this.get(id) ?? []).sort(newestFirst);
    }

    /** Download ids (lower case) of subjects that wait for their download, or whose download failed and may be resumed. */
    trackedDownloads(): Map<string, TrackedDownload> {
        return trackedDownloads([...this.index.trackingIds].flatMap((id) => this.get(id) ?? []).sort(newestFirst));
    }

    /**
     * Takes a request in place of the one with the same id. Durable after the next `flush`. Returns the keys of events
     * that may have waited for this: see `takeUnmatched`.
     * @throws MediaError `store_closed`, as everything that changes the store does then
     */
    put(request: MediaRequest): IdentityKey[] {
        const before = this.get(request.id);
        this.requestRecords.set(request.id, request);
        const awaited = this.index.put(before, request);
        this.changed.add(request.id);
        if (request.state === 'available') this.forgetFigures(request);
        // Why it was not there in another state is not why it is not there now.
        else if (before?.state !== request.state) this.live.forget(request.id, []);
        return awaited;
    }

    /** Keeps an acknowledged event until it is applied. Resolves when it is durable: only then may its sender be answered. */
    async accept(event: MediaEvent): Promise<void> {
        this.inboxRecords.set(event.id, event);
        await this.flush();
    }

    /**
     * Keeps events that a source was asked for, and where it has got to by them, in one write: after a crash it asks from
     * there on, and misses nothing. Resolves when they are durable.
     */
    async acceptAll(events: readonly MediaEvent[], cursors: Readonly<Record<string, string>> = {}): Promise<void> {
        for (const event of events) this.inboxRecords.set(event.id, event);
        for (const [name, value] of Object.entries(cursors)) this.setCursor(name, value);
        await this.flush();
    }

    /** Acknowledged events that are not applied yet, oldest first. */
    inbox(): MediaEvent[] {
        return Object.values(this.inboxRecords.all).sort(oldestFirst);
    }

    /** Takes an event out of the inbox, in the same write as what it changed. */
    settle(eventId: string): void {
        if (this.inboxRecords.get(eventId) !== undefined) this.inboxRecords.remove(eventId);
    }

    /** Keeps an event that no request claims, once per fact: what tells the same otherwise takes its place. */
    keepUnmatched(event: MediaEvent, reason: string): void {
        this.unmatchedEvents.keep(event, reason, isoNow(this.clock));
    }

    /** Events that no request claims, oldest first. */
    unmatched(): Unmatched[] {
        return this.unmatchedEvents.list();
    }

    /** Takes out the unmatched events that name one of these identities, oldest first. */
    takeUnmatched(keys: Iterable<IdentityKey>): MediaEvent[] {
        return this.unmatchedEvents.take(keys);
    }

    /** What is left of archived requests that hold one of these identities. */
    archived(keys: Iterable<IdentityKey>): Archived[] {
        return this.archivedRequests.find(keys);
    }

    /** What was archived under these identities is gone from the library: the films, or these episodes (`S01E05`). */
    forgetArchived(keys: Iterable<IdentityKey>, episodes: readonly string[] | null): void {
        this.archivedRequests.forget(keys, episodes);
    }

    /** Where a source had got to when it last said so, in its own words. */
    cursor(name: string): string | undefined {
        return this.cursors.get(name);
    }

    setCursor(name: string, value: string): void {
        if (this.cursors.get(name) !== value) this.cursors.set(name, value);
    }

    /** Tells `listener` about each request after its change is durable. Returns what ends it. */
    onChange(listener: (request: MediaRequest) => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /**
     * Resolves when everything put so far is durable. Calls of one tick share one write.
     * @throws MediaError `store_not_writable`: what was put is kept and written with the next flush; `store_closed`
     */
    flush(): Promise<void> {
        return this.isClosed ? Promise.reject(storeClosed()) : this.writing.ask();
    }

    /**
     * As `flush`, but does not give up: tells `onFault` and tries again until the disk takes it.
     * @throws MediaError when the store was closed meanwhile, or another process took it over
     */
    async persist(onFault: (error: MediaError) => void): Promise<void> {
        for (;;) {
            try {
                await this.flush();
                return;
            } catch (thrown) {
                const error = toMediaError(thrown);
                onFault(error);
                if (this.isClosed || error.code !== 'store_not_writable') throw error;
                await this.pause(PERSIST_RETRY_MS);
            }
        }
    }

    /** Ends early when the store is closed: by then those who wait are to have gone. */
    private pause(ms: number): Promise<void> {
        return new Promise((resolve) => {
            const end = (): void => {
                timer.cancel();
                this.pauses.delete(end);
                resolve();
            };
            const timer = this.clock.after(ms, end);
            this.pauses.add(end);
        });
    }

    /**
     * Flushes, folds the journal into the file and lets go of it. Who changes anything afterwards is refused: another
     * store may have the file by then.
     * @throws MediaError `store_not_writable`
     */
    async close(): Promise<void> {
        this.isClosed = true;
        this.nextPrune?.cancel();
        for (const end of this.pauses) end();
        this.listeners.clear();
        try {
            await this.writing.ask().catch((thrown: unknown) => {
                // What the journal does not take may still find its place in the file, if the file is still ours.
                if (toMediaError(thrown).code !== 'store_not_writable') throw thrown;
            });
            await this.adapter.close(this.db.data);
        } finally {
            await this.adapter.abandon();
            await this.lock.release();
        }
    }

    /** Bytes appended to the journal since the store was opened. */
    get bytesWritten(): number {
        return this.adapter.bytesWritten;
    }

    /**
     * Moves closed requests that have not changed for the retention time to the archive beside the file, one JSON
     * line each, and forgets events that nobody has claimed for as long. Happens an hour after the store was opened, and then
     * once a day.
     */
    async prune(): Promise<void> {
        this.pruneIn(DAY_MS);
        const days = this.options.retentionDays ?? DEFAULT_RETENTION_DAYS;
        if (days === 0) return;
        const before = new Date(this.clock.now() - days * DAY_MS).toISOString();
        const old = Object.values(this.requestRecords.all).filter(
            ({ id, updatedAt }) => !this.index.openIds.has(id) && updatedAt < before,
        );
        const hasAged = this.unmatchedEvents.dropOlderThan(before);
        if (old.length === 0 && !hasAged) return;
        if (old.length > 0)
            await appendDurably(
                `${this.options.path}.archive.jsonl`,
                old.map((request) => `${JSON.stringify(request)}\n`).join(''),
            );
        // It may have come to life again while the archive was written.
        for (const request of old) if (this.get(request.id) === request) this.archive(request);
        await this.flush();
    }

    private pruneIn(delayMs: number): void {
        this.nextPrune?.cancel();
        this.nextPrune = this.clock.after(
            delayMs,
            () => void this.prune().catch((thrown: unknown) => this.options.warn?.(toMediaError(thrown).message)),
        );
    }

    private archive(request: MediaRequest): void {
        this.requestRecords.remove(request.id);
        this.index.remove(request);
        this.forgetFigures(request);
        this.archivedRequests.leave(request);
    }

    /** Does what the disk may refuse today: its user is told, and it is done later. */
    private async unlessNotWritable(act: () => Promise<void>): Promise<void> {
        await act().catch((thrown: unknown) => {
            const error = toMediaError(thrown);
            if (error.code !== 'store_not_writable') throw error;
            this.options.warn?.(`${error.message}. What comes in is kept in memory until it can be written`);
        });
    }

    private async write(): Promise<void> {
        const { changed } = this;
        this.changed = new Set();
        try {
            await this.lock.check();
            await this.db.write();
        } catch (thrown) {
            for (const id of changed) this.changed.add(id);
            throw thrown;
        }
        this.announce(changed);
    }

    private announce(changed: Iterable<string>): void {
        for (const id of changed) {
            const request = this.get(id);
            if (request) for (const listener of this.listeners) listener(request);
        }
    }

    private async load(): Promise<void> {
        await this.read();
        const { derive } = this.options;
        for (const request of Object.values(this.requestRecords.all)) {
            this.index.add(request);
            const derived = derive ? derive(request) : request;
            if (derived.state !== request.state) this.put(derived);
        }
        this.unmatchedEvents.load();
        this.archivedRequests.load();
    }

    private async read(): Promise<void> {
        try {
            await this.db.read();
        } catch (thrown) {
            if (!(thrown instanceof MediaError) || thrown.code !== 'store_broken') throw thrown;
            const aside = await this.adapter.setAside(`broken-${isoNow(this.clock).replace(/[:.]/g, '-')}`);
            this.options.warn?.(`${thrown.message}. It was set aside as ${aside}, and an empty store was begun`);
            this.db.data = emptyStore();
        }
    }

    private forgetFigures(request: MediaRequest): void {
        const attempts = subjectsOf(request).flatMap((subject) => subject.attempts);
        this.live.forget(request.id, new Set(attempts.map(({ downloadId }) => downloadId)));
    }

    private mark(collection: Collection, key: string): void {
        if (this.isClosed) throw storeClosed();
        this.adapter.mark(collection, key);
    }
}

function storeClosed(): MediaError {
    return new MediaError('store_closed', 'The store was closed by a redeploy; what it had taken is applied at the next start');
}
