/**
 * What qBittorrent's state words mean to us. The words are those of `serialize_torrent.cpp`: 4.x says `paused`
 * where 5.x says `stopped`, the others are the same in both.
 */
import type { TransferWait } from '../../model';
import type { Torrent } from '../ask/wire';

/**
 * - `downloading`: in the client and not complete, whatever keeps it from going on (see `waitOf`)
 * - `done`: every wanted byte is there
 * - `failed`: it does not go on without its user
 * - `checking`: the data are being read again; `progress` is the progress of that and says nothing of the download
 */
export type Phase = 'downloading' | 'done' | 'failed' | 'checking';

/** What a word means, and why nothing comes in while it stands. */
interface Meaning {
    phase: Phase;
    wait?: TransferWait;
}

export const STATE_WORDS: Readonly<Record<string, Meaning>> = {
    metaDL: { phase: 'downloading', wait: 'metadata' },
    forcedMetaDL: { phase: 'downloading', wait: 'metadata' },
    queuedDL: { phase: 'downloading', wait: 'queued' },
    pausedDL: { phase: 'downloading', wait: 'stopped' },
    stoppedDL: { phase: 'downloading', wait: 'stopped' },
    stalledDL: { phase: 'downloading', wait: 'stalled' },
    downloading: { phase: 'downloading' },
    forcedDL: { phase: 'downloading' },
    allocating: { phase: 'downloading' },
    moving: { phase: 'downloading', wait: 'moving' },
    unknown: { phase: 'downloading' },
    checkingResumeData: { phase: 'checking', wait: 'checking' },
    checkingDL: { phase: 'checking', wait: 'checking' },
    checkingUP: { phase: 'checking', wait: 'checking' },
    uploading: { phase: 'done' },
    stalledUP: { phase: 'done' },
    queuedUP: { phase: 'done' },
    forcedUP: { phase: 'done' },
    pausedUP: { phase: 'done' },
    stoppedUP: { phase: 'done' },
    error: { phase: 'failed', wait: 'error' },
    missingFiles: { phase: 'failed', wait: 'missing_files' },
};

/** What a torrent is doing. A word of a later version counts as downloading until its progress says more. */
export function phaseOf(torrent: Pick<Torrent, 'state' | 'progress'>): Phase {
    const { phase } = meaningOf(torrent.state);
    // A finished torrent that is being moved, or has just finished, still has its old word.
    return phase === 'downloading' && torrent.progress === 1 ? 'done' : phase;
}

/** Why nothing comes in; undefined while it does, or when nothing more is to come. */
export function waitOf(torrent: Pick<Torrent, 'state' | 'progress' | 'dlspeed'>): TransferWait | undefined {
    // One that is forced has this word whether anything comes in or not.
    const isForcedIdle = torrent.state === 'forcedDL' && torrent.dlspeed === 0;
    const wait = isForcedIdle ? 'stalled' : meaningOf(torrent.state).wait;
    // A finished torrent that is stopped, or has no peers, waits for nothing; where its files will be is still to be seen.
    const isDone = phaseOf(torrent) === 'done';
    return isDone && wait !== 'moving' ? undefined : wait;
}

function meaningOf(state: string): Meaning {
    return STATE_WORDS[state] ?? { phase: 'downloading' };
}
