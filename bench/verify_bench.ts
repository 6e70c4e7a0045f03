/** What one verification costs in a library of 200 items and in one of 20,000, beside listing the library. */
import { JellyfinClient, LibraryIndex, verifyRequest } from '../lib/jellyfin';
import type { RequestWithEpisodes } from '../lib/model';
import { movieRequest, season, setupJellyfin, type JellyfinSetup, tvRequest } from '../test/support/jellyfin';
import { type Benchmark, type Figure, formatNumber, median } from './figure';

const SMALL = 200;
const LARGE = 20_000;
const ROUNDS = 15;
const EPISODES = 13;
const AT_MOST_RATIO = 1.5;

interface Case {
    name: string;
    request: RequestWithEpisodes;
    /** What is in the library beside the rest; none: it is looked for in vain. */
    add?: (setup: JellyfinSetup) => void;
}

const FILM = { title: 'The Lantern of the Quarry', year: 1999, tmdbId: 9_900_001, imdbId: 'tt9900001' };
const SHOW = { title: 'The Meadow of the Orchard', tvdbId: 9_900_002, tmdbId: 9_900_003 };

const CASES: readonly Case[] = [
    {
        name: 'a film that was there all along',
        request: movieRequest(FILM),
        add: ({ simulator }) =>
            simulator.library.addMovie({ name: FILM.title, year: FILM.year, providerIds: { Tmdb: String(FILM.tmdbId) } }),
    },
    { name: 'a film that is not there', request: movieRequest(FILM) },
    {
        name: `a season of ${EPISODES}`,
        request: tvRequest({ ...SHOW, episodes: season(1, EPISODES) }),
        add: ({ simulator }) => {
            const id = simulator.library.addSeries({ name: SHOW.title, providerIds: { Tvdb: String(SHOW.tvdbId) } });
            for (let number = 1; number <= EPISODES; number++)
                simulator.library.addEpisode(id, { seasonNumber: 1, episodeNumber: number });
        },
    },
];

interface Cost {
    ms: number;
    bytes: number;
    requests: number;
}

export const benchmark: Benchmark = {
    async run() {
        const figures: Figure[] = [];
        for (const each of CASES) figures.push(...(await compare(each)));
        return figures;
    },
};

async function compare({ name, request, add }: Case): Promise<Figure[]> {
    const small = await setup(SMALL, add);
    const large = await setup(LARGE, add);
    try {
        const pairs: [Cost, Cost][] = [];
        // In turn, so that whatever else the machine does strikes both alike. The first pair warms the compiler up.
        for (let round = 0; round <= ROUNDS; round++) {
            const pair: [Cost, Cost] = [await verify(small, request), await verify(large, request)];
            if (round > 0) pairs.push(pair);
        }
        const ratio = (part: keyof Cost): number => median(pairs.map(([few, many]) => many[part] / few[part]));
        const of = (part: keyof Cost): number => median(pairs.map(([, many]) => many[part]));
        const whole = await wholeLibrary(large);
        return [
            {
                name: `bytes of verifying ${name}, ${formatNumber(LARGE)} items against ${SMALL}`,
                value: ratio('bytes'),
                unit: '',
                target: { atMost: AT_MOST_RATIO },
                yardstick: `the whole library ${formatNumber(whole.bytes / 1e6)} MB`,
                note: `${formatNumber(of('bytes'))} bytes in ${formatNumber(of('requests'))} requests, nothing known before`,
            },
            {
                name: `time of verifying ${name}, ${formatNumber(LARGE)} items against ${SMALL}`,
                value: ratio('ms'),
                unit: '',
                target: { atMost: AT_MOST_RATIO },
                yardstick: `the whole library ${formatNumber(whole.ms)} ms`,
                note: `${formatNumber(of('ms'))} ms, median of ${ROUNDS} pairs; the simulator's own search is in it`,
            },
        ];
    } finally {
        await Promise.all([small.close(), large.close()]);
    }
}

async function setup(items: number, add: Case['add']): Promise<JellyfinSetup> {
    const made = await setupJellyfin();
    add?.(made);
    made.simulator.library.fill(items);
    await made.clock.advance(48 * 60 * 60 * 1000);
    return made;
}

/** With an index that has seen nothing: the dearest check there is. */
async function verify({ simulator, clock }: JellyfinSetup, request: RequestWithEpisodes): Promise<Cost> {
    const client = new JellyfinClient({ url: simulator.url, apiKey: simulator.apiKey });
    const index = new LibraryIndex(client, clock);
    simulator.resetStats();
    const begin = performance.now();
    await verifyRequest(request, { client, index, clock });
    const cost = { ms: performance.now() - begin, bytes: simulator.bytes, requests: simulator.requests };
    index.close();
    client.close();
    return cost;
}

/** What a look-up costs that filters on our side, as Jellyfin has no filter by provider id. */
async function wholeLibrary({ simulator }: JellyfinSetup): Promise<Cost> {
    const client = new JellyfinClient({ url: simulator.url, apiKey: simulator.apiKey, maxBytes: 1e9, timeoutMs: 60_000 });
    simulator.resetStats();
    const begin = performance.now();
    await client.list({
        types: ['Movie', 'Series', 'Episode'],
        fields: ['ProviderIds', 'Path', 'MediaSources'],
        limit: LARGE * 2,
    });
    const cost = { ms: performance.now() - begin, bytes: simulator.bytes, requests: simulator.requests };
    client.close();
    return cost;
}
