/** One value that is replaced and never changed, and who wants to know when. */
export class Store<T> {
    private readonly listeners = new Set<() => void>();

    constructor(private current: T) {}

    get value(): T {
        return this.current;
    }

    set(change: Partial<T>): void {
        this.current = { ...this.current, ...change };
        for (const listener of this.listeners) listener();
    }

    /** @returns ends it */
    listen(listener: () => void): () => void {
        this.listeners.add(listener);
        return () => void this.listeners.delete(listener);
    }
}
