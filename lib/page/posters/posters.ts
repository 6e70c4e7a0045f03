/** Posters for the page: fetched once, kept on the disk, and asked for by Node-RED alone. */
import type { Clock } from '../../model';
import { posterKey } from '../show/poster-address';
import { PictureCache } from './cache';
import { fetchPicture, type Picture } from './fetch';
import { imageTypeOf } from './image';

export interface PostersOptions {
    /** Where they are kept. It is made when there is a first one. */
    folder: string;
    clock: Clock;
    ownOrigins: () => ReadonlySet<string>;
    /** Bytes of all that are kept. Default 64 MB. */
    mostBytes?: number;
}

const MOST_BYTES_IN_ALL = 64 * 1024 * 1024;
/** Downloads at a time. */
const MOST_AT_ONCE = 4;
/** Who waits in line; more are told to come again. */
const MOST_WAITING = 200;
/** What failed is not asked for again before this. */
const PAUSE_MS = 10 * 60_000;
const MOST_FAILED = 1_000;

export class Posters {
    private readonly cache: PictureCache;
    /** What is being fetched, by key: who asks for the same waits for the same. */
    private readonly running = new Map<string, Promise<Picture | null>>();
    /** Until when nobody is asked, by key, in monotonic milliseconds. */
    private readonly failed = new Map<string, number>();
    private readonly waiting: (() => void)[] = [];
    private readonly abort = new AbortController();
    private free = MOST_AT_ONCE;

    constructor(private readonly options: PostersOptions) {
        this.cache = new PictureCache({ folder: options.folder, mostBytes: options.mostBytes ?? MOST_BYTES_IN_ALL });
    }

    /** The picture at an address that a service named; null when there is none, or none that would be fetched. */
    async get(address: string): Promise<Picture | null> {
        const key = posterKey(address);
        const running = this.running.get(key) ?? this.find(key, address);
        this.running.set(key, running);
        return running.finally(() => this.running.delete(key));
    }

    /** Breaks off what is under way. */
    close(): void {
        this.abort.abort();
        for (const go of this.waiting.splice(0)) go();
    }

    private async find(key: string, address: string): Promise<Picture | null> {
        const kept = await this.cache.get(key);
        const type = kept && imageTypeOf(kept);
        if (kept !== null && type !== null) return { type, bytes: kept };
        const { clock, ownOrigins } = this.options;
        if ((this.failed.get(key) ?? Number.NEGATIVE_INFINITY) > clock.monotonic()) return null;
        if (this.waiting.length >= MOST_WAITING || !(await this.turn())) return null;
        try {
            const picture = await fetchPicture(address, { ownOrigins: ownOrigins(), signal: this.abort.signal });
            await this.cache.put(key, picture.bytes, clock.now());
            return picture;
        } catch {
            // A poster is an ornament: the page has an initial instead, and nobody is told.
            this.remember(key);
            return null;
        } finally {
            const next = this.waiting.shift();
            if (next === undefined) this.free += 1;
            else next();
        }
    }

    /** Resolves when there is room for one more; false when it is over. */
    private async turn(): Promise<boolean> {
        if (this.free > 0) this.free -= 1;
        else await new Promise<void>((resolve) => this.waiting.push(resolve));
        return !this.abort.signal.aborted;
    }

    private remember(key: string): void {
        if (this.abort.signal.aborted) return;
        this.failed.delete(key);
        this.failed.set(key, this.options.clock.monotonic() + PAUSE_MS);
        if (this.failed.size > MOST_FAILED) this.failed.delete(this.failed.keys().next().value ?? key);
    }
}
