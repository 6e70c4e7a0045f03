import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { MediaEvent, MediaRequest } from '../../lib/model';
import type { MediaStore } from '../../lib/store';
import mediaGate from '../../nodes/media-gate';
import mediaQBittorrent from '../../nodes/media-qbittorrent';
import mediaQBittorrentServer from '../../nodes/media-qbittorrent-server';
import mediaStore from '../../nodes/media-store';
import { fakeHash, QBittorrentSimulator, type SimulatorOptions } from '../simulators/qbittorrent';
import { event } from '../support/events';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, statusesOf, type TestNode } from '../support/node-test-helper';
import { until } from '../support/until';

type Told = { topic: string; payload: MediaEvent };
type Changed = { payload: { request: MediaRequest; from: string; to: string } };

const HASH = fakeHash('film');
const FILM = { tmdbId: 550, title: 'Fight Club' };
const SHOW = { tvdbId: 414057, title: 'Lycoris Recoil' };
const PASSWORD = 'correct horse';

interface Running {
    told: Told[];
    changed: Changed[];
    caught: { error: { code?: string } }[];
    completed: unknown[];
    statuses: { text?: string; fill?: string; shape?: string }[];
}

describe('media-qbittorrent', () => {
    let simulator: QBittorrentSimulator;

    before(() => helper.startServer());
    after(() => helper.stopServer());
    afterEach(async () => {
        await helper.unload();
        await until('the sockets to be gone', () => simulator.connections === 0);
        await simulator.close();
        await removeFolders();
    });

    async function flow(over: { tab?: object; server?: object; poller?: object } = {}): Promise<TestNode[]> {
        // Without a place on the canvas Node-RED takes a node for a config node.
        const place = { z: 'tab', x: 0, y: 0 };
        return [
            { id: 'tab', type: 'tab', label: 'test', ...over.tab },
            { id: 'store', type: 'media-store', path: join(await makeFolder(), 'store.json') },
            { id: 'server', type: 'media-qbittorrent-server', url: simulator.url, ...over.server },
            {
                id: 'poller',
                type: 'media-qbittorrent',
                ...place,
                store: 'store',
                server: 'server',
                // Slow, so that what happens at once is not the timer's work.
                activeSeconds: 60,
                idleSeconds: 60,
                wires: [['told', 'gate']],
                ...over.poller,
            },
            { id: 'gate', type: 'media-gate', ...place, store: 'store', wires: [['changed'], []] },
            { id: 'told', type: 'helper', ...place, wires: [] },
            { id: 'changed', type: 'helper', ...place, wires: [] },
            { id: 'catch', type: 'catch', ...place, scope: ['poller'], wires: [['caught']] },
            { id: 'caught', type: 'helper', ...place, wires: [] },
            { id: 'complete', type: 'complete', ...place, scope: ['poller'], wires: [['completed']] },
            { id: 'completed', type: 'helper', ...place, wires: [] },
        ];
    }

    const nodes = [mediaStore, mediaQBittorrentServer, mediaQBittorrent, mediaGate];
    const credentials = (password = PASSWORD): object => ({ server: { username: 'admin', password } });

    async function run(flows: TestNode[], given: object = credentials()): Promise<Running> {
        await helper.load(nodes, flows, given);
        return {
            told: messagesOf<Told>('told'),
            changed: messagesOf<Changed>('changed'),
            caught: messagesOf('caught'),
            completed: messagesOf('completed'),
            statuses: statusesOf('poller'),
        };
    }

    const start = async (options: SimulatorOptions = {}): Promise<void> => {
        simulator = await QBittorrentSimulator.start({ password: PASSWORD, ...options });
    };
    const shows = (running: Running, text: string): Promise<unknown> =>
        until(`the status ${text}, not ${running.statuses.at(-1)?.text ?? 'none'}`, () => running.statuses.at(-1)?.text === text);
    const connected = (running: Running): Promise<unknown> => shows(running, 'media-qbittorrent.status.connected');
    const receive = (payload: MediaEvent): void => helper.getNode('gate').receive({ payload });
    const grab = (downloadId = HASH): void => receive(event('radarr', 'grabbed', 'movie', { request: FILM, downloadId }));
    const approve = (): void => receive(event('seerr', 'approved', 'movie', { request: FILM }));
    const poke = (): void => helper.getNode('poller').receive({ topic: 'now' });
    const toldKinds = (running: Running): string[] => running.told.map(({ topic }) => topic);

    for (const dialect of ['4.x', '5.1', '5.2', '5.3'] as const) {
        it(`with qBittorrent ${dialect}, a grab is looked for at once, and its way goes through the gate`, async () => {
            await start({ dialect });
            const running = await run(await flow());
            await connected(running);
            simulator.add({ hash: HASH, name: 'Fight Club' });
            simulator.download(HASH, 0.25);
            approve();
            grab();
            await until('downloading', () => running.changed.some(({ payload }) => payload.to === 'downloading'));
            await shows(running, 'media-qbittorrent.status.downloading');
            assert.deepEqual(running.statuses.at(-1), {
                fill: 'blue',
                shape: 'dot',
                text: 'media-qbittorrent.status.downloading',
            });
            simulator.finish(HASH);
            poke();
            const done = await until('downloaded', () => running.changed.find(({ payload }) => payload.to === 'downloaded'));
            assert.equal(done.payload.request.downloadPath, '/downloads/Fight Club');
            assert.deepEqual(toldKinds(running), ['qbittorrent/downloading', 'qbittorrent/downloaded']);
            assert.equal(running.completed.length, 1);
            assert.equal(simulator.logins, 1);
        });
    }

    it('puts the figures into the store, per episode inside a pack', async () => {
        await start();
        const running = await run(await flow());
        await connected(running);
        const pack = fakeHash('pack');
        const files = [1, 2, 3].map((number) => ({ name: `Show/Show.S01E0${number}.mkv`, size: 100, progress: 0, priority: 1 }));
        simulator.add({ hash: pack, files });
        simulator.download(pack, 0.5);
        const episodes = files.map((_, index) => ({ seasonNumber: 1, episodeNumber: index + 1 }));
        receive(event('seerr', 'approved', 'tv', { request: SHOW }));
        receive(event('sonarr', 'grabbed', 'tv', { request: SHOW, episodes, downloadId: pack }));
        await until('the news', () => running.told.length === 1);
        const store = await (helper.getNode('store') as unknown as { opened: Promise<MediaStore> }).opened;
        const transfer = store.live.transferOf(pack);
        assert.deepEqual([transfer?.percent, transfer?.episodes?.map(({ percent }) => percent)], [50, [100, 50, 0]]);
    });

    it('an episode that is deselected in qBittorrent waits, whatever happens to the rest of its pack', async () => {
        await start();
        const running = await run(await flow());
        await connected(running);
        const pack = fakeHash('pack');
        const files = [1, 2].map((number) => ({ name: `Show/Show.S01E0${number}.mkv`, size: 100, progress: 0, priority: 1 }));
        simulator.add({ hash: pack, files });
        simulator.setPriority(pack, 1, 0);
        simulator.finish(pack);
        const episodes = [1, 2].map((episodeNumber) => ({ seasonNumber: 1, episodeNumber }));
        receive(event('seerr', 'approved', 'tv', { request: SHOW }));
        receive(event('sonarr', 'grabbed', 'tv', { request: SHOW, episodes, downloadId: pack }));
        const store = await (helper.getNode('store') as unknown as { opened: Promise<MediaStore> }).opened;
        const states = (): string[] | undefined => store.episodes(store.requests()[0]?.id ?? '').map(({ state }) => state);
        await until('the first episode', () => states()?.[0] === 'downloaded');
        for (const state of ['checkingUP', 'error', 'stalledUP']) {
            simulator.set(pack, { state });
            const before = simulator.count('sync/maindata');
            poke();
            await until('a poll', () => simulator.count('sync/maindata') > before);
            // The second poll begins when all that the first one found has been sent.
            poke();
            await until('the poll after it', () => simulator.count('sync/maindata') > before + 1);
        }
        assert.deepEqual(toldKinds(running), ['qbittorrent/downloaded']);
        assert.deepEqual(states(), ['downloaded', 'grabbing']);
    });

    it('a download that failed and is resumed in qBittorrent lives again', async () => {
        await start();
        const running = await run(await flow());
        await connected(running);
        simulator.add({ hash: HASH, state: 'error' });
        approve();
        grab();
        await until('the failure', () => running.changed.some(({ payload }) => payload.to === 'failed'));
        simulator.download(HASH, 0.5);
        poke();
        await until('the new life', () =>
            running.changed.some(({ payload }) => payload.from === 'failed' && payload.to === 'downloading'),
        );
    });

    it('after a restart the torrent that was resumed meanwhile lives again too', async () => {
        await start();
        const flows = await flow();
        const running = await run(flows);
        await connected(running);
        simulator.add({ hash: HASH, state: 'error' });
        approve();
        grab();
        await until('the failure', () => running.changed.some(({ payload }) => payload.to === 'failed'));
        simulator.download(HASH, 0.5);
        await helper.setFlows(flows, 'full', credentials());
        const changed = messagesOf<Changed>('changed');
        poke();
        await until('the new life', () =>
            changed.some(({ payload }) => payload.from === 'failed' && payload.to === 'downloading'),
        );
    });

    it('needs no credentials where qBittorrent asks for none, and then polls in one session too', async () => {
        await start({ bypass: true });
        const running = await run(await flow({ poller: { activeSeconds: 1, idleSeconds: 1 } }), {});
        await connected(running);
        await until('three polls', () => simulator.count('sync/maindata') >= 3);
        assert.deepEqual([simulator.logins, simulator.sessionCount], [0, 1]);
    });

    it('polls by itself', async () => {
        await start();
        const running = await run(await flow({ poller: { activeSeconds: 1, idleSeconds: '1' } }));
        await connected(running);
        await until('three polls', () => simulator.count('sync/maindata') >= 3);
        assert.equal(simulator.logins, 1);
    });

    it('two pollers of one server share its login, and both are told everything', async () => {
        await start();
        const flows = await flow();
        const second = { ...flows.find(({ id }) => id === 'poller'), id: 'second', type: 'media-qbittorrent', wires: [['told']] };
        const running = await run([...flows, second]);
        await connected(running);
        simulator.add({ hash: HASH });
        approve();
        grab();
        await until('both', () => running.told.length === 2);
        assert.equal(simulator.logins, 1);
    });

    it('takes everything from the environment when the server has no URL', async () => {
        await start();
        const environment = { QBITTORRENT_URL: simulator.url, QBITTORRENT_USERNAME: 'admin', QBITTORRENT_PASSWORD: PASSWORD };
        Object.assign(process.env, environment);
        try {
            await connected(await run(await flow({ server: { url: '' } }), credentials('not this one')));
        } finally {
            for (const name of Object.keys(environment)) Reflect.deleteProperty(process.env, name);
        }
    });

    it('is grey and silent without an address', async () => {
        await start();
        const running = await run(await flow({ server: { url: '' } }));
        await shows(running, 'media-qbittorrent.status.no_address');
        assert.equal(running.statuses.at(-1)?.fill, 'grey');
        assert.equal(simulator.logins, 0);
        const logged = helper.log().args.map(([entry]) => entry);
        assert.deepEqual(
            logged.filter((entry) => entry.id === 'poller').map((entry) => entry.msg),
            [],
        );
        poke();
        await until('the error', () => running.caught.length === 1);
        assert.equal(running.caught[0]?.error.code, 'no_url');
    });

    it('a wrong password is tried once, is in the status and once in the log, and nowhere itself', async () => {
        await start();
        const running = await run(await flow(), credentials('tops3cret'));
        await shows(running, 'wrong credentials');
        assert.deepEqual(running.statuses.at(-1), { fill: 'red', shape: 'ring', text: 'wrong credentials' });
        poke();
        poke();
        await until('the inputs to be completed', () => running.completed.length === 2);
        assert.equal(simulator.logins, 1);
        const logged = helper.log().args.map(([entry]) => entry);
        const warnings = logged.filter((entry) => entry.id === 'poller');
        assert.equal(warnings.length, 1);
        assert.match(String(warnings[0]?.msg), /refused user name and password \[wrong_credentials\]/);
        assert.doesNotMatch(JSON.stringify([logged.map((entry) => String(entry.msg)), running.statuses]), /tops3cret/);
    });

    it("logs in with a password that is a number in the flow's environment", async () => {
        await start({ password: '24680' });
        const env = [{ name: 'PIN', value: '24680', type: 'num' }];
        await connected(await run(await flow({ tab: { env }, server: { z: 'tab' } }), credentials('${PIN}')));
    });

    it('a ban is in the status, and waited out', async () => {
        await start();
        simulator.ban();
        const running = await run(await flow());
        await shows(running, 'media-qbittorrent.status.banned');
        assert.ok(!running.statuses.some(({ text }) => text === 'banned'), 'said without its time');
        poke();
        await until('the input to be completed', () => running.completed.length === 1);
        assert.equal(simulator.requests.length, 1);
    });

    it('works beside a stand-in without sync/maindata, and says so in its status and once in the log', async () => {
        await start();
        simulator.misbehave('not_found', 'sync/maindata');
        simulator.add({ hash: HASH, name: 'Fight Club' });
        const running = await run(await flow());
        await shows(running, 'media-qbittorrent.status.wholeList');
        simulator.download(HASH, 0.25);
        approve();
        grab();
        await until('downloading', () => running.changed.some(({ payload }) => payload.to === 'downloading'));
        for (let poll = 0; poll < 2; poll++) {
            const before = simulator.count('torrents/info');
            poke();
            await until('a poll', () => simulator.count('torrents/info') > before);
        }
        const logged = helper.log().args.map(([entry]) => entry);
        const warnings = logged.filter((entry) => entry.id === 'poller').map((entry) => String(entry.msg));
        assert.deepEqual(
            warnings.map((text) => /\[(\w+)\]$/.exec(text)?.[1]),
            ['no_sync'],
        );
    });

    it('says that qBittorrent is away, and goes on when it is back', async () => {
        await start();
        const running = await run(await flow());
        await connected(running);
        simulator.misbehave('drop');
        poke();
        await shows(running, 'dropped');
        simulator.misbehave(null);
        poke();
        await connected(running);
    });

    for (const [why, over, text] of [
        ['no server', { poller: { server: '' } }, 'no server'],
        ['no store', { poller: { store: '' } }, 'no store'],
        ['a URL that is none', { server: { url: 'qbittorrent:8080' } }, 'invalid url'],
        ['a pace that is none', { poller: { activeSeconds: 'often' } }, 'invalid setting'],
    ] as const) {
        it(`${why}: the status says so, and an input is refused`, async () => {
            await start();
            const running = await run(await flow(over));
            await shows(running, text);
            poke();
            await until('the error', () => running.caught.length === 1);
            assert.equal(running.caught[0]?.error.code, text.replaceAll(' ', '_'));
            assert.deepEqual(running.completed, []);
        });
    }

    it('twenty redeploys leave no socket and no timer of the old ones', async () => {
        await start();
        const flows = await flow();
        const running = await run(flows);
        await connected(running);
        for (let round = 0; round < 20; round++) {
            const before = simulator.count('sync/maindata');
            await helper.setFlows(flows, 'full', credentials());
            await until('the new poller', () => simulator.count('sync/maindata') === before + 1);
        }
        await until('the old sockets to be gone', () => simulator.connections <= 1);
        assert.equal(simulator.logins, 21);
    });

    it('a redeploy in the middle of a poll that hangs leaves nothing', async () => {
        await start();
        simulator.misbehave('hang');
        const flows = await flow();
        const running = await run(flows);
        await until('the poll to hang', () => simulator.requests.length === 1);
        simulator.misbehave(null);
        await helper.setFlows(flows, 'full', credentials());
        await until('the new poller', () => simulator.count('sync/maindata') === 1);
        await until('the old socket to be gone', () => simulator.connections === 1);
        assert.deepEqual(running.told, []);
    });
});
