/** The shipped flow in a real Node-RED with a Sonarr and a Radarr to ask, and no webhook of theirs at all. */
import assert from 'node:assert/strict';
import { RadarrSimulator } from '../simulators/radarr';
import { harbour, nightTrain, nightTrainRelease, singleRelease } from '../simulators/senders';
import { SonarrSimulator } from '../simulators/sonarr';
import { House } from '../support/house';

const { title } = nightTrain;

describe('without any webhook of Sonarr and Radarr', function () {
    this.timeout(240_000);
    let house: House;
    let sonarr: SonarrSimulator;
    let radarr: RadarrSimulator;

    before(async () => {
        sonarr = await SonarrSimulator.start();
        radarr = await RadarrSimulator.start();
        house = await House.open({
            env: {
                SONARR_URL: sonarr.url,
                SONARR_API_KEY: sonarr.apiKey,
                RADARR_URL: radarr.url,
                RADARR_API_KEY: radarr.apiKey,
            },
        });
    });
    after(async () => {
        await house.close();
        await sonarr.stop();
        await radarr.stop();
    });

    it('a film goes from its grab to proved playable, by any download client', async () => {
        radarr.add(nightTrain);
        radarr.grab(nightTrain, nightTrainRelease, 'usenet');
        const began = Date.now();
        await house.untilState(title, 'downloading');
        assert.ok(Date.now() - began < 10_000, 'the queue is heard within seconds');
        radarr.progress(nightTrainRelease, 0.5);
        await house.until(title, 'at 50 %', ({ transfer, state }) => transfer?.percent === 50 && state === 'downloading');
        radarr.progress(nightTrainRelease, 1);
        await house.untilState(title, 'downloaded');
        radarr.import(nightTrain, nightTrainRelease);
        const imported = await house.untilState(title, 'importing');
        assert.equal(imported.finalPath, `${nightTrain.folder}/${nightTrainRelease.title}.mkv`);
        house.services.jellyfin.library.addMovie({
            name: title,
            year: 2013,
            path: '/media/movies/x.mkv',
            providerIds: { Tmdb: String(nightTrain.tmdbId) },
        });
        await house.untilState(title, 'available');
    });

    it('a download that fails, which no webhook tells, is said to have failed', async () => {
        sonarr.add(harbour);
        const [, episode] = harbour.episodes;
        const release = singleRelease(harbour, episode!);
        sonarr.grab(harbour, [episode!], release);
        await house.untilState(harbour.title, 'grabbing');
        sonarr.failDownload(harbour, [episode!], release, 'Disk is full');
        const failed = await house.untilState(harbour.title, 'failed');
        assert.match(JSON.stringify(failed), /Sonarr: Disk is full/);
    });
});
