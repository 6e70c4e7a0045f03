import assert from 'node:assert/strict';
import { ArrClient } from '../../../lib/arr';
import { ArrHands } from '../../../lib/remedies/act/arr-hands';
import { RadarrSimulator } from '../../simulators/radarr';
import { lycorisPack, lycorisRecoil, nightTrain, nightTrainRelease } from '../../simulators/senders';
import { SonarrSimulator } from '../../simulators/sonarr';
import { type Listening, listening, type ListeningOptions } from '../../support/arr-listening';
import { FakeClock } from '../../support/fake-clock';

const PACK = lycorisPack.downloadId!.toLowerCase();
const FILM = nightTrainRelease.downloadId!.toLowerCase();

describe('the queue of Sonarr and Radarr', () => {
    let open: Listening | null = null;
    let servers: { stop(): Promise<void> }[] = [];
    const now = { at: () => new FakeClock().now() };

    afterEach(async () => {
        await open?.end();
        open = null;
        for (const server of servers) await server.stop();
        servers = [];
        now.at = () => new FakeClock().now();
    });

    async function listen(server: SonarrSimulator | RadarrSimulator, options: ListeningOptions = {}): Promise<Listening> {
        open = await listening(server, options);
        const { clock } = open;
        now.at = () => clock.now();
        await open.eventually('a connection', () => open?.status().connection === 'live');
        await open.pass(3_000);
        return open;
    }

    async function sonarr(): Promise<SonarrSimulator> {
        const server = await SonarrSimulator.start({ now: () => now.at() });
        servers.push(server);
        server.add(lycorisRecoil);
        return server;
    }

    async function radarr(): Promise<RadarrSimulator> {
        const server = await RadarrSimulator.start({ now: () => now.at() });
        servers.push(server);
        server.add(nightTrain);
        return server;
    }

    const kinds = (house: Listening): string[] => house.events.map(({ kind }) => kind);

    it('is read to its end, each record once, also where it shrinks meanwhile and a page is answered twice', async () => {
        const server = await sonarr();
        const { episodes } = lycorisRecoil;
        const { queue, hub } = server;
        server.grab(lycorisRecoil, episodes, lycorisPack);
        const [entry] = [...queue.values()];
        queue.clear();
        const ids = Array.from({ length: 80 }, (_, index) => index.toString(16).padStart(40, '0').toUpperCase());
        for (const [index, downloadId] of ids.entries()) {
            const release = { ...lycorisPack, title: `${lycorisPack.title}.v${index}`, downloadId };
            queue.set(downloadId, { ...entry!, release });
        }
        assert.ok(ids.length * episodes.length > 1_000);
        const asked = { kind: 'sonarr', url: server.url, apiKey: server.apiKey } as const;
        const client = new ArrClient(asked);
        const hands = new ArrHands(asked);
        const counts = async (): Promise<number[]> => (await client.queue()).downloads.map((each) => each.episodes.length);
        assert.deepEqual(
            await counts(),
            ids.map(() => episodes.length),
        );
        const first = ids[0]!;
        for (const id of ids.filter((_, index) => index % 20 === 0))
            assert.equal((await hands.queueOf(id.toLowerCase())).length, episodes.length);

        queue.clear();
        queue.set(first, {
            ...entry!,
            release: { ...lycorisPack, downloadId: first },
            subjects: Array.from({ length: 500 }, (_, episodeId) => ({ episodeId })),
        });
        server.requests.length = 0;
        assert.equal((await hands.queueOf(first)).length, 500);
        assert.equal(server.requests.length, 1, 'the answer says how many there are');
        const shown = server.answer('/queue', { page: '7', pageSize: '500' });
        assert.equal((shown as { page: number }).page, 1, 'behind the last page is the last page');
        assert.equal(hub.connections, 0);
        client.close();
        hands.close();
    });

    it('tells how far any client has got, per download and never per episode', async () => {
        const server = await sonarr();
        const house = await listen(server);
        server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack, 'usenet');
        await house.eventually('the transfer', () => kinds(house).includes('downloading'));
        server.progress(lycorisPack, 0.424);
        await house.eventually('progress', () => house.store.live.transferOf(PACK)?.percent === 42.4);
        assert.deepEqual(house.store.live.transferOf(PACK), {
            percent: 42.4,
            etaSeconds: 750,
            sizeBytes: lycorisPack.size,
            leftBytes: Math.round(lycorisPack.size * 0.576),
            clientState: 'downloading',
        });
        assert.ok(house.only().episodes.every(({ state }) => state === 'downloading'));
        const told = house.events.findLast(({ kind }) => kind === 'downloading');
        assert.deepEqual(told?.episodes, []);
        assert.equal(house.store.live.queuedOf(PACK)?.downloadClient, 'SABnzbd');
        assert.equal(house.store.live.queuedOf(PACK)?.protocol, 'usenet');
        server.progress(lycorisPack, 1);
        await house.eventually('the end', () => kinds(house).includes('downloaded'));
        assert.ok(house.only().episodes.every(({ state }) => state === 'downloaded'));
    });

    it('leaves what the client itself tells of to the client', async () => {
        const server = await radarr();
        const house = await listen(server, { followed: new Set([FILM]) });
        server.grab(nightTrain, nightTrainRelease);
        server.progress(nightTrainRelease, 0.5);
        await house.pass(60_000, 1_000);
        server.progress(nightTrainRelease, 1);
        await house.pass(60_000, 1_000);
        assert.deepEqual(
            kinds(house).filter((kind) => kind.startsWith('download')),
            [],
        );
        assert.equal(house.store.live.queuedOf(FILM)?.trackedDownloadState, 'importPending');
    });

    it('gives qBittorrent the first word about a torrent, and then speaks itself', async () => {
        const server = await radarr();
        const house = await listen(server);
        server.grab(nightTrain, nightTrainRelease);
        await house.pass(8_000);
        assert.ok(!kinds(house).includes('downloading'));
        await house.eventually('the transfer', () => kinds(house).includes('downloading'));
        assert.equal(house.only().state, 'downloading');
    });

    it('a blocked import is told with its reasons and the file, once', async () => {
        const server = await radarr();
        const house = await listen(server);
        server.grab(nightTrain, nightTrainRelease);
        server.block(nightTrainRelease, [{ title: `${nightTrainRelease.title}.mkv`, messages: ['Sample'] }]);
        await house.eventually('the block', () => kinds(house).includes('import_blocked'));
        const blocked = house.events.find(({ kind }) => kind === 'import_blocked');
        assert.match(blocked?.message ?? '', /Sample/);
        assert.equal(blocked?.downloadId, FILM);
        assert.equal(house.only().failure?.code, 'import_blocked');
        assert.deepEqual(house.store.live.queuedOf(FILM)?.statusMessages, [
            { title: `${nightTrainRelease.title}.mkv`, messages: ['Sample'] },
        ]);
        server.pushQueue();
        await house.pass(120_000, 1_000);
        assert.equal(kinds(house).filter((kind) => kind === 'import_blocked').length, 1);
    });

    it('a download of one file that is refused in silence is known at once, and said after some minutes', async () => {
        const server = await radarr();
        const house = await listen(server);
        server.grab(nightTrain, nightTrainRelease);
        const reason = 'No files found are eligible for import in /data/dl/night';
        server.block(nightTrainRelease, [{ title: nightTrainRelease.title, messages: [reason] }], true);
        await house.eventually('the refusal', () => house.store.live.queuedOf(FILM)?.refusedSince !== undefined);
        assert.deepEqual(house.store.live.queuedOf(FILM)?.statusMessages[0]?.messages, [reason]);
        await house.pass(4 * 60_000, 5_000);
        assert.ok(!kinds(house).includes('import_blocked'));
        await house.eventually('the sentence', () => kinds(house).includes('import_blocked'), 5_000);
        assert.match(house.only().failure?.message ?? '', /No files found are eligible/);
        server.import(nightTrain, nightTrainRelease);
        await house.eventually('the import', () => house.only().state === 'importing');
    });

    it('what is removed from the queue before it is complete was removed', async () => {
        const server = await radarr();
        const house = await listen(server);
        server.grab(nightTrain, nightTrainRelease, 'usenet');
        server.progress(nightTrainRelease, 0.3);
        await house.eventually('the transfer', () => house.store.requests()[0]?.state === 'downloading');
        server.removeFromQueue(nightTrainRelease);
        await house.eventually('the removal', () => kinds(house).includes('download_removed'), 1_000);
        assert.equal(house.only().failure?.code, 'download_removed');
        assert.equal(house.store.live.queuedOf(FILM), undefined);
    });

    it('what was said to be removed goes on when it is there again', async () => {
        const server = await radarr();
        const house = await listen(server);
        server.grab(nightTrain, nightTrainRelease, 'usenet');
        server.progress(nightTrainRelease, 0.3);
        await house.eventually('the transfer', () => house.store.requests()[0]?.state === 'downloading');
        const [entry] = [...server.queue.values()];
        server.removeFromQueue(nightTrainRelease);
        await house.eventually('the removal', () => kinds(house).includes('download_removed'), 1_000);
        assert.equal(house.only().state, 'failed');
        for (const part of [0.5, 1]) {
            server.queue.set(nightTrainRelease.downloadId!, entry!);
            server.progress(nightTrainRelease, part);
            const state = part < 1 ? 'downloading' : 'downloaded';
            await house.eventually(`it to be ${state}`, () => house.only().state === state, 1_000);
            assert.equal(house.only().failure, null);
            if (part === 1) break;
            server.removeFromQueue(nightTrainRelease);
            await house.eventually('the removal again', () => house.only().state === 'failed', 1_000);
        }
    });

    it('what is gone with its client, or with a server that has just started, was not removed', async () => {
        const server = await radarr();
        const house = await listen(server);
        server.grab(nightTrain, nightTrainRelease, 'usenet');
        server.progress(nightTrainRelease, 0.3);
        await house.eventually('the transfer', () => house.store.requests()[0]?.state === 'downloading');
        server.awayClients.add('SABnzbd');
        server.pushQueue();
        await house.pass(12 * 60_000, 5_000);
        // Well again before the next round has brought its downloads back.
        server.awayClients.clear();
        server.hasAskedClients = false;
        server.push('health', 'sync');
        server.pushQueue();
        await house.pass(90_000, 1_000);
        server.hasAskedClients = true;
        server.progress(nightTrainRelease, 0.4);
        await house.eventually('progress', () => house.store.live.transferOf(FILM)?.percent === 40);
        assert.ok(!kinds(house).includes('download_removed'));

        await server.stop();
        server.hasAskedClients = false;
        await house.pass(30_000, 1_000);
        await server.listen();
        await house.pass(100_000, 1_000);
        server.hasAskedClients = true;
        server.progress(nightTrainRelease, 0.5);
        await house.eventually('more progress', () => house.store.live.transferOf(FILM)?.percent === 50, 1_000);
        assert.ok(!kinds(house).includes('download_removed'));
        assert.equal(house.only().state, 'downloading');

        // Another client's trouble is not this one's.
        server.awayClients.add('Deluge');
        server.removeFromQueue(nightTrainRelease);
        await house.eventually('the removal', () => kinds(house).includes('download_removed'), 1_000);
    });

    it('what was imported, or failed, was not removed', async () => {
        const server = await radarr();
        const house = await listen(server);
        server.grab(nightTrain, nightTrainRelease, 'usenet');
        server.progress(nightTrainRelease, 0.3);
        await house.eventually('the transfer', () => house.store.requests()[0]?.state === 'downloading');
        server.import(nightTrain, nightTrainRelease);
        await house.pass(3 * 60_000, 1_000);
        assert.ok(!kinds(house).includes('download_removed'));
        server.grab(nightTrain, { ...nightTrainRelease, downloadId: 'AB'.repeat(20) }, 'usenet');
        server.progress({ ...nightTrainRelease, downloadId: 'AB'.repeat(20) }, 0.3);
        await house.pass(15_000);
        server.failDownload(nightTrain, { ...nightTrainRelease, downloadId: 'AB'.repeat(20) });
        await house.pass(3 * 60_000, 1_000);
        assert.ok(!kinds(house).includes('download_removed'));
    });

    it('what the client says of a stalled download is kept beside it', async () => {
        const server = await radarr();
        const house = await listen(server);
        server.grab(nightTrain, nightTrainRelease);
        server.setQueued(nightTrainRelease, { status: 'warning', errorMessage: 'The download is stalled with no connections' });
        await house.eventually('the fault', () => house.store.live.queuedOf(FILM)?.errorMessage !== undefined);
        assert.equal(house.store.live.queuedOf(FILM)?.errorMessage, 'The download is stalled with no connections');
        assert.equal(house.store.live.queuedOf(FILM)?.source, 'radarr');
    });
});
