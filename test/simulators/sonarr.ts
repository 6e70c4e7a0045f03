/** Sonarr on loopback: what happens to its series, told by webhook, by history and queue, and by pushes. */
import { shownDate } from './arr-server-history';
import { type ArrServerOptions, ArrServerSimulator, type Query, type QueueEntry, type Reply } from './arr-server';
import type { DeleteReason } from './webhooks/radarr';
import type { Payload } from './webhooks/seerr';
import { relativePathOf, SonarrWebhooks, slugOf } from './webhooks/sonarr';
import type { Release, Show, ShowEpisode } from './webhooks/titles';

interface EpisodeState {
    episode: ShowEpisode;
    monitored: boolean;
    fileId: number;
    absolute?: number;
    lastSearchTime?: string;
}

interface FileState {
    id: number;
    path: string;
    relativePath: string;
    release: Release;
    size: number;
    dateAdded: number;
}

interface SeriesState {
    show: Show;
    monitored: boolean;
    episodes: Map<number, EpisodeState>;
    files: Map<number, FileState>;
}

export class SonarrSimulator extends ArrServerSimulator {
    readonly webhooks: SonarrWebhooks;
    protected readonly unknownKey = 'includeUnknownSeriesItems';
    protected readonly titleKey = 'seriesId';
    private readonly series = new Map<number, SeriesState>();
    private lastFileId = 9_000;

    constructor(options: ArrServerOptions = {}) {
        const version = options.version ?? '4.0.19.2979';
        super('Sonarr', { ...options, version });
        const major = Number.parseInt(version, 10);
        const { instanceName } = options;
        this.webhooks = new SonarrWebhooks({
            version: major === 3 ? 3 : major === 5 ? 5 : 4,
            ...(instanceName !== undefined && { instanceName }),
        });
    }

    static async start(options: ArrServerOptions = {}): Promise<SonarrSimulator> {
        const simulator = new SonarrSimulator(options);
        await simulator.listen();
        return simulator;
    }

    /** A series is added. @param isMonitored which of its episodes Sonarr looks for */
    add(show: Show, isMonitored: (episode: ShowEpisode) => boolean = ({ seasonNumber }) => seasonNumber !== 0): Payload {
        let absolute = 0;
        const episodes = show.episodes.map((episode): [number, EpisodeState] => [
            episode.id,
            {
                episode,
                monitored: isMonitored(episode),
                fileId: 0,
                ...(show.type === 'anime' && episode.seasonNumber > 0 && { absolute: ++absolute }),
            },
        ]);
        this.series.set(show.sonarrId, { show, monitored: true, episodes: new Map(episodes), files: new Map() });
        for (const label of show.tags ?? []) this.tagId(label);
        this.push('series', 'created', this.seriesResource(this.stateOf(show)));
        return this.webhooks.seriesAdd(show);
    }

    /** A new list of episodes from TVDB: air dates, titles, more of them. What has a file keeps it. */
    relist(show: Show): void {
        const state = this.stateOf(show);
        state.show = show;
        for (const episode of show.episodes) {
            const known = state.episodes.get(episode.id);
            state.episodes.set(episode.id, known === undefined ? { episode, monitored: true, fileId: 0 } : { ...known, episode });
        }
        for (const id of state.episodes.keys()) if (!show.episodes.some((each) => each.id === id)) state.episodes.delete(id);
        this.push('series', 'updated', this.seriesResource(state));
    }

    monitor(show: Show, episode: ShowEpisode, monitored: boolean): void {
        this.episodeState(show, episode).monitored = monitored;
        this.push('episode', 'updated', this.episodeResource(show, episode));
    }

    grab(show: Show, episodes: readonly ShowEpisode[], release: Release, protocol: QueueEntry['protocol'] = 'torrent'): Payload {
        const data = {
            indexer: release.indexer,
            nzbInfoUrl: null,
            releaseGroup: release.group ?? null,
            age: '8',
            publishedDate: '2026-01-20T00:00:00Z',
            downloadClient: protocol === 'torrent' ? 'qBittorrent' : 'Sabnzbd',
            downloadClientName: protocol === 'torrent' ? 'qBittorrent (VPN)' : 'SABnzbd',
            size: String(release.size),
            guid: `guid-${release.title}`,
            protocol: protocol === 'torrent' ? '2' : '1',
            releaseType: episodes.length > 1 ? 'SeasonPack' : 'SingleEpisode',
        };
        for (const episode of episodes) this.addEpisodeRow('grabbed', show, episode, release.title, release, data);
        this.enqueue(
            release,
            show.sonarrId,
            episodes.map((episode) => ({
                episodeId: episode.id,
                seasonNumber: episode.seasonNumber,
                episode: this.episodeResource(show, episode),
            })),
            protocol,
        );
        for (const episode of episodes)
            this.push('episode', 'updated', { ...this.episodeResource(show, episode), grabbed: true });
        this.pushQueue();
        return this.webhooks.grab(show, episodes, release);
    }

    /** One file comes in; several episodes when it holds them all. @param replaced the release whose file makes room */
    import(show: Show, episodes: readonly ShowEpisode[], release: Release, replaced?: Release): Payload {
        const state = this.stateOf(show);
        if (replaced !== undefined) this.dropFiles(show, episodes, 'Upgrade');
        const file = this.addFile(show, episodes, release, `${show.folder}/${relativePathOf(show, episodes, release)}`);
        const data = {
            fileId: String(file.id),
            droppedPath: `${release.downloadFolder}/${file.relativePath.split('/').at(-1) ?? ''}`,
            importedPath: file.path,
            downloadClient: 'qBittorrent',
            downloadClientName: this.queue.get(release.downloadId ?? '')?.downloadClient ?? 'qBittorrent (VPN)',
            releaseGroup: release.group ?? null,
            customFormatScore: '0',
            size: String(file.size),
            indexerFlags: '0',
        };
        const name = (file.relativePath.split('/').at(-1) ?? '').replace('.mkv', '');
        for (const episode of episodes) this.addEpisodeRow('downloadFolderImported', show, episode, name, release, data);
        this.removeWhenDone(state, release);
        for (const episode of episodes) this.push('episode', 'updated', this.episodeResource(show, episode));
        return this.webhooks.importFile(show, episodes, release, replaced);
    }

    /** A file that lies in the series' folder is found: no webhook, no row. */
    diskScan(show: Show, episode: ShowEpisode, name: string): void {
        const release = { title: name, quality: 'HDTV-720p', indexer: '', size: 1_000_000, downloadFolder: show.folder };
        this.addFile(show, [episode], release, `${show.folder}/Season ${episode.seasonNumber}/${name}`);
        this.push('episode', 'updated', this.episodeResource(show, episode));
    }

    /** A row for every episode of the download, imported ones too; no webhook. */
    failDownload(show: Show, episodes: readonly ShowEpisode[], release: Release, message = 'Manually marked as failed'): void {
        const data = {
            downloadClient: 'qBittorrent',
            downloadClientName: 'qBittorrent (VPN)',
            message,
            size: String(release.size),
        };
        for (const episode of episodes) this.addEpisodeRow('downloadFailed', show, episode, release.title, release, data);
        this.removeFromQueue(release);
    }

    ignoreDownload(show: Show, episodes: readonly ShowEpisode[], release: Release): void {
        const data = { downloadClient: 'qBittorrent', downloadClientName: 'qBittorrent (VPN)', message: 'Manually ignored' };
        for (const episode of episodes) this.addEpisodeRow('downloadIgnored', show, episode, release.title, release, data);
        this.removeFromQueue(release);
    }

    deleteFile(show: Show, episode: ShowEpisode, release: Release, reason: DeleteReason = 'manual'): Payload {
        this.dropFiles(show, [episode], reason === 'missingFromDisk' ? 'MissingFromDisk' : 'Manual');
        this.push('episode', 'updated', this.episodeResource(show, episode));
        return this.webhooks.episodeFileDelete(show, [episode], release, reason);
    }

    rename(show: Show, episodes: readonly ShowEpisode[], release: Release, newName: (episode: ShowEpisode) => string): Payload {
        const state = this.stateOf(show);
        for (const episode of episodes) {
            const file = state.files.get(this.episodeState(show, episode).fileId);
            if (file === undefined) continue;
            const before = { ...file };
            file.relativePath = `${file.relativePath.split('/')[0] ?? ''}/${newName(episode)}`;
            file.path = `${show.folder}/${file.relativePath}`;
            const data = {
                sourcePath: before.path,
                sourceRelativePath: before.relativePath,
                path: file.path,
                relativePath: file.relativePath,
            };
            this.addEpisodeRow('episodeFileRenamed', show, episode, before.path, { ...release, downloadId: undefined }, data);
        }
        this.push('series', 'updated', this.seriesResource(state));
        return this.webhooks.rename(show, episodes, release, newName);
    }

    /** The whole folder, files and all: no webhook, no row. */
    moveFolder(show: Show, folder: string): void {
        const state = this.stateOf(show);
        for (const file of state.files.values()) file.path = `${folder}/${file.relativePath}`;
        state.show = { ...state.show, folder };
        this.push('series', 'updated', this.seriesResource(state));
    }

    remove(show: Show): Payload {
        // As it was, with its folder (Sonarr 4.0.19).
        const resource = this.seriesResource(this.stateOf(show));
        this.series.delete(show.sonarrId);
        this.history.purge(show.sonarrId);
        this.push('series', 'deleted', resource);
        return this.webhooks.seriesDelete(show);
    }

    /** A search has ended. */
    searched(show: Show, name = 'SeriesSearch'): void {
        const at = shownDate(this.now());
        for (const state of this.stateOf(show).episodes.values()) if (state.monitored) state.lastSearchTime = at;
        this.push('command', 'updated', {
            name,
            status: 'completed',
            result: 'successful',
            body: { seriesId: show.sonarrId },
            id: 7,
        });
    }

    /** A release of an episode was found and waits. */
    holdBack(
        show: Show,
        episode: ShowEpisode,
        release: Release,
        how: { status: 'delay' | 'downloadClientUnavailable'; until: number },
    ): void {
        const { id: episodeId, seasonNumber } = episode;
        this.hold(release, show.sonarrId, { episodeId, seasonNumber, episode: this.episodeResource(show, episode) }, how);
    }

    protected answerOf(path: string, query: Query): Reply {
        const [, id, folder] = /^\/series\/(\d+)(\/folder)?$/.exec(path) ?? [];
        if (id !== undefined) {
            const state = this.series.get(Number(id));
            if (state === undefined) return null;
            return folder === undefined ? this.seriesResource(state) : { folder: state.show.title };
        }
        const ofSeries = this.series.get(Number(query['seriesId']));
        switch (path) {
            case '/series': {
                const tvdbId = query['tvdbId'];
                return [...this.series.values()]
                    .filter(({ show }) => tvdbId === undefined || show.tvdbId === Number(tvdbId))
                    .map((state) => this.seriesResource(state));
            }
            case '/series/lookup': {
                const tvdbId = Number(query['term']?.replace('tvdb:', ''));
                return [...this.series.values()]
                    .filter(({ show }) => show.tvdbId === tvdbId)
                    .map((state) => this.seriesResource(state));
            }
            case '/episode':
                if (query['episodeIds'] !== undefined) return this.episodesWith(query['episodeIds'].split(',').map(Number));
                if (ofSeries === undefined) return [];
                return [...ofSeries.episodes.values()].map(({ episode }) => this.episodeResource(ofSeries.show, episode));
            case '/episodefile':
                return ofSeries === undefined
                    ? []
                    : [...ofSeries.files.values()].map((file) => fileResource(ofSeries.show, file));
            default:
                return null;
        }
    }

    private episodesWith(ids: readonly number[]): Payload[] {
        return [...this.series.values()].flatMap(({ show, episodes }) =>
            ids.flatMap((id) => {
                const state = episodes.get(id);
                return state === undefined ? [] : [this.episodeResource(show, state.episode)];
            }),
        );
    }

    protected withEpisode(row: Payload): Payload {
        const state = this.series.get(Number(row['seriesId']));
        const episode = state?.episodes.get(Number(row['episodeId']));
        return state === undefined || episode === undefined
            ? row
            : { ...row, episode: this.episodeResource(state.show, episode.episode) };
    }

    private addEpisodeRow(
        eventType: string,
        show: Show,
        episode: ShowEpisode,
        sourceTitle: string,
        release: Omit<Release, 'downloadId'> & { downloadId?: string | undefined },
        data: Payload,
    ): void {
        const { quality, downloadId } = release;
        this.addRow(eventType, {
            titleId: show.sonarrId,
            sourceTitle,
            quality,
            downloadId,
            more: { episodeId: episode.id },
            data,
        });
    }

    private addFile(show: Show, episodes: readonly ShowEpisode[], release: Release, path: string): FileState {
        const state = this.stateOf(show);
        const file: FileState = {
            id: ++this.lastFileId,
            path,
            relativePath: path.slice(state.show.folder.length + 1),
            release,
            size: Math.round(release.size / 13),
            dateAdded: this.now(),
        };
        state.files.set(file.id, file);
        for (const episode of episodes) this.episodeState(show, episode).fileId = file.id;
        return file;
    }

    private dropFiles(show: Show, episodes: readonly ShowEpisode[], reason: string): void {
        const state = this.stateOf(show);
        for (const episode of episodes) {
            const held = this.episodeState(show, episode);
            const file = state.files.get(held.fileId);
            if (file === undefined) continue;
            state.files.delete(held.fileId);
            held.fileId = 0;
            const data = { reason, releaseGroup: file.release.group ?? null, size: String(file.size) };
            this.addEpisodeRow('episodeFileDeleted', show, episode, file.path, { ...file.release, downloadId: undefined }, data);
        }
    }

    /** The client keeps seeding; Sonarr's queue has the download until all of it is imported. */
    private removeWhenDone(state: SeriesState, release: Release): void {
        const entry = this.queue.get(release.downloadId ?? '');
        if (entry === undefined) return;
        const isDone = entry.subjects.every(({ episodeId }) => (state.episodes.get(Number(episodeId))?.fileId ?? 0) !== 0);
        if (isDone) this.removeFromQueue(release);
    }

    private stateOf(show: Show): SeriesState {
        const state = this.series.get(show.sonarrId);
        if (state === undefined) throw new Error(`Sonarr has no ${show.title}`);
        return state;
    }

    private episodeState(show: Show, { id }: ShowEpisode): EpisodeState {
        const state = this.stateOf(show).episodes.get(id);
        if (state === undefined) throw new Error(`${show.title} has no episode ${id}`);
        return state;
    }

    private tagId(label: string): number {
        const known = [...this.tags].find(([, each]) => each === label)?.[0];
        const id = known ?? this.tags.size + 1;
        this.tags.set(id, label);
        return id;
    }

    private seriesResource({ show, monitored, episodes }: SeriesState): Payload {
        const seasons = [...new Set([...episodes.values()].map(({ episode }) => episode.seasonNumber))];
        return {
            title: show.title,
            status: 'continuing',
            overview: show.overview,
            images:
                typeof show.posterPath === 'string'
                    ? [
                          {
                              coverType: 'poster',
                              url: `/MediaCover/${show.sonarrId}/poster.jpg`,
                              remoteUrl: `https://artworks.thetvdb.com${show.posterPath}`,
                          },
                      ]
                    : [],
            seasons: seasons.map((seasonNumber) => ({ seasonNumber, monitored: seasonNumber !== 0 })),
            year: show.year ?? 0,
            path: show.folder,
            monitored,
            tvdbId: show.tvdbId,
            tmdbId: show.tmdbId,
            seriesType: show.type,
            titleSlug: slugOf(show),
            ...(show.imdbId !== undefined && { imdbId: show.imdbId }),
            tags: (show.tags ?? []).map((label) => this.tagId(label)),
            id: show.sonarrId,
        };
    }

    private episodeResource(show: Show, { id }: ShowEpisode): Payload {
        const state = this.stateOf(show).episodes.get(id);
        if (state === undefined) return { id };
        const { episode, monitored, fileId, absolute, lastSearchTime } = state;
        return {
            seriesId: show.sonarrId,
            tvdbId: episode.tvdbId ?? 0,
            episodeFileId: fileId,
            seasonNumber: episode.seasonNumber,
            episodeNumber: episode.episodeNumber,
            title: episode.title,
            ...(episode.airDate !== undefined && { airDate: episode.airDate, airDateUtc: `${episode.airDate}T20:00:00Z` }),
            ...(lastSearchTime !== undefined && { lastSearchTime }),
            ...(episode.overview !== undefined && { overview: episode.overview }),
            hasFile: fileId !== 0,
            monitored,
            ...(absolute !== undefined && { absoluteEpisodeNumber: absolute }),
            unverifiedSceneNumbering: false,
            id: episode.id,
        };
    }
}

function fileResource(show: Show, file: FileState): Payload {
    return {
        seriesId: show.sonarrId,
        relativePath: file.relativePath,
        path: file.path,
        size: file.size,
        dateAdded: shownDate(file.dateAdded),
        sceneName: file.release.title,
        ...(file.release.group !== undefined && { releaseGroup: file.release.group }),
        quality: { quality: { id: 3, name: file.release.quality }, revision: { version: 1 } },
        id: file.id,
    };
}
