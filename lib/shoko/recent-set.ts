/** A set that forgets its oldest entries, so that memory stays flat however long it runs. */
export class RecentSet {
    private readonly entries = new Set<string>();

    constructor(private readonly limit: number) {}

    get size(): number {
        return this.entries.size;
    }

    /** Returns whether the entry was new; an old one becomes the most recent. */
    add(entry: string): boolean {
        const isNew = !this.entries.delete(entry);
        this.entries.add(entry);
        if (this.entries.size > this.limit) this.entries.delete(this.entries.values().next().value ?? entry);
        return isNew;
    }

    removeWhere(predicate: (entry: string) => boolean): void {
        for (const entry of this.entries) if (predicate(entry)) this.entries.delete(entry);
    }
}
