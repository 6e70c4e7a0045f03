import assert from 'node:assert/strict';
import { JellyfinSimulator, type JellyfinVersion } from '../../simulators/jellyfin';

interface Answer {
    status: number;
    items: Record<string, unknown>[];
    total: number;
}

/** The traps of Jellyfin's API that a verifier must not fall into: a simulator without them would prove nothing. */
describe('jellyfin: the simulator answers as Jellyfin does', () => {
    let simulator: JellyfinSimulator;
    afterEach(() => simulator.stop());

    const begin = async (version: JellyfinVersion) => (simulator = await JellyfinSimulator.start({ version }));
    async function get(path: string): Promise<Answer> {
        const headers = { Authorization: `MediaBrowser Token="${simulator.apiKey}"` };
        const reply = await fetch(`${simulator.url}${path}`, { headers });
        const body = await reply.text();
        const { Items = [], TotalRecordCount = 0 } = (body.startsWith('{') ? JSON.parse(body) : {}) as Record<string, never>;
        return { status: reply.status, items: Items, total: TotalRecordCount };
    }

    it('ignores what it does not know, provider ids above all, and returns everything', async () => {
        await begin('10.10.7');
        for (const tmdb of ['1', '2', '3']) simulator.library.addMovie({ name: tmdb, providerIds: { Tmdb: tmdb } });
        assert.equal((await get('/Items?recursive=true&includeItemTypes=Movie&AnyProviderIdEquals=Tmdb.1')).total, 3);
        assert.equal((await get('/Items?recursive=true&hasTvdbId=true')).total, 0);
    });

    it('sends ids, paths and media sources only when asked', async () => {
        await begin('10.10.7');
        simulator.library.addMovie({ name: 'Film', providerIds: { Tmdb: '1' } });
        const [plain] = (await get('/Items?recursive=true')).items;
        for (const key of ['ProviderIds', 'Path', 'MediaSources', 'OriginalTitle']) assert.equal(plain?.[key], undefined, key);
        assert.equal(plain?.['LocationType'], 'FileSystem');
        const [full] = (await get('/Items?recursive=true&fields=ProviderIds,Path,MediaSources')).items;
        assert.deepEqual(
            [full?.['ProviderIds'], typeof full?.['Path'], Array.isArray(full?.['MediaSources'])],
            [{ Tmdb: '1' }, 'string', true],
        );
    });

    it('fails for a single item from 10.11, takes what is no id for none, and refuses a series that is none', async () => {
        await begin('10.11.11');
        const id = simulator.library.addMovie({ name: 'Film' });
        const headers = { Authorization: `MediaBrowser Token="${simulator.apiKey}"` };
        const reply = await fetch(`${simulator.url}/Items/${id}`, { headers });
        assert.deepEqual(
            [reply.status, reply.headers.get('content-type'), await reply.text()],
            [400, 'text/plain', 'Error processing request.'],
        );
        assert.equal((await get('/Items?ids=xyz')).total, 0);
        assert.equal((await get('/Shows/abc/Episodes')).status, 400);
        assert.equal((await get(`/Shows/${'0'.repeat(32)}/Episodes`)).status, 404);
    });

    it('starts in phases: nothing listens, 503, small letters and 503, nothing again, and well', async () => {
        await begin('12.0.0');
        const info = async (): Promise<string> => {
            const reply = await fetch(`${simulator.url}/System/Info/Public`).catch(() => null);
            if (reply === null) return 'refused';
            const body = await reply.text();
            return `${reply.status} ${reply.headers.get('retry-after') ?? ''} ${/"(version)"/i.exec(body)?.[1] ?? ''}`.trim();
        };
        const seen: string[] = [];
        for (const phase of ['down', 'starting', 'setting_up', 'down', 'starting', 'well'] as const) {
            await simulator.enter(phase);
            seen.push(await info());
            if (phase === 'setting_up') assert.equal((await get('/Items?recursive=true')).status, 503);
        }
        assert.deepEqual(seen, ['refused', '503 005', '200  version', 'refused', '503 005', '200  Version']);
    });

    it('10.11 shows episodes of a series that it has not put in order only as children of it', async () => {
        await begin('10.11.11');
        const series = simulator.library.addSeries({ name: 'Show', unlinked: true });
        simulator.library.addSeason(series, 1, 3);
        const beneath = `/Items?parentId=${series}&recursive=true&includeItemTypes=Episode`;
        assert.deepEqual([(await get(`/Shows/${series}/Episodes`)).total, (await get(beneath)).total], [0, 3]);
        simulator.library.update(series, { unlinked: false });
        assert.equal((await get(`/Shows/${series}/Episodes`)).total, 3);
    });

    it('knows no single item for an API key', async () => {
        await begin('10.10.7');
        const id = simulator.library.addMovie({ name: 'Film' });
        assert.equal((await get(`/Items/${id}`)).status, 404);
        assert.equal((await get(`/Items?ids=${id}`)).total, 1);
    });

    for (const [version, shown] of [
        ['10.8.13', 1],
        ['10.9.11', 2],
        ['12.0.0', 2],
    ] as const) {
        it(`${version} shows an API key ${shown === 1 ? 'no' : 'also'} missing episodes unless told otherwise`, async () => {
            await begin(version);
            const series = simulator.library.addSeries({ name: 'Show' });
            simulator.library.addEpisode(series, { seasonNumber: 1, episodeNumber: 1 });
            simulator.library.addVirtualEpisode(series, { seasonNumber: 1, episodeNumber: 2 });
            assert.equal((await get(`/Shows/${series}/Episodes?season=1`)).total, shown);
            assert.equal((await get(`/Shows/${series}/Episodes?season=1&isMissing=false`)).total, 1);
            assert.equal((await get(`/Shows/${series}/Episodes?season=7`)).total, 0);
            assert.equal((await get(`/Shows/${'0'.repeat(32)}/Episodes`)).status, 404);
        });
    }

    for (const [version, status] of [
        ['10.8.13', 500],
        ['10.10.7', 500],
        ['10.11.0', 200],
    ] as const) {
        it(`${version} answers ${status} to minDateLastSaved`, async () => {
            await begin(version);
            assert.equal((await get('/Items?recursive=true&minDateLastSaved=2026-01-01T00:00:00Z')).status, status);
            assert.equal((await get('/Items?recursive=true&minDateLastSavedForUser=2026-01-01T00:00:00Z')).status, 200);
        });
    }

    it('folds a collection into one item unless told not to', async () => {
        await begin('10.10.7');
        for (const name of ['One', 'Two']) simulator.library.addMovie({ name, collection: 'Set' });
        const list = '/Items?recursive=true&includeItemTypes=Movie';
        assert.deepEqual(
            (await get(list)).items.map((item) => item['Type']),
            ['BoxSet'],
        );
        assert.equal((await get(`${list}&collapseBoxSetItems=false`)).total, 2);
    });

    for (const [version, found] of [
        ['10.8.13', 0],
        ['10.11.0', 0],
        ['12.0.0', 1],
    ] as const) {
        it(`${version} ${found === 1 ? 'ignores' : 'minds'} punctuation in a search`, async () => {
            await begin(version);
            simulator.library.addMovie({ name: 'Mission: Impossible' });
            const search = (term: string) => get(`/Items?recursive=true&searchTerm=${encodeURIComponent(term)}`);
            assert.equal((await search('mission impossible')).total, found);
            assert.equal((await search('Impossible')).total, 1);
        });
    }

    it('refuses the old forms of a key from 12 on', async () => {
        for (const [version, status] of [
            ['10.11.0', 200],
            ['12.0.0', 401],
        ] as const) {
            await begin(version);
            const reply = await fetch(`${simulator.url}/System/Info`, { headers: { 'X-Emby-Token': simulator.apiKey } });
            assert.equal(reply.status, status, version);
            assert.equal((await fetch(`${simulator.url}/System/Info?ApiKey=${simulator.apiKey}`)).status, 200);
            if (version === '10.11.0') await simulator.stop();
        }
    });

    it('holds 20,000 items, made within seconds', async () => {
        await begin('10.10.7');
        simulator.library.fill(20_000);
        const { total, items } = await get('/Items?recursive=true&startIndex=19990&limit=100&sortBy=DateCreated');
        assert.deepEqual([total, items.length], [20_000, 10]);
    });
});
