/** English: what is over, and what is said of a request as a whole. */
import type { Text } from './text';

export const ENDINGS_EN = {
    playable: 'Can be played in Jellyfin[ as {shown}].',
    deleted_since: 'Could be played in Jellyfin, and was deleted in {arr} since.',
    declined: 'Declined in Seerr.',
    withdrawn: 'The request was deleted in Seerr.',
    superseded: 'Asked for again in Seerr: another request takes the place of this one.',
    deleted: 'Deleted in {arr}.',
    send_failed: 'Seerr could not hand it to {arr}.',
    download_failed: 'The download failed[: {theirs}].',
    download_removed: 'The download was removed before it was imported.',
    file_deleted: {
        one: 'Its file was deleted in {arr} before Jellyfin showed it.',
        other: 'Their files were deleted in {arr} before Jellyfin showed them.',
    },
    failed: 'Failed[: {theirs}].',
    group: '{members}: {sentence}',
    some_playable: {
        by: 'total',
        one: '{available} of 1 episode can be played[, {deleted} deleted in {arr} since].',
        other: '{available} of {total} episodes can be played[, {deleted} deleted in {arr} since].',
    },
    all_playable: {
        by: 'total',
        one: 'The episode can be played in Jellyfin.',
        other: 'All {total} episodes can be played in Jellyfin.',
    },
    all_so_far: {
        by: 'total',
        one: 'The only episode so far can be played.',
        other: 'All {total} episodes so far can be played.',
    },
    all_aired_playable: {
        by: 'total',
        one: 'The only episode that has aired can be played in Jellyfin.',
        other: 'All {total} episodes that have aired can be played in Jellyfin.',
    },
    next_airs: '{members} airs {airs}[, {later} more later].',
    none_aired: {
        by: 'unaired',
        one: 'The episode has not aired yet.',
        other: 'None of the {unaired} episodes has aired yet.',
    },
    for_other_reasons: '{members}: for other reasons.',
    takes_usually: 'Nothing is wrong: as a rule this takes {usual} here, and {most} at most nine times in ten.',
} as const satisfies Record<string, Text>;
