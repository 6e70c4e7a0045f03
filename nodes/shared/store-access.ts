/** How every node reaches the one store that its `store` property names. */
import { inTime, MediaError, notBegun, systemClock, toMediaError } from '../../lib/model';
import type { MediaStore } from '../../lib/store';
import type { NodeMessage, Red, RuntimeNode } from './red';

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

/** Who waits for the flows to run, by the emitter that tells it. */
const waiting = new WeakMap<Red['events'], { callbacks: Set<() => void>; tell: () => void }>();

/**
 * Calls back once all flows are running, so that what is sent then finds its receivers. Returns what calls it off. All nodes
 * share one listener: Node.js warns of a leak when there are more than ten.
 */
function whenFlowsStarted({ events }: Red, callback: () => void): () => void {
    const shared = waiting.get(events) ?? begun(events);
    shared.callbacks.add(callback);
    return () => {
        shared.callbacks.delete(callback);
        if (shared.callbacks.size > 0 || waiting.get(events) !== shared) return;
        waiting.delete(events);
        events.removeListener('flows:started', shared.tell);
    };
}

function begun(events: Red['events']): { callbacks: Set<() => void>; tell: () => void } {
    const callbacks = new Set<() => void>();
    const tell = (): void => {
        waiting.delete(events);
        for (const each of callbacks) each();
    };
    const shared = { callbacks, tell };
    waiting.set(events, shared);
    events.once('flows:started', tell);
    return shared;
}

/** What a node has begun. */
export interface Begun<T> {
    /** What messages are for. */
    works: T;
    /** Called when the node closes. */
    end?: () => void | Promise<void>;
}

/**
 * For nodes that work on their own: calls `begin` with the open store once all flows run, and its `end` when the node
 * closes. A node that was closed before never begins.
 * @param onFault told why there is no store, or what `begin` threw
 * @returns what messages wait for, by `useBegun`: they may come first. Rejects with what `onFault` is told, and with `not_begun`
 * when the node closes before
 */
export function runWithStore<C, T>(
    RED: Red,
    { node, store }: { node: RuntimeNode<C>; store: unknown },
    begin: (store: MediaStore) => Begun<T>,
    onFault: (thrown: unknown) => void,
): Promise<T> {
    let isClosed = false;
    let end: Begun<T>['end'];
    const begun = new Promise<T>((resolve, reject) => {
        const start = (opened: MediaStore): void => {
            if (isClosed) return;
            const { works, ...rest } = begin(opened);
            ({ end } = rest);
            resolve(works);
        };
        const stopWaiting = whenFlowsStarted(RED, () => {
            storeOf(RED, store)
                .then(start)
                .catch((thrown: unknown) => {
                    onFault(thrown);
                    reject(toMediaError(thrown));
                });
        });
        node.on('close', (_removed, done) => {
            isClosed = true;
            stopWaiting();
            reject(notBegun(true));
            void Promise.resolve(end?.()).finally(done);
        });
    });
    // Each message is told of it.
    begun.catch(() => undefined);
    return begun;
}

/**
 * Uses what began, for a message that may have come earlier. Who asks over HTTP is told `not_begun` after a while; what they
 * brought is used all the same when it begins.
 */
export async function useBegun<T, R>(begun: Promise<T>, message: NodeMessage, use: (works: T) => R | Promise<R>): Promise<R> {
    const used = begun.then(use);
    if (message['res'] === undefined) return used;
    used.catch(() => undefined);
    await inTime(begun, systemClock);
    return used;
}
