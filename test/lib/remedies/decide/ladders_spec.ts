/** The tables of steps and ladders, once more, to be read by eye: minutes after each step. */
import assert from 'node:assert/strict';
import { CAUSES } from '../../../../lib/causes';
import { LADDERS } from '../../../../lib/remedies/decide/ladders';
import { DAY_MS, HOUR_MS, MINUTE_MS, STEP_NAMES, STEPS } from '../../../../lib/remedies/decide/steps';

const TABLE: Record<string, string> = {
    approved: 'look 2, search 360',
    searched: 'look 2, search 360',
    searched_nothing: 'look 2, search 360',
    season_not_grabbed: 'look 2, search 360',
    list_awaited: 'look 2',
    grabbed: 'look 2, refresh_downloads 2',
    grabbed_unheard: 'refresh_downloads 2',
    not_in_client: 'look 2, refresh_downloads 2, search 60',
    download_stopped: 'resume 60',
    download_metadata: 'reannounce 30, remove 1440',
    download_stalled: 'reannounce 30, remove 1440',
    download_error: 'resume 2, recheck 5, remove 1440',
    download_without_folder: 'import 10',
    files_missing: 'recheck 2, resume 5, remove 1440',
    client_warning: 'look 2, refresh_downloads 2',
    download_failing: 'refresh_downloads 2',
    downloaded: 'look 2, refresh_downloads 2, import 10',
    done_unnoticed: 'look 2, refresh_downloads 2, import 10',
    import_silent: 'look 2, refresh_downloads 2, import 10',
    import_pending: 'look 2, refresh_downloads 2, import 10',
    import_running: 'look 60, refresh_downloads 60',
    import_told: 'look 2, rescan_title 5',
    import_of_rest: 'refresh_downloads 2, import 10',
    left_out: 'refresh_downloads 2, import 10',
    import_locked: 'refresh_downloads 2, import 60',
    import_unknown_title: 'refresh_title 2, refresh_downloads 2, import 10',
    import_dangerous: 'refresh_downloads 2, remove 60',
    import_rejected_extension: 'refresh_downloads 2, remove 60',
    import_executable: 'refresh_downloads 2, remove 60',
    import_hidden_file: 'refresh_downloads 2, import 10',
    import_partial_season: 'refresh_downloads 2, import 10',
    import_invalid_episode: 'refresh_title 2, refresh_downloads 2, import 10',
    import_invalid_movie: 'refresh_title 2, refresh_downloads 2, import 10',
    import_unparsable_file: 'refresh_downloads 2, import 10',
    import_unexpected_error: 'refresh_downloads 2, import 10',
    import_rule_error: 'refresh_downloads 2, import 10',
    import_no_episodes: 'refresh_downloads 2, import 10',
    import_no_absolute_number: 'refresh_title 2, refresh_downloads 2, import 10',
    import_already: 'rescan_title 2, discard 60',
    import_no_title: 'refresh_title 2, refresh_downloads 2, import 10',
    import_tba_title: 'refresh_title 2, refresh_downloads 2, import 10',
    import_no_audio: 'refresh_downloads 2, remove 60',
    import_unexpected_episode: 'refresh_downloads 2, import 10',
    import_not_in_release: 'refresh_downloads 2, import 10',
    import_sample: 'refresh_downloads 2, remove 60',
    import_sample_unclear: 'refresh_downloads 2, import 10',
    import_unpacking: 'refresh_downloads 60',
    import_fewer_episodes: 'rescan_title 2, discard 60',
    import_unverified_numbering: 'refresh_title 2, refresh_downloads 2, import 10',
    import_not_better: 'rescan_title 2, discard 60',
    import_not_newer_revision: 'rescan_title 2, discard 60',
    import_formats_after_rename: 'rescan_title 2, discard 60',
    import_formats: 'rescan_title 2, discard 60',
    import_multi_season: 'refresh_downloads 2, import 10',
    import_multi_part: 'refresh_downloads 2, remove 60',
    import_destination_exists: 'rescan_title 2',
    import_failed: 'refresh_downloads 2, import 10',
    import_not_grabbed: 'refresh_downloads 2, import 10',
    import_title_mismatch: 'refresh_downloads 2, import 10',
    import_matched_by_id: 'refresh_downloads 2, import 10',
    import_unparsable_download: 'refresh_downloads 2, import 10',
    import_nothing_eligible: 'refresh_downloads 2',
    import_no_path: 'refresh_downloads 2',
    import_encrypted: 'refresh_downloads 2, remove 60',
    import_failed_not_grabbed: 'refresh_downloads 2, remove 60',
    import_several_titles: 'refresh_downloads 2, import 10',
    import_no_episode_in_title: 'refresh_downloads 2, import 10',
    import_incomplete: 'refresh_downloads 2, import 10',
    import_refused: 'refresh_downloads 2, import 10',
    import_unsaid: 'refresh_downloads 2, import 10',
    shoko_next: 'look 2',
    shoko_unseen: 'look 2, scan_shoko 5',
    shoko_hashing: 'look 30',
    shoko_searching: 'look 2, rescan_shoko 30',
    shoko_not_recognised: 'rescan_shoko 5, link_shoko 10',
    shoko_reading_series: 'look 2',
    shoko_search_failed: 'rescan_shoko 5, link_shoko 10',
    shoko_not_asked: 'rescan_shoko 5, link_shoko 10',
    jellyfin_next: 'look 2, refresh_jellyfin 3',
    jellyfin_check_failed: 'look 2',
    jellyfin_no_such_item: 'look 2, refresh_jellyfin 3',
    jellyfin_no_such_series: 'look 2, refresh_jellyfin 3',
    jellyfin_no_such_episode: 'look 2, refresh_jellyfin 3',
    jellyfin_matched_not_shown: 'look 2, refresh_jellyfin 3',
    jellyfin_episodes_unknown: 'look 2',
    jellyfin_deleted_file: 'look 2, refresh_jellyfin 3',
    jellyfin_only_virtual: 'look 2, refresh_jellyfin 3',
    jellyfin_no_media_source: 'look 2, refresh_jellyfin 3',
    jellyfin_not_probed: 'look 2, refresh_jellyfin 3',
    jellyfin_other_file: 'look 2, refresh_jellyfin 3',
    jellyfin_other: 'look 2, refresh_jellyfin 3',
    download_failed: 'look 2, search 60',
    download_removed: 'look 2, search 60',
    file_deleted: 'look 2, search 60',
    failed: 'look 2',
};
/** Of all others only a person can end what it waits for, or it ends by itself. */
const NONE = Object.keys(CAUSES).filter((cause) => !(cause in TABLE));
const STEPS_TABLE: Record<string, string> = {
    look: 'flow other_cause 3 - - reversible -',
    refresh_downloads: 'arr other_cause 5 - - reversible -',
    refresh_title: 'arr other_cause 10 - - reversible -',
    rescan_title: 'arr imported 10 - - reversible -',
    import: 'arr imported 20 - - final ignored',
    reannounce: 'client goes_on 60 touches - reversible -',
    resume: 'client goes_on 15 touches - reversible stopped',
    recheck: 'client goes_on 120 touches - reversible -',
    refresh_jellyfin: 'jellyfin playable 10 - - reversible -',
    scan_shoko: 'shoko other_cause 10 - - reversible -',
    rescan_shoko: 'shoko matched 15 - - reversible -',
    link_shoko: 'shoko matched 10 - - reversible -',
    search: 'arr grabbed 30 - - final removed+searched',
    discard: 'arr other_cause 10 touches deletes final picked+ignored+searched',
    remove: 'arr grabbed 60 touches deletes final picked+ignored+searched',
};

describe('ladders', () => {
    it('are one for each cause', () => {
        assert.deepEqual(Object.keys(LADDERS).sort(), Object.keys(CAUSES).sort());
        for (const cause of Object.keys(TABLE)) assert.ok(cause in CAUSES, cause);
    });

    for (const [cause, steps] of Object.entries(TABLE)) {
        it(`${cause}: ${steps}`, () => {
            const own = LADDERS[cause as keyof typeof LADDERS].map(({ step, afterMs }) => `${step} ${afterMs / MINUTE_MS}`);
            assert.equal(own.join(', '), steps);
        });
    }

    it('are empty where nothing from here would help', () => {
        for (const cause of NONE) assert.deepEqual(LADDERS[cause as keyof typeof LADDERS], [], cause);
    });

    it('delete last, and nothing sooner than an hour after it began', () => {
        for (const [cause, ladder] of Object.entries(LADDERS)) {
            const deleting = ladder.findIndex(({ step }) => STEPS[step].deletes);
            if (deleting < 0) continue;
            assert.equal(deleting, ladder.length - 1, cause);
            assert.ok(ladder[deleting]!.afterMs >= HOUR_MS, cause);
            assert.ok(ladder.length > 1, cause);
        }
    });

    it('never go back in time', () => {
        for (const [cause, ladder] of Object.entries(LADDERS)) {
            const times = ladder.map(({ afterMs }) => afterMs);
            assert.deepEqual(
                times,
                [...times].sort((a, b) => a - b),
                cause,
            );
            assert.equal(new Set(ladder.map(({ step }) => step)).size, ladder.length, cause);
        }
    });
});

describe('steps', () => {
    it('are in a table', () => {
        assert.deepEqual([MINUTE_MS, HOUR_MS, DAY_MS], [60_000, 3_600_000, 86_400_000]);
        assert.deepEqual(STEP_NAMES, Object.keys(STEPS_TABLE));
        for (const step of STEP_NAMES) {
            const { service, after, withinMs, touchesTorrent, deletes, reversible, undoes } = STEPS[step];
            const told = [service, after, withinMs / MINUTE_MS, touchesTorrent ? 'touches' : '-', deletes ? 'deletes' : '-'];
            assert.equal(
                [...told, reversible ? 'reversible' : 'final', undoes.join('+') || '-'].join(' '),
                STEPS_TABLE[step],
                step,
            );
        }
    });
});
