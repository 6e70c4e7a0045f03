/** How long things take in this house, learned anew now and then from what became playable last. */
import { StageTimes, type StageTimesOptions } from '../causes';
import type { Episode, MediaRequest } from '../model';
import type { MediaStore } from '../store';

/** In milliseconds. */
const LEARN_EVERY_MS = 10 * 60_000;
/** Requests that are learned from, and episodes of each: the newest. */
const MOST_REQUESTS = 200;
const MOST_EPISODES = 30;

/** Of each store one, so that whoever says when something is late says the same. */
const HOUSES = new WeakMap<object, HouseTimes>();

/** What is known of the times of the house that a store is of. */
export function houseTimesOf(store: Pick<MediaStore, 'requests' | 'episodes'>): HouseTimes {
    const known = HOUSES.get(store) ?? new HouseTimes(store);
    HOUSES.set(store, known);
    return known;
}

export class HouseTimes {
    private learned: { at: number; times: StageTimes } | null = null;

    constructor(
        private readonly store: Pick<MediaStore, 'requests' | 'episodes'>,
        private options: StageTimesOptions = {},
    ) {}

    /** From now on with these limits. */
    use(options: StageTimesOptions): void {
        this.options = options;
        this.learned = null;
    }

    /** The times as they are known. @param now milliseconds since 1970 */
    at(now: number): StageTimes {
        if (this.learned === null || now < this.learned.at || now - this.learned.at >= LEARN_EVERY_MS)
            this.learned = { at: now, times: this.learn() };
        return this.learned.times;
    }

    private learn(): StageTimes {
        const times = new StageTimes(this.options);
        const finished = this.store.requests().filter(hasFinished);
        // The newest last, because the oldest are forgotten first.
        for (const request of newest(finished, ({ updatedAt }) => updatedAt, MOST_REQUESTS)) {
            if (request.summary === undefined) times.learn(request, request);
            else for (const episode of this.finishedEpisodes(request)) times.learn(episode, request);
        }
        return times;
    }

    private finishedEpisodes({ id }: MediaRequest): Episode[] {
        const finished = this.store.episodes(id).filter(({ state }) => state === 'available');
        return newest(finished, ({ availableAt }) => availableAt ?? '', MOST_EPISODES);
    }
}

function hasFinished({ state, summary }: MediaRequest): boolean {
    return summary === undefined ? state === 'available' : (summary.counts.available ?? 0) > 0;
}

function newest<T>(all: readonly T[], timeOf: (one: T) => string, most: number): T[] {
    return [...all].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1)).slice(-most);
}
