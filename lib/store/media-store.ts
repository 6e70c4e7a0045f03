/**
 * The one place where requests live. Callers read plain values and put whole new ones; they never see lowdb, the
 * journal or the indexes. Everything here is in memory and synchronous except `flush`, which makes it durable.
 */
import type { Low } from 'lowdb' with { 'resolution-mode': 'import' };
import type { z } from 'zod';
import type { IdentityKey } from '../identity';
import {
    type Clock,
    type Episode,
    isoNow,
    type MediaEvent,
    MediaError,
    type MediaRequest,
    systemClock,
    type TimelineEntry,
    toMediaError,
} from '../model';
import { StoreCheck } from './file/check';
import { JournalAdapter } from './file/journal-adapter';
import { StoreLock } from './file/lock';
import { migrateTo } from './file/migrations';
import {
    type Archived,
    type Collection,
    emptyStore,
    type Outcome,
    type RecordOf,
    type StoreData,
    type Unmatched,
} from './file/shape';
import { ArchivedRequests } from './keep/archived';
import { Backlog } from './keep/backlog';
import { ChangedRequests } from './keep/changed-requests';
import { type Keepable, Kept } from './keep/kept';
import { Listers } from './keep/listers';
import { LiveFigures } from './keep/live';
import { Records } from './keep/records';
import { RequestRecords } from './keep/request-records';
import { Retention } from './keep/retention';
import type { Asking } from './keep/soon';
import { UnmatchedEvents } from './keep/unmatched';
import { storeClosed, Writing } from './keep/writing';
import { RequestReader } from './request-reader';

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
}

const DEFAULT_RETENTION_DAYS = 90;

export class MediaStore extends RequestReader {
    readonly live: LiveFigures;
    readonly listers = new Listers();
    private readonly cursors = this.recordsOf('cursors');
    private readonly outbox = this.recordsOf('outbox');
    private readonly backlog = new Backlog(this.recordsOf('inbox'));
    private readonly unmatchedEvents = new UnmatchedEvents(this.recordsOf('unmatched'));
    private readonly archivedRequests = new ArchivedRequests(this.recordsOf('archived'));
    protected readonly records = new RequestRecords({
        requests: this.recordsOf('requests'),
        episodes: this.recordsOf('episodes'),
        timeline: this.recordsOf('timeline'),
    });
    private readonly writing: Writing;
    private readonly changed = new ChangedRequests((id) => this.get(id));
    private readonly retention: Retention;

    private constructor(
        private readonly db: Low<StoreData>,
        private readonly adapter: JournalAdapter,
        private readonly lock: StoreLock,
        private readonly clock: Clock,
        private readonly options: StoreOptions,
    ) {
        super();
        this.live = new LiveFigures(clock);
        this.writing = new Writing(clock, () => this.write());
        this.retention = new Retention({
            clock,
            path: `${options.path}.archive.jsonl`,
            days: options.retentionDays ?? DEFAULT_RETENTION_DAYS,
            closedSince: (time) =>
                [...this.records.all].filter(({ id, updatedAt }) => !this.records.openIds.has(id) && updatedAt < time),
            whole: (request) => ({ ...this.records.withEpisodes(request), timeline: this.timeline(request.id) }),
            remove: (request) => {
                // It may have come to life again while the archive was written.
                if (this.get(request.id) === request) this.archive(request);
            },
            forgetUnmatched: (time) => this.unmatchedEvents.dropOlderThan(time),
            flush: () => this.flush(),
            onFault: (thrown) => options.warn?.(toMediaError(thrown).message),
        });
    }

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
            clock,
            upgrade: migrateTo,
            settle: () => store.writing.now(),
            take: (collection, record, version) => check.record(collection, record, version),
            check: (data) => check.store(data),
            ...(options.compactAboveBytes !== undefined && { compactAboveBytes: options.compactAboveBytes }),
        });
        const db = new Low<StoreData>(adapter, emptyStore());
        const store: MediaStore = new MediaStore(db, adapter, lock, clock, options);
        try {
            await store.unlessNotWritable(() => lock.check());
            await store.load();
            store.retention.start();
        } catch (thrown) {
            await lock.release();
            throw thrown;
        }
        return store;
    }

    /**
     * Takes a request in place of the one with the same id. Durable after the next `flush`. Returns the keys of events
     * that may have waited for this: see `takeUnmatched`.
     * @throws MediaError `store_closed`, as everything that changes the store does then
     */
    put(request: MediaRequest): IdentityKey[] {
        const before = this.get(request.id);
        const awaited = this.records.put(request);
        this.changed.mark(request.id);
        const isAnother = before?.state !== request.state;
        if (isAnother && request.state === 'available') this.forgetFigures(request);
        // Why it was not there in another state is not why it is not there now.
        else if (isAnother) this.live.forget(request.id, []);
        return awaited;
    }

    /** Takes an episode in place of the one with its number; the rest as `put`. What its request is by that, the caller puts. */
    putEpisode(episode: Episode): IdentityKey[] {
        const awaited = this.records.putEpisode(episode);
        this.changed.mark(episode.requestId);
        return awaited;
    }

    /** Adds a line to a request's history, or its episodes to the line that tells the same fact. Returns whether that is new. */
    addToTimeline(entry: TimelineEntry): boolean {
        return this.records.timelines.add(entry);
    }

    /** Keeps what became of a request until it is surely told: after a crash it is told again. */
    keepOutcome(id: string, outcome: Outcome): void {
        this.outbox.set(id, outcome);
    }

    /** Forgets an outcome that was told. */
    settleOutcome(id: string): void {
        if (this.outbox.get(id) !== undefined) this.outbox.remove(id);
    }

    /** Outcomes that are perhaps not told yet, by their ids. */
    outcomes(): ReadonlyMap<string, Outcome> {
        return this.outbox.all;
    }

    /** Keeps an acknowledged event until it is applied. Resolves when it is durable: only then may its sender be answered. */
    async accept(event: MediaEvent): Promise<void> {
        this.backlog.add(event);
        await this.flush();
    }

    /**
     * Keeps events that a source was asked for, and where it has got to by them, in one write: after a crash it asks from
     * there on, and misses nothing. Resolves when they are durable.
     */
    async acceptAll(events: readonly MediaEvent[], cursors: Readonly<Record<string, string>> = {}): Promise<void> {
        for (const event of events) this.backlog.add(event);
        for (const [name, value] of Object.entries(cursors)) this.setCursor(name, value);
        await this.flush();
    }

    /** Acknowledged events that are not applied yet, oldest first. */
    inbox(): MediaEvent[] {
        return this.backlog.list();
    }

    /** Takes an event out of the inbox, in the same write as what it changed. */
    settle(eventId: string): void {
        this.backlog.settle(eventId);
    }

    /**
     * Calls back once all events that were acknowledged before the store was opened are applied: until then the requests are
     * not as they are. Returns what ends the wait.
     */
    whenApplied(callback: () => void): () => void {
        return this.backlog.whenApplied(callback);
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

    /**
     * What another part of the package keeps here. A room has one holder at a time: what another one changes it does not see.
     * @param room a short name without a slash, the same at each start
     */
    kept<T extends Keepable>(room: string, schema: z.ZodType<T>): Kept<T> {
        return new Kept(this.recordsOf('kept'), room, schema);
    }

    /** Removes what was kept in rooms that nobody will open again. Returns how many records those were. */
    forgetKept(isForgotten: (room: string) => boolean): number {
        const records = this.recordsOf('kept');
        const forgotten = [...records.all.keys()].filter((key) => isForgotten(key.slice(0, key.indexOf('/'))));
        for (const key of forgotten) records.remove(key);
        return forgotten.length;
    }

    /** Tells `listener` about each request that was changed, once whoever changes it is done for now. Returns what ends it. */
    onChange(listener: (request: MediaRequest) => void): () => void {
        return this.changed.onChange(listener);
    }

    /**
     * Resolves when everything put so far is durable. Calls of one tick share one write.
     * @throws MediaError `store_not_writable`: what was put is kept and written with the next flush; `store_closed`
     */
    flush(): Promise<void> {
        return this.writing.flush();
    }

    /**
     * Makes what was put durable together with whatever is written next, at the latest after 50 ms. Does not give up.
     * @param asking told when the disk does not take it, and when it does
     */
    writeSoon(asking: Asking): void {
        this.writing.writeSoon(asking);
    }

    /**
     * As `flush`, but does not give up: tells `onFault` and tries again until the disk takes it.
     * @throws MediaError when the store was closed meanwhile, or another process took it over
     */
    persist(onFault: (error: MediaError) => void): Promise<void> {
        return this.writing.persist(onFault);
    }

    /**
     * Flushes, folds the journal into the file and lets go of it. Who changes anything afterwards is refused: another
     * store may have the file by then.
     * @throws MediaError `store_not_writable`
     */
    async close(): Promise<void> {
        this.writing.close();
        this.retention.stop();
        this.changed.close();
        try {
            await this.writing.now().catch((thrown: unknown) => {
                // What the journal does not take may still find its place in the file, if the file is still ours.
                if (toMediaError(thrown).code !== 'store_not_writable') throw thrown;
            });
            await this.adapter.close(this.db.data);
        } finally {
            await this.adapter.abandon();
            await this.lock.release();
        }
    }

    /** Where its file is. */
    get path(): string {
        return this.options.path;
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
    prune(): Promise<void> {
        return this.retention.prune();
    }

    private archive(request: MediaRequest): void {
        const episodes = this.episodes(request.id);
        this.forgetFigures(request);
        this.records.remove(request);
        this.archivedRequests.leave(request, episodes);
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
        await this.lock.check();
        await this.db.write();
    }

    private async load(): Promise<void> {
        await this.read();
        this.records.load(this.clock.now());
        this.backlog.load();
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
        const subjects = request.mediaType === 'movie' ? [request] : this.episodes(request.id);
        const attempts = subjects.flatMap((subject) => subject.attempts);
        this.live.forget(request.id, new Set(attempts.map(({ downloadId }) => downloadId)));
    }

    private recordsOf<C extends Collection>(collection: C): Records<RecordOf<C>> {
        return new Records<RecordOf<C>>(
            () => this.db.data[collection] as Map<string, RecordOf<C>>,
            (key) => this.mark(collection, key),
        );
    }

    private mark(collection: Collection, key: string): void {
        if (this.writing.isClosed) throw storeClosed();
        this.adapter.mark(collection, key);
    }
}
