/** The figures of one torrent, as far as qBittorrent really knows them. */
import type { Transfer } from '../../model';
import type { Torrent } from '../ask/wire';
import { phaseOf, waitOf } from './states';

/** qBittorrent's way to say that it does not know (`MAX_ETA` in `base/types.h`). */
const UNKNOWN_ETA = 8_640_000;

/**
 * @param lastPercent what was shown before; it stays while the data are checked, when `progress` means something else
 * @param freeBytes what is free where qBittorrent saves by default
 */
export function transferOf(torrent: Torrent, lastPercent?: number, freeBytes?: number): Transfer {
    const phase = phaseOf(torrent);
    const wait = waitOf(torrent);
    const percent = phase === 'checking' ? lastPercent : percentOf(torrent);
    // Averages go on falling for a while after the last byte.
    const isRunning = phase === 'downloading' && wait === undefined;
    // Of a finished torrent `eta` is the time to its seeding goal.
    const knowsEta = isRunning && torrent.eta >= 0 && torrent.eta < UNKNOWN_ETA;
    const leftBytes = Math.max(0, torrent.amount_left);
    const isRoomOfInterest = freeBytes !== undefined && (wait === 'error' || freeBytes < leftBytes);
    return {
        ...(percent !== undefined && { percent }),
        ...(isRunning && { downloadSpeed: Math.max(0, torrent.dlspeed) }),
        ...(knowsEta && { etaSeconds: torrent.eta }),
        ...(torrent.size > 0 && { sizeBytes: torrent.size, leftBytes }),
        clientState: torrent.state,
        ...(wait !== undefined && { wait }),
        ...(isRoomOfInterest && { freeBytes }),
    };
}

/** One decimal, rounded down so that 100 means all of it. Unknown without metadata. */
export function toPercent(progress: number): number {
    return Math.floor(Math.min(1, Math.max(0, progress)) * 1000) / 10;
}

function percentOf(torrent: Torrent): number | undefined {
    return torrent.size > 0 ? toPercent(torrent.progress) : undefined;
}

/** What makes a difference to who watches: whole percent, two digits of the speed, the client's word. */
export function gistOf(transfer: Transfer): string {
    const whole = (percent: number | undefined): number | null => (percent === undefined ? null : Math.floor(percent));
    const speed = Number((transfer.downloadSpeed ?? 0).toPrecision(2));
    const episodes = transfer.episodes?.map((episode) => [whole(episode.percent), episode.wanted]);
    return JSON.stringify([whole(transfer.percent), speed, transfer.clientState, episodes]);
}
