import assert from 'node:assert/strict';
import { verifyRequest } from '../../../../lib/jellyfin';
import type { SimulatedItem } from '../../../simulators/jellyfin';
import { type JellyfinSetup, movieRequest, setupJellyfin } from '../../../support/jellyfin';

const FILM = { tmdbId: 550, imdbId: 'tt0137523', title: 'Fight Club', year: 1999 };

describe('jellyfin: a film', () => {
    let setup: JellyfinSetup;
    beforeEach(async () => (setup = await setupJellyfin()));
    afterEach(() => setup.close());

    const verify = (facts = {}) => verifyRequest(movieRequest({ ...FILM, ...facts }), setup.deps);
    const codeOf = async (facts = {}) => (await verify(facts)).missing[0]?.code;

    it('is proved by its tmdb id', async () => {
        setup.simulator.library.addMovie({ name: 'Fight Club', providerIds: { Tmdb: '551' } });
        const id = setup.simulator.library.addMovie({ name: 'Fight Club', providerIds: { Tmdb: '550' } });
        assert.deepEqual(await verify(), {
            verified: [{ subject: { type: 'movie' }, jellyfinId: id, foundAs: 'Movie', way: 'tmdb' }],
            missing: [],
        });
    });

    it('is proved by its imdb id when it has no tmdb id', async () => {
        const id = setup.simulator.library.addMovie({ name: 'Fight Club', providerIds: { Imdb: 'TT0137523' } });
        const { verified } = await verify();
        assert.deepEqual([verified[0]?.jellyfinId, verified[0]?.way], [id, 'imdb']);
    });

    it('is proved by its file when Jellyfin did not recognise it, wherever the folder is mounted', async () => {
        const id = setup.simulator.library.addMovie({ name: 'fc', path: '/movies/Fight Club (1999)/Fight.Club.1999.mkv' });
        const { verified } = await verify({ finalPath: '/data/media/movies/Fight Club (1999)/Fight.Club.1999.mkv' });
        assert.deepEqual([verified[0]?.jellyfinId, verified[0]?.way], [id, 'path']);
    });

    it('is not proved by its title', async () => {
        setup.simulator.library.addMovie({ name: 'Fight Club', year: 1999 });
        assert.equal(await codeOf(), 'no_such_item');
    });

    it('is not proved by a show with its tmdb number', async () => {
        const series = setup.simulator.library.addSeries({ name: 'Fight Club', year: 1999, providerIds: { Tmdb: '550' } });
        setup.simulator.library.addEpisode(series, { seasonNumber: 1, episodeNumber: 1 });
        assert.equal(await codeOf(), 'no_such_item');
    });

    it('is not looked for when it is closed', async () => {
        assert.deepEqual(await verify({ state: 'available' }), { verified: [], missing: [] });
        assert.equal(setup.simulator.requests, 0);
    });

    it('is proved by the item that was said to be it, when that has its id', async () => {
        const id = setup.simulator.library.addMovie({ name: 'El club', createdAt: 0, savedAt: 0, providerIds: { Tmdb: '550' } });
        const { verified } = await verify({ jellyfinId: id.toUpperCase() });
        assert.equal(verified[0]?.jellyfinId, id);
        const other = setup.simulator.library.addMovie({ name: 'Other', providerIds: { Tmdb: '1' } });
        assert.equal((await verify({ jellyfinId: other, tmdbId: 77, imdbId: 'tt77' })).missing[0]?.code, 'no_such_item');
    });

    it('takes the playable one of two copies', async () => {
        setup.simulator.library.addMovie({ name: 'Fight Club', providerIds: { Tmdb: '550' }, probed: false });
        const id = setup.simulator.library.addMovie({ name: 'Fight Club', providerIds: { Tmdb: '550' } });
        assert.equal((await verify()).verified[0]?.jellyfinId, id);
    });

    it('is found though it is in a collection, which Jellyfin shows in its place', async () => {
        const old = { createdAt: 0, savedAt: 0 };
        setup.simulator.library.addMovie({ name: 'El club', providerIds: { Tmdb: '550' }, collection: 'Fincher', ...old });
        assert.equal(await setup.index.walkOnePage(), true);
        assert.equal((await verify()).verified.length, 1);
    });

    it('is found again after Jellyfin gave it another id', async () => {
        const { library } = setup.simulator;
        const first = library.addMovie({ name: 'Fight Club', providerIds: { Tmdb: '550' } });
        assert.equal((await verify()).verified[0]?.jellyfinId, first);
        library.remove(first);
        assert.equal(await codeOf(), 'no_such_item');
        const second = library.addMovie({ name: 'Fight Club', providerIds: { Tmdb: '550' } });
        assert.equal((await verify()).verified[0]?.jellyfinId, second);
    });

    it('is not taken for what its item was before Jellyfin identified it anew', async () => {
        const { library } = setup.simulator;
        const id = library.addMovie({ name: 'Fight Club', providerIds: { Tmdb: '550' } });
        assert.equal((await verify()).verified.length, 1);
        library.update(id, { name: 'Club Fight', providerIds: { Tmdb: '9' } });
        assert.equal(await codeOf(), 'no_such_item');
    });

    describe('is playable only', () => {
        const cases: [string, Partial<SimulatedItem>, string | null][] = [
            ['as a probed file', {}, null],
            ['when it is no placeholder', { placeholder: true }, 'only_virtual'],
            ['when its file was probed', { probed: false }, 'not_probed'],
            ['when its file is on the server', { protocol: 'Http' }, 'not_local'],
            ['when its file has a picture', { hasVideo: false }, 'no_video'],
        ];
        for (const [name, facts, code] of cases) {
            it(name, async () => {
                setup.simulator.library.addMovie({ name: 'Fight Club', providerIds: { Tmdb: '550' }, ...facts });
                const { verified, missing } = await verify();
                assert.deepEqual([verified.length, missing[0]?.code ?? null], code === null ? [1, null] : [0, code]);
            });
        }

        it('in 4K, when 4K was asked for', async () => {
            const { library } = setup.simulator;
            library.addMovie({ name: 'Fight Club', providerIds: { Tmdb: '550' } });
            assert.equal(await codeOf({ is4k: true }), 'only_other_version');
            assert.equal((await verify()).verified.length, 1);
            const id = library.addMovie({ name: 'Fight Club', providerIds: { Tmdb: '550' }, width: 3840 });
            assert.equal((await verify({ is4k: true })).verified[0]?.jellyfinId, id);
        });
    });

    it('is found by any of the versions that are in use', async () => {
        for (const version of ['10.8.13', '10.9.11', '10.10.7', '10.11.0', '12.0.0'] as const) {
            const other = await setupJellyfin({ version });
            try {
                const id = other.simulator.library.addMovie({ name: 'Fight Club', providerIds: { Tmdb: '550' } });
                const { verified } = await verifyRequest(movieRequest(FILM), other.deps);
                assert.equal(verified[0]?.jellyfinId, id, version);
                assert.deepEqual(
                    other.simulator.served.filter(({ status }) => status !== 200),
                    [],
                    version,
                );
            } finally {
                await other.close();
            }
        }
    });
});
