/** What was told, and when. Forgets the oldest, so that memory stays flat however long it runs. */
import type { Clock } from '../../model';

export class RecentFacts {
    private readonly facts = new Map<string, number>();

    constructor(
        private readonly limit: number,
        private readonly clock: Clock,
    ) {}

    /** Notes that a fact is told now. Returns whether it was new. */
    add(fact: string): boolean {
        const isNew = !this.facts.delete(fact);
        this.facts.set(fact, this.clock.monotonic());
        if (this.facts.size > this.limit) this.facts.delete(this.facts.keys().next().value ?? fact);
        return isNew;
    }

    has(fact: string): boolean {
        return this.facts.has(fact);
    }

    /** When it was last told, by the monotonic clock; null when it never was. */
    toldAt(fact: string): number | null {
        return this.facts.get(fact) ?? null;
    }

    removeWhere(predicate: (fact: string) => boolean): void {
        for (const fact of this.facts.keys()) if (predicate(fact)) this.facts.delete(fact);
    }
}
