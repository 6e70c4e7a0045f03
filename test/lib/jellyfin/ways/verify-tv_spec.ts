import assert from 'node:assert/strict';
import { verifyRequest, type VerifyResult } from '../../../../lib/jellyfin';
import { subjectLabel } from '../../../../lib/model';
import { episode, type JellyfinSetup, season, setupJellyfin, tvRequest } from '../../../support/jellyfin';

const OLD = { createdAt: 0, savedAt: 0 };
const SHOW = { tvdbId: 81189, tmdbId: 1396, imdbId: 'tt0903747', title: 'Breaking Bad', year: 2008 };

/** `S01E02 as Episode S01E02` or `S01E02: no_such_episode`, sorted. */
function summary({ verified, missing }: VerifyResult): string[] {
    return [
        ...verified.map(({ subject, foundAs }) => `${subjectLabel(subject)} as ${foundAs}`),
        ...missing.map(({ subject, code }) => `${subjectLabel(subject)}: ${code}`),
    ].sort();
}

describe('jellyfin: a series', () => {
    let setup: JellyfinSetup;
    beforeEach(async () => (setup = await setupJellyfin()));
    afterEach(() => setup.close());

    const addShow = (providerIds: Record<string, string> = { Tvdb: '81189' }) =>
        setup.simulator.library.addSeries({ name: 'Breaking Bad', year: 2008, providerIds });
    const verify = (facts = {}) => verifyRequest(tvRequest({ ...SHOW, episodes: season(1, 3), ...facts }), setup.deps);

    it('that exists proves nothing about its episodes', async () => {
        addShow();
        assert.deepEqual(summary(await verify()), [
            'S01E01: no_such_episode',
            'S01E02: no_such_episode',
            'S01E03: no_such_episode',
        ]);
    });

    it('has each of its episodes proved by number', async () => {
        const show = addShow();
        const ids = setup.simulator.library.addSeason(show, 1, 2);
        const result = await verify();
        assert.deepEqual(summary(result), ['S01E01 as Episode S01E01', 'S01E02 as Episode S01E02', 'S01E03: no_such_episode']);
        assert.deepEqual(
            result.verified.map(({ jellyfinId }) => jellyfinId),
            ids,
        );
        assert.deepEqual([...new Set(result.verified.map(({ way }) => way))], ['tvdb+number']);
    });

    for (const [name, providerIds] of [
        ['tmdb', { Tmdb: '1396' }],
        ['imdb', { Imdb: 'tt0903747' }],
    ] as const) {
        it(`is found by ${name} when it has no tvdb id`, async () => {
            setup.simulator.library.addSeason(addShow(providerIds), 1, 3);
            const { verified } = await verify();
            assert.deepEqual(
                verified.map(({ way }) => way),
                Array(3).fill(`${name}+number`),
            );
        });
    }

    it('is not found by the tmdb number of a film', async () => {
        setup.simulator.library.addMovie({ name: 'Breaking Bad', providerIds: { Tmdb: '1396' } });
        assert.equal((await verify()).missing[0]?.code, 'no_such_series');
    });

    it('has the same number in each of its seasons', async () => {
        setup.simulator.library.addSeason(addShow(), 1, 2);
        const result = await verify({ episodes: [...season(1, 1), ...season(2, 2)] });
        assert.deepEqual(summary(result), ['S01E01 as Episode S01E01', 'S02E01: no_such_episode', 'S02E02: no_such_episode']);
    });

    it('may show a special among the episodes of a season, which is none of them', async () => {
        const show = addShow();
        const facts = { seasonNumber: 0, episodeNumber: 2, shownInSeason: 1 };
        setup.simulator.library.addEpisode(show, facts);
        const shown = await setup.deps.client.episodesPage({ seriesId: show, season: 1, startIndex: 0, limit: 100 });
        assert.equal(shown?.items.length, 1);
        const result = await verify({ episodes: [episode(0, 2), ...season(1, 2)] });
        assert.deepEqual(summary(result), ['S00E02 as Episode S00E02', 'S01E01: no_such_episode', 'S01E02: no_such_episode']);
        assert.equal((await verify({ episodes: season(1, 2) })).verified.length, 0);
    });

    it('may have several episodes in one file', async () => {
        const id = setup.simulator.library.addEpisode(addShow(), { seasonNumber: 1, episodeNumber: 1, episodeNumberEnd: 2 });
        const result = await verify();
        assert.deepEqual(summary(result), [
            'S01E01 as Episode S01E01-E02',
            'S01E02 as Episode S01E01-E02',
            'S01E03: no_such_episode',
        ]);
        assert.deepEqual(
            result.verified.map(({ jellyfinId }) => jellyfinId),
            [id, id],
        );
    });

    it('has placeholders that do not count, in every version', async () => {
        for (const version of ['10.8.13', '10.10.7', '12.0.0'] as const) {
            const other = await setupJellyfin({ version });
            try {
                const show = other.simulator.library.addSeries({ name: 'Breaking Bad', providerIds: { Tvdb: '81189' } });
                other.simulator.library.addEpisode(show, { seasonNumber: 1, episodeNumber: 1 });
                other.simulator.library.addVirtualEpisode(show, { seasonNumber: 1, episodeNumber: 2 });
                const result = await verifyRequest(tvRequest({ ...SHOW, episodes: season(1, 2) }), other.deps);
                // 10.8 does not show an API key what is missing.
                const code = version === '10.8.13' ? 'no_such_episode' : 'only_virtual';
                assert.deepEqual(summary(result), ['S01E01 as Episode S01E01', `S01E02: ${code}`], version);
            } finally {
                await other.close();
            }
        }
    });

    it('has episodes that are there but not probed yet', async () => {
        const show = addShow();
        setup.simulator.library.addSeason(show, 1, 3, { probed: false });
        assert.deepEqual(summary(await verify()), ['S01E01: not_probed', 'S01E02: not_probed', 'S01E03: not_probed']);
    });

    it('has specials, which are season 0', async () => {
        const show = addShow();
        setup.simulator.library.addEpisode(show, { seasonNumber: 0, episodeNumber: 2 });
        const { verified } = await verify({ episodes: [episode(0, 2)] });
        assert.deepEqual(
            verified.map(({ foundAs }) => foundAs),
            ['Episode S00E02'],
        );
    });

    it('has an episode under another number that is the very file', async () => {
        const show = addShow();
        const path = '/tv/Breaking Bad/Season 01/Breaking.Bad.S01E03.mkv';
        const id = setup.simulator.library.addEpisode(show, { seasonNumber: 1, episodeNumber: 9, path });
        const result = await verify({ episodes: [episode(1, 3, { finalPath: `/data${path}` })] });
        assert.deepEqual([result.verified[0]?.jellyfinId, result.verified[0]?.way], [id, 'tvdb+path']);
    });

    it('is looked into again when a second copy of it appears', async () => {
        const { library } = setup.simulator;
        library.addEpisode(addShow(), { seasonNumber: 1, episodeNumber: 1 });
        assert.equal((await verify()).missing.length, 2);
        library.addSeason(addShow(), 1, 3);
        assert.equal((await verify()).verified.length, 3);
    });

    it('is asked for open episodes only, and not for what has not aired', async () => {
        const show = addShow();
        setup.simulator.library.addSeason(show, 1, 4);
        const episodes = [
            episode(1, 1, { state: 'available' }),
            episode(1, 2, { state: 'approved', airDateUtc: '2027-01-01T00:00:00Z' }),
            episode(1, 3, { state: 'importing', airDateUtc: '2027-01-01T00:00:00Z' }),
            episode(1, 4, { state: 'grabbing', airDateUtc: '2025-01-01T00:00:00Z' }),
        ];
        assert.deepEqual(summary(await verify({ episodes })), ['S01E03 as Episode S01E03', 'S01E04 as Episode S01E04']);
    });

    it('costs nothing while nothing of it can be there', async () => {
        const episodes = [
            episode(1, 1, { state: 'available' }),
            episode(1, 2, { state: 'approved', airDateUtc: '2027-01-01T00:00:00Z' }),
        ];
        for (const isAnime of [false, true]) assert.deepEqual(await verify({ episodes, isAnime }), { verified: [], missing: [] });
        assert.equal(setup.simulator.requests, 0);
    });

    describe('costs', () => {
        const paths = () => setup.simulator.served.map(({ path }) => path.replace(/[0-9a-f]{32}/, ':id'));

        it('four small requests for 13 episodes, two once the series is known', async () => {
            setup.simulator.library.addSeason(addShow(), 1, 13);
            const facts = { episodes: season(1, 13) };
            assert.equal((await verify(facts)).verified.length, 13);
            assert.deepEqual(paths(), ['/System/Info/Public', '/Items', '/Shows/:id/Episodes', '/Items']);
            setup.simulator.resetStats();
            assert.equal((await verify(facts)).verified.length, 13);
            assert.deepEqual(paths(), ['/Shows/:id/Episodes', '/Items']);
        });

        it('one listing for several seasons', async () => {
            const show = addShow();
            for (const number of [1, 2, 3]) setup.simulator.library.addSeason(show, number, 10);
            const { verified } = await verify({ episodes: [1, 2, 3].flatMap((number) => season(number, 10)) });
            assert.equal(verified.length, 30);
            assert.equal(paths().filter((path) => path === '/Shows/:id/Episodes').length, 1);
        });

        it('as much for one episode of 1,100 as for one of 13', async () => {
            const show = addShow();
            setup.simulator.library.addSeason(show, 1, 1_100, OLD);
            const { verified } = await verify({ episodes: [episode(1, 900)] });
            assert.deepEqual([verified.length, setup.simulator.requests], [1, 4]);
            assert.ok(paths().every((path) => !path.startsWith('/Shows')));
            const { bytes } = setup.simulator;
            const other = await setupJellyfin();
            try {
                const short = other.simulator.library.addSeries({
                    name: 'Breaking Bad',
                    year: 2008,
                    providerIds: { Tvdb: '81189' },
                });
                other.simulator.library.addSeason(short, 1, 13, OLD);
                await verifyRequest(tvRequest({ ...SHOW, episodes: [episode(1, 9)] }), other.deps);
                assert.ok(bytes < other.simulator.bytes * 3, `${bytes} bytes, ${other.simulator.bytes} of the short one`);
            } finally {
                await other.close();
            }
        });

        it('a page per hundred episodes of a long one whose server cannot be asked for a number', async () => {
            const other = await setupJellyfin({ version: '10.9.11' });
            try {
                const { library } = other.simulator;
                const show = library.addSeries({ name: 'Breaking Bad', providerIds: { Tvdb: '81189' } });
                library.addSeason(show, 1, 260, OLD);
                const request = tvRequest({ ...SHOW, episodes: [episode(1, 1), episode(1, 130)] });
                assert.equal((await verifyRequest(request, other.deps)).verified.length, 2);
                const pages = other.simulator.served.filter(({ path }) => path.endsWith('/Episodes'));
                assert.equal(pages.length, 3);
            } finally {
                await other.close();
            }
        });

        it('reads a long one through once a day for what it does not show, not at every look', async () => {
            setup.simulator.library.addSeason(addShow(), 1, 1_100, OLD);
            const asked = { episodes: [episode(1, 1_101)] };
            assert.equal((await verify(asked)).missing[0]?.code, 'no_such_episode');
            setup.simulator.resetStats();
            assert.equal((await verify(asked)).missing[0]?.code, 'no_such_episode');
            assert.ok(setup.simulator.requests <= 5, `${setup.simulator.requests} requests`);
        });
    });

    describe('whose episodes Sonarr has not named', () => {
        const unlisted = (facts = {}) => verify({ state: 'approved', requestedSeasons: '1', episodes: [], ...facts });
        const reportedAvailableAt = '2026-01-22T04:00:00.000Z';

        it('is not taken for complete because some are there', async () => {
            setup.simulator.library.addSeason(addShow(), 1, 5);
            const { verified, missing } = await unlisted();
            assert.deepEqual([verified, missing[0]?.subject, missing[0]?.code], [[], { type: 'request' }, 'episodes_unknown']);
            assert.equal((await unlisted({ totalEpisodes: 7 })).missing[0]?.code, 'episodes_unknown');
        });

        it('is proved when their number agrees, or Seerr says so', async () => {
            const show = addShow();
            setup.simulator.library.addSeason(show, 1, 7);
            setup.simulator.library.addSeason(show, 2, 2);
            for (const facts of [{ totalEpisodes: 7 }, { reportedAvailableAt }]) {
                const { verified, missing } = await unlisted(facts);
                assert.deepEqual([verified.length, missing], [7, []]);
                assert.deepEqual(verified[0]?.subject, { type: 'episode', seasonNumber: 1, episodeNumber: 1 });
            }
        });

        it('is not proved by files that cannot be played yet', async () => {
            setup.simulator.library.addSeason(addShow(), 1, 7, { probed: false });
            assert.equal((await unlisted({ reportedAvailableAt })).missing[0]?.code, 'not_probed');
        });
    });
});
