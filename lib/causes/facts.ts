/** What is handed in to find a cause: what the listeners know while we run. All optional, because each may be absent. */
import type { ArrFacts, Check, ClientFacts, JellyfinFacts, QueuedDownload, ShokoFact, Transfer } from '../model';
import type { LateLimits } from './times/late';

export type { ArrFacts, HealthComplaint, Outage, PendingRelease, SearchResult } from '../model';

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
    client?: ClientFacts | undefined;
    jellyfin?: JellyfinFacts | undefined;
    /** From when on something counts as late or as silent. */
    limits?: LateLimits | undefined;
}
