/**
 * Every reason for which Sonarr and Radarr do not import a download, in their words. From the sources of Sonarr 4.0.19 and
 * 5.0.0, and Radarr 6.0.3: `ImportRejectionReason` and who gives each, `CompletedDownloadService`, `ImportApprovedEpisodes`,
 * `ImportApprovedMovie`, `FailedDownloadService`, `TrackedDownloadService`. What is not in here is quoted and never guessed.
 */
import type { StepCode } from '../codes';
import type { Values } from '../values';

interface Refusal {
    code: string;
    /** Of the whole message, without its full stop. Named groups become values. */
    words: RegExp;
    next: StepCode;
    /** They try again by themselves, and may succeed. */
    isPassing?: true;
}

export const REFUSALS = [
    { code: 'import_locked', words: /^Locked file, try again later$/, next: 'arr_tries_again', isPassing: true },
    { code: 'import_unknown_title', words: /^Unknown (?:Series|Movie)(?: for file: .+)?$/, next: 'import_by_hand' },
    {
        code: 'import_dangerous',
        words: /^Caution: Found potentially dangerous file(?: with extension: '?(?<extension>[^']+)'?)?$/,
        next: 'remove_download',
    },
    {
        code: 'import_rejected_extension',
        words: /^Caution: Found (?:executable )?file with user defined rejected extension: '(?<extension>[^']*)'$/,
        next: 'remove_download',
    },
    {
        code: 'import_executable',
        words: /^Caution: Found executable file(?: with extension: '(?<extension>[^']*)')?$/,
        next: 'remove_download',
    },
    { code: 'import_archive', words: /^Found archive file, might need to be extracted$/, next: 'extract_archive' },
    { code: 'import_library_folder', words: /^Import path is mapped to a (?:series|movie) folder$/, next: 'separate_folders' },
    { code: 'import_hidden_file', words: /^Invalid video file, filename starts with '\._'$/, next: 'remove_download' },
    {
        code: 'import_extension',
        words: /^Invalid video file, unsupported extension: '(?<extension>[^']*)'$/,
        next: 'import_by_hand',
    },
    { code: 'import_partial_season', words: /^Partial season packs are not supported$/, next: 'import_by_hand' },
    { code: 'import_extra', words: /^Extras are not supported$/, next: 'import_by_hand' },
    { code: 'import_invalid_episode', words: /^Invalid season or episode$/, next: 'import_by_hand' },
    { code: 'import_invalid_movie', words: /^Invalid movie$/, next: 'import_by_hand' },
    { code: 'import_unparsable_file', words: /^Unable to parse file$/, next: 'import_by_hand' },
    { code: 'import_unexpected_error', words: /^Unexpected error processing file$/, next: 'look_at_log' },
    { code: 'import_rule_error', words: /^(?<rule>\w+Specification): (?<theirs>.+)$/, next: 'look_at_log' },
    { code: 'import_no_episodes', words: /^Episodes not selected$/, next: 'import_by_hand' },
    {
        code: 'import_no_absolute_number',
        words: /^Episode does not have an absolute episode number and recently aired$/,
        next: 'arr_learns_title',
        isPassing: true,
    },
    {
        code: 'import_already',
        words: /^(?:Episode|Movie) (?:file already imported at .+|has already been imported)$/,
        next: 'remove_download',
    },
    {
        code: 'import_no_title',
        words: /^Episode does not have a title and recently aired$/,
        next: 'arr_learns_title',
        isPassing: true,
    },
    {
        code: 'import_tba_title',
        words: /^Episode has a TBA title and recently aired$/,
        next: 'arr_learns_title',
        isPassing: true,
    },
    { code: 'import_disk_full', words: /^Not enough free space$/, next: 'free_space' },
    {
        code: 'import_season_in_one',
        words: /^Single episode file contains all episodes in seasons\. Review file name or manually import$/,
        next: 'import_by_hand',
    },
    { code: 'import_no_audio', words: /^No audio tracks detected$/, next: 'search_another' },
    {
        code: 'import_unexpected_episode',
        words: /^Episodes? (?<episodes>.+) (?:was|were) unexpected considering the .+ folder name$/,
        next: 'import_by_hand',
    },
    {
        code: 'import_not_in_release',
        words: /^(?:Episodes?|Movie) (?<episodes>.+) (?:was|were) not found in the grabbed release: .+$/,
        next: 'import_by_hand',
    },
    { code: 'import_sample', words: /^Sample$/, next: 'search_another' },
    { code: 'import_sample_unclear', words: /^Unable to determine if file is a sample$/, next: 'import_by_hand' },
    { code: 'import_unpacking', words: /^File is still being unpacked$/, next: 'arr_tries_again', isPassing: true },
    {
        code: 'import_fewer_episodes',
        words: /^Episode file on disk contains more episodes than this file contains$/,
        next: 'import_by_hand',
    },
    { code: 'import_split_episode', words: /^Single episode split into multiple files$/, next: 'import_by_hand' },
    {
        code: 'import_unverified_numbering',
        words: /^This show has individual episode mappings on TheXEM but .+$/,
        next: 'import_by_hand',
    },
    {
        code: 'import_not_better',
        words: /^Not an upgrade for existing (?:episode|movie) file(?:\(s\))?(?:\. Existing quality: (?<existing>.+?)\. New Quality:? (?<offered>.+))?$/,
        next: 'import_by_hand',
    },
    {
        code: 'import_not_newer_revision',
        words: /^Not a quality revision upgrade for existing (?:episode|movie) file\(s\)$/,
        next: 'import_by_hand',
    },
    {
        code: 'import_formats_after_rename',
        words: /^Not a Custom Format upgrade for existing .+\. AfterRename: .+$/,
        next: 'import_by_hand',
    },
    { code: 'import_formats', words: /^Not a Custom Format upgrade for existing .+$/, next: 'import_by_hand' },
    { code: 'import_multi_season', words: /^Multi-season download, unable to import automatically$/, next: 'import_by_hand' },
    {
        code: 'import_multi_part',
        words: /^File is suspected multi-part file, Radarr doesn't support this$/,
        next: 'search_another',
    },
    {
        code: 'import_no_root_folder',
        words: /^Failed to import (?:episode|movie), Root folder missing$/,
        next: 'fix_root_folder',
    },
    {
        code: 'import_destination_exists',
        words: /^Failed to import (?:episode|movie), Destination already exists$/,
        next: 'look_at_log',
    },
    {
        code: 'import_recycle_bin',
        words: /^Failed to import (?:episode|movie), unable to move existing file to the Recycle Bin$/,
        next: 'fix_recycle_bin',
    },
    { code: 'import_failed', words: /^Failed to import (?:episode|movie)$/, next: 'look_at_log' },
    {
        code: 'import_not_grabbed',
        words: /^Download wasn't grabbed by (?:Sonarr|Radarr) and not in a category, Skipping$/,
        next: 'import_by_hand',
    },
    {
        code: 'import_title_mismatch',
        words: /^(?:Series|Movie) title mismatch[,;] automatic import is not possible\..+$/,
        next: 'import_by_hand',
    },
    {
        code: 'import_matched_by_id',
        words: /^Found matching (?:series|movie) via grab history, but release was matched to (?:series|movie) by ID\..+$/,
        next: 'import_by_hand',
    },
    {
        code: 'import_unparsable_download',
        words: /^Unable to parse download, automatic import is not possible$/,
        next: 'import_by_hand',
    },
    { code: 'import_nothing_eligible', words: /^No files found are eligible for import in (?<path>.+)$/, next: 'fix_path' },
    { code: 'import_no_path', words: /^Download doesn't contain intermediate path, Skipping$/, next: 'fix_path' },
    {
        code: 'import_foreign_path',
        words: /^\[(?<path>.+)\] is not a valid local path\. You may need a Remote Path Mapping.*$/,
        next: 'fix_path',
    },
    {
        code: 'import_encrypted',
        words: /^Download is encrypted and wasn't grabbed by (?:Sonarr|Radarr), skipping automatic download handling$/,
        next: 'search_another',
    },
    {
        code: 'import_failed_not_grabbed',
        words: /^Download has failed wasn't grabbed by (?:Sonarr|Radarr), skipping automatic download handling$/,
        next: 'remove_download',
    },
    {
        code: 'import_several_titles',
        words: /^Unable to import automatically, found multiple (?:series|movies): (?<titles>.+)$/,
        next: 'import_by_hand',
    },
    { code: 'import_no_episode_in_title', words: /^Unable to parse episodes from title$/, next: 'import_by_hand' },
    {
        code: 'import_incomplete',
        words: /^One or more (?:episodes|movies) expected in this release were not imported or missing(?: from the release)?$/,
        next: 'import_by_hand',
    },
] as const satisfies readonly Refusal[];

export type RefusalCode = (typeof REFUSALS)[number]['code'] | 'import_refused';

export interface ReadRefusal {
    code: RefusalCode;
    values: Values;
    next: StepCode;
    isPassing: boolean;
}

/** What a message of theirs means; quoted where it is not in the list. */
export function readRefusal(message: string): ReadRefusal {
    const text = message.trim().replace(/\.$/, '');
    for (const { code, words, next, ...more } of REFUSALS as readonly (Refusal & { code: RefusalCode })[]) {
        const found = words.exec(text);
        if (found === null) continue;
        const groups = Object.entries(found.groups ?? {}).filter(
            (entry): entry is [string, string] => typeof entry[1] === 'string',
        );
        const values = Object.fromEntries(groups.map(([name, value]) => [name, name === 'theirs' ? { quote: value } : value]));
        return { code, values, next, isPassing: more.isPassing === true };
    }
    return { code: 'import_refused', values: { theirs: { quote: text } }, next: 'import_by_hand', isPassing: false };
}
