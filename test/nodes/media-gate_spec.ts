import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Change, type GateResult, TransitionGate, type Unapplied } from '../../lib/gate';
import type { MediaEvent } from '../../lib/model';
import { MediaStore } from '../../lib/store';
import mediaGate from '../../nodes/media-gate';
import mediaStore from '../../nodes/media-store';
import type { StoreOwner } from '../../nodes/shared/store-access';
import { event, season } from '../support/events';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, type RunningNode, statusesOf, type TestNode } from '../support/node-test-helper';
import { until } from '../support/until';

type Accepted = { topic: string; pipeline: string; payload: Change; [property: string]: unknown };
type NotApplied = { topic: string; payload: Unapplied };
type Caught = { payload: unknown; error: { code?: string; message: string } };

/** The emitter on which the runtime tells that its flows have started. */
const { events: runtimeEvents } = createRequire(require.resolve('node-red'))('@node-red/util') as {
    events: NodeJS.EventEmitter;
};

const HASH = 'c2c60f66c126652a86f7f2ee73dc83d4e255929e';
const film = { tmdbId: 533514, title: 'Film' };
const approved = (): MediaEvent => event('seerr', 'approved', 'movie', { request: { ...film, seerrRequestId: 69 } });
const grabbed = (): MediaEvent => event('radarr', 'grabbed', 'movie', { downloadId: HASH, request: film });
const imported = (): MediaEvent =>
    event('radarr', 'imported', 'movie', { downloadId: HASH, request: { ...film, finalPath: '/a/b.mkv' } });

describe('media-gate', () => {
    let path: string;
    let running: {
        gate: RunningNode;
        accepted: Accepted[];
        notApplied: NotApplied[];
        caught: Caught[];
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

    function flow(gate: object = {}): TestNode[] {
        // Without a place on the canvas Node-RED takes a node for a config node.
        const place = { z: 'tab', x: 0, y: 0 };
        return [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'store', type: 'media-store', path },
            { id: 'gate', type: 'media-gate', ...place, store: 'store', wires: [['accepted'], ['notApplied']], ...gate },
            { id: 'accepted', type: 'helper', ...place, wires: [] },
            { id: 'notApplied', type: 'helper', ...place, wires: [] },
            { id: 'catch', type: 'catch', ...place, scope: ['gate'], wires: [['caught']] },
            { id: 'caught', type: 'helper', ...place, wires: [] },
            { id: 'complete', type: 'complete', ...place, scope: ['gate'], wires: [['completed']] },
            { id: 'completed', type: 'helper', ...place, wires: [] },
        ];
    }

    async function run(gate: object = {}): Promise<void> {
        await helper.load([mediaStore, mediaGate], flow(gate));
        running = {
            gate: helper.getNode('gate'),
            accepted: messagesOf('accepted'),
            notApplied: messagesOf('notApplied'),
            caught: messagesOf('caught'),
            completed: messagesOf('completed'),
            statuses: statusesOf('gate'),
        };
    }

    /** Gives the gate events, and waits until it is done with them. */
    async function give(...events: MediaEvent[]): Promise<void> {
        const before = running.completed.length;
        for (const payload of events) running.gate.receive({ topic: `${payload.source}/${payload.kind}`, payload });
        await until('the gate to be done', () => running.completed.length === before + events.length);
    }

    /** What the store holds after all is stopped. */
    async function stored<T>(ask: (store: MediaStore) => T): Promise<T> {
        await helper.unload();
        const store = await MediaStore.open({ path });
        const answer = ask(store);
        await store.close();
        return answer;
    }

    it('sends an accepted change with its pipeline and subject', async () => {
        await run();
        running.gate.receive({ topic: 'seerr/approved', payload: approved(), trace: 'mine' });
        const { topic, pipeline, payload, trace } = await until('the change', () => running.accepted[0]);
        assert.deepEqual([topic, pipeline, trace], ['seerr/approved', 'movie', 'mine']);
        assert.deepEqual(
            [payload.subject, payload.from, payload.to, payload.skipped],
            [{ type: 'movie' }, 'requested', 'approved', []],
        );
        assert.equal(payload.request.title, 'Film');
        assert.match(payload.request.id, /^[0-9a-f]{16}$/);
        assert.equal(payload.event.kind, 'approved');
        assert.deepEqual(running.notApplied, []);
    });

    it('sends a change for each episode, and says which stages were skipped', async () => {
        await run({ createRequests: true });
        const facts = { tvdbId: 414057, isAnime: true };
        await give(event('sonarr', 'imported', 'tv', { downloadId: HASH, request: facts, episodes: season(1, 1, 13) }));
        assert.equal(running.accepted.length, 13);
        assert.deepEqual(
            running.accepted.map(({ payload }) => payload.subject),
            season(1, 1, 13).map((episode) => ({ type: 'episode', ...episode })),
        );
        const [{ pipeline, payload }] = running.accepted as [Accepted];
        assert.deepEqual([pipeline, payload.to], ['anime-tv', 'anime_matching']);
        assert.deepEqual(payload.skipped, ['approved', 'grabbing', 'downloading', 'downloaded']);
        assert.equal(payload.request.summary?.total, 13);
        assert.ok(!('episodes' in payload.request) && !('timeline' in payload.request));
        assert.deepEqual([payload.episode?.episodeNumber, payload.event.episodes.length], [1, 1]);
        assert.equal(payload.id, `${payload.request.id}/S01E01/1/anime_matching`);
    });

    it('sends what changes nothing to its second output, with the reason', async () => {
        await run();
        await give(approved(), approved());
        assert.equal(running.accepted.length, 1);
        assert.equal(running.notApplied.length, 1);
        const [{ topic, payload }] = running.notApplied as [NotApplied];
        assert.deepEqual([topic, payload.code, payload.message], ['not applied/duplicate', 'duplicate', 'Nothing new']);
        assert.equal(payload.event.kind, 'approved');
        assert.equal(payload.requestId, running.accepted[0]?.payload.request.id);
        assert.deepEqual(payload.subject, { type: 'movie' });
    });

    it('keeps the order of what comes at once', async () => {
        await run();
        const films = Array.from({ length: 50 }, (_, index) =>
            event('seerr', 'approved', 'movie', { request: { tmdbId: index + 1 } }),
        );
        await give(...films);
        assert.deepEqual(
            running.accepted.map(({ payload }) => payload.event.id),
            films.map(({ id }) => id),
        );
    });

    for (const [what, payload, field] of [
        ['text', 'hello', ''],
        ['nothing', undefined, ''],
        ['a webhook as it was posted', { eventType: 'Grab', movie: {} }, 'kind'],
        ['an event without its source', { ...approved(), source: undefined }, 'source'],
    ] as const) {
        it(`tells a Catch node once of what is no event: ${what}`, async () => {
            await run();
            running.gate.receive({ payload });
            await until('the error', () => running.caught.length > 0);
            await give(approved());
            assert.equal(running.caught.length, 1);
            assert.equal(running.caught[0]?.error.code, 'not_an_event');
            assert.ok(running.caught[0].error.message.includes(field), running.caught[0].error.message);
            assert.deepEqual(running.caught[0].payload, payload);
            assert.deepEqual(
                running.statuses.slice(-2).map(({ fill, shape, text }) => [fill, shape, text]),
                [
                    ['red', 'ring', 'not an event'],
                    ['green', 'dot', 'media-gate.status.open'],
                ],
            );
        });
    }

    it('makes a request from a grab that nobody asked for only when it is told to', async () => {
        await run();
        await give(grabbed());
        assert.deepEqual(
            running.notApplied.map(({ payload }) => payload.code),
            ['no_request'],
        );
        await helper.unload();
        await rm(path, { force: true });
        await run({ createRequests: true });
        await give(grabbed());
        assert.deepEqual(
            running.accepted.map(({ payload }) => payload.to),
            ['grabbing'],
        );
    });

    it('applies at the start what was in the inbox at a stop', async () => {
        const waiting = [approved(), grabbed(), imported()];
        const before = await MediaStore.open({ path });
        for (const each of waiting) await before.accept(each);
        await before.close();
        await run();
        await until('what was waiting', () => running.accepted.length === 3);
        assert.deepEqual(
            running.accepted.map(({ topic, payload }) => `${topic}: ${payload.from} > ${payload.to}`),
            [
                'seerr/approved: requested > approved',
                'radarr/grabbed: approved > grabbing',
                'radarr/imported: grabbing > importing',
            ],
        );
        assert.deepEqual(await stored((store) => store.inbox()), []);
    });

    it('applies it once, and takes it out of the inbox with what it changed', async () => {
        const taken = approved();
        const before = await MediaStore.open({ path });
        await before.accept(taken);
        await before.close();
        await run();
        await until('what was waiting', () => running.accepted.length === 1);
        await helper.setFlows(flow(), 'full');
        const after = messagesOf('accepted');
        await until('the second start', () => helper.getNode('gate') !== running.gate);
        assert.deepEqual(await stored((store) => [store.inbox(), store.size]), [[], 1]);
        assert.deepEqual(after, []);
    });

    it('applies and tells all of it although the disk takes nothing, and writes it when it does', async () => {
        const before = await MediaStore.open({ path });
        for (const each of [approved(), grabbed()]) await before.accept(each);
        await before.close();
        await mkdir(`${path}.lock`);
        await run();
        await until('the fault', () => running.statuses.at(-1)?.text === 'store not writable');
        const { opened } = helper.getNode('store') as unknown as StoreOwner;
        assert.deepEqual(
            (await opened).requests().map(({ state }) => state),
            ['grabbing'],
        );
        assert.equal(running.accepted.length, 2);
        await rm(`${path}.lock`, { recursive: true });
        await until('the status', () => running.statuses.at(-1)?.fill === 'green');
        assert.deepEqual(await stored((store) => store.inbox()), []);
    });

    it('is not kept from the others by an event that cannot be applied', async () => {
        const [broken, whole] = [approved(), event('seerr', 'approved', 'movie', { request: { tmdbId: 2 } })];
        const before = await MediaStore.open({ path });
        await before.accept(broken);
        await before.accept(whole);
        await before.close();
        const original = Object.getOwnPropertyDescriptor(TransitionGate.prototype, 'accept')!;
        const accept = original.value as (this: TransitionGate, event: MediaEvent) => GateResult;
        TransitionGate.prototype.accept = function (each) {
            if (each.id === broken.id) throw new Error('a fault of ours');
            return accept.call(this, each);
        };
        try {
            await run();
            await until('the other event', () => running.accepted.length === 1);
        } finally {
            Object.defineProperty(TransitionGate.prototype, 'accept', original);
        }
        assert.deepEqual(
            running.caught.map(({ error, payload }) => [error.code, (payload as MediaEvent).id]),
            [['internal', broken.id]],
        );
        const waiting = await stored((store) => store.inbox());
        assert.deepEqual(
            waiting.map(({ id }) => id),
            [broken.id],
        );
    });

    it('has one copy of a season’s request for all its episodes: one for each is gigabytes for a long show', async () => {
        await run({ createRequests: true });
        const pack = event('sonarr', 'grabbed', 'tv', {
            downloadId: HASH,
            request: { tvdbId: 5, title: 'Show' },
            episodes: season(1, 1, 13),
        });
        await give(pack, pack);
        const [change, ...changes] = running.accepted;
        const [refused, ...others] = running.notApplied;
        assert.deepEqual([changes.length, others.length], [12, 12]);
        assert.ok(changes.every(({ payload }) => payload.request === change?.payload.request));
        assert.ok(others.every(({ payload }) => payload.event === refused?.payload.event));
    });

    it('gives copies: what a flow does to a message does not reach the store', async () => {
        await run();
        await give(approved());
        const [change] = running.accepted as [Accepted];
        change.payload.request.title = 'ruined';
        change.payload.request.sources['title'] = 'ruined';
        change.payload.event.request.title = 'ruined';
        await give(event('shoko', 'matched', undefined, { path: '/a/b.mkv', request: { shokoFileId: 7 } }));
        const [unknown] = running.notApplied as [NotApplied];
        assert.equal(unknown.payload.code, 'unknown_path');
        unknown.payload.event.request.shokoFileId = 666;
        unknown.payload.event.path = 'ruined';

        await give(grabbed(), imported());
        const request = await stored((store) => store.requests()[0]);
        assert.deepEqual([request?.title, request?.shokoFileId, request?.state], ['Film', 7, 'anime_matching']);
        assert.equal(request?.sources['title'], 'seerr');
        const kinds = await stored((store) => store.timeline(request.id).map(({ kind }) => kind));
        assert.deepEqual(kinds.sort(), ['approved', 'grabbed', 'imported', 'matched']);
    });

    it('tells a change at once, and writes it as soon as the disk takes it', async () => {
        await run();
        await until('the store to be open', () => running.statuses.at(-1)?.fill === 'green');
        await mkdir(`${path}.journal-0`);
        running.gate.receive({ payload: approved() });
        await until('the fault', () => running.statuses.at(-1)?.text === 'store not writable');
        assert.equal(running.accepted.length, 1);
        await rm(`${path}.journal-0`, { recursive: true });
        await until('the status', () => running.statuses.at(-1)?.fill === 'green');
        assert.deepEqual(running.caught, []);
        assert.equal(await stored((store) => store.size), 1);
    });

    for (const [what, over] of [
        ['chosen', { store: '' }],
        ['there', { store: 'another' }],
        ['of the right type', { store: 'accepted' }],
    ] as const) {
        it(`says that no store is ${what}`, async () => {
            await run(over);
            await until('the status', () => running.statuses.at(-1)?.text === 'no store');
            running.gate.receive({ payload: approved() });
            await until('the error', () => running.caught.length === 1);
            assert.equal(running.caught[0]?.error.code, 'no_store');
            assert.deepEqual(running.completed, []);
        });
    }

    it('tells an outcome once, also when it is stopped right after', async () => {
        await run();
        await give(approved(), grabbed(), imported());
        const id = running.accepted.at(-1)?.payload.request.id ?? '';
        await give(event('jellyfin', 'verified', 'movie', { requestId: id }));
        assert.equal(running.accepted.at(-1)?.payload.outcome?.state, 'available');
        // Longer than a message is on its way, and far shorter than after a crash an outcome counts as heard.
        const told = performance.now();
        await until('the receivers to have heard', () => performance.now() - told > 60);
        assert.equal(await stored((store) => store.outcomes().size), 0);
    });

    it('calls complete what waits for a list of a listener that is removed', async () => {
        await run();
        const store = await (helper.getNode('store') as unknown as StoreOwner).opened;
        store.listers.set('listener', { server: 'server', kind: 'sonarr' });
        const show = { tvdbId: 414057, title: 'Show' };
        const wish = event('seerr', 'approved', 'tv', { request: { ...show, seerrRequestId: 1, requestedSeasons: '1' } });
        await give(wish, event('sonarr', 'imported', 'tv', { request: show, downloadId: HASH, episodes: season(1, 1, 1) }));
        const id = running.accepted.at(-1)?.payload.request.id ?? '';
        await give(event('jellyfin', 'verified', 'tv', { requestId: id, episodes: season(1, 1, 1) }));
        const outcomeOf = (): unknown => running.accepted.at(-1)?.payload.outcome?.state;
        assert.deepEqual([running.accepted.at(-1)?.payload.to, outcomeOf()], ['available', undefined]);
        store.listers.remove('listener');
        await until('the outcome', () => outcomeOf() === 'available');
    });

    it('adds one listener to the runtime, however many of them there are: from eleven on Node.js warns of a leak', async () => {
        const place = { z: 'tab', x: 0, y: 0 };
        const gates = Array.from({ length: 12 }, (_, n) => ({
            id: `gate-${n}`,
            type: 'media-gate',
            ...place,
            store: 'store',
            wires: [[], []],
        }));
        let added = 0;
        const note = (event: string): void => {
            if (event === 'flows:started') added += 1;
        };
        runtimeEvents.on('newListener', note);
        await helper.load([mediaStore, mediaGate], [...flow(), ...gates]);
        runtimeEvents.removeListener('newListener', note);
        assert.equal(added, 1);
    });

    it('leaves no listener behind, however often it is deployed', async () => {
        await run();
        const before = runtimeEvents.listenerCount('flows:started');
        for (let round = 0; round < 20; round++) await helper.setFlows(flow(), 'full');
        assert.equal(runtimeEvents.listenerCount('flows:started'), before);
    });
});
