/**
 * The demo's stories: one for each pipeline, and a weekly show. Each tells what the services of a home do, in their own
 * words; what the product makes of it is on the screen.
 */
import type { Pipeline } from '../../lib/model';
import {
    dotted,
    type Film,
    harbour,
    jellyfinEpisodeAdded,
    jellyfinMovieAdded,
    lycorisPack,
    lycorisRecoil,
    nightTrain,
    nightTrainRelease,
    numberOf,
    RadarrWebhooks,
    recollections,
    recollectionsRelease,
    relativePathOf,
    type Release,
    seerrWebhook,
    type Show,
    showImport,
    type ShowEpisode,
    singleRelease,
    SonarrWebhooks,
} from '../simulators/senders';
import type { Stage } from './stage';
import { lighthouse, lighthousePack } from './titles';

export interface Story {
    /** The request's title, as the list shows it. */
    title: string;
    pipeline: Pipeline;
    play: (stage: Stage) => Promise<void>;
}

const radarr = new RadarrWebhooks();
const sonarr = new SonarrWebhooks();

/** Ids that AniDB and Shoko would give. */
const ANIME_FILM = { animeId: 12138, episodeId: 205610, seriesId: 71, shokoEpisodeId: 901 };
const ANIME_SEASON = { animeId: 16709, firstEpisodeId: 259400, seriesId: 72, firstShokoEpisodeId: 1001 };

export const STORIES: readonly Story[] = [
    { title: nightTrain.title, pipeline: 'movie', play: playMovie },
    { title: lighthouse.title, pipeline: 'tv', play: playSeasonPack },
    { title: harbour.title, pipeline: 'tv', play: playWeeklyShow },
    { title: recollections.title, pipeline: 'anime-movie', play: playAnimeFilm },
    { title: lycorisRecoil.title, pipeline: 'anime-tv', play: playAnimeSeason },
];

/** The torrent's id as qBittorrent writes it. */
function torrentOf(release: Release): string {
    return (release.downloadId ?? '').toLowerCase();
}

function addTorrent(stage: Stage, release: Release, fileNames: readonly string[]): void {
    const size = Math.round(release.size / fileNames.length);
    const files = fileNames.map((name) => ({ name, size, progress: 0, priority: 1 }));
    stage.services.qbittorrent.add({ hash: torrentOf(release), name: release.title, files, savePath: '/downloads/complete' });
}

/** From the request to the end of the download, which every film has in common. */
async function fetchFilm(stage: Stage, film: Film, release: Release, requestId: number, seconds: number): Promise<void> {
    await stage.send({ service: 'seerr', what: 'approved', body: seerrWebhook('MEDIA_AUTO_APPROVED', film, { requestId }) });
    await stage.send({ service: 'radarr', what: 'added to Radarr', body: radarr.movieAdded(film) });
    await stage.pause(3);
    await stage.send({ service: 'radarr', what: 'grabbed', body: radarr.grab(film, release) });
    addTorrent(stage, release, [`${release.title}.mkv`]);
    await stage.sees(film.title, 'grabbing', 2);
    await stage.download(torrentOf(release), seconds);
    await stage.sees(film.title, 'downloaded');
}

async function playMovie(stage: Stage): Promise<void> {
    await fetchFilm(stage, nightTrain, nightTrainRelease, 101, 20);
    await stage.send({ service: 'radarr', what: 'imported', body: radarr.import(nightTrain, nightTrainRelease) });
    await stage.pause(4);
    const path = `/media/movies/${nightTrain.title} (2013)/${nightTrain.title}.mkv`;
    stage.services.jellyfin.library.addMovie({
        name: nightTrain.title,
        year: 2013,
        path,
        providerIds: { Tmdb: String(nightTrain.tmdbId) },
    });
    await stage.send({ service: 'jellyfin', what: 'added to Jellyfin', body: jellyfinMovieAdded(nightTrain) });
}

/** From the request to the end of the download of a whole season in one torrent. */
async function fetchSeason(stage: Stage, show: Show, release: Release, requestId: number, seconds: number): Promise<void> {
    const request = { requestId, seasons: [1] };
    await stage.send({ service: 'seerr', what: 'approved', body: seerrWebhook('MEDIA_AUTO_APPROVED', show, request) });
    await stage.send({ service: 'sonarr', what: 'added to Sonarr', body: sonarr.seriesAdd(show) });
    await stage.pause(3);
    await stage.send({ service: 'sonarr', what: 'grabbed', body: sonarr.grab(show, show.episodes, release) });
    const nameOf = (episode: ShowEpisode): string => `${release.title}/${dotted(show.title)}.${numberOf(episode)}.mkv`;
    addTorrent(stage, release, show.episodes.map(nameOf));
    await stage.sees(show.title, 'grabbing', 2);
    await stage.download(torrentOf(release), seconds);
    await stage.sees(show.title, 'downloaded');
}

async function playSeasonPack(stage: Stage): Promise<void> {
    await fetchSeason(stage, lighthouse, lighthousePack, 102, 26);
    const { library } = stage.services.jellyfin;
    const seriesId = library.addSeries({ name: lighthouse.title, providerIds: { Tvdb: String(lighthouse.tvdbId) } });
    const imports = showImport(lighthouse, { episodes: lighthouse.episodes, release: lighthousePack }, 'both', sonarr);
    for (const step of imports) {
        await stage.send(step);
        await stage.pause(0.4);
    }
    for (const episode of lighthouse.episodes) await appear(stage, lighthouse, lighthousePack, episode, seriesId, {});
}

/** Three episodes, week after week: each with a torrent of its own, all in one request. */
async function playWeeklyShow(stage: Stage): Promise<void> {
    const episodes = harbour.episodes.filter((episode) => episode.seasonNumber === 2).slice(0, 3);
    const request = { requestId: 103, seasons: [2] };
    await stage.send({ service: 'seerr', what: 'approved', body: seerrWebhook('MEDIA_AUTO_APPROVED', harbour, request) });
    const { library } = stage.services.jellyfin;
    const seriesId = library.addSeries({ name: harbour.title, providerIds: { Tvdb: String(harbour.tvdbId) } });
    for (const episode of episodes) {
        const release = singleRelease(harbour, episode);
        await stage.pause(3);
        await stage.send({ service: 'sonarr', what: 'grabbed', body: sonarr.grab(harbour, [episode], release) });
        addTorrent(stage, release, [`${release.title}.mkv`]);
        await stage.sees(harbour.title, 'grabbing', 2);
        await stage.download(torrentOf(release), 10);
        await stage.sees(harbour.title, 'downloaded');
        await stage.send({ service: 'sonarr', what: 'imported', body: sonarr.importFile(harbour, [episode], release) });
        await appear(stage, harbour, release, episode, seriesId, {});
        await stage.sees(harbour.title, 'available', 4);
    }
}

/** AniDB knows the film as a special of the series, and so does Jellyfin: there is no movie to be found. */
async function playAnimeFilm(stage: Stage): Promise<void> {
    await fetchFilm(stage, recollections, recollectionsRelease, 104, 16);
    await stage.send({ service: 'radarr', what: 'imported', body: radarr.import(recollections, recollectionsRelease) });
    await stage.pause(4);
    const { shoko, jellyfin, animeFolderId } = stage.services;
    const imported = radarr.import(recollections, recollectionsRelease) as { movieFile: { path: string } };
    const { animeId, episodeId, seriesId, shokoEpisodeId } = ANIME_FILM;
    const fileId = shoko.detect(animeFolderId, imported.movieFile.path.replace('/data/anime/', ''));
    await stage.pause(3);
    shoko.match(fileId, [{ anidbAnimeId: animeId, anidbEpisodeId: episodeId, seriesId, episodeId: shokoEpisodeId }]);
    await stage.pause(4);
    const series = jellyfin.library.addSeries({
        name: 'Violet Evergarden',
        providerIds: { 'Shoko Series': String(seriesId), AniDB: String(animeId) },
    });
    jellyfin.library.addEpisode(series, {
        name: 'Recollections',
        seasonNumber: 0,
        episodeNumber: 3,
        path: `/config/Shokofin/VFS/Violet Evergarden/Season 00/Recollections [Shoko File=${fileId}].mkv`,
        providerIds: { 'Shoko File': String(fileId), 'Shoko Episode': String(shokoEpisodeId), AniDB: String(episodeId) },
    });
    await stage.send({ service: 'jellyfin', what: 'added to Jellyfin', body: jellyfinMovieAdded(recollections) });
}

/** Shoko matches five files at once and the rest one by one. */
async function playAnimeSeason(stage: Stage): Promise<void> {
    await fetchSeason(stage, lycorisRecoil, lycorisPack, 105, 26);
    const { episodes } = lycorisRecoil;
    for (const step of showImport(lycorisRecoil, { episodes, release: lycorisPack }, 'complete', sonarr)) await stage.send(step);
    await stage.pause(3);
    const { shoko, jellyfin, animeFolderId } = stage.services;
    const { animeId, firstEpisodeId, seriesId, firstShokoEpisodeId } = ANIME_SEASON;
    const series = jellyfin.library.addSeries({
        name: lycorisRecoil.title,
        providerIds: { 'Shoko Series': String(seriesId), AniDB: String(animeId) },
    });
    const folder = lycorisRecoil.folder.replace('/data/anime/', '');
    for (const [index, episode] of episodes.entries()) {
        const shokoEpisodeId = firstShokoEpisodeId + index;
        const fileId = shoko.detect(animeFolderId, `${folder}/${relativePathOf(lycorisRecoil, [episode], lycorisPack)}`);
        shoko.match(fileId, [
            { anidbAnimeId: animeId, anidbEpisodeId: firstEpisodeId + index, seriesId, episodeId: shokoEpisodeId },
        ]);
        const providerIds = { 'Shoko File': String(fileId), 'Shoko Episode': String(shokoEpisodeId) };
        if (index >= 5) await stage.pause(1);
        await appear(stage, lycorisRecoil, lycorisPack, episode, series, providerIds);
    }
}

/** An episode turns up in Jellyfin, which says so. */
async function appear(
    stage: Stage,
    show: Show,
    release: Release,
    episode: ShowEpisode,
    seriesId: string,
    providerIds: Record<string, string>,
): Promise<void> {
    await stage.pause(0.8);
    const { seasonNumber, episodeNumber, title: name } = episode;
    const path = `/media/shows/${show.title}/${relativePathOf(show, [episode], release)}`;
    stage.services.jellyfin.library.addEpisode(seriesId, { name, seasonNumber, episodeNumber, path, providerIds });
    await stage.send({ service: 'jellyfin', what: 'added to Jellyfin', body: jellyfinEpisodeAdded(show, episode) });
}
