/** What is handed in to find a cause: what the listeners know while we run. All optional, because each may be absent. */
import type { Check, QueuedDownload, ShokoFact, Transfer } from '../model';
import type { LateLimits } from './times/late';

/** A server that does not answer. */
export interface Outage {
    /** Since when, ISO 8601 UTC. */
    since?: string;
    /** What was said of it, for people. */
    message?: string;
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
}

/** What the last search came to. */
export interface SearchResult {
    at: string;
    /** How many releases the indexers offered. */
    offered: number;
    /** Why they were not taken, in the service's words or by its name for the reason (`DownloadRejectionReason`). */
    rejections: string[];
    /** When it searches again. */
    nextAt?: string;
}

/** What is known of the Sonarr or Radarr that a subject is looked for by. */
export interface ArrFacts {
    outage?: Outage;
    /** Set when it was asked and does not have the title. */
    isMissing?: boolean;
    health?: readonly HealthComplaint[];
    pending?: PendingRelease;
    search?: SearchResult;
}

/** What became of the other episodes of the same download. */
export interface Siblings {
    /** How many of them were imported. */
    imported: number;
    /** When the last of those was. */
    lastAt: string;
}

/** Everything that bears on one subject. */
export interface SubjectFacts {
    transfer?: Transfer | undefined;
    /** Of a group that shares one download, which is all of it: its speed and time are theirs. */
    isWholeTransfer?: boolean | undefined;
    queued?: QueuedDownload | undefined;
    /** Of this very subject. */
    check?: Pick<Check, 'code' | 'message' | 'nextAt'> | undefined;
    shoko?: ShokoFact | undefined;
    siblings?: Siblings | undefined;
    arr?: ArrFacts | undefined;
    /** The download client that would tell of the subject's download. */
    client?: { outage?: Outage } | undefined;
    jellyfin?: { outage?: Outage & { isStarting?: boolean }; scanningSince?: string } | undefined;
    /** From when on something counts as late or as silent. */
    limits?: LateLimits | undefined;
}
