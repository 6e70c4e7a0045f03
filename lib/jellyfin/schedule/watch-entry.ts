/** One open request that is watched: when it is looked at next, and what of it was known at the last look. */
import type { Allowance } from './allowance';
import { pauseAfter, type RecheckPace } from './recheck-pace';

/** An open request as the schedule sees it. */
export interface Watched {
    id: string;
    /** Since when it waits for Jellyfin, in milliseconds since 1970; null when it waits for something else. */
    waitingSince: number | null;
    /** Changes whenever the request moves: its pauses begin anew. */
    version: string;
    /** As a whole: a report that it changed is worth a look. */
    state: string;
}

/** Times in here are by the monotonic clock. */
export class WatchEntry {
    /** When it was last looked at; null when it never was. */
    lookedAt: number | null = null;
    /** Its state when it was last looked at or told of: another one is news. */
    knownState: string;
    /** Reported to have moved, and not looked at since. */
    poked = false;
    running = false;
    /** Made when it is first needed. */
    wishes?: Allowance;
    /** Looks since it was last reported or moved. */
    private round = 0;
    /** Whether the quick pauses apply. */
    private quick = false;

    constructor(
        public watched: Watched,
        public dueAt: number,
    ) {
        this.knownState = watched.state;
    }

    get id(): string {
        return this.watched.id;
    }

    get waits(): boolean {
        return this.watched.waitingSince !== null;
    }

    /** What waits comes before what does not, whatever was reported; of each kind, what was reported comes first. */
    get urgency(): number {
        return (this.waits ? 2 : 0) + (this.poked ? 1 : 0);
    }

    comesBefore(other: WatchEntry): boolean {
        const difference = this.urgency - other.urgency;
        return difference === 0 ? this.dueAt < other.dueAt : difference > 0;
    }

    /** It was reported: it is due no later than this, and its pauses begin anew. */
    reported(watched: Watched, at: number): void {
        this.watched = watched;
        this.dueAt = Math.min(this.dueAt, at);
        this.poked = true;
        this.round = 0;
        this.quick = true;
    }

    /** It moved without a report; `firstLook` is when it would be looked at if it were new. */
    moved(watched: Watched, firstLook: number): void {
        this.watched = watched;
        if (this.poked) return;
        this.round = 0;
        if (this.waits) this.dueAt = Math.min(this.dueAt, firstLook);
    }

    /** It is looked at now; the pause until the next look begins. */
    begin(now: number, pace: RecheckPace, isTold: boolean): void {
        this.running = true;
        this.poked = false;
        this.lookedAt = now;
        this.knownState = this.watched.state;
        this.dueAt = now + pauseAfter({ waits: this.waits, quick: this.quick, round: this.round, isTold }, pace);
        this.round++;
    }
}
