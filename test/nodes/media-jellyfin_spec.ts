import assert from 'node:assert/strict';
import { join } from 'node:path';
import mediaGate from '../../nodes/media-gate';
import mediaJellyfin from '../../nodes/media-jellyfin';
import mediaJellyfinServer from '../../nodes/media-jellyfin-server';
import mediaQBittorrentServer from '../../nodes/media-qbittorrent-server';
import mediaStore from '../../nodes/media-store';
import type { Missing } from '../../lib/jellyfin';
import type { MediaEvent, MediaRequest } from '../../lib/model';
import { JellyfinSimulator, type JellyfinSimulatorOptions } from '../simulators/jellyfin';
import { event, season } from '../support/events';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, statusesOf, type TestNode } from '../support/node-test-helper';
import { until } from '../support/until';

type Verified = { topic: string; payload: MediaEvent };
type NotYet = { topic: string; payload: { request: MediaRequest; missing: Missing[]; nextAt: string } };
type Changed = { topic: string; payload: { request: MediaRequest } };

const film = { tmdbId: 550, title: 'Fight Club', year: 1999 };
const finalPath = '/data/movies/Fight Club (1999)/Fight.Club.1999.mkv';

describe('media-jellyfin', () => {
    let simulator: JellyfinSimulator;

    before(() => helper.startServer());
    after(() => helper.stopServer());
    afterEach(async () => {
        await helper.unload();
        await until('the sockets to be gone', () => simulator.connections === 0);
        await simulator.stop();
        await removeFolders();
    });

    async function flow(over: { server?: object; jellyfin?: object } = {}): Promise<TestNode[]> {
        // Without a place on the canvas Node-RED takes a node for a config node.
        const place = { z: 'tab', x: 0, y: 0 };
        const verifier = { type: 'media-jellyfin', z: 'tab', store: 'store', server: 'server' };
        return [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'store', type: 'media-store', path: join(await makeFolder(), 'store.json') },
            { id: 'server', type: 'media-jellyfin-server', url: simulator.url, ...over.server },
            { ...verifier, id: 'jellyfin', wires: [['verified', 'gate'], ['not-yet']], ...over.jellyfin },
            { id: 'gate', type: 'media-gate', ...place, store: 'store', wires: [['changed', 'jellyfin'], []] },
            ...['changed', 'verified', 'not-yet', 'caught', 'completed'].map((id) => ({
                id,
                type: 'helper',
                ...place,
                wires: [],
            })),
            { id: 'catch', type: 'catch', ...place, scope: ['jellyfin'], wires: [['caught']] },
            { id: 'complete', type: 'complete', ...place, scope: ['jellyfin'], wires: [['completed']] },
        ];
    }

    interface Running {
        verified: Verified[];
        notYet: NotYet[];
        changed: Changed[];
        caught: { error: { code?: string } }[];
        completed: unknown[];
        statuses: { text?: string; fill?: string; shape?: string }[];
    }

    const nodes = [mediaStore, mediaJellyfinServer, mediaQBittorrentServer, mediaJellyfin, mediaGate];

    async function run(flows: TestNode[], key = simulator.apiKey): Promise<Running> {
        await helper.load(nodes, flows, { server: { apiKey: key } });
        return {
            verified: messagesOf<Verified>('verified'),
            notYet: messagesOf<NotYet>('not-yet'),
            changed: messagesOf<Changed>('changed'),
            caught: messagesOf('caught') as never,
            completed: messagesOf('completed'),
            statuses: statusesOf('jellyfin'),
        };
    }

    const start = async (options: JellyfinSimulatorOptions = {}): Promise<void> => {
        simulator = await JellyfinSimulator.start(options);
    };
    const shows = (running: Running, text: string): Promise<unknown> =>
        until(`the status ${text}`, () => running.statuses.at(-1)?.text === text);
    const give = (payload: MediaEvent): void => helper.getNode('gate').receive({ payload });
    const approve = (): void => give(event('seerr', 'approved', 'movie', { request: film }));
    const importFilm = (): void => give(event('radarr', 'imported', 'movie', { request: { ...film, finalPath } }));
    const addFilm = (): string => simulator.library.addMovie({ name: 'Fight Club', providerIds: { Tmdb: '550' } });
    const idOf = async (running: Running): Promise<string> =>
        (await until('the request', () => running.changed.at(-1)?.payload.request)).id;

    for (const version of ['10.8.13', '10.10.7', '12.0.0'] as const) {
        it(`with Jellyfin ${version}, an imported film that is there becomes available`, async () => {
            await start({ version });
            const id = addFilm();
            const running = await run(await flow());
            importFilm();
            approve();
            importFilm();
            const { topic, payload } = await until('the proof', () => running.verified[0]);
            assert.deepEqual(
                [topic, payload.kind, payload.request],
                ['jellyfin/verified', 'verified', { jellyfinId: id, foundAs: 'Movie' }],
            );
            const request = await until('the change', () =>
                running.changed.map((change) => change.payload.request).find(({ state }) => state === 'available'),
            );
            assert.deepEqual([request.id, request.jellyfinId, request.foundAs], [payload.requestId, id, 'Movie']);
            await shows(running, 'media-jellyfin.status.idle');
            assert.deepEqual(running.caught, []);
        });
    }

    it('a film that is not there: the second output says why and when it looks again', async () => {
        await start();
        const running = await run(await flow());
        approve();
        importFilm();
        const { topic, payload } = await until('the answer', () =>
            running.notYet.find((each) => each.payload.request.state === 'importing'),
        );
        assert.equal(topic, 'jellyfin/not_yet');
        assert.deepEqual(
            payload.missing.map(({ subject, code }) => [subject, code]),
            [[{ type: 'movie' }, 'no_such_item']],
        );
        assert.ok(Date.parse(payload.nextAt) > Date.now() - 5_000);
        await shows(running, 'media-jellyfin.status.watching');
        assert.equal(running.statuses.at(-1)?.fill, 'green');
        assert.deepEqual(running.verified, []);
    });

    it('what a flow does to the request it is told of does not reach the store', async () => {
        await start();
        const running = await run(await flow());
        approve();
        const { payload } = await until('the answer', () => running.notYet.at(-1));
        payload.request.title = 'changed by a flow';
        importFilm();
        const told = await until('the import', () =>
            running.changed.find(({ payload: change }) => change.request.state === 'importing'),
        );
        assert.equal(told.payload.request.title, film.title);
    });

    it('13 episodes: one event, few requests', async () => {
        await start();
        const series = simulator.library.addSeries({ name: 'Breaking Bad', providerIds: { Tvdb: '81189' } });
        simulator.library.addSeason(series, 1, 13);
        const running = await run(await flow({ jellyfin: { wires: [['verified'], ['not-yet']] } }));
        const facts = { request: { tvdbId: 81189, title: 'Breaking Bad' } };
        give(event('seerr', 'approved', 'tv', facts));
        await until('the first look', () => running.notYet.length === 1);
        simulator.resetStats();
        give(
            event('sonarr', 'imported', 'tv', {
                ...facts,
                episodes: season(1, 1, 13, (number) => ({ finalPath: `/tv/S01E${number}.mkv` })),
            }),
        );
        const { payload } = await until('the proof', () => running.verified[0]);
        assert.deepEqual([payload.episodes.length, Object.keys(payload.request)], [13, []]);
        assert.ok(simulator.requests <= 4, `${simulator.requests} requests`);
    });

    it('is asked with a change, a request, or its id', async () => {
        await start();
        const running = await run(await flow());
        approve();
        const id = await idOf(running);
        await until('the look after the change', () => running.notYet.length === 1);
        helper.getNode('jellyfin').receive({ payload: { requestId: id } });
        await until('the look by id', () => running.notYet.length === 2);
        helper.getNode('jellyfin').receive({ payload: running.notYet[0]!.payload.request });
        await until('the look with a request', () => running.notYet.length === 3);
        await until('the inputs to be completed', () => running.completed.length === 3);
        assert.deepEqual(running.caught, []);
    });

    it('a message without a request, or with an unknown one, reaches the Catch node once', async () => {
        await start();
        const running = await run(await flow());
        approve();
        await until('the first look', () => running.notYet.length === 1);
        helper.getNode('jellyfin').receive({ payload: 'hello' });
        helper.getNode('jellyfin').receive({ payload: { requestId: 'nobody' } });
        await until('the errors', () => running.caught.length === 2);
        assert.deepEqual(running.caught.map(({ error }) => error.code).sort(), ['no_request', 'no_such_request']);
    });

    it('finds by itself what was in the library all along, also after a restart', async () => {
        await start();
        const flows = await flow({ jellyfin: { wires: [['verified', 'gate'], ['not-yet']] } });
        const running = await run(flows.map((node) => (node.id === 'gate' ? { ...node, wires: [['changed'], []] } : node)));
        approve();
        await idOf(running);
        addFilm();
        await helper.setFlows(flows, 'full', { server: { apiKey: simulator.apiKey } });
        const verified = messagesOf<Verified>('verified');
        await until('the proof', () => verified.length === 1);
    });

    it('a Jellyfin that is down is in the status, once in the log, and no message fails', async () => {
        await start();
        const running = await run(await flow());
        await simulator.stop();
        approve();
        await shows(running, 'refused');
        assert.deepEqual(running.statuses.at(-1), { fill: 'red', shape: 'ring', text: 'refused' });
        const warnings = helper
            .log()
            .args.map(([entry]) => entry)
            .filter((entry) => entry.id === 'jellyfin');
        assert.equal(warnings.length, 1);
        assert.match(String(warnings[0]?.msg), /refused the connection.*\[refused\]/);
        assert.deepEqual([running.caught, running.notYet], [[], []]);
        await simulator.comeBack();
    });

    it('a wrong key is in the status and once in the log, and the key in neither', async () => {
        await start();
        const running = await run(await flow(), 'a-secret');
        approve();
        await shows(running, 'unauthorised');
        const logged = helper.log().args.map(([entry]) => entry);
        assert.equal(logged.filter((entry) => entry.id === 'jellyfin').length, 1);
        assert.doesNotMatch(JSON.stringify([logged.map((entry) => String(entry.msg)), running.statuses]), /a-secret/);
    });

    for (const [why, over, code] of [
        ['no server', { jellyfin: { server: '' } }, 'no_server'],
        ['a server of another service', { server: { type: 'media-qbittorrent-server' } }, 'no_server'],
        ['no store', { jellyfin: { store: '' } }, 'no_store'],
        ['no key', { server: { url: 'http://127.0.0.1:1' } }, 'no_api_key'],
        ['a URL that is none', { server: { url: 'jellyfin:8096' } }, 'invalid_url'],
        ['a setting that is no number', { jellyfin: { recheckSeconds: 'often' } }, 'invalid_setting'],
    ] as const) {
        it(`${why}: the status says so, and an input is refused`, async () => {
            await start();
            const running = await run(await flow(over), why === 'no key' ? '' : simulator.apiKey);
            await shows(running, code.replaceAll('_', ' '));
            helper.getNode('jellyfin').receive({ payload: { requestId: 'any' } });
            await until('the error', () => running.caught.length === 1);
            assert.equal(running.caught[0]?.error.code, code);
        });
    }

    it('is grey and silent without an address, and ignores what it is told', async () => {
        await start();
        const running = await run(await flow({ server: { url: '' } }));
        await shows(running, 'media-jellyfin.status.no_address');
        assert.equal(running.statuses.at(-1)?.fill, 'grey');
        approve();
        await until('the change', () => running.changed.length > 0);
        helper.getNode('jellyfin').receive({ payload: { requestId: 'any' } });
        await until('the message to be done with', () => running.completed.length > 0);
        assert.deepEqual(running.caught, []);
        const logged = helper.log().args.map(([entry]) => entry);
        assert.deepEqual(
            logged.filter((entry) => entry.id === 'jellyfin').map((entry) => entry.msg),
            [],
        );
    });

    it('settings come from the environment when the server has no URL', async () => {
        await start();
        process.env['JELLYFIN_URL'] = simulator.url;
        process.env['JELLYFIN_API_KEY'] = simulator.apiKey;
        try {
            const running = await run(await flow({ server: { url: '' } }), 'not this one');
            addFilm();
            approve();
            await until('the proof', () => running.verified.length === 1);
        } finally {
            delete process.env['JELLYFIN_URL'];
            delete process.env['JELLYFIN_API_KEY'];
        }
    });

    it('four verifiers on one server look at a request once', async () => {
        await start();
        const flows = await flow();
        const verifier = flows.find(({ id }) => id === 'jellyfin')!;
        const others = ['b', 'c', 'd'].map((id) => ({ ...verifier, id, wires: [['verified', 'gate'], ['not-yet']] }));
        const running = await run([...flows, ...others]);
        approve();
        await until('a look', () => running.notYet.length > 0);
        importFilm();
        addFilm();
        await until('the proof', () => running.changed.some(({ payload }) => payload.request.state === 'available'));
        assert.equal(running.verified.length, 1);
    });

    it('twenty redeploys, some in the middle of a look, leave no socket of the old ones', async () => {
        await start();
        const flows = await flow();
        const running = await run(flows);
        approve();
        importFilm();
        const requestId = await idOf(running);
        for (let round = 0; round < 20; round++) {
            simulator.misbehave(round % 2 === 0 ? 'hang' : null, /^\/Items/);
            const before = simulator.requests;
            await helper.setFlows(flows, 'full', { server: { apiKey: simulator.apiKey } });
            helper.getNode('jellyfin').receive({ payload: { requestId } });
            await until('a look', () => simulator.requests > before);
        }
        simulator.misbehave(null);
        await until('the old sockets to be gone', () => simulator.connections <= 3);
    });
});
