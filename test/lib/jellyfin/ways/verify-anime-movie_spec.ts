import assert from 'node:assert/strict';
import { verifyRequest } from '../../../../lib/jellyfin';
import type { RequestWithEpisodes } from '../../../../lib/model';
import { type JellyfinSetup, movieRequest, setupJellyfin } from '../../../support/jellyfin';

const FILM = {
    isAnime: true,
    tmdbId: 1052946,
    imdbId: 'tt25041020',
    title: 'Violet Evergarden: Recollections',
    year: 2021,
    finalPath: '/data/anime/movies/Violet Evergarden - Recollections (2021)/Violet.Evergarden.Recollections.2022.1080p.mkv',
};
const VFS = '/config/Shokofin/VFS/0a1b';

describe('jellyfin: an anime film', () => {
    let setup: JellyfinSetup;
    beforeEach(async () => (setup = await setupJellyfin()));
    afterEach(() => setup.close());

    const verify = (facts: Partial<RequestWithEpisodes> = {}) => verifyRequest(movieRequest({ ...FILM, ...facts }), setup.deps);
    const codeOf = async (facts: Partial<RequestWithEpisodes> = {}) => (await verify(facts)).missing[0]?.code;
    /** The series of which Shoko says that the film is a special. */
    const addSeries = (facts = {}) =>
        setup.simulator.library.addSeries({
            name: 'Violet Evergarden',
            year: 2018,
            providerIds: { 'Shoko Series': '77', AniDB: '13128' },
            ...facts,
        });

    it('is proved as Movie by its tmdb id', async () => {
        const id = setup.simulator.library.addMovie({ name: 'Violet Evergarden: Kioku', providerIds: { Tmdb: '1052946' } });
        assert.deepEqual((await verify()).verified, [
            { subject: { type: 'movie' }, jellyfinId: id, foundAs: 'Movie', way: 'tmdb' },
        ]);
    });

    it('is proved as the episode of a series with its tmdb id', async () => {
        const series = setup.simulator.library.addSeries({
            name: 'Violet Evergarden: Recollections',
            year: 2021,
            providerIds: { Tmdb: '1052946' },
        });
        assert.equal(await codeOf(), 'other_type_without_media');
        const id = setup.simulator.library.addEpisode(series, { seasonNumber: 1, episodeNumber: 1, name: 'Complete Movie' });
        assert.deepEqual((await verify()).verified, [
            {
                subject: { type: 'movie' },
                jellyfinId: id,
                foundAs: 'Series "Violet Evergarden: Recollections" (S01E01)',
                way: 'series_tmdb',
            },
        ]);
    });

    it('is not proved by an unrelated show that has the same number at TMDB', async () => {
        const series = setup.simulator.library.addSeries({
            name: 'Cooking with Bob',
            year: 2003,
            providerIds: { Tmdb: '1052946' },
        });
        const id = setup.simulator.library.addEpisode(series, {
            seasonNumber: 1,
            episodeNumber: 1,
            providerIds: { Tmdb: '1052946' },
        });
        setup.simulator.library.update(id, { name: 'Soup', premiereDate: '2003-05-01T00:00:00.000Z' });
        assert.equal(await codeOf(), 'not_matched');
    });

    it('is proved as a special that has its tmdb id', async () => {
        const id = setup.simulator.library.addEpisode(addSeries(), {
            seasonNumber: 0,
            episodeNumber: 3,
            name: 'Recollections',
            providerIds: { Tmdb: '1052946' },
        });
        assert.deepEqual((await verify()).verified, [
            { subject: { type: 'movie' }, jellyfinId: id, foundAs: 'Episode S00E03 of "Violet Evergarden"', way: 'any_tmdb' },
        ]);
    });

    describe('by what Shoko matched', () => {
        const shoko = { shokoFileId: 1234, shokoEpisodeId: 900, shokoSeriesId: 77 };

        it('is proved by its file, whose id may be in the name only', async () => {
            const path = `${VFS}/Violet Evergarden [Shoko Series=77]/Season 00/Kioku S00E05 [Shoko Series=77] [Shoko File=1234].mkv`;
            const id = setup.simulator.library.addEpisode(addSeries(), {
                seasonNumber: 0,
                episodeNumber: 5,
                name: 'Kioku',
                path,
            });
            const { verified } = await verify(shoko);
            assert.deepEqual(
                [verified[0]?.jellyfinId, verified[0]?.foundAs, verified[0]?.way],
                [id, 'Episode S00E05 of "Violet Evergarden"', 'shoko_file'],
            );
        });

        it('is proved by its episode', async () => {
            const id = setup.simulator.library.addMovie({
                name: 'Kioku',
                providerIds: { 'Shoko Episode': '900' },
                path: `${VFS}/a.mkv`,
            });
            assert.deepEqual(
                (await verify(shoko)).verified.map(({ jellyfinId, way }) => [jellyfinId, way]),
                [[id, 'shoko_episode']],
            );
        });

        it('is proved in its series, though that was saved long ago', async () => {
            const old = { createdAt: 0, savedAt: 0 };
            const series = addSeries(old);
            setup.simulator.library.addEpisode(series, {
                seasonNumber: 1,
                episodeNumber: 1,
                ...old,
                providerIds: { 'Shoko File': '1' },
            });
            const id = setup.simulator.library.addEpisode(series, {
                seasonNumber: 0,
                episodeNumber: 2,
                ...old,
                providerIds: { 'Shoko File': '1234' },
            });
            const { verified } = await verify(shoko);
            assert.deepEqual([verified[0]?.jellyfinId, verified[0]?.foundAs], [id, 'Series "Violet Evergarden" (S00E02)']);
        });

        it('is not proved by another file of that series', async () => {
            setup.simulator.library.addEpisode(addSeries(), {
                seasonNumber: 1,
                episodeNumber: 1,
                providerIds: { 'Shoko File': '1' },
            });
            assert.equal(await codeOf(shoko), 'matched_not_shown');
        });

        it('is told apart: matched but not shown, and not matched', async () => {
            assert.equal(await codeOf(shoko), 'matched_not_shown');
            assert.equal(await codeOf(), 'not_matched');
            assert.equal(await codeOf({ state: 'approved' }), 'no_such_item');
        });

        it('is only a placeholder until its file is there', async () => {
            setup.simulator.library.addVirtualEpisode(addSeries(), {
                seasonNumber: 0,
                episodeNumber: 3,
                providerIds: { 'Shoko Episode': '900' },
            });
            assert.equal(await codeOf(shoko), 'only_virtual');
        });
    });

    it('is proved by its file', async () => {
        const path = '/anime/Violet Evergarden - Recollections (2021)/Violet.Evergarden.Recollections.2022.1080p.mkv';
        const id = setup.simulator.library.addMovie({ name: 'VE R', path });
        assert.deepEqual(
            (await verify()).verified.map(({ jellyfinId, way }) => [jellyfinId, way]),
            [[id, 'path']],
        );
    });

    describe('by title and year', () => {
        const add = (name: string, year: number, facts = {}) =>
            setup.simulator.library.addMovie({ name, year, path: `${VFS}/${name} ${year}.mkv`, ...facts });
        const proved = async (facts = {}) => (await verify({ finalPath: undefined, ...facts })).verified[0]?.jellyfinId;

        it('is proved whatever the punctuation', async () => {
            const id = add('Violet Evergarden – Recollections', 2021);
            assert.equal(await proved(), id);
        });

        it('is proved by the original title', async () => {
            const id = add('Violet Evergarden Kioku', 2021, { originalTitle: '劇場版 ヴァイオレット・エヴァーガーデン 記憶' });
            assert.equal(await proved({ originalTitle: '劇場版 ヴァイオレット・エヴァーガーデン 記憶' }), id);
        });

        it('allows a year of difference, and prefers none', async () => {
            const id = add('Violet Evergarden: Recollections', 2022);
            assert.equal(await proved(), id);
            const exact = add('Violet Evergarden: Recollections', 2021);
            assert.equal(await proved(), exact);
        });

        it('is not proved by another year, or by half a title', async () => {
            add('Violet Evergarden: Recollections', 2011);
            add('Violet Evergarden', 2021);
            assert.equal(await proved(), undefined);
        });

        it('is not proved when two fit', async () => {
            add('Violet Evergarden: Recollections', 2021);
            add('Violet Evergarden Recollections', 2021);
            assert.equal(await codeOf({ finalPath: undefined }), 'ambiguous_title');
        });

        it('is not proved by what TMDB knows as another film', async () => {
            add('Violet Evergarden: Recollections', 2021, { providerIds: { Tmdb: '1' } });
            assert.equal(await proved(), undefined);
        });

        it('is proved as a special with its subtitle', async () => {
            const facts = { seasonNumber: 0, episodeNumber: 3, name: 'Recollections', premiereDate: '2021-11-01T00:00:00.000Z' };
            const series = addSeries({ createdAt: 0, savedAt: 0 });
            setup.simulator.library.addSeason(series, 1, 13, { createdAt: 0, savedAt: 0 });
            const id = setup.simulator.library.addEpisode(series, { ...facts, createdAt: 0, savedAt: 0 });
            const { verified } = await verify({ finalPath: undefined });
            assert.deepEqual(
                [verified[0]?.jellyfinId, verified[0]?.foundAs, verified[0]?.way],
                [id, 'Episode S00E03 of "Violet Evergarden"', 'title'],
            );
        });

        it('is not proved by a whole series of which it is some part', async () => {
            const series = addSeries({ name: 'Violet Evergarden: Recollections', year: 2021, providerIds: {} });
            setup.simulator.library.addSeason(series, 1, 3);
            assert.equal(await codeOf({ finalPath: undefined }), 'ambiguous_episode');
        });

        it('is not proved by what has no year', async () => {
            setup.simulator.library.addMovie({ name: 'Violet Evergarden: Recollections' });
            assert.equal(await proved(), undefined);
        });

        it('needs the very year while nobody has imported it', async () => {
            add('Violet Evergarden: Recollections', 2022);
            assert.equal(await proved({ state: 'approved' }), undefined);
            const exact = add('Violet Evergarden: Recollections', 2021);
            assert.equal(await proved({ state: 'approved' }), exact);
        });
    });

    describe('that bears the name of something else', () => {
        const redline = { title: 'Redline', year: 2009, tmdbId: 71883, imdbId: 'tt1483797', finalPath: undefined };
        const addEpisode = (series: object, facts: object) => {
            const { library } = setup.simulator;
            const id = library.addSeries({ name: 'Some Crime Show', year: 2009, ...series });
            return library.addEpisode(id, { name: 'Redline', seasonNumber: 3, episodeNumber: 4, ...facts });
        };

        for (const year of [2009, 2010, 2015]) {
            for (const state of ['approved', 'anime_matching'] as const) {
                it(`is not proved by an episode of another series, of ${year}, when it is ${state}`, async () => {
                    addEpisode({}, { year: 2009, premiereDate: `${year}-03-01T00:00:00.000Z` });
                    assert.deepEqual((await verify({ ...redline, state })).verified, []);
                });
            }
        }

        it('is not proved by a special of its own series from another year', async () => {
            const special = { seasonNumber: 0, episodeNumber: 1, year: 2009 };
            const id = addEpisode({ name: 'Redline' }, { ...special, premiereDate: '2010-03-01T00:00:00.000Z' });
            assert.deepEqual((await verify(redline)).verified, []);
            setup.simulator.library.update(id, { premiereDate: '2009-08-14T00:00:00.000Z' });
            assert.equal((await verify(redline)).verified[0]?.jellyfinId, id);
        });

        it('is not proved by a show or an episode with the same number at TMDB and the same year', async () => {
            addEpisode({ name: 'Cooking With Anna', providerIds: { Tmdb: '71883' } }, { name: 'Soup', seasonNumber: 1 });
            addEpisode({}, { name: 'Pilot', year: 2009, providerIds: { Tmdb: '71883' } });
            assert.deepEqual((await verify(redline)).verified, []);
        });

        for (const name of ['Pilot', 'Blue Giant']) {
            it(`is not proved by the first episode "${name}" of a show with its title while nobody has imported it`, async () => {
                const show = { name: 'Blue Giant', year: 2023, providerIds: { Tvdb: '5' } };
                addEpisode(show, { name, seasonNumber: 1, episodeNumber: 1, premiereDate: '2023-02-17T00:00:00.000Z' });
                const film = { title: 'Blue Giant', year: 2023, tmdbId: 7, imdbId: undefined, finalPath: undefined };
                assert.deepEqual((await verify({ ...film, state: 'approved' })).verified, []);
            });
        }
    });

    describe('that is a series in a library of shows', () => {
        const blueGiant = { title: 'Blue Giant', year: 2023, tmdbId: 7, imdbId: undefined, finalPath: undefined };
        const addShow = (name: string, providerIds: Record<string, string>, facts = {}) => {
            const { library } = setup.simulator;
            const series = library.addSeries({ name: 'Blue Giant', year: 2023, providerIds, ...facts });
            return { series, id: library.addEpisode(series, { name, seasonNumber: 1, episodeNumber: 1 }) };
        };
        const waysOf = async (facts: Partial<RequestWithEpisodes> = {}) =>
            (await verify({ ...blueGiant, ...facts })).verified.map(({ jellyfinId, way }) => [jellyfinId, way]);

        for (const name of ['Complete Movie', 'Blue Giant']) {
            it(`is proved as Shokofin shows it, by its one episode "${name}", though it was there all along`, async () => {
                const { id, series } = addShow(name, { 'Shoko Series': '9' });
                setup.simulator.library.addVirtualEpisode(series, { name: 'Part 1 of 2', seasonNumber: 1, episodeNumber: 2 });
                assert.deepEqual(await waysOf({ state: 'approved' }), [[id, 'title']]);
            });
        }

        it('is proved by its one episode, whatever that is called, once it was imported', async () => {
            const { id } = addShow('Episode 1', {});
            assert.deepEqual(await waysOf(), [[id, 'title']]);
        });

        it('is not proved by the first of several episodes, be the others only announced', async () => {
            const { series } = addShow('Episode 1', {});
            setup.simulator.library.addVirtualEpisode(series, { seasonNumber: 1, episodeNumber: 2 });
            assert.deepEqual(await waysOf(), []);
        });

        it('is not proved by a franchise whose number at TMDB happens to be its own', async () => {
            addShow('Pilot', { Tmdb: '7' });
            assert.deepEqual(await waysOf({ title: 'Blue Giant: The Concert' }), []);
        });
    });
});
