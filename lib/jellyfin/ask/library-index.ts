/**
 * What has been seen of Jellyfin's library: which item carries which provider id. It is filled by what every check
 * reads anyway, by what Jellyfin saved since the last look, and by a slow walk.
 */
import type { Clock } from '../../model';
import type { JellyfinClient } from './client';
import { SeriesMemory } from './episode-listing';
import { IdIndex } from './id-index';
import type { JellyfinItem } from './item';
import { LibraryWalk } from './library-walk';
import { SavedReader } from './saved-items';

export class LibraryIndex extends IdIndex {
    /** What is remembered of single series. */
    readonly series = new SeriesMemory();
    private readonly abort = new AbortController();
    private readonly saved: SavedReader;
    private readonly walk: LibraryWalk;
    private readonly newsListeners = new Set<(items: readonly JellyfinItem[]) => void>();
    private refreshing: Promise<void> | null = null;
    private lastReadAt: number | null = null;
    /** What the last answer held, each with all that is known of it: only what is not among these is news. */
    private told = new Map<string, string>();

    constructor(
        client: JellyfinClient,
        private readonly clock: Clock,
    ) {
        super();
        this.saved = new SavedReader(client, clock, this.abort.signal);
        this.walk = new LibraryWalk(client, clock, (items) => this.learn(items), this.abort.signal);
    }

    /** Reads what Jellyfin saved since the last time. Callers at the same time share it. */
    async refresh(): Promise<void> {
        this.refreshing ??= this.readSaved().finally(() => (this.refreshing = null));
        return this.refreshing;
    }

    /** When that was last done, by the monotonic clock; null when it never was. */
    get readAt(): number | null {
        return this.lastReadAt;
    }

    /** Whether the server tells by itself what was saved since a time. */
    get tellsNews(): boolean {
        return this.saved.isFiltered;
    }

    /** Tells of items that Jellyfin saved since it was last asked, each once for every change of it. Returns the unsubscribe. */
    onNews(listener: (items: readonly JellyfinItem[]) => void): () => void {
        this.newsListeners.add(listener);
        return () => this.newsListeners.delete(listener);
    }

    /** Says that something was looked for in vain, so that the walk is worth its while. One page every 5 seconds. */
    walkSoon(): void {
        this.walk.soon();
    }

    /** Tells when the whole library has been walked. Returns the unsubscribe. */
    onWalked(listener: () => void): () => void {
        return this.walk.onWalked(listener);
    }

    /** Reads one page of the walk; true when it was the last. */
    walkOnePage(): Promise<boolean> {
        return this.walk.onePage();
    }

    close(): void {
        this.abort.abort();
        this.newsListeners.clear();
        this.walk.close();
    }

    private async readSaved(): Promise<void> {
        const { items, isAll } = await this.saved.read();
        this.lastReadAt = this.clock.monotonic();
        this.learn(items);
        // The walk finds the rest.
        if (!isAll) this.walk.invalidate();
        const before = this.told;
        this.told = new Map(items.map((item) => [item.id, JSON.stringify({ ...item, ids: [...item.ids] })]));
        const news = items.filter((item) => before.get(item.id) !== this.told.get(item.id));
        if (news.length > 0) for (const listener of this.newsListeners) listener(news);
    }
}
