/**
 * lowdb's file adapter rewrites the whole file on every write. This one appends what changed to a journal beside the
 * file and syncs it to the disk, so that the cost of a write does not grow with the store; now and then it folds the
 * journal into the file. The file itself stays plain JSON, one record a line.
 *
 * Journal lines hold whole records, so replaying a line twice, or over a newer file, does no harm. That is why a
 * crash at any point of `compact` is safe.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Adapter } from 'lowdb' with { 'resolution-mode': 'import' };
import { MediaError } from '../model';
import { COLLECTIONS, type Collection, type StoreData } from './shape';

/** One changed record; no `v` means that it was removed. */
interface Change {
    c: Collection;
    k: string;
    v?: unknown;
}

export interface JournalOptions {
    path: string;
    /** Brings data from the disk up to date and checks it; throws when it cannot be used. */
    check: (data: unknown) => StoreData;
    empty: () => StoreData;
    /** Fold the journal into the file when it is larger than this, in bytes, and than the file itself. Default 4 MiB. */
    compactAboveBytes?: number;
}

const DEFAULT_COMPACT_ABOVE = 4 * 1024 * 1024;
/** How many records are written between two turns of the event loop while compacting. */
const RECORDS_PER_TURN = 200;

export class JournalAdapter implements Adapter<StoreData> {
    private readonly marked = new Map<Collection, Set<string>>();
    private journal: FileHandle | null = null;
    private generation = 0;
    private journalBytes = 0;
    private fileBytes = 0;
    private compacting: Promise<void> | null = null;
    /** Bytes appended since the start, for the benchmark. */
    bytesWritten = 0;

    constructor(private readonly options: JournalOptions) {}

    /** Notes that a record changed; the next `write` makes it durable. */
    mark(collection: Collection, key: string): void {
        const keys = this.marked.get(collection);
        if (keys) keys.add(key);
        else this.marked.set(collection, new Set([key]));
    }

    /**
     * Loads the file, then the journals beside it in their order.
     * @throws MediaError as `check` does; `store_broken` when the file is not JSON
     */
    async read(): Promise<StoreData | null> {
        await rm(this.temporaryPath, { force: true });
        const text = await readIfThere(this.options.path);
        const journals = await this.journals();
        if (text === null && journals.length === 0) return null;
        this.fileBytes = text === null ? 0 : Buffer.byteLength(text);
        const data = text === null ? this.options.empty() : (parseFile(text) as StoreData);
        for (const { name, generation } of journals) {
            for (const change of readJournal(await readFile(join(dirname(this.options.path), name), 'utf8')))
                applyChange(data, change);
            this.generation = Math.max(this.generation, generation + 1);
        }
        return this.options.check(data);
    }

    /** Appends every marked record and syncs it to the disk. Only then is it durable. */
    async write(data: StoreData): Promise<void> {
        if (this.marked.size === 0) return;
        this.journal ??= await this.openJournal();
        const line = this.takeMarked(data);
        await this.journal.appendFile(line.text).catch((cause: unknown) => this.failed(line.keys, cause));
        await this.journal.datasync().catch((cause: unknown) => this.failed(line.keys, cause));
        this.journalBytes += line.text.length;
        this.bytesWritten += line.text.length;
        if (this.journalBytes > Math.max(this.options.compactAboveBytes ?? DEFAULT_COMPACT_ABOVE, this.fileBytes)) {
            this.compacting ??= this.compact(data)
                .catch(() => undefined)
                .finally(() => (this.compacting = null));
        }
    }

    /** Moves the file and its journals out of the way by adding `suffix` to their names. Returns the file's new path. */
    async setAside(suffix: string): Promise<string> {
        const { path } = this.options;
        for (const { name } of await this.journals())
            await rename(join(dirname(path), name), join(dirname(path), `${name}.${suffix}`));
        await rename(path, `${path}.${suffix}`).catch(() => undefined);
        this.generation = 0;
        return `${path}.${suffix}`;
    }

    /** Whether the journal is being folded into the file right now. */
    get isCompacting(): boolean {
        return this.compacting !== null;
    }

    /** Folds everything into the file, so that any JSON reader (plain lowdb too) sees it all, and lets go of the disk. */
    async close(data: StoreData): Promise<void> {
        await this.compacting;
        if (this.journal !== null || (await this.journals()).length > 0) await this.compact(data);
        await this.journal?.close();
        this.journal = null;
        await this.removeJournals(Infinity);
    }

    /**
     * Writes the whole file anew beside the old one and renames it into place. Meanwhile writes go to the next journal;
     * records that change while they are being written are in that journal too.
     */
    private async compact(data: StoreData): Promise<void> {
        const folded = this.generation;
        const finished = this.journal;
        // From here on, and before anything is awaited, writes go to the next journal.
        this.journal = null;
        this.generation = folded + 1;
        this.journalBytes = 0;
        await finished?.close();
        const file = await open(this.temporaryPath, 'w', 0o600);
        try {
            let bytes = 0;
            for await (const chunk of chunksOf(data)) {
                await file.appendFile(chunk);
                bytes += Buffer.byteLength(chunk);
            }
            await file.datasync();
            this.fileBytes = bytes;
        } finally {
            await file.close();
        }
        await rename(this.temporaryPath, this.options.path);
        await syncFolder(dirname(this.options.path));
        await this.removeJournals(folded);
    }

    private get temporaryPath(): string {
        return `${this.options.path}.new`;
    }

    private journalName(generation: number): string {
        return `${basename(this.options.path)}.journal-${generation}`;
    }

    private async openJournal(): Promise<FileHandle> {
        const path = join(dirname(this.options.path), this.journalName(this.generation));
        const handle = await open(path, constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY, 0o600).catch(
            (cause: unknown) => {
                throw notWritable(cause);
            },
        );
        await syncFolder(dirname(this.options.path));
        return handle;
    }

    private async journals(): Promise<{ name: string; generation: number }[]> {
        const prefix = `${basename(this.options.path)}.journal-`;
        const names = await readdir(dirname(this.options.path)).catch(() => []);
        return names
            .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
            .map((name) => ({ name, generation: Number(name.slice(prefix.length)) }))
            .sort((a, b) => a.generation - b.generation);
    }

    private async removeJournals(upTo: number): Promise<void> {
        for (const { name, generation } of await this.journals()) {
            if (generation <= upTo) await rm(join(dirname(this.options.path), name), { force: true });
        }
    }

    private takeMarked(data: StoreData): { text: string; keys: [Collection, string][] } {
        const changes: Change[] = [];
        const keys: [Collection, string][] = [];
        for (const [collection, marked] of this.marked) {
            for (const key of marked) {
                const value: unknown = data[collection][key];
                changes.push(value === undefined ? { c: collection, k: key } : { c: collection, k: key, v: value });
                keys.push([collection, key]);
            }
        }
        this.marked.clear();
        return { text: `${JSON.stringify(changes)}\n`, keys };
    }

    /** What could not be written stays marked; a torn line in the journal is ended, so that the next one starts clean. */
    private async failed(keys: [Collection, string][], cause: unknown): Promise<never> {
        for (const [collection, key] of keys) this.mark(collection, key);
        await this.journal?.close().catch(() => undefined);
        this.journal = null;
        this.generation += 1;
        throw notWritable(cause);
    }
}

/** The error for a disk that does not take what it is given. */
export function notWritable(cause: unknown): MediaError {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why =
        code === 'ENOSPC' ? 'the disk is full' : ['EACCES', 'EROFS', 'EPERM'].includes(code) ? 'its folder is read-only' : code;
    return new MediaError('store_not_writable', `The store cannot be written: ${why}`, { field: 'path', cause });
}

async function readIfThere(path: string): Promise<string | null> {
    try {
        return await readFile(path, 'utf8');
    } catch (cause) {
        if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
        throw new MediaError('store_not_readable', `The store file cannot be read`, { field: 'path', cause });
    }
}

function parseFile(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch (cause) {
        throw new MediaError('store_broken', 'The store file is not JSON', { cause });
    }
}

/** A last line that a crash cut off was never acknowledged: it is left out, and everything before it counts. */
function* readJournal(text: string): Generator<Change> {
    for (const line of text.split('\n')) {
        if (line === '') continue;
        let changes: Change[];
        try {
            changes = JSON.parse(line) as Change[];
        } catch {
            return;
        }
        yield* changes;
    }
}

function applyChange(data: StoreData, change: Change): void {
    if (!COLLECTIONS.includes(change.c)) return;
    const records = data[change.c] as Record<string, unknown>;
    if (change.v === undefined) Reflect.deleteProperty(records, change.k);
    else records[change.k] = change.v;
}

/** The store as JSON text, one record a line, a few hundred records at a time. */
async function* chunksOf(data: StoreData): AsyncGenerator<string> {
    yield `{\n"version": ${data.version}`;
    for (const collection of COLLECTIONS) {
        yield `,\n"${collection}": {`;
        const records = data[collection] as Record<string, unknown>;
        const keys = Object.keys(records);
        let first = true;
        for (let start = 0; start < keys.length; start += RECORDS_PER_TURN) {
            const lines: string[] = [];
            for (const key of keys.slice(start, start + RECORDS_PER_TURN)) {
                const value = records[key];
                // It may have been removed since the loop began.
                if (value !== undefined) lines.push(`${JSON.stringify(key)}: ${JSON.stringify(value)}`);
            }
            if (lines.length > 0) yield `${first ? '\n' : ',\n'}${lines.join(',\n')}`;
            if (lines.length > 0) first = false;
            await new Promise((resolve) => setImmediate(resolve));
        }
        yield '\n}';
    }
    yield '\n}\n';
}

/** A rename is durable only when its folder is synced; where that is not possible (Windows) it is skipped. */
async function syncFolder(path: string): Promise<void> {
    const folder = await open(path, 'r').catch(() => null);
    if (folder === null) return;
    await folder.sync().catch(() => undefined);
    await folder.close();
}

/** Adds text to a file and syncs it to the disk. @throws MediaError `store_not_writable` */
export async function appendDurably(path: string, text: string): Promise<void> {
    const file = await open(path, 'a', 0o600).catch((cause: unknown) => {
        throw notWritable(cause);
    });
    try {
        await file.appendFile(text);
        await file.datasync();
    } catch (cause) {
        throw notWritable(cause);
    } finally {
        await file.close();
    }
}
