import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request as send } from 'node:http';
import type { ApiError, Counts, SummaryList, Whole } from '../../../lib/page/contract';
import { MediaError } from '../../../lib/model';
import { settle } from '../../support/fake-clock';
import { removeFolders } from '../../support/folder';
import { type PageHouse, pageHouse } from '../../support/page-server';
import { episode, movie, putWhole, show } from '../../support/requests';

describe('the page', () => {
    let house: PageHouse;
    const begin = async (...given: Parameters<typeof pageHouse>): Promise<void> => {
        await house.dispose();
        house = await pageHouse(...given);
    };
    beforeEach(async () => {
        house = await pageHouse();
    });
    afterEach(async () => {
        await house.dispose();
        await removeFolders();
    });
    const json = async <T>(path: string): Promise<T> => (await house.fetch(path)).json() as Promise<T>;

    describe('as html', () => {
        it('is at its path with a slash, where every address in it is relative to', async () => {
            const reply = await house.fetch('?id=a%20b&x=1');
            assert.deepEqual([reply.status, reply.headers.get('location')], [302, './media/?id=a%20b&x=1']);
            assert.equal((await house.fetch('/?id=a')).status, 200);
        });

        it('runs and loads nothing that is not its own', async () => {
            const { headers } = await house.fetch('/');
            const policy = headers.get('content-security-policy') ?? '';
            assert.ok(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
            assert.ok(!/unsafe|\*|https?:/.test(policy));
            assert.equal(headers.get('x-content-type-options'), 'nosniff');
        });

        it('shows what its user calls it as text', async () => {
            await begin({ title: '"><script>alert(1)</script>&\u202Etxt', language: 'de' });
            const html = await (await house.fetch('/')).text();
            assert.ok(html.includes('lang="de" data-title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;\u202Etxt"'));
            assert.match(html, /app\.js\?[\da-f]{12}"/);
            assert.ok(html.endsWith('{{other}}'));
        });

        it('says so when it was not built', async () => {
            await begin({ assetsFolder: '/nowhere' });
            const reply = await house.fetch('/');
            assert.deepEqual([reply.status, ((await reply.json()) as ApiError).code], [503, 'not_built']);
            assert.equal((house.faults[0] as MediaError).code, 'not_built');
        });
    });

    describe('has assets', () => {
        it('that are kept for long by their version, and asked for again without it', async () => {
            const [, version] = /app\.js\?([\da-f]+)/.exec(await (await house.fetch('/')).text()) ?? [];
            const reply = await house.fetch(`/assets/app.js?${version}`);
            assert.match(reply.headers.get('cache-control') ?? '', /immutable/);
            assert.equal(reply.headers.get('content-encoding'), 'gzip');
            assert.match(await reply.text(), /^console\.log/);
            const again = await house.fetch('/assets/app.js', { headers: { 'if-none-match': reply.headers.get('etag') ?? '' } });
            assert.deepEqual([again.status, again.headers.get('cache-control')], [304, 'no-cache']);
        });

        for (const path of [
            '/assets/..%2Findex.html',
            '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
            '/assets/app.js.map',
            '/assets/nothing.js',
        ]) {
            it(`and nothing else: ${path}`, async () => {
                assert.equal((await house.fetch(path)).status, 404);
            });
        }
    });

    it('leaves to the flow what is not its own', async () => {
        for (const path of [
            '/requests',
            '/requests/x',
            '/webhook/sonarr',
            '/list/a/b',
            '/assets',
            '/live/',
            'x',
            '/%ff/x',
            '/list/%ff',
        ])
            assert.equal((await house.fetch(path)).status, 418, path);
        assert.equal((await house.fetch('/counts', { method: 'OPTIONS' })).status, 418);
    });

    it('says which method an address takes', async () => {
        const reply = await house.fetch('/counts', { method: 'DELETE' });
        assert.deepEqual([reply.status, reply.headers.get('allow')], [405, 'GET, HEAD']);
        assert.equal((await house.fetch('/actions')).status, 405);
        assert.equal((await house.fetch('/live', { method: 'HEAD' })).status, 200);
    });

    it('answers a list, counts, and the people who ask', async () => {
        putWhole(house.store, movie({ id: 'a', title: 'A', requestedBy: 'Mika' }));
        putWhole(house.store, movie({ id: 'b', title: 'B', requestedBy: 'Änne' }));
        const { total, requests, now } = await json<SummaryList>('/list?q=a');
        assert.deepEqual([total, requests.map(({ id }) => id), now], [1, ['a'], new Date(house.clock.now()).toISOString()]);
        const counts = await json<Counts>('/counts');
        assert.equal(counts.all, 2);
        assert.equal(counts.attention + counts.way + counts.ready + counts.past, 2);
        assert.deepEqual(await json('/people'), { people: ['Änne', 'Mika'] });
        const wrong = await house.fetch('/list?limit=many');
        assert.deepEqual([wrong.status, ((await wrong.json()) as ApiError).field], [400, 'limit']);
    });

    it('answers one request whole', async () => {
        putWhole(house.store, show([episode(1, 'available'), episode(2, 'approved')], { title: 'Show', overview: 'About.' }));
        const { summary, episodes, overview, release, timeline } = await json<Whole>('/list/show-1');
        assert.deepEqual([summary.title, episodes.length, overview, release, timeline], ['Show', 2, 'About.', {}, []]);
        assert.ok(episodes.every(({ says }) => says.length > 0));
        assert.equal((await house.fetch('/list/nobody')).status, 404);
    });

    it('links to each service where it knows its address', async () => {
        await begin({
            servers: () => [
                { service: 'seerr', name: '', url: 'https://seerr.home.example' },
                { service: 'sonarr', name: 'one', url: 'http://nas:8989' },
                { service: 'sonarr', name: 'two', url: 'http://nas:8990/sonarr' },
                { service: 'radarr', name: '', url: 'http://nas:7878' },
                { service: 'jellyfin', name: '', url: 'https://jf.example' },
            ],
        });
        putWhole(house.store, movie({ tmdbId: 7, jellyfinId: 'ab&c', state: 'available' }));
        putWhole(house.store, show([episode(1, 'approved')], { tmdbId: 8, tvdbId: 9, titleSlug: 'a-show', instanceName: 'two' }));
        const { requests } = await json<SummaryList>('/list');
        assert.deepEqual(Object.fromEntries(requests.map(({ id, links }) => [id, links])), {
            'movie-1': {
                seerr: 'https://seerr.home.example/movie/7',
                radarr: 'http://nas:7878/movie/7',
                jellyfin: 'https://jf.example/web/#/details?id=ab%26c',
            },
            'show-1': { seerr: 'https://seerr.home.example/tv/8', sonarr: 'http://nas:8990/sonarr/series/a-show' },
        });
    });

    it('carries what services say as JSON that nobody takes for anything else', async () => {
        const evil = '</script><img src=x onerror=alert(1)>\u0000\u2028\u202Eevil\r\n\r\ndata: {"x":1}\n\nevent: gone';
        putWhole(house.store, movie({ id: 'evil/../"\n', title: evil, requestedBy: evil, posterUrl: 'javascript:alert(1)' }));
        const reply = await house.fetch('/list');
        assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
        assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
        assert.match(reply.headers.get('content-security-policy') ?? '', /sandbox/);
        const { requests } = (await reply.json()) as SummaryList;
        assert.deepEqual([requests[0]!.title, requests[0]!.poster], [evil, null]);
        const tab = await house.listen();
        const { requests: told } = await tab.snapshot();
        assert.equal(told[0]!.title, evil);
        assert.deepEqual(tab.told, [], 'one event, whatever is in it');
        tab.close();
    });

    it('says why there is no store', async () => {
        const opened = Promise.reject(new MediaError('no_store', 'Choose a media store in this node'));
        opened.catch(() => undefined);
        await begin({ opened });
        for (const path of ['/counts', '/list', '/live', '/posters/a']) {
            const reply = await house.fetch(path);
            assert.deepEqual([reply.status, ((await reply.json()) as ApiError).code], [503, 'no_store'], path);
            assert.equal(reply.headers.get('retry-after'), '5');
        }
        assert.equal((await house.fetch('/')).status, 200);
    });

    describe('takes actions', () => {
        beforeEach(() => void putWhole(house.store, movie({ id: 'film' })));
        const look = JSON.stringify({ action: 'look', requestId: 'film' });
        const own = (): Record<string, string> => ({ 'content-type': 'application/json', origin: house.url });
        /** `fetch` sets headers of its own. */
        const post = (headers: Record<string, string>, body = look): Promise<number> =>
            new Promise((resolve, reject) => {
                const sent = send(`${house.url}/media/actions`, { method: 'POST', headers }, (reply) => {
                    reply.resume();
                    resolve(reply.statusCode ?? 0);
                });
                sent.on('error', reject).end(body);
            });

        it('from the page itself', async () => {
            assert.equal(await post(own()), 202);
            assert.equal(await post({ 'content-type': 'application/json; charset=utf-8', 'sec-fetch-site': 'same-origin' }), 202);
            const proxied = { ...own(), origin: 'https://media.example', 'x-forwarded-host': 'media.example' };
            assert.equal(await post(proxied), 202);
            assert.equal(await post(own(), JSON.stringify({ action: 'approve', requestId: 'film', proposalId: 'p' })), 202);
            assert.deepEqual(house.actions, [
                { action: 'look', requestId: 'film' },
                { action: 'look', requestId: 'film' },
                { action: 'look', requestId: 'film' },
                { action: 'approve', requestId: 'film', proposalId: 'p' },
            ]);
        });

        for (const [what, headers, status] of [
            ['of another origin', { origin: 'https://evil.example' }, 403],
            ['of a sandbox', { origin: 'null' }, 403],
            ['of another site, as the browser says', { 'sec-fetch-site': 'cross-site' }, 403],
            ['of a neighbour on the same domain', { 'sec-fetch-site': 'same-site' }, 403],
            ['of who says nothing of where it is from', { origin: '' }, 403],
            ['as a form sends it', { 'content-type': 'text/plain' }, 415],
        ] as const) {
            it(`and none ${what}`, async () => {
                const given = Object.entries({ ...own(), ...headers }).filter(([, value]) => value !== '');
                assert.equal(await post(Object.fromEntries(given)), status);
                assert.deepEqual(house.actions, []);
            });
        }

        for (const [what, body, status] of [
            ['no JSON', '{', 400],
            ['another action', '{"action":"delete","requestId":"film"}', 400],
            ['no request', '{"action":"look"}', 400],
            ['a list', '[]', 400],
            ['an approval of nothing', '{"action":"approve","requestId":"film"}', 400],
            ['a request that is not there', '{"action":"look","requestId":"other"}', 404],
            ['more than is believable', JSON.stringify({ action: 'look', requestId: 'x'.repeat(10_000) }), 413],
        ] as const) {
            it(`and not ${what}`, async () => {
                assert.equal(await post(own(), body), status);
                assert.deepEqual([house.actions, house.faults], [[], []]);
            });
        }

        it('and says so also of what is far too large, before all of it has come', async () => {
            assert.equal(await post(own(), 'x'.repeat(5_000_000)), 413);
            assert.deepEqual([house.actions, house.faults], [[], []]);
        });

        it('and is not at fault when who asks goes away in the middle', async () => {
            const headers = { ...own(), 'content-length': '1000' };
            const sent = send(`${house.url}/media/actions`, { method: 'POST', headers });
            sent.on('error', () => undefined);
            const asked = once(house.server, 'request') as Promise<[IncomingMessage]>;
            sent.write('{');
            const [request] = await asked;
            const gone = new Promise((resolve) => request.once('close', resolve));
            sent.destroy();
            await gone;
            await settle();
            assert.deepEqual([house.actions, house.faults], [[], []]);
        });

        it('and none at all unless they are switched on', async () => {
            await begin({ hasActions: false });
            assert.equal(await post(own()), 403);
            assert.deepEqual(house.actions, []);
        });
    });
});
