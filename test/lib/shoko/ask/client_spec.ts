import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ShokoClient, testConnection } from '../../../../lib/shoko';
import { FolderCache } from '../../../../lib/shoko/ask/folders';
import { ShokoSimulator, type ShokoFault, type ShokoVersion } from '../../../simulators/shoko';
import { FakeClock } from '../../../support/fake-clock';

const VERSIONS: ShokoVersion[] = ['4.2.2', '5.3.3', '6.0.0'];
const selfSigned = (name: string): string => readFileSync(join(__dirname, '../../../fixtures/self-signed', name), 'utf8');
const reference = { anidbAnimeId: 9, anidbEpisodeId: 500, seriesId: 5, episodeId: 50 };

describe('ShokoClient', () => {
    let simulator: ShokoSimulator | undefined;
    let client: ShokoClient | undefined;
    const setup = async (
        version: ShokoVersion = '5.3.3',
        windows = false,
    ): Promise<{ simulator: ShokoSimulator; client: ShokoClient }> => {
        simulator = await ShokoSimulator.start({ version, windows });
        client = new ShokoClient({ url: `${simulator.url}/`, apiKey: simulator.apiKey });
        return { simulator, client };
    };
    afterEach(async () => {
        client?.close();
        await simulator?.stop();
    });

    for (const version of VERSIONS) {
        describe(`of Shoko ${version}`, () => {
            it('finds version, folders, files by id and by the end of their path', async () => {
                const { simulator, client } = await setup(version);
                const folder = simulator.addFolder('/mnt/anime/');
                const id = simulator.detect(folder, 'Show/[Group] Show & Co - 01 + 02 (1080p) [é日本].mkv');
                simulator.match(id, [reference]);
                simulator.detect(folder, 'Show/Show - 03.mkv');

                assert.equal(await client.version(), version);
                assert.deepEqual(await client.folders(), new Map([[folder, '/mnt/anime/']]));
                const expected = {
                    id,
                    locations: [{ folderId: folder, relativePath: 'Show/[Group] Show & Co - 01 + 02 (1080p) [é日本].mkv' }],
                    references: [{ seriesId: 5, episodeId: 50 }],
                    linked: true,
                };
                assert.deepEqual(await client.file(id), expected);
                assert.deepEqual(await client.filesEndingWith('/[group] Show & Co - 01 + 02 (1080p) [é日本].mkv'), [expected]);
                const other = await client.filesEndingWith('/Show/Show - 03.mkv');
                assert.deepEqual(
                    other.map((one) => one.references),
                    [[]],
                );
                assert.deepEqual(await client.filesEndingWith('/how - 03.mkv'), []);
                assert.equal(await client.file(99), null);
            });

            it('sends the key in the header, never in the address', async () => {
                const { simulator, client } = await setup(version);
                await client.folders();
                const last = simulator.requests.at(-1);
                assert.equal(last?.headers['apikey'], simulator.apiKey);
                assert.ok(simulator.requests.every((request) => !JSON.stringify(request.query).includes(simulator.apiKey)));
            });

            for (const phase of ['starting', 'setup'] as const) {
                it(`says that Shoko is ${phase}, not that the key is wrong, whatever it is asked`, async () => {
                    const { simulator, client } = await setup(version);
                    simulator.fault = phase;
                    assert.equal(await client.version(), version);
                    assert.equal((await client.startup())?.code, phase);
                    await assert.rejects(client.folders(), { code: phase });
                    await assert.rejects(client.file(1), { code: phase });
                    await assert.rejects(client.filesEndingWith('/x.mkv'), { code: phase });
                    simulator.fault = null;
                    assert.equal(await client.startup(), null);
                });
            }

            it('says whether it can ask AniDB, if it knows', async () => {
                const { simulator, client } = await setup(version);
                simulator.ban('udp', true);
                simulator.goOffline(true);
                const told = { hasInternet: false, isUdpBanned: true, isHttpBanned: false };
                assert.deepEqual(await client.connectivity(), version === '4.2.2' ? null : told);
            });
        });
    }

    it('asks only once for a folder route that the version does not have', async () => {
        const { simulator, client } = await setup('5.3.3');
        await client.folders();
        await client.folders();
        assert.deepEqual(
            simulator.requests.map((request) => request.path),
            ['/api/v3/ManagedFolder', '/api/v3/ImportFolder', '/api/v3/ImportFolder'],
        );
    });

    it('asks in under 1 KB whether Shoko is there, with both headers and answer', async () => {
        const { simulator, client } = await setup('6.0.0');
        await client.startup();
        const [request] = simulator.requests;
        assert.equal(request?.path, '/api/v3/Init/Status');
        assert.ok(JSON.stringify(request).length < 700);
    });

    it('ends what is under way when it is closed', async () => {
        const { simulator, client } = await setup();
        simulator.fault = 'hang';
        const answer = client.version();
        client.close();
        await assert.rejects(answer, { code: 'aborted' });
    });
});

describe('testConnection', () => {
    const outcome = async (simulator: ShokoSimulator, apiKey = simulator.apiKey): Promise<{ code: string; message: string }> =>
        testConnection({ url: simulator.url, apiKey, timeoutMs: 1_000 });

    it('names the version and the folders', async () => {
        const simulator = await ShokoSimulator.start({ version: '6.0.0' });
        simulator.addFolder('/mnt/anime');
        assert.deepEqual(await outcome(simulator), {
            ok: true,
            code: 'ok',
            message: 'Shoko 6.0.0, 1 managed folder',
            version: '6.0.0',
        });
        await simulator.stop();
    });

    const faults: [ShokoFault, code: string, words: RegExp][] = [
        ['unauthorised', 'unauthorised', /refused the credentials/],
        ['html', 'not_shoko', /not Shoko/],
        ['wrong-shape', 'not_shoko', /not Shoko/],
        ['truncated', 'not_shoko', /not Shoko/],
        ['empty', 'not_shoko', /not Shoko/],
        ['redirect', 'redirected', /redirects/],
        ['error', 'http_500', /500/],
        ['hang', 'timeout', /in time/],
        ['starting', 'starting', /^Shoko is starting: Initializing/],
        ['setup', 'setup', /not set up/],
    ];
    for (const [fault, code, words] of faults) {
        it(`${fault}: ${code}`, async () => {
            const simulator = await ShokoSimulator.start();
            simulator.fault = fault;
            const result = await outcome(simulator);
            assert.equal(result.code, code);
            assert.match(result.message, words);
            await simulator.stop();
        });
    }

    it('wrong key: unauthorised, and the key is not in the message', async () => {
        const simulator = await ShokoSimulator.start();
        const result = await outcome(simulator, 'a-secret');
        assert.equal(result.code, 'unauthorised');
        assert.doesNotMatch(JSON.stringify(result), /a-secret/);
        await simulator.stop();
    });

    it('nothing listens: refused', async () => {
        const simulator = await ShokoSimulator.start();
        await simulator.stop();
        assert.equal((await outcome(simulator)).code, 'refused');
    });

    it('no such host: unreachable', async () => {
        const result = await testConnection({ url: 'http://shoko.invalid:8111', apiKey: 'x' });
        assert.equal(result.code, 'unreachable');
    });

    it('not an address: invalid_url', async () => {
        assert.equal((await testConnection({ url: 'shoko:8111', apiKey: 'x' })).code, 'invalid_url');
    });

    it('a self-signed certificate is refused, unless it need not be verified', async () => {
        const simulator = await ShokoSimulator.start({ tls: { key: selfSigned('key.pem'), cert: selfSigned('cert.pem') } });
        const { url, apiKey } = simulator;
        assert.equal((await testConnection({ url, apiKey })).code, 'certificate');
        assert.equal((await testConnection({ url, apiKey, verifyCertificate: false })).code, 'ok');
        await simulator.stop();
    });
});

describe('FolderCache', () => {
    const setup = (
        folders: [number, string][],
    ): { cache: FolderCache; reads: () => number; clock: FakeClock; folders: Map<number, string> } => {
        const known = new Map(folders);
        const clock = new FakeClock();
        let reads = 0;
        const read = (): Promise<Map<number, string>> => {
            reads++;
            return Promise.resolve(new Map(known));
        };
        return { cache: new FolderCache(read, clock), reads: () => reads, clock, folders: known };
    };

    it('reads once for many paths, and once for many at the same time', async () => {
        const { cache, reads } = setup([
            [1, '/mnt/a/'],
            [2, 'D:\\Anime\\'],
        ]);
        const paths = await Promise.all([
            cache.pathOf({ folderId: 1, relativePath: '/Show/01.mkv' }),
            cache.pathOf({ folderId: 1, relativePath: 'Show/01.mkv' }),
            cache.pathOf({ folderId: 2, relativePath: '\\Show\\01.mkv' }),
        ]);
        assert.deepEqual(paths, ['/mnt/a/Show/01.mkv', '/mnt/a/Show/01.mkv', 'D:/Anime/Show/01.mkv']);
        assert.equal(reads(), 1);
    });

    it('reads again when an unknown folder turns up', async () => {
        const { cache, reads, folders } = setup([[1, '/mnt/a']]);
        await cache.pathOf({ folderId: 1, relativePath: 'x.mkv' });
        folders.set(2, '/mnt/b');
        assert.equal(await cache.pathOf({ folderId: 2, relativePath: 'x.mkv' }), '/mnt/b/x.mkv');
        assert.equal(reads(), 2);
    });

    it('a folder that Shoko does not list gives the tail, and is asked for once a minute at most', async () => {
        const { cache, reads, clock } = setup([[1, '/mnt/a']]);
        for (let round = 0; round < 5; round++) {
            assert.equal(await cache.pathOf({ folderId: 9, relativePath: '/Show/01.mkv' }), 'Show/01.mkv');
        }
        assert.equal(reads(), 2);
        await clock.advance(60_000);
        await cache.pathOf({ folderId: 9, relativePath: '/Show/01.mkv' });
        assert.equal(reads(), 3);
    });
});
