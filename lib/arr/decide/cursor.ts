/**
 * How far the history of one server was read. Everything in it is by that server's own clock and numbers, so that neither a
 * clock of ours nor one of its own that is set back, nor a restored backup, makes a row be missed or told twice.
 */
import { z } from 'zod';
import type { HistoryRow } from '../wire/rows';

const cursorSchema = z.object({
    /** Date of the newest row that was read, in milliseconds since 1970. */
    at: z.number(),
    /** The same, or less where the server's clock was set back since: from there on new rows are to be expected. */
    from: z.number(),
    /** The highest id of a row that was read. */
    top: z.number(),
    /** Lower ids that were not there when they should have been: removed with their title, or dated before by a clock set back. */
    skipped: z.array(z.number()),
    /** Ids of the rows that may come again, since reading begins a little before the newest. */
    ids: z.array(z.number()),
    /** How many rows the history had. */
    total: z.number().nullable(),
    /** Episodes or films whose file made room for an import that is still to come. */
    replaced: z.array(z.number()),
});
export type Cursor = z.output<typeof cursorSchema>;

/** Reading begins this much before the newest row: dates are cut to seconds, and compared as texts. In milliseconds. */
const OVERLAP_MS = 2_000;
/** What may come again. In milliseconds. */
const WINDOW_MS = OVERLAP_MS + 1_000;
/** More are no few rows with a wrong date, but a title that was removed. */
const MOST_SKIPPED = 200;

export function readCursor(stored: string | undefined): Cursor | null {
    if (stored === undefined) return null;
    try {
        return cursorSchema.parse(JSON.parse(stored));
    } catch {
        return null;
    }
}

export function writeCursor(cursor: Cursor): string {
    return JSON.stringify(cursor);
}

/** Where nothing was read yet and nothing is there. */
export const BEGINNING: Cursor = { at: 0, from: 0, top: 0, skipped: [], ids: [], total: 0, replaced: [] };

/** The time to ask from, in milliseconds since 1970. */
export function askFrom({ from }: Cursor): number {
    return Math.max(0, from - OVERLAP_MS);
}

/** Whether a row was not read before. After a restored backup ids begin again; after a clock was set back, dates do. */
export function isUnread(row: HistoryRow, { at, top, ids, skipped }: Cursor): boolean {
    if (row.id > top || row.at > at || skipped.includes(row.id)) return true;
    return row.at >= at - WINDOW_MS && !ids.includes(row.id);
}

/** The cursor after these rows were read. */
export function advanced(cursor: Cursor, rows: readonly HistoryRow[], replaced: Iterable<number>): Cursor {
    const newest = rows.reduce((latest, row) => Math.max(latest, row.at), 0);
    const at = Math.max(cursor.at, newest);
    const recent = rows.filter((row) => row.at >= at - WINDOW_MS).map((row) => row.id);
    const kept = cursor.at >= at - WINDOW_MS ? cursor.ids : [];
    return {
        ...cursor,
        at,
        from: Math.max(cursor.from, newest),
        top: rows.reduce((top, row) => Math.max(top, row.id), cursor.top),
        skipped: skippedBy(cursor, rows),
        ids: [...new Set([...kept, ...recent])].sort((a, b) => a - b),
        replaced: [...new Set(replaced)].sort((a, b) => a - b),
    };
}

/** The ids that are missing among those up to the highest one. */
function skippedBy({ top, skipped }: Cursor, rows: readonly HistoryRow[]): number[] {
    const read = new Set(rows.map((row) => row.id));
    const highest = rows.reduce((most, row) => Math.max(most, row.id), top);
    const missing = skipped.filter((id) => !read.has(id));
    // Before the first row that was ever read nothing is missing.
    for (let id = Math.max(top, highest - MOST_SKIPPED) + 1; top > 0 && id < highest; id++) if (!read.has(id)) missing.push(id);
    return missing.slice(-MOST_SKIPPED);
}

/** The cursor after rows were found that are older than it and were yet written since: the server's clock was set back. */
export function setBack(cursor: Cursor, rows: readonly HistoryRow[], replaced: Iterable<number>): Cursor {
    return { ...advanced(cursor, rows, replaced), from: Math.max(0, ...rows.map((row) => row.at)) };
}
