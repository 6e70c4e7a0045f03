/** Reads Seerr's list of requests, the newest first, in few large pages: each is work for Seerr, Sonarr and Radarr. */
import { MediaError } from '../model';
import type { PageQuery, SeerrClient, ServedPage, WishFilter } from './client';
import type { Wish } from './wire';

export interface ListReading {
    filter: WishFilter;
    /** Requests in a page. */
    take: number;
    /** Whether what comes after this one, which is older, is of no interest. */
    isEnough?: (wish: Wish) => boolean;
    signal: AbortSignal;
}

export interface Listed {
    wishes: Wish[];
    /** The server's clock at the last page, in milliseconds since 1970; undefined when it does not say. */
    servedAt: number | undefined;
}

/** Half a megabyte. */
export const LARGE_PAGE = 250;
/** More requests than any home has made: a server that pages for ever is stopped here. */
const MAX_PAGES = 200;

/**
 * Each wish once. What is deleted while it is read moves the rest up: that is read again, so that nothing is missed.
 * @throws MediaError `endless_list`, and as SeerrClient
 */
export async function readList(client: Pick<SeerrClient, 'page'>, reading: ListReading): Promise<Listed> {
    const { filter, take, isEnough = () => false, signal } = reading;
    const wishes = new Map<number, Wish>();
    let skip = 0;
    let total = Number.POSITIVE_INFINITY;
    for (let count = 0; count < MAX_PAGES; count++) {
        const query: PageQuery = { filter, skip, take };
        const page = await client.page(query, signal);
        const fresh = page.wishes.filter(({ id }) => !wishes.has(id));
        for (const wish of fresh) wishes.set(wish.id, wish);
        const removed = Math.max(0, total - page.total);
        total = page.total;
        const isEnd = page.rows === 0 || skip + page.rows >= total;
        if (isEnd || page.wishes.some(isEnough)) return { wishes: [...wishes.values()], servedAt: page.servedAt };
        if (isStuck(page, fresh, removed)) break;
        // Nothing was removed before the first page.
        skip += page.rows - (Number.isFinite(removed) ? Math.min(removed, page.rows - 1) : 0);
    }
    throw new MediaError('endless_list', 'Seerr’s list of requests does not end: is another service or a proxy in between?', {
        field: 'url',
    });
}

/** A page of what was there before: the server does not heed what is skipped. */
function isStuck(page: ServedPage, fresh: readonly Wish[], removed: number): boolean {
    return page.wishes.length > 0 && fresh.length === 0 && (removed === 0 || !Number.isFinite(removed));
}
