/** What a poll shows of one awaited download, and what is new in it. */
import type { EpisodeKey, TrackedDownload, Transfer } from '../../model';
import type { Torrent } from '../ask/wire';
import type { EpisodeProgress } from './pack-files';

/** One look at a download. */
export interface Observation {
    download: TrackedDownload;
    /** Undefined when the client does not have it. */
    torrent: Torrent | undefined;
    /** Percent per episode where the files were asked for. */
    pack?: EpisodeProgress[] | undefined;
    /** See `TorrentList.generation`. */
    generation: number;
    /** See `TorrentList.freeBytes`. */
    freeBytes?: number | undefined;
    /** By the monotonic clock, as all times in here. */
    now: number;
}

/** What a look found, to be told as an event. No episodes stand for all of the download. */
export type Finding =
    | { kind: 'downloading' | 'downloaded'; transfer: Transfer; episodes: EpisodeKey[]; downloadPath?: string }
    | { kind: 'download_failed' | 'download_removed'; failure: { code: string; message: string }; episodes: EpisodeKey[] }
    | { kind: 'download_resumed'; episodes: EpisodeKey[] };
