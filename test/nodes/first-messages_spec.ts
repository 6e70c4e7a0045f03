/** What comes in the first moments after a start: no node has begun before its store is open, and no message is lost for that. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { LONGEST_WAIT_MS, MediaError, systemClock, type Timer } from '../../lib/model';
import { MediaStore } from '../../lib/store';
import mediaArr from '../../nodes/media-arr';
import mediaArrServer from '../../nodes/media-arr-server';
import mediaAttention from '../../nodes/media-attention';
import mediaDoctor from '../../nodes/media-doctor';
import mediaGate from '../../nodes/media-gate';
import mediaJellyfin from '../../nodes/media-jellyfin';
import mediaJellyfinServer from '../../nodes/media-jellyfin-server';
import mediaQbittorrent from '../../nodes/media-qbittorrent';
import mediaQbittorrentServer from '../../nodes/media-qbittorrent-server';
import mediaRelay from '../../nodes/media-relay';
import mediaRemedy from '../../nodes/media-remedy';
import mediaRequests from '../../nodes/media-requests';
import mediaSeerr from '../../nodes/media-seerr';
import mediaSeerrServer from '../../nodes/media-seerr-server';
import mediaShoko from '../../nodes/media-shoko';
import mediaShokoServer from '../../nodes/media-shoko-server';
import mediaWebhook from '../../nodes/media-webhook';
import type { NodeDefinition, NodeMessage, Red, RuntimeNode } from '../../nodes/shared/red';
import { JellyfinSimulator } from '../simulators/jellyfin';
import { QBittorrentSimulator } from '../simulators/qbittorrent';
import { RadarrSimulator } from '../simulators/radarr';
import { SeerrSimulator } from '../simulators/seerr-server';
import { nightTrain, seerrWebhook } from '../simulators/senders';
import { ShokoSimulator } from '../simulators/shoko';
import { SonarrSimulator } from '../simulators/sonarr';
import { WebhookReceiver } from '../simulators/webhook-receiver';
import { event } from '../support/events';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, type TestNode } from '../support/node-test-helper';
import { movie } from '../support/requests';
import { until } from '../support/until';

interface Service {
    url: string;
    credentials: object;
    stop: () => Promise<unknown>;
}

interface Case {
    type: string;
    /** Of the first message. */
    message: object;
    /** The server that it asks, as its property `server` (or another) names it. */
    service?: () => Promise<Service>;
    server?: object;
    own?: object;
    /** On the output that answers, once it has begun. */
    isAnswer?: (message: { payload?: unknown; topic?: string; statusCode?: number }) => boolean;
}

const approval = seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId: 12 });
const cases: Case[] = [
    { type: 'media-attention', message: {} },
    { type: 'media-doctor', message: {}, isAnswer: ({ payload }) => Array.isArray(payload) },
    {
        type: 'media-gate',
        message: { payload: event('seerr', 'approved', 'movie', { request: { tmdbId: 550 } }) },
        isAnswer: ({ topic }) => topic === 'seerr/approved',
    },
    { type: 'media-requests', message: {}, isAnswer: ({ payload }) => Array.isArray(payload) && payload.length === 1 },
    {
        type: 'media-webhook',
        message: { payload: approval },
        isAnswer: ({ topic }) => topic === 'seerr/approved',
    },
    {
        type: 'media-relay',
        message: { payload: { ok: true }, webhook: { id: 'first', service: 'seerr', body: approval } },
        isAnswer: ({ payload }) => (payload as { ok?: boolean }).ok === true,
    },
    {
        type: 'media-remedy',
        message: { topic: 'help', payload: { requestId: 'nobody' } },
        service: async () => serviceOf(await RadarrSimulator.start()),
        server: { type: 'media-arr-server', kind: 'radarr' },
        own: { radarr: 'server', mode: 'on' },
        isAnswer: ({ topic }) => topic === 'remedy/refused',
    },
    {
        type: 'media-arr',
        message: {},
        service: async () => serviceOf(await SonarrSimulator.start()),
        server: { type: 'media-arr-server', kind: 'sonarr' },
    },
    {
        type: 'media-seerr',
        message: {},
        service: async () => serviceOf(await SeerrSimulator.start()),
        server: { type: 'media-seerr-server' },
    },
    {
        type: 'media-shoko',
        message: {},
        service: async () => serviceOf(await ShokoSimulator.start()),
        server: { type: 'media-shoko-server' },
    },
    {
        type: 'media-jellyfin',
        message: { payload: { requestId: 'film' } },
        service: async () => serviceOf(await JellyfinSimulator.start()),
        server: { type: 'media-jellyfin-server' },
    },
    {
        type: 'media-qbittorrent',
        message: {},
        service: async () => {
            const simulator = await QBittorrentSimulator.start({ dialect: '5.1' });
            const credentials = { username: 'admin', password: 'adminadmin' };
            return { url: simulator.url, credentials, stop: () => simulator.close() };
        },
        server: { type: 'media-qbittorrent-server' },
    },
];
const ASKED_OVER_HTTP = ['media-doctor', 'media-requests', 'media-webhook', 'media-relay'];

function serviceOf(simulator: { url: string; apiKey: string; stop: () => Promise<unknown> }): Service {
    return { url: simulator.url, credentials: { apiKey: simulator.apiKey }, stop: () => simulator.stop() };
}

describe('the first messages', () => {
    let store: MediaStore;
    let receiver: WebhookReceiver;
    let service: Service | undefined;
    let open: () => void;
    let refuse: (error: Error) => void;
    let answers: { payload?: unknown; topic?: string; statusCode?: number }[];
    let caught: { error: { code?: string } }[];
    let completed: unknown[];
    let wanted: MediaStore | Promise<MediaStore>;

    before(() => helper.startServer());
    after(() => helper.stopServer());
    beforeEach(async () => {
        store = await MediaStore.open({ path: join(await makeFolder(), 'store.json'), retentionDays: 90, warn: () => undefined });
        store.put(movie({ id: 'film', title: 'Sintel', state: 'approved' }));
        receiver = await new WebhookReceiver().open();
        wanted = new Promise<MediaStore>((resolve, reject) => {
            open = () => resolve(store);
            refuse = reject;
        });
    });
    afterEach(async () => {
        open();
        await helper.unload();
        await Promise.all([store.close(), receiver.close(), service?.stop()]);
        service = undefined;
        await removeFolders();
    });

    /** A store that opens when it is told to. */
    const heldStore = (RED: Red): void => {
        RED.nodes.registerType('held-store', function (this: RuntimeNode & { opened: unknown }, definition: NodeDefinition) {
            RED.nodes.createNode(this, definition);
            this.opened = wanted;
        });
    };
    /** Gives its message while the flows are still being started. */
    const firstThing = (RED: Red): void => {
        RED.nodes.registerType('first-thing', function (this: RuntimeNode, definition: NodeDefinition) {
            RED.nodes.createNode(this, definition);
            this.send(definition['message'] as NodeMessage);
        });
    };
    const all = [
        ...[heldStore, firstThing, mediaArr, mediaArrServer, mediaAttention, mediaDoctor, mediaGate, mediaJellyfin],
        ...[mediaJellyfinServer, mediaQbittorrent, mediaQbittorrentServer, mediaRelay, mediaRemedy, mediaRequests],
        ...[mediaSeerr, mediaSeerrServer, mediaShoko, mediaShokoServer, mediaWebhook],
    ];

    async function flowOf({ type, message, own, server, ...rest }: Case): Promise<TestNode[]> {
        service = await rest.service?.();
        const place = { z: 'tab', x: 0, y: 0 };
        return [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'store', type: 'held-store' },
            ...(service ? [{ id: 'server', type: '', ...server, url: service.url }] : []),
            {
                ...{ id: 'node', type, ...place, store: 'store', server: 'server', service: 'seerr' },
                receivers: [{ id: 'r0', name: 'There', url: receiver.url, secret: 0 }],
                wires: [['answers'], ['answers'], ['answers']],
                ...own,
            },
            ...['answers', 'caught', 'completed'].map((id) => ({ id, type: 'helper', ...place, wires: [] })),
            { id: 'catch', type: 'catch', ...place, scope: ['node'], wires: [['caught']] },
            { id: 'complete', type: 'complete', ...place, scope: ['node'], wires: [['completed']] },
            // Last, since Node-RED drops what is sent to a node that is not there yet.
            { id: 'first', type: 'first-thing', ...place, message, wires: [['node']] },
        ];
    }

    async function run(one: Case): Promise<void> {
        const flow = await flowOf(one);
        await helper.load(all, flow, service && { server: service.credentials });
        answers = messagesOf('answers');
        caught = messagesOf('caught');
        completed = messagesOf('completed');
    }

    for (const one of cases) {
        it(`${one.type}: wait until it has begun`, async () => {
            await run(one);
            // Another message, that has been through all that the first went through.
            helper.getNode('node').receive(structuredClone(one.message));
            await new Promise(setImmediate);
            assert.deepEqual([answers, caught, completed], [[], [], []]);
            open();
            await until('both to be handled', () => completed.length === 2);
            assert.deepEqual(caught, []);
            const { isAnswer } = one;
            if (isAnswer) await until('the answer', () => answers.some(isAnswer));
        });

        it(`${one.type}: are told why it cannot begin`, async () => {
            await run(one);
            refuse(new MediaError('store_not_readable', 'The store cannot be read'));
            const [error] = await until('the error', () => (caught.length > 0 ? caught : null));
            assert.equal(error?.error.code, 'store_not_readable');
            assert.deepEqual(completed, []);
        });
    }

    for (const one of cases.filter(({ type }) => ASKED_OVER_HTTP.includes(type))) {
        it(`${one.type}: who asks over HTTP is answered after a while, and what was brought is not lost`, async () => {
            const usual = { ...systemClock };
            const waits: (() => void)[] = [];
            systemClock.after = (ms, callback): Timer => {
                if (ms !== LONGEST_WAIT_MS) return usual.after(ms, callback);
                waits.push(callback);
                return { cancel: () => undefined };
            };
            try {
                await run({ ...one, message: { ...one.message, res: {} } });
                const runOut = await until('the question', () => waits[0]);
                runOut();
                const answer = await until('the answer', () => answers.find(({ statusCode }) => statusCode !== undefined));
                assert.deepEqual([answer.statusCode, (answer.payload as { code?: string }).code], [503, 'not_begun']);
                open();
                if (one.type === 'media-relay') await until('the webhook', () => receiver.taken.length > 0);
                if (one.type === 'media-webhook') await until('the event', () => store.inbox().length > 0);
            } finally {
                Object.assign(systemClock, usual);
            }
        });
    }
});
