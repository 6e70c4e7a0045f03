/** Random numbers that are the same for the same seed: mulberry32. */
export class Seeded {
    constructor(private state: number) {}

    /** 0 to 1, without 1. */
    next(): number {
        this.state = (this.state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    }

    /** A whole number from 0 to below `end`. */
    below(end: number): number {
        return Math.floor(this.next() * end);
    }

    pick<T>(values: readonly T[]): T {
        return values[this.below(values.length)] as T;
    }
}
