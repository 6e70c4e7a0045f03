/** Every small example in a real Node-RED: its buttons are pressed, and what it says it shows is shown. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestView } from '../../lib/requests';
import { type Services, startServices } from '../demo/services';
import { lighthouse, lighthousePack } from '../demo/titles';
import { SeerrSimulator } from '../simulators/seerr-server';
import { nightTrain, Sender, seerrWebhook, type Show, showImport, SonarrWebhooks } from '../simulators/senders';
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
        await opened.press('attention-example-now');
        await opened.press('attention-example-late');
        const told = JSON.parse(await opened.said('attention-example-told')) as { title: string; wait: { code: string } };
        assert.deepEqual([told.title, told.wait.code], ['Sita Sings the Blues (2008)', 'approved']);
        await opened.press('attention-example-done');
        await opened.status('attention-example-over', /^Sita Sings the Blues \(2008\): Can be played in Jellyfin\.$/);
    });

    it('media-requests: shows a page', async () => {
        const opened = await open('media-requests');
        const reply = await opened.nodeRed.fetch('/media/page');
        assert.match(reply.headers.get('content-type') ?? '', /^text\/html/);
        assert.match(await reply.text(), /<h1>Requests<\/h1>/);
        await opened.press('requests-example-open');
        assert.equal(await opened.said('requests-example-list'), '[]');
    });

    it('page: shows each request with its episodes, and takes titles for text', async () => {
        const opened = await open(['flows', 'page']);
        const hostile = { ...nightTrain, title: '🚂 <img src=x onerror=alert(1)>' };
        const declined = { ...nightTrain, title: 'Nobody wants this', tmdbId: 1 };
        // The last episode has no title yet.
        const show: Show = {
            ...lighthouse,
            episodes: lighthouse.episodes.map((episode, index) => (index === 12 ? { ...episode, title: '' } : episode)),
        };
        const sonarr = new SonarrWebhooks();
        const { episodes } = show;
        const answers = await senderTo(opened, '/media/webhook').postAll([
            { service: 'seerr', what: '4K', body: seerrWebhook('MEDIA_PENDING', hostile, { requestId: 1, is4k: true }) },
            { service: 'seerr', what: 'declined', body: seerrWebhook('MEDIA_DECLINED', declined, { requestId: 2 }) },
            { service: 'sonarr', what: 'grabbed', body: sonarr.grab(show, episodes, lighthousePack) },
            ...showImport(show, { episodes: episodes.slice(0, 3), release: lighthousePack }, 'per-file', sonarr),
        ]);
        assert.deepEqual(
            answers.filter(({ status }) => status !== 200),
            [],
        );
        const page = async (query = ''): Promise<string> => (await opened.nodeRed.fetch(`/media${query}`)).text();

        await until('the page to say of each episode what the list says', async () => {
            const list = await opened.nodeRed.json<RequestView[]>('/media/requests?mediaType=tv');
            const expected = list.flatMap((request) =>
                request.episodes.map(({ state, seasonNumber, episodeNumber, episodeTitle, says }) => {
                    const title = episodeTitle === undefined ? '' : ` ${episodeTitle}`;
                    return `<li class="${state}">S${seasonNumber} E${episodeNumber}${title}<br><span class="quiet">${says}</span></li>`;
                }),
            );
            const shown = [...(await page('?mediaType=tv')).matchAll(/<li .*<\/li>/g)].map(([line]) => line);
            const isImported = shown.filter((line) => line.startsWith('<li class="importing">')).length === 3;
            return isImported && shown.length === 13 && shown.join('\n') === expected.join('\n');
        });

        const whole = await page();
        assert.equal(whole.match(/<article/g)?.length, 3);
        assert.match(whole, />🚂 &lt;img src&#x3D;x onerror&#x3D;alert\(1\)&gt;<\/a> \(2013\)/);
        assert.match(whole, /movie · 4K · requested · viewer/);
        assert.doesNotMatch(whole, /<(img|script)/);
        const titles = async (query: string): Promise<string[]> =>
            [...(await page(query)).matchAll(/<h2><a[^>]*>(.*?)<\/a>/g)].map((match) => match[1] ?? '');
        assert.deepEqual(await titles('?state=failed'), ['Nobody wants this']);
        assert.equal((await titles('?state=open')).length, 2);
        assert.deepEqual(await titles('?id=unknown'), []);
        assert.match(await page('?id=unknown'), /There is nothing here/);

        const reply = await opened.nodeRed.fetch('/media?state=%3Cb%3E');
        assert.equal(reply.status, 400);
        assert.match(reply.headers.get('content-type') ?? '', /^text\/html/);
        assert.match(reply.headers.get('content-security-policy') ?? '', /^default-src 'none'/);
        assert.match(await reply.text(), /role="alert">There is no state &lt;b&gt;/);
    });

    it('page: says why it can show nothing', async () => {
        const flows = exampleFlows('page').map((node) => (node.type === 'media-requests' ? { ...node, store: '' } : node));
        const nodeRed = await NodeRed.start({ major: newestMajor(), flows });
        try {
            const reply = await nodeRed.fetch('/media');
            assert.equal(reply.status, 503);
            assert.match(await reply.text(), /role="alert">Choose a media store in this node</);
        } finally {
            await nodeRed.dispose();
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
