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
    recollections,
    recollectionsRelease,
    relativePathOf,
    type Release,
    type Show,
    type ShowEpisode,
    singleRelease,
} from '../simulators/senders';
import { type Stage, torrentOf } from './stage';
import { lighthouse, lighthousePack, onAir } from './titles';

export interface Story {
    /** The request's title, as the list shows it. */
    title: string;
    pipeline: Pipeline;
    play: (stage: Stage) => Promise<void>;
}

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

function addTorrent(stage: Stage, release: Release, fileNames: readonly string[]): void {
    const size = Math.round(release.size / fileNames.length);
    const files = fileNames.map((name) => ({ name, size, progress: 0, priority: 1 }));
    stage.services.qbittorrent.add({ hash: torrentOf(release), name: release.title, files, savePath: '/downloads/complete' });
}

/** From the request to the end of the download, which every film has in common. */
async function fetchFilm(stage: Stage, film: Film, release: Release, seconds: number): Promise<void> {
    const { radarr } = stage.services;
    await stage.ask(film);
    await stage.send({ service: 'radarr', what: 'added to Radarr', body: radarr.add(film) });
    await stage.pause(3);
    await stage.send({ service: 'radarr', what: 'grabbed', body: radarr.grab(film, release) });
    addTorrent(stage, release, [`${release.title}.mkv`]);
    await stage.sees(film.title, 'grabbing', 2);
    await stage.download(release, seconds, radarr);
    await stage.sees(film.title, 'downloaded');
}

async function playMovie(stage: Stage): Promise<void> {
    const { radarr } = stage.services;
    await fetchFilm(stage, nightTrain, nightTrainRelease, 20);
    await stage.send({ service: 'radarr', what: 'imported', body: radarr.import(nightTrain, nightTrainRelease) });
    await stage.pause(4);
    const path = `/media/movies/${nightTrain.title} (2013)/${nightTrainRelease.title}.mkv`;
    stage.services.jellyfin.library.addMovie({
        name: nightTrain.title,
        year: 2013,
        path,
        providerIds: { Tmdb: String(nightTrain.tmdbId) },
    });
    await stage.send({ service: 'jellyfin', what: 'added to Jellyfin', body: jellyfinMovieAdded(nightTrain) });
}

/** From the request to the end of the download of a whole season in one torrent. */
async function fetchSeason(stage: Stage, show: Show, release: Release, seconds: number): Promise<void> {
    const { sonarr } = stage.services;
    await stage.ask(show, [1]);
    await stage.send({ service: 'sonarr', what: 'added to Sonarr', body: sonarr.add(show) });
    await stage.pause(3);
    await stage.send({ service: 'sonarr', what: 'grabbed', body: sonarr.grab(show, show.episodes, release) });
    const nameOf = (episode: ShowEpisode): string => `${release.title}/${dotted(show.title)}.${numberOf(episode)}.mkv`;
    addTorrent(stage, release, show.episodes.map(nameOf));
    await stage.sees(show.title, 'grabbing', 2);
    await stage.download(release, seconds, sonarr);
    await stage.sees(show.title, 'downloaded');
}

/** Both of Sonarr's import switches are on: a webhook for each file, and one for all of them. */
async function playSeasonPack(stage: Stage): Promise<void> {
    const { sonarr, jellyfin } = stage.services;
    const { title, tvdbId, episodes } = lighthouse;
    await fetchSeason(stage, lighthouse, lighthousePack, 26);
    const seriesId = jellyfin.library.addSeries({ name: title, providerIds: { Tvdb: String(tvdbId) } });
    for (const episode of episodes) {
        const body = sonarr.import(lighthouse, [episode], lighthousePack);
        await stage.send({ service: 'sonarr', what: 'imported', body });
        await stage.pause(0.4);
    }
    const body = sonarr.webhooks.importComplete(lighthouse, episodes, lighthousePack);
    await stage.send({ service: 'sonarr', what: 'import complete', body });
    for (const episode of episodes) await appear(stage, lighthouse, lighthousePack, episode, seriesId, {});
}

/** Three episodes, week after week: each with a torrent of its own, all in one request. */
async function playWeeklyShow(stage: Stage): Promise<void> {
    const { sonarr, jellyfin } = stage.services;
    const season = 2;
    await stage.ask(harbour, [season]);
    const body = sonarr.add(onAir(harbour, season, 0), ({ seasonNumber }) => seasonNumber === season);
    await stage.send({ service: 'sonarr', what: 'added to Sonarr', body });
    const seriesId = jellyfin.library.addSeries({ name: harbour.title, providerIds: { Tvdb: String(harbour.tvdbId) } });
    for (let number = 1; number <= 3; number++) {
        const show = onAir(harbour, season, number);
        sonarr.relist(show);
        const isNew = (each: ShowEpisode): boolean => each.seasonNumber === season && each.episodeNumber === number;
        for (const episode of show.episodes.filter(isNew)) await playEpisode(stage, show, episode, seriesId);
    }
}

async function playEpisode(stage: Stage, show: Show, episode: ShowEpisode, seriesId: string): Promise<void> {
    const { sonarr } = stage.services;
    const release = singleRelease(show, episode);
    await stage.pause(3);
    await stage.send({ service: 'sonarr', what: 'grabbed', body: sonarr.grab(show, [episode], release) });
    addTorrent(stage, release, [`${release.title}.mkv`]);
    await stage.sees(show.title, 'grabbing', 2);
    await stage.download(release, 10, sonarr);
    await stage.sees(show.title, 'downloaded');
    await stage.send({ service: 'sonarr', what: 'imported', body: sonarr.import(show, [episode], release) });
    await appear(stage, show, release, episode, seriesId, {});
    await stage.sees(show.title, 'available', 4);
}

/** AniDB knows the film as a special of the series, and so does Jellyfin: there is no movie to be found. */
async function playAnimeFilm(stage: Stage): Promise<void> {
    const { radarr, shoko, jellyfin, animeFolderId } = stage.services;
    await fetchFilm(stage, recollections, recollectionsRelease, 16);
    const imported = radarr.import(recollections, recollectionsRelease) as { movieFile: { path: string } };
    await stage.send({ service: 'radarr', what: 'imported', body: imported });
    await stage.pause(4);
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
    const { sonarr, shoko, jellyfin, animeFolderId } = stage.services;
    await fetchSeason(stage, lycorisRecoil, lycorisPack, 26);
    const { episodes } = lycorisRecoil;
    for (const episode of episodes) sonarr.import(lycorisRecoil, [episode], lycorisPack);
    const body = sonarr.webhooks.importComplete(lycorisRecoil, episodes, lycorisPack);
    await stage.send({ service: 'sonarr', what: 'import complete', body });
    await stage.pause(3);
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
