/**
 * One check's view of the library: every question is asked at most once, and the cost is bounded.
 *
 * Jellyfin cannot be asked for a provider id, so an id is looked for, cheapest first, until it is found:
 * 1. in the index of what was seen before (no request);
 * 2. among what Jellyfin saved since the last look (one request, nearly always empty; a new import is in it whatever
 *    its title is; at most 200 items);
 * 3. by searching for the titles (at most four requests of 25 items), matching the ids here;
 * 4. by a walk of the library in the background, 200 items every 5 seconds, once a day at most and only while something
 *    is looked for in vain. It is shared by all checks and part of none: that is how a title which nobody could guess
 *    is found in the end, in some eight minutes for 20,000 titles.
 *
 * So a check of an item that is known costs one request, any other at most some fifteen, whatever the library's size.
 */
import { type Clock, MediaError } from '../../model';
import { IDENTITY_FIELDS, type JellyfinClient } from './client';
import { idsOf, type ItemType, type JellyfinItem, plainId, type Provider } from './item';
import type { LibraryIndex } from './library-index';
import { EpisodeListing } from './episode-listing';
import { SeriesPortions, type Wanted } from './series-portions';
import { searchTerms, subtitleTerms, type Titled } from './search-terms';

/** Items that a search gives at most. The exact name comes first. */
const SEARCH_LIMIT = 25;
/** Items with one and the same id that are looked at: the same film in several libraries. */
const SAME_ID_LIMIT = 6;

export interface LookDeps {
    client: JellyfinClient;
    index: LibraryIndex;
    clock: Clock;
    signal?: AbortSignal | undefined;
}

export interface LookSubject extends Titled {
    /** Id of an item that was said to be it. */
    jellyfinId?: string | undefined;
}

/** A title search that has not been made yet. */
interface Search {
    types: readonly ItemType[];
    term: string;
}

export class Look {
    private readonly found = new Map<string, JellyfinItem>();
    private readonly details = new Map<string, JellyfinItem>();
    private readonly gone = new Set<string>();
    private readonly listings = new Map<string, Promise<JellyfinItem[]>>();
    private readonly searches: Search[];
    /** Steps of looking further so far. */
    private seen = 0;
    /** What comes before the searches, in order. */
    private readonly preparations: (() => Promise<unknown>)[];

    /** @param types what may bear the request's title; with `Episode`, episodes may bear its subtitle too */
    constructor(
        private readonly deps: LookDeps,
        subject: LookSubject,
        types: readonly ItemType[],
    ) {
        const holders = types.filter((type) => type !== 'Episode');
        this.searches = searchTerms(subject).map((term) => ({ types: holders, term }));
        if (types.includes('Episode')) {
            this.searches.push(...subtitleTerms(subject).map((term) => ({ types: ['Episode'] as const, term })));
        }
        const { jellyfinId } = subject;
        this.preparations = [
            ...(jellyfinId === undefined ? [] : [() => this.read([plainId(jellyfinId)])]),
            async () => {
                await orAborted(deps.index.refresh(), deps.signal);
                this.seen++;
            },
        ];
    }

    /** The time of day, in milliseconds since 1970. */
    get now(): number {
        return this.deps.clock.now();
    }

    /** Reads what Jellyfin saved since the last look, if that was not done yet. */
    async prepare(): Promise<void> {
        for (const prepare of this.preparations.splice(0)) await prepare();
    }

    /**
     * Does `work` until it is done or there is nothing new to know. What was known before may do for a proof, but not for
     * a disproof: there may be a second copy by now.
     */
    async untilDone(work: () => Promise<boolean>): Promise<void> {
        for (;;) {
            const known = this.seen;
            if (await work()) return;
            await this.prepare();
            if (this.seen === known) return;
        }
    }

    /** Ids of the items of these types that carry a provider's id; of `Season`, those of their series. */
    async having(types: readonly ItemType[], provider: Provider, value: string | number | undefined): Promise<string[]> {
        if (value === undefined || value === '' || value === 0) return [];
        for (;;) {
            const ids = this.known(types, provider, value);
            if (ids.length > 0) return ids;
            if (!(await this.lookFurther(types))) return [];
        }
    }

    /** As `having`, without asking Jellyfin anything. */
    known(types: readonly ItemType[], provider: Provider, value: string | number | undefined): string[] {
        if (value === undefined) return [];
        const ids = this.deps.index.find(types, provider, String(value));
        return ids.filter((id) => !this.gone.has(id)).slice(0, SAME_ID_LIMIT);
    }

    /** The items with a provider's id, with their media sources. Not for `Season`, whose ids are other items'. */
    async itemsHaving(
        types: readonly ItemType[],
        provider: Provider,
        value: string | number | undefined,
    ): Promise<JellyfinItem[]> {
        const wanted = String(value).toLowerCase();
        for (;;) {
            const ids = await this.having(types, provider, value);
            if (ids.length === 0) return [];
            const items = (await this.read(ids)).filter((item) => idsOf(item, provider).includes(wanted));
            const wrong = ids.filter((id) => !items.some((item) => item.id === id));
            for (const id of wrong) this.deps.index.forget(types, provider, wanted, id);
            if (items.length > 0) return items;
        }
    }

    /** Items of these types whose titles may be the request's. */
    async titled(types: readonly ItemType[]): Promise<JellyfinItem[]> {
        while (await this.lookFurther(types)) continue;
        return [...this.found.values()].filter((item) => types.some((type) => type === item.type));
    }

    /** These items with their media sources, each read once; those that are gone are left out. */
    async read(ids: readonly string[]): Promise<JellyfinItem[]> {
        const unread = ids.filter((id) => !this.details.has(id) && !this.gone.has(id));
        if (unread.length > 0) {
            const items = await this.deps.client.byIds(unread, this.deps.signal);
            for (const item of items) this.details.set(item.id, item);
            for (const id of unread) if (!this.details.has(id)) this.gone.add(id);
            this.deps.index.learn(items);
        }
        return ids.flatMap((id) => this.details.get(id) ?? []);
    }

    /** All episodes of a series or of one season, without their media sources; none when the series is gone. */
    async episodes(seriesId: string, season?: number): Promise<JellyfinItem[]> {
        const key = `${seriesId} ${season ?? ''}`;
        const listing = this.listings.get(key) ?? this.wholeListing(seriesId, season);
        this.listings.set(key, listing);
        return listing;
    }

    /** Episodes of a series in portions, for whoever wants some of them. */
    series(seriesId: string, query: Wanted): SeriesPortions {
        const { client, index, clock, signal } = this.deps;
        const learn = (items: readonly JellyfinItem[]): void => index.learn(items);
        const onGone = (id: string): void => void this.gone.add(id);
        const deps = { client, memory: index.series, now: clock.monotonic(), signal, learn, onGone };
        return new SeriesPortions(deps, seriesId, query);
    }

    /** Whether an item turned out not to be there any more. */
    isGone(id: string): boolean {
        return this.gone.has(id);
    }

    /** Sets the walk going: something was looked for in vain. */
    lookedInVain(): void {
        this.deps.index.walkSoon();
    }

    private async wholeListing(seriesId: string, season: number | undefined): Promise<JellyfinItem[]> {
        const { client, index, signal } = this.deps;
        const listing = new EpisodeListing(client, seriesId, index.series, signal);
        const first = await listing.firstPage(season);
        if (first === null) {
            this.gone.add(seriesId);
            return [];
        }
        const others = first.isAll ? [] : await listing.otherPages(season);
        // Empty may only be what the server has not put in order yet.
        const items = first.items.length === 0 ? await listing.newest() : [...first.items, ...others];
        index.learn(items);
        return items;
    }

    /** Takes the next step of looking for items of these types; false when there is none left. */
    private async lookFurther(types: readonly ItemType[]): Promise<boolean> {
        const preparation = this.preparations.shift();
        if (preparation !== undefined) {
            await preparation();
            return true;
        }
        const next = this.searches.findIndex((search) => search.types.some((type) => types.includes(type)));
        const [search] = next === -1 ? [] : this.searches.splice(next, 1);
        if (search === undefined) return false;
        this.seen++;
        const query = { types: search.types, searchTerm: search.term, fields: IDENTITY_FIELDS, limit: SEARCH_LIMIT };
        const { items } = await this.deps.client.list(query, this.deps.signal);
        for (const item of items) this.found.set(item.id, item);
        this.deps.index.learn(items);
        return true;
    }
}

/** Waits for what others wait for too, but no longer than this check goes on. */
async function orAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
    if (signal === undefined) return work;
    const aborted = new MediaError('aborted', 'The check was broken off');
    if (signal.aborted) throw aborted;
    let stop: () => void = () => undefined;
    const broken = new Promise<never>((_, reject) => {
        stop = () => reject(aborted);
        signal.addEventListener('abort', stop, { once: true });
    });
    try {
        await Promise.race([work, broken]);
    } finally {
        signal.removeEventListener('abort', stop);
    }
}
