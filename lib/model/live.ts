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

/** A server that does not answer, or does not let us in. */
export interface Outage {
    /** Since when, ISO 8601 UTC. */
    since?: string;
    /** What was said of it, for people. */
    message?: string;
    /** Why, for a program: the code of the error, for example `unauthorised`, `banned`, `refused`. */
    code?: string;
    /** It says itself that it is on its way. */
    isStarting?: boolean;
}

/** What Sonarr's or Radarr's health checks complain of (`/health`). */
export interface HealthComplaint {
    /** The check, for example `IndexerSearchCheck`. */
    source: string;
    message: string;
}

/** A release that is found and held back (`PendingReleaseReason`; `status` of a queue item without a download). */
export interface PendingRelease {
    /** `delay`, `downloadClientUnavailable`, `fallback` */
    reason: string;
    /** Until when, where that is known. */
    until?: string;
    /** What it is called. */
    release?: string;
}

/** What the last search came to. */
export interface SearchResult {
    at: string;
    /** How many releases the indexers offered; not known of a search that ended before we listened. */
    offered?: number;
    /** How many of them were grabbed. */
    grabbed?: number;
    /** Why they were not taken, in the service's words or by its name for the reason (`DownloadRejectionReason`). */
    rejections: string[];
    /** One that it chose and could not hand to its download client, as when that has it already: only its log says so. */
    notAdded?: { release: string; message: string };
    /** When it searches again, where that is known. */
    nextAt?: string;
}

/** What is known of the Sonarr or Radarr that a subject is looked for by. */
export interface ArrFacts {
    /** What it is called. */
    server?: string;
    outage?: Outage;
    /** Set when it was asked and does not have the title. */
    isMissing?: boolean;
    health?: readonly HealthComplaint[];
    pending?: PendingRelease;
    search?: SearchResult;
    /** A search for it is under way. */
    isSearching?: boolean;
    /** When it next looks through what is new at its indexers, by itself. */
    nextLookAt?: string;
}

/** What is known of the download client that would tell of a download. */
export interface ClientFacts {
    outage?: Outage;
    /** The download was there when it was last looked for. */
    isHere?: boolean;
}

/** What is known of Jellyfin itself. */
export interface JellyfinFacts {
    outage?: Outage;
    /** Since when it reads its libraries. */
    scanningSince?: string;
}
