/**
 * What has been seen of Jellyfin's library: which item carries which provider id. It is filled by what every check
 * reads anyway, by what Jellyfin saved since the last look, and by a slow walk.
 */
import type { Clock } from '../../model';
import type { JellyfinClient } from './client';
import { SeriesMemory } from './episode-listing';
import { IdIndex } from './id-index';
import { LibraryWalk } from './library-walk';
import { SavedReader } from './saved-items';

export class LibraryIndex extends IdIndex {
    /** What is remembered of single series. */
    readonly series = new SeriesMemory();
    private readonly abort = new AbortController();
    private readonly saved: SavedReader;
    private readonly walk: LibraryWalk;
    private refreshing: Promise<void> | null = null;

    constructor(client: JellyfinClient, clock: Clock) {
        super();
        this.saved = new SavedReader(client, clock, this.abort.signal);
        this.walk = new LibraryWalk(client, clock, (items) => this.learn(items), this.abort.signal);
    }

    /** Reads what Jellyfin saved since the last time. Callers at the same time share it. */
    async refresh(): Promise<void> {
        this.refreshing ??= this.readSaved().finally(() => (this.refreshing = null));
        return this.refreshing;
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
        this.walk.close();
    }

    private async readSaved(): Promise<void> {
        const { items, isAll } = await this.saved.read();
        this.learn(items);
        // The walk finds the rest.
        if (!isAll) this.walk.invalidate();
    }
}
