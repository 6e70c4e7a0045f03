import assert from 'node:assert/strict';
import type { Episode, MediaRequest, QueuedDownload, ShokoDoing, Transfer } from '../../../lib/model';
import { type CauseCode, CAUSES, causeOf, say, type SubjectFacts, type Who } from '../../../lib/causes';
import { episode, movie, show } from '../../support/requests';

const NOW = Date.parse('2026-11-28T21:30:00.000Z');
const at = (minutesAgo: number): string => new Date(NOW - minutesAgo * 60_000).toISOString();
const DAY = 24 * 60;

type Row = [subject: MediaRequest | Episode, facts: SubjectFacts, code: CauseCode, says: string, who: Who, next?: string];

function inState(state: MediaRequest['state'], minutesAgo: number, own: Partial<MediaRequest> = {}): MediaRequest {
    return movie({ state, reached: state === 'failed' || state === 'available' ? {} : { [state]: at(minutesAgo) }, ...own });
}

function one(state: Episode['state'], minutesAgo: number, own: Partial<Episode> = {}): Episode {
    return episode(3, state, { reached: { [state]: at(minutesAgo) }, ...own });
}

function failed(code: string, message: string, own: Partial<MediaRequest> = {}): MediaRequest {
    return inState('failed', 5, { failure: { code, message, at: at(5), stage: 'downloaded' }, ...own });
}

const queued = (own: Partial<QueuedDownload> = {}): QueuedDownload => ({
    at: at(1),
    source: 'radarr',
    instanceName: 'Radarr',
    statusMessages: [],
    ...own,
});
const download = (own: Partial<Transfer> = {}, facts: SubjectFacts = {}): SubjectFacts => ({ transfer: own, ...facts });
const check = (code: string, message = 'x', nextAt?: string): SubjectFacts => ({
    check: { code, message, ...(nextAt !== undefined && { nextAt }) },
});
const shoko = (doing: ShokoDoing, message = '', until?: string): SubjectFacts => ({
    shoko: { doing, message, since: at(20), ...(until !== undefined && { until }) },
});
const anime = (own: Partial<MediaRequest> = {}): MediaRequest => inState('anime_matching', 4, { isAnime: true, ...own });

const BEFORE_GRAB: Row[] = [
    [inState('requested', 9), {}, 'not_approved', 'Waiting for approval in Seerr.', 'admin', 'Approve or decline it in Seerr.'],
    [
        inState('approved', 9),
        {},
        'approved',
        'Approved. Radarr has not grabbed a release yet.',
        'nobody',
        'Radarr takes what its indexers announce from now on.',
    ],
    [
        inState('approved', 9),
        { arr: { isMissing: true } },
        'not_sent',
        'Approved, but Radarr does not have it.',
        'admin',
        'Look at the settings of Radarr in Seerr, then approve the request once more.',
    ],
    [
        inState('approved', 9),
        { arr: { outage: { since: at(3), message: 'Radarr refused the connection.' } } },
        'arr_unreachable',
        'Radarr does not answer: “Radarr refused the connection”.',
        'admin',
        'Look whether Radarr runs and can be reached.',
    ],
    [
        inState('approved', 9),
        { arr: { server: 'Radarr 4K', outage: { since: at(3), message: 'wrong API key', code: 'unauthorised' } } },
        'server_refuses',
        'Radarr 4K refuses our access: “wrong API key”.',
        'admin',
        'Enter the right key or password of Radarr 4K in Node-RED, or lift its ban.',
    ],
    [
        inState('approved', 9),
        { arr: { nextLookAt: '2026-11-28T22:00:00.000Z' } },
        'approved',
        'Approved. Radarr has not grabbed a release yet.',
        'nobody',
        'Radarr takes what its indexers announce from now on; it looks next at 2026-11-28 22:00 UTC.',
    ],
    [
        inState('approved', 9, { mediaType: 'tv', listedAt: at(5) }),
        {},
        'season_not_listed',
        'Sonarr lists no episode of it yet.',
        'nobody',
        'Sonarr looks for it by itself from then on.',
    ],
    [inState('approved', 9), { arr: { isSearching: true } }, 'searching', 'Radarr is searching for it.', 'nobody'],
    [
        inState('approved', 9),
        { arr: { search: { at: '2026-11-28T21:25:00.000Z', rejections: [] }, nextLookAt: '2026-11-28T22:00:00.000Z' } },
        'searched',
        'Radarr last searched at 2026-11-28 21:25 UTC and has not grabbed anything since.',
        'nobody',
        'Radarr takes what its indexers announce from now on; it looks next at 2026-11-28 22:00 UTC.',
    ],
    [
        inState('approved', 9),
        {
            arr: {
                search: { at: at(5), rejections: [], notAdded: { release: 'Sintel.2010.1080p', message: 'it is there already' } },
            },
        },
        'release_not_added',
        'Radarr chose “Sintel.2010.1080p”, and its download client did not take it: “it is there already”.',
        'admin',
        'Look at it in the download client.',
    ],
    [
        inState('approved', 9, { isMonitored: true, year: 2027 }),
        {},
        'not_announced',
        'Nobody has a date yet on which it comes out.',
        'nobody',
        'Radarr looks for it by itself from then on.',
    ],
    [
        inState('approved', 9, { isMonitored: true, year: 1972 }),
        {},
        'approved',
        'Approved. Radarr has not grabbed a release yet.',
        'nobody',
        'Radarr takes what its indexers announce from now on.',
    ],
    [
        inState('grabbing', 600, { qbitHash: 'a'.repeat(40) }),
        { client: { isHere: true } },
        'grabbed',
        'Grabbed. Waiting for the download to start.',
        'nobody',
    ],
    [
        inState('approved', 9, { isMonitored: false }),
        {},
        'unmonitored',
        'Radarr does not look for it: it is not monitored there.',
        'admin',
        'Monitor it in Radarr.',
    ],
    [
        one('approved', 9, { isMonitored: false }),
        {},
        'episode_unmonitored',
        'Sonarr does not look for it: it is not monitored there.',
        'nobody',
    ],
    [
        one('approved', 9, { airDateUtc: '2026-12-04T20:00:00.000Z' }),
        {},
        'not_aired',
        'Airs 2026-12-04 20:00 UTC.',
        'nobody',
        'Sonarr looks for it by itself from then on.',
    ],
    [
        inState('approved', 9, { inCinemas: '2027-01-01T00:00:00Z', digitalRelease: '2027-04-01T00:00:00Z' }),
        {},
        'not_in_cinemas',
        'Comes to cinemas on 2027-01-01, and out for home viewing on 2027-04-01.',
        'nobody',
    ],
    [
        inState('approved', 9, { inCinemas: '2027-01-01T00:00:00Z' }),
        {},
        'not_in_cinemas',
        'Comes to cinemas on 2027-01-01.',
        'nobody',
    ],
    [
        inState('approved', 9, {
            inCinemas: '2026-11-01T00:00:00Z',
            digitalRelease: '2027-01-15T00:00:00Z',
            physicalRelease: '2027-02-15T00:00:00Z',
        }),
        {},
        'not_released',
        'Comes out for home viewing on 2027-01-15, in cinemas since 2026-11-01.',
        'nobody',
    ],
    [
        inState('approved', 9, { inCinemas: '2026-11-01T00:00:00Z' }),
        {},
        'no_release_date',
        'In cinemas since 2026-11-01. Nobody has a date yet on which it comes out for home viewing.',
        'nobody',
    ],
    [
        inState('approved', 9, { inCinemas: '2020-01-01T00:00:00Z' }),
        {},
        'approved',
        'Approved. Radarr has not grabbed a release yet.',
        'nobody',
    ],
    [
        inState('approved', 9),
        { arr: { health: [{ source: 'IndexerSearchCheck', message: 'No indexers available with Automatic Search enabled' }] } },
        'no_indexers',
        'Radarr has no indexer to search: “No indexers available with Automatic Search enabled”.',
        'admin',
    ],
    [
        inState('approved', 9),
        { arr: { health: [{ source: 'IndexerStatusCheck', message: 'All indexers are unavailable due to failures' }] } },
        'indexers_failing',
        'Indexers of Radarr do not answer: “All indexers are unavailable due to failures”.',
        'nobody',
    ],
    [
        inState('approved', 9),
        { arr: { health: [{ source: 'DownloadClientCheck', message: 'No download client is available' }] } },
        'no_download_client',
        'Radarr has no download client that it can use: “No download client is available”.',
        'admin',
    ],
    [
        inState('approved', 9),
        { arr: { health: [{ source: 'RootFolderCheck', message: 'Missing root folder: /data/films' }] } },
        'no_root_folder',
        'Radarr misses a root folder: “Missing root folder: /data/films”.',
        'admin',
    ],
    [
        inState('approved', 60, { lastSearchTime: '2026-11-28T21:05:00.000Z' }),
        {},
        'searched',
        'Radarr last searched at 2026-11-28 21:05 UTC and has not grabbed anything since.',
        'nobody',
    ],
    [
        inState('approved', 9, { lastSearchTime: '2025-01-01T00:00:00.000Z' }),
        {},
        'approved',
        'Approved. Radarr has not grabbed a release yet.',
        'nobody',
    ],
    [
        one('approved', 60),
        { arr: { search: { at: '2026-11-28T21:05:00.000Z', offered: 0, rejections: [], nextAt: '2026-11-28T22:00:00.000Z' } } },
        'searched_nothing',
        'Sonarr searched at 2026-11-28 21:05 UTC, and its indexers had nothing.',
        'nobody',
        'Sonarr searches again at 2026-11-28 22:00 UTC.',
    ],
    [
        one('approved', 60),
        {
            arr: {
                search: {
                    at: '2026-11-28T21:05:00.000Z',
                    offered: 3,
                    rejections: ['DVD is not wanted in profile', 'DVD is not wanted in profile', 'Release is blocklisted'],
                },
            },
        },
        'searched_rejected',
        'Sonarr searched at 2026-11-28 21:05 UTC and may take none of the 3 releases that it was offered: 2 × quality that is not wanted, 1 × blocklisted.',
        'nobody',
        'Sonarr takes what its indexers announce from now on.',
    ],
    [
        one('approved', 60),
        { arr: { pending: { reason: 'delay', until: '2026-11-28T23:00:00.000Z' } } },
        'release_delayed',
        'Sonarr has found a release and waits for a better one until 2026-11-28 23:00 UTC.',
        'nobody',
        'Sonarr grabs what it has then.',
    ],
    [
        one('approved', 60),
        { arr: { pending: { reason: 'downloadClientUnavailable' } } },
        'release_without_client',
        'Sonarr has found a release and cannot hand it to its download client.',
        'admin',
    ],
    [
        one('approved', 60),
        { arr: { pending: { reason: 'fallback' } } },
        'release_in_reserve',
        'Sonarr has found releases and keeps them back: one of them waits for its turn.',
        'nobody',
    ],
];

const full = { percent: 42, downloadSpeed: 12_345_678, etaSeconds: 754 };
const ofPack = (own: Partial<Transfer>, percent = 50, wanted = true): SubjectFacts =>
    download({ percent: 40, ...own, episodes: [{ seasonNumber: 1, episodeNumber: 3, percent, wanted }] });

const IN_CLIENT: Row[] = [
    [
        inState('grabbing', 600, { qbitHash: 'SABnzbd_nzo_4f2a' }),
        {},
        'grabbed_unheard',
        'Grabbed. How its download goes is told by nobody.',
        'nobody',
    ],
    [inState('grabbing', 1), {}, 'grabbed', 'Grabbed. Waiting for the download to start.', 'nobody'],
    [
        inState('grabbing', 1, { releaseTitle: 'Film.2020-GRP', downloadClient: 'qBittorrent' }),
        {},
        'grabbed',
        'Grabbed “Film.2020-GRP”. Waiting for the download to start.',
        'nobody',
        'The download client qBittorrent begins by itself.',
    ],
    [
        inState('grabbing', 25, { releaseTitle: 'Film.2020-GRP' }),
        {},
        'not_in_client',
        'Grabbed “Film.2020-GRP” at 2026-11-28 21:05 UTC, and no download client has told of it since.',
        'admin',
        'Look for it in the download client; if it is not there, search again in Radarr.',
    ],
    [
        inState('grabbing', 25),
        { client: { outage: { since: at(30), message: 'qBittorrent did not answer in time' } } },
        'client_unreachable',
        'The download client does not answer: “qBittorrent did not answer in time”.',
        'admin',
    ],
    [
        one('grabbing', 1),
        ofPack({}, 0, false),
        'deselected',
        'Grabbed, but its file is deselected in the download client.',
        'admin',
    ],
    [inState('downloading', 9), {}, 'downloading', 'Downloading.', 'nobody', 'It goes on by itself.'],
    [inState('downloading', 9), download(full), 'downloading', 'Downloading 42 % at 12.3 MB/s, 13 min left.', 'nobody'],
    [inState('downloading', 9), download({ percent: 99.99 }), 'downloading', 'Downloading 99 %.', 'nobody'],
    [one('downloading', 9), ofPack({ downloadSpeed: 5e6, etaSeconds: 7200 }), 'downloading', 'Downloading 50 %.', 'nobody'],
    [
        one('downloading', 9),
        download({ ...full, episodes: [{ seasonNumber: 1, episodeNumber: 3, percent: 42, wanted: true, sole: true }] }),
        'downloading',
        'Downloading 42 % at 12.3 MB/s, 13 min left.',
        'nobody',
    ],
    [
        one('downloading', 9),
        ofPack({ downloadSpeed: 3.2e6, etaSeconds: 7260 }, 100),
        'file_complete',
        'Its file is complete. Waiting for the rest of its download, which is at 40 %.',
        'nobody',
    ],
    [
        inState('downloading', 9),
        download({ percent: 9.3, wait: 'queued' }),
        'download_queued',
        'Queued in the download client at 9 %.',
        'nobody',
    ],
    [
        inState('downloading', 9),
        download({ percent: 9.3, wait: 'stopped' }),
        'download_stopped',
        'Stopped in the download client at 9 %.',
        'admin',
        'Resume it in the download client.',
    ],
    [
        inState('downloading', 9),
        download({ wait: 'metadata' }),
        'download_metadata',
        'The download client is still looking for the metadata of the magnet link.',
        'nobody',
    ],
    [
        inState('downloading', 9),
        download({ percent: 0, wait: 'stalled' }),
        'download_stalled',
        'The download has stalled at 0 %: nobody is sending.',
        'nobody',
        'It goes on when somebody sends.',
    ],
    [
        inState('downloading', 9),
        download({ percent: 42, wait: 'checking' }),
        'download_checking',
        'The download client is checking the files, 42 % are there.',
        'nobody',
    ],
    [
        inState('downloading', 9),
        download({ percent: 42, wait: 'moving' }),
        'download_moving',
        'The download client is moving the files.',
        'nobody',
    ],
    [
        inState('downloading', 9),
        download({ percent: 42, wait: 'error' }),
        'download_error',
        'Stopped by an error in the download client at 42 %.',
        'admin',
    ],
    [
        inState('downloading', 9),
        download({ percent: 0, wait: 'missing_files' }),
        'files_missing',
        'Stopped in the download client at 0 %: the files are missing.',
        'admin',
    ],
    [
        inState('downloading', 9),
        download({ percent: 42, wait: 'stalled', leftBytes: 4e9, freeBytes: 1e9 }),
        'client_disk_full',
        'The disk of the download client is too full: 4.0 GB are to come, and only 1.0 GB are free.',
        'admin',
    ],
    [
        inState('downloading', 9),
        {
            queued: queued({ status: 'warning', errorMessage: 'The download is stalled with no connections' }),
            transfer: { percent: 7 },
        },
        'download_stalled',
        'The download has stalled at 7 %: nobody is sending.',
        'nobody',
    ],
    [
        inState('grabbing', 25),
        { queued: queued({ status: 'queued' }) },
        'download_queued',
        'Queued in the download client.',
        'nobody',
    ],
    [
        inState('grabbing', 25),
        { queued: queued({ errorMessage: 'qBittorrent cannot resolve magnet link with DHT disabled' }) },
        'download_needs_dht',
        'The download client cannot read the magnet link, because DHT is switched off.',
        'admin',
    ],
    [
        inState('downloading', 25),
        { queued: queued({ errorMessage: 'Kein Speicherplatz', downloadClient: 'SAB' }) },
        'client_warning',
        'The download client SAB warns: “Kein Speicherplatz”.',
        'admin',
    ],
    [
        inState('downloading', 25),
        { queued: queued({ status: 'downloadClientUnavailable', downloadClient: 'SAB' }) },
        'client_unreachable',
        'The download client SAB does not answer.',
        'admin',
    ],
    [
        inState('downloading', 25),
        { queued: queued({ trackedDownloadState: 'failedPending' }) },
        'download_failing',
        'Radarr takes the download for failed.',
        'nobody',
    ],
    [
        inState('downloading', 25),
        {
            queued: queued({
                errorMessage:
                    "Unable to Import. Path matches client base download directory, it's possible 'Keep top-level folder' is disabled",
            }),
        },
        'download_without_folder',
        'The download client saved it without a folder of its own, and Radarr does not import that.',
        'admin',
    ],
];

const TO_IMPORT: Row[] = [
    [
        inState('downloaded', 1),
        {},
        'downloaded',
        'Downloaded. Waiting for Radarr to import it.',
        'nobody',
        'Radarr looks for itself every minute.',
    ],
    [
        inState('downloaded', 25),
        {},
        'import_silent',
        'Downloaded at 2026-11-28 21:05 UTC. Radarr has not imported it and does not say why.',
        'admin',
        'Look at Activity, Queue in Radarr.',
    ],
    [
        inState('downloaded', 25),
        { queued: queued({ trackedDownloadState: 'downloading' }) },
        'done_unnoticed',
        'Downloaded at 2026-11-28 21:05 UTC, which Radarr has not noticed yet.',
        'nobody',
    ],
    [
        inState('downloaded', 25),
        { queued: queued({ trackedDownloadState: 'importPending' }) },
        'import_pending',
        'Downloaded. Radarr is about to import it.',
        'nobody',
    ],
    [
        inState('downloaded', 25),
        { queued: queued({ trackedDownloadState: 'importing' }) },
        'import_running',
        'Radarr is importing it.',
        'nobody',
    ],
    [
        inState('downloaded', 25),
        { queued: queued({ trackedDownloadState: 'imported' }) },
        'import_told',
        'Radarr calls it imported. Waiting to hear where it put the file.',
        'nobody',
    ],
    [
        inState('downloaded', 25),
        { queued: queued({ trackedDownloadState: 'ignored' }) },
        'import_ignored',
        'Radarr was told to ignore this download.',
        'admin',
    ],
    [
        inState('downloaded', 25),
        { arr: { outage: {} } },
        'arr_unreachable',
        'Radarr does not answer.',
        'admin',
        'Look whether Radarr runs and can be reached.',
    ],
    [
        one('grabbing', 60),
        { siblings: { imported: 5, lastAt: at(2) } },
        'import_of_rest',
        'Sonarr is importing the download: 5 other episodes of it are done.',
        'nobody',
    ],
    [
        one('grabbing', 60),
        { siblings: { imported: 5, lastAt: at(20) } },
        'left_out',
        '5 other episodes of the same download were imported, and nothing came after them.',
        'admin',
    ],
    [
        one('downloaded', 60),
        { siblings: { imported: 1, lastAt: at(20) } },
        'left_out',
        '1 other episode of the same download was imported, and nothing came after it.',
        'admin',
    ],
];

const IN_LIBRARY: Row[] = [
    [inState('importing', 2), {}, 'jellyfin_next', 'Imported. Waiting for Jellyfin to show it.', 'nobody'],
    [
        inState('importing', 2),
        check('no_such_item', 'x', '2026-11-28T21:31:00.000Z'),
        'jellyfin_no_such_item',
        'Imported. Jellyfin does not show it yet: there is nothing with its ids or its file.',
        'nobody',
        'It is looked at again by itself at 2026-11-28 21:31 UTC.',
    ],
    [
        inState('importing', 2),
        check('jellyfin_unreachable', 'Jellyfin refused the connection: is it running, and is the port right?'),
        'jellyfin_unreachable',
        'Imported. Jellyfin does not answer: “Jellyfin refused the connection: is it running, and is the port right?”.',
        'admin',
    ],
    [
        inState('importing', 2),
        check('jellyfin_unreachable', 'Jellyfin is starting'),
        'jellyfin_starting',
        'Imported. Jellyfin is starting.',
        'nobody',
    ],
    [
        inState('importing', 2),
        { jellyfin: { outage: { isStarting: true } } },
        'jellyfin_starting',
        'Imported. Jellyfin is starting.',
        'nobody',
    ],
    [
        inState('importing', 2),
        { jellyfin: { outage: { message: 'It timed out' } } },
        'jellyfin_unreachable',
        'Imported. Jellyfin does not answer: “It timed out”.',
        'admin',
    ],
    [
        inState('importing', 2),
        { jellyfin: { scanningSince: at(1) } },
        'jellyfin_scanning',
        'Imported. Jellyfin is scanning its library since 2026-11-28 21:29 UTC.',
        'nobody',
    ],
    [
        one('importing', 2),
        check('no_such_episode'),
        'jellyfin_no_such_episode',
        'Imported. Jellyfin shows the series, but not this episode yet.',
        'nobody',
    ],
    [
        inState('importing', 2),
        check('only_other_version'),
        'jellyfin_only_other_version',
        'Imported. Jellyfin shows it, but not in 4K.',
        'admin',
    ],
    [
        inState('importing', 2),
        check('a_new_code', 'Jellyfin is odd'),
        'jellyfin_other',
        'Imported. Jellyfin does not play it yet: “Jellyfin is odd”.',
        'nobody',
    ],
    [anime(), {}, 'shoko_next', 'Imported. Waiting for Shoko to match it.', 'nobody'],
    [anime(), check('not_matched'), 'shoko_next', 'Imported. Waiting for Shoko to match it.', 'nobody'],
    [
        anime(),
        check('only_virtual'),
        'jellyfin_only_virtual',
        'Imported. Jellyfin shows it only as a placeholder without a file.',
        'nobody',
    ],
    [
        anime(),
        shoko('away', 'Shoko did not answer in time'),
        'shoko_away',
        'Imported. Shoko does not answer: “Shoko did not answer in time”.',
        'admin',
    ],
    [anime(), shoko('starting'), 'shoko_starting', 'Imported. Shoko is starting.', 'nobody', 'Shoko is asked again by itself.'],
    [anime(), shoko('setup'), 'shoko_setup', 'Imported. Shoko has never been set up.', 'admin', 'Set Shoko up.'],
    [anime(), shoko('unseen'), 'shoko_unseen', 'Imported. Shoko has not found the file yet.', 'nobody'],
    [anime(), shoko('hashing'), 'shoko_hashing', 'Imported. Shoko is reading the file.', 'nobody'],
    [anime(), shoko('searching'), 'shoko_searching', 'Imported. Shoko is looking the file up.', 'nobody'],
    [
        anime(),
        shoko('not_recognised'),
        'shoko_not_recognised',
        'Imported. Shoko does not recognise the file.',
        'admin',
        'Link the file to its episode in Shoko, or wait until AniDB knows it.',
    ],
    [
        anime(),
        shoko('reading_series'),
        'shoko_reading_series',
        'Imported and known to Shoko, which is still reading the series from AniDB.',
        'nobody',
    ],
    [
        anime(),
        shoko('search_failed', 'Shoko could not look the file up: timeout'),
        'shoko_search_failed',
        'Imported. Shoko could not look the file up: “Shoko could not look the file up: timeout”.',
        'admin',
    ],
    [
        anime(),
        shoko('banned', '', '2026-11-29T09:00:00.000Z'),
        'shoko_banned',
        'Imported. AniDB has banned Shoko until about 2026-11-29 09:00 UTC.',
        'nobody',
    ],
    [anime(), shoko('login_failed'), 'shoko_login_failed', 'Imported. AniDB refuses the login of Shoko.', 'admin'],
    [anime(), shoko('no_internet'), 'shoko_no_internet', 'Imported. Shoko has no internet and cannot ask AniDB.', 'admin'],
    [anime(), shoko('not_asked'), 'shoko_not_asked', 'Imported. Shoko has not asked AniDB for the file.', 'admin'],
    [
        anime({ shokoFileId: 7 }),
        { ...shoko('unseen'), ...check('matched_not_shown') },
        'jellyfin_matched_not_shown',
        'Matched by Shoko. Jellyfin does not show it: it has not scanned yet, or Shokofin leaves it out.',
        'nobody',
    ],
];

const OVER: Row[] = [
    [inState('available', 0, { availableAt: at(9) }), {}, 'playable', 'Can be played in Jellyfin.', 'nobody'],
    [
        inState('available', 0, { foundAs: 'Episode S00E03' }),
        {},
        'playable',
        'Can be played in Jellyfin as Episode S00E03.',
        'nobody',
    ],
    [one('available', 0, { foundAs: 'Episode S01E03' }), {}, 'playable', 'Can be played in Jellyfin.', 'nobody'],
    [
        inState('available', 0, { deletedAt: at(1) }),
        {},
        'deleted_since',
        'Could be played in Jellyfin, and was deleted in Radarr since.',
        'nobody',
    ],
    [failed('declined', 'The request was declined in Seerr'), {}, 'declined', 'Declined in Seerr.', 'nobody'],
    [failed('withdrawn', 'x'), {}, 'withdrawn', 'The request was deleted in Seerr.', 'nobody'],
    [
        failed('superseded', 'x'),
        {},
        'superseded',
        'Asked for again in Seerr: another request takes the place of this one.',
        'nobody',
    ],
    [failed('deleted', 'x'), {}, 'deleted', 'Deleted in Radarr.', 'nobody'],
    [failed('send_failed', 'x'), {}, 'send_failed', 'Seerr could not hand it to Radarr.', 'admin'],
    [
        failed('download_failed', 'qBittorrent misses the files of Odd.Name'),
        {},
        'download_failed',
        'The download failed: “qBittorrent misses the files of Odd.Name”.',
        'admin',
    ],
    [failed('download_removed', 'x'), {}, 'download_removed', 'The download was removed before it was imported.', 'admin'],
    [failed('file_deleted', 'x'), {}, 'file_deleted', 'Its file was deleted in Radarr before Jellyfin showed it.', 'admin'],
    [failed('brand_new', 'Something new.'), {}, 'failed', 'Failed: “Something new”.', 'admin'],
    [
        failed('import_blocked', 'New reason', { releaseTitle: 'Odd.Name-GRP' }),
        {},
        'import_refused',
        'Radarr does not import Odd.Name-GRP: “New reason”.',
        'admin',
        'Import it by hand or remove it: Activity, Queue in Radarr.',
    ],
];

describe('cause', () => {
    for (const [about, rows] of Object.entries({ BEFORE_GRAB, IN_CLIENT, TO_IMPORT, IN_LIBRARY, OVER })) {
        describe(about.toLowerCase().replace('_', ' '), () => {
            for (const [subject, facts, code, says, who, next] of rows) {
                it(`${code}: ${says}`, () => {
                    const request = 'episodeNumber' in subject ? show([subject]) : subject;
                    const cause = causeOf(subject, request, facts, NOW);
                    assert.deepEqual([cause.code, say(cause), cause.who], [code, says, who]);
                    if (next !== undefined) assert.equal(say({ code: cause.next!, values: cause.values }), next);
                });
            }
        });
    }

    it('is tried here, or where its reasons are, for each there is but those of whole seasons', () => {
        const tried = new Set([BEFORE_GRAB, IN_CLIENT, TO_IMPORT, IN_LIBRARY, OVER].flat().map(([, , code]) => code));
        const left = Object.keys(CAUSES).filter((code) => !tried.has(code as CauseCode) && !code.startsWith('import_'));
        assert.deepEqual(
            left.filter((code) => !code.startsWith('jellyfin_')),
            ['season_not_approved', 'season_not_grabbed', 'list_awaited'],
        );
    });

    it('counts what waits for a release from when there could be one', () => {
        const weekly = one('approved', 90 * DAY, { airDateUtc: at(30) });
        assert.equal(causeOf(weekly, show([weekly]), {}, NOW).since, at(30));
        const film = inState('approved', 90 * DAY, { digitalRelease: at(DAY), physicalRelease: at(10) });
        assert.equal(causeOf(film, film, {}, NOW).since, at(DAY));
    });

    it('says since when, as well as it is known', () => {
        assert.equal(causeOf(inState('importing', 7), movie(), {}, NOW).since, at(7));
        assert.equal(causeOf(anime(), anime(), shoko('hashing'), NOW).since, at(20));
        assert.equal(
            causeOf(movie({ state: 'importing', createdAt: at(99) }), movie({ createdAt: at(99) }), {}, NOW).since,
            at(99),
        );
        assert.equal(causeOf(failed('declined', ''), movie(), {}, NOW).since, at(5));
    });

    it('counts a download that does not go on from when it stopped, and not from when it began', () => {
        const film = inState('downloading', 600);
        const stalled = download({ percent: 42, wait: 'stalled', waitSince: at(3) });
        assert.equal(causeOf(film, film, stalled, NOW).since, at(3));
        const told = queued({
            status: 'warning',
            errorMessage: 'The download is stalled with no connections',
            statusSince: at(4),
        });
        assert.equal(causeOf(film, film, { queued: told }, NOW).since, at(4));
        assert.equal(causeOf(film, film, { queued: queued({ status: 'paused', statusSince: at(4) }) }, NOW).since, at(4));
    });

    it('says when it goes on', () => {
        const film = inState('downloading', 9);
        assert.equal(causeOf(film, film, download(full), NOW).nextAt, new Date(NOW + 754_000).toISOString());
        const airs = one('approved', 9, { airDateUtc: '2026-12-04T20:00:00.000Z' });
        assert.equal(causeOf(airs, show([airs]), {}, NOW).nextAt, '2026-12-04T20:00:00.000Z');
    });

    it('takes the word of a queue that is further than the state', () => {
        const film = inState('downloading', 9);
        const refused = queued({
            trackedDownloadState: 'importBlocked',
            statusMessages: [{ title: 'a.mkv', messages: ['Sample'] }],
        });
        assert.equal(causeOf(film, film, download({ percent: 100 }, { queued: refused }), NOW).code, 'import_sample');
    });

    it('does not take an episode for left out whose download goes on', () => {
        const rest = one('downloading', 9);
        const facts = { ...ofPack({ percent: 40 }), siblings: { imported: 2, lastAt: at(60) } };
        assert.equal(causeOf(rest, show([rest]), facts, NOW).code, 'downloading');
    });
});
