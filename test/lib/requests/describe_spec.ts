import assert from 'node:assert/strict';
import { describeRequest, describeSubject, formatBytes, formatDuration } from '../../../lib/requests';
import { percentOf } from '../../../lib/requests/describe-transfer';
import { type Check, type MediaRequest, REQUEST_STATES, type RequestState, type Transfer } from '../../../lib/model';
import { LiveFigures } from '../../../lib/store';
import { episode, movie, show, tallyOf } from '../../support/requests';

const NOW = Date.parse('2026-01-22T04:00:00.000Z');
const HASH = 'c2c60f66c126652a86f7f2ee73dc83d4e255929e';
const LATER = { airDateUtc: '2026-02-01T00:00:00.000Z' };

function live(options: { transfer?: Transfer; check?: Partial<Check> } = {}): LiveFigures {
    const figures = new LiveFigures();
    if (options.transfer) figures.setTransfer(HASH, options.transfer);
    for (const id of ['movie-1', 'show-1'])
        if (options.check)
            figures.setCheck(id, { at: '', code: 'not_found', message: 'Jellyfin has no such film', ...options.check });
    return figures;
}

const says = (request: MediaRequest, figures = live()): string => describeRequest(request, figures, NOW);

describe('sentence for a movie', () => {
    const failure = { code: 'download_failed', message: 'qBittorrent: files are missing', at: '', stage: 'downloading' as const };

    for (const [state, own, sentence] of [
        ['requested', {}, 'Waiting for approval in Seerr.'],
        ['approved', {}, 'Approved. Waiting for Radarr to find a release.'],
        ['grabbing', {}, 'Grabbed. Waiting for the download to start.'],
        ['grabbing', { releaseTitle: 'Film.2020-GRP' }, 'Grabbed “Film.2020-GRP”. Waiting for the download to start.'],
        ['downloading', { qbitHash: HASH }, 'Downloading.'],
        ['downloaded', {}, 'Downloaded. Waiting for Radarr to import it.'],
        ['importing', {}, 'Imported. Waiting for Jellyfin to show it.'],
        ['anime_matching', { isAnime: true }, 'Imported. Waiting for Shoko to match it.'],
        ['anime_matching', { isAnime: true, shokoFileId: 7 }, 'Matched by Shoko. Waiting for Jellyfin to show it.'],
        ['available', {}, 'Can be played in Jellyfin.'],
        ['available', { foundAs: 'Movie' }, 'Can be played in Jellyfin.'],
        ['available', { foundAs: 'Episode S00E03' }, 'Can be played in Jellyfin as Episode S00E03.'],
        ['available', { deletedAt: 'x' }, 'Could be played in Jellyfin, and was deleted in Radarr since.'],
        ['failed', { failure }, 'qBittorrent: files are missing.'],
        ['failed', {}, 'Failed.'],
    ] as const satisfies readonly [RequestState, Partial<MediaRequest>, string][]) {
        it(`that is ${state}: ${sentence}`, () => {
            assert.equal(says(movie({ state, ...own })), sentence);
        });
    }

    for (const state of ['importing', 'anime_matching'] as const) {
        it(`that is ${state} says why it is not there yet`, () => {
            const sentence = says(movie({ state }), live({ check: {} }));
            assert.match(sentence, /: Jellyfin has no such film\.$/);
        });
    }

    it('exists in every state', () => {
        for (const state of REQUEST_STATES) assert.match(says(movie({ state })), /^[A-Z].*\.$/, state);
    });
});

describe('sentence for a download', () => {
    for (const [transfer, sentence] of [
        [{}, 'Downloading.'],
        [{ percent: 42.9 }, 'Downloading 42 %.'],
        [{ percent: 42, downloadSpeed: 12_345_678, etaSeconds: 754 }, 'Downloading 42 % at 12.3 MB/s, 13 min left.'],
        [{ percent: 0, wait: 'stalled' }, 'Downloading 0 % (no peers are sending).'],
        [{ wait: 'metadata' }, 'Downloading (fetching metadata).'],
        [{ percent: 9.3, wait: 'queued' }, 'Queued in the download client at 9 %.'],
        [{ wait: 'queued' }, 'Queued in the download client.'],
        [{ percent: 9.3, wait: 'stopped' }, 'Stopped in the download client at 9 %.'],
        [{ wait: 'stopped' }, 'Stopped in the download client.'],
        [{ percent: 42, wait: 'checking' }, 'Downloading 42 % (its files are being checked).'],
        [{ percent: 42, wait: 'moving' }, 'Downloading 42 % (its files are being moved).'],
        [{ percent: 42, wait: 'error' }, 'Stopped by an error in the download client at 42 %.'],
        [{ percent: 0, wait: 'missing_files' }, 'Stopped in the download client at 0 % (its files are missing).'],
        [
            { percent: 42, wait: 'stalled', leftBytes: 4e9, freeBytes: 1e9 },
            'Downloading 42 % (no peers are sending): 4.0 GB are to come, and only 1.0 GB are free there.',
        ],
        [{ percent: 42, wait: 'error', leftBytes: 4e9, freeBytes: 9e9 }, 'Stopped by an error in the download client at 42 %.'],
        [{ percent: 99.99 }, 'Downloading 99 %.'],
    ] as const satisfies readonly [Transfer, string][]) {
        it(sentence, () => {
            assert.equal(says(movie({ state: 'downloading', qbitHash: HASH }), live({ transfer })), sentence);
        });
    }

    it('never passes off the torrent’s figures as an episode’s', () => {
        const of = (episodeNumber: number, more: Partial<Transfer> = {}): string => {
            const known = { seasonNumber: 1, wanted: true };
            const episodes = [
                { ...known, episodeNumber: 1, percent: 100 },
                { ...known, episodeNumber: 2, percent: 50 },
            ];
            const transfer: Transfer = { percent: 40, downloadSpeed: 5e6, etaSeconds: 7_200, episodes, ...more };
            const one = episode(episodeNumber, 'downloading', { qbitHash: HASH });
            return describeSubject(one, show([one]), live({ transfer }), NOW);
        };
        assert.equal(of(1), 'Its file is complete. Waiting for the rest of its torrent.');
        assert.equal(of(2), 'Downloading 50 %.');
        assert.equal(of(3), 'Downloading.');
        assert.equal(of(2, { wait: 'queued' }), 'Queued in the download client at 50 %.');
        const sole = { seasonNumber: 1, episodeNumber: 2, percent: 40, wanted: true, sole: true as const };
        assert.equal(of(2, { episodes: [sole] }), 'Downloading 40 % at 5.0 MB/s, 2 h 0 min left.');
    });

    it('takes an episode’s own percent where its file is known', () => {
        const transfer = { percent: 40, episodes: [{ seasonNumber: 1, episodeNumber: 1, percent: 80, wanted: true }] };
        assert.equal(percentOf(transfer, episode(1, 'downloading')), 80);
        assert.equal(percentOf(transfer, episode(2, 'downloading')), undefined);
        assert.equal(percentOf(transfer, movie()), 40);
    });
});

describe('sentence for an episode', () => {
    const sentence = (of: ReturnType<typeof episode>, figures = live()): string => describeSubject(of, show([of]), figures, NOW);

    it('speaks of Sonarr', () => {
        assert.equal(sentence(episode(1, 'approved')), 'Approved. Waiting for Sonarr to find a release.');
        assert.equal(
            sentence(episode(1, 'available', { deletedAt: 'x' })),
            'Could be played in Jellyfin, and was deleted in Sonarr since.',
        );
    });

    it('says when its file is deselected', () => {
        const transfer = { percent: 40, episodes: [{ seasonNumber: 1, episodeNumber: 1, percent: 0, wanted: false }] };
        const deselected = episode(1, 'grabbing', { qbitHash: HASH });
        assert.equal(sentence(deselected, live({ transfer })), 'Grabbed, but its file is deselected in the download client.');
    });

    it('says when it airs instead of waiting for a release that cannot be', () => {
        assert.equal(sentence(episode(1, 'approved', LATER)), 'Airs 2026-02-01.');
        assert.match(sentence(episode(1, 'grabbing', LATER)), /^Grabbed/);
    });

    it('says as what it is found only where that is news', () => {
        assert.equal(sentence(episode(1, 'available', { foundAs: 'Episode S01E01' })), 'Can be played in Jellyfin.');
    });

    it('says what the last look found of this very episode, else of the whole', () => {
        const episodes = [{ episode: 'S01E02', code: 'virtual', message: 'Jellyfin has no file for it' }];
        const figures = live({ check: { message: 'Two episodes are missing', episodes } });
        assert.equal(
            sentence(episode(2, 'importing'), figures),
            'Imported. Waiting for Jellyfin to show it: Jellyfin has no file for it.',
        );
        assert.equal(
            sentence(episode(3, 'importing'), figures),
            'Imported. Waiting for Jellyfin to show it: Two episodes are missing.',
        );
    });
});

describe('sentence for a TV request', () => {
    const of = (...states: RequestState[]) => states.map((state, index) => episode(index + 1, state));

    it('without episodes is that of its own state', () => {
        assert.equal(says(show([], { state: 'approved' })), 'Approved. Waiting for Sonarr to find a release.');
    });

    it('counts its episodes', () => {
        const request = show(of('available', 'available', 'downloading', 'grabbing'), { state: 'downloading' });
        assert.equal(says(request), '2 of 4 episodes can be played: 2 available, 1 downloading, 1 queued.');
    });

    it('gives the reason of a failure, or of what keeps it waiting', () => {
        const failure = { code: 'import_blocked', message: 'Not an upgrade', at: '', stage: 'downloaded' as const };
        const failed = show(of('available', 'failed'), { state: 'failed', failure });
        assert.equal(says(failed), '1 of 2 episodes can be played: 1 available, 1 failed. Not an upgrade.');
        const waiting = show(of('available', 'importing'), { state: 'importing' });
        assert.equal(
            says(waiting, live({ check: { message: 'Jellyfin cannot be reached!' } })),
            '1 of 2 episodes can be played: 1 available, 1 importing. Jellyfin cannot be reached!',
        );
    });

    it('tells of the download while there is one, and not of Jellyfin, where nothing can be yet', () => {
        const request = show(of('downloading', 'downloading'), { state: 'downloading', qbitHash: HASH });
        const figures = live({
            transfer: { percent: 42, downloadSpeed: 5_000_000 },
            check: { message: 'Jellyfin shows no series' },
        });
        assert.equal(says(request, figures), '0 of 2 episodes can be played: 2 downloading. Downloading 42 % at 5.0 MB/s.');
    });

    it('speaks of one episode as one', () => {
        assert.equal(says(show(of('available'), { state: 'available' })), 'The episode can be played in Jellyfin.');
        assert.equal(says(show(of('grabbing'), { state: 'grabbing' })), '0 of 1 episode can be played: 1 queued.');
    });

    it('says when all are there', () => {
        const request = show(of('available', 'available'), { state: 'available' });
        assert.equal(says(request, live({ check: {} })), 'All 2 episodes can be played in Jellyfin.');
    });

    it('does not say all when another season was asked for', () => {
        const request = show(of('available', 'available'), { state: 'approved', requestedSeasons: '1, 2, 3' });
        assert.equal(says(request), '2 of 2 episodes so far can be played, none of seasons 2, 3 was grabbed yet.');
    });

    it('does not say all when some have not aired, or aired since', () => {
        const weekly = show([...of('available', 'available'), episode(3, 'approved', LATER)], { state: 'available' });
        assert.equal(says(weekly), 'All 2 episodes that have aired can be played in Jellyfin, 1 not aired yet.');
        const now = Date.parse(LATER.airDateUtc);
        assert.equal(
            describeRequest({ ...weekly, summary: tallyOf(weekly.episodes).summary(now) }, live(), now),
            '2 of 3 episodes can be played: 2 available, 1 waiting.',
        );
    });

    it('does not say 0 of 0 when none has aired', () => {
        const request = show([episode(1, 'approved', LATER), episode(2, 'approved', LATER)]);
        assert.equal(says(request), 'None of the 2 episodes has aired yet.');
    });

    it('does not count what was deleted', () => {
        const episodes = [episode(1, 'available'), episode(2, 'available', { deletedAt: 'x' })];
        assert.equal(says(show(episodes, { state: 'available' })), '1 of 2 episodes can be played, 1 deleted in Sonarr since.');
        assert.equal(
            says(show([...episodes, episode(3, 'importing')], { state: 'importing' })),
            '1 of 3 episodes can be played, 1 deleted in Sonarr since: 2 available, 1 importing.',
        );
    });
});

describe('figures in words', () => {
    for (const [bytes, text] of [
        [0, '0 B'],
        [999, '999 B'],
        [1_000, '1.0 kB'],
        [12_345_678, '12.3 MB'],
        [4_700_000_000, '4.7 GB'],
        [2_000_000_000_000_000, '2000.0 TB'],
    ] as const) {
        it(text, () => assert.equal(formatBytes(bytes), text));
    }

    for (const [seconds, text] of [
        [0, '0 s'],
        [44.2, '45 s'],
        [60, '1 min'],
        [3_599, '1 h 0 min'],
        [12_000, '3 h 20 min'],
        [90_000, '25 h 0 min'],
    ] as const) {
        it(text, () => assert.equal(formatDuration(seconds), text));
    }
});
