/** The shipped flow in a real Node-RED beside a real qBittorrent: what its users run. */
import assert from 'node:assert/strict';
import type { RequestView } from '../../lib/requests';
import { lighthouse, lighthousePack } from '../demo/titles';
import { nightTrain, nightTrainRelease, numberOf, RadarrWebhooks, seerrWebhook, SonarrWebhooks } from '../simulators/senders';
import { House } from '../support/house';
import { installedVersion, PASSWORD, QBittorrentNox, USERNAME } from '../support/qbittorrent-nox';
import { type MadeTorrent, makeTorrent } from '../support/torrent-file';
import { until } from '../support/until';

const KB = 1024;

describe('the shipped flow beside a real qbittorrent-nox', function () {
    this.timeout(240_000);
    let house: House | undefined;
    const instances: QBittorrentNox[] = [];

    before(async function () {
        if (installedVersion() === null) {
            if (process.env.CI !== undefined)
                throw new Error('qbittorrent-nox is not installed: apt-get install qbittorrent-nox');
            this.test!.title += ' (skipped: qbittorrent-nox is not installed)';
            this.skip();
        }
        for (let count = 0; count < 2; count++) instances.push(await QBittorrentNox.start());
        house = await House.open({
            change: { 'qbit-poller': { activeSeconds: 1 } },
            env: { QBITTORRENT_URL: instances[1]!.url, QBITTORRENT_USERNAME: USERNAME, QBITTORRENT_PASSWORD: PASSWORD },
        });
    });
    after(async () => {
        await house?.close();
        await Promise.all(instances.map((instance) => instance.stop()));
    });

    /** Puts a torrent in both: the first seeds it to the second, slowly enough to be watched. */
    async function transfer(torrent: MadeTorrent, options: Record<string, string>): Promise<void> {
        const [seeder, leecher] = instances as [QBittorrentNox, QBittorrentNox];
        await seeder.seed(torrent);
        await leecher.addTorrent(torrent, options);
        await leecher.fetchFrom(seeder, torrent.hash);
    }

    /** What the list shows from now on until a state is reached. Begin before what is watched: the first look counts. */
    async function watch(title: string, state: string): Promise<RequestView[]> {
        const seen: RequestView[] = [];
        await until(
            `${title} to be ${state}`,
            async () => {
                const request = await house!.request(title);
                seen.push(request);
                return request.state === state;
            },
            120_000,
        );
        return seen;
    }

    it('drives a film from grabbing to downloaded, with percentages in between', async () => {
        const torrent = makeTorrent(instances[0]!.downloads, 'Film.2013.1080p', { 'Film.2013.1080p.mkv': 3_000 * KB });
        const release = { ...nightTrainRelease, downloadId: torrent.hash.toUpperCase() };
        await house!.send('seerr', seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId: 1 }));
        await house!.send('radarr', new RadarrWebhooks().grab(nightTrain, release));
        assert.equal((await house!.request(nightTrain.title)).state, 'grabbing');
        const [seen] = await Promise.all([
            watch(nightTrain.title, 'downloaded'),
            transfer(torrent, { dlLimit: String(500 * KB) }),
        ]);
        assert.deepEqual([...new Set(seen.map(({ state }) => state))], ['grabbing', 'downloading', 'downloaded']);
        const percents = new Set(
            seen.flatMap(({ state, transfer: live }) => (state === 'downloading' ? (live?.percent ?? []) : [])),
        );
        assert.ok([...percents].filter((percent) => percent > 0 && percent < 100).length >= 2, [...percents].join(' '));
        assert.equal(seen.at(-1)?.downloadPath, `${instances[1]!.downloads}/Film.2013.1080p/Film.2013.1080p.mkv`);
    });

    it('moves the 13 episodes of a pack, each with its own percent', async () => {
        const names = lighthouse.episodes.map((episode) => `Thirteen.Lighthouses.${numberOf(episode)}.1080p.mkv`);
        const torrent = makeTorrent(
            instances[0]!.downloads,
            'Thirteen.Lighthouses.S01',
            Object.fromEntries(names.map((name) => [name, 300 * KB])),
        );
        const release = { ...lighthousePack, downloadId: torrent.hash.toUpperCase() };
        await house!.send('sonarr', new SonarrWebhooks().grab(lighthouse, lighthouse.episodes, release));
        const [seen] = await Promise.all([
            watch(lighthouse.title, 'downloaded'),
            transfer(torrent, { dlLimit: String(600 * KB), sequentialDownload: 'true' }),
        ]);
        assert.ok(seen.at(-1)?.episodes.every(({ state }) => state === 'downloaded'));
        const differing = seen.filter(
            ({ episodes }) => new Set(episodes.map(({ percent }) => percent)).size >= 2 && episodes[0]?.percent !== undefined,
        );
        assert.ok(differing.length >= 1, 'no look showed episodes at different percentages');
        const halfway = differing.at(-1)!.episodes.map(({ percent }) => percent ?? 0);
        assert.ok(halfway[0]! > halfway[12]!, `sequential: ${halfway.join(' ')}`);
    });

    it('shows no complaint in the log', () => {
        assert.deepEqual(house!.nodeRed.complaints(), []);
    });
});
