/** Client and poller against a real qbittorrent-nox: nothing here is simulated but the clock of the waits. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type MediaEvent, systemClock, type Transfer, type TrackedDownload } from '../../../lib/model';
import { QBittorrentClient, testConnection, TorrentPoller, TorrentSync } from '../../../lib/qbittorrent';
import { FakeClock } from '../../support/fake-clock';
import { installedVersion, PASSWORD, QBittorrentNox, USERNAME } from '../../support/qbittorrent-nox';
import { makeTorrent, type MadeTorrent } from '../../support/torrent-file';
import { until } from '../../support/until';

const KB = 1024;

/** Follows one download the way the node does, every 50 ms. */
class Follower {
    readonly events: MediaEvent[] = [];
    readonly transfers: Transfer[] = [];
    private readonly client: QBittorrentClient;
    private readonly poller: TorrentPoller;

    constructor(instance: QBittorrentNox, tracked: Map<string, TrackedDownload>) {
        this.client = new QBittorrentClient({ url: instance.url, username: USERNAME, password: PASSWORD });
        const sync = new TorrentSync(this.client);
        this.poller = new TorrentPoller({
            refresh: () => sync.refresh(),
            probe: () => this.client.probe(),
            isWholeList: () => sync.isWholeList,
            files: (hash) => this.client.files(hash),
            tracked: () => tracked,
            emit: (event) => this.events.push(event),
            onTransfer: (_, transfer) => this.transfers.push(transfer),
            onStatus: () => undefined,
            clock: systemClock,
            newId: () => 'event',
            activeMs: 50,
            idleMs: 50,
        });
        this.poller.start();
    }

    kinds(): string[] {
        return this.events.map((event) => event.kind);
    }

    stop(): void {
        this.poller.stop();
        this.client.close();
    }
}

describe('a real qbittorrent-nox', function () {
    this.timeout(240_000);
    const instances: QBittorrentNox[] = [];
    let seeder: QBittorrentNox;
    let leecher: QBittorrentNox;
    let follower: Follower | undefined;

    before(async function () {
        const version = installedVersion();
        if (version === null && process.env.CI !== undefined)
            throw new Error('qbittorrent-nox is not installed: apt-get install qbittorrent-nox');
        if (version === null) {
            this.test!.title += ' (skipped: qbittorrent-nox is not installed)';
            this.skip();
        }
        seeder = await QBittorrentNox.start();
        instances.push(seeder);
        leecher = await QBittorrentNox.start({ maxFailedLogins: 2, banSeconds: 2 });
        instances.push(leecher);
    });
    afterEach(() => follower?.stop());
    after(() => Promise.all(instances.map((instance) => instance.stop())));

    const connectTo = (instance: QBittorrentNox, password = PASSWORD, clock = new FakeClock()): QBittorrentClient =>
        new QBittorrentClient({ url: instance.url, username: USERNAME, password, clock });

    async function untilComplete(instance: QBittorrentNox, torrent: MadeTorrent): Promise<void> {
        const client = connectTo(instance);
        const sync = new TorrentSync(client);
        await until('the torrent to be complete', async () => (await sync.refresh()).find(torrent.hash)?.progress === 1);
        client.close();
    }

    async function seed(name: string, files: Record<string, number>): Promise<MadeTorrent> {
        const torrent = makeTorrent(seeder.downloads, name, files);
        await seeder.seed(torrent);
        return torrent;
    }

    it('drives a movie from grabbing over growing percentages to downloaded', async () => {
        const torrent = await seed('A Film (2026)', { 'A Film (2026).mkv': 2_048 * KB, 'A Film (2026).nfo': 100 });
        follower = new Follower(leecher, new Map([[torrent.hash, { requestId: 'request', episodes: [] }]]));
        await leecher.addTorrent(torrent, { dlLimit: String(700 * KB) });
        await until('the torrent to be noticed', () => follower!.kinds().includes('downloading'));
        await leecher.fetchFrom(seeder, torrent.hash);
        await until('the end', () => follower!.kinds().includes('downloaded'), 90_000);

        const percents = follower.events.flatMap((event) => ('transfer' in event ? (event.transfer?.percent ?? []) : []));
        const between = new Set(percents.filter((percent) => percent > 0 && percent < 100));
        assert.ok(between.size >= 3, `percentages seen: ${percents.join(' ')}`);
        // Not each above the one before: libtorrent takes back a block that it has to fetch again.
        assert.deepEqual([percents[0], percents.at(-1)], [0, 100]);
        const last = follower.events.at(-1);
        assert.deepEqual([last?.kind, last?.request.downloadPath], ['downloaded', `${leecher.downloads}/A Film (2026)`]);
        assert.equal(follower.kinds().filter((kind) => kind === 'downloaded').length, 1);
        assert.ok(!follower.kinds().some((kind) => kind !== 'downloading' && kind !== 'downloaded'), follower.kinds().join(' '));
    });

    it('tells the episodes of a pack apart, with sequential download and a deselected file', async () => {
        const names = Array.from({ length: 13 }, (_, index) => `Show.S01E${String(index + 1).padStart(2, '0')}.1080p.mkv`);
        const torrent = await seed('Show.S01.1080p', Object.fromEntries(names.map((name) => [name, 192 * KB])));
        const episodes = names.map((_, index) => ({ seasonNumber: 1, episodeNumber: index + 1 }));
        await leecher.addTorrent(torrent, {
            dlLimit: String(500 * KB),
            sequentialDownload: 'true',
            ...QBittorrentNox.addStopped,
        });
        await leecher.call('torrents/filePrio', { hash: torrent.hash, id: '12', priority: '0' });
        await leecher.call('torrents/filePrio', { hash: torrent.hash, id: '11', priority: '7' });
        follower = new Follower(leecher, new Map([[torrent.hash, { requestId: 'request', episodes }]]));
        await until('the paused torrent to be noticed', () => follower!.kinds().includes('downloading'));
        await until('that it is stopped to be told', () => follower!.transfers.at(-1)?.wait === 'stopped');
        assert.match(follower.transfers.at(-1)?.clientState ?? '', /^(paused|stopped)DL$/);
        assert.equal(follower.transfers.at(-1)?.downloadSpeed, undefined);
        await leecher.setRunning(torrent.hash, true);
        await leecher.fetchFrom(seeder, torrent.hash);
        await until('the end', () => follower!.kinds().includes('downloaded'), 90_000);

        const differing = follower.transfers.filter(
            ({ episodes: each }) => new Set(each?.map(({ percent }) => percent)).size >= 3,
        );
        assert.ok(differing.length >= 3, `${differing.length} looks with at least three different percentages`);
        const unequal = follower.transfers.find(
            ({ percent = 0, episodes: each }) => percent > 30 && percent < 70 && each?.length === 13,
        );
        const first = unequal?.episodes?.[0]?.percent ?? 0;
        const eleventh = unequal?.episodes?.[10]?.percent ?? 100;
        assert.ok(first > eleventh, `sequential: S01E01 ${first} %, S01E11 ${eleventh} %`);
        const last = follower.events.at(-1);
        assert.ok(last?.kind === 'downloaded');
        assert.deepEqual(
            last.transfer?.episodes?.map(({ percent, wanted }) => (wanted ? percent : `${percent} unwanted`)).slice(10),
            [100, 100, '0 unwanted'],
        );
        assert.deepEqual(
            last.episodes.map(({ episodeNumber }) => episodeNumber),
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        );
    });

    it('tells nothing of an episode that is deselected, whatever happens to the other, until it is selected', async () => {
        const torrent = makeTorrent(leecher.downloads, 'Half.S01', {
            'Half.S01E01.mkv': 16_384 * KB,
            'Half.S01E02.mkv': 1_024 * KB,
        });
        rmSync(join(leecher.downloads, 'Half.S01/Half.S01E02.mkv'));
        await leecher.addTorrent(torrent, QBittorrentNox.addStopped);
        await leecher.call('torrents/filePrio', { hash: torrent.hash, id: '1', priority: '0' });
        await leecher.setRunning(torrent.hash, true);
        await untilComplete(leecher, torrent);
        const episodes = [{ seasonNumber: 1, episodeNumber: 2 }];
        follower = new Follower(leecher, new Map([[torrent.hash, { requestId: 'request', episodes }]]));
        const states = (): (string | undefined)[] => follower!.transfers.map(({ clientState }) => clientState);
        await until('the other to be seeded', () => states().at(-1) === 'stalledUP');
        await leecher.call('torrents/recheck', { hashes: torrent.hash });
        await until('the check', () => states().includes('checkingUP'));
        await until('the end of the check', () => states().at(-1) === 'stalledUP');
        assert.deepEqual(follower.kinds(), []);
        await leecher.call('torrents/filePrio', { hash: torrent.hash, id: '1', priority: '1' });
        await until('the selection to be noticed', () => follower!.kinds().length > 0);
        assert.deepEqual(follower.kinds(), ['downloading']);
    });

    it('notices files that are missing, and that its user put them back', async () => {
        const torrent = makeTorrent(leecher.downloads, 'Lost', { 'Lost.mkv': 64 * KB });
        const path = join(leecher.downloads, 'Lost/Lost.mkv');
        const data = readFileSync(path);
        await leecher.addTorrent(torrent);
        await untilComplete(leecher, torrent);
        await leecher.restart(() => rmSync(path));
        follower = new Follower(leecher, new Map([[torrent.hash, { requestId: 'request', episodes: [] }]]));
        await until('the failure', () => follower!.kinds().includes('download_failed'));
        assert.equal(follower.events.at(-1)?.eventType, 'missingFiles');
        writeFileSync(path, data);
        await leecher.call('torrents/recheck', { hashes: torrent.hash });
        await leecher.setRunning(torrent.hash, true);
        await until('the end', () => follower!.kinds().includes('downloaded'));
    });

    it('notices a removal before the end', async () => {
        const torrent = await seed('Gone', { 'Gone.mkv': 256 * KB });
        follower = new Follower(leecher, new Map([[torrent.hash, { requestId: 'request', episodes: [] }]]));
        await leecher.addTorrent(torrent);
        await until('the torrent to be noticed', () => follower!.kinds().includes('downloading'));
        await leecher.call('torrents/delete', { hashes: torrent.hash, deleteFiles: 'true' });
        await until('the removal', () => follower!.kinds().includes('download_removed'));
        assert.deepEqual(new Set(follower.kinds()), new Set(['downloading', 'download_removed']));
    });

    it('notices a removal after the end, before the import', async () => {
        const torrent = makeTorrent(leecher.downloads, 'Gone later', { 'Gone later.mkv': 64 * KB });
        follower = new Follower(leecher, new Map([[torrent.hash, { requestId: 'request', episodes: [] }]]));
        await leecher.addTorrent(torrent);
        await until('the end', () => follower!.kinds().includes('downloaded'));
        await leecher.call('torrents/delete', { hashes: torrent.hash, deleteFiles: 'false' });
        await until('the removal', () => follower!.kinds().includes('download_removed'));
        const last = follower.events.at(-1);
        assert.ok(last?.kind === 'download_removed');
        assert.match(last.failure.message, /before it was imported/);
    });

    it('is probed without a login, in under 1 KB, and its answer tells what is free', async () => {
        const wire = await Wiretap.start('127.0.0.2', seeder.webPort);
        const client = new QBittorrentClient({ url: wire.url, username: USERNAME, password: 'not tried' });
        await client.probe();
        assert.ok(wire.received > 0 && wire.received < KB, `${wire.received} bytes`);
        client.close();
        wire.close();
        const other = connectTo(seeder);
        const sync = new TorrentSync(other);
        await until('what is free', async () => ((await sync.refresh()).freeBytes ?? 0) > 0);
        other.close();
    });

    it('logs in again after a restart, whose cookies are stale', async () => {
        const client = connectTo(seeder);
        const sync = new TorrentSync(client);
        const before = (await sync.refresh()).size;
        await seeder.restart();
        await until('its torrents to be loaded again', async () => (await sync.refresh()).size === before);
        assert.ok(before > 0);
        client.close();
    });

    it('refuses a wrong password, then bans us, and lets us in again when the ban is over', async () => {
        const wrong = [connectTo(leecher, 'wrong'), connectTo(leecher, 'wrong')];
        for (const client of wrong) await assert.rejects(client.version(), { code: 'wrong_credentials' });
        const clock = new FakeClock();
        const right = connectTo(leecher, PASSWORD, clock);
        await assert.rejects(right.version(), { code: 'banned', retryAt: clock.now() + 3_600_000 });
        assert.equal((await testConnection({ url: leecher.url, username: USERNAME, password: PASSWORD })).code, 'banned');
        await until(
            'the ban to end',
            async () => (await testConnection({ url: leecher.url, username: USERNAME, password: PASSWORD })).ok,
        );
        await clock.advance(3_600_000);
        assert.match((await right.version()).app, /^v\d/);
        for (const client of [...wrong, right]) client.close();
    });

    it('is told from another service by the connection test', async () => {
        const result = await testConnection({ url: seeder.url, username: USERNAME, password: PASSWORD });
        assert.deepEqual([result.ok, result.code], [true, 'ok']);
        assert.ok(installedVersion()?.includes(result.version ?? '?'));
        assert.equal(
            (await testConnection({ url: `${seeder.url}/nothing`, username: USERNAME, password: PASSWORD })).code,
            'not_qbittorrent',
        );
    });

    it('sends under 1 KB when none of 1,000 torrents changed', async () => {
        await addMagnets(seeder, 1_000);
        const idle = await idlePoll(seeder, { username: USERNAME, password: PASSWORD });
        assert.ok(idle > 0 && idle < KB, `${idle} bytes`);
    });

    describe('that asks for no login here', () => {
        let open: QBittorrentNox;
        before(async () => {
            open = await QBittorrentNox.start({ localHostAuth: false });
            instances.push(open);
        });

        it('sends as little', async () => {
            await addMagnets(open, 1_000);
            const idle = await idlePoll(open, {});
            assert.ok(idle > 0 && idle < KB, `${idle} bytes`);
        });

        it('opens another session after a restart, and is followed in that', async () => {
            const client = new QBittorrentClient({ url: open.url });
            const { rid } = await client.maindata(0);
            assert.equal((await client.maindata(rid)).full_update, undefined);
            await open.restart();
            const first = await client.maindata(rid + 1);
            assert.equal(first.full_update, true);
            assert.equal((await client.maindata(first.rid)).full_update, undefined);
            client.close();
        });

        it('passes the connection test without credentials', async () => {
            assert.equal((await testConnection({ url: open.url })).code, 'ok');
            assert.equal((await testConnection({ url: seeder.url })).code, 'no_credentials');
        });
    });
});

async function addMagnets(instance: QBittorrentNox, count: number): Promise<void> {
    const hashes = Array.from({ length: count }, (_, index) => (index + 1).toString(16).padStart(40, '0'));
    const urls = hashes.map((hash) => `magnet:?xt=urn:btih:${hash}`).join('\n');
    await instance.call('torrents/add', { urls, ...QBittorrentNox.addStopped });
}

/** Bytes, headers included, that a poll brings in which nothing happens to a thousand torrents: the median of 20. */
async function idlePoll(instance: QBittorrentNox, credentials: { username?: string; password?: string }): Promise<number> {
    // Another address with the same port: qBittorrent looks at the port of the Host header.
    const wire = await Wiretap.start('127.0.0.2', instance.webPort);
    const client = new QBittorrentClient({ url: wire.url, ...credentials });
    const sync = new TorrentSync(client);
    await until('all torrents to be listed', async () => (await sync.refresh()).size >= 1_000);
    const sizes: number[] = [];
    await until('idle polls', async () => {
        const before = wire.received;
        await sync.refresh();
        sizes.push(wire.received - before);
        return sizes.length >= 20;
    });
    client.close();
    wire.close();
    return sizes.sort((a, b) => a - b)[10] ?? 0;
}

/** Passes everything on to qBittorrent and counts what comes back. */
class Wiretap {
    received = 0;
    private readonly sockets: Socket[] = [];

    private constructor(
        private readonly server: Server,
        readonly url: string,
    ) {}

    static async start(address: string, port: number): Promise<Wiretap> {
        const server = createServer();
        const wire = new Wiretap(server, `http://${address}:${port}`);
        server.on('connection', (socket) => {
            const upstream = connect(port, '127.0.0.1');
            wire.sockets.push(socket, upstream);
            for (const each of [socket, upstream]) each.on('error', () => each.destroy());
            upstream.on('data', (data) => (wire.received += data.length));
            socket.pipe(upstream).pipe(socket);
        });
        await new Promise<void>((resolve) => server.listen(port, address, resolve));
        return wire;
    }

    close(): void {
        for (const socket of this.sockets) socket.destroy();
        this.server.close();
    }
}
