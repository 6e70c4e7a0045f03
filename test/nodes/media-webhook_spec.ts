import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Change } from '../../lib/gate';
import { type MediaEvent, mediaEventSchema } from '../../lib/model';
import type { MediaStore } from '../../lib/store';
import mediaGate from '../../nodes/media-gate';
import mediaStore from '../../nodes/media-store';
import mediaWebhook from '../../nodes/media-webhook';
import type { Red } from '../../nodes/shared/red';
import {
    type Answer,
    basicAuth,
    jellyfinMovieAdded,
    lycorisPack,
    lycorisRecoil,
    nightTrain,
    nightTrainRelease,
    RadarrWebhooks,
    recollections,
    recollectionsRelease,
    Sender,
    type SenderName,
    seerrWebhook,
    showLifeCycle,
} from '../simulators/senders';
import { makeFolder, removeFolders } from '../support/folder';
import { recorded } from '../support/house';
import { helper, messagesOf, statusesOf, type TestNode } from '../support/node-test-helper';
import { until } from '../support/until';

type Told = { topic: string; payload: MediaEvent; [property: string]: unknown };

const require = createRequire(__filename);
const httpNodes = createRequire(require.resolve('node-red'))('@node-red/nodes/core/network/21-httpin.js') as (red: Red) => void;
const SECRET = 'correct horse battery';
const WARN = 30;
const radarr = new RadarrWebhooks();

describe('media-webhook', () => {
    let site: Server | undefined;
    let url: string;
    let told: Told[];
    let replies: Record<string, unknown>[];
    let changed: { payload: Change }[];
    let caught: { error: { code?: string; message: string } }[];
    let completed: unknown[];
    let statuses: { fill?: string; shape?: string; text?: string }[];

    before(() => helper.startServer());
    after(() => helper.stopServer());
    afterEach(async () => {
        delete process.env['MEDIA_WEBHOOK_SECRET'];
        const open = site;
        site = undefined;
        if (open) {
            open.closeAllConnections();
            await new Promise((resolve) => open.close(resolve));
        }
        await helper.unload();
        await removeFolders();
    });

    /** The helper's own server has only the admin routes; the flows' routes get one of theirs. */
    async function serve(red: Red): Promise<void> {
        const server = createServer(red.httpNode);
        site = server;
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }

    interface Setting {
        /** Of the tab. */
        env?: object[];
        parser?: object;
        path?: string;
        secret?: string;
        hasGate?: boolean;
    }

    async function run(setting: Setting = {}): Promise<void> {
        const { env = [], parser = {}, path = '/media/webhook/:service', secret, hasGate = true } = setting;
        // Without a place on the canvas Node-RED takes a node for a config node.
        const place = { z: 'tab', x: 0, y: 0 };
        const flow: TestNode[] = [
            { id: 'tab', type: 'tab', label: 'test', env },
            { id: 'store', type: 'media-store', path: join(await makeFolder(), 'store.json') },
            { id: 'in', type: 'http in', ...place, url: path, method: 'post', wires: [['parser']] },
            {
                id: 'parser',
                type: 'media-webhook',
                ...place,
                store: 'store',
                wires: [
                    ['gate', 'told'],
                    ['reply', 'replies'],
                ],
                ...parser,
            },
            { id: 'gate', type: hasGate ? 'media-gate' : 'helper', ...place, store: 'store', wires: [['changed'], []] },
            { id: 'reply', type: 'http response', ...place, wires: [] },
            ...['told', 'replies', 'changed', 'caught', 'completed'].map((id) => ({ id, type: 'helper', ...place, wires: [] })),
            { id: 'catch', type: 'catch', ...place, scope: ['parser'], wires: [['caught']] },
            { id: 'complete', type: 'complete', ...place, scope: ['parser'], wires: [['completed']] },
        ];
        const nodes = [serve, httpNodes, mediaStore, mediaWebhook, mediaGate];
        await helper.load(nodes, flow, secret === undefined ? {} : { parser: { secret } });
        told = messagesOf<Told>('told');
        replies = messagesOf('replies');
        changed = messagesOf('changed');
        caught = messagesOf('caught');
        completed = messagesOf('completed');
        statuses = statusesOf('parser');
    }

    const store = (): Promise<MediaStore> => (helper.getNode('store') as unknown as { opened: Promise<MediaStore> }).opened;
    const post = (service: SenderName, body: Record<string, unknown>, secret?: string, paths = {}): Promise<Answer> =>
        new Sender({ url: `${url}/media/webhook`, paths, ...(secret !== undefined && { secret }) }).post({ service, body });
    const raw = async (path: string, body: string, headers: Record<string, string>): Promise<Answer> => {
        const reply = await fetch(`${url}${path}`, { method: 'POST', body, headers });
        const text = await reply.text();
        return { status: reply.status, body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : { message: text } };
    };
    const status = (): object | undefined => statuses.at(-1);
    const warnings = (): unknown[] =>
        helper
            .log()
            .args.map(([entry]) => entry)
            .filter(({ level, id }) => level === WARN && id === 'parser')
            .map(({ msg }) => msg);

    it('turns a webhook into an event, and answers with its id', async () => {
        await run();
        const answer = await post('radarr', recorded('radarr-grab'));
        assert.equal(answer.status, 200);
        const event = await until('the event', () => told[0]);
        assert.equal(event.topic, 'radarr/grabbed');
        assert.deepEqual(mediaEventSchema.parse(event.payload), event.payload);
        assert.deepEqual(answer.body, { ok: true, id: event.payload.id });
        assert.deepEqual(Object.keys(event).sort(), ['_msgid', 'payload', 'topic']);
        assert.ok(Math.abs(Date.parse(event.payload.at) - Date.now()) < 60_000);
        assert.deepEqual(status(), { fill: 'green', shape: 'dot', text: 'media-webhook.status.taken' });
        await until('complete', () => completed.length === 1);
        const [reply] = replies;
        assert.ok(reply?.['req'] && reply['res']);
        assert.deepEqual(caught, []);
    });

    it('gives the recorded webhooks one request each, once, however often they come', async () => {
        await run();
        const names = [
            'jellyseerr-movie-auto-approved',
            'radarr-grab',
            'radarr-import',
            'jellyseerr-tv-auto-approved',
            'sonarr-grab',
            'sonarr-import',
        ];
        const sendAll = async (): Promise<void> => {
            for (const name of names) {
                const service = name.split('-')[0]?.replace('jellyseerr', 'seerr') as SenderName;
                assert.equal((await post(service, recorded(name))).status, 200, name);
            }
        };
        await sendAll();
        const opened = await store();
        const isApplied = () => opened.inbox().length === 0;
        await until('the gate to have applied all', isApplied);
        // The grab of the film and its import are two films; the second was grabbed unseen, and nobody asked for it.
        const first = opened
            .requests()
            .map(({ id, title, state, isAnime }) => [title, state, isAnime, opened.episodes(id).length]);
        assert.deepEqual(first.sort(), [
            ['Lycoris Recoil', 'anime_matching', true, 13],
            ['Violet Evergarden: The Movie', 'grabbing', true, 0],
        ]);
        const show = opened.requests().find(({ mediaType }) => mediaType === 'tv');
        assert.ok(
            opened
                .episodes(show?.id ?? '')
                .every(
                    ({ finalPath, qbitHash, episodeTitle }) =>
                        finalPath !== undefined &&
                        qbitHash === '3f92992e2fbeb6ebb251304236bf5e0b600a91c3' &&
                        episodeTitle !== undefined,
                ),
        );
        const all = () => JSON.stringify(opened.requests().map(({ id }) => [opened.whole(id), opened.timeline(id)]));
        const before = all();
        // Two steps of the film, and of the show one for itself and two for each of its 13 episodes.
        await until('all changes', () => changed.length === 2 + 1 + 26);
        await sendAll();
        await until('the second round', () => told.length === 12 && completed.length === 12 && isApplied());
        assert.equal(all(), before);
        assert.equal(changed.length, 29);
    });

    it('carries a show from approval to import through the gate, in both import forms', async () => {
        await run();
        const steps = showLifeCycle(lycorisRecoil, {
            request: { requestId: 68, seasons: [1] },
            grabs: [{ episodes: lycorisRecoil.episodes, release: lycorisPack }],
            imports: 'both',
        });
        const answers = await new Sender({ url: `${url}/media/webhook` }).postAll(steps);
        assert.deepEqual(new Set(answers.map(({ status: code }) => code)), new Set([200]));
        const opened = await store();
        await until('all to be applied', () => told.length === steps.length && opened.inbox().length === 0);
        const [request, another] = opened.requests();
        assert.equal(another, undefined);
        assert.ok(request);
        const episodes = opened.episodes(request.id);
        assert.equal(episodes.length, 13);
        assert.ok(
            episodes.every(({ state, finalPath }) => state === 'anime_matching' && finalPath?.startsWith(lycorisRecoil.folder)),
        );
        assert.equal(request.seerrRequestId, 68);
    });

    it('answers only when the event is durable', async () => {
        await run();
        const opened = await store();
        const accept = opened.accept.bind(opened);
        let letGo: () => void = () => assert.fail('not asked yet');
        const asked = new Promise<void>((resolve) => {
            opened.accept = async (event) => {
                resolve();
                await new Promise<void>((go) => (letGo = go));
                return accept(event);
            };
        });
        const answer = post('radarr', recorded('radarr-grab'));
        await asked;
        assert.deepEqual([told, replies], [[], []]);
        letGo();
        assert.equal((await answer).status, 200);
        await until('the event', () => told.length === 1);
    });

    it('keeps what is in the inbox apart from what flows do to the message', async () => {
        await run({ hasGate: false });
        for (const id of ['gate', 'told'])
            helper.getNode(id).on('input', (message: Told) => (message.payload.request.title = 'Other'));
        await post('radarr', recorded('radarr-grab'));
        await until('the event', () => told.length === 1);
        assert.equal(told[0]?.payload.request.title, 'Other');
        assert.deepEqual(
            (await store()).inbox().map(({ request }) => request.title),
            ['Violet Evergarden: The Movie'],
        );
    });

    it('takes the secret as each service sends it, and nothing else', async () => {
        await run({ secret: SECRET });
        assert.equal((await post('seerr', seerrWebhook('MEDIA_APPROVED', nightTrain, { requestId: 1 }), SECRET)).status, 200);
        assert.equal((await post('radarr', radarr.grab(nightTrain, nightTrainRelease), SECRET)).status, 200);
        assert.equal((await post('jellyfin', jellyfinMovieAdded(nightTrain), SECRET)).status, 200);
        const query = `/media/webhook/radarr?secret=${encodeURIComponent(SECRET)}`;
        assert.equal((await raw(query, JSON.stringify(radarr.health()), { 'content-type': 'application/json' })).status, 200);

        for (const secret of [undefined, 'wrong', `${SECRET}x`]) {
            const answer = await post('radarr', radarr.grab(recollections, recollectionsRelease), secret);
            assert.deepEqual([answer.status, answer.body.ok, answer.body.code], [401, false, 'wrong_secret']);
            assert.doesNotMatch(JSON.stringify(answer), new RegExp(SECRET));
        }
        await until('four events and seven answers', () => told.length === 4 && replies.length === 7);
        assert.deepEqual(status(), { fill: 'red', shape: 'ring', text: 'wrong secret' });
        assert.equal(warnings().length, 1);
        assert.deepEqual(caught, []);
        assert.doesNotMatch(JSON.stringify([warnings(), statuses]), new RegExp(SECRET));

        await post('radarr', radarr.health(), SECRET);
        assert.equal(statuses.at(-1)?.fill, 'green');
    });

    it('takes the secret from the environment when it has none of its own', async () => {
        process.env['MEDIA_WEBHOOK_SECRET'] = SECRET;
        await run({ secret: '' });
        assert.equal((await post('radarr', radarr.health(), 'wrong')).status, 401);
        assert.equal((await post('radarr', radarr.health(), SECRET)).status, 200);
    });

    for (const [where, name, secret] of [
        ['the environment', 'MEDIA_WEBHOOK_SECRET', ''],
        ['a variable in its field', 'PIN', '${PIN}'],
    ] as const) {
        it(`asks for a secret that is a number in the flow's environment: ${where}`, async () => {
            await run({ secret, env: [{ name, value: '24680', type: 'num' }] });
            assert.equal((await post('radarr', radarr.health())).status, 401);
            assert.equal((await post('radarr', radarr.health(), '24680')).status, 200);
        });
    }

    it('prefers its own secret', async () => {
        process.env['MEDIA_WEBHOOK_SECRET'] = 'of the environment';
        await run({ secret: SECRET });
        assert.equal((await post('radarr', radarr.health(), 'of the environment')).status, 401);
        assert.equal((await post('radarr', radarr.health(), SECRET)).status, 200);
    });

    it('answers 200 to an unknown event type, 400 to what is no webhook', async () => {
        await run();
        const unknown = await post('radarr', { ...radarr.movieAdded(nightTrain), eventType: 'BrandNew' });
        assert.deepEqual([unknown.status, (await until('the note', () => told[0])).topic], [200, 'radarr/noted']);
        const json = { 'content-type': 'application/json' };
        const text = { 'content-type': 'text/plain' };
        assert.deepEqual((await raw('/media/webhook/radarr', 'hello', text)).body.code, 'not_json');
        assert.deepEqual((await raw('/media/webhook/jellyfin', '{"half":', text)).body.code, 'not_json');
        assert.equal((await raw('/media/webhook/plex', '{"a":1}', json)).body.code, 'unknown_service');
        assert.equal((await raw('/media/webhook/radarr', '{"a":1}', json)).status, 400);
        assert.equal(told.length, 1);
        assert.deepEqual(caught, []);
        assert.equal(statuses.at(-1)?.text, 'unknown service');
    });

    it('refuses what is larger than its setting', async () => {
        await run({ parser: { maxBodyKb: 2 } });
        const body = { ...recorded('radarr-grab'), padding: 'x'.repeat(3_000) };
        const answer = await post('radarr', body);
        assert.deepEqual([answer.status, answer.body.code], [413, 'too_large']);
        assert.equal((await post('radarr', radarr.health())).status, 200);
        const text = await raw('/media/webhook/jellyfin', JSON.stringify(body), { 'content-type': 'text/plain' });
        assert.equal(text.status, 413);
    });

    it('reads bodies that nobody has parsed', async () => {
        await run();
        const body = JSON.stringify(radarr.grab(nightTrain, nightTrainRelease));
        for (const type of ['text/plain', 'application/octet-stream', 'application/x-other']) {
            assert.equal((await raw('/media/webhook/radarr', body, { 'content-type': type })).status, 200, type);
        }
        await until('three events', () => told.length === 3);
    });

    it('goes by the address, a fixed one too, and by its setting', async () => {
        const health = { eventType: 'Health', message: 'x' };
        const json = { 'content-type': 'application/json', authorization: basicAuth('', 'any') };
        await run({ path: '/hooks/radarr' });
        await raw('/hooks/radarr', JSON.stringify(health), json);
        assert.equal((await until('the note', () => told[0])).topic, 'radarr/noted');
        await helper.unload();
        site?.closeAllConnections();
        site?.close();
        await run({ path: '/hook', parser: { service: 'radarr' } });
        await raw('/hook', JSON.stringify(health), json);
        assert.equal((await until('the note', () => told[0])).topic, 'radarr/noted');
    });

    it('tells a second instance by its address', async () => {
        await run();
        await post('radarr', radarr.grab(nightTrain, nightTrainRelease), undefined, { radarr: 'radarr4k' });
        const { request } = (await until('the event', () => told[0])).payload;
        assert.deepEqual([request.instanceName, request.is4k], ['radarr4k', true]);
    });

    it('says 503 when there is no store, tells Catch nodes why, and takes notes all the same', async () => {
        await run({ parser: { store: '' } });
        const answer = await post('radarr', recorded('radarr-grab'));
        assert.deepEqual([answer.status, answer.body.code], [503, 'no_store']);
        await until('the error', () => caught.length === 1);
        assert.equal(caught[0]?.error.code, 'no_store');
        assert.deepEqual([told, completed], [[], []]);
        assert.deepEqual(status(), { fill: 'red', shape: 'ring', text: 'no store' });
        assert.equal((await post('radarr', radarr.health())).status, 200);
    });

    it('says 503 when the store cannot write', async () => {
        await run();
        const opened = await store();
        await opened.close();
        const answer = await post('radarr', recorded('radarr-grab'));
        assert.deepEqual([answer.status, answer.body.code], [503, 'store_closed']);
        await until('the error', () => caught.length === 1);
    });

    it('takes a message from the flow, without a request and without a secret', async () => {
        await run({ secret: SECRET });
        const inject = (payload: unknown): void => helper.getNode('parser').receive({ payload });
        inject(radarr.grab(nightTrain, nightTrainRelease));
        inject(JSON.stringify(seerrWebhook('MEDIA_APPROVED', nightTrain, { requestId: 1 })));
        await until('two events and two replies', () => told.length === 2 && replies.length === 2);
        assert.deepEqual(told.map(({ topic }) => topic).sort(), ['radarr/grabbed', 'seerr/approved']);
        assert.deepEqual(
            replies.map(({ statusCode }) => statusCode),
            [200, 200],
        );
        inject('not json');
        inject({ a: 1 });
        await until('two errors', () => caught.length === 2);
        assert.deepEqual(caught.map(({ error }) => error.code).sort(), ['not_json', 'unknown_service']);
    });
});
