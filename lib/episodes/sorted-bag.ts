/** Values in their order, some of them more than once: the smallest, the largest and how many are above one are at hand. */
export class SortedBag<T extends number | string> {
    private readonly values: T[] = [];

    get size(): number {
        return this.values.length;
    }

    get first(): T | undefined {
        return this.values[0];
    }

    get last(): T | undefined {
        return this.values.at(-1);
    }

    add(value: T): void {
        this.values.splice(this.countUpTo(value), 0, value);
    }

    /** Takes out one such value. */
    remove(value: T): void {
        const index = this.countUpTo(value) - 1;
        if (this.values[index] === value) this.values.splice(index, 1);
    }

    /** How many are larger. */
    countAbove(value: T): number {
        return this.values.length - this.countUpTo(value);
    }

    /** The smallest of those that are larger. */
    nextAbove(value: T): T | undefined {
        return this.values[this.countUpTo(value)];
    }

    private countUpTo(value: T): number {
        let low = 0;
        let high = this.values.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if ((this.values[middle] as T) <= value) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
