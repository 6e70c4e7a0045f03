/** Requests that are stuck, each with what would help it: played against simulated services by `cases_spec.ts`. */
import type { StepName } from '../../../lib/remedies';
import { film, GIGABYTE, harbour, releaseOf, type World } from '../../support/remedy-world';

export interface StuckCase {
    name: string;
    begin: (world: World) => void;
    /** What is done, in this order, until it is well or nothing is left. */
    steps: StepName[];
    isSolved: boolean;
    /** Deleted, in bytes. */
    bytes?: number;
    /** Why it is left alone in the end. */
    code?: string;
}

const first = releaseOf('first');
const hash = first.downloadId!.toLowerCase();
const FILE = '/data/tv/Glass Harbour/Season 1/Glass Harbour - S01E01.mkv';
const TBA = 'Episode has a TBA title and recently aired';
const BY_ID =
    'Found matching series via grab history, but release was matched to series by ID. Automatic import is not possible. See the FAQ for details.';

const filmDownloaded = (world: World, fields = {}, change = {}): void => {
    world.film('downloaded', { qbitHash: hash });
    world.radarr.grab(film, first);
    world.torrent(first, fields, change);
};
const showDownloaded = (world: World, count = 1, fields = {}, change = {}): void => {
    world.show(count, 'downloaded', { qbitHash: hash });
    world.sonarr.grab(harbour, harbour.episodes.slice(0, count), first);
    world.torrent(first, fields, change);
};
const filmInClient = (world: World, fields = {}, change = {}): void => {
    world.film('downloading', { qbitHash: hash });
    world.radarr.grab(film, first);
    world.torrent(first, fields, { state: 'stalledDL', progress: 0.25, files: half(first.size), ...change });
};
const showInClient = (world: World, fields = {}, change = {}): void => {
    world.show(1, 'downloading', { qbitHash: hash });
    world.sonarr.grab(harbour, harbour.episodes.slice(0, 1), first);
    world.torrent(first, fields, { state: 'stalledDL', progress: 0.25, files: half(first.size), ...change });
};
const half = (size: number) => [{ name: 'Some.Release/episode.mkv', size, progress: 0.25, priority: 1 }];
const on = (world: World, name: string, effect: () => void): void => {
    for (const server of [world.sonarr, world.radarr]) {
        const before = server.commands.onCommand;
        server.commands.onCommand = (given, body) => (given === name ? effect() : before(given, body));
    }
};
const onTorrent = (world: World, endpoint: string, effect: () => void): void => {
    const before = world.qbittorrent.commands.on;
    world.qbittorrent.commands.on = (write) => (write.endpoint === endpoint ? effect() : before(write));
};
const anime = (world: World, doing: 'unseen' | 'not_recognised' | 'not_asked' | 'banned' | 'searching'): void => {
    world.show(1, 'importing', { finalPath: FILE }, { isAnime: true });
    world.becomes('anime_matching');
    const folder = world.shoko.addFolder('/data/tv');
    const fileId = doing === 'unseen' ? 0 : world.shoko.detect(folder, FILE.slice('/data/tv/'.length), { silent: true });
    world.facts.set(FILE, { doing, message: doing });
    world.shoko.commands.series.push({
        id: 9,
        name: 'Glass Harbour',
        anidbId: 90001,
        episodes: harbour.episodes.map(({ episodeNumber, title }) => ({
            id: 900 + episodeNumber,
            anidbId: 99000 + episodeNumber,
            type: 'Episode',
            number: episodeNumber,
            name: title,
        })),
    });
    world.shoko.commands.onLink = (id, episodes) => {
        world.shoko.match(id, episodes, { silent: true });
        if (id === fileId) world.heal();
    };
};
const matched = (world: World) => (): void => {
    world.facts.delete(FILE);
    world.heal();
};

export const STUCK_CASES: readonly StuckCase[] = [
    // Downloaded, and not imported.
    {
        name: 'a film that nobody noticed to be complete: the queue is looked through',
        begin: (world) => {
            filmDownloaded(world);
            world.queued(first, { trackedDownloadState: 'importPending' });
            on(world, 'RefreshMonitoredDownloads', () => world.heal());
        },
        steps: ['look', 'refresh_downloads'],
        isSolved: true,
    },
    {
        name: 'an import whose word was lost: the listeners look',
        begin: (world) => {
            showDownloaded(world);
            Object.assign(world.services, { look: () => world.heal() });
        },
        steps: ['look'],
        isSolved: true,
    },
    {
        name: 'matched by id: imported as Sonarr proposes',
        begin: (world) => {
            showDownloaded(world);
            world.refuses(first, BY_ID);
            world.importable(first, [{}]);
            on(world, 'ManualImport', () => world.heal());
        },
        steps: ['refresh_downloads', 'import'],
        isSolved: true,
    },
    {
        name: 'a film whose title does not match: imported as Radarr proposes',
        begin: (world) => {
            filmDownloaded(world);
            world.refuses(first, 'Movie title mismatch, automatic import is not possible. Manual Import required.');
            world.importable(first, [{}]);
            on(world, 'ManualImport', () => world.heal());
        },
        steps: ['refresh_downloads', 'import'],
        isSolved: true,
    },
    {
        name: 'part of a season in a pack: imported as proposed, in one go',
        begin: (world) => {
            showDownloaded(world, 3);
            world.refuses(first, 'Partial season packs are not supported');
            world.importable(first, [
                { episodes: [1], path: '/dl/1.mkv', rejections: ['Partial season packs are not supported'] },
                { episodes: [2], path: '/dl/2.mkv', rejections: ['Partial season packs are not supported'] },
                { episodes: [3], path: '/dl/3.mkv', rejections: ['Partial season packs are not supported'] },
            ]);
            on(world, 'ManualImport', () => world.heal());
        },
        steps: ['refresh_downloads', 'import'],
        isSolved: true,
    },
    {
        name: 'a title that is to be announced: read anew, then imported',
        begin: (world) => {
            showDownloaded(world);
            world.refuses(first, TBA);
            on(world, 'RefreshSeries', () => world.queued(first, { trackedDownloadState: 'importPending' }));
            on(world, 'RefreshMonitoredDownloads', () => world.heal());
        },
        steps: ['refresh_title', 'look', 'refresh_downloads'],
        isSolved: true,
    },
    {
        name: 'no absolute number yet: read anew, and Sonarr imports by itself',
        begin: (world) => {
            showDownloaded(world);
            world.refuses(first, 'Episode does not have an absolute episode number and recently aired');
            on(world, 'RefreshSeries', () => world.heal());
        },
        steps: ['refresh_title'],
        isSolved: true,
    },
    {
        name: 'invalid season or episode: read anew, looked through, imported as proposed',
        begin: (world) => {
            showDownloaded(world);
            world.refuses(first, 'Invalid season or episode');
            world.importable(first, [{}]);
            on(world, 'ManualImport', () => world.heal());
        },
        steps: ['refresh_title', 'refresh_downloads', 'import'],
        isSolved: true,
    },
    {
        name: 'a locked file: looked through again',
        begin: (world) => {
            showDownloaded(world);
            world.refuses(first, 'Locked file, try again later');
            on(world, 'RefreshMonitoredDownloads', () => world.heal());
        },
        steps: ['refresh_downloads'],
        isSolved: true,
    },
    {
        name: 'still being unpacked: looked through later',
        begin: (world) => {
            filmDownloaded(world);
            world.refuses(first, 'File is still being unpacked');
            on(world, 'RefreshMonitoredDownloads', () => world.heal());
        },
        steps: ['refresh_downloads'],
        isSolved: true,
    },
    {
        name: 'an episode of another number than the folder says: imported when Sonarr proposes the one that is missing',
        begin: (world) => {
            showDownloaded(world);
            world.refuses(first, 'Episode 1x01 was unexpected considering the Some.Folder folder name');
            world.importable(first, [{ rejections: ['Episode 1x01 was unexpected considering the Some.Folder folder name'] }]);
            on(world, 'ManualImport', () => world.heal());
        },
        steps: ['refresh_downloads', 'import'],
        isSolved: true,
    },
    {
        name: 'an episode that nobody wants: not imported',
        begin: (world) => {
            showDownloaded(world);
            world.refuses(first, 'Episode 1x05 was unexpected considering the Some.Folder folder name');
            world.importable(first, [{ episodes: [5] }]);
        },
        steps: ['refresh_downloads'],
        isSolved: false,
        code: 'all_tried',
    },
    {
        name: 'an unexpected error: looked through, then imported as proposed',
        begin: (world) => {
            filmDownloaded(world);
            world.refuses(first, 'Unexpected error processing file');
            world.importable(first, [{}]);
            on(world, 'ManualImport', () => world.heal());
        },
        steps: ['refresh_downloads', 'import'],
        isSolved: true,
    },
    {
        name: 'a reason that nobody knows: looked through, then imported as proposed',
        begin: (world) => {
            showDownloaded(world);
            world.refuses(first, 'Something that no version says yet');
            world.importable(first, [{}]);
            on(world, 'ManualImport', () => world.heal());
        },
        steps: ['refresh_downloads', 'import'],
        isSolved: true,
    },
    {
        name: 'the destination exists: the folder is read',
        begin: (world) => {
            filmDownloaded(world);
            world.refuses(first, 'Failed to import movie, Destination already exists');
            on(world, 'RescanMovie', () => world.heal());
        },
        steps: ['rescan_title'],
        isSolved: true,
    },
    {
        name: 'no upgrade, for the file is there and Radarr did not know: the folder is read',
        begin: (world) => {
            filmDownloaded(world);
            world.refuses(
                first,
                'Not an upgrade for existing movie file. Existing quality: Bluray-1080p. New Quality WEBDL-1080p.',
            );
            on(world, 'RescanMovie', () => world.heal());
        },
        steps: ['rescan_title'],
        isSolved: true,
    },
    {
        name: 'imported already from elsewhere: the download is deleted',
        begin: (world) => {
            showDownloaded(world);
            world.refuses(first, 'Episode file already imported at 2026-01-20 10:00:00Z');
            world.sonarr.diskScan(harbour, harbour.episodes[0]!, 'Glass Harbour - S01E01.mkv');
            world.sonarr.commands.onRemove = () => world.heal();
        },
        steps: ['rescan_title', 'discard'],
        isSolved: true,
        bytes: first.size,
    },
    {
        name: 'imported already, and it has to be seeded for three days: left alone',
        begin: (world) => {
            showDownloaded(world, 1, { max_seeding_time: 3 * 24 * 60, seeding_time: 60 });
            world.refuses(first, 'Episode file already imported at 2026-01-20 10:00:00Z');
            world.sonarr.diskScan(harbour, harbour.episodes[0]!, 'Glass Harbour - S01E01.mkv');
        },
        steps: ['rescan_title'],
        isSolved: false,
        code: 'seeding',
    },
    {
        name: 'a sample: deleted, and the episode is searched for',
        begin: (world) => {
            showDownloaded(
                world,
                1,
                {},
                { size: 40_000_000, files: [{ name: 'sample.mkv', size: 40_000_000, progress: 1, priority: 1 }] },
            );
            world.refuses(first, 'Sample');
            on(world, 'EpisodeSearch', () => world.grabs('second'));
        },
        steps: ['refresh_downloads', 'remove'],
        isSolved: true,
        bytes: 40_000_000,
    },
    {
        name: 'a program in place of a film: deleted, and the film is searched for',
        begin: (world) => {
            filmDownloaded(world, {}, { files: [{ name: 'film.exe', size: first.size, progress: 1, priority: 1 }] });
            world.refuses(first, "Caution: Found executable file with extension: '.exe'");
            on(world, 'MoviesSearch', () => world.grabs('second'));
        },
        steps: ['refresh_downloads', 'remove'],
        isSolved: true,
        bytes: first.size,
    },
    {
        name: 'called dangerous, and looks like a film: one sign is not enough',
        begin: (world) => {
            filmDownloaded(world);
            world.refuses(first, 'Caution: Found potentially dangerous file');
        },
        steps: ['refresh_downloads'],
        isSolved: false,
        code: 'one_signal',
    },
    {
        name: 'a sample of a private tracker: not touched',
        begin: (world) => {
            showDownloaded(
                world,
                1,
                { private: true },
                { files: [{ name: 'sample.mkv', size: 9_000_000, progress: 1, priority: 1 }] },
            );
            world.refuses(first, 'Sample');
        },
        steps: ['refresh_downloads'],
        isSolved: false,
        code: 'private_tracker',
    },
    {
        name: 'a full disk of the library: nothing to be done from here',
        begin: (world) => {
            filmDownloaded(world);
            world.refuses(first, 'Not enough free space');
        },
        steps: [],
        isSolved: false,
    },
    // In the client.
    {
        name: 'stopped: resumed after an hour',
        begin: (world) => {
            showInClient(world, {}, { state: 'stoppedDL' });
            world.transfer(first, { percent: 25, wait: 'stopped' });
            onTorrent(world, 'torrents/start', () => world.heal());
        },
        steps: ['resume'],
        isSolved: true,
    },
    {
        name: 'stopped, of a private tracker: not touched',
        begin: (world) => {
            filmInClient(world, { private: true }, { state: 'stoppedDL' });
            world.transfer(first, { percent: 25, wait: 'stopped' });
        },
        steps: [],
        isSolved: false,
        code: 'private_tracker',
    },
    {
        name: 'an error that is over: resumed',
        begin: (world) => {
            filmInClient(world, {}, { state: 'error' });
            world.transfer(first, { percent: 25, wait: 'error' });
            onTorrent(world, 'torrents/start', () => world.heal());
        },
        steps: ['resume'],
        isSolved: true,
    },
    {
        name: 'an error that comes back: resumed, then checked',
        begin: (world) => {
            showInClient(world, {}, { state: 'error' });
            world.transfer(first, { percent: 25, wait: 'error' });
            onTorrent(world, 'torrents/recheck', () => world.heal());
        },
        steps: ['resume', 'recheck'],
        isSolved: true,
    },
    {
        name: 'files that are gone: checked, and loaded again',
        begin: (world) => {
            filmInClient(world, {}, { state: 'missingFiles' });
            world.transfer(first, { percent: 25, wait: 'missing_files' });
            onTorrent(world, 'torrents/recheck', () => world.transfer(first, { percent: 5, downloadSpeed: 1_000 }));
        },
        steps: ['recheck'],
        isSolved: true,
    },
    {
        name: 'stalled: trackers are asked, and bytes come in',
        begin: (world) => {
            filmInClient(world);
            world.transfer(first, { percent: 25, wait: 'stalled' });
            onTorrent(world, 'torrents/reannounce', () => world.transfer(first, { percent: 26, downloadSpeed: 9_000 }));
        },
        steps: ['reannounce'],
        isSolved: true,
    },
    {
        name: 'no metadata: trackers are asked, and they come',
        begin: (world) => {
            showInClient(world, {}, { state: 'metaDL', progress: 0, files: [] });
            world.transfer(first, { wait: 'metadata' });
            onTorrent(world, 'torrents/reannounce', () => world.transfer(first, { percent: 1, downloadSpeed: 9_000 }));
        },
        steps: ['reannounce'],
        isSolved: true,
    },
    {
        name: 'stalled for a day, and nobody has all of it: deleted, and the episode is searched for',
        begin: (world) => {
            showInClient(world, { availability: 0.25, num_complete: 0 });
            world.transfer(first, { percent: 25, wait: 'stalled' });
            on(world, 'EpisodeSearch', () => world.grabs('second'));
        },
        steps: ['reannounce', 'remove'],
        isSolved: true,
        bytes: GIGABYTE,
    },
    {
        name: 'in no client: looked for, looked through, searched for again',
        begin: (world) => {
            world.film('grabbing', { qbitHash: hash });
            on(world, 'MoviesSearch', () => world.grabs('second'));
        },
        steps: ['look', 'refresh_downloads', 'search'],
        isSolved: true,
    },
    // Wished, and lost.
    {
        name: 'approved and never searched: searched for, episode by episode',
        begin: (world) => {
            world.show(2, 'approved', { isMonitored: true });
            on(world, 'EpisodeSearch', () => world.grabs('second'));
        },
        steps: ['look', 'search'],
        isSolved: true,
    },
    {
        name: 'a film that was searched for once: searched for again',
        begin: (world) => {
            world.film('approved', {
                isMonitored: true,
                digitalRelease: '2021-01-01T00:00:00Z',
                lastSearchTime: '2026-01-22T03:59:00Z',
            });
            on(world, 'MoviesSearch', () => world.grabs('second'));
        },
        steps: ['look', 'search'],
        isSolved: true,
    },
    {
        name: 'a download that failed: searched for again',
        begin: (world) => {
            world.show(1, 'failed', { failure: failure('download_failed') });
            on(world, 'EpisodeSearch', () => world.grabs('second'));
        },
        steps: ['look', 'search'],
        isSolved: true,
    },
    {
        name: 'a torrent that somebody removed: searched for again, and not within the hour',
        begin: (world) => {
            world.film('failed', { failure: failure('download_removed') });
            on(world, 'MoviesSearch', () => world.grabs('second'));
        },
        steps: ['look', 'search'],
        isSolved: true,
    },
    // Anime.
    {
        name: 'a file that Shoko has not seen: its folder is read',
        begin: (world) => {
            anime(world, 'unseen');
            world.shoko.commands.onScan = matched(world);
        },
        steps: ['look', 'scan_shoko'],
        isSolved: true,
    },
    {
        name: 'a file that AniDB did not know yesterday: asked again',
        begin: (world) => {
            anime(world, 'not_recognised');
            world.shoko.commands.onRescan = matched(world);
        },
        steps: ['rescan_shoko'],
        isSolved: true,
    },
    {
        name: 'a file that AniDB does not know: linked to the episode of that name and number',
        begin: (world) => anime(world, 'not_recognised'),
        steps: ['rescan_shoko', 'link_shoko'],
        isSolved: true,
    },
    {
        name: 'AniDB was not asked: asked again',
        begin: (world) => {
            anime(world, 'not_asked');
            world.shoko.commands.onRescan = matched(world);
        },
        steps: ['rescan_shoko'],
        isSolved: true,
    },
    {
        name: 'a ban of AniDB: waited out, then asked again',
        begin: (world) => {
            anime(world, 'banned');
            world.clock.after(3 * 3_600_000, () => world.facts.set(FILE, { doing: 'not_asked', message: '' }));
            world.shoko.commands.onRescan = matched(world);
        },
        steps: ['rescan_shoko'],
        isSolved: true,
    },
    // Jellyfin.
    {
        name: 'a film that Jellyfin does not have: its path is told',
        begin: (world) => {
            world.film('importing', { finalPath: `${film.folder}/film.mkv` });
            world.check('no_such_item');
            Object.defineProperty(world.jellyfin.reportedPaths, 'push', { value: () => (world.heal(), 1) });
        },
        steps: ['look', 'refresh_jellyfin'],
        isSolved: true,
    },
    {
        name: 'thirteen episodes of a series that Jellyfin has: one refresh of that series',
        begin: (world) => {
            world.show(13, 'importing', { finalPath: FILE });
            world.check('no_such_episode');
            world.jellyfin.library.addSeries({ name: harbour.title, providerIds: { Tvdb: String(harbour.tvdbId) } });
            world.jellyfin.onRefresh = () => world.heal();
        },
        steps: ['look', 'refresh_jellyfin'],
        isSolved: true,
    },
    {
        name: 'a film that Jellyfin has not probed: refreshed',
        begin: (world) => {
            world.film('importing', { finalPath: `${film.folder}/film.mkv` });
            world.check('not_probed');
            world.jellyfin.library.addMovie({ name: film.title, providerIds: { Tmdb: String(film.tmdbId) }, probed: false });
            world.jellyfin.onRefresh = () => world.heal();
        },
        steps: ['look', 'refresh_jellyfin'],
        isSolved: true,
    },
];

function failure(code: string) {
    return { code, message: code, at: '2026-01-22T04:00:00.000Z', stage: 'downloaded' as const };
}
