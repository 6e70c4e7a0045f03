/** Which Sonarrs and Radarrs are asked, as far as their nodes have said since the start. */
import type { Lister } from '../../model';

export class Listers {
    /** By the id of the node that asks: two may ask one server. */
    private readonly byNode = new Map<string, Lister>();
    private readonly listeners = new Set<() => void>();

    get all(): Iterable<Lister> {
        return this.byNode.values();
    }

    /** Takes in who asks, or what it has learnt of its server. */
    set(nodeId: string, lister: Lister): void {
        this.byNode.set(nodeId, lister);
        this.tell();
    }

    /** It does not ask any more. To be called for a node that is gone for good, and not for one that is only deployed anew. */
    remove(nodeId: string): void {
        if (this.byNode.delete(nodeId)) this.tell();
    }

    /** Calls back when another server is asked than before, or one no longer. Returns what ends it. */
    onChange(listener: () => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    private tell(): void {
        for (const listener of this.listeners) listener();
    }
}
