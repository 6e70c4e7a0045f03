/**
 * lowdb's file adapter rewrites the whole file on every write. This one appends what changed to a journal beside the
 * file and syncs it to the disk, so that the cost of a write does not grow with the store; now and then it folds the
 * journal into the file. The file itself stays plain JSON, one record a line.
 *
 * A crash at any point of `compact` is safe, because a journal may be replayed over a file that it was folded into.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Adapter } from 'lowdb' with { 'resolution-mode': 'import' };
import { type Clock, MediaError, systemClock } from '../../model';
import { isMissing, notWritable, readable, sizeOf, syncFolder } from './disk';
import { applyChange, type Change, journalPath, journalsOf, type Line, readJournal } from './journal';
import { Pace } from './pace';
import { type Collection, emptyJson, type StoreData } from './shape';
import { readSnapshot, snapshotText, type TakeRecord } from './snapshot';

export interface JournalOptions {
    path: string;
    /** Brings data from the disk up to a version of the store; throws when it cannot. */
    upgrade: (data: unknown, version: number) => unknown;
    /** Told of each record of the file as it is read; throws when it cannot be used. */
    take: TakeRecord;
    /** Brings data from the disk up to date and checks it; throws when it cannot be used. */
    check: (data: unknown) => StoreData;
    /** Makes what was put meanwhile durable: see `compact`. */
    settle: () => Promise<void>;
    /** Fold the journal into the file when it is larger than this, in bytes, and than the file itself. Default 4 MiB. */
    compactAboveBytes?: number;
    clock?: Clock;
}

const DEFAULT_COMPACT_ABOVE = 4 * 1024 * 1024;
/** What was written and not synced has to reach the disk with the next write of the journal, which somebody waits for. */
const SYNC_EVERY_BYTES = 512 * 1024;

export class JournalAdapter implements Adapter<StoreData> {
    private readonly marked = new Map<Collection, Set<string>>();
    private journal: FileHandle | null = null;
    private generation = 0;
    private journalBytes = 0;
    /** Bytes in older journals that are still to be folded: a process that is always killed would leave more and more. */
    private olderBytes = 0;
    private fileBytes = 0;
    private compacting: Promise<void> | null = null;
    /** Folding is what nobody waits for, until the store is closed. */
    private readonly pace: Pace;
    /** Bytes appended since the start, for the benchmark. */
    bytesWritten = 0;

    constructor(private readonly options: JournalOptions) {
        this.pace = new Pace(options.clock ?? systemClock);
    }

    /** Notes that a record changed; the next `write` makes it durable. */
    mark(collection: Collection, key: string): void {
        const keys = this.marked.get(collection);
        if (keys) keys.add(key);
        else this.marked.set(collection, new Set([key]));
    }

    /**
     * Loads the file, then the journals beside it in their order.
     * @throws MediaError as `upgrade` and `check` do; `store_broken` when the file is not JSON
     */
    async read(): Promise<StoreData | null> {
        await rm(this.temporaryPath, { force: true }).catch(() => undefined);
        const fileBytes = await sizeOf(this.options.path);
        const journals = await journalsOf(this.options.path);
        if (fileBytes === null && journals.length === 0) return null;
        this.fileBytes = fileBytes ?? 0;
        let data = fileBytes === null ? undefined : await readable(readSnapshot(this.options.path, this.options.take));
        for (const { path, generation } of journals) {
            data = await readable(this.replayAll(data, path));
            this.olderBytes += (await sizeOf(path)) ?? 0;
            this.generation = Math.max(this.generation, generation + 1);
        }
        return this.options.check(data === undefined ? emptyJson() : data);
    }

    /** Appends every marked record and syncs it to the disk. Only then is it durable. */
    async write(data: StoreData): Promise<void> {
        if (this.marked.size === 0) return;
        this.journal ??= await this.openJournal();
        const { text, keys } = this.takeMarked(data);
        const bytes = Buffer.byteLength(text);
        const isDue = this.compacting === null && this.olderBytes + this.journalBytes + bytes > this.compactAbove;
        try {
            await this.journal.appendFile(text);
            await this.journal.datasync();
        } catch (cause) {
            await this.recover(keys);
            throw notWritable(cause);
        }
        this.journalBytes += bytes;
        this.bytesWritten += bytes;
        if (!isDue) return;
        this.compacting = this.compact(data, this.options.settle)
            // Nothing is lost: the journals stay, and the next one that grows too large is folded with them.
            .catch(() => undefined)
            .finally(() => (this.compacting = null));
    }

    /**
     * Moves the file and its journals out of the way by adding `suffix` to their names. Returns the file's new path.
     * @throws MediaError `store_not_writable`: what cannot be kept must not be written over either
     */
    async setAside(suffix: string): Promise<string> {
        const { path } = this.options;
        for (const file of [...(await journalsOf(path)).map((journal) => journal.path), path]) {
            await rename(file, `${file}.${suffix}`).catch((cause: unknown) => {
                if (!isMissing(cause)) throw notWritable(cause);
            });
        }
        this.generation = 0;
        this.olderBytes = 0;
        return `${path}.${suffix}`;
    }

    /** Whether the journal is being folded into the file right now. */
    get isCompacting(): boolean {
        return this.compacting !== null;
    }

    /**
     * Folds everything into the file, so that any JSON reader (plain lowdb too) sees it all, and lets go of the disk.
     * Nobody may write any more.
     * @throws MediaError `store_not_writable`; the journals stay, and are read at the next start
     */
    async close(data: StoreData): Promise<void> {
        this.pace.hurry();
        await this.compacting;
        if (this.journal === null && this.marked.size === 0 && (await journalsOf(this.options.path)).length === 0) return;
        this.marked.clear();
        await this.compact(data, () => Promise.resolve()).catch((cause: unknown) => {
            throw notWritable(cause);
        });
    }

    /** Lets go of the disk without writing anything more. */
    async abandon(): Promise<void> {
        this.pace.hurry();
        await this.compacting;
        await this.journal?.close();
        this.journal = null;
    }

    /**
     * Writes the whole file anew beside the old one and renames it into place. Meanwhile writes go to the next journal, and
     * some of what they write is in the file already: whole records, so that it does no harm to replay them over it.
     * @param settle makes all that the file may hold durable in a journal: else a crash could leave half of a change in it
     */
    private async compact(data: StoreData, settle: () => Promise<void>): Promise<void> {
        const folded = this.generation;
        const finished = this.journal;
        // From here on, and before anything is awaited, writes go to the next journal.
        this.journal = null;
        this.generation = folded + 1;
        this.journalBytes = 0;
        // Also when folding fails: a full disk is not asked for the whole file again with every write.
        this.olderBytes = 0;
        await finished?.close();
        try {
            this.fileBytes = await this.writeTemporary(data);
            await settle();
            await rename(this.temporaryPath, this.options.path);
        } catch (thrown) {
            // Half a file would only take room that the disk may not have.
            await rm(this.temporaryPath, { force: true }).catch(() => undefined);
            throw thrown;
        }
        await syncFolder(dirname(this.options.path));
        await this.removeJournals(folded);
    }

    /** Returns the file's size in bytes. */
    private async writeTemporary(data: StoreData): Promise<number> {
        const file = await open(this.temporaryPath, 'w', 0o600);
        try {
            let bytes = 0;
            let unsynced = 0;
            const rest = this.pace.begin();
            for await (const chunk of snapshotText(data)) {
                const buffer = Buffer.from(chunk);
                await file.appendFile(buffer);
                bytes += buffer.byteLength;
                unsynced += buffer.byteLength;
                if (unsynced >= SYNC_EVERY_BYTES) {
                    await file.datasync();
                    unsynced = 0;
                }
                await rest();
            }
            await file.datasync();
            return bytes;
        } finally {
            await file.close();
        }
    }

    private async replayAll(data: unknown, path: string): Promise<unknown> {
        for await (const line of readJournal(path)) data = this.replay(data, line);
        return data;
    }

    /** A line of an older version was folded into the file before the file was brought up to date. */
    private replay(data: unknown, { version, changes }: Line): unknown {
        const known = data === undefined ? { ...emptyJson(), version } : data;
        const knownVersion = versionOf(known);
        if (version < knownVersion) return known;
        const current = version > knownVersion ? this.options.upgrade(known, version) : known;
        for (const change of changes) applyChange(current as object, change);
        return current;
    }

    private get compactAbove(): number {
        return Math.max(this.options.compactAboveBytes ?? DEFAULT_COMPACT_ABOVE, this.fileBytes);
    }

    private get temporaryPath(): string {
        return `${this.options.path}.new`;
    }

    private async openJournal(): Promise<FileHandle> {
        const path = journalPath(this.options.path, this.generation);
        const handle = await open(path, constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY, 0o600).catch(
            (cause: unknown) => {
                throw notWritable(cause);
            },
        );
        await syncFolder(dirname(this.options.path));
        return handle;
    }

    private async removeJournals(upTo: number): Promise<void> {
        for (const { path, generation } of await journalsOf(this.options.path)) {
            if (generation <= upTo) await rm(path, { force: true });
        }
    }

    private takeMarked(data: StoreData): { text: string; keys: [Collection, string][] } {
        const changes: Change[] = [];
        const keys: [Collection, string][] = [];
        for (const [collection, marked] of this.marked) {
            for (const key of marked) {
                const value: unknown = data[collection].get(key);
                changes.push(value === undefined ? { c: collection, k: key } : { c: collection, k: key, v: value });
                keys.push([collection, key]);
            }
        }
        this.marked.clear();
        const line: Line = { version: data.version, changes };
        return { text: `${JSON.stringify(line)}\n`, keys };
    }

    /**
     * After a write that failed: what it took is marked again, and the part of its line that may have got through is
     * cut off. Where that is not possible the next write begins a journal of its own.
     */
    private async recover(keys: [Collection, string][]): Promise<void> {
        for (const [collection, key] of keys) this.mark(collection, key);
        const journal = this.journal;
        this.journal = null;
        const isWhole = await journal?.truncate(this.journalBytes).then(
            () => true,
            () => false,
        );
        await journal?.close().catch(() => undefined);
        if (isWhole === true) return;
        this.generation += 1;
        this.olderBytes += this.journalBytes;
        this.journalBytes = 0;
    }
}

/** @throws MediaError `store_broken` for a store without one */
function versionOf(data: unknown): number {
    const version = (data as Partial<StoreData> | null)?.version;
    if (typeof version !== 'number') throw new MediaError('store_broken', 'The store file has no version');
    return version;
}
