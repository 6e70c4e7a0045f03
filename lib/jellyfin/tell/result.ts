/** What a verification answers: which subjects are proved, and why the others are not. */
import type { SubjectRef } from '../../model';

/**
 * Why a subject is not available, from "nothing" to "nearly":
 * - `no_such_item`, `no_such_series`, `no_such_episode`: nothing by its ids, its files or its title
 * - `not_matched`: nothing, and Shoko has not matched its file either
 * - `matched_not_shown`: Shoko matched its file, but Jellyfin does not show it
 * - `episodes_unknown`: Sonarr has not said which episodes the request has
 * - `ambiguous_title`, `ambiguous_episode`: several things fit, and none for certain
 * - `other_type_without_media`: a series or season, and nothing in it that is this film
 * - `deleted_file`: what Jellyfin shows is the file that was deleted
 * - `only_virtual`: a placeholder
 * - `not_local`: a remote stream, or a file that is offline
 * - `no_media_source`, `not_probed`, `no_video`: the item is there, its file is not (read) yet, or has no picture
 * - `other_file`: there, but as another file from the folder of the imported one: that before an upgrade
 * - `only_other_version`: there, but not in 4K
 * - `jellyfin_unreachable`: Jellyfin could not be asked
 * - `check_failed`: Jellyfin answered this one check with an error
 */
export const REASON_CODES = [
    'jellyfin_unreachable',
    'check_failed',
    'no_such_item',
    'no_such_series',
    'no_such_episode',
    'not_matched',
    'matched_not_shown',
    'episodes_unknown',
    'ambiguous_title',
    'ambiguous_episode',
    'other_type_without_media',
    'deleted_file',
    'only_virtual',
    'not_local',
    'no_media_source',
    'not_probed',
    'no_video',
    'other_file',
    'only_other_version',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export interface Reason {
    code: ReasonCode;
    /** One sentence for a person. */
    message: string;
}

/** A proof. */
export interface Verified {
    subject: SubjectRef;
    /** 32 hex digits. */
    jellyfinId: string;
    /** `Movie`, `Episode S00E03 of "Violet Evergarden"`, `Series "Recollections" (S01E01)`; of a TV episode `Episode S01E02`. */
    foundAs: string;
    /** By what it was found: `tmdb`, `shoko_file`, `title`; of an episode with its series' way before it, `tvdb+number`. */
    way: string;
}

/** A subject without a proof. */
export interface Missing extends Reason {
    subject: SubjectRef;
}

export interface VerifyResult {
    verified: Verified[];
    missing: Missing[];
}

/** The reason that came closest to a proof; of equal ones the first, because the better ways come first. */
export function nearest(reasons: readonly (Reason | null | undefined)[]): Reason | null {
    const known = reasons.filter((reason) => reason !== null && reason !== undefined);
    const rank = (reason: Reason): number => REASON_CODES.indexOf(reason.code);
    return known.reduce<Reason | null>((best, reason) => (best === null || rank(reason) > rank(best) ? reason : best), null);
}
