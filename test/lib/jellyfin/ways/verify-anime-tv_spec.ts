import assert from 'node:assert/strict';
import { verifyRequest } from '../../../../lib/jellyfin';
import { type RequestWithEpisodes, subjectLabel } from '../../../../lib/model';
import { episode, type JellyfinSetup, season, setupJellyfin, tvRequest } from '../../../support/jellyfin';

const SHOW = { isAnime: true, tvdbId: 414057, tmdbId: 154494, title: 'Lycoris Recoil', year: 2022 };
const OLD = { createdAt: 0, savedAt: 0 };

describe('jellyfin: an anime series', () => {
    let setup: JellyfinSetup;
    beforeEach(async () => (setup = await setupJellyfin()));
    afterEach(() => setup.close());

    const verify = (facts: Partial<RequestWithEpisodes> = {}) =>
        verifyRequest(tvRequest({ ...SHOW, episodes: season(1, 13, () => ({ state: 'anime_matching' })), ...facts }), setup.deps);
    const proofs = async (facts: Partial<RequestWithEpisodes> = {}) =>
        (await verify(facts)).verified.map(({ subject, foundAs, way }) => `${subjectLabel(subject)} ${foundAs} ${way}`);
    const codes = async (facts: Partial<RequestWithEpisodes> = {}) =>
        (await verify(facts)).missing.map(({ subject, code }) => `${subjectLabel(subject)} ${code}`);

    it('is proved by its ids where the metadata has them', async () => {
        const series = setup.simulator.library.addSeries({ name: 'Lycoris Recoil', providerIds: { Tvdb: '414057' } });
        setup.simulator.library.addSeason(series, 1, 5);
        const { verified, missing } = await verify();
        assert.deepEqual([verified.length, missing.length], [5, 8]);
        assert.equal(verified[0]?.way, 'tvdb+number');
    });

    describe('as Shokofin shows it, without ids of TMDB or TVDB', () => {
        const matched = (count: number) =>
            season(1, 13, (number) => ({
                state: 'anime_matching',
                ...(number <= count && { shokoFileId: 500 + number, shokoSeriesId: 9 }),
            }));
        const addSeason = (series: string, count: number, facts = {}) => {
            for (let number = 1; number <= count; number++) {
                const providerIds = {
                    'Shoko File': String(500 + number),
                    'Shoko Episode': String(700 + number),
                    'Shoko Series': '9',
                };
                setup.simulator.library.addEpisode(series, { seasonNumber: 1, episodeNumber: number, providerIds, ...facts });
            }
        };

        it('has its episodes proved by their Shoko files as soon as they are there, 5 of 13', async () => {
            addSeason(setup.simulator.library.addSeries({ name: 'Riko Riko', providerIds: { 'Shoko Series': '9' } }), 5);
            const { verified, missing } = await verify({ episodes: matched(7) });
            assert.deepEqual([verified.length, new Set(verified.map(({ way }) => way))], [5, new Set(['any+shoko_file'])]);
            assert.deepEqual(
                missing.slice(0, 3).map(({ code }) => code),
                ['matched_not_shown', 'matched_not_shown', 'not_matched'],
            );
        });

        it('is found by its Shoko series when it was saved long ago', async () => {
            const series = setup.simulator.library.addSeries({
                name: 'Lycoris Recoil',
                providerIds: { 'Shoko Series': '9' },
                ...OLD,
            });
            addSeason(series, 13, OLD);
            assert.equal((await verify({ episodes: matched(13) })).verified.length, 13);
        });

        it('is found by its title, and its episodes by number, when Shoko was not heard', async () => {
            const series = setup.simulator.library.addSeries({
                name: 'Lycoris Recoil',
                year: 2022,
                providerIds: { 'Shoko Series': '9' },
                ...OLD,
            });
            addSeason(series, 13, OLD);
            assert.equal((await proofs())[0], 'S01E01 Episode S01E01 title+number');
        });

        it('is found by a walk when nobody could guess its title', async () => {
            const series = setup.simulator.library.addSeries({
                name: 'Rikorisu Rikoiru',
                providerIds: { 'Shoko Series': '9' },
                ...OLD,
            });
            addSeason(series, 13, OLD);
            assert.equal((await verify({ episodes: matched(13) })).verified.length, 0);
            assert.equal(setup.clock.timers, 1);
            await setup.index.walkOnePage();
            assert.equal((await verify({ episodes: matched(13) })).verified.length, 13);
        });

        it('has no episode proved by a Shoko episode that several have, but by their file', async () => {
            const { library } = setup.simulator;
            const series = library.addSeries({ name: 'Lycoris Recoil', year: 2022, providerIds: { 'Shoko Series': '9' } });
            library.addEpisode(series, {
                seasonNumber: 1,
                episodeNumber: 1,
                providerIds: { 'Shoko File': '6', 'Shoko Episode': '41' },
            });
            const shoko = { shokoFileId: 7, shokoEpisodeId: 41, shokoSeriesId: 9 };
            const episodes = season(1, 2, () => ({ state: 'anime_matching', ...shoko }));
            assert.deepEqual(await proofs({ episodes }), []);
            library.addEpisode(series, {
                seasonNumber: 1,
                episodeNumber: 1,
                episodeNumberEnd: 2,
                providerIds: { 'Shoko File': '7', 'Shoko Episode': '41,42' },
            });
            assert.deepEqual(await proofs({ episodes }), [
                'S01E01 Episode S01E01-E02 any+shoko_file',
                'S01E02 Episode S01E01-E02 any+shoko_file',
            ]);
        });

        it('does not take another file for an episode because of its number', async () => {
            const series = setup.simulator.library.addSeries({
                name: 'Lycoris Recoil',
                year: 2022,
                providerIds: { 'Shoko Series': '9' },
            });
            setup.simulator.library.addEpisode(series, {
                seasonNumber: 1,
                episodeNumber: 1,
                providerIds: { 'Shoko File': '999' },
            });
            assert.deepEqual(await codes({ episodes: [episode(1, 1, { state: 'anime_matching', shokoFileId: 501 })] }), [
                'S01E01 matched_not_shown',
            ]);
        });
    });

    describe('that is two series in Jellyfin', () => {
        /** Sonarr's one season of 24 is two Shoko series, each of which begins at S01E01. */
        const addHalves = (providerIds: Record<string, string> = {}) => {
            const { library } = setup.simulator;
            const halves = ['Lycoris Recoil', 'Lycoris Recoil 2nd Season'].map((name, index) =>
                library.addSeries({
                    name,
                    year: 2022 + index,
                    providerIds: { 'Shoko Series': String(9 + index), ...providerIds },
                    ...OLD,
                }),
            );
            halves.forEach((series, half) => {
                for (let number = 1; number <= 12; number++) {
                    const file = String(500 + half * 12 + number);
                    library.addEpisode(series, {
                        seasonNumber: 1,
                        episodeNumber: number,
                        providerIds: { 'Shoko File': file },
                        ...OLD,
                    });
                }
            });
        };
        const episodes = () =>
            season(1, 24, (number) => ({
                state: 'anime_matching',
                shokoFileId: 500 + number,
                shokoSeriesId: number <= 12 ? 9 : 10,
            }));

        it('has each episode proved by its Shoko file', async () => {
            addHalves();
            const found = await proofs({ episodes: episodes() });
            assert.equal(found.length, 24);
            assert.ok(
                found.includes('S01E24 Episode S01E12 of "Lycoris Recoil 2nd Season" shoko_series+shoko_file'),
                found.join('\n'),
            );
        });

        it('has by number only what is in the one with its title', async () => {
            addHalves({ Tvdb: '414057' });
            const found = await proofs({ episodes: [episode(1, 1), episode(1, 13)] });
            assert.deepEqual(found, ['S01E01 Episode S01E01 tvdb+number']);
        });

        it('has no episode of one half proved by the other half, which alone is in Jellyfin so far', async () => {
            const { library } = setup.simulator;
            const second = library.addSeries({
                name: 'Lycoris Recoil 2nd Season',
                year: 2023,
                providerIds: { 'Shoko Series': '10' },
            });
            for (const number of [1, 2]) {
                const providerIds = { 'Shoko File': String(512 + number), 'Shoko Series': '10' };
                library.addEpisode(second, { seasonNumber: 1, episodeNumber: number, providerIds });
            }
            const onlyMatched = (...numbers: number[]) =>
                episodes().map((one) => {
                    const { shokoFileId: _, shokoSeriesId: __, ...unmatched } = one;
                    return numbers.includes(one.episodeNumber) ? one : unmatched;
                });
            for (const matched of [[13, 14], [14]]) {
                assert.deepEqual(
                    await proofs({ episodes: onlyMatched(...matched) }),
                    matched.map(
                        (number) => `S01E${number} Episode S01E0${number - 12} of "Lycoris Recoil 2nd Season" any+shoko_file`,
                    ),
                );
            }
        });

        it('has a number in the series that Shoko named, when that has its title', async () => {
            addHalves();
            const [first, second] = season(1, 2, () => ({ state: 'anime_matching' }));
            const found = await proofs({ episodes: [{ ...first!, shokoFileId: 501, shokoSeriesId: 9 }, second!] });
            assert.deepEqual(found, [
                'S01E01 Episode S01E01 shoko_series+shoko_file',
                'S01E02 Episode S01E02 shoko_series+number',
            ]);
        });

        it("has no number that is another episode's file", async () => {
            const series = setup.simulator.library.addSeries({
                name: 'Lycoris Recoil',
                year: 2022,
                providerIds: { Tvdb: '414057' },
            });
            setup.simulator.library.addEpisode(series, {
                seasonNumber: 1,
                episodeNumber: 1,
                providerIds: { 'Shoko Episode': '913' },
            });
            const third = episode(1, 13, { state: 'anime_matching', shokoFileId: 513, shokoEpisodeId: 913 });
            assert.deepEqual(await proofs({ episodes: [episode(1, 1), third] }), ['S01E13 Episode S01E01 any+shoko_file']);
        });

        it('has nothing by number when neither has its title', async () => {
            addHalves({ Tvdb: '414057' });
            await setup.index.walkOnePage();
            assert.deepEqual(await codes({ title: 'LycoReco', episodes: [episode(1, 1)] }), ['S01E01 ambiguous_episode']);
        });

        it('has each episode proved by its own tvdb id', async () => {
            addHalves({ Tvdb: '414057' });
            const { items } = setup.simulator.library.query({
                ids: [],
                types: ['Episode'],
                searchTerm: '',
                parentId: '',
                years: [],
                virtual: undefined,
                has: {},
                savedSince: undefined,
                seasonNumber: undefined,
                episodeNumber: 3,
                sortBy: '',
                descending: false,
                collapse: undefined,
                startIndex: 0,
                limit: 9,
            });
            const second = items.find((item) => item.providerIds['Shoko File'] === '515');
            assert.ok(second);
            second.providerIds = { Tvdb: '8916235' };
            const found = await proofs({ episodes: [episode(1, 15, { episodeTvdbId: 8916235 })] });
            assert.deepEqual(found, ['S01E15 Episode S01E03 of "Lycoris Recoil 2nd Season" tvdb+tvdb_episode']);
        });
    });

    describe('whose episodes Sonarr has not named', () => {
        const addShow = (facts = {}) => {
            const { library } = setup.simulator;
            return library.addSeries({
                name: 'Lycoris Recoil',
                year: 2022,
                providerIds: { 'Shoko Series': '9' },
                ...OLD,
                ...facts,
            });
        };
        const unlisted = async (facts: Partial<RequestWithEpisodes> = {}) => {
            const { verified, missing } = await verify({
                state: 'approved',
                requestedSeasons: '1',
                episodes: [],
                reportedAvailableAt: '2026-01-22T04:00:00.000Z',
                ...facts,
            });
            return missing[0]?.code ?? verified.map(({ subject, way }) => `${subjectLabel(subject)} ${way}`);
        };
        const all = Array.from({ length: 13 }, (_, index) => `S01E${String(index + 1).padStart(2, '0')} title+number`);

        for (const isAnime of [true, false]) {
            it(`is found by title and year where only Shoko gives ids${isAnime ? '' : ', though nobody said that it is anime'}`, async () => {
                setup.simulator.library.addSeason(addShow(), 1, 13, OLD);
                assert.deepEqual(await unlisted({ isAnime }), all);
            });
        }

        it('is found so only when Shoko knows it, or when it is known to be anime', async () => {
            setup.simulator.library.addSeason(addShow({ providerIds: {} }), 1, 13, OLD);
            assert.equal(await unlisted({ isAnime: false }), 'no_such_series');
            assert.deepEqual(await unlisted(), all);
        });

        it('is not found by title in another year, or in none, or when two have it', async () => {
            for (const year of [2012, undefined]) setup.simulator.library.addSeason(addShow({ year }), 1, 13, OLD);
            assert.equal(await unlisted(), 'no_such_series');
            for (const year of [2022, 2022]) setup.simulator.library.addSeason(addShow({ year }), 1, 13, OLD);
            assert.equal(await unlisted(), 'ambiguous_title');
        });

        it('is not complete while episodes are only announced', async () => {
            const show = addShow();
            setup.simulator.library.addSeason(show, 1, 12, OLD);
            setup.simulator.library.addVirtualEpisode(show, { seasonNumber: 1, episodeNumber: 13, ...OLD });
            assert.equal(await unlisted(), 'episodes_unknown');
        });
    });

    it('is not found by a title that two series have', async () => {
        for (const year of [2022, 2023]) {
            const series = setup.simulator.library.addSeries({ name: 'Lycoris Recoil', year: 2022, path: `/a/${year}` });
            setup.simulator.library.addSeason(series, 1, 13);
        }
        assert.deepEqual(await codes({ episodes: [episode(1, 1)] }), ['S01E01 ambiguous_title']);
    });

    it('is not found by the title of what TVDB knows as another series', async () => {
        const series = setup.simulator.library.addSeries({ name: 'Lycoris Recoil', year: 2022, providerIds: { Tvdb: '1' } });
        setup.simulator.library.addSeason(series, 1, 13);
        assert.deepEqual(await codes({ episodes: [episode(1, 1, { state: 'approved' })] }), ['S01E01 no_such_series']);
    });

    it('has an episode proved by its file, where two series have the same file names', async () => {
        const { library } = setup.simulator;
        const series = library.addSeries({ name: 'Lycoris Recoil', year: 2022, providerIds: { Tvdb: '414057' } });
        library.addEpisode(series, { seasonNumber: 2, episodeNumber: 1, path: '/anime/Lycoris Recoil/Season 2/01.mkv' });
        const id = library.addEpisode(series, {
            seasonNumber: 2,
            episodeNumber: 2,
            path: '/anime/Lycoris Recoil/Season 1/01.mkv',
        });
        const { verified } = await verify({
            episodes: [episode(1, 1, { finalPath: '/data/anime/shows/Lycoris Recoil/Season 1/01.mkv' })],
        });
        assert.deepEqual(
            verified.map(({ jellyfinId, way }) => [jellyfinId, way]),
            [[id, 'tvdb+path']],
        );
    });
});
