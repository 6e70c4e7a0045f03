/**
 * A journal: what was written since the store file was, one write a line. Its lines hold whole records, so that replaying
 * one twice, or over a newer file, does no harm. A store has one for each time that it is folded into the file.
 */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MediaError } from '../../model';
import { linesOf } from './lines';
import type { Collection } from './shape';

/** What stands between the name of a store file and the number of its journal. */
const INFIX = '.journal-';

/** One changed record; no `v` means that it was removed. */
export interface Change {
    c: Collection;
    k: string;
    v?: unknown;
}

/** What one write made durable, and the store's version whose shape its records have. */
export interface Line {
    version: number;
    changes: Change[];
}

/** Where the journal of a store file with this number is. */
export function journalPath(storePath: string, generation: number): string {
    return `${storePath}${INFIX}${generation}`;
}

/** The journals of a store file that are there, in the order in which they were written. */
export async function journalsOf(storePath: string): Promise<{ path: string; generation: number }[]> {
    const folder = dirname(storePath);
    const prefix = `${basename(storePath)}${INFIX}`;
    const names = await readdir(folder).catch(() => []);
    return names
        .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
        .map((name) => ({ path: join(folder, name), generation: Number(name.slice(prefix.length)) }))
        .sort((a, b) => a.generation - b.generation);
}

/**
 * The lines of a journal. A last one that a crash cut off was never acknowledged: it is left out, and everything before it
 * counts.
 * @throws MediaError `store_broken` at a line that is JSON of something else; what the file system says
 */
export async function* readJournal(path: string): AsyncGenerator<Line> {
    for await (const line of linesOf(path)) {
        if (line === '') continue;
        let parsed: unknown;
        try {
            parsed = JSON.parse(line);
        } catch {
            return;
        }
        if (!isLine(parsed)) throw new MediaError('store_broken', 'A journal of the store holds what is no change');
        yield parsed;
    }
}

/**
 * Changes a store as a line says.
 * @param data of any version, and so perhaps with other collections than today's
 * @throws MediaError `store_broken` when it has no such collection
 */
export function applyChange(data: object, { c, k, v }: Change): void {
    const records: unknown = Object.hasOwn(data, c) ? data[c as keyof typeof data] : null;
    if (typeof records !== 'object' || records === null) throw new MediaError('store_broken', `The store file has no ${c}`);
    if (v === undefined) Reflect.deleteProperty(records, k);
    else (records as Record<string, unknown>)[k] = v;
}

function isLine(value: unknown): value is Line {
    const { version, changes } = (value ?? {}) as Partial<Line>;
    return typeof version === 'number' && Array.isArray(changes) && changes.every(isChange);
}

function isChange(value: unknown): value is Change {
    const { c, k } = (value ?? {}) as Partial<Change>;
    return typeof c === 'string' && typeof k === 'string';
}
