/** Words for one download: how far it is, and what it waits for. */
import {
    type Episode,
    type EpisodeKey,
    isEpisode,
    isSameEpisode,
    type MediaRequest,
    type Transfer,
    type TransferWait,
} from '../model';

/** What a download that does not go on is called, and in what it differs from one that does. */
const WAITS: Readonly<Record<TransferWait, { begins: string; note: string }>> = {
    stopped: { begins: 'Stopped in the download client', note: '' },
    queued: { begins: 'Queued in the download client', note: '' },
    metadata: { begins: 'Downloading', note: 'fetching metadata' },
    stalled: { begins: 'Downloading', note: 'no peers are sending' },
    checking: { begins: 'Downloading', note: 'its files are being checked' },
    moving: { begins: 'Downloading', note: 'its files are being moved' },
    error: { begins: 'Stopped by an error in the download client', note: '' },
    missing_files: { begins: 'Stopped in the download client', note: 'its files are missing' },
};

/** How the download of a movie, an episode, or (for a request with episodes) of the whole torrent goes. Without a full stop. */
export function describeTransfer(transfer: Transfer | undefined, subject: MediaRequest | Episode): string {
    if (transfer === undefined) return 'Downloading';
    const percent = percentOf(transfer, subject);
    const isShared = isEpisode(subject) && fileOf(transfer, subject)?.sole !== true;
    // The torrent's speed, time and waiting are no longer this episode's.
    if (isShared && percent === 100) return 'Its file is complete. Waiting for the rest of its torrent';
    const { begins, note } = transfer.wait === undefined ? { begins: 'Downloading', note: '' } : WAITS[transfer.wait];
    const at = begins === 'Downloading' ? '' : ' at';
    const figures = [
        percent === undefined ? '' : `${at} ${Math.floor(percent)} %`,
        isShared || !transfer.downloadSpeed ? '' : ` at ${formatBytes(transfer.downloadSpeed)}/s`,
        isShared || transfer.etaSeconds === undefined ? '' : `, ${formatDuration(transfer.etaSeconds)} left`,
    ];
    return begins + figures.join('') + (note === '' ? '' : ` (${note})`) + roomOf(transfer);
}

function roomOf({ freeBytes, leftBytes = 0 }: Transfer): string {
    if (freeBytes === undefined || freeBytes >= leftBytes) return '';
    return `: ${formatBytes(leftBytes)} are to come, and only ${formatBytes(freeBytes)} are free there`;
}

/** Percent of a subject: of a movie that of the transfer, of an episode that of its own file, as far as it is known. */
export function percentOf(transfer: Transfer, subject: MediaRequest | Episode): number | undefined {
    return isEpisode(subject) ? fileOf(transfer, subject)?.percent : transfer.percent;
}

/** What is known of an episode's own file. */
export function fileOf(transfer: Transfer, episode: EpisodeKey) {
    return transfer.episodes?.find((file) => isSameEpisode(file, episode));
}

/** Bytes in the largest unit that keeps one digit before the point: `12.3 MB`. */
export function formatBytes(bytes: number): string {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    const power = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 0), units.length - 1);
    const value = bytes / 1000 ** power;
    return `${power === 0 ? value : value.toFixed(1)} ${units[power] ?? 'B'}`;
}

/** Seconds as `45 s`, `12 min`, `3 h 20 min`. */
export function formatDuration(seconds: number): string {
    if (seconds < 60) return `${Math.ceil(seconds)} s`;
    const minutes = Math.round(seconds / 60);
    return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
