/** What Jellyfin saved since it was last asked: one request of a few hundred bytes when that is nothing. */
import { type Clock, MediaError } from '../../model';
import { IDENTITY_FIELDS, type JellyfinClient, type ListQuery, type ServedPage } from './client';
import type { ItemType, JellyfinItem } from './item';

/** Items per page of what was saved lately, and pages read at most at a time. */
const SAVED_PAGE = 100;
const SAVED_PAGES = 2;
/** How far back the first look goes: what was imported while nobody was looking. */
const FIRST_LOOK_MS = 24 * 60 * 60 * 1000;
/** Saved items are read again for this long, as the server's clock is told in whole seconds and writes take time. */
const OVERLAP_MS = 60_000;
/** A filter that has failed so often in a row is not asked for, until it is tried again after a while. */
const FILTER_FAULTS = 3;
const FILTER_RETRY_MS = 60 * 60 * 1000;
const ALL_TYPES: readonly ItemType[] = ['Movie', 'Series', 'Season', 'Episode'];

export interface SavedItems {
    items: JellyfinItem[];
    /** False when more was saved than is read here, for instance by a scan of everything. */
    isAll: boolean;
}

export class SavedReader {
    /** Server time from which saved items have not been read yet. */
    private since: number | undefined;
    private readonly faults = { code: '', count: 0, retryAt: 0 };

    constructor(
        private readonly client: JellyfinClient,
        private readonly clock: Clock,
        private readonly signal: AbortSignal,
    ) {}

    /** False where the filter by the time of saving fails: then only the newest are read. */
    get isFiltered(): boolean {
        return this.faults.count === 0;
    }

    /** @throws MediaError as HttpClient; the same is read again next time */
    async read(): Promise<SavedItems> {
        const since = this.since ?? (await this.serverNow()) - FIRST_LOOK_MS;
        const read: JellyfinItem[] = [];
        let next: number | undefined;
        let isAll = true;
        for (let page = 0; page < SAVED_PAGES; page++) {
            const { items, total, servedAt, isFiltered } = await this.page(since, read.length);
            read.push(...items);
            // What was saved since, and is not among the newest, has still to be read.
            if (!isFiltered) next = since;
            next ??= (servedAt ?? this.clock.now()) - OVERLAP_MS;
            if (items.length < SAVED_PAGE || read.length >= total || !isFiltered) break;
            if (page === SAVED_PAGES - 1) isAll = false;
        }
        this.since = next;
        return { items: read, isAll };
    }

    /** A server that cannot filter by the time of saving still gives the newest items. */
    private async page(since: number, startIndex: number): Promise<ServedPage & { isFiltered: boolean }> {
        const query: ListQuery = { types: ALL_TYPES, order: 'newest', fields: IDENTITY_FIELDS, startIndex, limit: SAVED_PAGE };
        if (this.faults.count >= FILTER_FAULTS && this.clock.monotonic() < this.faults.retryAt) {
            return { ...(await this.client.list(query, this.signal)), isFiltered: false };
        }
        try {
            const page = await this.client.list({ ...query, savedSince: new Date(since).toISOString() }, this.signal);
            this.faults.count = 0;
            return { ...page, isFiltered: true };
        } catch (thrown) {
            if (!(thrown instanceof MediaError) || !/^http_[45]\d\d$/.test(thrown.code)) throw thrown;
            // Only when this succeeds it was the filter.
            const page = await this.client.list(query, this.signal);
            this.noteFault(thrown.code);
            return { ...page, isFiltered: false };
        }
    }

    private noteFault(code: string): void {
        const { faults } = this;
        faults.count = faults.code === code ? faults.count + 1 : 1;
        faults.code = code;
        faults.retryAt = this.clock.monotonic() + FILTER_RETRY_MS;
    }

    private async serverNow(): Promise<number> {
        return (await this.client.publicInfo(this.signal)).now ?? this.clock.now();
    }
}
