/** Events that no request claims yet: each fact once, so many of each source, found by the keys that they name. */
import { isDeepStrictEqual } from 'node:util';
import type { EventSource, MediaEvent } from '../../model';
import { factKey, type IdentityKey, keysOfEvent } from '../../identity';
import type { Unmatched } from '../file/shape';
import { KeyIndex } from '../find/key-index';
import { oldestFirst } from '../find/order';
import type { Records } from './records';

/** Events that are kept at most of each source; the oldest go first. */
export const UNMATCHED_LIMIT = 2_000;

export class UnmatchedEvents {
    private readonly index = new KeyIndex();
    private readonly counts = new Map<EventSource, number>();

    constructor(private readonly records: Records<Unmatched>) {}

    /** Takes in what the disk held. */
    load(): void {
        for (const [fact, { event }] of this.records.all) this.addToIndex(fact, event);
    }

    /** Keeps an event; what tells the same fact otherwise takes the place of what was there. */
    keep(event: MediaEvent, reason: string, at: string): void {
        const fact = factKey(event);
        const known = this.records.get(fact);
        if (known?.reason === reason && isSameReport(known.event, event)) return;
        // Taken out first, so that it counts as new.
        this.drop(fact);
        this.records.set(fact, { event, reason, at });
        this.addToIndex(fact, event);
        this.trim(event.source);
    }

    /** All of them, oldest first. */
    list(): Unmatched[] {
        return [...this.records.all.values()].sort(oldestFirst);
    }

    /** Takes out those that name one of these identities, oldest first. */
    take(keys: Iterable<IdentityKey>): MediaEvent[] {
        if (this.index.isEmpty) return [];
        const found = new Set<string>();
        for (const key of keys) for (const fact of this.index.get(key)) found.add(fact);
        const taken = [...found].flatMap((fact) => this.records.get(fact) ?? []);
        for (const fact of found) this.drop(fact);
        return taken.sort(oldestFirst).map((entry) => entry.event);
    }

    /** Forgets those that were kept before a time, ISO 8601. Returns whether there were any. */
    dropOlderThan(time: string): boolean {
        const aged = [...this.records.all].filter(([, { at }]) => at < time);
        for (const [fact] of aged) this.drop(fact);
        return aged.length > 0;
    }

    private trim(source: EventSource): void {
        if ((this.counts.get(source) ?? 0) <= UNMATCHED_LIMIT) return;
        for (const [fact, { event }] of this.records.all) {
            if (event.source !== source) continue;
            this.drop(fact);
            return;
        }
    }

    private addToIndex(fact: string, event: MediaEvent): void {
        this.counts.set(event.source, (this.counts.get(event.source) ?? 0) + 1);
        for (const key of keysOfEvent(event)) this.index.add(key, fact);
    }

    private drop(fact: string): void {
        const entry = this.records.get(fact);
        if (!entry) return;
        this.counts.set(entry.event.source, (this.counts.get(entry.event.source) ?? 1) - 1);
        for (const key of keysOfEvent(entry.event)) this.index.remove(key, fact);
        this.records.remove(fact);
    }
}

/** Whether two receipts of a fact tell the same, down to what makes no difference to whose it is. */
function isSameReport(a: MediaEvent, b: MediaEvent): boolean {
    return isDeepStrictEqual({ ...a, id: '', at: '' }, { ...b, id: '', at: '' });
}
