/** How every node reaches the one store that its `store` property names. */
import type { MediaStore } from '../../lib/store';
import { MediaError } from '../../lib/model';
import type { Red } from './red';

/** What a media-store config node offers the others. */
export interface StoreOwner {
    /** Settles once: with the open store, or with the reason why it could not be opened. */
    readonly opened: Promise<MediaStore>;
}

function isStoreOwner(node: unknown): node is StoreOwner {
    return typeof node === 'object' && node !== null && 'opened' in node;
}

/** @throws MediaError `no_store` when the node's store is not chosen or not deployed; else why it could not be opened */
export async function storeOf(RED: Red, id: unknown): Promise<MediaStore> {
    const owner = typeof id === 'string' ? RED.nodes.getNode(id) : null;
    if (!isStoreOwner(owner)) throw new MediaError('no_store', 'Choose a media store in this node', { field: 'store' });
    return owner.opened;
}

/** Calls back once all flows are running, so that what is sent then finds its receivers. Returns what calls it off. */
export function whenFlowsStarted(RED: Red, callback: () => void): () => void {
    RED.events.once('flows:started', callback);
    return () => RED.events.removeListener('flows:started', callback);
}
