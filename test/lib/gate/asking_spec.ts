/** What is learnt by asking: lists of episodes, changed and withdrawn wishes, and how things were before anybody listened. */
import assert from 'node:assert/strict';
import type { EpisodeFacts, MediaEvent, RequestFacts } from '../../../lib/model';
import { type Bench, bench, event, season } from '../../support/events';

const H1 = 'a'.repeat(40);
const FILM = { tmdbId: 603, title: 'Film' };
const SHOW = { tvdbId: 414057, tmdbId: 154494, title: 'Show', year: 2021 };
const NEXT_WEEK = '2026-01-29T04:00:00.000Z';
const LAST_WEEK = '2026-01-15T04:00:00.000Z';

const seerr = (kind: MediaEvent['kind'], facts: RequestFacts, extra: object = {}): MediaEvent =>
    event('seerr', kind, facts.requestedSeasons === undefined ? 'movie' : 'tv', {
        request: { ...(facts.requestedSeasons === undefined ? FILM : SHOW), seerrRequestId: 1, ...facts },
        ...extra,
    });
const approved = (requestedSeasons: string, extra: object = {}): MediaEvent => seerr('approved', { requestedSeasons }, extra);
const listed = (episodes: EpisodeFacts[], extra: object = {}): MediaEvent =>
    event('sonarr', 'listed', 'tv', { request: { ...SHOW, sonarrId: 5, isMonitored: true }, episodes, ...extra });
const aired = (from: number, to: number, own: Partial<EpisodeFacts> = {}): EpisodeFacts[] =>
    season(1, from, to, () => ({ airDateUtc: LAST_WEEK, isMonitored: true, hasFile: false, ...own }));
const sonarr = (kind: 'grabbed' | 'imported', episodes: EpisodeFacts[]): MediaEvent =>
    event('sonarr', kind, 'tv', { downloadId: H1, request: SHOW, episodes });
const verified = (episodes: EpisodeFacts[]): MediaEvent =>
    event('jellyfin', 'verified', 'tv', { requestId: 'request-1', episodes });
const keys = (from: number, to: number): EpisodeFacts[] => season(1, from, to);
const outcomes = (results: ReturnType<Bench['feed']>): string[] => [
    ...new Set(results.flatMap(({ changes }) => changes.flatMap(({ outcome }) => (outcome ? [outcome.id] : [])))),
];

describe('a list of episodes', () => {
    it('makes every monitored episode of the wanted seasons one of the request, with its air time', async () => {
        const room = await bench();
        room.feed(
            approved('1'),
            listed([
                ...aired(1, 2),
                ...season(1, 3, 3, () => ({ airDateUtc: NEXT_WEEK, isMonitored: true, hasFile: false })),
                ...season(1, 4, 4, () => ({ isMonitored: false, hasFile: false })),
                ...season(2, 1, 1, () => ({ isMonitored: true, hasFile: false })),
            ]),
        );
        const { episodes, summary, state } = room.only();
        assert.deepEqual(
            episodes.map(({ episodeNumber, state: of }) => [episodeNumber, of]),
            [
                [1, 'approved'],
                [2, 'approved'],
                [3, 'approved'],
            ],
        );
        assert.deepEqual([state, summary?.unaired, summary?.nextAirAt], ['approved', 1, NEXT_WEEK]);
    });

    it('makes no request, and no episodes of what nobody asked for', async () => {
        const room = await bench({ createRequests: true });
        assert.deepEqual(
            room.feed(listed(aired(1, 3))).flatMap(({ unapplied }) => unapplied.map(({ code }) => code)),
            ['nothing_waits'],
        );
        assert.deepEqual([room.store.size, room.store.unmatched().length], [0, 0]);
        room.feed(sonarr('grabbed', keys(1, 1)), listed(aired(1, 3)));
        assert.equal(room.only().episodes.length, 1);
    });

    it('is followed: dates move, episodes are no longer monitored, or are no longer there', async () => {
        const room = await bench();
        room.feed(approved('1'), sonarr('grabbed', keys(1, 1)), listed(aired(1, 4)));
        room.feed(
            listed([
                ...season(1, 1, 1, () => ({ airDateUtc: NEXT_WEEK, isMonitored: true })),
                ...aired(2, 2),
                ...aired(3, 3, { isMonitored: false }),
            ]),
        );
        const { episodes, summary } = room.only();
        assert.equal(episodes[0]?.airDateUtc, NEXT_WEEK);
        assert.deepEqual(
            episodes.map(({ isMonitored }) => isMonitored),
            [true, true, false, false],
        );
        assert.deepEqual([summary?.total, summary?.leftOut], [4, 2]);
    });

    it('takes an episode without a date for one that airs some day', async () => {
        const room = await bench();
        room.feed(approved('1'), listed([...aired(1, 1), ...season(1, 2, 2, () => ({ isMonitored: true, hasFile: false }))]));
        assert.deepEqual([room.only().summary?.unaired, room.only().summary?.nextAirAt], [1, null]);
    });

    it('joins a wish that has no number of Sonarr’s by title and year', async () => {
        const room = await bench();
        const wish = { tmdbId: 87012, title: 'Show', year: 2021, seerrRequestId: 1, requestedSeasons: '1' };
        room.feed(event('seerr', 'approved', 'tv', { request: wish }));
        room.feed(sonarr('grabbed', keys(1, 2)));
        const { episodes, tvdbId, tmdbId, timeline } = room.only();
        assert.deepEqual([episodes.length, tvdbId, tmdbId], [2, SHOW.tvdbId, 87012]);
        assert.ok(timeline.some(({ code }) => code === 'matched_by_title'));
    });

    it('finds two wishes for seasons of one series by its title, each its own, also when the other has its number by now', async () => {
        const room = await bench({ createRequests: true });
        const wish = (requestedSeasons: string, seerrRequestId: number) =>
            event('seerr', 'approved', 'tv', {
                request: { title: 'Show', year: 2021, tmdbId: 87012, requestedSeasons, seerrRequestId },
            });
        room.feed(wish('1', 1), wish('2', 2), sonarr('grabbed', season(2, 1, 2)), sonarr('grabbed', season(1, 1, 3)));
        assert.deepEqual(
            room.store.requests().map(({ id, tvdbId, summary }) => [id, tvdbId, summary?.seasons, summary?.total]),
            [
                ['request-2', SHOW.tvdbId, [2], 2],
                ['request-1', SHOW.tvdbId, [1], 3],
            ],
        );
    });

    it('joins none of two series of one title and year, nor a season that nobody asked for', async () => {
        const room = await bench();
        const wish = (tmdbId: number) =>
            event('seerr', 'approved', 'tv', {
                request: { title: 'Show', year: 2021, tmdbId, requestedSeasons: '1', seerrRequestId: tmdbId },
            });
        room.feed(wish(87012), sonarr('grabbed', season(2, 1, 2)), wish(87013), sonarr('grabbed', keys(1, 1)));
        assert.deepEqual(
            room.store.requests().map(({ summary }) => summary),
            [undefined, undefined],
        );
        assert.equal(room.store.unmatched().length, 2);
    });
});

describe('complete', () => {
    const weekly = (airedSoFar: number): MediaEvent =>
        listed([
            ...aired(1, airedSoFar),
            ...season(1, airedSoFar + 1, 3, () => ({ airDateUtc: NEXT_WEEK, isMonitored: true, hasFile: false })),
        ]);

    it('is a weekly show once, at its end', async () => {
        const room = await bench();
        const first = room.feed(approved('1'), weekly(1), sonarr('grabbed', keys(1, 1)), verified(keys(1, 1)));
        assert.deepEqual([room.only().state, room.only().complete, outcomes(first)], ['available', undefined, []]);
        const last = room.feed(weekly(3), verified(keys(2, 3)));
        assert.deepEqual([room.only().state, room.only().complete], ['available', true]);
        assert.deepEqual(outcomes(last), ['request-1/all-3/1/available']);
        assert.deepEqual(outcomes(room.feed(weekly(3), verified(keys(1, 3)))), []);
    });

    it('comes when the last episode turns out not to be waited for', async () => {
        const room = await bench();
        room.feed(approved('1'), listed(aired(1, 2)), verified(keys(1, 1)));
        assert.equal(room.only().state, 'approved');
        const results = room.feed(listed([...aired(1, 1), ...aired(2, 2, { isMonitored: false })]));
        assert.deepEqual([room.only().state, room.only().complete], ['available', true]);
        assert.equal(outcomes(results).length, 1);
    });

    it('is what is there, for who has no Sonarr to ask', async () => {
        const room = await bench();
        const results = room.feed(approved('1'), sonarr('grabbed', keys(1, 2)), verified(keys(1, 2)));
        assert.deepEqual([room.only().complete, outcomes(results).length], [true, 1]);
    });
});

describe('a wish', () => {
    it('that was changed is waited for as it is now', async () => {
        const room = await bench();
        const ofTwo = listed([
            ...aired(1, 2),
            ...season(2, 1, 2, () => ({ isMonitored: true, hasFile: false, airDateUtc: LAST_WEEK })),
        ]);
        room.feed(approved('1, 2'), ofTwo, verified(keys(1, 2)));
        assert.equal(room.only().state, 'approved');
        room.feed(seerr('edited', { requestedSeasons: '1' }));
        assert.deepEqual([room.only().state, room.only().complete, room.only().summary?.leftOut], ['available', true, 2]);
        room.feed(seerr('edited', { requestedSeasons: '1, 2' }));
        assert.deepEqual([room.only().state, room.only().summary?.leftOut], ['approved', 0]);
    });

    it('that got another season after Seerr called it available waits for that', async () => {
        const room = await bench();
        room.feed(approved('1'), sonarr('grabbed', keys(1, 2)), verified(keys(1, 2)));
        room.feed(seerr('reported_available', { requestedSeasons: '1' }));
        assert.equal(room.only().state, 'available');
        room.feed(seerr('edited', { requestedSeasons: '1, 2' }));
        assert.deepEqual([room.only().state, room.only().complete], ['approved', undefined]);
    });

    it('that nobody knows makes no request by being changed or withdrawn', async () => {
        const room = await bench();
        room.feed(seerr('edited', { requestedSeasons: '1' }), seerr('withdrawn', { requestedSeasons: '1' }));
        assert.deepEqual([room.store.size, room.store.unmatched().length], [0, 0]);
    });

    it('that is approved, declined or withdrawn is so for the episodes that nobody has', async () => {
        const room = await bench();
        room.feed(seerr('requested', { requestedSeasons: '1' }), listed(aired(1, 2)));
        assert.equal(room.only().state, 'requested');
        room.feed(approved('1'), sonarr('grabbed', keys(1, 1)));
        assert.deepEqual(
            room.only().episodes.map(({ state }) => state),
            ['grabbing', 'approved'],
        );
        room.feed(seerr('withdrawn', { requestedSeasons: '1' }));
        assert.deepEqual(
            room.only().episodes.map(({ state, failure }) => [state, failure?.code]),
            [
                ['grabbing', undefined],
                ['failed', 'withdrawn'],
            ],
        );
        room.feed(approved('1'));
        assert.equal(room.only().episodes[1]?.state, 'approved');
    });

    it('that is withdrawn takes no other wish for the same title with it', async () => {
        const room = await bench();
        room.feed(seerr('approved', { seerrRequestId: 2 }), seerr('withdrawn', { seerrRequestId: 1 }));
        assert.equal(room.only().state, 'approved');
    });

    it('is overtaken by a newer one for the same title, and says by which', async () => {
        const room = await bench();
        room.feed(seerr('approved', { seerrRequestId: 1 }));
        await room.clock.advance(1_000);
        room.feed(seerr('approved', { seerrRequestId: 2 }));
        const older = room.whole('request-1');
        assert.deepEqual([older.state, older.failure?.code], ['failed', 'superseded']);
        assert.match(older.failure?.message ?? '', /request 2 in Seerr/);
        assert.equal(room.store.get('request-2')?.state, 'approved');
    });

    it('is told of by what Seerr calls available', async () => {
        const room = await bench();
        room.feed(seerr('reported_available', { requestedBy: 'ann' }));
        const { state, requestedBy, seerrRequestId } = room.only();
        assert.deepEqual([state, requestedBy, seerrRequestId], ['approved', 'ann', 1]);
    });

    describe('that is over when Seerr calls it available', () => {
        const proved = [
            event('radarr', 'grabbed', 'movie', { request: FILM, downloadId: H1 }),
            event('radarr', 'imported', 'movie', { request: FILM, downloadId: H1 }),
            event('jellyfin', 'verified', 'movie', { requestId: 'request-1' }),
        ];

        it('is that wish, and no other one', async () => {
            const room = await bench({ createRequests: true });
            room.feed(seerr('approved', {}), ...proved);
            const results = room.feed(seerr('reported_available', { requestedBy: 'ann' }));
            assert.deepEqual(
                results[0]?.unapplied.map(({ code }) => code),
                ['closed'],
            );
            assert.deepEqual([room.only().state, room.only().requestedBy, outcomes(results)], ['available', 'ann', []]);
        });

        it('is that of whoever has all its episodes', async () => {
            const room = await bench({ createRequests: true });
            room.feed(approved('1'), sonarr('grabbed', keys(1, 2)), verified(keys(1, 2)));
            room.feed(seerr('reported_available', { requestedSeasons: '1' }));
            assert.deepEqual([room.only().state, room.only().complete], ['available', true]);
        });

        it('is learnt of what a grab began', async () => {
            const room = await bench({ createRequests: true });
            room.feed(...proved, seerr('reported_available', { requestedBy: 'ann' }));
            assert.deepEqual([room.only().state, room.only().seerrRequestId, room.only().requestedBy], ['available', 1, 'ann']);
        });

        it('is another one where what a grab began was deleted since', async () => {
            const room = await bench({ createRequests: true });
            room.feed(...proved, event('radarr', 'deleted', 'movie', { request: FILM, deletedFiles: true }));
            room.feed(seerr('reported_available', {}));
            assert.deepEqual(
                room.store.requests().map(({ state, seerrRequestId }) => [state, seerrRequestId]),
                [
                    ['approved', 1],
                    ['available', undefined],
                ],
            );
        });
    });
});

describe('how things were before', () => {
    const before = { backfill: true, at: '2026-01-10T04:00:00.000Z' };

    it('is taken in with its own times, and is no outcome', async () => {
        const room = await bench();
        const results = room.feed(seerr('reported_available', {}, before));
        const { state, availableAt, createdAt } = room.only();
        assert.deepEqual([state, availableAt, createdAt], ['available', before.at, before.at]);
        assert.deepEqual([outcomes(results), room.store.outcomes().size], [[], 0]);
    });

    it('announces an open wish that becomes playable afterwards', async () => {
        const room = await bench();
        const first = room.feed(seerr('approved', {}, before));
        const later = room.feed(event('jellyfin', 'verified', 'movie', { requestId: 'request-1' }));
        assert.deepEqual([outcomes(first), outcomes(later)], [[], ['request-1/movie/0/available']]);
    });

    it('is only a reason to look for what is on its way', async () => {
        const room = await bench();
        room.feed(seerr('approved', {}), seerr('reported_available', {}, before));
        assert.equal(room.only().state, 'approved');
    });
});

describe('a file that is gone', () => {
    const path = '/data/movies/Film/Film.mkv';
    const radarr = (kind: MediaEvent['kind'], extra: object = {}): MediaEvent =>
        event('radarr', kind, 'movie', { request: FILM, ...extra });
    const life = [
        seerr('approved', {}),
        radarr('grabbed', { downloadId: H1 }),
        radarr('imported', { downloadId: H1, request: { ...FILM, finalPath: path } }),
        event('jellyfin', 'verified', 'movie', { requestId: 'request-1', request: { jellyfinId: 'abc' } }),
    ];

    it('is kept in mind when the film is asked for again, until it is imported', async () => {
        const room = await bench();
        room.feed(...life, radarr('deleted', { deletedFiles: true }));
        await room.clock.advance(3_000);
        room.feed(seerr('approved', { seerrRequestId: 2 }));
        assert.deepEqual(room.whole('request-2').gone, [{ path, jellyfinId: 'abc' }]);
        room.feed(radarr('imported', { request: { ...FILM, finalPath: path } }));
        assert.equal(room.whole('request-2').gone, undefined);
    });

    it('is no file when the film was removed and its files were kept', async () => {
        const room = await bench();
        room.feed(...life, radarr('deleted', { deletedFiles: false }), seerr('approved', { seerrRequestId: 2 }));
        assert.equal(room.whole('request-2').gone, undefined);
    });

    it('of an episode is kept in mind when it is grabbed again', async () => {
        const room = await bench({ createRequests: true });
        const file = '/data/shows/Show/S01E01.mkv';
        room.feed(
            approved('1'),
            event('sonarr', 'imported', 'tv', {
                downloadId: H1,
                request: SHOW,
                episodes: season(1, 1, 1, () => ({ finalPath: file })),
            }),
            verified(season(1, 1, 1, () => ({ jellyfinId: 'abc' }))),
            event('sonarr', 'file_deleted', 'tv', { request: SHOW, episodes: keys(1, 1), path: file }),
            event('sonarr', 'grabbed', 'tv', { downloadId: 'b'.repeat(40), request: SHOW, episodes: keys(1, 1) }),
        );
        const again = room.store.requests().find(({ id }) => id !== 'request-1');
        assert.deepEqual(room.whole(again!.id).episodes[0]?.gone, [{ path: file, jellyfinId: 'abc' }]);
    });

    it('is missing, and not deleted by anybody: what is available stays it', async () => {
        const room = await bench();
        room.feed(...life, radarr('file_missing', { path }));
        const { state, deletedAt, timeline } = room.only();
        assert.deepEqual([state, deletedAt, timeline.at(-1)?.kind], ['available', null, 'file_missing']);
        room.feed(
            radarr('upgraded', { downloadId: 'b'.repeat(40), request: { ...FILM, finalPath: '/data/movies/Film/new.mkv' } }),
        );
        assert.equal(room.store.size, 1);
    });
});

describe('releases', () => {
    const film = (kind: MediaEvent['kind'], downloadId: string, facts: RequestFacts = {}): MediaEvent =>
        event('radarr', kind, 'movie', { downloadId, request: { ...FILM, ...facts } });
    const H2 = 'b'.repeat(40);

    it('tell their facts together: with the file of an upgrade comes its hash', async () => {
        const room = await bench();
        room.feed(
            seerr('approved', {}),
            film('grabbed', H1, { releaseTitle: 'One', indexer: 'A', quality: 'WEBDL-720p' }),
            film('imported', H1, { releaseTitle: 'One', finalPath: '/one.mkv' }),
            event('jellyfin', 'verified', 'movie', { requestId: 'request-1' }),
            film('grabbed', H2, { releaseTitle: 'Two', indexer: 'B', quality: 'Bluray-1080p' }),
        );
        const { qbitHash, releaseTitle, indexer } = room.only();
        assert.deepEqual([qbitHash, releaseTitle, indexer], [H1, 'One', 'A']);
        room.feed(film('upgraded', H2, { releaseTitle: 'Two', finalPath: '/two.mkv' }));
        const after = room.only();
        assert.deepEqual(
            [after.qbitHash, after.releaseTitle, after.indexer, after.quality, after.finalPath, after.state],
            [H2, 'Two', 'B', 'Bluray-1080p', '/two.mkv', 'available'],
        );
        room.feed(film('imported', H1, { releaseTitle: 'One', finalPath: '/one.mkv' }));
        assert.equal(room.only().finalPath, '/two.mkv');
    });

    const blocked = (downloadId: string): MediaEvent =>
        event('sonarr', 'import_blocked', 'tv', { downloadId, request: SHOW, episodes: keys(1, 1) });

    it('have troubles of their own: another download’s is not the one’s that is under way', async () => {
        const room = await bench();
        room.feed(approved('1'), sonarr('grabbed', keys(1, 1)));
        const [result] = room.feed(blocked(H2));
        assert.deepEqual(
            result?.unapplied.map(({ code }) => code),
            ['other_download'],
        );
        assert.equal(room.only().episodes[0]?.state, 'grabbing');
    });

    it('are the attempt when nobody had told of another one', async () => {
        const room = await bench();
        room.feed(approved('1'), blocked(H2));
        assert.equal(room.only().episodes[0]?.failure?.code, 'import_blocked');
    });
});
