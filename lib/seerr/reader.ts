/**
 * Reads Seerr at an interval and when told to, and tells what has happened as events. What it remembers is stored in the same
 * write as the events that follow from it; it knows neither the store nor Node-RED.
 */
import { Breath, type Clock, isoNow, MediaError, type MediaEvent, type Timer, toMediaError, TOLD_AT_ONCE } from '../model';
import type { SeerrClient } from './client';
import { compare, type KnownWish } from './differences';
import { firstLook, laterLook, type Look } from './look';
import { type Memory, readMemory, writeMemory } from './memory';
import { isOpen } from './phase';

export interface ReaderOptions {
    client: Pick<SeerrClient, 'counts' | 'page' | 'wish'>;
    /** What tells this Seerr from another one, and stays what it is; part of each event's id. */
    server: string;
    /** Between two looks, in milliseconds. */
    intervalMs: number;
    /** At the first contact, how much of what is over is taken in, in milliseconds. */
    backfillMs: number;
    clock: Clock;
    /** What was remembered; undefined at the first contact. */
    cursor: () => string | undefined;
    /** Resolves when the events, and with them what is to be remembered, are durable. */
    accept: (events: readonly MediaEvent[], cursor: string) => Promise<void>;
    emit: (event: MediaEvent) => void;
    /** Open requests that name one of this Seerr. */
    known: () => readonly KnownWish[];
    onStatus: (status: ReaderStatus) => void;
    onCaughtUp: (caughtUp: CaughtUp) => void;
}

export type ReaderStatus = { state: 'reading' } | { state: 'read'; open: number } | { state: 'lost'; error: MediaError };

/** What a look brought. */
export interface CaughtUp {
    events: number;
    /** When it was last asked before, ISO 8601; null at the first contact. */
    from: string | null;
    until: string;
    /** How long it took. */
    ms: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Edits show nowhere but in the requests themselves. */
const THOROUGH_EVERY_MS = 30 * MINUTE;
/** After a wish was missed for the first time. */
const MISSED_MS = MINUTE;
const HINT_MS = 5 * SECOND;
/** Nothing tells what was wished for until then. */
const UNASKED_MS = SECOND;
/** How long to wait after the first, second, ... failure in a row; never longer than the interval. */
const RETRIES_MS = [10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE];
/** What a hint brought nothing of is remembered, so as not to be followed again. */
const MAX_HINTS = 1_000;

export class SeerrReader {
    private memory: Memory | null = null;
    /** Events that the store could not take yet, and what was to be remembered with them. */
    private unsaved: { events: readonly MediaEvent[]; memory: Memory; brought: CaughtUp } | null = null;
    private timer: { timer: Timer; at: number } | null = null;
    private running: Promise<void> = Promise.resolve();
    /** A look that somebody asked for and that has not begun: who asks meanwhile gets the same. */
    private awaited: Promise<CaughtUp> | null = null;
    private isRunning = false;
    private failures = 0;
    private thoroughAt = Number.NEGATIVE_INFINITY;
    private readonly aborter = new AbortController();
    private readonly asked = new Map<number, number>();
    private readonly hinted = new Set<number | string>();

    constructor(private readonly options: ReaderOptions) {}

    start(): void {
        this.memory = readMemory(this.options.cursor());
        this.options.onStatus({ state: 'reading' });
        this.lookIn(0);
    }

    /**
     * Looks at everything that is open, now or right after the look that is under way.
     * @throws MediaError why Seerr could not be asked, or the store not take what came of it
     */
    lookNow(): Promise<CaughtUp> {
        this.awaited ??= this.enqueue(true);
        return this.awaited;
    }

    /** Something else heard of a wish: if it is new to us, Seerr is asked soon. */
    hint(seerrRequestId: number): void {
        if (this.memory === null || seerrRequestId <= this.memory.newest.id) return;
        this.follow(seerrRequestId, HINT_MS);
    }

    /** A request began of which no wish is known, as by a grab: whoever wished for it may have done so since the last look. */
    hintOfUnasked(requestId: string): void {
        if (this.memory !== null) this.follow(requestId, UNASKED_MS);
    }

    /** Resolves when nothing is under way any more. */
    async close(): Promise<void> {
        this.aborter.abort();
        this.timer?.timer.cancel();
        this.timer = null;
        await this.running;
    }

    private follow(hint: number | string, inMs: number): void {
        const { hinted } = this;
        if (hinted.has(hint)) return;
        if (hinted.size >= MAX_HINTS) hinted.clear();
        hinted.add(hint);
        this.lookIn(inMs);
    }

    /** The next look, if there is none sooner. */
    private lookIn(ms: number): void {
        if (this.isClosed()) return;
        const { clock } = this.options;
        const at = clock.monotonic() + ms;
        if (this.timer !== null && this.timer.at <= at) return;
        this.timer?.timer.cancel();
        const timer = clock.after(ms, () => {
            this.timer = null;
            // Whoever waits is told by the status.
            if (!this.isRunning) this.enqueue(false).catch(() => undefined);
        });
        this.timer = { timer, at };
    }

    private enqueue(isAsked: boolean): Promise<CaughtUp> {
        const result = this.running.then(() => this.round(isAsked));
        this.running = result.then(
            () => undefined,
            () => undefined,
        );
        return result;
    }

    private async round(isAsked: boolean): Promise<CaughtUp> {
        if (this.isClosed()) throw closed();
        if (isAsked) {
            this.awaited = null;
            this.thoroughAt = Number.NEGATIVE_INFINITY;
        }
        this.isRunning = true;
        this.timer?.timer.cancel();
        this.timer = null;
        try {
            const brought = await this.look();
            this.failures = 0;
            if (brought.events > 0 || brought.from === null || isAsked) this.options.onCaughtUp(brought);
            this.options.onStatus({ state: 'read', open: this.openCount });
            this.lookIn(this.isMissing ? Math.min(MISSED_MS, this.options.intervalMs) : this.options.intervalMs);
            return brought;
        } catch (thrown) {
            const error = toMediaError(thrown);
            if (this.isClosed()) throw error;
            this.options.onStatus({ state: 'lost', error });
            this.lookIn(this.retryMs(error));
            throw error;
        } finally {
            this.isRunning = false;
        }
    }

    private async look(): Promise<CaughtUp> {
        // What the store could not take goes before all that is new.
        const { unsaved } = this;
        if (unsaved !== null) {
            await this.save(unsaved.events, unsaved.memory, unsaved.brought);
            this.options.onCaughtUp(unsaved.brought);
        }
        const { clock, server, backfillMs, client } = this.options;
        const { memory } = this;
        const began = clock.monotonic();
        const now = isoNow(clock);
        const known = this.options.known();
        const isThorough = began - this.thoroughAt >= THOROUGH_EVERY_MS;
        const { signal } = this.aborter;
        const asking = { client, signal, known, isThorough, backfillMs, now: clock.now(), asked: this.asked };
        const look = memory === null ? await firstLook(asking) : await laterLook(memory, asking);
        const brought = { events: 0, from: memory?.lookedAt ?? null, until: now, ms: clock.monotonic() - began };
        if (isThorough && memory !== null) this.thoroughAt = began;
        // The store is not written for a look that brought nothing.
        if (look.sighting === null && memory !== null) this.memory = { ...memory, lookedAt: now };
        if (look.sighting === null) return brought;
        const { backfillSince } = look;
        const { events, wishes } = compare(look.sighting, { server, now, memory, known, backfillSince });
        const next = remembered(look, wishes, now);
        await this.save(events, next, { ...brought, events: events.length });
        return { ...brought, events: events.length };
    }

    private async save(events: readonly MediaEvent[], memory: Memory, brought: CaughtUp): Promise<void> {
        if (events.length === 0 && this.memory !== null && isSameButTime(this.memory, memory)) {
            this.memory = memory;
            return;
        }
        this.unsaved = { events, memory, brought };
        await this.options.accept(events, writeMemory(memory));
        this.unsaved = null;
        this.memory = memory;
        await this.emitAll(events);
    }

    /** A first contact brings hundreds: others get their turn in between. What is left at the end is in the store. */
    private async emitAll(events: readonly MediaEvent[]): Promise<void> {
        const breath = new Breath(this.options.clock, TOLD_AT_ONCE);
        for (const event of events) {
            if (this.isClosed()) return;
            this.options.emit(event);
            await breath.take();
        }
    }

    private isClosed(): boolean {
        return this.aborter.signal.aborted;
    }

    private get openCount(): number {
        return Object.values(this.memory?.wishes ?? {}).filter(({ phase, isOver }) => isOpen(phase) && isOver !== true).length;
    }

    private get isMissing(): boolean {
        return Object.values(this.memory?.wishes ?? {}).some(({ missed = 0, isOver }) => missed > 0 && isOver !== true);
    }

    /** A wrong key gets no better by being tried often. */
    private retryMs({ code }: MediaError): number {
        const { intervalMs } = this.options;
        if (code === 'unauthorised') return intervalMs;
        const wait = RETRIES_MS[Math.min(this.failures, RETRIES_MS.length - 1)] ?? intervalMs;
        this.failures += 1;
        return Math.min(wait, intervalMs);
    }
}

function remembered({ counts, newest }: Look, wishes: Memory['wishes'], lookedAt: string): Memory {
    return { version: 1, lookedAt, counts, newest, wishes };
}

function isSameButTime(a: Memory, b: Memory): boolean {
    return writeMemory({ ...a, lookedAt: '' }) === writeMemory({ ...b, lookedAt: '' });
}

function closed(): MediaError {
    return new MediaError('closed', 'The Seerr reader has ended');
}
