/** One open store per file, however many nodes name it: two stores on one file would overwrite each other. */
import { resolve } from 'node:path';
import { MediaStore, type StoreOptions } from './media-store';

interface Entry {
    store: Promise<MediaStore>;
    users: number;
}

export class StoreRegistry {
    private readonly entries = new Map<string, Entry>();
    private readonly closing = new Map<string, Promise<void>>();

    /** The store at a path, opened by the first who asks. Every call needs a `release`. */
    acquire(options: StoreOptions): Promise<MediaStore> {
        const path = resolve(options.path);
        const known = this.entries.get(path);
        if (known) {
            known.users += 1;
            return known.store;
        }
        // A redeploy opens the store again while the last one is still being written out.
        const store = (this.closing.get(path) ?? Promise.resolve()).then(() => MediaStore.open({ ...options, path }));
        this.entries.set(path, { store, users: 1 });
        return store;
    }

    /** Gives the store back; the last one closes it. */
    async release(path: string): Promise<void> {
        const key = resolve(path);
        const entry = this.entries.get(key);
        if (!entry) return;
        entry.users -= 1;
        if (entry.users > 0) return;
        this.entries.delete(key);
        // One that could not be opened has said so to who opened it.
        const closed = entry.store.then(
            (store) => store.close(),
            () => undefined,
        );
        const settled = closed
            .catch(() => undefined)
            .then(() => {
                if (this.closing.get(key) === settled) this.closing.delete(key);
            });
        this.closing.set(key, settled);
        await closed;
    }
}
