import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestView } from '../../lib/requests';
import { MediaStore } from '../../lib/store';
import mediaRequests from '../../nodes/media-requests';
import mediaStore from '../../nodes/media-store';
import type { Red } from '../../nodes/shared/red';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, statusesOf, type TestNode } from '../support/node-test-helper';
import { episode, movie, putWhole, show } from '../support/requests';
import { until } from '../support/until';

type Answer = { payload: RequestView[]; statusCode: number };

const httpNodes = createRequire(require.resolve('node-red'))('@node-red/nodes/core/network/21-httpin.js') as (red: Red) => void;

describe('media-requests', () => {
    let path: string;
    let server: Server | undefined;
    let url: string;
    let running: {
        answers: Answer[];
        caught: { error: { code?: string } }[];
        statuses: { fill?: string; text?: string }[];
    };

    before(() => helper.startServer());
    after(() => helper.stopServer());
    beforeEach(async () => {
        path = join(await makeFolder(), 'store.json');
        const store = await MediaStore.open({ path });
        // What is closed and has not changed for long would be archived.
        const updatedAt = new Date().toISOString();
        store.put(movie({ id: 'film', title: 'Film', state: 'importing', createdAt: '2026-01-03T00:00:00.000Z', updatedAt }));
        store.put(movie({ id: 'done', state: 'available', createdAt: '2026-01-02T00:00:00.000Z', updatedAt }));
        putWhole(
            store,
            show([episode(1, 'available'), episode(2, 'failed')], {
                id: 'series',
                state: 'failed',
                createdAt: '2026-01-01T00:00:00.000Z',
                updatedAt,
            }),
        );
        store.addToTimeline({ requestId: 'series', at: '2026-01-01T00:00:00.000Z', source: 'sonarr', kind: 'grabbed' });
        await store.close();
    });
    afterEach(async () => {
        await helper.unload();
        server?.closeAllConnections();
        server?.close();
        server = undefined;
        await removeFolders();
    });

    async function run(requests: object = {}): Promise<void> {
        // Without a place on the canvas Node-RED takes a node for a config node.
        const place = { z: 'tab', x: 0, y: 0 };
        const flow: TestNode[] = [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'store', type: 'media-store', path },
            { id: 'list', type: 'http in', ...place, url: '/media/requests', method: 'get', wires: [['requests']] },
            { id: 'one', type: 'http in', ...place, url: '/media/requests/:id', method: 'get', wires: [['requests']] },
            { id: 'requests', type: 'media-requests', ...place, store: 'store', wires: [['answers', 'reply']], ...requests },
            { id: 'reply', type: 'http response', ...place, wires: [] },
            { id: 'answers', type: 'helper', ...place, wires: [] },
            { id: 'catch', type: 'catch', ...place, scope: ['requests'], wires: [['caught']] },
            { id: 'caught', type: 'helper', ...place, wires: [] },
        ];
        let listen: Promise<unknown> = Promise.resolve();
        const serve = (red: Red): void => {
            server = createServer(red.httpNode as never).listen(0, '127.0.0.1');
            listen = once(server, 'listening');
        };
        await helper.load([serve, httpNodes, mediaStore, mediaRequests], flow);
        await listen;
        url = `http://127.0.0.1:${(server?.address() as AddressInfo).port}/media/requests`;
        running = { answers: messagesOf('answers'), caught: messagesOf('caught'), statuses: statusesOf('requests') };
    }

    async function get(query = ''): Promise<{ status: number; body: unknown }> {
        const reply = await fetch(`${url}${query}`);
        return { status: reply.status, body: await reply.json() };
    }
    async function list(query = ''): Promise<RequestView[]> {
        const { status, body } = await get(query);
        assert.equal(status, 200);
        return body as RequestView[];
    }
    async function refused(query = ''): Promise<{ status: number; code: string; message: string; field?: string }> {
        const { status, body } = await get(query);
        return { status, ...(body as { code: string; message: string; field?: string }) };
    }

    async function ask(payload: unknown): Promise<Answer> {
        const before = running.answers.length;
        helper.getNode('requests').receive({ payload });
        return until('the answer', () => running.answers[before]);
    }

    describe('over HTTP', () => {
        beforeEach(() => run());

        it('lists all requests, newest first, with their episodes and sentences', async () => {
            const requests = await list();
            assert.deepEqual(
                requests.map(({ id, pipeline, says }) => [id, pipeline, says]),
                [
                    ['film', 'movie', 'Imported. Waiting for Jellyfin to show it.'],
                    ['done', 'movie', 'Can be played in Jellyfin.'],
                    ['series', 'tv', '1 of 2 episodes can be played. S01E02: Failed.'],
                ],
            );
            assert.equal(requests[2]?.episodes.length, 2);
        });

        for (const [query, ids] of [
            ['?state=available', ['done']],
            ['?state=open', ['film']],
            ['?state=open,failed', ['film', 'series']],
            ['?state=open&state=failed', ['film', 'series']],
            ['?state=', ['film', 'done', 'series']],
            ['?mediaType=tv', ['series']],
            ['?id=done', ['done']],
            ['?id=nobody', []],
            ['?q=FILM', ['film']],
            ['?late=true', ['film', 'series']],
            ['?limit=1&offset=1', ['done']],
            ['?limit=5&limit=1', ['film']],
            ['?requestedBy=nobody', []],
            ['?unknown=1', ['film', 'done', 'series']],
            ['?state[$ne]=failed', ['film', 'done', 'series']],
        ] as const) {
            it(`${query} finds ${ids.join(', ') || 'nothing'}`, async () => {
                const requests = await list(query);
                assert.deepEqual(
                    requests.map(({ id }) => id),
                    ids,
                );
            });
        }

        it('says in a header how many fit', async () => {
            const reply = await fetch(`${url}?state=open,failed&limit=1`);
            assert.deepEqual([reply.headers.get('x-total-count'), ((await reply.json()) as unknown[]).length], ['2', 1]);
        });

        it('shows one request with its timeline', async () => {
            const { status, body } = await get('/series');
            const { id, timeline } = body as RequestView;
            assert.deepEqual([status, id], [200, 'series']);
            assert.deepEqual(timeline, [{ at: '2026-01-01T00:00:00.000Z', source: 'sonarr', kind: 'grabbed' }]);
        });

        it('answers 404 for a request that is not there, and 400 for a state that is none', async () => {
            const missing = await refused('/nobody');
            assert.deepEqual([missing.status, missing.code, missing.field], [404, 'not_found', 'id']);
            const wrong = await refused('?state=finished');
            assert.deepEqual([wrong.status, wrong.code, wrong.field], [400, 'invalid_query', 'state']);
            assert.match(wrong.message, /there are: open, requested/);
            // A caller's mistake is no fault of the node.
            assert.deepEqual(running.caught, []);
            assert.ok(running.statuses.every(({ fill }) => fill !== 'red'));
        });
    });

    describe('by message', () => {
        beforeEach(() => run());

        it('shows the request whose id is the payload', async () => {
            const { payload } = (await ask('film')) as unknown as { payload: RequestView };
            assert.deepEqual([payload.id, payload.title, payload.timeline], ['film', 'Film', []]);
        });

        for (const [payload, ids] of [
            [undefined, ['film', 'done', 'series']],
            [1_769_054_400_000, ['film', 'done', 'series']],
            [{}, ['film', 'done', 'series']],
            [{ state: 'failed' }, ['series']],
            [{ state: ['failed', 'available'] }, ['done', 'series']],
            [{ id: 'film' }, ['film']],
            [{ limit: 1, offset: 1 }, ['done']],
            [{ late: true }, ['film', 'series']],
        ] as const) {
            it(`${payload === undefined ? 'nothing' : JSON.stringify(payload)} lists ${ids.join(', ')}`, async () => {
                const answer = await ask(payload);
                assert.deepEqual(
                    answer.payload.map(({ id }) => id),
                    ids,
                );
            });
        }

        it('keeps what else the message has', async () => {
            helper.getNode('requests').receive({ payload: {}, topic: 'mine' });
            const answer = await until('the answer', () => running.answers[0]);
            assert.equal((answer as unknown as { topic: string }).topic, 'mine');
        });

        it('tells a Catch node once what is wrong, and nothing else', async () => {
            helper.getNode('requests').receive({ payload: 'nobody' });
            helper.getNode('requests').receive({ payload: { state: 'finished' } });
            await until('the errors', () => running.caught.length === 2);
            await ask({});
            assert.deepEqual(
                running.caught.map(({ error }) => error.code),
                ['not_found', 'invalid_query'],
            );
            assert.equal(running.answers.length, 1);
        });

        it('gives copies: what a flow does to them does not reach the store', async () => {
            const first = await ask({});
            for (const request of first.payload) Object.assign(request, { title: 'ruined', episodes: [], reached: {} });
            const second = await ask({});
            assert.equal(second.payload[0]?.title, 'Film');
            assert.equal(second.payload[2]?.episodes.length, 2);
        });

        it('shows how many requests there are', async () => {
            await ask({});
            assert.deepEqual(running.statuses.at(-1), { fill: 'green', shape: 'dot', text: 'media-requests.status.stored' });
        });
    });

    for (const [what, requests, file, code] of [
        ['is chosen', { store: '' }, null, 'no_store'],
        ['can be read', {}, JSON.stringify({ version: 99 }), 'store_newer'],
    ] as const) {
        describe(`when no store ${what}`, () => {
            beforeEach(async () => {
                if (file !== null) await writeFile(path, file);
                await run(requests);
            });

            it('answers 503 over HTTP, and leaves nobody waiting', async () => {
                for (let times = 0; times < 2; times++) {
                    const answer = await refused();
                    assert.deepEqual([answer.status, answer.code], [503, code]);
                }
                assert.deepEqual(running.caught, []);
                assert.equal(running.statuses.at(-1)?.fill, 'red');
                const warnings = helper.log().args.filter(([{ id, level }]) => id === 'requests' && level === 30);
                assert.equal(warnings.length, 1, 'the log says it once');
            });

            it('tells a Catch node', async () => {
                helper.getNode('requests').receive({ payload: {} });
                await until('the error', () => running.caught.length === 1);
                assert.equal(running.caught[0]?.error.code, code);
            });
        });
    }
});
