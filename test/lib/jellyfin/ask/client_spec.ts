import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JellyfinClient, testConnection } from '../../../../lib/jellyfin';
import { EpisodeListing, SeriesMemory } from '../../../../lib/jellyfin/ask/episode-listing';
import { toMediaError } from '../../../../lib/model';
import { JellyfinSimulator, type JellyfinSimulatorOptions, type Misbehaviour } from '../../../simulators/jellyfin';

const fixture = (name: string): string => readFileSync(join(__dirname, '../../../fixtures/self-signed', name), 'utf8');
const TYPES = ['Movie', 'Series', 'Season', 'Episode'] as const;

describe('jellyfin: client', () => {
    let simulator: JellyfinSimulator;
    let client: JellyfinClient;
    const begin = async (options: JellyfinSimulatorOptions = {}) => {
        simulator = await JellyfinSimulator.start(options);
        client = new JellyfinClient({ url: `${simulator.url}/`, apiKey: ` ${simulator.apiKey}\n`, timeoutMs: 1_000 });
    };
    afterEach(async () => {
        client.close();
        await simulator.stop();
    });
    const list = () => client.list({ types: ['Movie'], fields: ['ProviderIds'], limit: 10 });
    const codeOf = (work: Promise<unknown>) =>
        work.then(
            () => 'ok',
            (error: unknown) => toMediaError(error).code,
        );

    it('authenticates in the form that every version accepts, 12 included, which refuses the old ones', async () => {
        await begin({ version: '12.0.0' });
        assert.equal(await codeOf(list()), 'ok');
        for (const headers of [{ 'X-Emby-Token': simulator.apiKey }, { Authorization: `Emby Token="${simulator.apiKey}"` }]) {
            const reply = await fetch(`${simulator.url}/System/Info`, { headers: headers as Record<string, string> });
            assert.equal(reply.status, 401);
        }
    });

    it('asks for no user and for no single item by path, which an API key cannot have', async () => {
        await begin();
        const id = simulator.library.addMovie({ name: 'Film' });
        assert.equal((await client.byIds([id]))[0]?.id, id);
        const headers = { Authorization: `MediaBrowser Token="${simulator.apiKey}"` };
        assert.equal((await fetch(`${simulator.url}/Items/${id}`, { headers })).status, 404);
        for (const { query, path } of simulator.served.slice(0, 1)) {
            assert.deepEqual([path, query.get('userId')], ['/Items', null]);
        }
    });

    it('asks for nothing it does not need', async () => {
        await begin();
        simulator.library.addMovie({ name: 'Film', providerIds: { Tmdb: '1' } });
        const { items } = await list();
        assert.deepEqual([items[0]?.ids.get('tmdb'), items[0]?.path, items[0]?.sources], [['1'], undefined, undefined]);
        assert.ok(simulator.bytes < 420, `${simulator.bytes} bytes`);
    });

    it('reads every page of a long series, and leaves placeholders to be told apart', async () => {
        await begin();
        const series = simulator.library.addSeries({ name: 'Long' });
        simulator.library.addSeason(series, 1, 230);
        simulator.library.addVirtualEpisode(series, { seasonNumber: 1, episodeNumber: 231 });
        const listing = new EpisodeListing(client, series, new SeriesMemory());
        const first = await listing.firstPage(undefined);
        assert.ok(first !== null && !first.isAll);
        const episodes = [...first.items, ...(await listing.otherPages(undefined))];
        assert.deepEqual([episodes.length, episodes.at(-1)?.locationType, simulator.requests], [231, 'Virtual', 3]);
        assert.equal(await new EpisodeListing(client, '0'.repeat(32), new SeriesMemory()).firstPage(1), null);
    });

    it('lists nothing that is only a placeholder', async () => {
        await begin();
        const series = simulator.library.addSeries({ name: 'Show' });
        simulator.library.addEpisode(series, { seasonNumber: 1, episodeNumber: 1 });
        simulator.library.addVirtualEpisode(series, { seasonNumber: 1, episodeNumber: 2 });
        const { items, total } = await client.list({ types: ['Episode'], fields: [], limit: 10 });
        assert.deepEqual([items.map((item) => item.episodeNumber), total], [[1], 1]);
    });

    it('asks for many ids in several requests', async () => {
        await begin();
        const ids = Array.from({ length: 120 }, (_, index) => simulator.library.addMovie({ name: `Film ${index}` }));
        assert.deepEqual([(await client.byIds(ids)).length, simulator.requests], [120, 3]);
    });

    it('sees films of a collection, whichever version folds them', async () => {
        for (const version of ['10.8.13', '10.10.7', '10.11.0', '12.0.0'] as const) {
            await begin({ version });
            simulator.library.addMovie({ name: 'Film', collection: 'Set' });
            simulator.library.addSeries({ name: 'Show', collection: 'Set' });
            const { items } = await client.list({ types: TYPES, fields: [], limit: 10 });
            assert.deepEqual(items.map(({ type }) => type).sort(), ['Movie', 'Series'], version);
            if (version !== '12.0.0') {
                client.close();
                await simulator.stop();
            }
        }
    });

    it('asks what was saved lately in the form that 10.8 to 10.10 do not fail on', async () => {
        for (const version of ['10.8.13', '10.10.7', '12.0.0'] as const) {
            await begin({ version, now: () => 10_000_000 });
            simulator.library.addMovie({ name: 'Old', savedAt: 1_000_000 });
            simulator.library.addMovie({ name: 'New' });
            const query = {
                types: TYPES,
                fields: [],
                limit: 10,
                order: 'newest',
                savedSince: new Date(5_000_000).toISOString(),
            } as const;
            const { items, servedAt } = await client.list(query);
            assert.deepEqual([items.map(({ name }) => name), servedAt], [['New'], 10_000_000], version);
            if (version !== '12.0.0') {
                client.close();
                await simulator.stop();
            }
        }
    });

    it('reports paths, and never has the whole library scanned', async () => {
        await begin();
        await client.reportChanged(['/media/a.mkv', '/media/b.mkv']);
        assert.deepEqual([simulator.reportedPaths, simulator.fullScans], [['/media/a.mkv', '/media/b.mkv'], 0]);
    });

    const misbehaviours: [Misbehaviour, string][] = [
        ['error500', 'http_500'],
        ['starting', 'starting'],
        ['setting_up', 'starting'],
        ['html', 'not_json'],
        ['empty', 'not_json'],
        ['truncated', 'not_json'],
        ['hang', 'timeout'],
        ['drop', 'dropped'],
        ['redirect', 'redirected'],
    ];
    for (const [kind, code] of misbehaviours) {
        it(`says ${code} when Jellyfin answers with ${kind}`, async () => {
            await begin();
            simulator.misbehave(kind);
            assert.equal(await codeOf(list()), code);
            simulator.misbehave(null);
            assert.equal(await codeOf(list()), 'ok');
        });
    }

    it('says refused while Jellyfin is down, and goes on when it is back', async () => {
        await begin();
        await list();
        await simulator.stop();
        assert.equal(await codeOf(list()), 'refused');
        await simulator.comeBack();
        assert.equal(await codeOf(list()), 'ok');
    });

    it('is broken off by its signal', async () => {
        await begin();
        simulator.misbehave('hang');
        const abort = new AbortController();
        const listing = client.list({ types: TYPES, fields: [], limit: 1 }, abort.signal);
        abort.abort();
        assert.equal(await codeOf(listing), 'aborted');
    });

    it('refuses a list that is none', async () => {
        await begin();
        simulator.misbehave('wrong_json');
        assert.equal(await codeOf(list()), 'unexpected_answer');
    });

    it('refuses keys and addresses that cannot be right', async () => {
        await begin();
        const make = (url: string, apiKey: string) => () => new JellyfinClient({ url, apiKey });
        assert.throws(make(simulator.url, ''), { code: 'no_api_key' });
        assert.throws(make(simulator.url, 'a"b'), { code: 'invalid_api_key' });
        assert.throws(make(simulator.url, 'a\r\nX-Evil: 1'), { code: 'invalid_api_key' });
        assert.throws(make('jellyfin:8096', 'abc'), { code: 'invalid_url' });
    });

    describe('connection test', () => {
        const test = (facts = {}) => testConnection({ url: simulator.url, apiKey: simulator.apiKey, timeoutMs: 1_000, ...facts });
        const resultOf = async (facts = {}) => {
            const { ok, code, version } = await test(facts);
            return [ok, code, version ?? null];
        };

        it('finds the version', async () => {
            await begin({ version: '10.11.0', basePath: '/jellyfin' });
            assert.deepEqual(await resultOf(), [true, 'ok', '10.11.0']);
        });

        it('tells a wrong key, and still the version', async () => {
            await begin();
            assert.deepEqual(await resultOf({ apiKey: 'wrong' }), [false, 'unauthorised', '10.10.7']);
        });

        it('tells what is not Jellyfin', async () => {
            await begin({ basePath: '/jellyfin' });
            assert.deepEqual(await resultOf({ url: simulator.url.replace('/jellyfin', '') }), [false, 'not_jellyfin', null]);
            for (const kind of ['html', 'empty', 'not_jellyfin', 'wrong_json'] as const) {
                simulator.misbehave(kind);
                assert.deepEqual(await resultOf(), [false, 'not_jellyfin', null], kind);
            }
        });

        it('tells a Jellyfin that starts, redirects, fails, is silent or is not there', async () => {
            await begin();
            for (const [kind, code] of [
                ['starting', 'starting'],
                ['setting_up', 'starting'],
                ['redirect', 'redirected'],
                ['error500', 'http_500'],
                ['hang', 'timeout'],
            ] as const) {
                simulator.misbehave(kind);
                assert.deepEqual(await resultOf(), [false, code, null]);
            }
            await simulator.stop();
            assert.deepEqual(await resultOf(), [false, 'refused', null]);
            assert.deepEqual(await resultOf({ url: 'http://does-not-exist.invalid' }), [false, 'unreachable', null]);
            await simulator.comeBack();
        });

        it('tells a certificate that is not trusted, unless it need not be', async () => {
            await begin({ tls: { key: fixture('key.pem'), cert: fixture('cert.pem') } });
            assert.deepEqual(await resultOf(), [false, 'certificate', null]);
            assert.deepEqual(await resultOf({ verifyCertificate: false }), [true, 'ok', '10.10.7']);
        });

        it('shows no key', async () => {
            await begin();
            for (const apiKey of ['wrong-secret', 'bad "secret']) {
                assert.doesNotMatch(JSON.stringify(await test({ apiKey })), /secret/);
            }
        });
    });
});
