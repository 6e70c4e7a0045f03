/** What was told, and when. Forgets the oldest, so that memory stays flat however long it runs. */
import type { Clock } from '../model';

export class RecentFacts {
    private readonly toldAt = new Map<string, number>();

    constructor(
        private readonly limit: number,
        private readonly clock: Clock,
    ) {}

    /** Notes that a fact is told now. Returns whether it was new. */
    add(fact: string): boolean {
        const isNew = !this.toldAt.delete(fact);
        this.toldAt.set(fact, this.clock.now());
        if (this.toldAt.size > this.limit) this.toldAt.delete(this.toldAt.keys().next().value ?? fact);
        return isNew;
    }

    has(fact: string): boolean {
        return this.toldAt.has(fact);
    }

    /** Milliseconds since it was told; Infinity when it never was. */
    ageOf(fact: string): number {
        const at = this.toldAt.get(fact);
        return at === undefined ? Infinity : this.clock.now() - at;
    }

    removeWhere(predicate: (fact: string) => boolean): void {
        for (const fact of this.toldAt.keys()) if (predicate(fact)) this.toldAt.delete(fact);
    }
}
