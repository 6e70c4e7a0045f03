import assert from 'node:assert/strict';
import { join } from 'node:path';
import mediaArr from '../../nodes/media-arr';
import mediaArrServer from '../../nodes/media-arr-server';
import mediaGate from '../../nodes/media-gate';
import mediaStore from '../../nodes/media-store';
import mediaWebhook from '../../nodes/media-webhook';
import type { CaughtUp } from '../../lib/arr';
import type { MediaEvent, MediaRequest } from '../../lib/model';
import { lycorisPack, lycorisRecoil } from '../simulators/senders';
import { SonarrSimulator } from '../simulators/sonarr';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, statusesOf, type TestNode } from '../support/node-test-helper';
import { until } from '../support/until';

type Told = { topic: string; payload: MediaEvent };
type Changed = { topic: string; payload: { request: MediaRequest } };
type Summed = { topic: string; payload: CaughtUp };

describe('media-arr', () => {
    let sonarr: SonarrSimulator;

    before(() => helper.startServer());
    after(() => helper.stopServer());
    beforeEach(async () => {
        sonarr = await SonarrSimulator.start();
        sonarr.add(lycorisRecoil);
    });
    afterEach(async () => {
        await helper.unload();
        await until('the connection to be gone', () => sonarr.hub.connections === 0);
        await sonarr.stop();
        await removeFolders();
    });

    async function flow(over: { path?: string; server?: object; listener?: object } = {}): Promise<TestNode[]> {
        const place = { z: 'tab', x: 0, y: 0 };
        return [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'store', type: 'media-store', path: over.path ?? join(await makeFolder(), 'store.json') },
            { id: 'server', type: 'media-arr-server', kind: 'sonarr', url: sonarr.url, ...over.server },
            {
                id: 'listener',
                type: 'media-arr',
                ...place,
                store: 'store',
                server: 'server',
                wires: [['told', 'gate'], ['summed']],
                ...over.listener,
            },
            { id: 'gate', type: 'media-gate', ...place, store: 'store', createRequests: true, wires: [['changed'], []] },
            { id: 'told', type: 'helper', ...place, wires: [] },
            { id: 'summed', type: 'helper', ...place, wires: [] },
            { id: 'changed', type: 'helper', ...place, wires: [] },
            { id: 'catch', type: 'catch', ...place, scope: ['listener'], wires: [['caught']] },
            { id: 'caught', type: 'helper', ...place, wires: [] },
            { id: 'complete', type: 'complete', ...place, scope: ['listener'], wires: [['completed']] },
            { id: 'completed', type: 'helper', ...place, wires: [] },
        ];
    }

    interface Running {
        told: Told[];
        summed: Summed[];
        changed: Changed[];
        caught: { error: { code?: string } }[];
        completed: unknown[];
        statuses: { text?: string; fill?: string }[];
    }

    async function run(flows: TestNode[], key = sonarr.apiKey): Promise<Running> {
        await helper.load([mediaStore, mediaArrServer, mediaArr, mediaGate], flows, { server: { apiKey: key } });
        return {
            told: messagesOf<Told>('told'),
            summed: messagesOf<Summed>('summed'),
            changed: messagesOf<Changed>('changed'),
            caught: messagesOf('caught') as never,
            completed: messagesOf('completed'),
            statuses: statusesOf('listener'),
        };
    }

    const press = (): void => helper.getNode('listener').receive({ payload: '' });
    const shows = (running: Running, text: string): Promise<unknown> =>
        until(`the status ${text}`, () => running.statuses.at(-1)?.text === text);

    it('hears a grab within two seconds and tells it to the gate, without any webhook', async () => {
        const running = await run(await flow());
        await shows(running, 'media-arr.status.connected');
        const began = Date.now();
        sonarr.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
        const told = await until('the grab', () => running.told.find(({ topic }) => topic === 'sonarr/grabbed'));
        assert.ok(Date.now() - began < 2_000);
        assert.equal(told.payload.episodes.length, 13);
        const change = await until('the change', () => running.changed[0]);
        assert.equal(change.payload.request.title, 'Lycoris Recoil');
    });

    it('sums up the first contact, and what it was asked to make up for', async () => {
        sonarr.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
        const running = await run(await flow());
        const first = await until('the sum', () => running.summed[0]);
        assert.equal(first.topic, 'sonarr/caught up');
        assert.deepEqual([first.payload.server, first.payload.events], ['Sonarr', 1]);
        assert.equal(running.told[0]?.payload.backfill, true);
        await shows(running, 'media-arr.status.connected');
        press();
        await until('the message to be done', () => running.completed.length === 1);
        assert.equal(running.summed.at(-1)?.payload.events, 0);
    });

    it('goes on after a redeploy where it was, and tells nothing twice', async () => {
        const path = join(await makeFolder(), 'store.json');
        const running = await run(await flow({ path }));
        await shows(running, 'media-arr.status.connected');
        sonarr.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
        await until('the grab', () => running.changed.length > 0);
        await helper.unload();
        sonarr.import(lycorisRecoil, [lycorisRecoil.episodes[0]!], lycorisPack);
        const again = await run(await flow({ path }));
        await until('the import', () => again.told.some(({ topic }) => topic === 'sonarr/imported'));
        await shows(again, 'media-arr.status.connected');
        assert.equal(again.told.filter(({ topic }) => topic === 'sonarr/grabbed').length, 0);
    });

    it('makes up for what was muted as soon as a webhook says that it is over', async () => {
        const old = await SonarrSimulator.start({ version: '3.0.10.1567' });
        old.add(lycorisRecoil);
        const webhook = { id: 'webhook', type: 'media-webhook', store: 'store', service: 'sonarr', wires: [[], []] };
        const nodes = [...(await flow({ server: { url: old.url } })), webhook];
        await helper.load([mediaStore, mediaArrServer, mediaArr, mediaGate, mediaWebhook], nodes, {
            server: { apiKey: old.apiKey },
        });
        const told = messagesOf<Told>('told');
        const statuses = statusesOf('listener');
        await until('the status', () => statuses.at(-1)?.text === 'media-arr.status.polling');
        old.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
        const began = Date.now();
        helper.getNode('webhook').receive({ payload: { ...old.webhooks.healthRestored(), type: 'NotificationStatusCheck' } });
        await until('the grab', () => told.some(({ topic }) => topic === 'sonarr/grabbed'));
        assert.ok(Date.now() - began < 10_000);
        await old.stop();
    });

    it('without an address it is grey and silent', async () => {
        const running = await run(await flow({ server: { url: '' } }));
        await shows(running, 'media-arr.status.no_address');
        assert.equal(running.statuses.at(-1)?.fill, 'grey');
        press();
        await until('the error', () => running.caught.length === 1);
        assert.equal(running.caught[0]?.error.code, 'no_url');
    });

    it('says what is wrong, and tells Catch nodes when it was asked', async () => {
        const running = await run(await flow(), 'wrong');
        await until('the fault', () => running.statuses.at(-1)?.fill === 'red');
        press();
        await until('the error', () => running.caught.length === 1);
        assert.equal(running.caught[0]?.error.code, 'unauthorised');
    });

    it('closes while nothing answers', async () => {
        sonarr.fault = 'hang';
        await run(await flow());
        const began = Date.now();
        await helper.unload();
        assert.ok(Date.now() - began < 5_000);
        sonarr.fault = null;
    });
});
