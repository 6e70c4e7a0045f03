/** Webhooks as Radarr 5 and 6 build them (NzbDrone.Core/Notifications/Webhook/WebhookBase.cs). */
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
import type { Payload } from './seerr';
import type { Film, Release } from './titles';

/** Why Radarr deleted a file. */
export type DeleteReason = 'missingFromDisk' | 'manual' | 'upgrade' | 'noLinkedEpisodes' | 'manualOverride';

export interface RadarrInstance extends ArrInstance {
    /** Default 6. Up to 5.10.0 files are written as 4 writes them. */
    version?: 4 | 6;
}

/** One Radarr: builds what it would send. */
export class RadarrWebhooks {
    constructor(private readonly instance: RadarrInstance = {}) {}

    grab(film: Film, release: Release): Payload {
        return this.event('Grab', {
            movie: movieOf(film),
            remoteMovie: remoteMovieOf(film),
            release: { ...grabbedRelease(release, isAnime(film)), indexerFlags: ['G_Freeleech'] },
            ...clientFacts(release),
            customFormatInfo,
        });
    }

    /** @param replaced the release whose file made room, for an upgrade */
    import(film: Film, release: Release, replaced?: Release): Payload {
        const sourcePath = `${release.downloadFolder}/${release.title}.mkv`;
        return this.event('Download', {
            movie: movieOf(film),
            remoteMovie: remoteMovieOf(film),
            movieFile: this.fileAs({ ...movieFile(film, release), sourcePath }, sourcePath),
            isUpgrade: replaced !== undefined,
            ...clientFacts(release),
            ...(replaced && { deletedFiles: [{ ...movieFile(film, replaced), recycleBinPath: '/data/recycle' }] }),
            customFormatInfo,
            release: { releaseTitle: release.title, indexer: release.indexer, size: release.size, indexerFlags: ['G_Freeleech'] },
        });
    }

    /** A manual import of files that no download client knows. */
    manualImport(film: Film, release: Release): Payload {
        const { downloadClient: _client, downloadClientType: _type, downloadId: _id, ...rest } = this.import(film, release);
        return { ...rest, release: { size: 0 } };
    }

    rename(film: Film, release: Release, newName: string): Payload {
        const before = movieFile(film, release);
        const renamed = { ...before, relativePath: newName, path: `${film.folder}/${newName}` };
        const previous = { previousRelativePath: before.relativePath, previousPath: before.path };
        return this.event('Rename', { movie: movieOf(film), renamedMovieFiles: [{ ...previous, ...this.fileAs(renamed) }] });
    }

    movieAdded(film: Film): Payload {
        return this.event('MovieAdded', { movie: movieOf(film), addMethod: 'manual' });
    }

    movieDelete(film: Film, deletedFiles = true): Payload {
        return this.event('MovieDelete', {
            movie: movieOf(film),
            deletedFiles,
            movieFolderSize: deletedFiles ? 3_725_336_767 : 0,
        });
    }

    movieFileDelete(film: Film, release: Release, deleteReason: DeleteReason): Payload {
        const file = this.fileAs(movieFile(film, release));
        return this.event('MovieFileDelete', { movie: movieOf(film), movieFile: file, deleteReason });
    }

    /** @param film null when Radarr does not know it: then it has not grabbed the release either */
    manualInteraction(film: Film | null, release: Release, said: readonly string[] | readonly RefusedFile[]): Payload {
        return this.event('ManualInteractionRequired', {
            movie: film && movieOf(film),
            ...blockedDownload(release, said, 'movies'),
            release: film
                ? { releaseTitle: release.title, indexer: release.indexer, size: release.size, indexerFlags: [] }
                : { size: 0 },
        });
    }

    health(): Payload {
        return this.event('Health', healthFacts('radarr'));
    }

    /** Unlike the health check itself it does not say the address. */
    healthRestored(facts = healthFacts('radarr')): Payload {
        const { applicationUrl: _, ...rest } = this.event('HealthRestored', facts);
        return rest;
    }

    applicationUpdate(): Payload {
        return this.event('ApplicationUpdate', updateFacts());
    }

    /** The Test button: a made-up film. */
    test(): Payload {
        const { id, ...movie } = {
            id: 1,
            title: 'Test Title',
            year: 1970,
            folderPath: 'C:\\testpath',
            releaseDate: '1970-01-01',
        };
        return this.event('Test', {
            movie: { id, ...movie, tmdbId: 0, tags: ['test-tag'] },
            remoteMovie: { tmdbId: 1234, imdbId: '5678', title: 'Test title', year: 1970 },
            release: {
                quality: 'Test Quality',
                qualityVersion: 1,
                releaseGroup: 'Test Group',
                releaseTitle: 'Test Title',
                indexer: 'Test Indexer',
                size: 9999999,
            },
        });
    }

    private fileAs(file: Payload, source?: string): Payload {
        return this.instance.version === 4 ? earlyFileFacts(file, source) : file;
    }

    private event(eventType: string, facts: Payload): Payload {
        const { instanceName = 'Radarr', applicationUrl = '' } = this.instance;
        return { ...withoutNulls(facts), eventType, instanceName, applicationUrl };
    }
}

function isAnime(film: Film): boolean {
    return film.tags?.includes('anime') === true;
}

function movieOf(film: Film): Payload {
    return withoutNulls({
        id: film.radarrId,
        title: film.title,
        year: film.year ?? 0,
        releaseDate: film.releaseDate ?? '9999-12-31',
        folderPath: film.folder,
        tmdbId: film.tmdbId,
        imdbId: film.imdbId,
        overview: film.overview,
        genres: ['Drama'],
        images:
            typeof film.posterPath !== 'string'
                ? []
                : [
                      {
                          coverType: 'poster',
                          url: `/MediaCover/${film.radarrId}/poster.jpg?lastWrite=639046525018477211`,
                          remoteUrl: `https://image.tmdb.org/t/p/original${film.posterPath}`,
                      },
                  ],
        tags: film.tags ?? [],
        originalLanguage: languageFacts(isAnime(film))[0],
    });
}

function remoteMovieOf(film: Film): Payload {
    return withoutNulls({ tmdbId: film.tmdbId, imdbId: film.imdbId, title: film.title, year: film.year ?? 0 });
}

function movieFile(film: Film, release: Release): Payload {
    const relativePath = `${release.title}.mkv`;
    return {
        ...fileFacts({ id: film.radarrId + 100, folder: film.folder, relativePath, release, size: release.size }),
        indexerFlags: '0',
    };
}
