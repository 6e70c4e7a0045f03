/**
 * The episodes of one series, asked for as narrowly as what is wanted allows: a show of 1,100 episodes is not read through
 * for one of them. What was read through once is in the index from then on, and what is new comes to light as newest.
 */
import type { JellyfinClient } from './client';
import type { JellyfinItem } from './item';

const PAGE = 100;
/** More pages than any series has; a server that pages for ever is stopped here. */
const MAX_PAGES = 60;
/** So many episodes are asked for by number, each with a request of some 500 bytes; more are cheaper in a listing. */
export const FEW = 3;
/** Items that may bear one number: copies, versions. A longer answer is of a server that does not filter by number. */
const SAME_NUMBER = 20;
/** A long series is read through again after this long. */
const READ_VALID_MS = 24 * 60 * 60 * 1000;

export interface Numbered {
    seasonNumber: number;
    episodeNumber: number;
}

/** What is remembered of a server and its series from one check to the next. */
export class SeriesMemory {
    /** False for a server that ignores the number that it is asked for. */
    filtersByNumber = true;
    private readonly readAt = new Map<string, number>();

    noteRead(listing: string, now: number): void {
        this.readAt.set(listing, now);
    }

    wasRead(listing: string, now: number): boolean {
        const at = this.readAt.get(listing);
        return at !== undefined && now - at < READ_VALID_MS;
    }
}

export interface Listing {
    items: JellyfinItem[];
    /** Whether these are all that there are. */
    isAll: boolean;
}

export class EpisodeListing {
    constructor(
        private readonly client: Pick<JellyfinClient, 'episodesPage' | 'episodesBeneath'>,
        private readonly seriesId: string,
        private readonly memory: SeriesMemory,
        private readonly signal?: AbortSignal,
    ) {}

    /** Those with these numbers; null when the server cannot be asked for a number. */
    async numbered(wanted: readonly Numbered[]): Promise<JellyfinItem[] | null> {
        const items: JellyfinItem[] = [];
        for (const { seasonNumber, episodeNumber } of wanted) {
            if (!this.memory.filtersByNumber) return null;
            const query = { seriesId: this.seriesId, season: seasonNumber, number: episodeNumber, limit: SAME_NUMBER };
            const page = await this.client.episodesBeneath(query, this.signal);
            const isFiltered = page.items.every((item) => item.episodeNumber === episodeNumber);
            if (!isFiltered) this.memory.filtersByNumber = false;
            else items.push(...page.items);
        }
        return this.memory.filtersByNumber ? items : null;
    }

    /** The first page of the series or of one season, which is nearly always all of it. Null when the series is gone. */
    async firstPage(season: number | undefined): Promise<Listing | null> {
        const page = await this.client.episodesPage({ seriesId: this.seriesId, season, startIndex: 0, limit: PAGE }, this.signal);
        return page === null ? null : { items: page.items, isAll: page.items.length < PAGE || page.items.length >= page.total };
    }

    /** What comes after the first page. */
    async otherPages(season: number | undefined): Promise<JellyfinItem[]> {
        const items: JellyfinItem[] = [];
        for (let page = 1; page < MAX_PAGES; page++) {
            const query = { seriesId: this.seriesId, season, startIndex: page * PAGE, limit: PAGE };
            const answer = await this.client.episodesPage(query, this.signal);
            items.push(...(answer?.items ?? []));
            if (answer === null || answer.items.length < PAGE || (page + 1) * PAGE >= answer.total) break;
        }
        return items;
    }

    /** The newest, by the second way to them. */
    async newest(): Promise<JellyfinItem[]> {
        return (await this.client.episodesBeneath({ seriesId: this.seriesId, limit: PAGE }, this.signal)).items;
    }
}
