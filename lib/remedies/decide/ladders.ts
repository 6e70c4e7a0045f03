/**
 * The closed table beside `lib/causes/codes.ts`: which steps fit which cause, in order. An empty ladder is a cause that goes
 * by itself, or that only a person can end: a setting, a login, a disk, money, or a wish of theirs.
 */
import type { CauseCode } from '../../causes';
import { HOUR_MS, MINUTE_MS, type StepName } from './steps';

export interface Rung {
    step: StepName;
    /** Not before the cause has lasted so long, in milliseconds. */
    afterMs: number;
}

const at = (step: StepName, afterMs: number): Rung => ({ step, afterMs });

const NONE: readonly Rung[] = [];
const LOOK = at('look', 2 * MINUTE_MS);
const NOTICE = at('refresh_downloads', 2 * MINUTE_MS);
const IMPORT = at('import', 10 * MINUTE_MS);
/** Nothing of it is there, or nothing of it can be used. */
const REMOVE_REFUSED = at('remove', HOUR_MS);
const REMOVE_DEAD = at('remove', 24 * HOUR_MS);

const SEARCH: readonly Rung[] = [LOOK, at('search', 6 * HOUR_MS)];
const SEARCH_SOON: readonly Rung[] = [LOOK, at('search', HOUR_MS)];
const UNNOTICED: readonly Rung[] = [LOOK, NOTICE, IMPORT];
const REFUSED: readonly Rung[] = [NOTICE, IMPORT];
const NUMBERS: readonly Rung[] = [at('refresh_title', 2 * MINUTE_MS), NOTICE, IMPORT];
const IS_THERE: readonly Rung[] = [at('rescan_title', 2 * MINUTE_MS), at('discard', HOUR_MS)];
const UNUSABLE: readonly Rung[] = [NOTICE, REMOVE_REFUSED];
const NOT_SHOWN: readonly Rung[] = [LOOK, at('refresh_jellyfin', 3 * MINUTE_MS)];
const DEAD: readonly Rung[] = [at('reannounce', 30 * MINUTE_MS), REMOVE_DEAD];
const ASK_ANIDB: readonly Rung[] = [at('rescan_shoko', 5 * MINUTE_MS), at('link_shoko', 10 * MINUTE_MS)];

export const LADDERS: Readonly<Record<CauseCode, readonly Rung[]>> = {
    // Wished, and not grabbed.
    not_approved: NONE,
    not_sent: NONE,
    arr_unreachable: NONE,
    server_refuses: NONE,
    unmonitored: NONE,
    episode_unmonitored: NONE,
    not_aired: NONE,
    not_in_cinemas: NONE,
    not_released: NONE,
    no_release_date: NONE,
    not_announced: NONE,
    no_indexers: NONE,
    indexers_failing: NONE,
    no_download_client: NONE,
    no_root_folder: NONE,
    approved: SEARCH,
    searching: NONE,
    searched: SEARCH,
    searched_nothing: SEARCH,
    searched_rejected: NONE,
    release_delayed: NONE,
    release_in_reserve: NONE,
    release_without_client: NONE,
    release_not_added: NONE,
    season_not_listed: NONE,
    season_not_approved: NONE,
    season_not_grabbed: SEARCH,
    list_awaited: [LOOK],
    // In the download client.
    grabbed: [LOOK, NOTICE],
    grabbed_unheard: [NOTICE],
    not_in_client: [LOOK, NOTICE, at('search', HOUR_MS)],
    client_unreachable: NONE,
    deselected: NONE,
    downloading: NONE,
    file_complete: NONE,
    download_queued: NONE,
    download_stopped: [at('resume', HOUR_MS)],
    download_metadata: DEAD,
    download_needs_dht: NONE,
    download_stalled: DEAD,
    download_checking: NONE,
    download_moving: NONE,
    download_error: [at('resume', 2 * MINUTE_MS), at('recheck', 5 * MINUTE_MS), REMOVE_DEAD],
    download_without_folder: [IMPORT],
    files_missing: [at('recheck', 2 * MINUTE_MS), at('resume', 5 * MINUTE_MS), REMOVE_DEAD],
    client_disk_full: NONE,
    client_warning: [LOOK, NOTICE],
    download_failing: [NOTICE],
    // Downloaded, and not imported.
    downloaded: UNNOTICED,
    done_unnoticed: UNNOTICED,
    import_silent: UNNOTICED,
    import_pending: UNNOTICED,
    import_running: [at('look', HOUR_MS), at('refresh_downloads', HOUR_MS)],
    import_told: [LOOK, at('rescan_title', 5 * MINUTE_MS)],
    import_ignored: NONE,
    import_of_rest: REFUSED,
    left_out: REFUSED,
    // Refused.
    import_locked: [NOTICE, at('import', HOUR_MS)],
    import_unknown_title: NUMBERS,
    import_dangerous: UNUSABLE,
    import_rejected_extension: UNUSABLE,
    import_executable: UNUSABLE,
    import_archive: NONE,
    import_library_folder: NONE,
    import_hidden_file: REFUSED,
    import_extension: NONE,
    import_partial_season: REFUSED,
    import_extra: NONE,
    import_invalid_episode: NUMBERS,
    import_invalid_movie: NUMBERS,
    import_unparsable_file: REFUSED,
    import_unexpected_error: REFUSED,
    import_rule_error: REFUSED,
    import_no_episodes: REFUSED,
    import_no_absolute_number: NUMBERS,
    import_already: IS_THERE,
    import_no_title: NUMBERS,
    import_tba_title: NUMBERS,
    import_disk_full: NONE,
    import_season_in_one: NONE,
    import_no_audio: UNUSABLE,
    import_unexpected_episode: REFUSED,
    import_not_in_release: REFUSED,
    import_sample: UNUSABLE,
    import_sample_unclear: REFUSED,
    import_unpacking: [at('refresh_downloads', HOUR_MS)],
    import_fewer_episodes: IS_THERE,
    import_split_episode: NONE,
    import_unverified_numbering: NUMBERS,
    import_not_better: IS_THERE,
    import_not_newer_revision: IS_THERE,
    import_formats_after_rename: IS_THERE,
    import_formats: IS_THERE,
    import_multi_season: REFUSED,
    import_multi_part: UNUSABLE,
    import_no_root_folder: NONE,
    import_destination_exists: [at('rescan_title', 2 * MINUTE_MS)],
    import_recycle_bin: NONE,
    import_failed: REFUSED,
    import_not_grabbed: REFUSED,
    import_title_mismatch: REFUSED,
    import_matched_by_id: REFUSED,
    import_unparsable_download: REFUSED,
    import_nothing_eligible: [NOTICE],
    import_no_path: [NOTICE],
    import_foreign_path: NONE,
    import_encrypted: UNUSABLE,
    import_failed_not_grabbed: UNUSABLE,
    import_several_titles: REFUSED,
    import_no_episode_in_title: REFUSED,
    import_incomplete: REFUSED,
    import_refused: REFUSED,
    import_unsaid: REFUSED,
    // Imported, and not matched.
    shoko_next: [LOOK],
    shoko_away: NONE,
    shoko_starting: NONE,
    shoko_setup: NONE,
    shoko_unseen: [LOOK, at('scan_shoko', 5 * MINUTE_MS)],
    shoko_hashing: [at('look', 30 * MINUTE_MS)],
    shoko_searching: [LOOK, at('rescan_shoko', 30 * MINUTE_MS)],
    shoko_not_recognised: ASK_ANIDB,
    shoko_reading_series: [LOOK],
    shoko_search_failed: ASK_ANIDB,
    /** Waited out: what is asked meanwhile makes it longer. */
    shoko_banned: NONE,
    shoko_login_failed: NONE,
    shoko_no_internet: NONE,
    shoko_not_asked: ASK_ANIDB,
    // Imported, and not playable.
    jellyfin_next: NOT_SHOWN,
    jellyfin_unreachable: NONE,
    jellyfin_starting: NONE,
    jellyfin_scanning: NONE,
    jellyfin_check_failed: [LOOK],
    jellyfin_no_such_item: NOT_SHOWN,
    jellyfin_no_such_series: NOT_SHOWN,
    jellyfin_no_such_episode: NOT_SHOWN,
    jellyfin_matched_not_shown: NOT_SHOWN,
    jellyfin_episodes_unknown: [LOOK],
    jellyfin_ambiguous_title: NONE,
    jellyfin_ambiguous_episode: NONE,
    jellyfin_other_type_without_media: NONE,
    jellyfin_deleted_file: NOT_SHOWN,
    jellyfin_only_virtual: NOT_SHOWN,
    jellyfin_not_local: NONE,
    jellyfin_no_media_source: NOT_SHOWN,
    jellyfin_not_probed: NOT_SHOWN,
    jellyfin_no_video: NONE,
    jellyfin_other_file: NOT_SHOWN,
    jellyfin_only_other_version: NONE,
    jellyfin_other: NOT_SHOWN,
    // Over.
    playable: NONE,
    deleted_since: NONE,
    declined: NONE,
    withdrawn: NONE,
    superseded: NONE,
    deleted: NONE,
    send_failed: NONE,
    download_failed: SEARCH_SOON,
    download_removed: SEARCH_SOON,
    file_deleted: SEARCH_SOON,
    failed: [LOOK],
};
