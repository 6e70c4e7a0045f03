/**
 * The closed table of causes: who has to act, what happens next, and from when on it is late. The texts of each are in the
 * catalogues under the same code.
 */
import type { LateLimits } from './times/late';
import { REFUSALS } from './theirs/refusals';

/** Who has to act: nobody, who asked for it, or who runs the servers. */
export type Who = 'nobody' | 'requester' | 'admin';

/** What happens by itself, or what to do. */
export const STEPS = [
    'approve',
    'send_again',
    'ask_again',
    'start_server',
    'fix_access',
    'start_client',
    'set_up_server',
    'wait_for_start',
    'monitor',
    'wait_for_release',
    'set_up_indexer',
    'wait_for_indexer',
    'set_up_client',
    'fix_root_folder',
    'arr_watches',
    'search_by_hand',
    'widen_profile',
    'searches_again',
    'wait_for_delay',
    'client_begins',
    'look_in_client',
    'select_file',
    'goes_on',
    'wait_for_turn',
    'resume',
    'wait_for_peers',
    'replace_release',
    'free_client_space',
    'look_at_client',
    'switch_on_dht',
    'keep_folder',
    'arr_notices',
    'look_at_queue',
    'arr_tries_again',
    'arr_learns_title',
    'arr_searches_again',
    'import_by_hand',
    'remove_download',
    'search_another',
    'extract_archive',
    'separate_folders',
    'free_space',
    'fix_path',
    'fix_recycle_bin',
    'look_at_log',
    'looked_at_again',
    'scan_library',
    'compare_ids',
    'check_library',
    'check_file',
    'ask_for_version',
    'shoko_goes_on',
    'shoko_asks_again',
    'watch_folder',
    'link_in_shoko',
    'rescan_in_shoko',
    'fix_anidb_login',
    'give_internet',
    'check_shokofin',
] as const;
export type StepCode = (typeof STEPS)[number];

/** Which limit makes a cause late; `never` for what may take any time. */
export type LateBy = keyof LateLimits | 'never';

export interface CauseRule {
    who: Who;
    next?: StepCode;
    late: LateBy;
    /** What to do instead once it is late. Who must act is then `admin`. */
    lateNext?: StepCode;
}

const nobody = (late: LateBy, next: StepCode | undefined, lateNext?: StepCode): CauseRule => ({
    who: 'nobody',
    late,
    ...(next !== undefined && { next }),
    ...(lateNext !== undefined && { lateNext }),
});
const admin = (late: LateBy, next: StepCode): CauseRule => ({ who: 'admin', late, next });
const END: CauseRule = { who: 'nobody', late: 'never' };

const OWN = {
    // Wished, and not grabbed.
    not_approved: admin('requested', 'approve'),
    not_sent: admin('grabbing', 'send_again'),
    arr_unreachable: admin('silent', 'start_server'),
    /** Any of the services; it answers, and refuses our key or password. */
    server_refuses: admin('silent', 'fix_access'),
    unmonitored: admin('never', 'monitor'),
    /** Is said and not waited for: somebody chose so. */
    episode_unmonitored: nobody('never', 'monitor'),
    not_aired: nobody('never', 'wait_for_release'),
    not_in_cinemas: nobody('never', 'wait_for_release'),
    not_released: nobody('never', 'wait_for_release'),
    no_release_date: nobody('never', 'wait_for_release'),
    /** Nobody has any date of it. */
    not_announced: nobody('never', 'wait_for_release'),
    no_indexers: admin('silent', 'set_up_indexer'),
    indexers_failing: nobody('silent', 'wait_for_indexer', 'set_up_indexer'),
    no_download_client: admin('silent', 'set_up_client'),
    no_root_folder: admin('silent', 'fix_root_folder'),
    approved: nobody('approved', 'arr_watches', 'search_by_hand'),
    searching: nobody('approved', 'goes_on', 'search_by_hand'),
    searched: nobody('approved', 'arr_watches', 'search_by_hand'),
    searched_nothing: nobody('approved', 'searches_again', 'search_by_hand'),
    searched_rejected: nobody('approved', 'searches_again', 'widen_profile'),
    release_delayed: nobody('never', 'wait_for_delay'),
    release_in_reserve: nobody('approved', 'wait_for_delay', 'look_at_queue'),
    release_without_client: admin('silent', 'set_up_client'),
    release_not_added: admin('silent', 'look_at_client'),
    season_not_approved: admin('requested', 'approve'),
    /** Sonarr was asked. */
    season_not_listed: nobody('never', 'wait_for_release'),
    season_not_grabbed: nobody('approved', 'arr_watches', 'search_by_hand'),
    /** All that is known can be played; whether that is all is still to be said. */
    list_awaited: nobody('silent', undefined, 'start_server'),
    // In the download client.
    grabbed: nobody('grabbing', 'client_begins', 'look_in_client'),
    /** Its client tells nobody but Sonarr or Radarr. */
    grabbed_unheard: nobody('downloading', 'goes_on', 'look_in_client'),
    not_in_client: admin('grabbing', 'look_in_client'),
    client_unreachable: admin('silent', 'start_client'),
    deselected: admin('grabbing', 'select_file'),
    downloading: nobody('downloading', 'goes_on', 'replace_release'),
    file_complete: nobody('downloading', 'goes_on', 'replace_release'),
    download_queued: nobody('downloading', 'wait_for_turn', 'look_at_client'),
    download_stopped: admin('stalled', 'resume'),
    download_metadata: nobody('stalled', 'wait_for_peers', 'replace_release'),
    download_needs_dht: admin('stalled', 'switch_on_dht'),
    download_stalled: nobody('stalled', 'wait_for_peers', 'replace_release'),
    download_checking: nobody('stalled', 'goes_on', 'look_at_client'),
    download_moving: nobody('stalled', 'goes_on', 'look_at_client'),
    download_error: admin('silent', 'look_at_client'),
    download_without_folder: admin('silent', 'keep_folder'),
    files_missing: admin('silent', 'look_at_client'),
    client_disk_full: admin('silent', 'free_client_space'),
    client_warning: admin('stalled', 'look_at_client'),
    download_failing: nobody('downloaded', 'arr_searches_again', 'look_at_queue'),
    // Downloaded, and not imported.
    downloaded: nobody('downloaded', 'arr_notices', 'look_at_queue'),
    done_unnoticed: nobody('downloaded', 'arr_notices', 'look_at_queue'),
    import_silent: admin('downloaded', 'look_at_queue'),
    import_pending: nobody('downloaded', 'arr_notices', 'look_at_queue'),
    import_running: nobody('downloaded', undefined, 'look_at_queue'),
    import_told: nobody('downloaded', 'looked_at_again', 'look_at_queue'),
    import_ignored: admin('never', 'import_by_hand'),
    import_of_rest: nobody('downloaded', 'arr_notices', 'look_at_queue'),
    left_out: admin('downloaded', 'look_at_queue'),
    // Imported, and not matched.
    shoko_next: nobody('anime_matching', 'shoko_goes_on', 'watch_folder'),
    shoko_away: admin('silent', 'start_server'),
    shoko_starting: nobody('silent', 'wait_for_start', 'start_server'),
    shoko_setup: admin('silent', 'set_up_server'),
    shoko_unseen: nobody('anime_matching', 'shoko_goes_on', 'watch_folder'),
    shoko_hashing: nobody('anime_matching', 'shoko_goes_on', 'rescan_in_shoko'),
    shoko_searching: nobody('anime_matching', 'shoko_goes_on', 'rescan_in_shoko'),
    shoko_not_recognised: admin('never', 'link_in_shoko'),
    shoko_reading_series: nobody('anime_matching', 'shoko_goes_on', 'rescan_in_shoko'),
    shoko_search_failed: admin('silent', 'rescan_in_shoko'),
    shoko_banned: nobody('anime_matching', 'shoko_asks_again', 'rescan_in_shoko'),
    shoko_login_failed: admin('silent', 'fix_anidb_login'),
    shoko_no_internet: admin('silent', 'give_internet'),
    shoko_not_asked: admin('silent', 'rescan_in_shoko'),
    // Imported, and not playable.
    jellyfin_next: nobody('importing', 'looked_at_again', 'scan_library'),
    jellyfin_unreachable: admin('silent', 'start_server'),
    jellyfin_starting: nobody('silent', 'wait_for_start', 'start_server'),
    jellyfin_scanning: nobody('importing', 'looked_at_again', 'scan_library'),
    jellyfin_check_failed: admin('silent', 'look_at_log'),
    jellyfin_no_such_item: nobody('importing', 'looked_at_again', 'scan_library'),
    jellyfin_no_such_series: nobody('importing', 'looked_at_again', 'compare_ids'),
    jellyfin_no_such_episode: nobody('importing', 'looked_at_again', 'scan_library'),
    jellyfin_matched_not_shown: nobody('importing', 'looked_at_again', 'check_shokofin'),
    jellyfin_episodes_unknown: nobody('importing', 'looked_at_again', 'look_at_queue'),
    jellyfin_ambiguous_title: admin('importing', 'compare_ids'),
    jellyfin_ambiguous_episode: admin('importing', 'compare_ids'),
    jellyfin_other_type_without_media: admin('importing', 'check_library'),
    jellyfin_deleted_file: nobody('importing', 'looked_at_again', 'scan_library'),
    jellyfin_only_virtual: nobody('importing', 'looked_at_again', 'scan_library'),
    jellyfin_not_local: admin('importing', 'check_library'),
    jellyfin_no_media_source: nobody('importing', 'looked_at_again', 'scan_library'),
    jellyfin_not_probed: nobody('importing', 'looked_at_again', 'check_file'),
    jellyfin_no_video: admin('importing', 'check_file'),
    jellyfin_other_file: nobody('importing', 'looked_at_again', 'scan_library'),
    jellyfin_only_other_version: admin('importing', 'ask_for_version'),
    jellyfin_other: nobody('importing', 'looked_at_again', 'check_library'),
    // Over.
    playable: END,
    deleted_since: END,
    declined: END,
    withdrawn: END,
    superseded: END,
    deleted: END,
    send_failed: admin('silent', 'send_again'),
    download_failed: admin('silent', 'search_another'),
    download_removed: admin('silent', 'search_another'),
    file_deleted: admin('silent', 'search_another'),
    failed: admin('silent', 'look_at_log'),
    import_refused: admin('silent', 'import_by_hand'),
    import_unsaid: admin('silent', 'import_by_hand'),
} as const satisfies Record<string, CauseRule>;

type RefusalCodes = (typeof REFUSALS)[number]['code'];
export type CauseCode = keyof typeof OWN | RefusalCodes;

/** Every cause there is. */
export const CAUSES: Readonly<Record<CauseCode, CauseRule>> = {
    ...OWN,
    ...(Object.fromEntries(
        REFUSALS.map(({ code, next, ...more }): [string, CauseRule] => [
            code,
            'isPassing' in more ? nobody('downloaded', next, 'import_by_hand') : admin('silent', next),
        ]),
    ) as Record<RefusalCodes, CauseRule>),
};

/** Causes that are answers: nothing is waited for, and nobody needs to look. */
export const ANSWERS: readonly CauseCode[] = ['playable', 'deleted_since', 'declined', 'withdrawn', 'superseded', 'deleted'];
