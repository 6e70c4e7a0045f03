/**
 * The summaries of all requests, each made again only when something may have changed in it. What changes is noted, and worked
 * off in short stretches: at once when somebody looks on, else when somebody asks.
 */
import { Breath, type Clock, type MediaRequest, type Timer } from '../../model';
import type { StageTimes } from '../../causes';
import type { MediaStore } from '../../store';
import type { Counts, Proposal, ServiceState, Whole } from '../contract';
import type { ServerAddress } from '../show/links';
import { type SummaryOptions, summaryOf, upToDate, wholeOf } from '../show/summary';
import { type Entry, entryOf } from './entry';
import { type HeldUp, servicesOf } from './held-up';
import type { ListQuery } from './parameters';
import { Sorted } from './sorted';
import { Tally } from './tally';

export interface SummariesOptions {
    store: MediaStore;
    clock: Clock;
    /** How long things take in this house. */
    timesAt: (now: number) => StageTimes;
    readyDays: number;
    servers: () => readonly ServerAddress[];
    /** Steps that wait for somebody's consent. */
    proposalsOf?: (requestId: string) => readonly Proposal[];
    /** Told which requests are not what they were, once for all that changed together. */
    tell: (news: News) => void;
    /** Told each time that all is as it is now. */
    onSettled?: () => void;
    /** Told of a request of which no summary can be made; it stays as it was. */
    onFault: (thrown: unknown) => void;
}

export interface News {
    changed: readonly Entry[];
    gone: readonly string[];
}

export interface Found {
    /** How many there are. */
    total: number;
    /** Those that were asked for, in the order of the page. */
    entries: readonly Entry[];
}

/** What comes after a while in which nothing did is told this soon: with it comes what belongs to it. */
const SOON_MS = 20;
/** What happens within this time after that is told together. */
const TOGETHER_MS = 250;
/** Time alone changes what is said. */
const SWEEP_MS = 15_000;
/** A sweep may take this part of all time at most. */
const SWEEP_SHARE = 100;

export class Summaries {
    private readonly entries = new Map<string, Entry>();
    private readonly sorted = new Sorted<Entry>();
    private readonly tally = new Tally();
    private readonly heldUp = new Map<string, HeldUp>();
    /** What may be another one by now. */
    private readonly touched = new Set<string>();
    private readonly endings: (() => void)[];
    private news: { changed: Map<string, Entry>; gone: Set<string> } = { changed: new Map(), gone: new Set() };
    private work: Promise<void> | null = null;
    private timer: Timer | null = null;
    private sweepTimer: Timer | null = null;
    private sweptAt = Number.NEGATIVE_INFINITY;
    private sweepMs = SWEEP_MS;
    private workedAt = Number.NEGATIVE_INFINITY;
    private isWatched = false;
    private isBuilt = false;
    private isClosed = false;

    constructor(private readonly options: SummariesOptions) {
        const { store } = options;
        this.touchAll();
        this.isBuilt = this.touched.size === 0;
        this.endings = [
            store.onChange(({ id }) => this.touch(id)),
            store.live.onChange((change) => {
                const id = 'requestId' in change ? change.requestId : store.trackedDownloads().get(change.downloadId)?.requestId;
                if (id !== undefined) this.touch(id);
            }),
        ];
    }

    /** Says that a request's summary may be another one now. */
    touch(id: string): void {
        this.touched.add(id);
        if (this.isWatched) this.workOffSoon();
    }

    /** The same of all of them. */
    touchAll(): void {
        for (const { id } of this.options.store.requests()) this.touch(id);
    }

    /** While somebody looks on, changes are told by themselves. */
    watch(isWatched: boolean): void {
        if (this.isWatched === isWatched || this.isClosed) return;
        this.isWatched = isWatched;
        this.sweepTimer?.cancel();
        this.sweepTimer = null;
        if (!isWatched) return;
        this.sweepLater();
        this.workOffSoon();
    }

    /** Resolves when every summary is as it is now. */
    async settle(): Promise<void> {
        // The store says at the end of this tick what was put in it.
        await Promise.resolve();
        if (this.options.clock.monotonic() - this.sweptAt >= this.sweepMs) this.sweep();
        while (this.touched.size > 0 && !this.isClosed) await this.workOff();
    }

    /** All of these are as they were when `settle` resolved last. */
    get counts(): Counts {
        return this.tally.counts;
    }

    get services(): ServiceState[] {
        return servicesOf(this.heldUp.values());
    }

    get(id: string): Entry | undefined {
        return this.entries.get(id);
    }

    find(query: ListQuery): Found {
        const { show, late, fits, id, offset, limit } = query;
        const all = id === null ? this.sorted.all : [this.entries.get(id)].filter((entry) => entry !== undefined);
        const isPlain = show === 'all' && late === undefined && fits === null;
        const fitting = isPlain ? all : all.filter((entry) => this.isFitting(entry, query));
        return { total: fitting.length, entries: fitting.slice(offset, offset + limit) };
    }

    /** An opened card. @throws MediaError `not_found` */
    whole(id: string): Whole {
        return wholeOf(id, { ...this.summaryOptions(id), store: this.options.store });
    }

    close(): void {
        this.isClosed = true;
        for (const end of this.endings) end();
        this.timer?.cancel();
        this.sweepTimer?.cancel();
    }

    private isFitting(entry: Entry, { show, late, fits }: ListQuery): boolean {
        if (show !== 'all' && entry.group !== show) return false;
        if (late !== undefined && entry.late !== late) return false;
        const request = fits === null ? undefined : this.options.store.get(entry.id);
        return fits === null || (request !== undefined && fits(request));
    }

    private workOffSoon(): void {
        if (this.isClosed || this.timer !== null) return;
        const { clock } = this.options;
        const wait = Math.max(SOON_MS, this.workedAt + TOGETHER_MS - clock.monotonic());
        this.timer = clock.after(wait, () => void this.workOff());
    }

    /** One at a time: who comes while it goes on waits for its end. */
    private workOff(): Promise<void> {
        this.timer?.cancel();
        this.timer = null;
        this.work ??= this.renew().finally(() => {
            this.work = null;
            this.options.onSettled?.();
            if (this.isWatched && this.touched.size > 0) this.workOffSoon();
        });
        return this.work;
    }

    private async renew(): Promise<void> {
        const { clock } = this.options;
        const ids = [...this.touched];
        this.workedAt = clock.monotonic();
        const breath = new Breath(clock);
        for (const id of ids) {
            if (this.isClosed) return;
            this.touched.delete(id);
            this.tryToRenew(id);
            await breath.take();
        }
        const { changed, gone } = this.news;
        if (changed.size + gone.size === 0) {
            this.isBuilt = true;
            return;
        }
        this.news = { changed: new Map(), gone: new Set() };
        // What was there when it began is told by snapshots alone.
        if (this.isBuilt) this.options.tell({ changed: [...changed.values()], gone: [...gone] });
        this.isBuilt = true;
    }

    private tryToRenew(id: string): void {
        try {
            this.renewOne(id);
        } catch (thrown) {
            this.options.onFault(thrown);
        }
    }

    private renewOne(id: string): void {
        const { store, clock, readyDays } = this.options;
        const before = this.entries.get(id);
        const stored = store.get(id);
        if (stored === undefined) {
            if (before === undefined) return;
            this.take(before, undefined);
            this.news.changed.delete(id);
            this.news.gone.add(id);
            return;
        }
        const request: MediaRequest = upToDate(stored, store, clock.now());
        const entry = entryOf(request, summaryOf(request, this.summaryOptions(id)), readyDays);
        if (entry.json === before?.json) return;
        this.take(before, entry);
        this.news.changed.set(id, entry);
    }

    private summaryOptions(id: string): SummaryOptions {
        const { store, clock, timesAt, readyDays, servers, proposalsOf } = this.options;
        const now = clock.now();
        const formerEta = this.entries.get(id)?.eta ?? null;
        return {
            store,
            now,
            readyDays,
            formerEta,
            times: timesAt(now),
            servers: servers(),
            proposals: proposalsOf?.(id) ?? [],
        };
    }

    private take(before: Entry | undefined, entry: Entry | undefined): void {
        if (before !== undefined) {
            this.sorted.remove(before);
            this.tally.remove(before);
            this.heldUp.delete(before.id);
            this.entries.delete(before.id);
        }
        if (entry === undefined) return;
        this.entries.set(entry.id, entry);
        this.sorted.add(entry);
        this.tally.add(entry);
        if (entry.heldUp !== null) this.heldUp.set(entry.id, entry.heldUp);
    }

    private sweepLater(): void {
        this.sweepTimer = this.options.clock.after(this.sweepMs, () => {
            const { clock } = this.options;
            const began = clock.monotonic();
            this.sweep();
            void this.workOff().then(() => {
                this.sweepMs = Math.max(SWEEP_MS, (clock.monotonic() - began) * SWEEP_SHARE);
                if (this.isWatched && !this.isClosed) this.sweepLater();
            });
        });
    }

    /** Notes what time may have changed, and what is no longer there. */
    private sweep(): void {
        const { store, clock } = this.options;
        const now = clock.now();
        this.sweptAt = clock.monotonic();
        for (const [id, { isWaiting, until }] of this.entries)
            if (isWaiting || until <= now || store.get(id) === undefined) this.touched.add(id);
    }
}
