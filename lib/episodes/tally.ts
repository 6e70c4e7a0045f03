/**
 * What the episodes of one request come to, kept up to date with each change of one of them: the cost of a change does not
 * grow with the show. Holds no episode; who takes one out has to give it as it was put in.
 */
import {
    type Episode,
    type EpisodeKey,
    type EpisodeSummary,
    type releaseFacts,
    REQUEST_STATES,
    type RequestState,
} from '../model';
import { Count } from './count';
import { SortedBag } from './sorted-bag';

/** Facts that a season pack shares, shown on the request too while all its episodes agree. */
export const SHARED = [
    'qbitHash',
    'downloadPath',
    'quality',
    'releaseTitle',
    'releaseGroup',
    'indexer',
    'downloadClient',
] as const satisfies readonly (keyof typeof releaseFacts.shape)[];

/** States in which an episode may not be out yet: nobody has a release of it. */
const WAITING = ['requested', 'approved'] as const satisfies readonly RequestState[];
/** More episodes than any season has. */
const SEASON_FACTOR = 1_000_000;

type Waiting = Pick<Episode, 'state' | 'airDateUtc' | 'isMonitored' | 'hasFile' | 'isUnwanted'>;

/** Whether an episode is not missing but simply not out yet: it airs later, and nobody has a release of it. */
export function isUnaired(episode: Waiting, now: number): boolean {
    return !isLeftOut(episode) && (airTimeOf(episode) ?? -Infinity) > now;
}

/** Whether nobody waits for an episode: nobody has a release of it, and nobody looks for one. */
export function isLeftOut({ state, isMonitored, hasFile, isUnwanted }: Waiting): boolean {
    return isWaiting(state) && hasFile !== true && (isMonitored === false || isUnwanted === true);
}

export class EpisodeTally {
    private readonly states = new Count<RequestState>();
    /** When those air that wait and have a date, in milliseconds since 1970. */
    private readonly airTimes = { requested: new SortedBag<number>(), approved: new SortedBag<number>() };
    private readonly seasons = new Count<number>();
    private readonly attempts = new Count<number>();
    private readonly failed = new SortedBag<number>();
    private readonly availableTimes = new SortedBag<string>();
    private readonly shared = new Map(SHARED.map((field) => [field, new Count<string | undefined>()]));
    private total = 0;
    private leftOut = 0;
    private deleted = 0;
    private gone = 0;
    private there = 0;
    private sized = 0;
    private bytes = 0;

    /** Takes an episode in place of what it was before, or in addition. */
    replace(before: Episode | undefined, after: Episode): void {
        if (before !== undefined) this.count(before, -1);
        this.count(after, 1);
    }

    get size(): number {
        return this.total;
    }

    /** How many episodes are in a state, out or not. */
    inState(state: RequestState): number {
        return this.states.of(state);
    }

    /** The highest number of attempts that any of them took. */
    get mostAttempts(): number {
        return Math.max(0, ...this.attempts.values);
    }

    /** The first that failed, in the order of seasons and numbers. */
    get firstFailed(): EpisodeKey | undefined {
        const { first } = this.failed;
        if (first === undefined) return undefined;
        return { seasonNumber: Math.floor(first / SEASON_FACTOR), episodeNumber: first % SEASON_FACTOR };
    }

    /** When the last one became available. */
    get lastAvailableAt(): string | null {
        return this.availableTimes.last ?? null;
    }

    /** The value of a field in which all agree. */
    agreedOn(field: (typeof SHARED)[number]): string | undefined {
        return this.shared.get(field)?.only;
    }

    /** Whether all that can be played was there at the first contact. */
    get wereThere(): boolean {
        return this.there > 0 && this.there === this.inState('available');
    }

    /** Bytes of all files; undefined while the size of one is unknown. */
    get fileSize(): number | undefined {
        return this.sized === this.total ? this.bytes : undefined;
    }

    /** @param now milliseconds since 1970 */
    summary(now: number): EpisodeSummary {
        const counts: EpisodeSummary['counts'] = {};
        let unaired = 0;
        for (const state of REQUEST_STATES) {
            const waiting = isWaiting(state) ? this.airTimes[state].countAbove(now) : 0;
            unaired += waiting;
            const out = this.states.of(state) - waiting;
            if (out > 0) counts[state] = out;
        }
        const next = WAITING.flatMap((state) => this.airTimes[state].nextAbove(now) ?? []);
        return {
            total: this.total,
            counts,
            unaired,
            leftOut: this.leftOut,
            nextAirAt: timeOf(Math.min(...next)),
            seasons: this.seasons.values.sort((a, b) => a - b),
            deleted: this.deleted,
            gone: this.gone,
        };
    }

    private count(episode: Episode, by: 1 | -1): void {
        const isAdded = by === 1;
        const note = <T>(values: { add(value: T): void; remove(value: T): void }, value: T): void =>
            isAdded ? values.add(value) : values.remove(value);
        const { state, seasonNumber, attempt, availableAt, deletedAt, failure, fileSize } = episode;
        this.total += by;
        const isCounted = !isLeftOut(episode);
        if (isCounted) note(this.states, state);
        else this.leftOut += by;
        note(this.seasons, seasonNumber);
        note(this.attempts, attempt);
        const airTime = airTimeOf(episode);
        if (isCounted && airTime !== undefined && isWaiting(state)) note(this.airTimes[state], airTime);
        if (state === 'failed') note(this.failed, seasonNumber * SEASON_FACTOR + episode.episodeNumber);
        if (availableAt !== null) note(this.availableTimes, availableAt);
        for (const [field, values] of this.shared) note(values, episode[field]);
        if (state === 'available' && deletedAt !== null) this.deleted += by;
        if (state === 'available' && episode.wasThere === true) this.there += by;
        if (deletedAt !== null || failure?.code === 'deleted') this.gone += by;
        if (fileSize === undefined) return;
        this.sized += by;
        this.bytes += by * fileSize;
    }
}

/** A time as it is stored; null for one that nobody knows. */
function timeOf(time: number): string | null {
    return Number.isFinite(time) ? new Date(time).toISOString() : null;
}

/**
 * When an episode airs that waits for it, in milliseconds since 1970; undefined when it does not wait or has no date. Sonarr
 * gives no date to what has not been announced yet: that airs some day.
 */
function airTimeOf({ state, airDateUtc, hasFile }: Waiting): number | undefined {
    if (!isWaiting(state)) return undefined;
    if (airDateUtc === undefined) return hasFile === false ? Infinity : undefined;
    const time = Date.parse(airDateUtc);
    return Number.isNaN(time) ? undefined : time;
}

function isWaiting(state: RequestState): state is (typeof WAITING)[number] {
    return (WAITING as readonly RequestState[]).includes(state);
}
