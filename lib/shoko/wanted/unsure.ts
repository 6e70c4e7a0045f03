/**
 * Imported files of which nobody says that they are anime, and that Jellyfin has not shown: Shoko may know better, and the
 * event by which it said so may have been missed. Few at a time and ever less often, as nearly all of them are no anime.
 */
import { type Clock, elapsedSince } from '../../model';
import { comparablePath } from '../../paths';
import type { WaitingFile } from './waiting';

/** What is no anime is mostly shown by Jellyfin within this time. In milliseconds. */
const FIRST_MS = 300_000;
/** Longest pause between two questions for one file. In milliseconds. */
const LONGEST_MS = 3_600_000;
/** Files asked for in one look. */
const AT_ONCE = 20;

export class UnsureFiles {
    /** How often each was asked for, and when last, by the monotonic clock. */
    private asked = new Map<string, { times: number; at: number }>();

    constructor(
        private readonly source: () => readonly WaitingFile[],
        private readonly clock: Clock,
    ) {}

    /** Those to ask for now, what has been due for longest first. They count as asked for. */
    next(): string[] {
        const now = this.clock.monotonic();
        const files = new Map(this.source().map((file) => [comparablePath(file.path), file]));
        this.asked = new Map([...this.asked].filter(([key]) => files.has(key)));
        const due = [...files]
            .flatMap(([key, { path, unsureSince }]) =>
                unsureSince === undefined ? [] : [{ key, path, dueAt: this.dueAt(key, unsureSince) }],
            )
            .filter(({ dueAt }) => dueAt <= now)
            .sort((a, b) => a.dueAt - b.dueAt)
            .slice(0, AT_ONCE);
        for (const { key } of due) this.asked.set(key, { times: (this.asked.get(key)?.times ?? 0) + 1, at: now });
        return due.map(({ path }) => path);
    }

    /** Ends all pauses. */
    hurry(): void {
        this.asked.clear();
    }

    private dueAt(key: string, unsureSince: string): number {
        const asked = this.asked.get(key);
        if (asked !== undefined) return asked.at + Math.min(FIRST_MS * 2 ** (asked.times - 1), LONGEST_MS);
        return this.clock.monotonic() + FIRST_MS - elapsedSince(this.clock, Date.parse(unsureSince));
    }
}
