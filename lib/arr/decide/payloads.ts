/**
 * What Sonarr and Radarr answer, put as their webhooks put it: read by the same parser, a row of the history makes the very
 * event that the webhook makes. REST and webhook call a few things differently: `seriesType` and `type`, tags by id and by label.
 */
import type { ArrKind } from '../ask/client';
import type { QueuedItem } from '../wire/queue';
import type { HistoryRow } from '../wire/rows';
import type { ArrEpisode, ArrTitle, MediaFile } from '../wire/titles';

export type Payload = Record<string, unknown>;

/** What is known of the release that an import came from (WebhookGrabbedRelease): nothing where it was not grabbed. */
export interface GrabbedRelease {
    releaseTitle: string | undefined;
    indexer: string | undefined;
    size: number | undefined;
}

export function grabbedReleaseOf(row: HistoryRow): GrabbedRelease {
    return { releaseTitle: row.sourceTitle, indexer: row.data.indexer, size: sizeOf(row) };
}

/** The title as a webhook names it. */
export function titlePayload(kind: ArrKind, title: ArrTitle, labels: readonly string[]): Payload {
    const { id, title: name, path, year, tvdbId, tmdbId, imdbId, images, seriesType, overview, titleSlug } = title;
    if (kind === 'sonarr') {
        return {
            series: { id, title: name, titleSlug, path, tvdbId, tmdbId, imdbId, year, type: seriesType, images, tags: labels },
        };
    }
    return { movie: { id, title: name, folderPath: path, tmdbId, imdbId, year, overview, images, tags: labels } };
}

export function episodesPayload(episodes: readonly ArrEpisode[]): Payload {
    return { episodes: episodes.map(({ id, ...rest }) => ({ id, ...rest })) };
}

function episodesOf(rows: readonly HistoryRow[]): Payload {
    return episodesPayload(rows.flatMap(({ episode }) => episode ?? []));
}

/** @param rows of one fact; the first tells what all of them do */
export function grabPayload(row: HistoryRow, rows: readonly HistoryRow[]): Payload {
    return {
        eventType: 'Grab',
        ...episodesOf(rows),
        release: {
            quality: row.quality,
            releaseGroup: row.data.releaseGroup,
            releaseTitle: row.sourceTitle,
            indexer: row.data.indexer,
            size: sizeOf(row),
        },
        downloadClient: row.data.downloadClientName,
        downloadId: row.downloadId,
    };
}

/**
 * An import that was told of no download client was made by hand: the id that stands in the row all the same is only
 * inferred (HistoryService.cs, FindDownloadId), and the webhook leaves it out.
 */
export function importPayload(
    kind: ArrKind,
    row: HistoryRow,
    rows: readonly HistoryRow[],
    { release, isUpgrade }: { release: GrabbedRelease | null; isUpgrade: boolean },
): Payload {
    const { data } = row;
    const isByHand = data.downloadClientName === undefined;
    const file = {
        path: data.importedPath,
        sourcePath: data.droppedPath,
        quality: row.quality,
        releaseGroup: data.releaseGroup,
        size: sizeOf(row),
    };
    return {
        eventType: 'Download',
        ...episodesOf(rows),
        [kind === 'sonarr' ? 'episodeFile' : 'movieFile']: file,
        isUpgrade,
        ...(release !== null && { release }),
        ...(!isByHand && { downloadClient: data.downloadClientName, downloadId: row.downloadId }),
    };
}

/** A file that is there without anybody having told of it: found on the disk, or before anybody listened. */
export function foundFilePayload(kind: ArrKind, file: MediaFile, episodes: readonly ArrEpisode[]): Payload {
    const { path, relativePath, quality, releaseGroup, sceneName, size } = file;
    const told = { path, relativePath, quality, releaseGroup, sceneName, size };
    return {
        eventType: 'Download',
        ...episodesPayload(episodes),
        [kind === 'sonarr' ? 'episodeFile' : 'movieFile']: told,
        isUpgrade: false,
    };
}

/** @param path of the file that is gone; undefined when it is not known */
export function fileDeletedPayload(
    kind: ArrKind,
    path: string | undefined,
    reason: string | undefined,
    episodes: readonly ArrEpisode[],
): Payload {
    return {
        eventType: kind === 'sonarr' ? 'EpisodeFileDelete' : 'MovieFileDelete',
        ...episodesPayload(episodes),
        [kind === 'sonarr' ? 'episodeFile' : 'movieFile']: { path },
        deleteReason: reason,
    };
}

export function fileDeletedPayloadOf(kind: ArrKind, row: HistoryRow, rows: readonly HistoryRow[]): Payload {
    return fileDeletedPayload(
        kind,
        row.sourceTitle,
        row.data.reason,
        rows.flatMap(({ episode }) => episode ?? []),
    );
}

/** One file that has another path. */
export interface Move {
    from: string | undefined;
    to: string | undefined;
}

export function renamePayload(kind: ArrKind, moves: readonly Move[]): Payload {
    const files = moves.map(({ from, to }) => ({ path: to, previousPath: from }));
    return { eventType: 'Rename', [kind === 'sonarr' ? 'renamedEpisodeFiles' : 'renamedMovieFiles']: files };
}

/** A download that waits for a person, as the queue has it. */
export function blockedPayload(item: QueuedItem): Payload {
    return {
        eventType: 'ManualInteractionRequired',
        ...episodesPayload(item.episodes),
        downloadInfo: { quality: item.quality, title: item.title, size: item.size },
        downloadClient: item.downloadClient,
        downloadId: item.downloadId,
        downloadStatusMessages: item.statusMessages ?? [],
    };
}

/** A download that failed or is ignored: nothing that its webhook could have said, since there is none. */
export function endedPayload(row: HistoryRow, rows: readonly HistoryRow[]): Payload {
    return {
        eventType: 'ManualInteractionRequired',
        ...episodesOf(rows),
        downloadInfo: { quality: row.quality, title: row.sourceTitle },
        downloadClient: row.data.downloadClientName,
        downloadId: row.downloadId,
    };
}

/** A download in the queue whose grab nobody told of. */
export function queuedGrabPayload(item: QueuedItem): Payload {
    return {
        eventType: 'Grab',
        ...episodesPayload(item.episodes),
        release: { quality: item.quality, releaseTitle: item.title, indexer: item.indexer, size: item.size },
        downloadClient: item.downloadClient,
        downloadId: item.downloadId,
    };
}

export function titleDeletedPayload(kind: ArrKind): Payload {
    return { eventType: kind === 'sonarr' ? 'SeriesDelete' : 'MovieDelete' };
}

function sizeOf({ data }: HistoryRow): number | undefined {
    const size = Number(data.size);
    return Number.isFinite(size) && size > 0 ? size : undefined;
}
