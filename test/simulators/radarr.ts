/** Radarr on loopback: what happens to its films, told by webhook, by history and queue, and by pushes. */
import { shownDate } from './arr-server-history';
import { type ArrServerOptions, ArrServerSimulator, type Query, type QueueEntry, type Reply } from './arr-server';
import { type DeleteReason, RadarrWebhooks } from './webhooks/radarr';
import type { Payload } from './webhooks/seerr';
import type { Film, Release } from './webhooks/titles';

interface FileState {
    id: number;
    path: string;
    relativePath: string;
    release: Release;
    dateAdded: number;
}

interface FilmState {
    film: Film;
    monitored: boolean;
    file: FileState | null;
    lastSearchTime?: string;
}

export class RadarrSimulator extends ArrServerSimulator {
    readonly webhooks: RadarrWebhooks;
    protected readonly unknownKey = 'includeUnknownMovieItems';
    protected readonly titleKey = 'movieId';
    private readonly films = new Map<number, FilmState>();
    private lastFileId = 100;

    constructor(options: ArrServerOptions = {}) {
        const version = options.version ?? '6.0.3.10282';
        super('Radarr', { ...options, version });
        const { instanceName } = options;
        this.webhooks = new RadarrWebhooks(instanceName === undefined ? {} : { instanceName });
    }

    static async start(options: ArrServerOptions = {}): Promise<RadarrSimulator> {
        const simulator = new RadarrSimulator(options);
        await simulator.listen();
        return simulator;
    }

    add(film: Film): Payload {
        const state: FilmState = { film, monitored: true, file: null };
        this.films.set(film.radarrId, state);
        for (const label of film.tags ?? []) this.tagId(label);
        this.push('movie', 'created', this.movieResource(state));
        return this.webhooks.movieAdded(film);
    }

    /** Unlike Sonarr it pushes nothing of the film itself: only its queue moves. */
    grab(film: Film, release: Release, protocol: QueueEntry['protocol'] = 'torrent'): Payload {
        const data = {
            indexer: release.indexer,
            nzbInfoUrl: null,
            releaseGroup: release.group ?? null,
            downloadClient: protocol === 'torrent' ? 'qBittorrent' : 'Sabnzbd',
            downloadClientName: protocol === 'torrent' ? 'qBittorrent (VPN)' : 'SABnzbd',
            size: String(release.size),
            protocol: protocol === 'torrent' ? '2' : '1',
        };
        this.addMovieRow('grabbed', film, release.title, release, data);
        this.enqueue(release, film.radarrId, [{}], protocol);
        this.pushQueue();
        return this.webhooks.grab(film, release);
    }

    import(film: Film, release: Release, replaced?: Release): Payload {
        const state = this.stateOf(film);
        if (replaced !== undefined) this.dropFile(state, 'Upgrade');
        const file = this.addFile(state, release, `${release.title}.mkv`);
        const data = {
            fileId: String(file.id),
            droppedPath: `${release.downloadFolder}/${release.title}.mkv`,
            importedPath: file.path,
            downloadClient: 'qBittorrent',
            downloadClientName: this.queue.get(release.downloadId ?? '')?.downloadClient ?? 'qBittorrent (VPN)',
            releaseGroup: release.group ?? null,
            size: String(release.size),
            indexerFlags: '0',
        };
        this.addMovieRow('downloadFolderImported', film, release.title, release, data);
        this.removeFromQueue(release);
        this.push('movie', 'updated', this.movieResource(state));
        return this.webhooks.import(film, release, replaced);
    }

    /** A file that lies in the film's folder is found: no webhook, no row. */
    diskScan(film: Film, name: string): void {
        const state = this.stateOf(film);
        const release = { title: name, quality: 'HDTV-720p', indexer: '', size: 1_000_000, downloadFolder: film.folder };
        this.addFile(state, release, name);
        this.push('movie', 'updated', this.movieResource(state));
    }

    failDownload(film: Film, release: Release, message = 'Manually marked as failed'): void {
        const data = {
            downloadClient: 'qBittorrent',
            downloadClientName: 'qBittorrent (VPN)',
            message,
            size: String(release.size),
        };
        this.addMovieRow('downloadFailed', film, release.title, release, data);
        this.removeFromQueue(release);
    }

    deleteFile(film: Film, release: Release, reason: DeleteReason = 'manual'): Payload {
        const state = this.stateOf(film);
        this.dropFile(state, reason === 'missingFromDisk' ? 'MissingFromDisk' : 'Manual');
        this.push('movie', 'updated', this.movieResource(state));
        return this.webhooks.movieFileDelete(film, release, reason);
    }

    rename(film: Film, release: Release, newName: string): Payload {
        const state = this.stateOf(film);
        const { file } = state;
        if (file !== null) {
            const sourcePath = file.path;
            file.relativePath = newName;
            file.path = `${film.folder}/${newName}`;
            const data = { sourcePath, path: file.path, relativePath: newName };
            this.addMovieRow('movieFileRenamed', film, sourcePath, { ...release, downloadId: undefined }, data);
        }
        this.push('movie', 'updated', this.movieResource(state));
        return this.webhooks.rename(film, release, newName);
    }

    moveFolder(film: Film, folder: string): void {
        const state = this.stateOf(film);
        if (state.file !== null) state.file.path = `${folder}/${state.file.relativePath}`;
        state.film = { ...state.film, folder };
        this.push('movie', 'updated', this.movieResource(state));
    }

    remove(film: Film): Payload {
        this.films.delete(film.radarrId);
        this.history.purge(film.radarrId);
        // An empty film with the id, as Radarr 6.1.0 sends it.
        const empty = { secondaryYearSourceId: 0, status: 'tba', year: 0, qualityProfileId: 0, movieFileId: 0, runtime: 0 };
        const nothing = { monitored: true, minimumAvailability: 'released', isAvailable: false, tmdbId: 0, popularity: 0 };
        this.push('movie', 'deleted', { ...empty, ...nothing, added: '0001-01-01T00:00:00Z', id: film.radarrId });
        return this.webhooks.movieDelete(film);
    }

    searched(film: Film): void {
        const state = this.stateOf(film);
        state.lastSearchTime = shownDate(this.now());
        const body = { movieIds: [film.radarrId] };
        this.push('command', 'updated', { name: 'MoviesSearch', status: 'completed', result: 'successful', body, id: 7 });
    }

    /** A release of a film was found and waits. */
    holdBack(film: Film, release: Release, how: { status: 'delay' | 'downloadClientUnavailable'; until: number }): void {
        this.hold(release, film.radarrId, {}, how);
    }

    protected answerOf(path: string, query: Query): Reply {
        const [, id, folder] = /^\/movie\/(\d+)(\/folder)?$/.exec(path) ?? [];
        if (id !== undefined) {
            const state = this.films.get(Number(id));
            if (state === undefined) return null;
            return folder === undefined ? this.movieResource(state) : { folder: state.film.title };
        }
        switch (path) {
            case '/movie': {
                const tmdbId = query['tmdbId'];
                return [...this.films.values()]
                    .filter(({ film }) => tmdbId === undefined || film.tmdbId === Number(tmdbId))
                    .map((state) => this.movieResource(state));
            }
            case '/moviefile': {
                const state = this.films.get(Number(query['movieId']));
                return state?.file ? [fileResource(state.film, state.file)] : [];
            }
            default:
                return null;
        }
    }

    protected withEpisode(row: Payload): Payload {
        return row;
    }

    private addMovieRow(
        eventType: string,
        film: Film,
        sourceTitle: string,
        release: Omit<Release, 'downloadId'> & { downloadId?: string | undefined },
        data: Payload,
    ): void {
        const { quality, downloadId } = release;
        this.addRow(eventType, { titleId: film.radarrId, sourceTitle, quality, downloadId, data });
    }

    private addFile(state: FilmState, release: Release, relativePath: string): FileState {
        const path = `${state.film.folder}/${relativePath}`;
        state.file = { id: ++this.lastFileId, path, relativePath, release, dateAdded: this.now() };
        return state.file;
    }

    private dropFile(state: FilmState, reason: string): void {
        const { file, film } = state;
        if (file === null) return;
        state.file = null;
        const data = { reason, releaseGroup: file.release.group ?? null, size: String(file.release.size) };
        this.addMovieRow('movieFileDeleted', film, file.path, { ...file.release, downloadId: undefined }, data);
    }

    private stateOf(film: Film): FilmState {
        const state = this.films.get(film.radarrId);
        if (state === undefined) throw new Error(`Radarr has no ${film.title}`);
        return state;
    }

    private tagId(label: string): number {
        const known = [...this.tags].find(([, each]) => each === label)?.[0];
        const id = known ?? this.tags.size + 1;
        this.tags.set(id, label);
        return id;
    }

    private movieResource({ film, monitored, file, lastSearchTime }: FilmState): Payload {
        return {
            title: film.title,
            originalTitle: film.title,
            status: 'released',
            ...(film.overview !== undefined && { overview: film.overview }),
            inCinemas: '2022-01-02T00:00:00Z',
            digitalRelease: '2022-05-02T00:00:00Z',
            physicalRelease: '2022-06-02T00:00:00Z',
            images:
                typeof film.posterPath === 'string'
                    ? [
                          {
                              coverType: 'poster',
                              url: `/MediaCover/${film.radarrId}/poster.jpg`,
                              remoteUrl: `https://image.tmdb.org/t/p/original${film.posterPath}`,
                          },
                      ]
                    : [],
            year: film.year ?? 0,
            path: film.folder,
            hasFile: file !== null,
            movieFileId: file?.id ?? 0,
            monitored,
            isAvailable: true,
            ...(lastSearchTime !== undefined && { lastSearchTime }),
            ...(film.imdbId !== undefined && { imdbId: film.imdbId }),
            tmdbId: film.tmdbId,
            tags: (film.tags ?? []).map((label) => this.tagId(label)),
            ...(file !== null && { movieFile: fileResource(film, file) }),
            id: film.radarrId,
        };
    }
}

function fileResource(film: Film, file: FileState): Payload {
    return {
        movieId: film.radarrId,
        relativePath: file.relativePath,
        path: file.path,
        size: file.release.size,
        dateAdded: shownDate(file.dateAdded),
        sceneName: file.release.title,
        ...(file.release.group !== undefined && { releaseGroup: file.release.group }),
        quality: { quality: { id: 3, name: file.release.quality }, revision: { version: 1 } },
        id: file.id,
    };
}
