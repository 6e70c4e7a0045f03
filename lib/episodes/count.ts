/** How many times each value occurs. */
export class Count<T> {
    private readonly times = new Map<T, number>();

    add(value: T): void {
        this.times.set(value, this.of(value) + 1);
    }

    remove(value: T): void {
        const left = this.of(value) - 1;
        if (left > 0) this.times.set(value, left);
        else this.times.delete(value);
    }

    of(value: T): number {
        return this.times.get(value) ?? 0;
    }

    /** The values that occur, each once. */
    get values(): T[] {
        return [...this.times.keys()];
    }

    /** The only value that occurs; undefined when there are several, or none. */
    get only(): T | undefined {
        return this.times.size === 1 ? this.times.keys().next().value : undefined;
    }
}
