/** From what was seen in one look at Seerr, and what is remembered of the one before, to what has happened. Pure. */
import type { MediaEvent, MediaType } from '../model';
import { eventsOfChange, eventsOfNew, type Telling, withdrawnEvent } from './events';
import { isNewTo, isSameWish, type Memory, watch, type Watched } from './memory';
import { isOpen, type Phase, phaseOf } from './phase';
import type { Wish } from './wire';

/** A request that is open on our side and names one of this Seerr. */
export interface KnownWish {
    seerrRequestId: number;
    mediaType: MediaType;
    tmdbId: number;
    is4k: boolean;
    requestedSeasons?: string;
}

/** What one look brought. */
export interface Sighting {
    wishes: ReadonlyMap<number, Wish>;
    /** Those that were asked for one by one and that Seerr does not have. */
    gone: ReadonlySet<number>;
}

export interface Comparing extends Omit<Telling, 'isBackfill'> {
    /** Null at the first contact. */
    memory: Memory | null;
    known: readonly KnownWish[];
    /** At the first contact, what was over before this time is left out; milliseconds since 1970. */
    backfillSince: number;
}

export interface Differences {
    events: MediaEvent[];
    /** What is to be remembered now. */
    wishes: Record<string, Watched>;
}

/** How many looks in a row have to miss a wish before it is told that it was withdrawn. */
const MISSES = 2;

export function compare(sighting: Sighting, comparing: Comparing): Differences {
    return new Comparison(sighting, comparing).result();
}

class Comparison {
    private readonly events: MediaEvent[] = [];
    private readonly wishes: Record<string, Watched> = {};
    private readonly telling: Telling;
    private readonly known: ReadonlyMap<number, KnownWish>;
    private readonly before: Readonly<Record<string, Watched>>;

    constructor(
        private readonly sighting: Sighting,
        private readonly comparing: Comparing,
    ) {
        const { server, now, memory, known } = comparing;
        this.telling = { server, now, isBackfill: memory === null };
        this.known = new Map(known.map((each) => [each.seerrRequestId, each]));
        this.before = memory?.wishes ?? {};
    }

    result(): Differences {
        for (const wish of [...this.sighting.wishes.values()].sort((a, b) => a.id - b.id)) this.takeSeen(wish);
        for (const id of this.sighting.gone) this.takeGone(id);
        for (const [id, watched] of Object.entries(this.before)) this.takeUnasked(Number(id), watched);
        return { events: this.events, wishes: this.wishes };
    }

    private takeSeen(wish: Wish): void {
        const watched = this.before[wish.id];
        if (watched !== undefined && isSameWish(watched, wish)) {
            this.takeKnown(wish, watched);
            return;
        }
        // The id is another wish's now: a backup was put back.
        if (watched !== undefined && watched.isOver !== true)
            this.events.push(withdrawnEvent(wish.id, watched, null, this.telling));
        this.takeUnknown(wish);
    }

    private takeKnown(wish: Wish, watched: Watched): void {
        const phase = this.settled(phaseOf(wish), watched.phase);
        if (this.isSuperseded(wish.id, { ...watched, phase })) return;
        const happened = eventsOfChange(wish, phase, watched, this.telling);
        this.events.push(...happened);
        this.remember(wish.id, watch(wish, phase, watched.changes + (happened.length > 0 ? 1 : 0)));
    }

    private takeUnknown(wish: Wish): void {
        const { memory } = this.comparing;
        const phase = this.settled(phaseOf(wish), memory === null ? 'reported_available' : 'approved');
        const seen = watch(wish, phase, 0);
        if (!this.isToBeTold(wish, phase) || this.isSuperseded(wish.id, seen)) return;
        this.events.push(...eventsOfNew(wish, phase, this.telling));
        this.remember(wish.id, this.withEdit(wish, seen));
    }

    /** Of what was over long ago nobody asks, unless somebody on our side still waits for it. */
    private isToBeTold(wish: Wish, phase: Phase): boolean {
        const { memory, backfillSince } = this.comparing;
        if (isOpen(phase) || this.isKnown(wish.id, wish.mediaType, wish.facts.tmdbId)) return true;
        if (memory !== null) return isNewTo(memory, wish);
        if (wish.state === 'completed' && wish.library.isDeleted) return false;
        return lastTimeOf(wish) >= backfillSince;
    }

    /** A wish that was told of by a webhook may have been edited since. */
    private withEdit(wish: Wish, seen: Watched): Watched {
        const { requestedSeasons: seasons } = this.known.get(wish.id) ?? {};
        if (seasons === undefined || seasons === wish.facts.requestedSeasons) return seen;
        const before = { ...seen, seasons };
        const edited = eventsOfChange(wish, seen.phase, before, this.telling);
        this.events.push(...edited);
        return { ...seen, changes: edited.length > 0 ? 1 : 0 };
    }

    private takeGone(id: number): void {
        const watched = this.before[id] ?? this.asWatched(id);
        if (watched === null) return;
        const missed = (watched.missed ?? 0) + 1;
        if (watched.isOver === true || missed < MISSES) {
            this.remember(id, { ...watched, missed });
            return;
        }
        this.tellOver(id, watched, this.successorOf(id, watched));
    }

    /** What was neither seen nor asked for stays as it was, but for what another wish has taken the place of. */
    private takeUnasked(id: number, watched: Watched): void {
        if (this.sighting.wishes.has(id) || this.sighting.gone.has(id)) return;
        if (!this.isSuperseded(id, watched)) this.remember(id, watched);
    }

    /** One that is over in Seerr, still waited for here, and asked for anew. */
    private isSuperseded(id: number, watched: Watched): boolean {
        if (watched.isOver === true || watched.phase !== 'reported_available') return false;
        const successor = this.successorOf(id, watched);
        if (successor === null || !this.isKnown(id, watched.mediaType, watched.tmdbId)) return false;
        this.tellOver(id, watched, successor);
        return true;
    }

    private tellOver(id: number, watched: Watched, successor: number | null): void {
        this.events.push(withdrawnEvent(id, watched, successor, this.telling));
        this.remember(id, { ...watched, changes: watched.changes + 1, isOver: true });
    }

    /** What is over is remembered only as long as somebody waits for it, so as not to be told again and again. */
    private remember(id: number, watched: Watched): void {
        const isPending = isOpen(watched.phase) && watched.isOver !== true;
        if (isPending || this.isKnown(id, watched.mediaType, watched.tmdbId)) this.wishes[id] = watched;
    }

    /** The newest open wish for the same, and for all of it. */
    private successorOf(id: number, { mediaType, tmdbId, is4k, seasons }: Watched): number | null {
        const covers = (wish: Wish): boolean =>
            wish.id > id &&
            wish.mediaType === mediaType &&
            wish.facts.tmdbId === tmdbId &&
            wish.is4k === is4k &&
            isOpen(this.settled(phaseOf(wish), 'approved')) &&
            (mediaType === 'movie' || seasonsOf(seasons).every((season) => wish.seasons.includes(season)));
        return Math.max(0, ...[...this.sighting.wishes.values()].filter(covers).map((wish) => wish.id)) || null;
    }

    private isKnown(id: number, mediaType: MediaType, tmdbId: number | undefined): boolean {
        const known = this.known.get(id);
        return known?.mediaType === mediaType && known.tmdbId === tmdbId;
    }

    private asWatched(id: number): Watched | null {
        const known = this.known.get(id);
        if (known === undefined) return null;
        const { mediaType, tmdbId, is4k, requestedSeasons } = known;
        const seasons = requestedSeasons === undefined ? {} : { seasons: requestedSeasons };
        return { phase: 'approved', mediaType, tmdbId, is4k, ...seasons, changes: 0 };
    }

    private settled(phase: Phase | 'unsure', otherwise: Phase): Phase {
        return phase === 'unsure' ? otherwise : phase;
    }
}

function seasonsOf(seasons: string | undefined): number[] {
    return (seasons ?? '')
        .split(', ')
        .filter((part) => part !== '')
        .map(Number);
}

/** When something last happened to it, as far as Seerr says; milliseconds since 1970. */
export function lastTimeOf({ createdAt, updatedAt, library }: Wish): number {
    return Math.max(0, ...[createdAt, updatedAt, library.addedAt].map((time) => (time === undefined ? 0 : Date.parse(time))));
}
