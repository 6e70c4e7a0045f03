/**
 * Reads the history from a cursor on, oldest first and in portions. A short while is one question; a long one is asked for by
 * the page, since `history/since` has no end, and a hundred thousand rows are more than one answer should hold.
 */
import { MediaError } from '../../model';
import { type HistoryRow, readRows } from '../wire/rows';
import type { ArrClient } from './client';

/** Rows that are asked for, and worked on, at a time. */
export const PORTION = 200;
/** Up to so many new rows one question is enough. */
const SHORT = 500;
/** 400,000 rows: what goes on beyond is no history, but a page that never ends. */
const MOST_PAGES = 2_000;

type History = Pick<ArrClient, 'historySince' | 'historyPage'>;

/**
 * @param from milliseconds since 1970, by the server's clock
 * @param total how many rows there are, where it is known
 * @param missing about how many of them are new
 * @throws MediaError `endless_history`, or why the server could not be asked
 */
export async function* readHistory(
    client: History,
    from: number,
    { total, missing }: { total: number | null; missing: number },
): AsyncGenerator<HistoryRow[]> {
    if (missing <= SHORT || total === null) {
        const answer = await client.historySince(from);
        if (answer !== null) {
            yield* portionsOf(answer);
            return;
        }
    }
    yield* pagesFrom(client, from, total);
}

function* portionsOf(answer: readonly unknown[]): Generator<HistoryRow[]> {
    for (let start = 0; start < answer.length; start += PORTION) yield readRows(answer.slice(start, start + PORTION));
}

async function* pagesFrom(client: History, from: number, total: number | null): AsyncGenerator<HistoryRow[]> {
    const first = await firstIndex(client, from, total);
    let page = Math.floor(first / PORTION) + 1;
    let before: HistoryRow | undefined;
    for (let read = 0; ; read++, page++) {
        const { records } = await client.historyPage(page, PORTION, 'ascending');
        if (read >= MOST_PAGES || (before !== undefined && records[0]?.id === before.id)) throw endless();
        before = records[0];
        yield records.filter((row) => row.at >= from);
        if (records.length < PORTION) return;
    }
}

/** How many rows are older than a time: found by halving, with a row a question. */
async function firstIndex(client: History, from: number, total: number | null): Promise<number> {
    let low = 0;
    let high = total ?? (await client.historyPage(1, 1, 'ascending')).total ?? 0;
    while (low < high) {
        const middle = Math.floor((low + high) / 2);
        const row = (await client.historyPage(middle + 1, 1, 'ascending')).records[0];
        if (row !== undefined && row.at < from) low = middle + 1;
        else high = middle;
    }
    return low;
}

function endless(): MediaError {
    return new MediaError(
        'endless_history',
        'The history does not end: is something in front of the server that repeats answers?',
    );
}
