/** What a look found, as the event that travels to the gate. */
import { type Clock, isoNow, type MediaEvent } from '../../model';
import type { Torrent } from '../ask/wire';
import type { Finding } from '../decide/finding';

/** Of which download a finding is. */
export interface FoundIn {
    downloadId: string;
    hashes: readonly string[];
    /** Undefined when it is gone. */
    torrent: Torrent | undefined;
}

export function eventOf(finding: Finding, { downloadId, hashes, torrent }: FoundIn, id: string, clock: Clock): MediaEvent {
    const base = {
        id,
        source: 'qbittorrent' as const,
        at: isoNow(clock),
        ...(torrent && { eventType: torrent.state }),
        downloadId,
        hashes: [...hashes],
        request: {},
        episodes: finding.episodes,
    };
    switch (finding.kind) {
        case 'download_resumed':
            return { ...base, kind: finding.kind };
        case 'download_failed':
        case 'download_removed':
            return { ...base, kind: finding.kind, failure: finding.failure };
        case 'downloading':
        case 'downloaded': {
            const request = finding.downloadPath === undefined ? {} : { downloadPath: finding.downloadPath };
            return { ...base, kind: finding.kind, request, transfer: finding.transfer };
        }
    }
}
