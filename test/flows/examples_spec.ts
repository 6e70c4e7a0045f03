/** Every small example in a real Node-RED: its buttons are pressed, and what it says it shows is shown. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Counts, SummaryList } from '../../lib/page/contract';
import { type Services, startServices } from '../demo/services';
import { MqttBroker } from '../simulators/mqtt';
import { SeerrSimulator } from '../simulators/seerr-server';
import { nightTrain, Sender, seerrWebhook } from '../simulators/senders';
import { Comms } from '../support/comms';
import { exampleFlows, newestMajor, NodeRed } from '../support/node-red';
import { until } from '../support/until';

/** One Node-RED with one example, and what its debug nodes say. */
class Example {
    private constructor(
        readonly nodeRed: NodeRed,
        private readonly comms: Comms,
    ) {}

    static async open(names: readonly string[], env: Readonly<Record<string, string>>): Promise<Example> {
        const flows = names.flatMap((name) => exampleFlows(name));
        const nodeRed = await NodeRed.start({ major: newestMajor(), flows, env });
        return new Example(nodeRed, await Comms.open(nodeRed));
    }

    async press(id: string): Promise<void> {
        const reply = await this.nodeRed.fetch(`/inject/${id}`, { method: 'POST' });
        assert.equal(reply.status, 200);
    }

    /** Waits until a debug node has said this many things, and gives the last. */
    async said(id: string, times = 1): Promise<string> {
        return until(`${id} to say ${times} things`, () => {
            const own = this.comms.debug.filter((message) => message.id === id);
            return own.length >= times ? own.at(-1)?.msg : null;
        });
    }

    async status(id: string, pattern: RegExp): Promise<void> {
        await until(`the status ${String(pattern)} under ${id}`, () => pattern.test(this.comms.statuses.get(id)?.text ?? ''));
    }

    async close(): Promise<void> {
        this.comms.close();
        await this.nodeRed.dispose();
    }
}

describe('the small examples', () => {
    let services: Services;
    let example: Example | undefined;

    before(async () => {
        services = await startServices();
    });
    after(() => services.close());
    afterEach(async () => {
        const { nodeRed } = example ?? {};
        await example?.close();
        example = undefined;
        assert.deepEqual(nodeRed?.complaints() ?? [], []);
    });

    const open = async (names: string | string[], env: Readonly<Record<string, string>> = {}): Promise<Example> => {
        example = await Example.open([names].flat(), { ...services.environment, ...env });
        return example;
    };
    const senderTo = ({ nodeRed }: Example, path: string): Sender => {
        return new Sender({ url: `${nodeRed.url}${path}`, secret: services.environment['MEDIA_WEBHOOK_SECRET'] ?? '' });
    };

    it('media-webhook: a webhook becomes an event, by button and by post', async () => {
        const opened = await open('media-webhook');
        await opened.press('webhook-example-seerr');
        assert.match(await opened.said('webhook-example-event', 1), /seerr\/approved/);
        await opened.press('webhook-example-radarr');
        assert.match(await opened.said('webhook-example-event', 2), /radarr\/grabbed/);
        const body = seerrWebhook('MEDIA_PENDING', nightTrain, { requestId: 3 });
        const answer = await senderTo(opened, '/media/example').post({ service: 'seerr', body });
        assert.equal(answer.status, 200);
        assert.match(await opened.said('webhook-example-event', 3), /seerr\/requested/);
    });

    it('media-gate: the buttons end the same in any order', async () => {
        const opened = await open('media-gate');
        await opened.press('gate-example-imported');
        await opened.status('gate-example-accepted', /requested -> importing/);
        await opened.press('gate-example-approved');
        await opened.status('gate-example-not-applied', /./);
        await opened.press('gate-example-grabbed');
        const last = JSON.parse(await opened.said('gate-example-not-applied', 2)) as { code: string };
        assert.equal(last.code, 'late');
    });

    it('media-episodes: one message for three changes, and one when it is complete', async () => {
        const opened = await open('media-episodes');
        await opened.press('episodes-example-grab');
        await opened.status('episodes-example-progress', /^3 queued$/);
        await opened.press('episodes-example-import');
        await opened.status('episodes-example-progress', /^1 importing, 2 queued$/);
        await opened.press('episodes-example-verified');
        await opened.status('episodes-example-complete', /^Pioneer One$/);
    });

    it('media-qbittorrent and media-shoko: connect', async () => {
        const poller = await open('media-qbittorrent');
        await poller.press('qbittorrent-example-now');
        await poller.status('qbittorrent-example-poller', /connected/);
        await poller.close();
        const listener = await open('media-shoko');
        await listener.status('shoko-example-listener', /connected/);
        await listener.press('shoko-example-now');
    });

    it('media-seerr: tells what is asked for, and what a look brought', async () => {
        const seerr = await SeerrSimulator.start();
        try {
            seerr.data.ask({ tmdbId: 603 });
            example = await Example.open(['media-seerr'], {
                ...services.environment,
                SEERR_URL: seerr.url,
                SEERR_API_KEY: seerr.apiKey,
            });
            assert.match(await example.said('seerr-example-event'), /seerr\/requested/);
            await example.press('seerr-example-now');
            assert.match(await example.said('seerr-example-summary', 2), /"events":0/);
        } finally {
            await seerr.stop();
        }
    });

    it('media-jellyfin: looks for what is open, and says what is missing', async () => {
        const opened = await open(['flows', 'media-jellyfin']);
        const body = seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId: 3 });
        await senderTo(opened, '/media/webhook').post({ service: 'seerr', body });
        await opened.status('gate', /1/);
        await opened.press('jellyfin-example-now');
        assert.match(await opened.said('jellyfin-example-not-yet'), /no_such_item/);
        services.jellyfin.library.addMovie({ name: nightTrain.title, providerIds: { Tmdb: String(nightTrain.tmdbId) } });
        await opened.press('jellyfin-example-now');
        assert.match(await opened.said('jellyfin-example-available'), /"to":"available"/);
    });

    it('media-attention: tells of what is late, and that it is over', async () => {
        const opened = await open('media-attention');
        // What is late when the node begins for the first time was so before, and is not told.
        await opened.status('attention-example-attention', /well/);
        await opened.press('attention-example-now');
        await opened.press('attention-example-late');
        const told = JSON.parse(await opened.said('attention-example-told')) as { title: string; wait: { code: string } };
        assert.deepEqual([told.title, told.wait.code], ['Sita Sings the Blues (2008)', 'approved']);
        await opened.press('attention-example-done');
        const over = JSON.parse(await opened.said('attention-example-over')) as { text: string };
        assert.equal(over.text, 'Sita Sings the Blues (2008): Can be played in Jellyfin.');
    });

    it('media-doctor: says what is wrong, and shows what would be set up in Sonarr', async () => {
        const opened = await open('media-doctor', { ...services.asking, MEDIA_PUBLIC_URL: 'http://127.0.0.1:1880' });
        await opened.press('doctor-example-look');
        assert.match(await opened.said('doctor-example-answer'), /^\[/);
        await opened.press('doctor-example-show');
        const answer = await opened.said('doctor-example-answer', 2);
        assert.match(answer, /"action":"create"/);
        assert.deepEqual(services.sonarr.connections.writes, [], 'showing writes nothing');
    });

    it('media-requests: shows a page', async () => {
        const opened = await open('media-requests');
        const reply = await opened.nodeRed.fetch('/media/page');
        assert.match(reply.headers.get('content-type') ?? '', /^text\/html/);
        assert.match(await reply.text(), /<h1>Requests<\/h1>/);
        await opened.press('requests-example-open');
        assert.equal(await opened.said('requests-example-list'), '[]');
    });

    it('media-page: serves a page beside that of the shipped flow, and lets out what is done on it', async () => {
        const opened = await open(['flows', 'media-page']);
        const { nodeRed } = opened;
        const body = seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId: 3 });
        await senderTo(opened, '/media/webhook').post({ service: 'seerr', body });
        const list = await until('the request on both pages', async () => {
            const own = await nodeRed.json<SummaryList>('/media-example/list');
            const shipped = await nodeRed.json<SummaryList>('/media/list');
            return own.total === 1 && shipped.total === 1 ? own : null;
        });
        assert.match(await (await nodeRed.fetch('/media-example/')).text(), /data-title="Media at home"/);
        await opened.status('page-example-counts', /^1$/);
        const action = { action: 'look', requestId: list.requests[0]!.id };
        const post = (path: string): Promise<Response> =>
            nodeRed.fetch(`${path}/actions`, { body: action, headers: { origin: nodeRed.url } });
        assert.equal((await post('/media-example')).status, 202);
        assert.match(await opened.said('page-example-done'), /requestId/);
        assert.equal((await post('/media')).status, 403, 'actions are off unless somebody switches them on');
    });

    it('home-assistant: tells of four sensors, and their numbers as they change', async () => {
        const broker = await MqttBroker.start();
        try {
            const flows = [...exampleFlows('flows'), ...exampleFlows('home-assistant')];
            const atPort = flows.map((node) => (node.type === 'mqtt-broker' ? { ...node, port: String(broker.port) } : node));
            const env: Record<string, string> = { ...services.environment, MQTT_BROKER: '127.0.0.1' };
            const nodeRed = await NodeRed.start({ major: newestMajor(), flows: atPort, env });
            try {
                const sensors = ['attention', 'way', 'ready', 'late'].map(
                    (name) => `homeassistant/sensor/media_pipeline_${name}/config`,
                );
                await until('four sensors', () => sensors.every((topic) => broker.kept.get(topic)?.retain === true));
                const numbers = (): Counts => JSON.parse(broker.kept.get('media-pipeline/counts')?.payload ?? '{}') as Counts;
                await until('numbers', () => numbers().way === 0);
                for (const topic of sensors) {
                    const { payload } = broker.kept.get(topic)!;
                    const sensor = JSON.parse(payload) as { state_topic: string; value_template: string; unique_id: string };
                    const [, field = ''] = /^\{\{ value_json\.(\w+) \}\}$/.exec(sensor.value_template) ?? [];
                    assert.equal(typeof numbers()[field as keyof Counts], 'number', topic);
                    assert.ok(broker.kept.has(sensor.state_topic) && topic.includes(sensor.unique_id));
                }
                const sender = new Sender({ url: `${nodeRed.url}/media/webhook`, secret: env['MEDIA_WEBHOOK_SECRET'] ?? '' });
                const body = seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId: 3 });
                await sender.post({ service: 'seerr', body });
                await until('the number to change', () => numbers().way === 1);
                await until('a subscription', () => broker.subscribed('homeassistant/status'));
                const before = broker.kept.get(sensors[0]!)!.times;
                broker.publish('homeassistant/status', 'online');
                await until('the sensors anew', () => broker.kept.get(sensors[0]!)!.times > before);
                assert.deepEqual(nodeRed.complaints(), []);
            } finally {
                await nodeRed.dispose();
            }
        } finally {
            await broker.stop();
        }
    });

    it('notify: posts a line for each outcome', async () => {
        const lines: string[] = [];
        const receiver: Server = createServer((request, response) => {
            let body = '';
            request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
            request.on('end', () => {
                lines.push(body);
                response.end('ok');
            });
        });
        await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
        try {
            const { port } = receiver.address() as AddressInfo;
            const opened = await open('notify', { NOTIFY_URL: `http://127.0.0.1:${port}/` });
            await opened.press('notify-example-try-available');
            await opened.press('notify-example-try-attention');
            await opened.said('notify-example-sent', 2);
            await opened.status('notify-example-attention', /all is well/);
            assert.deepEqual(lines, [
                'Sita Sings the Blues (2008)\nCan be played.',
                'Pioneer One (2010)\nS01E03, S01E04 and 4 more: The download has stalled at 40 %: nobody is sending.\nRemove it in Sonarr, with blocklisting and searching for another release.',
            ]);
        } finally {
            receiver.closeAllConnections();
            receiver.close();
        }
    });
});
