/** What is known of open requests while we run, and never stored: one part asks or tells the other. */
import type { EpisodeKey } from './subject';

/** A download that is waited for, and by whom. */
export interface TrackedDownload {
    requestId: string;
    /** Empty for a movie. */
    episodes: readonly EpisodeKey[];
    /** It failed in the client before, and would come back to life if its user resumes it there. */
    failed?: boolean;
    /** All of it is downloaded. Until it is imported its user may still remove it. */
    complete?: boolean;
}

/** What the last look at Jellyfin said: why a request is not available yet. */
export interface Check {
    at: string;
    code: string;
    message: string;
    /** When it is looked at again. */
    nextAt?: string;
    /** Per episode, where the reasons differ. `episode` is `S01E02`. */
    episodes?: { episode: string; code: string; message: string }[];
}

/** What the queue of Sonarr or Radarr says of one download, in their own words (QueueResource). */
export interface QueuedDownload {
    /** When it was last seen there. */
    at: string;
    source: 'sonarr' | 'radarr';
    /** The server's own name, or the one that its node has. */
    instanceName: string;
    /** Where it stands for them: `downloading`, `importPending`, `importBlocked`, `importing`, `failedPending` ... */
    trackedDownloadState?: string;
    /** `ok`, `warning`, `error` */
    trackedDownloadStatus?: string;
    /** What the client says: `queued`, `paused`, `downloading`, `completed`, `warning` ... */
    status?: string;
    /** Why it is not imported: what about (a file, or the download), and the reasons. */
    statusMessages: { title: string; messages: string[] }[];
    /** What is wrong in the client, for example that it is stalled. */
    errorMessage?: string;
    /** `torrent` or `usenet` */
    protocol?: string;
    downloadClient?: string;
    indexer?: string;
    title?: string;
    /** Where the client has put it, as Sonarr or Radarr see it. */
    outputPath?: string;
    /** Since when its `status` and `errorMessage` have been the same, as far as we have seen. */
    statusSince?: string;
    /** Since when they have refused to import it, as far as we have seen. */
    refusedSince?: string;
}

/** What Shoko does with a file, or why it does nothing. */
export const shokoDoings = [
    /** Shoko does not answer. */
    'away',
    'starting',
    /** Shoko was never set up. */
    'setup',
    /** Shoko has no such file. */
    'unseen',
    'hashing',
    'searching',
    'not_recognised',
    /** Its episodes are known, its series has still to be read from AniDB. */
    'reading_series',
    'search_failed',
    /** AniDB was not asked: it has banned Shoko, refuses its login, or Shoko has no internet. */
    'banned',
    'login_failed',
    'no_internet',
    /** AniDB was not asked, for another reason or for one that is over: someone must rescan the file. */
    'not_asked',
] as const;
export type ShokoDoing = (typeof shokoDoings)[number];

/** What Shoko does with a file that is waited for: why the file is not matched yet. */
export interface ShokoFact {
    doing: ShokoDoing;
    /** In a sentence, for people. */
    message: string;
    /** Since when, where that is known. */
    since?: string;
    /** When AniDB's ban ends, as far as Shoko can guess. */
    until?: string;
}
