/** Webhooks as Sonarr 3, 4 and 5 build them (NzbDrone.Core/Notifications/Webhook/WebhookBase.cs). */
import {
    type ArrInstance,
    blockedDownload,
    clientFacts,
    customFormatInfo,
    earlyFileFacts,
    fileFacts,
    grabbedRelease,
    healthFacts,
    languageFacts,
    type RefusedFile,
    updateFacts,
    withoutNulls,
} from './arr';
import type { DeleteReason } from './radarr';
import type { Payload } from './seerr';
import { dotted, numberOf, type Release, type Show, type ShowEpisode } from './titles';

export interface SonarrInstance extends ArrInstance {
    /** Default 4. */
    version?: 3 | 4 | 5;
}

/** One Sonarr: builds what it would send. */
export class SonarrWebhooks {
    constructor(private readonly instance: SonarrInstance = {}) {}

    grab(show: Show, episodes: readonly ShowEpisode[], release: Release): Payload {
        const flags = this.version === 5 ? { indexerFlags: ['freeleech'] } : {};
        return this.event('Grab', {
            series: this.seriesOf(show),
            episodes: episodes.map((episode) => this.episodeOf(show, episode)),
            release: { ...grabbedRelease(release, show.type === 'anime'), ...flags },
            ...clientFacts(release),
            customFormatInfo: this.version === 3 ? null : customFormatInfo,
        });
    }

    /**
     * One file was imported; several episodes when the file holds them all.
     * @param replaced the release whose file made room, for an upgrade
     */
    importFile(show: Show, episodes: readonly ShowEpisode[], release: Release, replaced?: Release): Payload {
        const sourcePath = sourceOf(show, episodes, release);
        return this.event('Download', {
            series: this.seriesOf(show),
            episodes: episodes.map((episode) => this.episodeOf(show, episode)),
            episodeFile: this.fileAs({ ...episodeFile(show, episodes, release), sourcePath }, sourcePath),
            isUpgrade: replaced !== undefined,
            ...clientFacts(release),
            ...(replaced && { deletedFiles: [{ ...episodeFile(show, episodes, replaced), recycleBinPath: '/data/recycle' }] }),
            customFormatInfo: this.version === 3 ? null : customFormatInfo,
            release: this.version === 3 ? null : importedRelease(release, episodes),
        });
    }

    /** The whole download was imported. Sonarr 3 has no such webhook. */
    importComplete(show: Show, episodes: readonly ShowEpisode[], release: Release): Payload {
        const files = episodes.map((episode) => episodeFile(show, [episode], release));
        const [, another] = files;
        return this.event('Download', {
            series: this.seriesOf(show),
            episodes: episodes.map((episode) => this.episodeOf(show, episode)),
            episodeFiles: files,
            fileCount: files.length,
            release: importedRelease(release, episodes),
            ...clientFacts(release),
            sourcePath: another === undefined ? sourceOf(show, episodes, release) : release.downloadFolder,
            destinationPath: `${show.folder}/${seasonFolder(episodes[0])}`,
        });
    }

    /**
     * A file that its user picked, by hand. Of a download that Sonarr follows, `importComplete` comes as well.
     * @param folder where the file was found
     */
    manualImport(show: Show, episode: ShowEpisode, release: Release, folder: string, form: 'file' | 'complete'): Payload {
        const body = form === 'file' ? this.importFile(show, [episode], release) : this.importComplete(show, [episode], release);
        const { downloadClient: _client, downloadClientType: _type, downloadId: _id, ...rest } = body;
        return { ...rest, release: { releaseType: 'unknown' }, ...(form === 'complete' && { sourcePath: folder }) };
    }

    rename(show: Show, episodes: readonly ShowEpisode[], release: Release, newName: (episode: ShowEpisode) => string): Payload {
        const renamedEpisodeFiles = episodes.map((episode) => {
            const before = episodeFile(show, [episode], release);
            const relativePath = `${seasonFolder(episode)}/${newName(episode)}`;
            const previous = { previousRelativePath: before.relativePath, previousPath: before.path };
            return { ...previous, ...this.fileAs({ ...before, relativePath, path: `${show.folder}/${relativePath}` }) };
        });
        return this.event('Rename', { series: this.seriesOf(show), renamedEpisodeFiles });
    }

    seriesAdd(show: Show): Payload {
        return this.event('SeriesAdd', { series: this.seriesOf(show) });
    }

    seriesDelete(show: Show, deletedFiles = true): Payload {
        return this.event('SeriesDelete', { series: this.seriesOf(show), deletedFiles });
    }

    /** Sonarr 3 writes its whole database row instead of the file's facts, and no path is stored there. */
    episodeFileDelete(show: Show, episodes: readonly ShowEpisode[], release: Release, deleteReason: DeleteReason): Payload {
        const file = episodeFile(show, episodes, release);
        const row = {
            seriesId: show.sonarrId,
            seasonNumber: episodes[0]?.seasonNumber,
            relativePath: file.relativePath,
            size: file.size,
            dateAdded: file.dateAdded,
            quality: {
                quality: { id: 3, name: release.quality, source: 'web', resolution: 1080 },
                revision: { version: 1, real: 0, isRepack: false },
            },
            episodes: { value: [], isLoaded: true },
            series: { isLoaded: false },
            language: { id: 1, name: 'English' },
            id: file.id,
        };
        return this.event('EpisodeFileDelete', {
            series: this.seriesOf(show),
            episodes: episodes.map((episode) => this.episodeOf(show, episode)),
            episodeFile: this.version === 3 ? row : file,
            deleteReason,
        });
    }

    /** @param show null when Sonarr does not know it: then it has not grabbed the release either */
    manualInteraction(
        show: Show | null,
        episodes: readonly ShowEpisode[],
        release: Release,
        said: readonly string[] | readonly RefusedFile[],
    ): Payload {
        return this.event('ManualInteractionRequired', {
            series: show && this.seriesOf(show),
            episodes: show ? episodes.map((episode) => this.episodeOf(show, episode)) : [],
            ...blockedDownload(release, said, 'episodes'),
            release: show ? importedRelease(release, episodes) : { releaseType: 'unknown' },
        });
    }

    health(): Payload {
        return this.note('Health', healthFacts('sonarr'));
    }

    healthRestored(facts = healthFacts('sonarr')): Payload {
        return this.note('HealthRestored', facts);
    }

    applicationUpdate(): Payload {
        return this.note('ApplicationUpdate', updateFacts());
    }

    /** The Test button: a made-up series. */
    test(): Payload {
        return this.event('Test', {
            series: {
                id: 1,
                title: 'Test Title',
                path: 'C:\\testpath',
                tvdbId: 1234,
                tvMazeId: 0,
                tmdbId: 0,
                type: 'standard',
                year: 0,
                tags: ['test-tag'],
            },
            episodes: [{ id: 123, episodeNumber: 1, seasonNumber: 1, title: 'Test title', seriesId: 0, tvdbId: 0 }],
        });
    }

    private get version(): 3 | 4 | 5 {
        return this.instance.version ?? 4;
    }

    private fileAs(file: Payload, source?: string): Payload {
        return this.version === 3 ? earlyFileFacts(file, source) : file;
    }

    private event(eventType: string, facts: Payload): Payload {
        if (this.version === 3) return { ...withoutNulls(facts), eventType };
        const { instanceName = 'Sonarr', applicationUrl = '' } = this.instance;
        return { ...withoutNulls(facts), eventType, instanceName, applicationUrl };
    }

    /** Health checks and updates do not say the address. */
    private note(eventType: string, facts: Payload): Payload {
        const { applicationUrl: _, ...rest } = this.event(eventType, facts);
        return rest;
    }

    private seriesOf(show: Show): Payload {
        const basic = {
            id: show.sonarrId,
            title: show.title,
            path: show.folder,
            tvdbId: show.tvdbId,
            tvMazeId: 0,
            imdbId: show.imdbId,
            type: show.type,
        };
        if (this.version === 3) return withoutNulls(basic);
        return withoutNulls({
            ...basic,
            titleSlug: slugOf(show),
            tmdbId: show.tmdbId,
            year: show.year ?? 0,
            genres: ['Drama'],
            images:
                typeof show.posterPath !== 'string'
                    ? []
                    : [
                          {
                              coverType: 'poster',
                              url: `/MediaCover/${show.sonarrId}/poster.jpg`,
                              remoteUrl: `https://artworks.thetvdb.com${show.posterPath}`,
                          },
                      ],
            tags: show.tags ?? [],
            originalLanguage: languageFacts(show.type === 'anime')[0],
            ...(this.version === 5 && { malIds: [], aniListIds: [], originalCountry: 'jp' }),
        });
    }

    private episodeOf(show: Show, episode: ShowEpisode): Payload {
        const { airDate } = episode;
        const basic = {
            id: episode.id,
            episodeNumber: episode.episodeNumber,
            seasonNumber: episode.seasonNumber,
            title: episode.title,
            airDate,
            airDateUtc: airDate === undefined ? undefined : `${airDate}T20:00:00Z`,
        };
        if (this.version === 3) return withoutNulls(basic);
        return withoutNulls({
            ...basic,
            overview: episode.overview,
            seriesId: show.sonarrId,
            tvdbId: episode.tvdbId ?? 0,
            ...(this.version === 5 && { finaleType: null }),
        });
    }
}

/** Where Sonarr puts an episode's file, relative to the series' folder. */
export function relativePathOf(show: Show, episodes: readonly ShowEpisode[], release: Release): string {
    const [first] = episodes;
    const last = episodes.at(-1);
    if (!first || !last) return 'nothing.mkv';
    const number = first === last ? numberOf(first) : `${numberOf(first)}-${numberOf(last).slice(3)}`;
    return `${seasonFolder(first)}/${dotted(show.title)}.${number}.${release.quality.replace('Bluray-', '').replace('WEBDL-', '')}-${release.group ?? 'NOGRP'}.mkv`;
}

function episodeFile(show: Show, episodes: readonly ShowEpisode[], release: Release): Payload {
    const [first] = episodes;
    const size = Math.round(release.size / 13);
    return fileFacts({
        id: 9000 + (first?.id ?? 0),
        folder: show.folder,
        relativePath: relativePathOf(show, episodes, release),
        release,
        size,
    });
}

function importedRelease(release: Release, episodes: readonly ShowEpisode[]): Payload {
    const releaseType = episodes.length > 2 ? 'seasonPack' : episodes.length > 1 ? 'multiEpisode' : 'singleEpisode';
    return { releaseTitle: release.title, indexer: release.indexer, size: release.size, releaseType };
}

function sourceOf(show: Show, episodes: readonly ShowEpisode[], release: Release): string {
    return `${release.downloadFolder}/${relativePathOf(show, episodes, release).split('/').at(-1) ?? ''}`;
}

function seasonFolder(episode: ShowEpisode | undefined): string {
    return episode?.seasonNumber === 0 ? 'Specials' : `Season ${episode?.seasonNumber ?? 1}`;
}

/** What Sonarr calls a series in the addresses of its own pages. */
export function slugOf({ title }: Show): string {
    return dotted(title).toLowerCase().replaceAll('.', '-');
}
