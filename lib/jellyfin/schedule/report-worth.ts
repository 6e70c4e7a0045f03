/**
 * Whether a report of a request makes for a look at it. What does not wait for Jellyfin is told of again and again, by every
 * poll of its download; yet such a report may be someone's wish to look.
 */
import type { Clock } from '../../model';
import { Allowance } from './allowance';
import type { WatchEntry, Watched } from './watch-entry';

/** What moves without waiting for Jellyfin is looked at for that no more often than this. */
const MOVED_GAP_MS = 60_000;
/** Of reports that tell nothing new: of each request so many are heeded at once and then one in so much time, and of all together. */
const WISHES = { most: 3, everyMs: 60_000 };
const WISHES_IN_ALL = { most: 12, everyMs: 10_000 };

export class ReportWorth {
    private readonly wishes: Allowance;

    constructor(private readonly clock: Clock) {
        this.wishes = new Allowance(clock, WISHES_IN_ALL);
    }

    /** When the report makes for a look, by the monotonic clock; `soon` is at once. Null when it is worth none. */
    of(entry: WatchEntry, watched: Watched, soon: number, isDown: boolean): number | null {
        const isNews = watched.state !== entry.knownState;
        entry.knownState = watched.state;
        if (watched.waitingSince !== null || entry.lookedAt === null) return soon;
        if (isNews) return Math.max(soon, entry.lookedAt + MOVED_GAP_MS);
        if (isDown) return null;
        entry.wishes ??= new Allowance(this.clock, WISHES);
        return entry.wishes.take() && this.wishes.take() ? soon : null;
    }
}
