/**
 * What has been seen of Jellyfin's library: which item carries which provider id. It is filled by what every check
 * reads anyway, by what Jellyfin saved since the last look, and by a slow walk. In memory only; some 100 bytes an id.
 */
import { type Clock, MediaError, type Timer } from '../model';
import { IDENTITY_FIELDS, type JellyfinClient, type ListQuery, type ServedPage } from './client';
import { idsOf, type ItemType, type JellyfinItem, PROVIDERS, type Provider } from './item';

/** Ids remembered at most; the first learned go first. */
const MAX_KEYS = 400_000;
/** Items per page of what was saved lately, and pages read at most in one refresh. */
const SAVED_PAGE = 100;
const SAVED_PAGES = 2;
/** How far back the first look goes: what was imported while nobody was looking. */
const FIRST_LOOK_MS = 24 * 60 * 60 * 1000;
/** Saved items are read again for this long, as the server's clock is told in whole seconds and writes take time. */
const OVERLAP_MS = 60_000;
/** A filter that has failed so often in a row is not asked for, until it is tried again after a while. */
const FILTER_FAULTS = 3;
const FILTER_RETRY_MS = 60 * 60 * 1000;
const WALK_PAGE = 200;
const WALK_STEP_MS = 5_000;
const WALK_RETRY_MS = 60_000;
/** A walk is repeated after this long, for what a look at the saved items may have missed. */
const WALK_VALID_MS = 24 * 60 * 60 * 1000;

const ALL_TYPES: readonly ItemType[] = ['Movie', 'Series', 'Season', 'Episode'];
/** A walk leaves episodes out: they are many, and are found through their series. */
const WALK_TYPES: readonly ItemType[] = ['Movie', 'Series', 'Season'];

export class LibraryIndex {
    private readonly ids = new Map<string, readonly string[]>();
    private readonly abort = new AbortController();
    private readonly walkedListeners = new Set<() => void>();
    private refreshing: Promise<void> | null = null;
    /** Server time from which saved items have not been read yet. */
    private savedSince: number | undefined;
    private readonly filterFaults = { code: '', count: 0, retryAt: 0 };
    private walkTimer: Timer | null = null;
    private walkPosition = 0;
    private walkedAt: number | null = null;

    constructor(
        private readonly client: JellyfinClient,
        private readonly clock: Clock,
    ) {}

    /** Ids of the items of these types that carry a provider's id. `Season` gives the ids of their series. */
    find(types: readonly ItemType[], provider: Provider, value: string): string[] {
        return [...new Set(types.flatMap((type) => this.ids.get(keyOf(type, provider, value)) ?? []))];
    }

    /** Remembers what these items are known by. */
    learn(items: readonly JellyfinItem[]): void {
        for (const item of items) {
            for (const provider of PROVIDERS) {
                for (const value of idsOf(item, provider)) this.learnId(item, provider, value);
            }
        }
        for (const key of this.ids.keys()) {
            if (this.ids.size <= MAX_KEYS) break;
            this.ids.delete(key);
        }
    }

    /** Forgets that an id leads to an item which is not there any more. */
    forget(types: readonly ItemType[], provider: Provider, value: string, itemId: string): void {
        for (const type of types) {
            const key = keyOf(type, provider, value);
            const left = this.ids.get(key)?.filter((id) => id !== itemId) ?? [];
            if (left.length === 0) this.ids.delete(key);
            else this.ids.set(key, left);
        }
    }

    /**
     * Reads what Jellyfin saved since the last time: one request of a few hundred bytes when that is nothing. Callers at
     * the same time share it.
     */
    async refresh(): Promise<void> {
        this.refreshing ??= this.readSaved().finally(() => (this.refreshing = null));
        return this.refreshing;
    }

    /** Says that something was looked for in vain, so that the walk is worth its while. One page every 5 seconds. */
    walkSoon(): void {
        const fresh = this.walkedAt !== null && this.clock.monotonic() - this.walkedAt < WALK_VALID_MS;
        if (fresh || this.walkTimer !== null || this.abort.signal.aborted) return;
        this.scheduleWalk(WALK_STEP_MS);
    }

    /** Tells when the whole library has been walked. Returns the unsubscribe. */
    onWalked(listener: () => void): () => void {
        this.walkedListeners.add(listener);
        return () => this.walkedListeners.delete(listener);
    }

    close(): void {
        this.walkTimer?.cancel();
        this.walkTimer = null;
        this.walkedListeners.clear();
        this.abort.abort();
    }

    /** Reads one page of the walk; true when it was the last. */
    async walkOnePage(): Promise<boolean> {
        const query: ListQuery = {
            types: WALK_TYPES,
            order: 'oldest',
            fields: ['ProviderIds'],
            startIndex: this.walkPosition,
            limit: WALK_PAGE,
        };
        const page = await this.client.list(query, this.abort.signal);
        this.learn(page.items);
        this.walkPosition += page.items.length;
        const isLast = page.items.length < WALK_PAGE || this.walkPosition >= page.total;
        if (isLast) {
            this.walkPosition = 0;
            this.walkedAt = this.clock.monotonic();
        }
        return isLast;
    }

    private learnId(item: JellyfinItem, provider: Provider, value: string): void {
        if (item.type === 'Season' || item.type === 'Episode') {
            // A season's ids at TMDB and TVDB are none of its series', but a Shoko series is always one whole season.
            if (provider === 'shoko series' && item.seriesId !== undefined)
                this.add(keyOf('Season', provider, value), item.seriesId);
            if (item.type === 'Season' || provider === 'shoko series') return;
        }
        this.add(keyOf(item.type, provider, value), item.id);
    }

    private add(key: string, itemId: string): void {
        const known = this.ids.get(key) ?? [];
        if (!known.includes(itemId)) this.ids.set(key, [...known, itemId]);
    }

    private async readSaved(): Promise<void> {
        const since = this.savedSince ?? (await this.serverNow()) - FIRST_LOOK_MS;
        let next: number | undefined;
        let seen = 0;
        for (let page = 0; page < SAVED_PAGES; page++) {
            const { items, total, servedAt, isFiltered } = await this.savedPage(since, seen);
            this.learn(items);
            // What was saved since, and is not among the newest, has still to be read.
            if (!isFiltered) next = since;
            next ??= (servedAt ?? this.clock.now()) - OVERLAP_MS;
            seen += items.length;
            if (items.length < SAVED_PAGE || seen >= total || !isFiltered) break;
            // More was saved than is read here, for instance by a scan of everything: the walk finds the rest.
            if (page === SAVED_PAGES - 1) this.walkedAt = null;
        }
        this.savedSince = next;
    }

    /** A server that cannot filter by the time of saving still gives the newest items. */
    private async savedPage(since: number, startIndex: number): Promise<ServedPage & { isFiltered: boolean }> {
        const query: ListQuery = { types: ALL_TYPES, order: 'newest', fields: IDENTITY_FIELDS, startIndex, limit: SAVED_PAGE };
        const { filterFaults: faults } = this;
        if (faults.count >= FILTER_FAULTS && this.clock.monotonic() < faults.retryAt) {
            return { ...(await this.client.list(query, this.abort.signal)), isFiltered: false };
        }
        try {
            const page = await this.client.list({ ...query, savedSince: new Date(since).toISOString() }, this.abort.signal);
            faults.count = 0;
            return { ...page, isFiltered: true };
        } catch (thrown) {
            if (!(thrown instanceof MediaError) || !/^http_[45]\d\d$/.test(thrown.code)) throw thrown;
            // Only when this succeeds it was the filter.
            const page = await this.client.list(query, this.abort.signal);
            this.noteFilterFault(thrown.code);
            return { ...page, isFiltered: false };
        }
    }

    private noteFilterFault(code: string): void {
        const { filterFaults: faults } = this;
        faults.count = faults.code === code ? faults.count + 1 : 1;
        faults.code = code;
        faults.retryAt = this.clock.monotonic() + FILTER_RETRY_MS;
    }

    private async serverNow(): Promise<number> {
        return (await this.client.publicInfo(this.abort.signal)).now ?? this.clock.now();
    }

    private scheduleWalk(delayMs: number): void {
        this.walkTimer = this.clock.after(delayMs, () => void this.walk());
    }

    private async walk(): Promise<void> {
        try {
            if (!(await this.walkOnePage())) {
                this.scheduleWalk(WALK_STEP_MS);
                return;
            }
        } catch {
            // Whoever checks meanwhile meets the same fault, and says so.
            if (!this.abort.signal.aborted) this.scheduleWalk(WALK_RETRY_MS);
            return;
        }
        this.walkTimer = null;
        for (const listener of this.walkedListeners) listener();
    }
}

function keyOf(type: string, provider: Provider, value: string): string {
    return `${type} ${provider} ${value.toLowerCase()}`;
}
