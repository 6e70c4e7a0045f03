/**
 * The store file: plain JSON that a person can read and any JSON reader can load, one record a line. Written and read
 * record by record, so that neither takes the room of all of it, nor the event loop for long.
 */
import { readFile } from 'node:fs/promises';
import { MediaError } from '../../model';
import { linesOf } from './lines';
import { COLLECTIONS, type StoreData } from './shape';

/** Characters that are written between two turns of the event loop; a record that is longer goes in one. */
const CHUNK_LENGTH = 64 * 1024;

/** Takes a record as it was read, from a file of this version. What it throws ends the reading. */
export type TakeRecord = (collection: string, record: unknown, version: unknown) => void;

/**
 * The store as JSON text, in pieces. What is put in or taken out meanwhile may be in it or not: who writes that somewhere
 * else before this counts has lost nothing.
 */
export async function* snapshotText(data: StoreData): AsyncGenerator<string> {
    let text = `{\n"version": ${data.version}`;
    for (const collection of COLLECTIONS) {
        text += `,\n"${collection}": {`;
        let separator = '\n';
        const records: ReadonlyMap<string, unknown> = data[collection];
        for (const [key, record] of records) {
            text += `${separator}${JSON.stringify(key)}: ${JSON.stringify(record)}`;
            separator = ',\n';
            if (text.length < CHUNK_LENGTH) continue;
            yield text;
            text = '';
            await new Promise((resolve) => setImmediate(resolve));
        }
        text += '\n}';
    }
    yield `${text}\n}\n`;
}

/**
 * Reads a store file of any version; one that something else has written, and in another layout, as a whole.
 * @throws MediaError `store_broken` when it is not JSON; what the file system says when it cannot be read
 */
export async function readSnapshot(path: string, take: TakeRecord): Promise<unknown> {
    return (await readByLine(path, take)) ?? parseWhole(await readFile(path, 'utf8'));
}

const OPENING = /^"(\w+)": \{$/;
const CLOSING = /^\},?$/;

/** Follows the layout of `snapshotText`; null where a file has another one. */
async function readByLine(path: string, take: TakeRecord): Promise<object | null> {
    const found: Record<string, unknown> = {};
    let records: Record<string, unknown> = found;
    let collection = '';
    let depth = 0;
    for await (const line of linesOf(path)) {
        const opened = depth === 1 ? OPENING.exec(line)?.[1] : undefined;
        if (depth === 0 && line === '{') depth = 1;
        else if (CLOSING.test(line)) depth -= 1;
        else if (opened !== undefined) {
            collection = opened;
            found[collection] = records = {};
            depth = 2;
        } else {
            const member = depth > 0 ? parseMember(line) : null;
            if (member === null) return null;
            const [key, value] = member;
            if (depth === 2) take(collection, value, found['version']);
            (depth === 2 ? records : found)[key] = value;
        }
    }
    return depth === 0 && 'version' in found ? found : null;
}

/** A line of an object with one member a line. */
function parseMember(line: string): [key: string, value: unknown] | null {
    try {
        const members = Object.entries(JSON.parse(`{${line.replace(/,$/, '')}}`) as Record<string, unknown>);
        return members.length === 1 ? (members[0] ?? null) : null;
    } catch {
        return null;
    }
}

/** Some editors put a byte order mark before what they save. */
function parseWhole(text: string): unknown {
    try {
        return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
    } catch (cause) {
        throw new MediaError('store_broken', 'The store file is not JSON', { cause });
    }
}
