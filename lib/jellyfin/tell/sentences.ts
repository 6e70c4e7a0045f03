/** Sentences about several episodes at once: which they are, and what is true of all of them. */
import { subjectLabel } from '../../model';
import type { Missing, ReasonCode } from './result';

/** Reasons that are told at most; more are counted. */
const MOST_REASONS = 3;

/** What is said of several episodes with one reason, where each by itself has its own name in the sentence. */
const OF_SEVERAL: Readonly<Record<ReasonCode, string>> = {
    jellyfin_unreachable: 'Jellyfin could not be asked',
    check_failed: 'Jellyfin answered with an error',
    no_such_item: 'Jellyfin shows nothing with their ids, files or titles',
    no_such_series: 'Jellyfin shows no series with its ids, and none with its title and files',
    no_such_episode: 'Jellyfin shows the series, but not these episodes',
    not_matched: 'Shoko has not matched their files, and Jellyfin shows nothing with their ids or title',
    matched_not_shown:
        'Shoko matched their files, but Jellyfin does not show them: it has not scanned yet, or Shokofin leaves them out',
    episodes_unknown: 'Sonarr has not said which episodes the request has',
    ambiguous_title: 'several series have the title, and nothing tells which it is',
    ambiguous_episode: 'several series have episodes with these numbers, and nothing tells which they are',
    other_type_without_media: 'Jellyfin shows something with their ids, and nothing playable in it',
    deleted_file: 'Jellyfin still shows them with files that were deleted: it has not scanned since',
    only_virtual: 'Jellyfin shows them only as placeholders, without files',
    not_local: 'Jellyfin shows them, but their files are not on the server',
    no_media_source: 'Jellyfin shows them, but no files for them yet',
    not_probed: 'Jellyfin shows them, but has not read their files yet',
    no_video: 'their files have no picture',
    other_file: 'Jellyfin shows them with other files than the imported ones: it has not scanned those yet',
    only_other_version: 'Jellyfin shows them, but not in 4K',
};

/** Names the members of a list: `S01E03`, `S01E03 and S01E07`, `S01E03, S01E07 and 4 more`. */
export function nameMembers(names: readonly string[]): string {
    const [first = '', second = '', third] = names;
    if (names.length <= 1) return first;
    if (names.length === 2) return `${first} and ${second}`;
    return `${first}, ${second} and ${names.length === 3 && third !== undefined ? third : `${names.length - 2} more`}`;
}

/** Why these subjects are missing, each of them named or counted. Of one alone it is its own reason. */
export function sayMissing(missing: readonly Missing[]): string {
    const [first] = missing;
    if (first === undefined) return '';
    if (missing.length === 1) return first.message;
    const groups = [...groupByCode(missing)];
    const told = groups.slice(0, MOST_REASONS).map(([code, members]) => sayGroup(code, members));
    const untold = groups.slice(MOST_REASONS).flatMap(([, members]) => members);
    return [...told, ...(untold.length > 0 ? [`${nameAll(untold)}: for other reasons`] : [])].join('. ');
}

function sayGroup(code: ReasonCode, members: readonly Missing[]): string {
    const [first, second] = members;
    const sentence = second === undefined ? (first?.message ?? '') : OF_SEVERAL[code];
    return `${nameAll(members)}: ${sentence}`;
}

function nameAll(members: readonly Missing[]): string {
    return nameMembers(members.map(({ subject }) => subjectLabel(subject)));
}

function groupByCode(missing: readonly Missing[]): Map<ReasonCode, Missing[]> {
    const groups = new Map<ReasonCode, Missing[]>();
    for (const each of missing) groups.set(each.code, [...(groups.get(each.code) ?? []), each]);
    return groups;
}
