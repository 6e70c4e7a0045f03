/** Every small example in a real Node-RED: its buttons are pressed, and what it says it shows is shown. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Services, startServices } from '../demo/services';
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
        assert.deepEqual(nodeRed?.complaints(), []);
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

    it('media-requests: shows a page', async () => {
        const opened = await open('media-requests');
        const reply = await opened.nodeRed.fetch('/media/page');
        assert.match(reply.headers.get('content-type') ?? '', /^text\/html/);
        assert.match(await reply.text(), /<h1>Requests<\/h1>/);
        await opened.press('requests-example-open');
        assert.equal(await opened.said('requests-example-list'), '[]');
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
            assert.deepEqual(lines, [
                'Sita Sings the Blues (2008) can be played',
                'Sita Sings the Blues: qBittorrent reports missing files',
            ]);
        } finally {
            receiver.closeAllConnections();
            receiver.close();
        }
    });
});
