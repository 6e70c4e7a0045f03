import assert from 'node:assert/strict';
import { join } from 'node:path';
import mediaGate from '../../nodes/media-gate';
import mediaSeerr from '../../nodes/media-seerr';
import mediaSeerrServer from '../../nodes/media-seerr-server';
import mediaStore from '../../nodes/media-store';
import type { MediaEvent, MediaRequest } from '../../lib/model';
import { SeerrSimulator } from '../simulators/seerr-server';
import { event } from '../support/events';
import { makeFolder, removeFolders } from '../support/folder';
import type { MediaStore } from '../../lib/store';
import { helper, messagesOf, statusesOf, type TestNode } from '../support/node-test-helper';
import { until } from '../support/until';

type Told = { topic: string; payload: MediaEvent };
type Changed = { topic: string; payload: { request: MediaRequest } };
interface Summary {
    payload: { server: string; events: number; from: string | null; until: string; ms: number };
}

describe('media-seerr', () => {
    let simulator: SeerrSimulator;

    before(() => helper.startServer());
    after(() => helper.stopServer());
    beforeEach(async () => {
        simulator = await SeerrSimulator.start();
    });
    afterEach(async () => {
        await helper.unload();
        await until('the sockets to be gone', () => simulator.connections === 0);
        await simulator.stop();
        await removeFolders();
    });

    async function flow(over: { path?: string; server?: object; reader?: object } = {}): Promise<TestNode[]> {
        const place = { z: 'tab', x: 0, y: 0 };
        return [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'store', type: 'media-store', path: over.path ?? join(await makeFolder(), 'store.json') },
            { id: 'server', type: 'media-seerr-server', url: simulator.url, name: 'my seerr', ...over.server },
            {
                id: 'reader',
                type: 'media-seerr',
                ...place,
                store: 'store',
                server: 'server',
                wires: [['told', 'gate'], ['summed']],
                ...over.reader,
            },
            { id: 'gate', type: 'media-gate', ...place, store: 'store', wires: [['changed'], []] },
            { id: 'told', type: 'helper', ...place, wires: [] },
            { id: 'summed', type: 'helper', ...place, wires: [] },
            { id: 'changed', type: 'helper', ...place, wires: [] },
            { id: 'catch', type: 'catch', ...place, scope: ['reader'], wires: [['caught']] },
            { id: 'caught', type: 'helper', ...place, wires: [] },
            { id: 'complete', type: 'complete', ...place, scope: ['reader'], wires: [['completed']] },
            { id: 'completed', type: 'helper', ...place, wires: [] },
        ];
    }

    interface Running {
        told: Told[];
        summed: Summary[];
        changed: Changed[];
        caught: { error: { code?: string } }[];
        completed: unknown[];
        statuses: { text?: string; fill?: string }[];
    }

    async function run(flows: TestNode[], key = simulator.apiKey): Promise<Running> {
        await helper.load([mediaStore, mediaSeerrServer, mediaSeerr, mediaGate], flows, { server: { apiKey: key } });
        return {
            told: messagesOf<Told>('told'),
            summed: messagesOf<Summary>('summed'),
            changed: messagesOf<Changed>('changed'),
            caught: messagesOf('caught') as never,
            completed: messagesOf('completed'),
            statuses: statusesOf('reader'),
        };
    }

    const opened = (): Promise<MediaStore> => (helper.getNode('store') as unknown as { opened: Promise<MediaStore> }).opened;
    const press = (): void => helper.getNode('reader').receive({ payload: '' });
    const shows = (running: Running, text: string): Promise<unknown> =>
        until(`the status ${text}`, () => running.statuses.at(-1)?.text === text);

    it('tells of a wish, which the gate takes, and sums up what the look brought', async () => {
        simulator.data.ask({ tmdbId: 603, isAutoApproved: true });
        const running = await run(await flow());
        const [told] = await until('an event', () => running.told.length > 0 && running.told);
        assert.equal(told?.topic, 'seerr/approved');
        assert.equal(told.payload.id, 'seerr:server:1:approved');
        assert.equal(told.payload.backfill, true);
        const store = await opened();
        const request = await until('the request', () => store.requests()[0]);
        assert.deepEqual([request.state, request.requestedById], ['approved', 2]);
        // How things were before is told to nobody.
        assert.deepEqual(running.changed, []);
        const [sum] = await until('the sum', () => running.summed.length > 0 && running.summed);
        assert.deepEqual([sum?.payload.server, sum?.payload.events, sum?.payload.from], ['my seerr', 1, null]);
        await shows(running, 'media-seerr.status.caught_up');
    });

    it('looks when a message comes, says so in either case, and completes it', async () => {
        const running = await run(await flow());
        await shows(running, 'media-seerr.status.open');
        simulator.data.ask({ tmdbId: 603 });
        press();
        await until('the message to be done', () => running.completed.length === 1);
        assert.deepEqual(
            running.told.map(({ topic }) => topic),
            ['seerr/requested'],
        );
        assert.equal(running.told[0]?.payload.backfill, undefined);
        press();
        await until('the second', () => running.completed.length === 2);
        assert.deepEqual(
            running.summed.map(({ payload }) => payload.events),
            [0, 1, 0],
        );
    });

    it('goes on after a restart where it was', async () => {
        const path = join(await makeFolder(), 'store.json');
        simulator.data.ask({ tmdbId: 603 });
        await run(await flow({ path }));
        const before = await opened();
        await until('the request', () => before.size > 0);
        await helper.unload();
        simulator.data.ask({ tmdbId: 604 });
        const second = await run(await flow({ path }));
        await until('what is new', () => second.told.length > 0);
        assert.deepEqual(
            second.told.map(({ payload }) => [payload.request.tmdbId, payload.backfill]),
            [[604, undefined]],
        );
        assert.notEqual(second.summed[0]?.payload.from, null);
    });

    it('looks within seconds when a webhook told of a new wish', async () => {
        const running = await run(await flow());
        await shows(running, 'media-seerr.status.open');
        simulator.data.ask({ tmdbId: 603 });
        const facts = { seerrRequestId: 1, tmdbId: 603, title: 'A film' };
        helper.getNode('gate').receive({ payload: event('seerr', 'requested', 'movie', { request: facts }) });
        await until('the reader', () => running.told.length > 0);
        assert.equal(running.told[0]?.payload.request.requestedById, 2);
    });

    it('is grey and silent without an address', async () => {
        const running = await run(await flow({ server: { url: '' } }));
        await shows(running, 'media-seerr.status.no_address');
        assert.equal(running.statuses.at(-1)?.fill, 'grey');
        press();
        const [caught] = await until('the error', () => running.caught.length > 0 && running.caught);
        assert.equal(caught?.error.code, 'no_url');
        assert.equal(simulator.calls, 0);
    });

    const faults: readonly [string, Parameters<typeof flow>[0], string][] = [
        ['no server', { reader: { server: '' } }, 'media-seerr.fault.no_server'],
        ['no store', { reader: { store: '' } }, 'media-seerr.fault.no_store'],
        ['a setting that cannot be', { reader: { intervalMinutes: 'often' } }, 'media-seerr.fault.invalid_setting'],
        ['an address that is none', { server: { url: 'seerr' } }, 'media-seerr.fault.invalid_url'],
    ];
    for (const [what, over, text] of faults) {
        it(`says in its status that there is ${what}`, async () => {
            await shows(await run(await flow(over)), faultText(text));
        });
    }

    it('says that the key is wrong, to Catch nodes too', async () => {
        const running = await run(await flow(), 'wrong');
        await shows(running, faultText('media-seerr.fault.unauthorised'));
        press();
        const [caught] = await until('the error', () => running.caught.length > 0 && running.caught);
        assert.equal(caught?.error.code, 'unauthorised');
    });
});

/** The helper's catalogue answers a key with itself, which the status takes for a code without words. */
function faultText(key: string): string {
    return (key.split('.').at(-1) ?? '').replaceAll('_', ' ').slice(0, 20);
}
