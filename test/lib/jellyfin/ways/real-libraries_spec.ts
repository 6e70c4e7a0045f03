import assert from 'node:assert/strict';
import { verifyRequest } from '../../../../lib/jellyfin';
import { type RequestWithEpisodes, subjectLabel } from '../../../../lib/model';
import { episode, type JellyfinSetup, movieRequest, season, setupJellyfin, tvRequest } from '../../../support/jellyfin';
import type { JellyfinVersion } from '../../../simulators/jellyfin';

const NOW = '2026-01-22T04:00:00.000Z';
const OLD = { createdAt: 0, savedAt: 0 };
const SHOW = { title: 'Harbour Light', year: 2021, tvdbId: 900123 };
const FILM = { title: 'Some Barge', year: 1942, tmdbId: 901 };

/** Libraries as real servers show them, where what is shown is not what it seems. */
describe('jellyfin: real libraries', () => {
    let setup: JellyfinSetup;
    beforeEach(async () => (setup = await setupJellyfin({ version: '10.11.11' })));
    afterEach(() => setup.close());

    /** `S01E01 by tvdb+path` or `S01E02: no_such_episode`, sorted. */
    const verify = async (request: RequestWithEpisodes): Promise<string[]> => {
        const { verified, missing } = await verifyRequest(request, setup.deps);
        return [
            ...verified.map(({ subject, way }) => `${subjectLabel(subject)} by ${way}`),
            ...missing.map(({ subject, code }) => `${subjectLabel(subject)}: ${code}`),
        ].sort();
    };
    const addShow = (facts = {}) =>
        setup.simulator.library.addSeries({ name: SHOW.title, year: 2021, providerIds: { Tvdb: '900123' }, ...facts });
    const addFilm = (facts = {}) =>
        setup.simulator.library.addMovie({ name: FILM.title, year: 1942, providerIds: { Tmdb: '901' }, ...facts });

    describe('numbers that Jellyfin misread', () => {
        const waiting = [episode(1, 2, { state: 'downloading' }), episode(1, 3, { state: 'grabbing' })];
        const library = (): string => '/media/shows/Harbour Light/Season 1';

        for (const [what, name, end] of [
            ['a time', 'S01E01 1-23-45 [Bluray-1080p].mkv', 45],
            ['a short time', 'Harbour Light S01E01 2-3.mkv', 3],
            ['a date', 'Harbour Light - S01E01 - 2021-04-05.mkv', 5],
            ['a resolution', 'Harbour Light S01E01-1080p.mkv', 1080],
        ] as const) {
            for (const isKnown of [true, false]) {
                it(`${what} in a title makes no episodes${isKnown ? ' beside the imported one' : ''}`, async () => {
                    const path = `${library()}/${name}`;
                    setup.simulator.library.addEpisode(addShow(), {
                        seasonNumber: 1,
                        episodeNumber: 1,
                        episodeNumberEnd: end,
                        path,
                    });
                    const first = episode(1, 1, { finalPath: `/tv/Harbour Light/Season 1/${name}` });
                    const result = await verify(tvRequest({ ...SHOW, episodes: [...(isKnown ? [first] : []), ...waiting] }));
                    assert.deepEqual(result, [
                        ...(isKnown ? ['S01E01 by tvdb+path'] : []),
                        'S01E02: no_such_episode',
                        'S01E03: no_such_episode',
                    ]);
                });
            }
        }

        it('a file with several episodes proves each that its name says, imported or not', async () => {
            for (const name of ['S01E01-E03', 'S01E01E02E03', 'S01E01-03', '1x01-03', 'S01E01-E02-E03', 's01e01 e02 e03']) {
                const other = await setupJellyfin();
                const series = other.simulator.library.addSeries({ name: SHOW.title, providerIds: { Tvdb: '900123' } });
                const path = `${library()}/Harbour Light - ${name} - Three.mkv`;
                other.simulator.library.addEpisode(series, { seasonNumber: 1, episodeNumber: 1, episodeNumberEnd: 3, path });
                const { verified } = await verifyRequest(tvRequest({ ...SHOW, episodes: waiting }), other.deps);
                await other.close();
                assert.equal(verified.length, 2, name);
            }
        });

        it('the file that was imported for another episode is not this one, whatever its number', async () => {
            const path = `${library()}/Harbour Light - The Other One.mkv`;
            setup.simulator.library.addEpisode(addShow(), { seasonNumber: 1, episodeNumber: 2, path });
            const one = episode(1, 1, { finalPath: '/tv/Harbour Light/Season 1/Harbour Light - The Other One.mkv' });
            const result = await verify(tvRequest({ ...SHOW, episodes: [one, episode(1, 2, { state: 'downloading' })] }));
            assert.deepEqual(result, ['S01E01 by tvdb+path', 'S01E02: no_such_episode']);
        });

        it('a file whose name says another number than Jellyfin is not it', async () => {
            const path = `${library()}/Harbour Light S01E05 - 2 of 6.mkv`;
            setup.simulator.library.addEpisode(addShow(), { seasonNumber: 1, episodeNumber: 2, path });
            const result = await verify(tvRequest({ ...SHOW, episodes: [episode(1, 2)] }));
            assert.deepEqual(result, ['S01E02: no_such_episode']);
        });
    });

    describe('the very imported file', () => {
        const name = 'Harbour Light 24x103 - 2019-05-20 Guest.mkv';
        const daily = () => episode(24, 103, { finalPath: `/tv/Harbour Light/${name}` });
        const path = `/media/shows/Harbour Light/${name}`;

        for (const [what, facts] of [
            ['without a season', {}],
            ['under another season', { seasonNumber: 2019, episodeNumber: 20 }],
            ['under its absolute number', { seasonNumber: 1, episodeNumber: 2_503 }],
        ] as const) {
            for (const age of [{}, OLD]) {
                it(`proves an episode that is shown ${what}${age === OLD ? ', and was there long ago' : ''}`, async () => {
                    setup.simulator.library.addEpisode(addShow(age), { ...facts, path, ...age });
                    const [result] = await verify(tvRequest({ ...SHOW, episodes: [daily()] }));
                    assert.match(result ?? '', /^S24E103 by (any|tvdb)\+path$/);
                });
            }
        }

        for (const age of [{}, OLD]) {
            it(`proves an episode in a series without ids${age === OLD ? ' that was there long ago' : ''}`, async () => {
                const series = addShow({ providerIds: {}, ...age });
                setup.simulator.library.addEpisode(series, { seasonNumber: 1, episodeNumber: 1, path: '/m/a.mkv', ...age });
                setup.simulator.library.addEpisode(series, { ...age, path });
                const [result] = await verify(tvRequest({ ...SHOW, episodes: [daily()] }));
                assert.match(result ?? '', /^S24E103 by (any|title)\+path$/);
            });

            it(`proves one in a series that Jellyfin has under other ids${age === OLD ? ', and had long ago' : ''}`, async () => {
                const series = addShow({ providerIds: { Tvdb: '7' }, ...age });
                setup.simulator.library.addEpisode(series, { seasonNumber: 24, episodeNumber: 103, path, ...age });
                setup.simulator.library.addEpisode(series, { seasonNumber: 24, episodeNumber: 104, ...age });
                const result = await verify(tvRequest({ ...SHOW, episodes: [daily(), episode(24, 104)] }));
                assert.match(result[0] ?? '', /^S24E103 by (any|title)\+path$/);
                assert.match(result[1] ?? '', /^S24E104: no_such/);
            });
        }

        it('proves a film that Jellyfin did not identify, with a decomposed name, in an old library', async () => {
            const folder = 'Café Électrique (2001)';
            const file = `${folder}/Café Électrique (2001) - WEBDL-1080p.mkv`;
            const decomposed = `/media/movies/${file}`.normalize('NFD');
            setup.simulator.library.addMovie({ name: folder.normalize('NFD'), path: decomposed, ...OLD });
            const wish = { title: 'Café Électrique', year: 2001, tmdbId: 810024, finalPath: `/data/movies/${file}` };
            assert.deepEqual(await verify(movieRequest(wish)), ['movie by path']);
        });

        it('proves a film that nobody would find by its title, once the walk has met it', async () => {
            const path = '/media/movies/Unsorted/barge-42.mkv';
            setup.simulator.library.addMovie({ name: 'qx', path, ...OLD });
            const wish = movieRequest({ ...FILM, finalPath: '/data/movies/Unsorted/barge-42.mkv' });
            assert.deepEqual(await verify(wish), ['movie: no_such_item']);
            await setup.index.walkOnePage();
            assert.deepEqual(await verify(wish), ['movie by path']);
        });
    });

    describe('what Jellyfin has not scanned yet', () => {
        const finalPath = '/data/movies/Some Barge (1942)/Some Barge (1942) WEBDL-1080p.mkv';
        const oldPath = '/media/movies/Some Barge (1942)/Some Barge (1942) DVD.mkv';
        const newPath = '/media/movies/Some Barge (1942)/Some Barge (1942) WEBDL-1080p.mkv';

        it('the file before an upgrade proves nothing, and the new one does, identified or not', async () => {
            addFilm({ path: oldPath });
            const wish = movieRequest({ ...FILM, finalPath });
            const { missing } = await verifyRequest(wish, setup.deps);
            assert.equal(missing[0]?.code, 'other_file');
            assert.match(missing[0].message, /Some Barge \(1942\) DVD\.mkv.*WEBDL-1080p\.mkv/);
            setup.simulator.library.addMovie({ name: 'Some Barge', path: newPath });
            assert.deepEqual(await verify(wish), ['movie by path']);
        });

        it('an episode’s likewise', async () => {
            const folder = 'Harbour Light/Season 1';
            setup.simulator.library.addEpisode(addShow(), {
                seasonNumber: 1,
                episodeNumber: 1,
                path: `/media/shows/${folder}/Harbour Light S01E01 HDTV.mkv`,
            });
            const one = episode(1, 1, { finalPath: `/tv/${folder}/Harbour Light S01E01 WEBDL.mkv` });
            assert.deepEqual(await verify(tvRequest({ ...SHOW, episodes: [one] })), ['S01E01: other_file']);
        });

        it('after a day it is believed: a tool may have renamed the file', async () => {
            addFilm({ path: oldPath });
            const reached = { importing: '2026-01-20T04:00:00.000Z' };
            assert.deepEqual(await verify(movieRequest({ ...FILM, finalPath, reached })), ['movie by tmdb']);
        });

        it('the same file in another library, or another container, is no other one', async () => {
            addFilm({ path: '/elsewhere/Barge/SB.mkv' });
            assert.deepEqual(await verify(movieRequest({ ...FILM, finalPath })), ['movie by tmdb']);
            setup.simulator.library.update(setup.index.find(['Movie'], 'tmdb', '901')[0]!, {
                path: newPath.replace('.mkv', '.mp4'),
            });
            assert.deepEqual(await verify(movieRequest({ ...FILM, finalPath })), ['movie by tmdb']);
        });

        it('a file that was converted and told of as missing is found again', async () => {
            addFilm({ path: '/media/movies/Some Barge (1942)/a.mp4' });
            const failure = {
                code: 'file_deleted',
                message: 'it is missing from disk',
                at: NOW,
                stage: 'anime_matching' as const,
            };
            const wish = (finalPath: string) => movieRequest({ ...FILM, state: 'failed', failure, finalPath });
            assert.deepEqual(await verify(wish('/m/SB/a.mkv')), ['movie by tmdb']);
            assert.deepEqual(await verify(wish('/m/Some Barge (1942)/a.mp4')), ['movie: deleted_file']);
            const other = { ...failure, code: 'import_blocked' };
            assert.deepEqual(await verify(movieRequest({ ...FILM, state: 'failed', failure: other })), []);
        });
    });

    describe('a file that is known to be deleted', () => {
        const finalPath = '/data/movies/Some Barge (1942)/Some Barge.mkv';
        const shownPath = '/media/movies/Some Barge (1942)/Some Barge.mkv';
        const again = (gone: object[]): RequestWithEpisodes =>
            Object.assign(movieRequest({ ...FILM, state: 'approved', finalPath }), { gone });

        it('proves nothing, known by its path, its item or both', async () => {
            const id = addFilm({ path: shownPath });
            for (const gone of [
                { path: finalPath },
                { jellyfinId: id },
                { path: finalPath, jellyfinId: id },
                { path: '/Some Barge (1942)/Some Barge.mkv' },
            ]) {
                const { verified, missing } = await verifyRequest(again([gone]), setup.deps);
                assert.deepEqual([verified, missing[0]?.code], [[], 'deleted_file'], JSON.stringify(gone));
                assert.match(missing[0]?.message ?? '', /"Some Barge" with the file that was deleted/);
            }
        });

        it('does so no more when Jellyfin has another path or another item', async () => {
            const id = addFilm({ path: shownPath });
            const gone = [{ path: finalPath, jellyfinId: 'b'.repeat(32) }, { path: '/data/movies/Some Barge (1942)/DVD.mkv' }];
            assert.deepEqual(await verify(again(gone)), ['movie by tmdb']);
            setup.simulator.library.update(id, { path: '/media/movies/Some Barge (1942)/New.mkv' });
            assert.deepEqual(await verify(again([{ path: finalPath, jellyfinId: id }])), ['movie by tmdb']);
        });

        it('proves no episode either, and its neighbours are proved', async () => {
            const [first] = setup.simulator.library.addSeason(addShow(), 1, 2);
            const [one, two] = season(1, 2);
            const wish = tvRequest({ ...SHOW, episodes: [one!, two!] });
            Object.assign(wish.episodes[0]!, { gone: [{ jellyfinId: first }] });
            assert.deepEqual(await verify(wish), ['S01E01: deleted_file', 'S01E02 by tvdb+number']);
        });
    });

    it('in 4:3 a 4K picture is narrower', async () => {
        addFilm({ width: 2880, height: 2160 });
        assert.deepEqual(await verify(movieRequest({ ...FILM, is4k: true })), ['movie by tmdb']);
        setup.simulator.library.update(setup.index.find(['Movie'], 'tmdb', '901')[0]!, { width: 1440, height: 1080 });
        assert.deepEqual(await verify(movieRequest({ ...FILM, is4k: true })), ['movie: only_other_version']);
    });

    it('a stub of a disc is a placeholder by the item’s own word', async () => {
        addFilm({ placeholder: true, path: '/media/movies/Some Barge (1942)/Some Barge (1942).bluray.disc' });
        assert.deepEqual(await verify(movieRequest(FILM)), ['movie: only_virtual']);
    });

    it('episodes that Jellyfin has not put in order yet are found as children of their series', async () => {
        const series = addShow({ unlinked: true });
        setup.simulator.library.addSeason(series, 1, 13);
        assert.equal(
            (await verify(tvRequest({ ...SHOW, episodes: season(1, 13) }))).filter((line) => / by /.test(line)).length,
            13,
        );
        const unlisted = tvRequest({ ...SHOW, state: 'approved', requestedSeasons: '1', totalEpisodes: 13 });
        assert.equal((await verify(unlisted)).length, 13);
    });

    for (const version of ['10.11.11', '12.0.0'] as JellyfinVersion[]) {
        it(`a title that ${version} takes for a wildcard finds nothing else`, async () => {
            const other = await setupJellyfin({ version });
            for (let number = 0; number < 40; number++) other.simulator.library.addMovie({ name: `Film ${number}`, ...OLD });
            other.simulator.library.addMovie({ name: '100%_', providerIds: { Tmdb: '5' }, ...OLD });
            for (const [wish, count] of [
                [movieRequest({ title: '%', tmdbId: 4 }), 0],
                [movieRequest({ title: '_', tmdbId: 4 }), 0],
                [movieRequest({ title: '100%_', tmdbId: 5 }), 1],
            ] as const) {
                assert.equal((await verifyRequest(wish, other.deps)).verified.length, count);
            }
            await other.close();
        });
    }

    it('what is said to be an item’s id and is none is not asked for', async () => {
        addFilm();
        assert.deepEqual(await verify(movieRequest({ ...FILM, jellyfinId: 'xyz' })), ['movie by tmdb']);
        assert.ok(setup.simulator.served.every(({ query }) => query.get('ids') !== 'xyz'));
    });
});
