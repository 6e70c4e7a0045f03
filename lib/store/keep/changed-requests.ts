/** Tells which requests were changed, each once, when whoever changes them is done for now. */
import type { MediaRequest } from '../../model';

type Listener = (request: MediaRequest) => void;

export class ChangedRequests {
    private readonly listeners = new Set<Listener>();
    private changed = new Set<string>();

    constructor(private readonly get: (id: string) => MediaRequest | undefined) {}

    /** Calls back with each request that was changed. Returns what ends it. */
    onChange(listener: Listener): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    mark(requestId: string): void {
        if (this.changed.size === 0) queueMicrotask(() => this.tell());
        this.changed.add(requestId);
    }

    /** Tells nobody any more. */
    close(): void {
        this.listeners.clear();
    }

    private tell(): void {
        const { changed } = this;
        this.changed = new Set();
        for (const id of changed) {
            const request = this.get(id);
            if (request) for (const listener of this.listeners) listener(request);
        }
    }
}
