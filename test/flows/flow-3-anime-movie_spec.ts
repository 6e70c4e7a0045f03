/** The anime movie pipeline, through the shipped flow in a real Node-RED. */
import assert from 'node:assert/strict';
import { recollections, seerrWebhook } from '../simulators/senders';
import { House, recorded } from '../support/house';

const { title, tmdbId } = recollections;
const ANIDB = { anidbAnimeId: 12138, anidbEpisodeId: 205610, seriesId: 71, episodeId: 901 };
const FILE =
    'movies/Violet Evergarden - Recollections (2021)/Violet.Evergarden.Recollections.2022.1080p.NF.WEB-DL.AAC2.0.x264-GST.mkv';

/** AniDB has the film as a special of the series: Shokofin shows no movie, and no TMDB id anywhere. */
function showAsSpecial(house: House, fileId: number): void {
    const { library } = house.services.jellyfin;
    const series = library.addSeries({ name: 'Violet Evergarden', providerIds: { 'Shoko Series': String(ANIDB.seriesId) } });
    library.addEpisode(series, {
        name: 'Recollections',
        seasonNumber: 0,
        episodeNumber: 3,
        path: `/config/Shokofin/VFS/Violet Evergarden/Season 00/Violet Evergarden S00E03 [Shoko File=${fileId}].mkv`,
        providerIds: { 'Shoko File': String(fileId), 'Shoko Episode': String(ANIDB.episodeId) },
    });
}

describe('flow 3: anime movie', function () {
    this.timeout(240_000);
    let house: House;
    let fileId: number;

    before(async () => {
        house = await House.open();
        await house.send('seerr', seerrWebhook('MEDIA_AUTO_APPROVED', recollections, { requestId: 104 }));
    });
    after(() => house.close());

    it('anime movie detection', async () => {
        await house.send('radarr', { ...recorded('radarr-import'), eventType: 'Grab', release: { releaseTitle: 'VE' } });
        const request = await house.untilState(title, 'grabbing');
        assert.deepEqual([request.isAnime, request.pipeline], [true, 'anime-movie']);
    });

    it('anime movie goes through matching', async () => {
        await house.sendRecorded('radarr-import');
        assert.match(
            (await house.untilState(title, 'anime_matching')).says,
            /^Imported\. (?:Waiting for Shoko|Shoko has not found the file yet)/,
        );
        fileId = house.services.shoko.detect(house.services.animeFolderId, FILE);
        house.services.shoko.match(fileId, [ANIDB]);
        const matched = await house.until(title, 'matched', ({ shokoFileId }) => shokoFileId === fileId);
        assert.equal(matched.state, 'anime_matching');
        assert.match(
            (await house.until(title, 'looked for', ({ check }) => check?.code === 'matched_not_shown')).says,
            /^Matched by Shoko\. Jellyfin does not show it: /,
        );
    });

    it('anime movie recategorization fallback', async () => {
        showAsSpecial(house, fileId);
        await house.lookNow('Movie', { Provider_tmdb: String(tmdbId) });
        const available = await house.untilState(title, 'available');
        assert.match(available.foundAs ?? '', /S00E03/);
        assert.match(available.says, /^Can be played in Jellyfin as .*S00E03/);
        assert.ok(available.timeline?.some(({ source, kind }) => source === 'shoko' && kind === 'matched'));
        assert.ok(
            available.timeline?.some(({ kind, message }) => kind === 'verified' && /S00E03/.test(message ?? '')),
            JSON.stringify(available.timeline),
        );
    });

    it('finds a film that Jellyfin shows as a series', async () => {
        const film = { ...recollections, title: 'As A Series', tmdbId: 777001, imdbId: 'tt7770001', radarrId: 91 };
        await house.send('seerr', seerrWebhook('MEDIA_AUTO_APPROVED', film, { requestId: 105 }));
        const payload = recorded('radarr-import');
        const movie = { ...(payload['movie'] as object), title: film.title, tmdbId: film.tmdbId, imdbId: film.imdbId, id: 91 };
        const movieFile = {
            ...(payload['movieFile'] as object),
            path: '/data/anime/movies/As A Series/As.A.Series.mkv',
            relativePath: 'As.A.Series.mkv',
        };
        await house.send('radarr', { ...payload, movie, remoteMovie: undefined, movieFile, downloadId: 'C'.repeat(40) });
        await house.untilState(film.title, 'anime_matching');
        const { library } = house.services.jellyfin;
        const series = library.addSeries({ name: 'As A Series', providerIds: { Tmdb: String(film.tmdbId) } });
        library.addEpisode(series, { name: 'Complete Movie', seasonNumber: 1, episodeNumber: 1, path: '/media/a.mkv' });
        await house.lookNow('Movie', { Provider_tmdb: String(film.tmdbId) });
        const request = await house.untilState(film.title, 'available');
        assert.match(request.foundAs ?? '', /S01E01/);
        assert.ok(request.skipped.includes('anime_matching'), 'Shoko never told of a match');
    });

    it('shows no complaint in the log', () => {
        assert.deepEqual(house.nodeRed.complaints(), []);
    });
});

describe('flow 3: Shoko away', function () {
    this.timeout(240_000);

    it('makes up for a match that came while Shoko could not be heard', async () => {
        const house = await House.open();
        try {
            await house.services.shoko.stop();
            await house.sendRecorded('radarr-import');
            await house.untilState(title, 'anime_matching');
            const fileId = house.services.shoko.detect(house.services.animeFolderId, FILE, { silent: true });
            house.services.shoko.match(fileId, [ANIDB], { silent: true });
            await house.services.shoko.startAgain();
            await house.until(title, 'matched', ({ shokoFileId }) => shokoFileId === fileId);
            showAsSpecial(house, fileId);
            await house.lookNow('Movie', { Provider_tmdb: String(tmdbId) });
            await house.untilState(title, 'available');
        } finally {
            await house.close();
        }
    });

    it('keeps a match that came before the import', async () => {
        const house = await House.open();
        try {
            const fileId = house.services.shoko.detect(house.services.animeFolderId, FILE);
            house.services.shoko.match(fileId, [ANIDB]);
            await house.sendRecorded('radarr-import');
            const request = await house.until(title, 'matched', ({ shokoFileId }) => shokoFileId === fileId);
            assert.equal(request.state, 'anime_matching');
        } finally {
            await house.close();
        }
    });
});
