import assert from 'node:assert/strict';
import type { Check, Episode, MediaRequest, QueuedDownload, RequestState, Transfer } from '../../../lib/model';
import { explain } from '../../../lib/requests';
import { StageTimes } from '../../../lib/causes';
import { LiveFigures } from '../../../lib/store';
import { episode, movie, show } from '../../support/requests';

const NOW = Date.parse('2026-11-28T21:30:00.000Z');
const HASH = 'c2c60f66c126652a86f7f2ee73dc83d4e255929e';
const at = (minutesAgo: number): string => new Date(NOW - minutesAgo * 60_000).toISOString();

interface Heard {
    transfer?: Transfer;
    queued?: Partial<QueuedDownload>;
    check?: Partial<Check>;
}

function live({ transfer, queued, check }: Heard = {}): LiveFigures {
    const figures = new LiveFigures();
    if (transfer !== undefined) figures.setTransfer(HASH, transfer);
    if (queued !== undefined)
        figures.setQueued(HASH, { at: at(1), source: 'sonarr', instanceName: 'Sonarr', statusMessages: [], ...queued });
    for (const id of ['movie-1', 'show-1'])
        if (check !== undefined) figures.setCheck(id, { at: at(1), code: 'no_such_item', message: 'x', ...check });
    return figures;
}

const film = (state: RequestState, minutesAgo: number, own: Partial<MediaRequest> = {}): MediaRequest =>
    movie({ state, qbitHash: HASH, ...(state !== 'failed' && { reached: { [state]: at(minutesAgo) } }), ...own });
const one = (number: number, state: RequestState, minutesAgo = 2, own: Partial<Episode> = {}): Episode =>
    episode(number, state, { qbitHash: HASH, reached: state === 'failed' ? {} : { [state]: at(minutesAgo) }, ...own });
const many = (from: number, to: number, state: RequestState, minutesAgo = 2, own: Partial<Episode> = {}): Episode[] =>
    Array.from({ length: to - from + 1 }, (_, index) => one(from + index, state, minutesAgo, own));

function ofFilm(request: MediaRequest, heard: Heard = {}, times?: StageTimes) {
    return explain(request, [], live(heard), NOW, times);
}

function ofShow(episodes: Episode[], heard: Heard = {}, own: Partial<MediaRequest> = {}, times?: StageTimes) {
    const { episodes: known, ...request } = show(episodes, own);
    return explain(request, known, live(heard), NOW, times);
}

/** Each has what 0.1.0 said, which was not true or not enough. */
describe('what is said instead of what was said before', () => {
    it('a stalled torrent; before: "Downloading 0 % (no peers are sending)." for ever, as if all were well', () => {
        const stalled = (minutes: number): Heard => ({ transfer: { percent: 0, wait: 'stalled', waitSince: at(minutes) } });
        assert.equal(ofFilm(film('downloading', 600), stalled(20)).wait?.late, false);
        assert.deepEqual(ofFilm(film('downloading', 600), stalled(61)).wait, {
            code: 'download_stalled',
            since: at(61),
            says: 'The download has stalled at 0 %: nobody is sending.',
            next: 'Remove it in Radarr, with blocklisting and searching for another release.',
            who: 'admin',
            late: true,
        });
    });

    it('a grab that never appeared; before: "Grabbed “Film-GRP”. Waiting for the download to start."', () => {
        assert.deepEqual(ofFilm(film('grabbing', 25, { releaseTitle: 'Film-GRP' })).wait, {
            code: 'not_in_client',
            since: at(25),
            says: 'Grabbed “Film-GRP” at 2026-11-28 21:05 UTC, and no download client has told of it since.',
            next: 'Look for it in the download client; if it is not there, search again in Radarr.',
            who: 'admin',
            late: true,
        });
    });

    it('a film that Jellyfin does not show; before: "Imported. Waiting for Jellyfin to show it: Jellyfin shows no film with its ids."', () => {
        const { wait } = ofFilm(film('importing', 40), { check: { nextAt: at(-5) } });
        assert.deepEqual(
            [wait?.says, wait?.late, wait?.who, wait?.next],
            [
                'Imported. Jellyfin does not show it yet: there is nothing with its ids or its file.',
                true,
                'admin',
                'Scan the library in Jellyfin, and look whether it has the folder.',
            ],
        );
    });

    it('a search that found nothing; before: "Approved. Waiting for Sonarr to find a release." which never changed', () => {
        const searched = one(1, 'approved', 60, { lastSearchTime: '2026-11-28T21:05:00.000Z' });
        assert.equal(
            ofShow([searched]).episodes[0]?.says,
            'Sonarr last searched at 2026-11-28 21:05 UTC and has not grabbed anything since.',
        );
    });

    it('a finished episode of a pack; before: "Downloading 100 % at 3.2 MB/s, 2 h 1 min left."', () => {
        const file = (episodeNumber: number, percent: number) => ({ seasonNumber: 1, episodeNumber, percent, wanted: true });
        const transfer = { percent: 62, downloadSpeed: 3.2e6, etaSeconds: 7_260, episodes: [file(1, 100), file(2, 24)] };
        const { says, episodes } = ofShow(many(1, 2, 'downloading'), { transfer });
        assert.deepEqual(
            episodes.map((each) => each.says),
            ['Its file is complete. Waiting for the rest of its download, which is at 62 %.', 'Downloading 24 %.'],
        );
        assert.match(says, /S01E02: Downloading 62 % at 3\.2 MB\/s, 2 h 1 min left\.$/);
    });

    it('a season that is not there; before: "5 of 8 episodes can be played: 5 available, 3 importing." with no word of season 2', () => {
        const wish = { requestedSeasons: '1, 2', reached: { approved: at(9) } };
        assert.equal(
            ofShow([...many(1, 5, 'available'), ...many(6, 8, 'importing')], {}, wish).says,
            '5 of 8 episodes can be played. Season 2: Sonarr has not grabbed anything of it yet. S01E06, S01E07 and S01E08: Imported. Waiting for Jellyfin to show them.',
        );
    });

    it('the rest of a pack; before: three times "Grabbed. Waiting for the download to start." after five were imported', () => {
        const imported = many(1, 5, 'available', 60, { reached: { importing: at(30) } });
        const { says, wait, episodes } = ofShow([...imported, ...many(6, 8, 'grabbing', 90)]);
        assert.equal(episodes[7]?.says, '5 other episodes of the same download were imported, and nothing came after them.');
        assert.equal(
            says,
            '5 of 8 episodes can be played. S01E06, S01E07 and S01E08: 5 other episodes of the same download were imported, and nothing came after them.',
        );
        assert.deepEqual(
            [wait?.code, wait?.since, wait?.late, wait?.next],
            ['left_out', at(30), true, 'Look at Activity, Queue in Sonarr.'],
        );
    });

    it('a blocked import; before: "Sample."', () => {
        const failure = { code: 'import_blocked', message: 'Sample', at: at(5), stage: 'downloaded' as const };
        const queued = {
            trackedDownloadState: 'importBlocked',
            trackedDownloadStatus: 'warning',
            refusedSince: at(6),
            statusMessages: [{ title: 'Film.mkv', messages: ['Sample'] }],
        };
        const { wait } = ofFilm(film('failed', 5, { failure, releaseTitle: 'Film-GRP' }), { queued });
        assert.deepEqual(wait, {
            code: 'import_sample',
            since: at(6),
            says: 'Radarr does not import Film.mkv: only a sample, too short to be the whole.',
            next: 'Search for another release in Radarr.',
            who: 'admin',
            late: false,
        });
    });

    it('many episodes; before: "104 episodes are missing, for several reasons"', () => {
        const label = (number: number): string => `S01E${String(number).padStart(2, '0')}`;
        const reasons = many(1, 104, 'importing').map(({ episodeNumber }) => ({
            episode: label(episodeNumber),
            code: episodeNumber <= 100 ? 'no_such_episode' : 'not_probed',
            message: 'x',
        }));
        assert.equal(
            ofShow(many(1, 104, 'importing'), { check: { code: 'several', episodes: reasons } }).says,
            '0 of 104 episodes can be played. S01E01, S01E02 and 98 more: Imported. Jellyfin shows the series, but not these episodes yet. S01E101, S01E102 and 2 more: Imported. Jellyfin shows them, but has not read their files yet.',
        );
    });

    it('a wish that was declined; before: a failure that shouts', () => {
        const failure = { code: 'declined', message: 'The request was declined in Seerr', at: at(5), stage: 'approved' as const };
        const { says, wait } = ofFilm(film('failed', 5, { failure }));
        assert.deepEqual([says, wait], ['Declined in Seerr.', null]);
    });

    it('an episode to come; before: "Airs 2026-12-05.", cut out of a time in UTC', () => {
        const airs = one(7, 'approved', 9, { airDateUtc: '2026-12-05T01:00:00.000Z' });
        const { says, words, wait } = ofShow([airs]).episodes[0]!;
        assert.equal(says, 'Airs 2026-12-05 01:00 UTC.');
        assert.deepEqual(words.says[0]?.values['airs'], { time: '2026-12-05T01:00:00.000Z' });
        assert.equal(wait?.nextAt, '2026-12-05T01:00:00.000Z');
    });
});

describe('what is said of a request', () => {
    it('of which no episode is known is that of its own state', () => {
        assert.equal(ofShow([], {}, { state: 'approved' }).says, 'Approved. Sonarr has not grabbed a release yet.');
    });

    it('is nothing to wait for once it can be played', () => {
        const done = ofShow(many(1, 3, 'available'));
        assert.deepEqual([done.says, done.wait], ['All 3 episodes can be played in Jellyfin.', null]);
        assert.deepEqual(
            done.episodes.map(({ wait }) => wait),
            [null, null, null],
        );
        assert.equal(ofFilm(film('available', 1)).wait, null);
    });

    it('takes what the last look found of each episode, and nothing that is true of several only', () => {
        const episodes = [{ episode: 'S01E02', code: 'only_virtual', message: 'x' }];
        const { episodes: said } = ofShow(many(2, 3, 'importing'), { check: { code: 'several', episodes } });
        assert.deepEqual(
            said.map(({ wait }) => wait?.code),
            ['jellyfin_only_virtual', 'jellyfin_next'],
        );
        const { episodes: same } = ofShow(many(2, 3, 'importing'), { check: { code: 'no_such_series' } });
        assert.equal(same[1]?.wait?.code, 'jellyfin_no_such_series');
    });

    it('asks Shoko for an anime whose file is not matched', () => {
        const figures = live();
        const asked: string[] = [];
        figures.answerForShoko((path) => {
            asked.push(path);
            return { doing: 'hashing', message: 'x', since: at(3) };
        });
        const request = film('anime_matching', 9, { isAnime: true, finalPath: '/anime/film.mkv' });
        assert.equal(explain(request, [], figures, NOW).wait?.code, 'shoko_hashing');
        explain({ ...request, shokoFileId: 7 }, [], figures, NOW);
        explain({ ...request, isAnime: false }, [], figures, NOW);
        assert.deepEqual(asked, ['/anime/film.mkv']);
    });

    it('says when it can be played: a show with the last of its episodes', () => {
        const times = new StageTimes({ fewest: 4 });
        for (const minutes of [1, 2, 3, 4, 5]) {
            const done = one(1, 'available', 0, {
                reached: { downloaded: at(60), importing: at(59) },
                availableAt: at(59 - minutes),
            });
            times.learn(done, show([done]));
        }
        const transfer = { percent: 50, downloadSpeed: 1e6, etaSeconds: 600 };
        const { eta, episodes, wait } = ofShow([one(1, 'importing', 1), one(2, 'downloading')], { transfer }, {}, times);
        assert.equal(episodes[0]?.eta?.at, at(-2.5));
        assert.equal(eta?.at, at(-14));
        assert.equal(wait?.code, 'downloading');
        const one2 = ofShow([one(1, 'importing', 1), one(2, 'approved')], {}, {}, times);
        assert.equal(one2.eta, undefined);
    });

    it('says how long it usually takes here', () => {
        const times = new StageTimes({ fewest: 1 });
        const done = film('available', 0, { reached: { importing: at(60) }, availableAt: at(58) });
        times.learn(done, done);
        assert.equal(
            ofFilm(film('importing', 1), { check: { nextAt: at(-1) } }, times).wait?.next,
            'It is looked at again by itself at 2026-11-28 21:31 UTC. Nothing is wrong: as a rule this takes 2 min here, and 2 min at most nine times in ten.',
        );
    });

    it('costs no more per episode in a show of many', () => {
        const timeOf = (count: number): number => {
            const { episodes, ...request } = show(many(1, count, 'importing'));
            const figures = live({ check: {} });
            const began = performance.now();
            for (let round = 0; round < 3; round++) explain(request, episodes, figures, NOW);
            return (performance.now() - began) / count;
        };
        timeOf(300);
        assert.ok(timeOf(2_400) < 4 * timeOf(300) + 0.5);
    });
});
