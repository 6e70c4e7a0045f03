/** Lists that are answered by the page (PagingResource), read to their end. */
import { z } from 'zod';
import { id, readPage } from '../wire/read';

/** One page of a queue: a long series has more records than this at once, one for each of its episodes. */
const PAGE = 500;
/** 25,000 records: more are no queue, but a page that never ends. */
const PAGES = 50;

const identified = z.object({ id });

type Query = Record<string, string | number | boolean>;

/**
 * Every record of the queue, each once.
 *
 * Sorted by title: by the time that is left, which is the server's own order, records change places while pages are read. A page
 * behind the last one is answered with the last one again (QueueController of Sonarr 4.0.19 and Radarr 6.1.0), so that what is
 * there already ends the list.
 * @param get asks for one page
 */
export async function wholeQueue(get: (query: Query) => Promise<unknown>, query: Query): Promise<unknown[]> {
    const all = new Map<unknown, unknown>();
    for (let page = 1; page <= PAGES; page++) {
        const answer = await get({ ...query, page, pageSize: PAGE, sortKey: 'title', sortDirection: 'ascending' });
        const { records, total } = readPage(answer);
        const before = all.size;
        for (const record of records) all.set(identified.safeParse(record).data?.id ?? record, record);
        if (records.length < PAGE || all.size === before || all.size >= (total ?? Infinity)) break;
    }
    return [...all.values()];
}
