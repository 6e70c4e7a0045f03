/** The anime TV pipeline, through the shipped flow in a real Node-RED. */
import assert from 'node:assert/strict';
import { jellyfinEpisodeAdded, lycorisRecoil } from '../simulators/senders';
import { House } from '../support/house';

const { title, episodes } = lycorisRecoil;
const SERIES = { animeId: 16709, seriesId: 72 };

describe('flow 4: anime tv', function () {
    this.timeout(240_000);
    let house: House;
    const fileIds: number[] = [];
    /** Sonarr has one season; AniDB, and so Jellyfin, has it as two series. */
    const series: string[] = [];

    const match = (from: number, to: number): void => {
        const { shoko, animeFolderId } = house.services;
        for (let number = from; number <= to; number++) {
            const fileId = shoko.detect(
                animeFolderId,
                `shows/Lycoris Recoil/Season 1/Lycoris.Recoil.S01E${String(number).padStart(2, '0')}.mkv`,
            );
            fileIds[number] = fileId;
            shoko.match(fileId, [
                {
                    anidbAnimeId: SERIES.animeId,
                    anidbEpisodeId: 259400 + number,
                    seriesId: SERIES.seriesId,
                    episodeId: 1000 + number,
                },
            ]);
        }
    };
    const show = (from: number, to: number): void => {
        for (let number = from; number <= to; number++) {
            const inSecond = number > 7;
            house.services.jellyfin.library.addEpisode(series[inSecond ? 1 : 0]!, {
                name: episodes[number - 1]!.title,
                seasonNumber: 1,
                episodeNumber: inSecond ? number - 7 : number,
                path: `/config/Shokofin/VFS/x/Season 01/Lycoris Recoil S01E${number} [Shoko File=${fileIds[number]}].mkv`,
                providerIds: { 'Shoko File': String(fileIds[number]), 'Shoko Episode': String(1000 + number) },
            });
        }
    };

    before(async () => {
        house = await House.open();
        const { library } = house.services.jellyfin;
        series.push(
            library.addSeries({ name: title, providerIds: { 'Shoko Series': '72' } }),
            library.addSeries({ name: `${title}: Part 2`, providerIds: { 'Shoko Series': '73' } }),
        );
    });
    after(() => house.close());

    it('anime tv detection', async () => {
        await house.sendRecorded('jellyseerr-tv-auto-approved');
        assert.equal((await house.request(title)).isAnime, false);
        await house.sendRecorded('sonarr-grab');
        const request = await house.untilState(title, 'grabbing');
        assert.deepEqual([request.isAnime, request.pipeline], [true, 'anime-tv']);
    });

    it('anime tv episodes anime matching', async () => {
        await house.sendRecorded('sonarr-import');
        const request = await house.untilState(title, 'anime_matching');
        assert.deepEqual(
            request.episodes.map(({ state }) => state),
            Array<string>(13).fill('anime_matching'),
        );
    });

    it('anime tv partial progress', async () => {
        match(1, 5);
        show(1, 5);
        await house.until(
            title,
            'matched in part',
            (request) => request.episodes.filter(({ shokoFileId }) => shokoFileId !== undefined).length === 5,
        );
        await house.lookNow('Episode', jellyfinEpisodeAdded(lycorisRecoil, episodes[4]!));
        const request = await house.until(title, '5 of 13', ({ progress }) => progress?.available === 5);
        assert.equal(request.state, 'anime_matching');
        assert.deepEqual(
            request.episodes.map(({ state }) => state === 'available'),
            episodes.map((_, index) => index < 5),
        );
    });

    it('anime tv all episodes available', async () => {
        match(6, 13);
        show(6, 13);
        await house.until(title, 'matched', (request) => request.episodes.every(({ shokoFileId }) => shokoFileId !== undefined));
        await house.lookNow('Episode', jellyfinEpisodeAdded(lycorisRecoil, episodes[12]!));
        const request = await house.untilState(title, 'available');
        assert.equal(request.says, 'All 13 episodes can be played in Jellyfin.');
        assert.equal(new Set(request.episodes.map(({ jellyfinId }) => jellyfinId)).size, 13);
    });

    it('shows no complaint in the log', () => {
        assert.deepEqual(house.nodeRed.complaints(), []);
    });
});
