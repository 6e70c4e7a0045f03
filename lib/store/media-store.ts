/**
 * The one place where requests live. Callers read plain values and put whole new ones; they never see lowdb, the
 * journal or the indexes. Everything here is in memory and synchronous except `flush`, which makes it durable.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Low } from 'lowdb' with { 'resolution-mode': 'import' };
import {
    type Clock,
    hasOpenSubject,
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
import { ArchivedIndex, remainsOf } from './archived';
import { StoreCheck } from './check';
import { appendDurably } from './disk';
import { factKey, type IdentityKey, keyChange, keysOfEvent, keysOfRequest, levelOf, valueOf } from './identity';
import { JournalAdapter } from './journal-adapter';
import { KeyIndex } from './key-index';
import { LiveFigures } from './live';
import { StoreLock } from './lock';
import { migrateTo } from './migrations';
import { type Archived, type Collection, emptyStore, type StoreData, type Unmatched } from './shape';
import { trackedDownloads, tracksDownload } from './tracked';

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

/** Events without a request that are kept at most of each source; the oldest go first. */
export const UNMATCHED_LIMIT = 2_000;

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_RETENTION_DAYS = 90;
const PERSIST_RETRY_MS = 5_000;

export class MediaStore {
    readonly live = new LiveFigures();
    private readonly index = new KeyIndex();
    private readonly unmatchedIndex = new KeyIndex();
    private readonly archivedIndex = new ArchivedIndex();
    private readonly openIds = new Set<string>();
    private readonly downloadingIds = new Set<string>();
    private readonly listeners = new Set<(request: MediaRequest) => void>();
    private readonly pauses = new Set<() => void>();
    private changed = new Set<string>();
    private flushing: Promise<void> | null = null;
    private queued: Promise<void> | null = null;
    private nextPrune: Timer | null = null;
    private isClosed = false;
    private count = 0;

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
            await store.unlessNotWritable(() => store.prune());
        } catch (thrown) {
            store.nextPrune?.cancel();
            await lock.release();
            throw thrown;
        }
        return store;
    }

    get(id: string): MediaRequest | undefined {
        return this.db.data.requests[id];
    }

    /** All requests, newest first. */
    requests(): MediaRequest[] {
        return Object.values(this.db.data.requests).sort(newestFirst);
    }

    /** Requests with at least one subject that is neither available nor failed, newest first. */
    openRequests(): MediaRequest[] {
        return [...this.open()].sort(newestFirst);
    }

    /** The same in no order. */
    *open(): Generator<MediaRequest> {
        for (const id of this.openIds) {
            const request = this.get(id);
            if (request !== undefined) yield request;
        }
    }

    /** How many requests there are. */
    get size(): number {
        return this.count;
    }

    /** How many of them are open. */
    get openCount(): number {
        return this.openIds.size;
    }

    /** The requests that hold this identity, newest first. */
    find(key: IdentityKey): MediaRequest[] {
        const ids = levelOf(key) === 'request' ? [valueOf(key)] : [...this.index.get(key)];
        return ids.flatMap((id) => this.get(id) ?? []).sort(newestFirst);
    }

    /** Download ids (lower case) of subjects that wait for their download, or whose download failed and may be resumed. */
    trackedDownloads(): Map<string, TrackedDownload> {
        return trackedDownloads([...this.downloadingIds].flatMap((id) => this.get(id) ?? []).sort(newestFirst));
    }

    /**
     * Takes a request in place of the one with the same id. Durable after the next `flush`. Returns the keys of events
     * that may have waited for this: see `takeUnmatched`.
     * @throws MediaError `store_closed`, as everything that changes the store does then
     */
    put(request: MediaRequest): IdentityKey[] {
        this.assertOpen();
        const before = this.get(request.id);
        if (!before) this.count += 1;
        const { gone, fresh, awaited } = keyChange(before, request);
        for (const key of gone) this.index.remove(key, request.id);
        for (const key of fresh) this.index.add(key, request.id);
        this.indexOpen(request);
        this.db.data.requests[request.id] = request;
        this.adapter.mark('requests', request.id);
        this.changed.add(request.id);
        if (request.state === 'available') this.forgetFigures(request);
        // Why it was not there in another state is not why it is not there now.
        else if (before?.state !== request.state) this.live.forget(request.id, []);
        return awaited;
    }

    /** Keeps an acknowledged event until it is applied. Resolves when it is durable: only then may its sender be answered. */
    async accept(event: MediaEvent): Promise<void> {
        this.set('inbox', event.id, event);
        await this.flush();
    }

    /** Acknowledged events that are not applied yet, oldest first. */
    inbox(): MediaEvent[] {
        return Object.values(this.db.data.inbox).sort((a, b) => compare(a.at, b.at));
    }

    /** Takes an event out of the inbox, in the same write as what it changed. */
    settle(eventId: string): void {
        if (this.db.data.inbox[eventId] !== undefined) this.remove('inbox', eventId);
    }

    /** Keeps an event that no request claims, once per fact: what tells the same otherwise takes its place. */
    keepUnmatched(event: MediaEvent, reason: string): void {
        const key = factKey(event);
        const known = this.db.data.unmatched[key];
        if (known?.reason === reason && isSameReport(known.event, event)) return;
        // Taken out first, so that it counts as new.
        this.dropUnmatched(key);
        this.set('unmatched', key, { event, reason, at: isoNow(this.clock) });
        this.indexUnmatched(key, event);
        const ofSource = Object.keys(this.db.data.unmatched).filter((other) => other.startsWith(`${event.source}|`));
        if (ofSource.length > UNMATCHED_LIMIT && ofSource[0] !== undefined) this.dropUnmatched(ofSource[0]);
    }

    /** Events that no request claims, oldest first. */
    unmatched(): Unmatched[] {
        return Object.values(this.db.data.unmatched).sort((a, b) => compare(a.at, b.at));
    }

    /** Takes out the unmatched events that name one of these identities, oldest first. */
    takeUnmatched(keys: Iterable<IdentityKey>): MediaEvent[] {
        if (this.unmatchedIndex.isEmpty) return [];
        const found = new Set<string>();
        for (const key of keys) for (const fact of this.unmatchedIndex.get(key)) found.add(fact);
        const taken = [...found].flatMap((fact) => this.db.data.unmatched[fact] ?? []);
        for (const fact of found) this.dropUnmatched(fact);
        return taken.sort((a, b) => compare(a.at, b.at)).map((entry) => entry.event);
    }

    /** What is left of archived requests that hold one of these identities. */
    archived(keys: Iterable<IdentityKey>): Archived[] {
        return this.archivedIndex.find(keys).flatMap((id) => this.db.data.archived[id] ?? []);
    }

    /** What was archived under these identities is gone from the library: the films, or these episodes (`S01E05`). */
    forgetArchived(keys: Iterable<IdentityKey>, episodes: readonly string[] | null): void {
        for (const id of this.archivedIndex.find(keys)) {
            const known = this.db.data.archived[id];
            if (known === undefined) continue;
            const left = episodes === null ? [] : known.episodes.filter((label) => !episodes.includes(label));
            if (left.length > 0) this.set('archived', id, { ...known, episodes: left });
            else {
                this.archivedIndex.remove(id, known);
                this.remove('archived', id);
            }
        }
    }

    cursor(name: string): string | undefined {
        return this.db.data.cursors[name];
    }

    setCursor(name: string, value: string): void {
        if (this.db.data.cursors[name] !== value) this.set('cursors', name, value);
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
        return this.isClosed ? Promise.reject(storeClosed()) : this.queueFlush();
    }

    private queueFlush(): Promise<void> {
        // The write under way may have taken its records already: who comes now waits for the one after it.
        this.queued ??= (this.flushing ?? Promise.resolve()).then(
            () => this.startFlush(),
            () => this.startFlush(),
        );
        return this.queued;
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
            await this.queueFlush().catch((thrown: unknown) => {
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
     * line each, and forgets events that nobody has claimed for as long. Happens when the store is opened and once a day.
     */
    async prune(): Promise<void> {
        this.nextPrune?.cancel();
        this.nextPrune = this.clock.after(
            DAY_MS,
            () => void this.prune().catch((thrown: unknown) => this.options.warn?.(toMediaError(thrown).message)),
        );
        const days = this.options.retentionDays ?? DEFAULT_RETENTION_DAYS;
        if (days === 0) return;
        const before = new Date(this.clock.now() - days * DAY_MS).toISOString();
        const aged = Object.keys(this.db.data.unmatched).filter((key) => (this.db.data.unmatched[key]?.at ?? '') < before);
        const old = Object.values(this.db.data.requests).filter(
            (request) => !this.openIds.has(request.id) && request.updatedAt < before,
        );
        if (old.length === 0 && aged.length === 0) return;
        for (const key of aged) this.dropUnmatched(key);
        if (old.length > 0)
            await appendDurably(
                `${this.options.path}.archive.jsonl`,
                old.map((request) => `${JSON.stringify(request)}\n`).join(''),
            );
        // It may have come to life again while the archive was written.
        for (const request of old) if (this.get(request.id) === request) this.leaveRemains(request);
        await this.flush();
    }

    private leaveRemains(request: MediaRequest): void {
        const remains = remainsOf(request);
        for (const key of keysOfRequest(request)) this.index.remove(key, request.id);
        this.openIds.delete(request.id);
        this.downloadingIds.delete(request.id);
        this.remove('requests', request.id);
        this.forgetFigures(request);
        this.count -= 1;
        if (remains === null) return;
        this.set('archived', request.id, remains);
        this.archivedIndex.add(request.id, remains);
    }

    /** Does what the disk may refuse today: its user is told, and it is done later. */
    private async unlessNotWritable(act: () => Promise<void>): Promise<void> {
        await act().catch((thrown: unknown) => {
            const error = toMediaError(thrown);
            if (error.code !== 'store_not_writable') throw error;
            this.options.warn?.(`${error.message}. What comes in is kept in memory until it can be written`);
        });
    }

    private startFlush(): Promise<void> {
        this.queued = null;
        const changed = this.changed;
        this.changed = new Set();
        this.flushing = this.lock
            .check()
            .then(() => this.db.write())
            .then(
                () => this.announce(changed),
                (thrown: unknown) => {
                    for (const id of changed) this.changed.add(id);
                    throw thrown;
                },
            )
            .finally(() => (this.flushing = null));
        return this.flushing;
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
        for (const request of Object.values(this.db.data.requests)) {
            this.count += 1;
            for (const key of keysOfRequest(request)) this.index.add(key, request.id);
            this.indexOpen(request);
            const derived = derive ? derive(request) : request;
            if (derived.state !== request.state) this.put(derived);
        }
        for (const [key, { event }] of Object.entries(this.db.data.unmatched)) this.indexUnmatched(key, event);
        for (const [id, remains] of Object.entries(this.db.data.archived)) this.archivedIndex.add(id, remains);
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

    private indexOpen(request: MediaRequest): void {
        setMember(this.openIds, request.id, hasOpenSubject(request));
        setMember(this.downloadingIds, request.id, tracksDownload(request));
    }

    private forgetFigures(request: MediaRequest): void {
        const attempts = subjectsOf(request).flatMap((subject) => subject.attempts);
        this.live.forget(request.id, new Set(attempts.map(({ downloadId }) => downloadId)));
    }

    private indexUnmatched(factKey: string, event: MediaEvent): void {
        for (const key of keysOfEvent(event)) this.unmatchedIndex.add(key, factKey);
    }

    private dropUnmatched(factKey: string): void {
        const entry = this.db.data.unmatched[factKey];
        if (!entry) return;
        for (const key of keysOfEvent(entry.event)) this.unmatchedIndex.remove(key, factKey);
        this.remove('unmatched', factKey);
    }

    private assertOpen(): void {
        if (this.isClosed) throw storeClosed();
    }

    private set<C extends Collection>(collection: C, key: string, value: StoreData[C][string]): void {
        this.assertOpen();
        (this.db.data[collection] as Record<string, unknown>)[key] = value;
        this.adapter.mark(collection, key);
    }

    private remove(collection: Collection, key: string): void {
        this.assertOpen();
        Reflect.deleteProperty(this.db.data[collection], key);
        this.adapter.mark(collection, key);
    }
}

/** Puts an id into a set, or out of it. */
function setMember(ids: Set<string>, id: string, isIn: boolean): void {
    if (isIn) ids.add(id);
    else ids.delete(id);
}

/** Whether two receipts of a fact tell the same, down to what makes no difference to whose it is. */
function isSameReport(a: MediaEvent, b: MediaEvent): boolean {
    return isDeepStrictEqual({ ...a, id: '', at: '' }, { ...b, id: '', at: '' });
}

function newestFirst(a: MediaRequest, b: MediaRequest): number {
    return compare(b.createdAt, a.createdAt) || compare(b.id, a.id);
}

/** ISO times and ids are plain ASCII: no need for the locale's order, which takes many times as long. */
function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

function storeClosed(): MediaError {
    return new MediaError('store_closed', 'The store was closed by a redeploy; what it had taken is applied at the next start');
}
