/** From when on a wait is late. */

/** The longest that each kind of wait may take in a house of which nothing is known yet. In milliseconds. */
export interface LateLimits {
    /** For an approval. */
    requested: number;
    /** From what could be searched for to a grab. */
    approved: number;
    /** From a grab to the download client's word of it. */
    grabbing: number;
    downloading: number;
    /** For an import. */
    downloaded: number;
    /** For Jellyfin. */
    importing: number;
    /** For Shoko. */
    anime_matching: number;
    /** For a download that does not go on. */
    stalled: number;
    /** For a server or a person to put right what keeps everything waiting. */
    silent: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const DEFAULT_LIMITS: LateLimits = {
    requested: 24 * HOUR,
    approved: 24 * HOUR,
    grabbing: 10 * MINUTE,
    downloading: 24 * HOUR,
    downloaded: 10 * MINUTE,
    importing: 15 * MINUTE,
    anime_matching: HOUR,
    stalled: HOUR,
    silent: 10 * MINUTE,
};
