import assert from 'node:assert/strict';
import { verifyRequest } from '../../../lib/jellyfin';
import type { RequestWithEpisodes } from '../../../lib/model';
import { type JellyfinSetup, movieRequest, season, setupJellyfin, tvRequest } from '../../support/jellyfin';

const SMALL = 200;
const LARGE = 20_000;
const OLD = { createdAt: 0, savedAt: 0 };
const FILM = { title: 'Quiet Harvest: The Return', year: 2020 };

interface Case {
    name: string;
    prepare: (setup: JellyfinSetup) => unknown;
    request: RequestWithEpisodes;
    proved: number;
    /** Checks made before the one that is measured. */
    before?: number;
    requests: number;
}

const anime = { ...FILM, isAnime: true, tmdbId: 42, shokoFileId: 7, shokoSeriesId: 8, originalTitle: '琥珀の盆地' };

const CASES: Case[] = [
    {
        name: 'a film that was just imported',
        prepare: ({ simulator }) => simulator.library.addMovie({ name: FILM.title, providerIds: { Tmdb: '42' } }),
        request: movieRequest({ ...FILM, tmdbId: 42 }),
        proved: 1,
        requests: 3,
    },
    {
        name: 'a film that was there all along',
        prepare: ({ simulator }) => simulator.library.addMovie({ name: FILM.title, providerIds: { Tmdb: '42' }, ...OLD }),
        request: movieRequest({ ...FILM, tmdbId: 42 }),
        proved: 1,
        requests: 4,
    },
    {
        name: 'a film that is known',
        prepare: ({ simulator }) => simulator.library.addMovie({ name: FILM.title, providerIds: { Tmdb: '42' } }),
        request: movieRequest({ ...FILM, tmdbId: 42 }),
        proved: 1,
        before: 1,
        requests: 1,
    },
    {
        name: 'a film that is not there',
        prepare: () => undefined,
        request: movieRequest({ ...FILM, tmdbId: 42 }),
        proved: 0,
        requests: 4,
    },
    {
        name: 'a film that is not there, looked for again',
        prepare: () => undefined,
        request: movieRequest({ ...FILM, tmdbId: 42 }),
        proved: 0,
        before: 1,
        requests: 3,
    },
    { name: 'an anime film that is not there', prepare: () => undefined, request: movieRequest(anime), proved: 0, requests: 8 },
    {
        name: 'a season of 13',
        prepare: ({ simulator }) => {
            const series = simulator.library.addSeries({ name: 'Quiet Show', providerIds: { Tvdb: '42' } });
            simulator.library.addSeason(series, 1, 13);
        },
        request: tvRequest({ title: 'Quiet Show', tvdbId: 42, episodes: season(1, 13) }),
        proved: 13,
        requests: 4,
    },
];

/** Requests and bytes of one verification in a library of this size. */
async function measure(size: number, test: Case): Promise<{ requests: number; bytes: number; proved: number }> {
    const setup = await setupJellyfin();
    try {
        setup.simulator.library.fill(size);
        await test.prepare(setup);
        for (let round = 0; round < (test.before ?? 0); round++) await verifyRequest(test.request, setup.deps);
        setup.simulator.resetStats();
        const { verified } = await verifyRequest(test.request, setup.deps);
        return { requests: setup.simulator.requests, bytes: setup.simulator.bytes, proved: verified.length };
    } finally {
        await setup.close();
    }
}

describe('jellyfin: the cost of one verification does not grow with the library', () => {
    for (const test of CASES) {
        it(test.name, async () => {
            const small = await measure(SMALL, test);
            const large = await measure(LARGE, test);
            assert.deepEqual([small.proved, large.proved], [test.proved, test.proved]);
            assert.deepEqual([small.requests, large.requests], [test.requests, test.requests]);
            const ratio = large.bytes / small.bytes;
            assert.ok(ratio <= 1.5, `${large.bytes} bytes of ${LARGE} items, ${small.bytes} of ${SMALL}`);
            assert.ok(large.bytes < 60_000, `${large.bytes} bytes`);
        });
    }

    it('is bounded when nearly everything has the searched words in its title', async () => {
        const setup = await setupJellyfin();
        try {
            for (let number = 0; number < 3_000; number++) setup.simulator.library.addMovie({ name: `Amber ${number}`, ...OLD });
            const { missing } = await verifyRequest(movieRequest({ tmdbId: 42, title: 'Amber' }), setup.deps);
            assert.equal(missing[0]?.code, 'no_such_item');
            assert.ok(setup.simulator.bytes < 20_000, `${setup.simulator.bytes} bytes`);
        } finally {
            await setup.close();
        }
    });

    it('is bounded while Jellyfin saves its whole library anew', async () => {
        const setup = await setupJellyfin();
        try {
            for (let number = 0; number < 3_000; number++)
                setup.simulator.library.addMovie({ name: `Film ${number}`, providerIds: { Tmdb: String(number + 1_000) } });
            await verifyRequest(movieRequest({ tmdbId: 42, title: 'Amber' }), setup.deps);
            assert.ok(setup.simulator.bytes < 150_000, `${setup.simulator.bytes} bytes`);
        } finally {
            await setup.close();
        }
    });
});
