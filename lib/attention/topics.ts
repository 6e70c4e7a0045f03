/**
 * What of two causes is the same trouble for whoever is told of it. While a wish waits for a release, its cause goes from
 * "not searched yet" to "searched, and nothing found" and back: nobody is told anew of that.
 */
import type { CauseCode } from '../causes';

const TOPICS = {
    search: [
        'approved',
        'searching',
        'searched',
        'searched_nothing',
        'searched_rejected',
        'release_in_reserve',
        'release_delayed',
        'season_not_grabbed',
    ],
    approval: ['not_approved', 'season_not_approved'],
    start: ['grabbed', 'grabbed_unheard', 'not_in_client'],
    // Going on, and for too long.
    download: ['downloading', 'file_complete', 'download_queued', 'download_checking', 'download_moving'],
    // Not going on.
    stalled: ['download_metadata', 'download_stalled', 'client_warning'],
    import: [
        'downloaded',
        'done_unnoticed',
        'import_silent',
        'import_pending',
        'import_running',
        'import_told',
        'import_of_rest',
        'left_out',
        'import_locked',
        'import_unpacking',
    ],
    match: ['shoko_next', 'shoko_unseen', 'shoko_hashing', 'shoko_searching', 'shoko_reading_series'],
    library: [
        'jellyfin_next',
        'jellyfin_scanning',
        'jellyfin_no_such_item',
        'jellyfin_no_such_series',
        'jellyfin_no_such_episode',
        'jellyfin_matched_not_shown',
        'jellyfin_episodes_unknown',
        'jellyfin_deleted_file',
        'jellyfin_only_virtual',
        'jellyfin_no_media_source',
        'jellyfin_not_probed',
        'jellyfin_other_file',
        'jellyfin_other',
    ],
    // A failure and what the queue says of it while it is still there are one.
    failed_download: ['download_failing', 'download_failed', 'download_error'],
    jellyfin: ['jellyfin_unreachable', 'jellyfin_starting', 'jellyfin_check_failed'],
    shoko: ['shoko_away', 'shoko_starting', 'shoko_setup'],
    anidb: ['shoko_banned', 'shoko_login_failed', 'shoko_no_internet', 'shoko_not_asked'],
    indexers: ['no_indexers', 'indexers_failing'],
    client: ['no_download_client', 'release_without_client', 'client_unreachable'],
} as const satisfies Record<string, readonly CauseCode[]>;

/** Troubles of a server, which everything in the house waits for alike: one message for all of it. */
const OF_THE_HOUSE: readonly string[] = [
    'jellyfin',
    'shoko',
    'anidb',
    'indexers',
    'client',
    'arr_unreachable',
    'server_refuses',
    'no_root_folder',
    'client_disk_full',
    'download_needs_dht',
    'import_disk_full',
    'import_no_root_folder',
] satisfies (keyof typeof TOPICS | CauseCode)[];

const BY_CODE = new Map<CauseCode, string>(
    Object.entries(TOPICS).flatMap(([topic, codes]) => codes.map((code): [CauseCode, string] => [code, topic])),
);

/** What trouble a cause belongs to: several have one in common, each of the others is its own. */
export function topicOf(code: CauseCode): string {
    return BY_CODE.get(code) ?? code;
}

export function isOfHouse(topic: string): boolean {
    return OF_THE_HOUSE.includes(topic);
}
