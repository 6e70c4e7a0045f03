/**
 * When each open request is looked at again. What waits for Jellyfin is looked at often and then ever less so, everything
 * else at a slow pace, and nothing while Jellyfin is down. Knows neither Jellyfin nor the store.
 */
import { type Clock, elapsedSince, type MediaError, type Timer, toMediaError } from '../model';
import { Allowance } from './allowance';
import { Outage } from './outage';
import { DEFAULT_PACE, pauseAfter, type RecheckPace } from './recheck-pace';

/** What moves without waiting for Jellyfin is looked at for that no more often than this. */
const MOVED_GAP_MS = 60_000;
/**
 * A report that tells nothing new may be someone's wish to look: of each request so many are heeded at once and then one in
 * so much time, and so many of all together, as a poll tells of every download again and again.
 */
const WISHES = { most: 3, everyMs: 60_000 };
const WISHES_IN_ALL = { most: 12, everyMs: 10_000 };

/** An open request as the timer sees it. Beside this, the times in here are by the monotonic clock unless they say otherwise. */
export interface Watched {
    id: string;
    /** Since when it waits for Jellyfin, in milliseconds since 1970; null when it waits for something else. */
    waitingSince: number | null;
    /** Changes whenever the request moves: its pauses begin anew. */
    version: string;
    /** As a whole: a report that it changed is worth a look. */
    state: string;
}

export interface RecheckOptions {
    clock: Clock;
    pace?: Partial<RecheckPace>;
    /** All open requests. */
    open(): Iterable<Watched>;
    /** One of them as it is now; null when it need not be looked at any more. */
    find(id: string): Watched | null;
    /** Looks at one. Whatever it throws is this request's own, unless `probe` throws too. */
    check(id: string): Promise<void>;
    /** Throws when Jellyfin cannot be asked at all. */
    probe(): Promise<void>;
    /** Jellyfin is down: told at every attempt, with the requests that wait for it. `retryAt` is in milliseconds since 1970. */
    onDown(error: MediaError, retryAt: number, due: readonly string[]): void;
    onUp(): void;
    /** A check of one request failed while Jellyfin is well. */
    onFailed(id: string, error: MediaError): void;
    /** After every round of work: what is watched, or whether Jellyfin answers, may have changed. */
    onRest?(): void;
}

interface Entry {
    watched: Watched;
    /** When it was last looked at; null when it never was. */
    lookedAt: number | null;
    /** Its state when it was last looked at or told of: another one is news. */
    knownState: string;
    dueAt: number;
    /** Reported to have moved, and not looked at since. */
    poked: boolean;
    /** Made when it is first needed. */
    wishes?: Allowance;
    /** Looks since it was last reported or moved. */
    round: number;
    /** Whether the quick pauses apply. */
    quick: boolean;
    running: boolean;
}

export class RecheckTimer {
    private readonly pace: RecheckPace;
    private readonly entries = new Map<string, Entry>();
    private readonly running = new Set<Promise<void>>();
    private readonly wishes: Allowance;
    private timer: Timer | null = null;
    private goThroughAt = 0;
    /** No entry can be begun before, so that a report costs the same however many requests are open. */
    private nothingBefore = 0;
    private quietUntil = 0;
    private readonly outage: Outage;
    private probing = false;
    private closed = false;

    constructor(private readonly options: RecheckOptions) {
        this.pace = { ...DEFAULT_PACE, ...options.pace };
        this.outage = new Outage(() => options.probe(), options.clock, this.pace);
        this.wishes = new Allowance(options.clock, WISHES_IN_ALL);
    }

    /** Begins with all open requests. */
    start(): void {
        this.goThrough();
        this.pump();
    }

    /**
     * Looks at a request now, because it moved or someone asks; while Jellyfin is down, as soon as it is back. What does not
     * wait for Jellyfin is told of again and again, by every poll of its download: see `heedAt`.
     * @param isFound it is said to be in Jellyfin: worth a look in any case
     */
    poke(id: string, isFound = false): void {
        const watched = this.options.find(id);
        if (watched === null || this.closed) return;
        const soon = this.now + this.pace.gatherMs;
        const known = this.entries.get(id);
        const at = known === undefined || isFound ? soon : this.heedAt(known, watched, soon);
        if (at !== null) {
            const entry = known ?? newEntry(watched, soon);
            this.entries.set(id, entry);
            Object.assign(entry, { watched, dueAt: Math.min(entry.dueAt, at), poked: true, round: 0, quick: true });
            this.mayBegin(entry);
        }
        const isHurried = this.outage.hurry();
        if (at !== null || isHurried) this.pump();
    }

    /** Takes note that a request changed: what closed is let go of, what moved begins anew. Costs nothing to speak of. */
    changed(id: string): void {
        const entry = this.entries.get(id);
        if (entry === undefined || entry.running) return;
        const watched = this.options.find(id);
        if (watched !== null) {
            if (watched.version !== entry.watched.version) this.restart(entry, watched);
            return;
        }
        this.entries.delete(id);
        this.options.onRest?.();
    }

    /** How many open requests are watched. */
    get size(): number {
        return this.entries.size;
    }

    /** When a request is looked at again, in milliseconds since 1970; null when it is not watched. */
    nextAt(id: string): number | null {
        const entry = this.entries.get(id);
        return entry === undefined ? null : this.timeOfDay(Math.max(entry.dueAt, this.outage.retryAt ?? -Infinity));
    }

    /** Stops, and settles when the last look has ended. */
    async close(): Promise<void> {
        this.closed = true;
        this.timer?.cancel();
        this.timer = null;
        this.entries.clear();
        await Promise.allSettled(this.running);
    }

    private get now(): number {
        return this.options.clock.monotonic();
    }

    /** A time of the monotonic clock in milliseconds since 1970. */
    private timeOfDay(time: number): number {
        return this.options.clock.now() + time - this.now;
    }

    /** When a report makes for a look; null when it is worth none. */
    private heedAt(entry: Entry, { waitingSince, state }: Watched, soon: number): number | null {
        const isNews = state !== entry.knownState;
        entry.knownState = state;
        if (waitingSince !== null || entry.lookedAt === null) return soon;
        if (isNews) return Math.max(soon, entry.lookedAt + MOVED_GAP_MS);
        if (this.outage.retryAt !== null) return null;
        entry.wishes ??= new Allowance(this.options.clock, WISHES);
        return entry.wishes.take() && this.wishes.take() ? soon : null;
    }

    /** Takes in what is newly open and lets go of what is closed. */
    private goThrough(): void {
        this.goThroughAt = this.now + this.pace.intervalMs;
        const open = new Set<string>();
        for (const watched of this.options.open()) {
            open.add(watched.id);
            const entry = this.entries.get(watched.id);
            if (entry === undefined) this.add(newEntry(watched, this.firstLook(watched)));
            else if (entry.watched.version !== watched.version) this.restart(entry, watched);
        }
        for (const [id, entry] of this.entries) if (!open.has(id) && !entry.running) this.entries.delete(id);
    }

    private add(entry: Entry): void {
        this.entries.set(entry.watched.id, entry);
        this.mayBegin(entry);
    }

    /** To be called whenever an entry may begin earlier than before. */
    private mayBegin(entry: Entry): void {
        this.nothingBefore = Math.min(this.nothingBefore, this.startOf(entry));
    }

    private firstLook({ waitingSince }: Watched): number {
        if (waitingSince === null) return this.now;
        return this.now + this.pace.waitMs - elapsedSince(this.options.clock, waitingSince);
    }

    private restart(entry: Entry, watched: Watched): void {
        entry.watched = watched;
        if (!entry.poked) {
            entry.round = 0;
            entry.dueAt = Math.min(entry.dueAt, watched.waitingSince === null ? Infinity : this.firstLook(watched));
        }
        this.mayBegin(entry);
    }

    /** Starts what is due and may run, then sleeps until something else is. */
    private pump(): void {
        if (this.closed) return;
        const { now } = this;
        if (now >= this.goThroughAt) this.goThrough();
        const { retryAt } = this.outage;
        if (retryAt !== null) {
            if (now >= retryAt && !this.probing) void this.tryAgain();
        } else {
            for (let next = this.nextDue(now); next !== null; next = this.nextDue(now)) this.begin(next);
        }
        this.sleep(now);
    }

    /** The most urgent one, of equally urgent ones that which has been due for longest. */
    private nextDue(now: number): Entry | null {
        if (this.running.size >= this.pace.concurrency || now < this.nothingBefore) return null;
        let best: Entry | null = null;
        this.nothingBefore = Infinity;
        for (const entry of this.entries.values()) {
            if (entry.running) continue;
            if (this.startOf(entry) <= now && (best === null || comesBefore(entry, best))) best = entry;
            this.mayBegin(entry);
        }
        return best;
    }

    /** Looks, unless nobody needs it any more. */
    private begin(entry: Entry): void {
        const watched = this.options.find(entry.watched.id);
        if (watched === null) {
            this.entries.delete(entry.watched.id);
            return;
        }
        entry.watched = watched;
        this.run(entry);
    }

    private run(entry: Entry): void {
        const { id } = entry.watched;
        if (urgencyOf(entry) === 0) this.quietUntil = this.now + this.pace.gapMs;
        entry.running = true;
        entry.poked = false;
        entry.lookedAt = this.now;
        entry.knownState = entry.watched.state;
        const run = this.look(entry)
            // Only a listener's own fault gets here, and it must not end the process.
            .catch(() => undefined)
            .finally(() => {
                entry.running = false;
                this.running.delete(run);
                if (!this.closed && this.options.find(id) === null) this.entries.delete(id);
                this.mayBegin(entry);
                this.pump();
            });
        this.running.add(run);
    }

    private async look(entry: Entry): Promise<void> {
        // Before the check, so that it can tell when the next one will be.
        const dueAt = entry.dueAt;
        this.plan(entry);
        try {
            await this.options.check(entry.watched.id);
        } catch (thrown) {
            const down = this.isClosed() ? null : await this.outage.probe();
            if (this.isClosed()) return;
            if (down === null) this.options.onFailed(entry.watched.id, toMediaError(thrown));
            else {
                entry.dueAt = dueAt;
                if (this.outage.retryAt === null) this.goDown(down);
            }
        }
    }

    /** A question, because the answer may change during an `await`. */
    private isClosed(): boolean {
        return this.closed;
    }

    private plan(entry: Entry): void {
        const { watched, quick, round } = entry;
        entry.dueAt = this.now + pauseAfter({ waits: watched.waitingSince !== null, quick, round }, this.pace);
        entry.round++;
    }

    private goDown(error: MediaError): void {
        const { now } = this;
        const retryAt = this.outage.goOn();
        const due = [...this.entries.values()].filter((entry) => entry.dueAt <= now).map((entry) => entry.watched.id);
        this.options.onDown(error, this.timeOfDay(retryAt), due);
    }

    /** One small request tells whether Jellyfin is back, whatever number of checks is due. */
    private async tryAgain(): Promise<void> {
        this.probing = true;
        const probe = this.outage.probe();
        const tracked = probe.then(() => undefined);
        this.running.add(tracked);
        const down = await probe;
        this.running.delete(tracked);
        this.probing = false;
        if (this.isClosed()) return;
        if (down !== null) this.goDown(down);
        else {
            this.outage.end();
            this.options.onUp();
        }
        this.pump();
    }

    private sleep(now: number): void {
        this.timer?.cancel();
        let wakeAt = this.goThroughAt;
        const { retryAt } = this.outage;
        if (retryAt !== null) wakeAt = Math.min(wakeAt, this.probing ? Infinity : retryAt);
        else if (this.running.size < this.pace.concurrency) wakeAt = Math.min(wakeAt, this.nothingBefore);
        this.timer = this.options.clock.after(Math.max(0, wakeAt - now), () => this.pump());
        this.options.onRest?.();
    }

    private startOf(entry: Entry): number {
        return urgencyOf(entry) === 0 ? Math.max(entry.dueAt, this.quietUntil) : entry.dueAt;
    }
}

function newEntry(watched: Watched, dueAt: number): Entry {
    return { watched, lookedAt: null, knownState: watched.state, dueAt, poked: false, round: 0, quick: false, running: false };
}

/** What waits comes before what does not, whatever was reported; of each kind, what was reported comes first. */
function urgencyOf({ watched, poked }: Entry): number {
    return (watched.waitingSince === null ? 0 : 2) + (poked ? 1 : 0);
}

function comesBefore(a: Entry, b: Entry): boolean {
    const difference = urgencyOf(a) - urgencyOf(b);
    return difference === 0 ? a.dueAt < b.dueAt : difference > 0;
}
