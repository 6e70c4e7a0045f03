import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { MediaStore } from '../../lib/store';
import mediaRelay from '../../nodes/media-relay';
import mediaStore from '../../nodes/media-store';
import mediaWebhook from '../../nodes/media-webhook';
import type { Red } from '../../nodes/shared/red';
import { nightTrain, RadarrWebhooks, nightTrainRelease, seerrWebhook } from '../simulators/senders';
import { seerrTest } from '../simulators/webhooks/seerr';
import { WebhookReceiver } from '../simulators/webhook-receiver';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, statusesOf, type TestNode } from '../support/node-test-helper';
import { until } from '../support/until';

const require = createRequire(__filename);
const httpNodes = createRequire(require.resolve('node-red'))('@node-red/nodes/core/network/21-httpin.js') as (red: Red) => void;
const WARN = 30;
const approved = seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId: 12 });

describe('media-relay', () => {
    let site: Server | undefined;
    let url: string;
    let there: WebhookReceiver;
    let path: string;
    let trouble: { topic: string; payload: Record<string, unknown> }[];
    let caught: { error: { code?: string } }[];
    let statuses: { fill?: string; shape?: string; text?: string }[];

    before(() => helper.startServer());
    after(() => helper.stopServer());
    beforeEach(async () => {
        there = await new WebhookReceiver().open();
        path = join(await makeFolder(), 'store.json');
    });
    afterEach(async () => {
        await closeSite();
        await helper.unload();
        await there.close();
        await removeFolders();
    });

    async function closeSite(): Promise<void> {
        const open = site;
        site = undefined;
        open?.closeAllConnections();
        if (open) await new Promise((resolve) => open.close(resolve));
    }

    async function serve(red: Red): Promise<void> {
        const server = createServer(red.httpNode);
        site = server;
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }

    const rowOf = (receiver: WebhookReceiver, own: object = {}): object => ({
        id: 'r0',
        name: 'There',
        url: `${receiver.url}/hook`,
        secret: 0,
        ...own,
    });

    function flow(relay: object, parser: object = {}): TestNode[] {
        // Without a place on the canvas Node-RED takes a node for a config node.
        const place = { z: 'tab', x: 0, y: 0 };
        return [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'store', type: 'media-store', path },
            { id: 'in', type: 'http in', ...place, url: '/media/webhook/:service', method: 'post', wires: [['parser']] },
            { id: 'parser', type: 'media-webhook', ...place, store: 'store', wires: [[], ['relay']], ...parser },
            {
                id: 'relay',
                type: 'media-relay',
                ...place,
                store: 'store',
                service: 'seerr',
                wires: [['reply'], ['trouble']],
                ...relay,
            },
            { id: 'reply', type: 'http response', ...place, wires: [] },
            { id: 'catch', type: 'catch', ...place, scope: ['relay'], wires: [['caught']] },
            ...['trouble', 'caught'].map((id) => ({ id, type: 'helper', ...place, wires: [] })),
        ];
    }

    function listen(): void {
        trouble = messagesOf('trouble');
        caught = messagesOf('caught');
        statuses = statusesOf('relay');
    }

    async function run(relay: object, credentials: object = {}, parser: object = {}): Promise<void> {
        await helper.load([serve, httpNodes, mediaStore, mediaWebhook, mediaRelay], flow(relay, parser), credentials);
        listen();
    }

    async function post(service: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
        const reply = await fetch(`${url}/media/webhook/${service}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
        });
        return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
    }
    const store = (): Promise<MediaStore> => (helper.getNode('store') as unknown as { opened: Promise<MediaStore> }).opened;
    const keptIn = async (): Promise<string[]> => {
        const data = (await store()) as unknown as { db: { data: { kept: Map<string, unknown> } } };
        return [...data.db.data.kept.keys()].filter((key) => key.startsWith('relay'));
    };
    const warnings = (): string[] =>
        helper
            .log()
            .args.map(([entry]) => entry)
            .filter(({ level, id }) => level <= WARN && id === 'relay')
            .map(({ msg }) => String(msg));

    it('passes on what Seerr posts, with its secret, after it is on the disk, and answers as the parser did', async () => {
        await run({ receivers: [rowOf(there)] }, { relay: { secret0: 'Bearer hush' } });
        let atArrival: string[] = [];
        there.manner = () => {
            void keptIn().then((keys) => (atArrival = keys));
            return 200;
        };
        const answer = await post('seerr', approved);
        assert.equal(answer.status, 200);
        const [arrival] = await until('it', () => there.taken.length === 1 && there.taken);
        assert.deepEqual(JSON.parse(arrival!.body), approved);
        assert.equal(arrival!.body, JSON.stringify(approved));
        assert.equal(arrival!.headers.authorization, 'Bearer hush');
        assert.equal(JSON.parse(arrival!.key), answer.body['id']);
        await until('the count', () => statuses.at(-1)?.text === 'media-relay.status.delivered');
        assert.deepEqual(statuses.at(-1), { fill: 'green', shape: 'dot', text: 'media-relay.status.delivered' });
        assert.ok(atArrival.includes('relay:relay/0'), atArrival.join());
        assert.deepEqual(trouble, []);
    });

    it('passes on a test, but nothing of another service, and nothing that was refused', async () => {
        await run({ receivers: [rowOf(there)] }, { parser: { secret: 'sesame' } });
        assert.equal((await post('seerr', approved)).status, 401);
        assert.equal((await post('seerr?secret=sesame', { what: 'is this' })).status, 400);
        const grab = new RadarrWebhooks().grab(nightTrain, nightTrainRelease);
        assert.equal((await post('radarr?secret=sesame', grab)).status, 200);
        assert.equal((await post('seerr?secret=sesame', seerrTest())).status, 200);
        await until('the test', () => there.taken.length === 1);
        assert.match(there.taken[0]!.body, /TEST_NOTIFICATION/);
        assert.equal(there.tries.length, 1);
    });

    it('passes on everything when it is told to', async () => {
        await run({ receivers: [rowOf(there)], service: '' });
        await post('radarr', new RadarrWebhooks().grab(nightTrain, nightTrainRelease));
        await until('it', () => there.taken.length === 1);
    });

    it('says once when a receiver is away, and once when it is back; the sender is answered all the same', async () => {
        there.manner = () => 503;
        await run({ receivers: [rowOf(there)] });
        for (let n = 0; n < 3; n++) assert.equal((await post('seerr', approved)).status, 200);
        await until('the status', () => statuses.at(-1)?.text === 'media-relay.status.late');
        assert.deepEqual(statuses.at(-1), { fill: 'yellow', shape: 'ring', text: 'media-relay.status.late' });
        await until('another try', () => there.tries.length > 1);
        there.manner = () => 200;
        await until('the end of it', () => trouble.length === 2);
        assert.deepEqual(
            trouble.map(({ topic }) => topic),
            ['relay/late', 'relay/recovered'],
        );
        assert.equal(trouble[0]?.payload['code'], 'http_503');
        await until('all', () => there.taken.length === 3);
        assert.equal(warnings().length, 1);
        assert.match(warnings()[0]!, /There answered 503.*\[http_503\]/);
    });

    it('goes on after a redeploy, keeps the queue while it is disabled, and forgets it when it is deleted', async () => {
        await there.close();
        const relay = { receivers: [rowOf(there)] };
        await run(relay);
        await post('seerr', approved);
        await until('the outage', () => trouble.length === 1);
        await closeSite();
        await helper.setFlows(flow({ ...relay, d: true }), 'full');
        assert.ok((await keptIn()).includes('relay:relay/0'));
        // Else its first try may find nobody, and what is told of that comes before what is looked for below.
        await there.open();
        await helper.setFlows(flow(relay), 'full');
        listen();
        await until('it', () => there.taken.length === 1);
        await there.close();
        helper.getNode('relay').receive({ webhook: { id: 'x', service: 'seerr', body: { a: 1 } } });
        await until('the outage', () => trouble.length === 1);
        await helper.setFlows(
            flow(relay).filter(({ id }) => id !== 'relay'),
            'full',
        );
        await until('nothing', async () => (await keptIn()).length === 0);
    });

    it('lets messages through that carry no webhook, and takes those that a flow has made', async () => {
        await run({ receivers: [rowOf(there)] });
        const replies = messagesOf<{ payload?: unknown }>('trouble');
        helper.getNode('relay').receive({ payload: 'as it was' });
        helper.getNode('relay').receive({ webhook: { service: 'seerr', body: 'text', contentType: 'text/plain' } });
        await until('it', () => there.taken.length === 1);
        assert.deepEqual([there.taken[0]!.body, there.taken[0]!.headers['content-type']], ['text', 'text/plain']);
        assert.notEqual(there.taken[0]!.key, 'undefined');
        assert.deepEqual(replies, []);
    });

    it('answers 503 and tells Catch nodes when there is no store for it', async () => {
        await run({ receivers: [rowOf(there)], store: '' });
        const answer = await post('seerr', approved);
        assert.deepEqual([answer.status, answer.body['code']], [503, 'no_store']);
        await until('the error', () => caught.length === 1);
        assert.equal(caught[0]?.error.code, 'no_store');
        assert.equal(there.tries.length, 0);
    });

    it('shows whose settings are wrong, and needs no receiver to let replies through', async () => {
        await run({ receivers: [{ id: 'r0', name: 'There', url: 'nowhere' }] });
        await until('the fault', () => statuses.at(-1)?.fill === 'red');
        await closeSite();
        await helper.unload();
        await run({});
        assert.equal((await post('seerr', approved)).status, 200);
        await until('the status', () => statuses.at(-1)?.text === 'media-relay.status.no_receivers');
    });
});
