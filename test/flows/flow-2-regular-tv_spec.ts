/** The TV pipeline, through the shipped flow in a real Node-RED. */
import assert from 'node:assert/strict';
import type { RequestView } from '../../lib/requests';
import { lighthouse, lighthousePack } from '../demo/titles';
import {
    harbour,
    jellyfinEpisodeAdded,
    relativePathOf,
    seerrWebhook,
    showImport,
    singleRelease,
    SonarrWebhooks,
} from '../simulators/senders';
import { House } from '../support/house';

const sonarr = new SonarrWebhooks();
const HASH = lighthousePack.downloadId!.toLowerCase();
const { title, episodes } = lighthouse;
const FAST = { 'qbit-poller': { activeSeconds: 1 } };

const states = (request: RequestView): string[] => [...new Set(request.episodes.map(({ state }) => state))];

describe('flow 2: regular tv', function () {
    this.timeout(240_000);
    let house: House;
    let seriesId: string;

    const add = (numbers: readonly number[]): void => {
        for (const number of numbers) {
            const episode = episodes[number - 1]!;
            const path = `/media/shows/${relativePathOf(lighthouse, [episode], lighthousePack)}`;
            house.services.jellyfin.library.addEpisode(seriesId, {
                seasonNumber: 1,
                episodeNumber: number,
                name: episode.title,
                path,
            });
        }
    };

    before(async () => {
        house = await House.open({ change: FAST });
        seriesId = house.services.jellyfin.library.addSeries({ name: title, providerIds: { Tvdb: String(lighthouse.tvdbId) } });
    });
    after(() => house.close());

    it('regular tv episode creation', async () => {
        await house.send('seerr', seerrWebhook('MEDIA_AUTO_APPROVED', lighthouse, { requestId: 1, seasons: [1] }));
        await house.send('sonarr', sonarr.grab(lighthouse, episodes, lighthousePack));
        const request = await house.untilState(title, 'grabbing');
        assert.equal(request.episodes.length, 13);
        for (const [index, episode] of request.episodes.entries()) {
            assert.deepEqual(
                [
                    episode.seasonNumber,
                    episode.episodeNumber,
                    episode.episodeTitle,
                    episode.sonarrEpisodeId,
                    episode.qbitHash,
                    episode.state,
                ],
                [1, index + 1, `Light ${index + 1}`, 1301 + index, HASH, 'grabbing'],
            );
        }
    });

    it('moves all episodes with a hash together, each with the percent of its own file', async () => {
        const size = 1_500_000_000;
        const files = episodes.map((episode, index) => ({
            name: `${lighthousePack.title}/${relativePathOf(lighthouse, [episode], lighthousePack)}`,
            size,
            progress: index === 0 ? 1 : index === 1 ? 0.5 : 0,
            priority: 1,
        }));
        house.services.qbittorrent.add({
            hash: HASH,
            name: lighthousePack.title,
            files,
            state: 'downloading',
            progress: 1.5 / 13,
        });
        // The figures are known at once, the state when it is on the disk.
        const hasBoth = ({ episodes: [, second] }: RequestView): boolean =>
            second?.percent === 50 && second.state === 'downloading';
        const request = await house.until(title, 'downloading with percentages', hasBoth);
        assert.deepEqual(states(request), ['downloading']);
        assert.deepEqual(
            request.episodes.slice(0, 3).map(({ percent }) => percent),
            [100, 50, 0],
        );
        house.services.qbittorrent.finish(HASH);
        assert.deepEqual(states(await house.untilState(title, 'downloaded')), ['downloaded']);
    });

    it('season pack import', async () => {
        const [complete] = showImport(lighthouse, { episodes, release: lighthousePack }, 'complete', sonarr);
        await house.send('sonarr', complete!.body);
        const request = await house.untilState(title, 'importing');
        assert.deepEqual(states(request), ['importing']);
        assert.equal(new Set(request.episodes.map(({ finalPath }) => finalPath)).size, 13);
    });

    it('changes nothing when the same files are also reported one by one', async () => {
        const before = await house.request(title);
        for (const { body } of showImport(lighthouse, { episodes, release: lighthousePack }, 'per-file', sonarr))
            await house.send('sonarr', body);
        const after = await house.request(title);
        assert.deepEqual(
            after.episodes.map(({ finalPath, state }) => [finalPath, state]),
            before.episodes.map(({ finalPath, state }) => [finalPath, state]),
        );
    });

    it('episode state aggregation', async () => {
        add([1, 2, 3, 4, 5]);
        house.services.jellyfin.library.addVirtualEpisode(seriesId, { seasonNumber: 1, episodeNumber: 6, name: 'placeholder' });
        house.services.jellyfin.resetStats();
        const began = performance.now();
        await house.send('jellyfin', jellyfinEpisodeAdded(lighthouse, episodes[4]!));
        const part = await house.until(title, '5 of 13', ({ progress }) => progress?.available === 5);
        assert.equal(part.state, 'importing');
        assert.match(part.says, /^5 of 13 episodes can be played\. .*Imported\. Jellyfin shows/);
        // Beside the looks it is asked now and then whether it scans, and by the doctor how it is set up.
        const most = 10 + Math.floor((performance.now() - began) / 5_000);
        assert.ok(house.services.jellyfin.requests <= most, `${house.services.jellyfin.requests} requests to Jellyfin`);
        add([7, 8, 9, 10, 11, 12, 13]);
        await house.send('jellyfin', jellyfinEpisodeAdded(lighthouse, episodes[12]!));
        await house.until(title, '12 of 13', ({ progress }) => progress?.available === 12);
        assert.equal((await house.request(title)).state, 'importing');
        add([6]);
        await house.send('jellyfin', jellyfinEpisodeAdded(lighthouse, episodes[5]!));
        assert.equal((await house.untilState(title, 'available')).says, 'All 13 episodes can be played in Jellyfin.');
    });

    it('goes on with a weekly show in one request, and with a special', async () => {
        const [first, second] = harbour.episodes.filter(({ seasonNumber }) => seasonNumber === 2);
        const special = harbour.episodes.find(({ seasonNumber }) => seasonNumber === 0)!;
        const { library } = house.services.jellyfin;
        const series = library.addSeries({ name: harbour.title, providerIds: { Tmdb: String(harbour.tmdbId) } });
        await house.send('seerr', seerrWebhook('MEDIA_AUTO_APPROVED', harbour, { requestId: 2, seasons: [0, 2] }));
        for (const episode of [first!, special, second!]) {
            const release = singleRelease(harbour, episode);
            await house.send('sonarr', sonarr.grab(harbour, [episode], release));
            await house.untilState(harbour.title, 'grabbing');
            await house.send('sonarr', sonarr.importFile(harbour, [episode], release));
            const { seasonNumber, episodeNumber } = episode;
            library.addEpisode(series, {
                seasonNumber,
                episodeNumber,
                name: episode.title,
                path: `/media/${seasonNumber}x${episodeNumber}.mkv`,
            });
            await house.send('jellyfin', jellyfinEpisodeAdded(harbour, episode));
            await house.untilState(harbour.title, 'available');
        }
        const requests = (await house.requests()).filter((request) => request.title === harbour.title);
        assert.deepEqual(
            requests.map((request) =>
                request.episodes.map(({ seasonNumber, episodeNumber }) => `${seasonNumber}x${episodeNumber}`),
            ),
            [['0x1', '2x1', '2x2']],
        );
    });

    it('keeps two instances with the same series apart', async () => {
        const other = { ...harbour, title: 'Twins', tvdbId: 430777, tmdbId: 230777, imdbId: 'tt30000777', sonarrId: 77 };
        const [episode] = other.episodes;
        for (const instanceName of ['Sonarr', 'Sonarr Anime']) {
            const instance = new SonarrWebhooks({ instanceName });
            const release = {
                ...singleRelease(other, episode!),
                downloadId: instanceName === 'Sonarr' ? 'A'.repeat(40) : 'B'.repeat(40),
            };
            await house.send('sonarr', instance.grab(other, [episode!], release));
        }
        const twins = (await house.requests()).filter((request) => request.title === 'Twins');
        assert.deepEqual(twins.map(({ instanceName }) => instanceName).sort(), ['Sonarr', 'Sonarr Anime']);
    });

    it('shows no complaint in the log', () => {
        assert.deepEqual(house.nodeRed.complaints(), []);
    });
});

describe('flow 2: recorded webhooks', function () {
    this.timeout(240_000);

    for (const order of [
        ['jellyseerr-tv-auto-approved', 'sonarr-grab', 'sonarr-import', 'sonarr-grab', 'sonarr-import'],
        ['sonarr-import', 'sonarr-import', 'sonarr-grab', 'sonarr-grab', 'jellyseerr-tv-auto-approved'],
    ]) {
        it(`give 13 episodes once, in the order ${order.join(', ')}`, async () => {
            const house = await House.open();
            try {
                for (const name of order) await house.sendRecorded(name);
                const request = await house.untilState('Lycoris Recoil', 'anime_matching');
                assert.equal((await house.requests()).length, 1);
                assert.equal(request.episodes.length, 13);
                for (const [index, episode] of request.episodes.entries()) {
                    assert.equal(episode.qbitHash, '3f92992e2fbeb6ebb251304236bf5e0b600a91c3');
                    assert.equal(
                        episode.finalPath,
                        `/data/anime/shows/Lycoris Recoil/Season 1/Lycoris.Recoil.S01E${String(index + 1).padStart(2, '0')}.mkv`,
                    );
                }
                assert.equal(request.episodes[12]?.episodeTitle, 'Recoil of Lycoris');
                assert.deepEqual([request.seerrRequestId, request.requestedSeasons, request.tvdbId], [68, '1', 414057]);
            } finally {
                await house.close();
            }
        });
    }
});
