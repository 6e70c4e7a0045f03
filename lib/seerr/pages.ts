/** Reads Seerr's list of requests, the newest first, in few large pages: each is work for Seerr, Sonarr and Radarr. */
import { MediaError } from '../model';
import type { SeerrClient, WishFilter } from './client';
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

/** Some 300 KB, which are read in well under 50 ms. */
export const LARGE_PAGE = 160;
/** More requests than any home has made: a server that pages for ever is stopped here. */
const MAX_PAGES = 250;

/**
 * Each wish once. What is deleted while it is read moves the rest up: that is read again, so that nothing is missed.
 * @throws MediaError `endless_list`, and as SeerrClient
 */
export async function readList(client: Pick<SeerrClient, 'page'>, reading: ListReading): Promise<Listed> {
    const { filter, take, isEnough = () => false, signal } = reading;
    const wishes = new Map<number, Wish>();
    let skip = 0;
    let total = 0;
    let isAgain = false;
    for (let count = 0; count < MAX_PAGES; count++) {
        const page = await client.page({ filter, skip, take }, signal);
        const fresh = page.wishes.filter(({ id }) => !wishes.has(id));
        for (const wish of fresh) wishes.set(wish.id, wish);
        const removed = Math.min(Math.max(0, total - page.total), skip);
        total = page.total;
        if (removed > 0) {
            skip -= removed;
            isAgain = true;
            continue;
        }
        // A page of what was there before: what is skipped is not heeded.
        if (page.wishes.length > 0 && fresh.length === 0 && skip > 0 && !isAgain) break;
        isAgain = false;
        const isEnd = page.rows === 0 || skip + page.rows >= total;
        if (isEnd || page.wishes.some(isEnough)) return { wishes: [...wishes.values()], servedAt: page.servedAt };
        skip += page.rows;
    }
    throw new MediaError('endless_list', 'Seerr’s list of requests does not end: is another service or a proxy in between?', {
        field: 'url',
    });
}
