/** Sees from outside when a store begins to fold its journal into its file. */
import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Calls back once, as soon as the new file beside the old one appears. Returns what calls it off. */
export function whenFolding(storePath: string, callback: () => void): () => void {
    const watcher = watch(dirname(storePath), (_event, name) => {
        if (name !== `${basename(storePath)}.new`) return;
        watcher.close();
        callback();
    });
    return () => watcher.close();
}
