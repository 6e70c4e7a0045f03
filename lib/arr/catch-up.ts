/**
 * Tells what the history has that was not told yet. Where it has got to is kept in the same write as what that brought, so that
 * nothing is missed and nothing told twice, whatever ends in the middle.
 */
import { Breath, type Clock, type MediaEvent, TOLD_AT_ONCE } from '../model';
import type { ArrClient } from './ask/client';
import { readHistory } from './ask/history';
import { advanced, askFrom, BEGINNING, type Cursor, isUnread, readCursor, setBack, writeCursor } from './decide/cursor';
import type { RowEvents, ToldRow } from './decide/row-events';
import type { HistoryRow } from './wire/rows';

const HOUR_MS = 60 * 60 * 1000;
/** How far back rows are looked for that a clock, set back, has given an earlier date. In milliseconds. */
const WIDER_MS = [HOUR_MS, 24 * HOUR_MS, 7 * 24 * HOUR_MS, 60 * 24 * HOUR_MS] as const;
/** Rows of one fact are written in one go: those that may be cut in two wait for the next portion. */
const TOGETHER_MS = 15_000;
const MOST_WAITING = 1_000;

export interface CatchUpOptions {
    client: Pick<ArrClient, 'newestRow' | 'historySince' | 'historyPage'>;
    rowEvents: RowEvents;
    clock: Clock;
    /** Where it had got to, in its own words. */
    cursor: () => string | undefined;
    /** Keeps events, and where it has got to by them, in one write. */
    accept: (events: readonly MediaEvent[], cursor: string) => Promise<void>;
    emit: (event: MediaEvent) => void;
    onRow: (row: HistoryRow) => void;
}

export class CatchUp {
    constructor(private readonly options: CatchUpOptions) {}

    /** Whether this history was never read. */
    get isFirst(): boolean {
        return readCursor(this.options.cursor()) === null;
    }

    /** When the newest row that was read was written, by the server's clock; null before the first. In milliseconds since 1970. */
    get newestAt(): number | null {
        const cursor = readCursor(this.options.cursor());
        return cursor === null || cursor.at === 0 ? null : cursor.at;
    }

    /** Begins with what is there: nothing of it is told as new. @param events what the first look found beside it */
    async begin(events: readonly MediaEvent[]): Promise<void> {
        const { client, accept } = this.options;
        const { row, total } = await client.newestRow();
        let cursor: Cursor = { ...BEGINNING, total };
        if (row !== null) {
            const before = askFrom({ ...BEGINNING, from: row.at });
            for await (const rows of readHistory(client, before, { total, missing: 0 })) cursor = advanced(cursor, rows, []);
            cursor = advanced(cursor, [row], []);
        }
        await accept(events, writeCursor(cursor));
    }

    /**
     * Tells what is new. Returns how many events it was.
     * @param isHurried something is known to be new: a question less
     * @throws MediaError why it could not be asked or kept
     */
    async run(isHurried: boolean): Promise<number> {
        const start = readCursor(this.options.cursor()) ?? BEGINNING;
        const newest = isHurried ? null : await this.options.client.newestRow();
        if (newest !== null && isUnchanged(newest, start)) return 0;
        const reading = new Reading(start, this.options);
        const missing = newest?.total === undefined || newest.total === null ? 0 : newest.total - (start.total ?? 0);
        const total = newest?.total ?? null;
        await reading.read(readHistory(this.options.client, askFrom(start), { total, missing }));
        const unexplained = newest === null || start.total === null ? 0 : missing - reading.rowsRead;
        for (const wider of unexplained > 0 ? WIDER_MS : []) {
            const from = Math.max(0, start.from - wider);
            if (await reading.readEarlier(readHistory(this.options.client, from, { total, missing: 0 }), unexplained)) break;
        }
        await reading.end(newest?.total ?? null);
        return reading.told;
    }
}

/** The very same newest row, and as many rows as before. */
function isUnchanged({ row, total }: { row: HistoryRow | null; total: number | null }, cursor: Cursor): boolean {
    if (total === null || total !== cursor.total) return false;
    return row === null ? cursor.top === 0 : !isUnread(row, cursor);
}

/** One run through the history, from a cursor on. */
class Reading {
    /** Events told. */
    told = 0;
    /** Rows that were new. */
    rowsRead = 0;
    private cursor: Cursor;
    private readonly seen = new Set<number>();
    private readonly replaced: Set<number>;

    constructor(
        private readonly start: Cursor,
        private readonly options: CatchUpOptions,
    ) {
        this.cursor = start;
        this.replaced = new Set(start.replaced);
    }

    async read(portions: AsyncIterable<HistoryRow[]>): Promise<void> {
        let waiting: HistoryRow[] = [];
        for await (const portion of portions) {
            waiting.push(...this.unread(portion));
            const last = waiting.at(-1);
            if (last === undefined) continue;
            const whole = waiting.length > MOST_WAITING ? waiting : waiting.filter((row) => row.at < last.at - TOGETHER_MS);
            waiting = waiting.slice(whole.length);
            await this.take(whole);
        }
        await this.take(waiting);
    }

    /**
     * Rows with an earlier date and a higher id than any before: the server's clock was set back.
     * @returns whether all that was looked for is found
     */
    async readEarlier(portions: AsyncIterable<HistoryRow[]>, wanted: number): Promise<boolean> {
        const found: HistoryRow[] = [];
        for await (const portion of portions) {
            found.push(...this.unread(portion));
        }
        if (found.length === 0) return false;
        await this.take(found, (rows) => setBack(this.cursor, rows, this.replaced));
        return found.length >= wanted;
    }

    /** Notes how many rows there are, where that was all that was new. */
    async end(total: number | null): Promise<void> {
        const known = total ?? (this.start.total === null ? null : this.start.total + this.rowsRead);
        if (known === this.cursor.total) return;
        this.cursor = { ...this.cursor, total: known };
        await this.options.accept([], writeCursor(this.cursor));
    }

    private unread(portion: readonly HistoryRow[]): HistoryRow[] {
        const fresh = portion.filter((row) => isUnread(row, this.start) && !this.seen.has(row.id));
        for (const row of fresh) this.seen.add(row.id);
        return fresh;
    }

    private async take(
        rows: readonly HistoryRow[],
        next: (rows: readonly HistoryRow[]) => Cursor = (read) => advanced(this.cursor, read, this.replaced),
    ): Promise<void> {
        if (rows.length === 0) return;
        const told: ToldRow[] = await this.options.rowEvents.of(rows, this.replaced);
        this.rowsRead += rows.length;
        const moved = next(rows);
        this.cursor = { ...moved, total: this.start.total === null ? null : this.start.total + this.rowsRead };
        await this.options.accept(
            told.map(({ event }) => event),
            writeCursor(this.cursor),
        );
        for (const row of rows) this.options.onRow(row);
        const breath = new Breath(this.options.clock, TOLD_AT_ONCE);
        for (const { event } of told) {
            this.options.emit(event);
            this.told += 1;
            await breath.take();
        }
    }
}
