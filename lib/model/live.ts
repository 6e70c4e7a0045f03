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
