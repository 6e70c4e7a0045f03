/**
 * When each open request is looked at again. What waits for Jellyfin is looked at often and then ever less so, everything
 * else at a slow pace, and nothing while Jellyfin is down. Knows neither Jellyfin nor the store.
 */
import { type Clock, type MediaError, type Timer, toMediaError } from '../../model';
import type { Outage } from './outage';
import { DEFAULT_PACE, type RecheckPace } from './recheck-pace';
import { ReportWorth } from './report-worth';
import { WatchEntry, type Watched } from './watch-entry';
import { WatchList } from './watch-list';

export interface RecheckOptions {
    clock: Clock;
    pace?: Partial<RecheckPace>;
    /** All open requests. */
    open(): Iterable<Watched>;
    /** One of them as it is now; null when it need not be looked at any more. */
    find(id: string): Watched | null;
    /** Looks at one. Whatever it throws is this request's own, unless Jellyfin turns out to be down. */
    check(id: string): Promise<void>;
    outage: Outage;
    /** Whether Jellyfin tells what is new, so that what waits need not be looked for again and again. */
    isTold?(): boolean;
    /** Jellyfin is down: told at every attempt, with the requests that are to be looked at. `retryAt` is in milliseconds since 1970. */
    onDown(error: MediaError, retryAt: number, due: readonly string[]): void;
    onUp(): void;
    /** A check of one request failed while Jellyfin is well. */
    onFailed(id: string, error: MediaError): void;
    /** After every round of work: what is watched, or whether Jellyfin answers, may have changed. */
    onRest?(): void;
}

export class RecheckTimer {
    private readonly pace: RecheckPace;
    private readonly list: WatchList;
    private readonly worth: ReportWorth;
    private readonly running = new Set<Promise<void>>();
    private timer: Timer | null = null;
    private goThroughAt = 0;
    private readonly stopListening: () => void;
    private closed = false;

    constructor(private readonly options: RecheckOptions) {
        this.pace = { ...DEFAULT_PACE, ...options.pace };
        this.list = new WatchList(options.clock, this.pace, () => options.isTold?.() === true);
        this.worth = new ReportWorth(options.clock);
        this.stopListening = options.outage.listen({
            isNeeded: () => this.list.size > 0,
            onDown: (error) => this.tellDown(error, this.list.dueBy(this.now)),
            onUp: () => this.cameUp(),
        });
    }

    /** Begins with all open requests. */
    start(): void {
        this.goThrough();
        this.pump();
    }

    /**
     * Looks at a request now, because it moved or someone asks; while Jellyfin is down, as soon as it is back.
     * @param isFound it is said to be in Jellyfin: worth a look in any case
     */
    poke(id: string, isFound = false): void {
        const watched = this.options.find(id);
        if (watched === null || this.closed) return;
        const soon = this.now + this.pace.gatherMs;
        const known = this.list.get(id);
        const { outage } = this.options;
        const at = known === undefined || isFound ? soon : this.worth.of(known, watched, soon, outage.error !== null);
        if (at !== null) {
            const entry = known ?? new WatchEntry(watched, soon);
            entry.reported(watched, at);
            this.list.add(entry);
            if (outage.error !== null) this.tellDown(outage.error, [id]);
            this.pump();
        }
        outage.hurry();
    }

    /** Takes note that a request changed: what closed is let go of, what moved begins anew. Costs nothing to speak of. */
    changed(id: string): void {
        const entry = this.list.get(id);
        if (entry === undefined || entry.running) return;
        const watched = this.options.find(id);
        if (watched !== null) {
            if (watched.version === entry.watched.version) return;
            this.list.moved(entry, watched);
        } else this.list.delete(id);
        this.options.onRest?.();
    }

    /** How many open requests are watched. */
    get size(): number {
        return this.list.size;
    }

    /** Whether anything waits for Jellyfin. */
    get waits(): boolean {
        return this.list.waits;
    }

    /** Ids of all that is watched. */
    get ids(): string[] {
        return this.list.ids;
    }

    /** When a request is looked at again, in milliseconds since 1970; null when it is not watched. */
    nextAt(id: string): number | null {
        const entry = this.list.get(id);
        return entry === undefined ? null : this.timeOfDay(Math.max(entry.dueAt, this.options.outage.retryAt ?? -Infinity));
    }

    /** Stops, and settles when the last look has ended. */
    async close(): Promise<void> {
        this.closed = true;
        this.stopListening();
        this.timer?.cancel();
        this.timer = null;
        this.list.clear();
        await Promise.allSettled(this.running);
    }

    private get now(): number {
        return this.options.clock.monotonic();
    }

    /** A time of the monotonic clock in milliseconds since 1970. */
    private timeOfDay(time: number): number {
        return this.options.clock.now() + time - this.now;
    }

    private goThrough(): void {
        this.goThroughAt = this.now + this.pace.intervalMs;
        this.list.goThrough(this.options.open());
    }

    /** Starts what is due and may run, then sleeps until something else is. */
    private pump(): void {
        if (this.closed) return;
        const { now } = this;
        if (now >= this.goThroughAt) this.goThrough();
        if (this.options.outage.error === null) this.beginDue(now);
        this.sleep(now);
    }

    private beginDue(now: number): void {
        while (this.running.size < this.pace.concurrency) {
            const next = this.list.nextDue(now);
            if (next === null) return;
            const watched = this.options.find(next.id);
            if (watched === null) this.list.delete(next.id);
            else {
                next.watched = watched;
                this.run(next);
            }
        }
    }

    private run(entry: WatchEntry): void {
        const { dueAt, id } = entry;
        // Before the check, so that it can tell when the next one will be.
        this.list.begin(entry, this.now);
        const run = this.look(entry, dueAt)
            // Only a listener's own fault gets here, and it must not end the process.
            .catch(() => undefined)
            .finally(() => {
                entry.running = false;
                this.running.delete(run);
                if (!this.closed && this.options.find(id) === null) this.list.delete(id);
                this.list.mayBegin(entry);
                this.pump();
            });
        this.running.add(run);
    }

    private async look(entry: WatchEntry, dueAt: number): Promise<void> {
        try {
            await this.options.check(entry.id);
        } catch (thrown) {
            const down = this.isClosed() ? null : await this.options.outage.examine();
            if (this.isClosed()) return;
            if (down === null) this.options.onFailed(entry.id, toMediaError(thrown));
            else {
                entry.dueAt = dueAt;
                this.tellDown(down, [entry.id]);
            }
        }
    }

    /** A question, because the answer may change during an `await`. */
    private isClosed(): boolean {
        return this.closed;
    }

    private tellDown(error: MediaError, ids: readonly string[]): void {
        const retryAt = this.options.outage.retryAt ?? this.now;
        this.options.onDown(error, this.timeOfDay(retryAt), ids);
        this.options.onRest?.();
    }

    private cameUp(): void {
        this.options.onUp();
        this.pump();
    }

    private sleep(now: number): void {
        this.timer?.cancel();
        const { outage } = this.options;
        const mayBegin = outage.error === null && this.running.size < this.pace.concurrency;
        const wakeAt = mayBegin ? Math.min(this.goThroughAt, this.list.wakeAt) : this.goThroughAt;
        outage.keepAsking();
        this.timer = this.options.clock.after(Math.max(0, wakeAt - now), () => this.pump());
        this.options.onRest?.();
    }
}
