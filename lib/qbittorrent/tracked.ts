/** Which downloads are waited for. The store knows them; the poller is only told. */
import { type EpisodeKey, type MediaRequest, subjectsOf } from '../model';

export interface TrackedDownload {
    requestId: string;
    /** Empty for a movie. */
    episodes: readonly EpisodeKey[];
    /** It failed in the client before, and would come back to life if its user resumes it there. */
    failed?: boolean;
}

/** A torrent's hash, v1 or v2: other download ids (usenet) are no business of qBittorrent. */
export function isTorrentHash(downloadId: string): boolean {
    return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(downloadId);
}

/** The downloads that this request waits for now, in lower case. */
export function waitingDownloads(request: MediaRequest): Set<string> {
    const waiting = subjectsOf(request).filter(({ state }) => state === 'grabbing' || state === 'downloading');
    return new Set(waiting.flatMap((subject) => subject.qbitHash ?? []));
}

/** Adds to each download whether it has failed, by what `requestOf` knows of its request. */
export function withFailures(
    downloads: ReadonlyMap<string, TrackedDownload>,
    requestOf: (id: string) => MediaRequest | undefined,
): Map<string, TrackedDownload> {
    const entries = [...downloads].map(([downloadId, download]) => {
        const failed = hasFailed(requestOf(download.requestId), downloadId);
        return [downloadId, { ...download, failed }] as const;
    });
    return new Map(entries);
}

/** Whether what this request wants from the download has failed. */
export function hasFailed(request: MediaRequest | undefined, downloadId: string): boolean {
    const subjects = request === undefined ? [] : subjectsOf(request).filter((subject) => subject.qbitHash === downloadId);
    return subjects.length > 0 && subjects.every((subject) => subject.state === 'failed');
}
