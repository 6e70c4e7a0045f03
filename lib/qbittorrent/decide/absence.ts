/** Whether a torrent that is not listed is gone, or only not listed yet. */

/** A torrent that is missing since a full answer is gone after this time: after its start qBittorrent takes a while to load thousands. */
const LOADING_MS = 60_000;

export class Absence {
    private missed: { polls: number; since: number } | null = null;
    /** Generation of the list in which it was seen last; null before it was ever seen. */
    private seenIn: number | null = null;

    /** Whether it was ever there while we looked. */
    get wasSeen(): boolean {
        return this.seenIn !== null;
    }

    /** Whether the last look missed it. */
    get isOpen(): boolean {
        return this.missed !== null;
    }

    seen(generation: number): void {
        this.seenIn = generation;
        this.missed = null;
    }

    /** A look missed it. Returns whether it is gone: single polls can miss a torrent. */
    miss(generation: number, now: number): boolean {
        this.missed ??= { polls: 0, since: now };
        this.missed.polls++;
        const isLoading = generation !== this.seenIn && now - this.missed.since < LOADING_MS;
        return this.missed.polls >= 2 && !isLoading;
    }

    end(): void {
        this.missed = null;
    }
}
