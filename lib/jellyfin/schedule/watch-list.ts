/** All watched requests, and which of them is next. A report costs the same however many requests are open. */
import { type Clock, elapsedSince } from '../../model';
import type { RecheckPace } from './recheck-pace';
import { WatchEntry, type Watched } from './watch-entry';

export class WatchList {
    private readonly entries = new Map<string, WatchEntry>();
    /** No entry can be begun before. */
    private nothingBefore = 0;
    /** No entry that does not wait is begun before. */
    private quietUntil = 0;
    /** Nor one that waits, was looked at, and of which news would be told. */
    private relookAt = 0;

    /** @param isTold whether Jellyfin tells what is new */
    constructor(
        private readonly clock: Clock,
        private readonly pace: RecheckPace,
        private readonly isTold: () => boolean,
    ) {}

    /** Whether anything waits for Jellyfin. */
    get waits(): boolean {
        // Asked after each report: without a copy of all that is open.
        for (const entry of this.entries.values()) if (entry.waits) return true;
        return false;
    }

    /** Ids of all that is watched. */
    get ids(): string[] {
        return [...this.entries.keys()];
    }

    get size(): number {
        return this.entries.size;
    }

    /** By the monotonic clock, when the next entry may be due at the earliest. */
    get wakeAt(): number {
        return this.nothingBefore;
    }

    get(id: string): WatchEntry | undefined {
        return this.entries.get(id);
    }

    add(entry: WatchEntry): void {
        this.entries.set(entry.id, entry);
        this.mayBegin(entry);
    }

    delete(id: string): void {
        this.entries.delete(id);
    }

    clear(): void {
        this.entries.clear();
    }

    /** To be called whenever an entry may begin earlier than before. */
    mayBegin(entry: WatchEntry): void {
        this.nothingBefore = Math.min(this.nothingBefore, this.startOf(entry));
    }

    /** Takes in what is newly open and lets go of what is closed. */
    goThrough(requests: Iterable<Watched>): void {
        const open = new Set<string>();
        for (const watched of requests) {
            open.add(watched.id);
            const entry = this.entries.get(watched.id);
            if (entry === undefined) this.add(new WatchEntry(watched, this.firstLook(watched)));
            else if (entry.watched.version !== watched.version) this.moved(entry, watched);
        }
        for (const [id, entry] of this.entries) if (!open.has(id) && !entry.running) this.entries.delete(id);
    }

    /** Takes note that a request moved without a report of it. */
    moved(entry: WatchEntry, watched: Watched): void {
        entry.moved(watched, this.firstLook(watched));
        this.mayBegin(entry);
    }

    /** The most urgent one that is due, of equally urgent ones that which has been due for longest. */
    nextDue(now: number): WatchEntry | null {
        if (now < this.nothingBefore) return null;
        let best: WatchEntry | null = null;
        this.nothingBefore = Infinity;
        for (const entry of this.entries.values()) {
            if (entry.running) continue;
            if (this.startOf(entry) <= now && (best === null || entry.comesBefore(best))) best = entry;
            this.mayBegin(entry);
        }
        return best;
    }

    /** Begins an entry's look. */
    begin(entry: WatchEntry, now: number): void {
        if (entry.urgency === 0) this.quietUntil = now + this.pace.gapMs;
        if (this.isRelook(entry)) this.relookAt = now + this.pace.relookGapMs;
        entry.begin(now, this.pace, this.isTold());
    }

    /** Ids of what is due by now. */
    dueBy(now: number): string[] {
        return [...this.entries.values()].filter((entry) => entry.dueAt <= now).map((entry) => entry.id);
    }

    private firstLook({ waitingSince }: Watched): number {
        const now = this.clock.monotonic();
        return waitingSince === null ? now : now + this.pace.waitMs - elapsedSince(this.clock, waitingSince);
    }

    private startOf(entry: WatchEntry): number {
        if (entry.urgency === 0) return Math.max(entry.dueAt, this.quietUntil);
        return this.isRelook(entry) ? Math.max(entry.dueAt, this.relookAt) : entry.dueAt;
    }

    /** A look that nobody asks for at what was looked for in vain before. */
    private isRelook(entry: WatchEntry): boolean {
        return entry.waits && !entry.poked && entry.lookedAt !== null && this.isTold();
    }
}
