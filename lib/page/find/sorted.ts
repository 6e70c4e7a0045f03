/** Entries in the order of the page, kept so: a change moves one, and sorts nothing. */
export interface Placed {
    /** Different for each. */
    order: string;
}

export class Sorted<T extends Placed> {
    private readonly entries: T[] = [];

    get all(): readonly T[] {
        return this.entries;
    }

    add(entry: T): void {
        this.entries.splice(this.placeOf(entry.order), 0, entry);
    }

    remove(entry: T): void {
        const place = this.placeOf(entry.order);
        if (this.entries[place]?.order === entry.order) this.entries.splice(place, 1);
    }

    /** The first place whose entry does not come before this. */
    private placeOf(order: string): number {
        let low = 0;
        let high = this.entries.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if ((this.entries[middle]?.order ?? '') < order) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
