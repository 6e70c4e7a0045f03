/** Events that no request claims yet: each fact once, so many of each source, found by the keys that they name. */
import { isDeepStrictEqual } from 'node:util';
import type { MediaEvent } from '../model';
import { factKey, type IdentityKey, keysOfEvent } from '../identity';
import { KeyIndex } from './key-index';
import { oldestFirst } from './order';
import type { Records } from './records';
import type { Unmatched } from './shape';

/** Events that are kept at most of each source; the oldest go first. */
export const UNMATCHED_LIMIT = 2_000;

export class UnmatchedEvents {
    private readonly index = new KeyIndex();

    constructor(private readonly records: Records<Unmatched>) {}

    /** Takes in what the disk held. */
    load(): void {
        for (const [fact, { event }] of Object.entries(this.records.all)) this.addToIndex(fact, event);
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
        const ofSource = Object.keys(this.records.all).filter((other) => other.startsWith(`${event.source}|`));
        if (ofSource.length > UNMATCHED_LIMIT && ofSource[0] !== undefined) this.drop(ofSource[0]);
    }

    /** All of them, oldest first. */
    list(): Unmatched[] {
        return Object.values(this.records.all).sort(oldestFirst);
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
        const aged = Object.entries(this.records.all).filter(([, { at }]) => at < time);
        for (const [fact] of aged) this.drop(fact);
        return aged.length > 0;
    }

    private addToIndex(fact: string, event: MediaEvent): void {
        for (const key of keysOfEvent(event)) this.index.add(key, fact);
    }

    private drop(fact: string): void {
        const entry = this.records.get(fact);
        if (!entry) return;
        for (const key of keysOfEvent(entry.event)) this.index.remove(key, fact);
        this.records.remove(fact);
    }
}

/** Whether two receipts of a fact tell the same, down to what makes no difference to whose it is. */
function isSameReport(a: MediaEvent, b: MediaEvent): boolean {
    return isDeepStrictEqual({ ...a, id: '', at: '' }, { ...b, id: '', at: '' });
}
