import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { RequestProgress } from '../../lib/episodes';
import type { MediaEvent } from '../../lib/model';
import type { MediaStore } from '../../lib/store';
import mediaEpisodes from '../../nodes/media-episodes';
import mediaGate from '../../nodes/media-gate';
import mediaStore from '../../nodes/media-store';
import { event, season } from '../support/events';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, statusesOf, type TestNode } from '../support/node-test-helper';
import { until } from '../support/until';

type Told = { topic: string; pipeline: string; payload: RequestProgress & { event: MediaEvent } };

const HASH = 'c2c60f66c126652a86f7f2ee73dc83d4e255929e';
const series = { tvdbId: 414057, title: 'Show' };
const approved = (): MediaEvent => event('seerr', 'approved', 'tv', { request: { ...series, requestedSeasons: '1' } });
const grabbed = (): MediaEvent =>
    event('sonarr', 'grabbed', 'tv', { downloadId: HASH, request: series, episodes: season(1, 1, 13) });
const imported = (): MediaEvent =>
    event('sonarr', 'imported', 'tv', { downloadId: HASH, request: series, episodes: season(1, 1, 13) });
const verified = (from: number, to: number): MediaEvent =>
    event('jellyfin', 'verified', 'tv', { request: series, episodes: season(1, from, to) });

describe('media-episodes', () => {
    let path: string;
    let running: {
        told: Told[];
        complete: Told[];
        caught: { error: { code?: string } }[];
        completed: unknown[];
        statuses: { fill?: string; shape?: string; text?: string }[];
    };

    before(() => helper.startServer());
    after(() => helper.stopServer());
    beforeEach(async () => {
        path = join(await makeFolder(), 'store.json');
    });
    afterEach(async () => {
        await helper.unload();
        await removeFolders();
    });

    /** A gate in front of the aggregator, as in every flow. */
    function flow(episodes: object = {}): TestNode[] {
        // Without a place on the canvas Node-RED takes a node for a config node.
        const place = { z: 'tab', x: 0, y: 0 };
        return [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'store', type: 'media-store', path },
            { id: 'gate', type: 'media-gate', ...place, store: 'store', createRequests: true, wires: [['episodes'], []] },
            { id: 'episodes', type: 'media-episodes', ...place, store: 'store', wires: [['told'], ['allThere']], ...episodes },
            { id: 'told', type: 'helper', ...place, wires: [] },
            { id: 'allThere', type: 'helper', ...place, wires: [] },
            { id: 'catch', type: 'catch', ...place, scope: ['episodes'], wires: [['caught']] },
            { id: 'caught', type: 'helper', ...place, wires: [] },
            { id: 'complete', type: 'complete', ...place, scope: ['episodes'], wires: [['completed']] },
            { id: 'completed', type: 'helper', ...place, wires: [] },
        ];
    }

    async function run(episodes: object = {}): Promise<void> {
        await helper.load([mediaStore, mediaGate, mediaEpisodes], flow(episodes));
        running = {
            told: messagesOf('told'),
            complete: messagesOf('allThere'),
            caught: messagesOf('caught'),
            completed: messagesOf('completed'),
            statuses: statusesOf('episodes'),
        };
    }

    /** Gives the gate an event, and waits until the aggregator is done with its changes. */
    async function give(payload: MediaEvent, changes: number): Promise<void> {
        const before = running.completed.length;
        helper.getNode('gate').receive({ payload });
        await until(`${changes} changes of ${payload.kind}`, () => running.completed.length === before + changes);
    }

    it('tells a season pack in few words: each event once, and that it is complete once', async () => {
        await run();
        await give(approved(), 1);
        await give(grabbed(), 13);
        await give(imported(), 13);
        await give(verified(1, 5), 5);
        assert.deepEqual(running.complete, []);
        await give(verified(6, 13), 8);
        assert.deepEqual(
            running.told.map(({ topic, payload }) => `${topic}: ${payload.from} > ${payload.to}, ${payload.event.kind}`),
            [
                'episodes/changed: requested > approved, approved',
                'episodes/changed: approved > grabbing, grabbed',
                'episodes/changed: grabbing > importing, imported',
                'episodes/progress: importing > importing, verified',
                'episodes/changed: importing > available, verified',
            ],
        );
        const { payload, pipeline } = running.told[3]!;
        assert.equal(pipeline, 'tv');
        assert.deepEqual(payload.progress, {
            total: 13,
            available: 5,
            unaired: 0,
            counts: { available: 5, importing: 8 },
            text: '5 available, 8 importing',
        });
        assert.equal(payload.request.summary?.total, 13);
        assert.ok(!('episodes' in payload.request));
        assert.deepEqual(
            running.complete.map(({ topic, payload: { to, id } }) => [topic, to, String(id).replace(/^\w+/, 'id')]),
            [['episodes/complete', 'available', 'id/all-13/1/available']],
        );
        assert.deepEqual(running.caught, []);
    });

    it('says nothing again after a restart', async () => {
        await run();
        await give(grabbed(), 13);
        await give(verified(1, 13), 13);
        assert.equal(running.complete.length, 1);
        const store = await (helper.getNode('store') as unknown as { opened: Promise<MediaStore> }).opened;
        await until('it to be surely told', () => store.outcomes().size === 0);
        await helper.unload();
        await run();
        await until('the status', () => running.statuses.length > 0);
        helper.getNode('gate').receive({ payload: verified(1, 13) });
        await give(event('sonarr', 'grabbed', 'tv', { request: { tvdbId: 2 }, episodes: season(1, 1, 1) }), 1);
        assert.deepEqual(running.complete, []);
        assert.deepEqual(
            running.told.map(({ payload }) => payload.request.tvdbId),
            [2],
        );
    });

    it('knows after a restart where a request was', async () => {
        await run();
        await give(grabbed(), 13);
        await helper.unload();
        await run();
        await give(imported(), 13);
        const [{ payload }] = running.told as [Told];
        assert.deepEqual([payload.from, payload.to], ['grabbing', 'importing']);
    });

    it('passes over movies', async () => {
        await run();
        await give(event('radarr', 'grabbed', 'movie', { request: { tmdbId: 1 } }), 1);
        assert.deepEqual([running.told, running.complete, running.caught], [[], [], []]);
    });

    it('shows how far the last request is', async () => {
        await run();
        await until('the first status', () => running.statuses.length > 0);
        await give(grabbed(), 13);
        await give(verified(1, 13), 13);
        assert.deepEqual(
            running.statuses.map(({ fill, shape, text }) => `${fill ?? ''} ${shape ?? ''} ${text ?? ''}`),
            [
                'grey ring media-episodes.status.ready',
                'blue dot media-episodes.status.progress',
                'green dot media-episodes.status.progress',
            ],
        );
    });

    for (const payload of ['hello', null, {}, { request: {} }, { request: { episodes: [] } }]) {
        it(`tells a Catch node once of what is no change: ${JSON.stringify(payload)}`, async () => {
            await run();
            await until('the first status', () => running.statuses.length > 0);
            helper.getNode('episodes').receive({ payload });
            await until('the error', () => running.caught.length > 0);
            await give(grabbed(), 13);
            assert.deepEqual(
                running.caught.map(({ error }) => error.code),
                ['not_a_change'],
            );
            assert.deepEqual(running.statuses[1], { fill: 'red', shape: 'ring', text: 'not a change' });
            assert.equal(running.statuses.at(-1)?.fill, 'blue');
        });
    }
});
