/** Short ways to make requests and a verifier's parts for specs about Jellyfin. */
import { type JellyfinClient, JellyfinLink, type LibraryIndex, type VerifyDeps } from '../../lib/jellyfin';
import { type Episode, episodeSchema, mediaRequestSchema, type RequestState, type RequestWithEpisodes } from '../../lib/model';
import { JellyfinSimulator, type JellyfinSimulatorOptions } from '../simulators/jellyfin';
import { FakeClock } from './fake-clock';
import { tallyOf } from './requests';

const NOW = '2026-01-22T04:00:00.000Z';

function subject(state: RequestState) {
    const reached = state === 'failed' ? {} : { [state]: NOW };
    return { state, attempt: 1, attempts: [], reached, failure: null, sources: {}, availableAt: null, deletedAt: null };
}

export type RequestFactsOf = Partial<RequestWithEpisodes>;

function request(mediaType: 'movie' | 'tv', { episodes = [], ...facts }: RequestFactsOf): RequestWithEpisodes {
    const state = facts.state ?? (facts.isAnime === true ? 'anime_matching' : 'importing');
    const base = { id: 'r1', mediaType, isAnime: false, is4k: false, createdAt: NOW, updatedAt: NOW };
    const summary = episodes.length === 0 ? undefined : tallyOf(episodes).summary(Date.parse(NOW));
    const own = { ...base, ...subject(state), ...(summary && { summary }), ...facts };
    return { ...mediaRequestSchema.parse(own), episodes };
}

/** A film that was imported, or an anime film that waits for its match. */
export function movieRequest(facts: RequestFactsOf = {}): RequestWithEpisodes {
    return request('movie', facts);
}

/** A series, of which each of `episodes` was imported. */
export function tvRequest(facts: RequestFactsOf = {}): RequestWithEpisodes {
    return request('tv', facts);
}

export function episode(seasonNumber: number, episodeNumber: number, facts: Partial<Episode> = {}): Episode {
    return episodeSchema.parse({
        requestId: 'r1',
        seasonNumber,
        episodeNumber,
        ...subject(facts.state ?? 'importing'),
        ...facts,
    });
}

/** Episodes 1 to `count` of a season. */
export function season(seasonNumber: number, count: number, facts: (number: number) => Partial<Episode> = () => ({})): Episode[] {
    return Array.from({ length: count }, (_, index) => episode(seasonNumber, index + 1, facts(index + 1)));
}

export interface JellyfinSetup {
    simulator: JellyfinSimulator;
    link: JellyfinLink;
    client: JellyfinClient;
    index: LibraryIndex;
    clock: FakeClock;
    deps: VerifyDeps;
    close(): Promise<void>;
}

/** A simulated Jellyfin on a fake clock, and what a verification needs to ask it. */
export async function setupJellyfin(options: JellyfinSimulatorOptions = {}): Promise<JellyfinSetup> {
    const clock = new FakeClock(NOW);
    const simulator = await JellyfinSimulator.start({ now: () => clock.now(), ...options });
    const link = new JellyfinLink({ url: simulator.url, apiKey: simulator.apiKey, timeoutMs: 2_000 }, clock);
    const { client, index } = link;
    return {
        simulator,
        link,
        client,
        index,
        clock,
        deps: { client, index, clock },
        async close() {
            link.close();
            await simulator.stop();
        },
    };
}
