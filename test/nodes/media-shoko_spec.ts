import assert from 'node:assert/strict';
import { join } from 'node:path';
import mediaGate from '../../nodes/media-gate';
import mediaShoko from '../../nodes/media-shoko';
import mediaShokoServer from '../../nodes/media-shoko-server';
import mediaStore from '../../nodes/media-store';
import type { MediaEvent, MediaRequest } from '../../lib/model';
import type { MediaStore } from '../../lib/store';
import { ShokoSimulator, type ShokoSimulatorOptions } from '../simulators/shoko';
import { event } from '../support/events';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, statusesOf, type TestNode } from '../support/node-test-helper';
import { until } from '../support/until';

type Told = { topic: string; payload: MediaEvent };
type Changed = { topic: string; payload: { request: MediaRequest; event: MediaEvent } };

const film = { tmdbId: 533514, isAnime: true, title: 'Violet Evergarden: Recollections' };
const finalPath = '/data/anime/Violet Evergarden Recollections (2021)/Violet Evergarden Recollections.mkv';
const relativePath = 'Violet Evergarden Recollections (2021)/Violet Evergarden Recollections.mkv';
const reference = { anidbAnimeId: 9, anidbEpisodeId: 500, seriesId: 88, episodeId: 1204 };

describe('media-shoko', () => {
    let simulator: ShokoSimulator;

    before(() => helper.startServer());
    after(() => helper.stopServer());
    afterEach(async () => {
        await helper.unload();
        assert.equal(simulator.hub.connections, 0, 'a connection is left');
        await until('the sockets to be gone', () => simulator.sockets === 0);
        await simulator.stop();
        await removeFolders();
    });

    async function flow(over: { server?: object; shoko?: object } = {}): Promise<TestNode[]> {
        // Without a place on the canvas Node-RED takes a node for a config node.
        const place = { z: 'tab', x: 0, y: 0 };
        return [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'store', type: 'media-store', path: join(await makeFolder(), 'store.json') },
            {
                id: 'server',
                type: 'media-shoko-server',
                url: simulator.url,
                mappings: [{ from: '/mnt/anime', to: '/data/anime' }],
                ...over.server,
            },
            {
                id: 'shoko',
                type: 'media-shoko',
                z: 'tab',
                store: 'store',
                server: 'server',
                wires: [['told', 'gate']],
                ...over.shoko,
            },
            { id: 'gate', type: 'media-gate', ...place, store: 'store', wires: [['changed'], []] },
            { id: 'told', type: 'helper', ...place, wires: [] },
            { id: 'changed', type: 'helper', ...place, wires: [] },
            { id: 'catch', type: 'catch', ...place, scope: ['shoko'], wires: [['caught']] },
            { id: 'caught', type: 'helper', ...place, wires: [] },
            { id: 'complete', type: 'complete', ...place, scope: ['shoko'], wires: [['completed']] },
            { id: 'completed', type: 'helper', ...place, wires: [] },
        ];
    }

    const nodes = [mediaStore, mediaShokoServer, mediaShoko, mediaGate];

    interface Running {
        told: Told[];
        changed: Changed[];
        caught: { error: { code?: string } }[];
        completed: unknown[];
        statuses: { text?: string; fill?: string; shape?: string }[];
    }

    async function run(flows: TestNode[], key = simulator.apiKey): Promise<Running> {
        await helper.load(nodes, flows, { server: { apiKey: key } });
        return {
            told: messagesOf<Told>('told'),
            changed: messagesOf<Changed>('changed'),
            caught: messagesOf('caught') as never,
            completed: messagesOf('completed'),
            statuses: statusesOf('shoko'),
        };
    }

    const shows = (running: Running, text: string): Promise<unknown> =>
        until(`the status ${text}`, () => running.statuses.at(-1)?.text === text);
    const connected = async (running: Running): Promise<void> => {
        await until('a connection', () => simulator.hub.connections === 1);
        await until('its status', () => running.statuses.at(-1)?.fill === 'green');
    };
    const approve = (): void => give('seerr', 'approved', {});
    const importFilm = (): void => give('radarr', 'imported', { finalPath });
    function give(source: 'seerr' | 'radarr', kind: 'approved' | 'imported', facts: object): void {
        helper.getNode('gate').receive({ payload: event(source, kind, 'movie', { request: { ...film, ...facts } }) });
    }
    const start = async (options: ShokoSimulatorOptions = {}): Promise<number> => {
        simulator = await ShokoSimulator.start(options);
        return simulator.addFolder('/mnt/anime/');
    };

    for (const version of ['4.2.2', '5.3.3', '6.0.0'] as const) {
        it(`with Shoko ${version}, a match reaches the request that waits for it`, async () => {
            const folder = await start({ version });
            const running = await run(await flow());
            await connected(running);
            assert.equal(running.statuses.at(-1)?.text, 'media-shoko.status.connected');
            approve();
            importFilm();
            await shows(running, 'media-shoko.status.waiting');
            const file = simulator.detect(folder, relativePath);
            simulator.match(file, [reference]);
            const change = await until('the change', () => running.changed.find(({ topic }) => topic === 'shoko/matched'));
            assert.equal(change.payload.request.state, 'anime_matching');
            assert.equal(change.payload.request.shokoFileId, file);
            assert.equal(change.payload.request.shokoSeriesId, 88);
            assert.equal(change.payload.request.shokoEpisodeId, 1204);
            await shows(running, 'media-shoko.status.connected');
            assert.equal(running.told.length, 1);
        });
    }

    it('a match that came before the import counts when the import is known', async () => {
        const folder = await start();
        const running = await run(await flow());
        await connected(running);
        approve();
        const file = simulator.detect(folder, relativePath);
        simulator.match(file, [reference]);
        await until('the match', () => running.told.length === 1);
        importFilm();
        const change = await until('the match to be applied', () =>
            running.changed.find(({ payload }) => payload.request.shokoFileId),
        );
        assert.equal(change.payload.request.shokoFileId, file);
    });

    it('a match that was missed is found by asking when the import is known', async () => {
        const folder = await start();
        const file = simulator.detect(folder, relativePath);
        simulator.match(file, [reference]);
        const running = await run(await flow());
        await connected(running);
        approve();
        importFilm();
        const { payload } = await until('the match', () => running.told[0]);
        assert.equal(payload.kind, 'matched');
        assert.equal(payload.path, finalPath);
        assert.equal(payload.request.shokoFileId, file);
    });

    it('Shoko killed before the match and started after it: found by asking', async () => {
        const folder = await start();
        const running = await run(await flow());
        await connected(running);
        approve();
        importFilm();
        await shows(running, 'media-shoko.status.waiting');
        await simulator.stop();
        simulator.match(simulator.detect(folder, relativePath), [reference]);
        await shows(running, 'refused');
        assert.deepEqual(running.statuses.at(-1), { fill: 'red', shape: 'ring', text: 'refused' });
        await simulator.startAgain();
        helper.getNode('shoko').receive({});
        await until('the match', () => running.changed.find(({ topic }) => topic === 'shoko/matched'));
        await connected(running);
    });

    it('two folders, episodes of a pack one by one, a file in two episodes', async () => {
        const folder = await start();
        const other = simulator.addFolder('/mnt/other');
        const mappings = [
            { from: '/mnt/anime', to: '/data/anime' },
            { from: '/mnt/other', to: '/data/other' },
        ];
        const running = await run(await flow({ server: { mappings } }));
        await connected(running);
        const facts = { tvdbId: 414057, isAnime: true };
        const episodes = [1, 2, 3].map((episodeNumber) => ({
            seasonNumber: 1,
            episodeNumber,
            finalPath:
                episodeNumber < 3
                    ? '/data/anime/Show/Season 1/Show - S01E01-E02.mkv'
                    : '/data/other/Show/Season 1/Show - S01E03.mkv',
        }));
        helper.getNode('gate').receive({ payload: event('seerr', 'approved', 'tv', { request: facts }) });
        helper.getNode('gate').receive({ payload: event('sonarr', 'imported', 'tv', { request: facts, episodes }) });
        await shows(running, 'media-shoko.status.waiting');
        const double = simulator.detect(folder, 'Show/Season 1/Show - S01E01-E02.mkv');
        const single = simulator.detect(other, 'Show/Season 1/Show - S01E03.mkv');
        simulator.match(double, [reference, { ...reference, anidbEpisodeId: 501, episodeId: 1205 }]);
        simulator.match(single, [{ ...reference, anidbEpisodeId: 502, episodeId: 1206 }]);
        await shows(running, 'media-shoko.status.connected');
        const { opened } = helper.getNode('store') as unknown as { opened: Promise<MediaStore> };
        const store = await opened;
        const { id } = running.changed.at(-1)!.payload.request;
        assert.deepEqual(
            store.episodes(id).map(({ shokoFileId }) => shokoFileId),
            [double, double, single],
        );
    });

    it('settings come from the environment when the server has no URL', async () => {
        await start();
        process.env['SHOKO_URL'] = simulator.url;
        process.env['SHOKO_API_KEY'] = simulator.apiKey;
        try {
            const running = await run(await flow({ server: { url: '' } }), 'not this one');
            await connected(running);
        } finally {
            delete process.env['SHOKO_URL'];
            delete process.env['SHOKO_API_KEY'];
        }
    });

    it('an input asks at once, is completed, and sends nothing of its own', async () => {
        const folder = await start();
        const running = await run(await flow());
        await connected(running);
        approve();
        importFilm();
        await shows(running, 'media-shoko.status.waiting');
        simulator.detect(folder, relativePath, { silent: true });
        helper.getNode('shoko').receive({ topic: 'now' });
        await until('the input to be completed', () => running.completed.length === 1);
        assert.deepEqual(
            running.told.map(({ topic }) => topic),
            ['shoko/not_matched'],
        );
        assert.deepEqual(running.caught, []);
    });

    it('a wrong key is in the status and once in the log, and the key in neither', async () => {
        await start();
        const running = await run(await flow(), 'a-secret');
        await shows(running, 'unauthorised');
        const logged = helper.log().args.map(([entry]) => entry);
        const warnings = logged.filter((entry) => entry.id === 'shoko');
        assert.equal(warnings.length, 1);
        assert.match(String(warnings[0]?.msg), /refused the credentials.*\[unauthorised\]/);
        assert.doesNotMatch(JSON.stringify([logged.map((entry) => String(entry.msg)), running.statuses]), /a-secret/);
    });

    it('is grey and silent without an address', async () => {
        await start();
        const running = await run(await flow({ server: { url: '' } }));
        await shows(running, 'media-shoko.status.no_address');
        assert.equal(running.statuses.at(-1)?.fill, 'grey');
        assert.equal(simulator.sockets, 0);
        const logged = helper.log().args.map(([entry]) => entry);
        assert.deepEqual(
            logged.filter((entry) => entry.id === 'shoko').map((entry) => entry.msg),
            [],
        );
        helper.getNode('shoko').receive({});
        await until('the error', () => running.caught.length === 1);
        assert.equal(running.caught[0]?.error.code, 'no_url');
    });

    it('a failed look reaches the Catch node once, with its code', async () => {
        await start();
        const running = await run(await flow());
        await connected(running);
        approve();
        importFilm();
        await shows(running, 'media-shoko.status.waiting');
        simulator.fault = 'error';
        helper.getNode('shoko').receive({});
        await until('the error', () => running.caught.length === 1);
        assert.equal(running.caught[0]?.error.code, 'http_500');
        assert.deepEqual(running.completed, []);
    });

    for (const [why, over, code] of [
        ['no server', { shoko: { server: '' } }, 'no server'],
        ['no store', { shoko: { store: '' } }, 'no store'],
        ['no key', { server: { url: 'http://127.0.0.1:1' } }, 'no api key'],
        ['a URL that is none', { server: { url: 'shoko:8111' } }, 'invalid url'],
    ] as const) {
        it(`${why}: the status says so, and an input is refused`, async () => {
            await start();
            const running = await run(await flow(over), why === 'no key' ? '' : simulator.apiKey);
            await shows(running, code);
            helper.getNode('shoko').receive({});
            await until('the error', () => running.caught.length === 1);
            assert.equal(running.caught[0]?.error.code, code.replaceAll(' ', '_'));
        });
    }

    it('twenty redeploys leave one connection and no socket of the old ones', async () => {
        await start();
        const flows = await flow();
        const running = await run(flows);
        await connected(running);
        for (let round = 0; round < 20; round++) {
            await helper.setFlows(flows, 'full', { server: { apiKey: simulator.apiKey } });
            await until('the new connection', () => simulator.hub.accepted === round + 2 && simulator.hub.connections === 1);
        }
        await until('the old sockets to be gone', () => simulator.sockets <= 3);
    });
});
