/** What is said of downloads that do not arrive. */
import type { EpisodeKey, TrackedDownload, Transfer } from '../../model';
import type { Torrent } from '../ask/wire';
import type { Finding } from './finding';
import type { ToldEnds } from './told-ends';

/** The torrent stands with an error. */
export function failureOf(torrent: Torrent, transfer: Transfer, episodes: EpisodeKey[]): Finding {
    return { kind: 'download_failed', failure: { code: 'download_failed', message: messageOf(torrent, transfer) }, episodes };
}

function messageOf({ name, state }: Torrent, { freeBytes, leftBytes = 0 }: Transfer): string {
    if (state === 'missingFiles') return `qBittorrent misses the files of ${name}`;
    const stopped = `qBittorrent stopped ${name} with an error`;
    if (freeBytes !== undefined && freeBytes < leftBytes)
        return `${stopped}: ${gigabytes(leftBytes)} are to come, and only ${gigabytes(freeBytes)} are free where it saves by default`;
    return `${stopped}: its log says which, often a full disk or a missing permission`;
}

/** The torrent is gone: what was complete and what was not have different words. */
export function removalsOf(download: TrackedDownload, told: ToldEnds): Finding[] {
    const removal = (episodes: EpisodeKey[], when: string): Finding => ({
        kind: 'download_removed',
        failure: { code: 'download_removed', message: `The torrent was removed from qBittorrent ${when}` },
        episodes,
    });
    const incomplete = (episodes: EpisodeKey[]): Finding => removal(episodes, 'before it was complete');
    const complete = (episodes: EpisodeKey[]): Finding => removal(episodes, 'before it was imported');
    if (told.isEmpty) return [incomplete([])];
    if (download.episodes.length === 0) return [complete([])];
    const ended = download.episodes.filter((episode) => told.covers(download, [episode]));
    const lost = download.episodes.filter((episode) => !told.covers(download, [episode]));
    return [...(lost.length > 0 ? [incomplete(lost)] : []), ...(ended.length > 0 ? [complete(ended)] : [])];
}

function gigabytes(bytes: number): string {
    return `${(bytes / 1e9).toFixed(1)} GB`;
}
