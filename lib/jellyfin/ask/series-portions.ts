/** The episodes of one series in portions, the cheapest first: whoever looks for some of them stops when they are found. */
import { EpisodeListing, FEW, type Numbered, type SeriesMemory } from './episode-listing';
import type { JellyfinClient } from './client';
import type { JellyfinItem } from './item';

/** In a long series so many are asked for by number. */
const SOME = 12;

export interface Wanted {
    wanted: readonly Numbered[];
    /** Whether the server's seasons and numbers are those of what is wanted. */
    bySeason: boolean;
}

export interface PortionDeps {
    client: Pick<JellyfinClient, 'episodesPage' | 'episodesBeneath'>;
    memory: SeriesMemory;
    /** By the monotonic clock. */
    now: number;
    signal?: AbortSignal | undefined;
    learn(items: readonly JellyfinItem[]): void;
    onGone(seriesId: string): void;
}

type Step = () => Promise<JellyfinItem[] | null>;

export class SeriesPortions {
    private readonly listing: EpisodeListing;
    private readonly season: number | undefined;
    private readonly steps: Step[];
    private isNumbersAsked = false;

    constructor(
        private readonly deps: PortionDeps,
        private readonly seriesId: string,
        private readonly query: Wanted,
    ) {
        this.listing = new EpisodeListing(deps.client, seriesId, deps.memory, deps.signal);
        const seasons = new Set(query.wanted.map(({ seasonNumber }) => seasonNumber));
        this.season = query.bySeason && seasons.size === 1 ? [...seasons][0] : undefined;
        this.steps = [...(query.bySeason && query.wanted.length <= FEW ? [() => this.numbered()] : []), () => this.firstPage()];
    }

    /** The next portion; null when there is none. */
    async more(): Promise<JellyfinItem[] | null> {
        for (let step = this.steps.shift(); step !== undefined; step = this.steps.shift()) {
            const items = await step();
            if (items === null) continue;
            this.deps.learn(items);
            return items;
        }
        return null;
    }

    private async numbered(): Promise<JellyfinItem[] | null> {
        if (this.isNumbersAsked) return null;
        this.isNumbersAsked = true;
        const items = await this.listing.numbered(this.query.wanted);
        return items === null || items.length === 0 ? null : items;
    }

    private async firstPage(): Promise<JellyfinItem[] | null> {
        const page = await this.listing.firstPage(this.season);
        if (page === null) {
            this.deps.onGone(this.seriesId);
            return null;
        }
        if (page.isAll) this.steps.push(() => this.listing.newest());
        else this.steps.push(...this.stepsOfLong());
        return page.items;
    }

    private stepsOfLong(): Step[] {
        const { memory, now } = this.deps;
        const isMany = this.query.wanted.length > SOME;
        const whole: Step = async () => {
            const key = `${this.seriesId} ${this.season ?? ''}`;
            if (!isMany && memory.filtersByNumber && memory.wasRead(key, now)) return null;
            const items = await this.listing.otherPages(this.season);
            memory.noteRead(key, now);
            return items;
        };
        return isMany ? [whole, () => this.listing.newest()] : [() => this.numbered(), () => this.listing.newest(), whole];
    }
}
