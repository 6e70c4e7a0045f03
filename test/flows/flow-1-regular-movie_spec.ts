/** The movie pipeline, through the shipped flow in a real Node-RED. */
import assert from 'node:assert/strict';
import {
    jellyfinMovieAdded,
    nightTrain,
    nightTrainBetter,
    nightTrainRelease,
    RadarrWebhooks,
    seerrWebhook,
} from '../simulators/senders';
import { House } from '../support/house';

const radarr = new RadarrWebhooks();
const HASH = nightTrainRelease.downloadId!.toLowerCase();
const { title } = nightTrain;

describe('flow 1: regular movie', function () {
    this.timeout(240_000);
    let house: House;

    before(async () => {
        house = await House.open({ change: { 'qbit-poller': { activeSeconds: 1 } } });
    });
    after(() => house.close());

    it('regular movie full flow', async () => {
        await house.send('seerr', seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId: 101 }));
        const approved = await house.untilState(title, 'approved');
        assert.deepEqual(
            [approved.tmdbId, approved.seerrRequestId, approved.year, approved.isAnime],
            [nightTrain.tmdbId, 101, 2013, false],
        );

        await house.send('radarr', radarr.grab(nightTrain, nightTrainRelease));
        const grabbed = await house.untilState(title, 'grabbing');
        assert.deepEqual([grabbed.qbitHash, grabbed.radarrId, grabbed.imdbId, grabbed.attempt], [HASH, 7, 'tt1654523', 1]);

        house.services.qbittorrent.add({ hash: HASH, name: nightTrainRelease.title, size: nightTrainRelease.size });
        house.services.qbittorrent.download(HASH, 0.25);
        // The figures are known at once, the state when it is on the disk.
        await house.until(title, 'at 25 %', ({ transfer, state }) => transfer?.percent === 25 && state === 'downloading');
        house.services.qbittorrent.download(HASH, 0.75);
        await house.until(title, 'at 75 %', ({ transfer }) => transfer?.percent === 75);
        house.services.qbittorrent.finish(HASH);
        await house.untilState(title, 'downloaded');

        await house.send('radarr', radarr.import(nightTrain, nightTrainRelease));
        const imported = await house.untilState(title, 'importing');
        assert.ok(imported.finalPath?.startsWith(nightTrain.folder), imported.finalPath);
        assert.match(
            (await house.until(title, 'looked for', ({ check }) => check !== undefined)).says,
            /^Imported\. Jellyfin does not show it yet: /,
        );

        house.services.jellyfin.library.addMovie({
            name: title,
            year: 2013,
            path: '/media/movies/x.mkv',
            providerIds: { Tmdb: String(nightTrain.tmdbId) },
        });
        await house.send('jellyfin', jellyfinMovieAdded(nightTrain));
        const available = await house.untilState(title, 'available');
        assert.equal(available.foundAs, 'Movie');
        assert.match(available.jellyfinId ?? '', /^[0-9a-f]{32}$/);
        assert.deepEqual(available.skipped, []);
        assert.deepEqual(
            Object.keys(available.reached),
            ['requested', 'approved', 'grabbing', 'downloading', 'downloaded', 'importing', 'available'].filter(
                (stage) => stage in available.reached,
            ),
        );
    });

    it('leaves an available movie alone when an upgrade comes', async () => {
        await house.send('radarr', radarr.grab(nightTrain, nightTrainBetter));
        await house.send('radarr', radarr.movieFileDelete(nightTrain, nightTrainRelease, 'upgrade'));
        await house.send('radarr', radarr.import(nightTrain, nightTrainBetter, nightTrainRelease));
        const request = await house.until(title, 'upgraded', ({ quality }) => quality === nightTrainBetter.quality);
        assert.deepEqual([request.state, request.failure, request.deletedAt], ['available', null, null]);
    });

    it('correlation excludes available', async () => {
        await house.send('seerr', seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId: 202 }));
        const requests = (await house.requests()).filter((request) => request.title === title);
        assert.deepEqual(
            requests.map(({ seerrRequestId, state }) => [seerrRequestId, state]),
            [
                [202, 'approved'],
                [101, 'available'],
            ],
        );
    });

    it('answers filters, and says what is wrong with one', async () => {
        assert.deepEqual(
            (await house.requests('?state=available')).map(({ seerrRequestId }) => seerrRequestId),
            [101],
        );
        const wrong = await house.nodeRed.fetch('/media/requests?state=lost');
        assert.equal(wrong.status, 400);
        assert.equal(((await wrong.json()) as { code: string }).code, 'invalid_query');
        assert.equal((await house.nodeRed.fetch('/media/requests/nobody')).status, 404);
    });

    it('shows no complaint in the log', () => {
        assert.deepEqual(house.nodeRed.complaints(), []);
    });
});

describe('flow 1: recorded webhooks', function () {
    this.timeout(240_000);
    let house: House;

    before(async () => {
        house = await House.open();
    });
    after(() => house.close());

    it('gives one request per film with its ids, hash, path and state, also when everything comes twice', async () => {
        for (const name of ['jellyseerr-movie-auto-approved', 'radarr-grab', 'radarr-import'])
            assert.equal((await house.sendRecorded(name)).status, 200);
        await house.untilState('Violet Evergarden: Recollections', 'anime_matching');
        const before = await house.requests();
        for (const name of ['jellyseerr-movie-auto-approved', 'radarr-grab', 'radarr-import'])
            assert.equal((await house.sendRecorded(name)).status, 200);
        const requests = await house.requests();
        assert.deepEqual(
            requests.map(({ check: _, says: _says, wait: _wait, words: _words, ...request }) => request),
            before.map(({ check: _, says: _says, wait: _wait, words: _words, ...request }) => request),
        );
        assert.equal(requests.length, 2);
        const movie = await house.request('Violet Evergarden: The Movie');
        assert.deepEqual(
            [movie.state, movie.isAnime, movie.tmdbId, movie.imdbId, movie.radarrId, movie.seerrRequestId, movie.qbitHash],
            ['grabbing', true, 533514, 'tt8652818', 52, 69, 'c2c60f66c126652a86f7f2ee73dc83d4e255929e'],
        );
        const recollections = await house.request('Violet Evergarden: Recollections');
        assert.deepEqual(
            [recollections.state, recollections.isAnime, recollections.tmdbId, recollections.qbitHash],
            ['anime_matching', true, 1052946, '327cce10156316f79c005b0e953b9e8498e066eb'],
        );
        assert.equal(
            recollections.finalPath,
            '/data/anime/movies/Violet Evergarden - Recollections (2021)/Violet.Evergarden.Recollections.2022.1080p.NF.WEB-DL.AAC2.0.x264-GST.mkv',
        );
    });

    it('refuses a wrong secret and what is no webhook, and takes an unknown kind of event', async () => {
        const secret = house.services.environment['MEDIA_WEBHOOK_SECRET'] ?? '';
        const post = async (body: unknown, given = secret): Promise<number> =>
            (await house.nodeRed.fetch('/media/webhook/radarr', { body, headers: { 'x-webhook-secret': given } })).status;
        assert.equal(await post({ eventType: 'Grab' }, 'wrong'), 401);
        assert.equal(await post('no json'), 400);
        assert.equal(await post({ eventType: 'SomethingNew', instanceName: 'Radarr' }), 200);
    });

    it('keeps an acknowledged event over a kill', async () => {
        const film = { ...nightTrain, title: 'Kill', tmdbId: 999001 };
        await house.send('seerr', seerrWebhook('MEDIA_AUTO_APPROVED', film, { requestId: 500 }));
        await house.nodeRed.kill();
        await house.nodeRed.start();
        const request = await house.untilState('Kill', 'approved');
        assert.equal(request.seerrRequestId, 500);
        assert.equal((await house.requests()).length, 3);
    });
});
