/**
 * When Shoko is asked for what is waited for: after every connection, when a new file is waited for, every few minutes, and
 * when somebody wants it. Events can be missed; this makes up for them.
 */
import { type Clock, MediaError } from '../../model';
import type { FileSearch, LookResult } from '../ask/search';
import type { UnsureFiles } from '../wanted/unsure';
import type { WaitingFiles } from '../wanted/waiting';
import { SerialQueue } from './serial-queue';
import type { NamedTimers } from './timers';

/** Between two looks at all waiting files, and after one that failed. In milliseconds. */
const LOOK_EVERY_MS = 300_000;
const LOOK_AGAIN_MS = 30_000;
/** A season pack brings its files one by one: wait for the next before asking. In milliseconds. */
const NEW_FILE_DELAY_MS = 1_000;
/** Files asked for in one look; the next goes on where this one ended. */
const LOOK_LIMIT = 100;
const QUEUED_LOOKS = 10;

export interface LooksOptions {
    waiting: WaitingFiles;
    unsure: UnsureFiles;
    search: FileSearch;
    timers: NamedTimers;
    clock: Clock;
    isReachable: () => boolean;
    isClosed: () => boolean;
    /** What is waited for was counted. */
    onCount: () => void;
    /** Before a look at all that is waited for. */
    prepare: () => Promise<void>;
    onFault: (thrown: unknown) => void;
}

export class Looks {
    private readonly queue: SerialQueue;
    private from = 0;
    /** Requests to be counted anew. */
    private readonly changed = new Set<string>();
    /** When a fault last made for a look, by the monotonic clock. */
    private hurriedAt = -Infinity;

    constructor(private readonly options: LooksOptions) {
        this.queue = new SerialQueue(QUEUED_LOOKS, options.onFault);
    }

    /** Asks soon for what this request waits for since it was last counted. Cheap, so it may be called often. */
    atNewFilesOf(requestId: string): void {
        const { timers, clock, waiting, isReachable, onCount } = this.options;
        this.changed.add(requestId);
        if (timers.has('waiting')) return;
        timers.set('waiting', NEW_FILE_DELAY_MS, () => {
            const added = waiting.countOf(this.changed);
            this.changed.clear();
            onCount();
            if (added.length === 0 || !isReachable()) return;
            const countedAt = clock.monotonic();
            this.queue.push(() => this.lookFor(added.slice(0, LOOK_LIMIT), countedAt));
        });
    }

    /** Asks for all that is waited for, now and every few minutes from now on. */
    atAll(): void {
        const { timers, clock, isClosed, prepare } = this.options;
        if (isClosed()) return;
        timers.set('look', LOOK_EVERY_MS, () => this.atAll());
        this.queue.push(async () => {
            this.count();
            // What is told from here on is not still missing, however long it takes to ask.
            const countedAt = clock.monotonic();
            await prepare();
            await this.lookFor(this.next(), countedAt);
            await this.atUnsure();
        });
    }

    /**
     * Asks now. Of files that may be no anime for the oldest only, which are not in the result.
     * @throws MediaError why Shoko could not be asked
     */
    now(): Promise<LookResult> {
        const { waiting, unsure, search, clock, isClosed, prepare } = this.options;
        unsure.hurry();
        this.count();
        const countedAt = clock.monotonic();
        const ask = async (): Promise<LookResult> => {
            await prepare();
            if (isClosed()) throw new MediaError('aborted', 'The listener was closed before Shoko could be asked');
            const result = await search.ask(waiting.paths(), { at: countedAt });
            await this.atUnsure();
            return result;
        };
        return new Promise((resolve, reject) => {
            if (isClosed() || !this.queue.push(() => ask().then(resolve, reject)))
                reject(new MediaError('busy', 'Shoko is already being asked: wait for its answer'));
        });
    }

    /** What an event was about could not be learnt: ask for it soon, but not again and again while its fault stays. */
    afterFault(): void {
        const { timers, clock, isReachable } = this.options;
        const now = clock.monotonic();
        if (!isReachable() || now - this.hurriedAt < LOOK_EVERY_MS) return;
        this.hurriedAt = now;
        timers.set('look', LOOK_AGAIN_MS, () => this.atAll());
    }

    /** Settles when what was to be asked has been asked. */
    idle(): Promise<void> {
        return this.queue.idle();
    }

    private count(): void {
        this.options.waiting.count();
        this.options.onCount();
    }

    private async atUnsure(): Promise<void> {
        const { search, unsure, clock } = this.options;
        await search.ask(unsure.next(), { at: clock.monotonic(), isUnsure: true });
    }

    private async lookFor(paths: readonly string[], countedAt: number): Promise<void> {
        const { search, timers, isReachable } = this.options;
        try {
            await search.ask(paths, { at: countedAt });
        } catch (thrown) {
            if (isReachable()) timers.set('look', LOOK_AGAIN_MS, () => this.atAll());
            throw thrown;
        }
    }

    private next(): string[] {
        const all = this.options.waiting.paths();
        if (all.length <= LOOK_LIMIT) return all;
        const start = this.from % all.length;
        this.from = start + LOOK_LIMIT;
        return [...all, ...all].slice(start, start + LOOK_LIMIT);
    }
}
