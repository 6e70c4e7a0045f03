import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ApiError, Counts, SummaryList } from '../../lib/page/contract';
import { MediaStore } from '../../lib/store';
import mediaArrServer from '../../nodes/media-arr-server';
import mediaJellyfinServer from '../../nodes/media-jellyfin-server';
import mediaPage from '../../nodes/media-page';
import mediaStore from '../../nodes/media-store';
import type { Red } from '../../nodes/shared/red';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, statusesOf, type TestNode } from '../support/node-test-helper';
import { Listener } from '../support/page-server';
import { movie } from '../support/requests';
import { until } from '../support/until';

type Looks = { fill?: string; text?: string };
type Layer = { handle: unknown };

const httpNodes = createRequire(require.resolve('node-red'))('@node-red/nodes/core/network/21-httpin.js') as (red: Red) => void;

describe('media-page', () => {
    let path: string;
    let server: Server | undefined;
    let url: string;
    let red: Red;
    let listeners: Listener[];

    before(() => helper.startServer());
    after(() => helper.stopServer());
    beforeEach(async () => {
        listeners = [];
        path = join(await makeFolder(), 'store.json');
        const store = await MediaStore.open({ path });
        store.put(movie({ id: 'film', title: 'Film', tmdbId: 7, jellyfinId: 'ab', updatedAt: new Date().toISOString() }));
        await store.close();
    });
    afterEach(async () => {
        for (const listener of listeners) listener.close();
        await helper.unload();
        server?.closeAllConnections();
        server?.close();
        delete red.settings['httpNodeMiddleware'];
        delete red.settings['httpNodeRoot'];
        await removeFolders();
    });

    const place = { z: 'tab', x: 0, y: 0 };
    const flowOf = (page: object, more: TestNode[] = []): TestNode[] => [
        { id: 'tab', type: 'tab', label: 'test' },
        { id: 'store', type: 'media-store', path },
        { id: 'page', type: 'media-page', ...place, store: 'store', path: '/media', wires: [['did'], []], ...page },
        { id: 'did', type: 'helper', ...place, wires: [] },
        { id: 'counted', type: 'helper', ...place, wires: [] },
        ...more,
    ];
    async function run(page: object = {}, more: TestNode[] = [], settings: Record<string, unknown> = {}): Promise<void> {
        let listen: Promise<unknown> = Promise.resolve();
        const serve = (given: Red): void => {
            red = given;
            Object.assign(red.settings, settings);
            server = createServer(given.httpNode as never).listen(0, '127.0.0.1');
            listen = once(server, 'listening');
        };
        const nodes = [serve, httpNodes, mediaStore, mediaArrServer, mediaJellyfinServer, mediaPage];
        await helper.load(nodes, flowOf(page, more));
        await listen;
        url = `http://127.0.0.1:${(server?.address() as AddressInfo).port}`;
    }
    const json = async <T>(address: string): Promise<T> => (await fetch(`${url}${address}`)).json() as Promise<T>;
    const post = (action: object): Promise<Response> =>
        fetch(`${url}/media/actions`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', origin: url },
            body: JSON.stringify(action),
        });
    async function listen(): Promise<Listener> {
        const listener = await Listener.open(`${url}/media/live`);
        listeners.push(listener);
        await listener.snapshot();
        return listener;
    }
    /** What Express has of ours. */
    const layers = (): number =>
        (red.httpNode as unknown as { _router: { stack: Layer[] } })._router.stack.filter(({ handle }) =>
            /isOurs/.test(String(handle)),
        ).length;
    const errors = (): string[] =>
        helper
            .log()
            .args.map(([{ level, msg }]) => ({ level, text: String((msg as { message?: string }).message ?? msg) }))
            .filter(({ level }) => level <= 30)
            .map(({ text }) => text);

    it('serves its data below its path, and the rest is left to the flow', async () => {
        const rest: TestNode = {
            id: 'rest',
            type: 'http in',
            ...place,
            url: '/media/requests',
            method: 'get',
            wires: [['answer']],
        };
        await run({}, [rest, { id: 'answer', type: 'http response', ...place, statusCode: '299', wires: [] }]);
        assert.equal((await json<Counts>('/media/counts')).all, 1);
        assert.equal((await json<SummaryList>('/media/list')).requests[0]?.title, 'Film');
        assert.equal((await fetch(`${url}/media/requests`)).status, 299);
        assert.equal((await fetch(`${url}/media/nothing`)).status, 404);
        assert.equal((await fetch(`${url}/mediathek/counts`)).status, 404);
    });

    it('lets no odd address of anybody break what others serve', async () => {
        const rest: TestNode = { id: 'rest', type: 'http in', ...place, url: '/other', method: 'get', wires: [['answer']] };
        await run({}, [rest, { id: 'answer', type: 'http response', ...place, statusCode: '299', wires: [] }]);
        for (const [address, status] of [
            ['//', 404],
            ['//media/counts', 404],
            ['/media//', 404],
            ['/media/%', 404],
            ['/media?//', 302],
            ['/other?x=//%', 299],
        ] as const) {
            const { port } = new URL(url);
            const got = await new Promise((resolve, reject) => {
                get({ host: '127.0.0.1', port, path: address }, (reply) => resolve(reply.resume().statusCode)).on(
                    'error',
                    reject,
                );
            });
            assert.equal(got, status, address);
        }
    });

    it('says how many pages are open', async () => {
        await run();
        const statuses: Looks[] = statusesOf('page');
        const tab = await listen();
        await until('a status', () => statuses.at(-1)?.fill === 'green');
        tab.close();
        await until('the other', () => statuses.at(-1)?.fill === 'grey');
    });

    it('lets out what people do, for the flow to decide', async () => {
        await run({ actions: true });
        const did = messagesOf('did');
        assert.equal((await post({ action: 'look', requestId: 'film' })).status, 202);
        assert.equal((await post({ action: 'approve', requestId: 'film', proposalId: 'p1' })).status, 202);
        await until('both', () => did.length === 2);
        const told = did.map(({ topic, payload }) => ({ topic, payload }));
        assert.deepEqual(told, [
            { topic: 'look', payload: { requestId: 'film' } },
            { topic: 'approve', payload: { proposalId: 'p1', requestId: 'film', by: 'page' } },
        ]);
    });

    it('lets nobody do anything unless that is switched on', async () => {
        await run();
        const reply = await post({ action: 'look', requestId: 'film' });
        assert.deepEqual([reply.status, ((await reply.json()) as ApiError).code], [403, 'actions_off']);
    });

    it('tells the counts by its second output, when that is wired', async () => {
        await run({ wires: [['did'], ['counted']] });
        const counted = messagesOf('counted');
        await until('the counts', () => counted.length > 0);
        assert.equal((counted.at(-1)?.['payload'] as Counts).all, 1);
    });

    it('asks the middleware of the settings, one or several, for its own addresses alone', async () => {
        const asked: string[] = [];
        const one = (request: { url: string }, _response: unknown, next: () => void): void => {
            asked.push(request.url);
            next();
        };
        const other = (_request: unknown, response: { writeHead: (status: number) => { end: () => void } }): void =>
            response.writeHead(401).end();
        await run({}, [], { httpNodeMiddleware: [one, other] });
        assert.equal((await fetch(`${url}/media/counts`)).status, 401);
        assert.equal((await fetch(`${url}/media/nothing`)).status, 404);
        assert.deepEqual(asked, ['/media/counts']);
    });

    it('leads to the services where people find them', async () => {
        await run({}, [
            { id: 'jf', type: 'media-jellyfin-server', url: 'http://jellyfin:8096', publicUrl: 'https://jf.example/' },
            { id: 'arr-1', type: 'media-arr-server', kind: 'radarr', url: 'http://radarr:7878' },
            { id: 'arr-2', type: 'media-arr-server', kind: 'radarr', name: 'nas', url: 'http://10.0.0.2:7878/radarr/' },
        ]);
        // Keys are credentials, which this flow has none of: without one a server is not set up.
        assert.deepEqual((await json<SummaryList>('/media/list')).requests[0]?.links, {});
        await helper.setFlows(
            flowOf({}, [
                { id: 'jf', type: 'media-jellyfin-server', url: 'http://jellyfin:8096', publicUrl: 'https://jf.example/' },
                { id: 'arr-1', type: 'media-arr-server', kind: 'radarr', url: 'http://radarr:7878' },
                { id: 'arr-2', type: 'media-arr-server', kind: 'radarr', name: 'nas', url: 'http://10.0.0.2:7878/radarr/' },
            ]),
            'full',
            { jf: { apiKey: 'a' }, 'arr-1': { apiKey: 'b' }, 'arr-2': { apiKey: 'c' } },
        );
        await until('the links', async () => {
            const { requests } = await json<SummaryList>('/media/list');
            assert.deepEqual(requests[0]?.links, {
                jellyfin: 'https://jf.example/web/#/details?id=ab',
                radarr: 'http://10.0.0.2:7878/radarr/movie/7',
            });
            return true;
        });
    });

    describe('says what is wrong', () => {
        const shows = async (fault: string): Promise<void> => {
            await until(fault, () => errors().some((text) => text.includes(fault)));
        };

        it('two pages on one path: the first one has it', async () => {
            const second: TestNode = {
                id: 'second',
                type: 'media-page',
                ...place,
                store: 'store',
                path: 'media/',
                wires: [[], []],
            };
            await run({}, [second]);
            await shows('/media is taken by another media page');
            assert.equal((await fetch(`${url}/media/counts`)).status, 200);
            assert.equal(layers(), 1);
        });

        it('an http in node that has its path, until it has not', async () => {
            const taken: TestNode = { id: 'taken', type: 'http in', ...place, url: '/media', method: 'get', wires: [[]] };
            await run({}, [taken]);
            await shows('/media is taken by an http in node');
            await helper.setFlows(flowOf({}), 'nodes');
            const statuses: Looks[] = statusesOf('page');
            const tab = await listen();
            await until('a status', () => statuses.at(-1)?.fill === 'green');
            tab.close();
        });

        for (const [what, page, fault] of [
            ['a path that is none', { path: '/me dia?' }, 'The path may have letters'],
            ['a path that leads up', { path: '/../x' }, 'The path may have letters'],
            ['days that are none', { readyDays: 'many' }, 'readyDays must be a number'],
            ['no store', { store: '' }, 'Choose a media store'],
        ] as const) {
            it(what, async () => {
                await run(page);
                await shows(fault);
            });
        }

        it('Node-RED that serves no addresses of flows', async () => {
            await run({}, [], { httpNodeRoot: false });
            await shows('httpNodeRoot is false');
            assert.equal(layers(), 0);
        });
    });

    it('leaves nothing behind when it is deployed anew: streams end, routes go, and the next one serves', async () => {
        await run();
        for (let round = 0; round < 3; round++) {
            const tab = await listen();
            await helper.setFlows(flowOf({ title: `Round ${round}` }), 'nodes');
            await until('the end of the stream', () => tab.isOver);
            assert.equal(layers(), 1);
        }
        await helper.setFlows(flowOf({ path: '/elsewhere' }), 'nodes');
        assert.equal((await fetch(`${url}/media/counts`)).status, 404);
        assert.equal((await fetch(`${url}/elsewhere/counts`)).status, 200);
        await helper.setFlows([{ id: 'tab', type: 'tab', label: 'test' }], 'full');
        assert.equal(layers(), 0);
    });
});
