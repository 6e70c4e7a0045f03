/**
 * A slow walk of the whole library, one page every 5 seconds and once a day at most, for what cannot be found otherwise.
 * It leaves episodes out: they are many, and are found through their series.
 */
import type { Clock, Timer } from '../../model';
import type { JellyfinClient } from './client';
import type { ItemType, JellyfinItem } from './item';

const WALK_PAGE = 200;
const WALK_STEP_MS = 5_000;
const WALK_RETRY_MS = 60_000;
/** A walk is repeated after this long, for what a look at the saved items may have missed. */
const WALK_VALID_MS = 24 * 60 * 60 * 1000;
const WALK_TYPES: readonly ItemType[] = ['Movie', 'Series', 'Season'];

export class LibraryWalk {
    private timer: Timer | null = null;
    private position = 0;
    private walkedAt: number | null = null;
    private readonly listeners = new Set<() => void>();

    /** @param learn is given every page */
    constructor(
        private readonly client: JellyfinClient,
        private readonly clock: Clock,
        private readonly learn: (items: readonly JellyfinItem[]) => void,
        private readonly signal: AbortSignal,
    ) {}

    /** Begins, unless it is under way or was done lately. */
    soon(): void {
        const isFresh = this.walkedAt !== null && this.clock.monotonic() - this.walkedAt < WALK_VALID_MS;
        if (!isFresh && this.timer === null && !this.signal.aborted) this.schedule(WALK_STEP_MS);
    }

    /** What was walked is worth nothing any more. */
    invalidate(): void {
        this.walkedAt = null;
    }

    /** Tells when the whole library has been walked. Returns the unsubscribe. */
    onWalked(listener: () => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /** Reads one page; true when it was the last. */
    async onePage(): Promise<boolean> {
        const page = await this.client.list(
            { types: WALK_TYPES, order: 'oldest', fields: ['ProviderIds', 'Path'], startIndex: this.position, limit: WALK_PAGE },
            this.signal,
        );
        this.learn(page.items);
        this.position += page.items.length;
        const isLast = page.items.length < WALK_PAGE || this.position >= page.total;
        if (isLast) {
            this.position = 0;
            this.walkedAt = this.clock.monotonic();
        }
        return isLast;
    }

    close(): void {
        this.timer?.cancel();
        this.timer = null;
        this.listeners.clear();
    }

    private schedule(delayMs: number): void {
        this.timer = this.clock.after(delayMs, () => void this.step());
    }

    private async step(): Promise<void> {
        try {
            if (!(await this.onePage())) {
                this.schedule(WALK_STEP_MS);
                return;
            }
        } catch {
            // Whoever checks meanwhile meets the same fault, and says so.
            if (!this.signal.aborted) this.schedule(WALK_RETRY_MS);
            return;
        }
        this.timer = null;
        for (const listener of this.listeners) listener();
    }
}
