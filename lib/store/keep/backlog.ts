/** Events that were acknowledged and are not applied yet, and among them those that were there when the store was opened. */
import type { MediaEvent } from '../../model';
import { oldestFirst } from '../find/order';
import type { Records } from './records';

export class Backlog {
    /** Ids of those from before the start that are still to be applied. */
    private readonly left = new Set<string>();
    private readonly waiting = new Set<() => void>();

    constructor(private readonly records: Records<MediaEvent>) {}

    /** Takes in what the disk held. */
    load(): void {
        for (const id of this.records.all.keys()) this.left.add(id);
    }

    add(event: MediaEvent): void {
        this.records.set(event.id, event);
    }

    /** Oldest first. */
    list(): MediaEvent[] {
        return [...this.records.all.values()].sort(oldestFirst);
    }

    /** Takes out what was applied. */
    settle(eventId: string): void {
        if (this.records.get(eventId) !== undefined) this.records.remove(eventId);
        if (!this.left.delete(eventId) || this.left.size > 0) return;
        for (const go of this.waiting) go();
        this.waiting.clear();
    }

    /** Calls back once everything from before the start is applied. Returns what ends the wait. */
    whenApplied(callback: () => void): () => void {
        if (this.left.size === 0) {
            callback();
            return () => undefined;
        }
        this.waiting.add(callback);
        return () => this.waiting.delete(callback);
    }
}
