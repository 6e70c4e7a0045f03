/**
 * What qBittorrent's state words mean to us. The words are those of `serialize_torrent.cpp`: 4.x says `paused`
 * where 5.x says `stopped`, the others are the same in both.
 */
import type { Torrent } from './wire';

/**
 * - `downloading`: in the client and not complete, whatever keeps it from going on (queue, pause, no peers)
 * - `done`: every wanted byte is there
 * - `failed`: it does not go on without its user
 * - `checking`: the data are being read again; `progress` is the progress of that and says nothing of the download
 */
export type Phase = 'downloading' | 'done' | 'failed' | 'checking';

export const STATE_WORDS: Readonly<Record<string, Phase>> = {
    metaDL: 'downloading',
    forcedMetaDL: 'downloading',
    queuedDL: 'downloading',
    pausedDL: 'downloading',
    stoppedDL: 'downloading',
    stalledDL: 'downloading',
    downloading: 'downloading',
    forcedDL: 'downloading',
    allocating: 'downloading',
    moving: 'downloading',
    unknown: 'downloading',
    checkingResumeData: 'checking',
    checkingDL: 'checking',
    checkingUP: 'checking',
    uploading: 'done',
    stalledUP: 'done',
    queuedUP: 'done',
    forcedUP: 'done',
    pausedUP: 'done',
    stoppedUP: 'done',
    error: 'failed',
    missingFiles: 'failed',
};

/** What a torrent is doing. A word of a later version counts as downloading until its progress says more. */
export function phaseOf(torrent: Pick<Torrent, 'state' | 'progress'>): Phase {
    const phase = STATE_WORDS[torrent.state] ?? 'downloading';
    // A finished torrent that is being moved, or has just finished, still has its old word.
    return phase === 'downloading' && torrent.progress === 1 ? 'done' : phase;
}
