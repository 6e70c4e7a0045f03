import assert from 'node:assert/strict';
import type { MediaEvent, RequestFacts } from '../../../lib/model';
import { type Bench, bench, event, season } from '../../support/events';

const H1 = 'a'.repeat(40);
const H2 = 'b'.repeat(40);
const FILM = { tmdbId: 603 };
const SHOW = { tvdbId: 414057, tmdbId: 154494 };

const approved = (seerrRequestId: number, facts: RequestFacts = {}): MediaEvent =>
    event('seerr', 'approved', 'movie', { request: { ...FILM, seerrRequestId, title: 'Film', ...facts } });
const grabbed = (downloadId: string, facts: RequestFacts = {}): MediaEvent =>
    event('radarr', 'grabbed', 'movie', { downloadId, request: { ...FILM, ...facts } });
const imported = (downloadId: string, facts: RequestFacts = {}): MediaEvent =>
    event('radarr', 'imported', 'movie', {
        downloadId,
        request: { ...FILM, finalPath: '/data/movies/Film/Film one.mkv', ...facts },
    });
const verified = (requestId: string): MediaEvent =>
    event('jellyfin', 'verified', 'movie', { requestId, request: { jellyfinId: 'abc', foundAs: 'Movie' } });
const torrent = (
    kind: 'downloading' | 'downloaded' | 'download_failed' | 'download_removed' | 'download_resumed',
    downloadId: string,
): MediaEvent => event('qbittorrent', kind, undefined, { downloadId });

const showApproved = (seerrRequestId: number, requestedSeasons: string): MediaEvent =>
    event('seerr', 'approved', 'tv', { request: { ...SHOW, seerrRequestId, title: 'Show', requestedSeasons } });
const showGrabbed = (downloadId: string, episodes: MediaEvent['episodes'], facts: RequestFacts = {}): MediaEvent =>
    event('sonarr', 'grabbed', 'tv', { downloadId, request: { ...SHOW, ...facts }, episodes });
const showImported = (downloadId: string, episodes: MediaEvent['episodes'], facts: RequestFacts = {}): MediaEvent =>
    event('sonarr', 'imported', 'tv', { downloadId, request: { ...SHOW, ...facts }, episodes });
const showVerified = (requestId: string, episodes: MediaEvent['episodes']): MediaEvent =>
    event('jellyfin', 'verified', 'tv', { requestId, episodes });

const codes = (results: ReturnType<Bench['feed']>): string[] =>
    results.flatMap(({ unapplied }) => unapplied.map(({ code }) => code));
const moves = (results: ReturnType<Bench['feed']>): string[] =>
    results.flatMap(({ changes }) => changes.map(({ from, to }) => `${from} > ${to}`));
const stateOf = ({ store }: Bench, id: string): string | undefined => store.get(id)?.state;
const episodeStates = ({ store }: Bench, id: string): string[] => store.episodes(id).map(({ state }) => state);

describe('transition gate, movies', () => {
    it('takes a movie from its approval to available, stage by stage', async () => {
        const room = await bench();
        const results = room.feed(
            approved(1),
            grabbed(H1),
            torrent('downloading', H1),
            torrent('downloaded', H1),
            imported(H1),
            verified('request-1'),
        );
        assert.deepEqual(moves(results), [
            'requested > approved',
            'approved > grabbing',
            'grabbing > downloading',
            'downloading > downloaded',
            'downloaded > importing',
            'importing > available',
        ]);
        assert.deepEqual(codes(results), []);
        assert.ok(
            results.every(({ changes }) =>
                changes.every(({ skipped, pipeline }) => skipped.length === 0 && pipeline === 'movie'),
            ),
        );
    });

    it('says which stages were skipped when later evidence comes first', async () => {
        const room = await bench();
        const [, result] = room.feed(approved(1), imported(H1));
        assert.deepEqual(result?.changes[0]?.skipped, ['grabbing', 'downloading', 'downloaded']);
    });

    it('goes from downloading straight to matching, where the replaced system stayed stuck', async () => {
        const room = await bench();
        room.feed(approved(1), grabbed(H1, { isAnime: true }), torrent('downloading', H1), imported(H1));
        assert.equal(room.only().state, 'anime_matching');
    });

    it('never gives a new wish to an old available request', async () => {
        const room = await bench();
        room.feed(approved(1), grabbed(H1), imported(H1), verified('request-1'), approved(2));
        assert.deepEqual(
            room.store
                .requests()
                .map(({ id, state }) => [id, state])
                .sort(),
            [
                ['request-1', 'available'],
                ['request-2', 'approved'],
            ],
        );
        room.feed(grabbed(H2));
        assert.equal(stateOf(room, 'request-2'), 'grabbing');
        assert.equal(stateOf(room, 'request-1'), 'available');
    });

    it('lets a re-request take the torrent that an old available request had', async () => {
        const room = await bench();
        room.feed(approved(1), grabbed(H1), imported(H1), verified('request-1'));
        room.feed(event('radarr', 'deleted', 'movie', { request: FILM }), approved(2), grabbed(H1), torrent('downloaded', H1));
        assert.equal(stateOf(room, 'request-2'), 'downloaded');
        assert.equal(stateOf(room, 'request-1'), 'available');
        assert.notEqual(room.store.get('request-1')?.deletedAt, null);
    });

    it('starts a new attempt for a new download before the import, and forgets the old one', async () => {
        const room = await bench();
        const results = room.feed(
            approved(1),
            grabbed(H1),
            torrent('downloading', H1),
            grabbed(H2),
            torrent('download_failed', H1),
            torrent('downloaded', H1),
        );
        const request = room.only();
        assert.deepEqual([request.state, request.attempt, request.qbitHash], ['grabbing', 2, H2]);
        assert.deepEqual(codes(results), ['old_attempt', 'old_attempt']);
    });

    it('notes an upgrade after the import, and its failure harms nothing', async () => {
        const room = await bench();
        room.feed(approved(1), grabbed(H1, { quality: 'WEBDL-720p' }), imported(H1), verified('request-1'));
        const results = room.feed(
            grabbed(H2, { quality: 'Bluray-1080p' }),
            torrent('download_failed', H2),
            event('radarr', 'import_blocked', 'movie', { downloadId: H2, request: FILM }),
        );
        assert.deepEqual(codes(results), ['upgrade', 'upgrade', 'upgrade']);
        const request = room.only();
        assert.deepEqual(
            [request.state, request.qbitHash, request.quality, request.failure],
            ['available', H1, 'WEBDL-720p', null],
        );
    });

    it('follows the file of an upgrade that was imported', async () => {
        const room = await bench();
        room.feed(approved(1), grabbed(H1), imported(H1), verified('request-1'), grabbed(H2));
        room.feed(
            event('radarr', 'upgraded', 'movie', {
                downloadId: H2,
                request: { ...FILM, finalPath: '/data/movies/Film/Film two.mkv' },
            }),
        );
        assert.deepEqual([room.only().state, room.only().finalPath], ['available', '/data/movies/Film/Film two.mkv']);
    });

    it('fails with a reason, and is reopened by a new approval, a new grab, or later evidence', async () => {
        const room = await bench();
        room.feed(approved(1), event('seerr', 'declined', 'movie', { request: { ...FILM, seerrRequestId: 1 } }));
        assert.deepEqual([room.only().state, room.only().failure?.code], ['failed', 'declined']);
        room.feed(approved(1));
        assert.equal(room.only().state, 'approved');
        room.feed(grabbed(H1), torrent('download_failed', H1));
        assert.deepEqual([room.only().state, room.only().failure?.code], ['failed', 'download_failed']);
        room.feed(torrent('download_resumed', H1));
        assert.equal(room.only().state, 'downloading');
        room.feed(torrent('download_removed', H1), grabbed(H2));
        assert.deepEqual([room.only().state, room.only().attempt], ['grabbing', 2]);
        room.feed(
            event('radarr', 'import_blocked', 'movie', {
                downloadId: H2,
                request: FILM,
                failure: { code: 'import_blocked', message: 'Not an upgrade' },
            }),
        );
        assert.equal(room.only().failure?.message, 'Not an upgrade');
        room.feed(torrent('downloaded', H2));
        assert.equal(room.only().state, 'failed');
        room.feed(imported(H2));
        assert.deepEqual([room.only().state, room.only().failure], ['importing', null]);
    });

    describe('whose torrent is removed after its end and before the import', () => {
        const removed = (): MediaEvent =>
            ({
                ...event('qbittorrent', 'download_removed', undefined, { downloadId: H1 }),
                failure: { code: 'download_removed', message: 'The torrent was removed' },
            }) as MediaEvent;
        const gone = async (): Promise<Bench> => {
            const room = await bench();
            room.feed(approved(1), grabbed(H1), torrent('downloaded', H1));
            assert.deepEqual(moves(room.feed(removed())), ['downloaded > failed']);
            assert.deepEqual([room.only().failure?.code, room.only().failure?.stage], ['download_removed', 'downloaded']);
            return room;
        };

        it('fails, and what is told late of its end does not hide that', async () => {
            const room = await gone();
            room.feed(torrent('downloaded', H1), torrent('downloading', H1));
            assert.deepEqual([room.only().state, room.only().failure?.message], ['failed', 'The torrent was removed']);
        });

        it('lives again by an import that comes all the same, by the proof, by a new grab, and by the torrent itself', async () => {
            const reopening: [MediaEvent, string][] = [
                [imported(H1), 'importing'],
                [verified('request-1'), 'available'],
                [grabbed(H2), 'grabbing'],
                [torrent('download_resumed', H1), 'downloading'],
            ];
            for (const [each, state] of reopening) {
                const room = await gone();
                room.feed(each);
                assert.deepEqual([room.only().state, room.only().failure], [state, null]);
            }
        });

        it('is not touched when the import was there before', async () => {
            const room = await bench();
            room.feed(approved(1), grabbed(H1), torrent('downloaded', H1), imported(H1));
            assert.deepEqual(codes(room.feed(removed())), ['late']);
            assert.equal(room.only().state, 'importing');
        });
    });

    it('keeps 4K and HD of one film apart', async () => {
        const room = await bench();
        room.feed(approved(1), approved(2, { is4k: true }));
        room.feed(
            grabbed(H1, { instanceName: 'Radarr', quality: 'Bluray-1080p' }),
            grabbed(H2, { instanceName: 'Radarr 4K', is4k: true, quality: 'Bluray-2160p' }),
        );
        assert.equal(room.store.get('request-1')?.qbitHash, H1);
        assert.equal(room.store.get('request-2')?.qbitHash, H2);
    });

    it('says in the timeline when two open requests fit, and takes the newest', async () => {
        const room = await bench();
        room.feed(approved(1, { instanceName: 'Radarr' }));
        await room.clock.advance(1000);
        room.feed(approved(2, { instanceName: 'Radarr two' }), grabbed(H1));
        assert.equal(room.store.get('request-2')?.qbitHash, H1);
        assert.ok(room.store.timeline('request-2').some(({ code }) => code === 'several_requests'));
    });

    it('keeps an event that nobody claims once, and applies it when a request appears', async () => {
        const room = await bench();
        const results = room.feed(grabbed(H1), grabbed(H1), torrent('downloaded', H1));
        assert.deepEqual(codes(results), ['no_request', 'no_request', 'no_request']);
        assert.equal(room.store.unmatched().length, 2);
        room.feed(approved(1));
        assert.equal(room.only().state, 'downloaded');
        assert.deepEqual(room.store.unmatched(), []);
    });

    it('lets no old failure kill a later request', async () => {
        const blocked = (downloadId?: string): MediaEvent =>
            event('radarr', 'import_blocked', 'movie', { request: FILM, ...(downloadId !== undefined && { downloadId }) });
        const room = await bench();
        const results = room.feed(
            event('radarr', 'deleted', 'movie', { request: FILM }),
            event('radarr', 'file_deleted', 'movie', { request: FILM }),
            event('radarr', 'file_deleted', 'movie', { path: '/data/movies/Film/Film one.mkv' }),
            event('seerr', 'declined', undefined, { request: { seerrRequestId: 1 } }),
            event('seerr', 'send_failed', undefined, { request: { seerrRequestId: 1 } }),
            blocked(),
        );
        assert.deepEqual(codes(results), ['no_request', 'no_request', 'unknown_path', 'no_request', 'no_request', 'no_request']);
        assert.ok(results.every(({ unapplied }) => unapplied.every(({ message }) => !message.includes('kept, and'))));
        assert.deepEqual(room.store.unmatched(), []);
        room.feed(approved(1), imported(H1));
        assert.equal(room.only().state, 'importing');
    });

    it('keeps the failure of a download: its request may be told of later', async () => {
        const room = await bench();
        const [result] = room.feed(event('radarr', 'import_blocked', 'movie', { downloadId: H1, request: FILM }));
        assert.match(result?.unapplied[0]?.message ?? '', /kept, and tried again/);
        room.feed(approved(1));
        assert.equal(room.only().failure?.code, 'import_blocked');
    });

    it('makes a request of its own from an unasked grab when told to, and lets a late approval claim it', async () => {
        const room = await bench({ createRequests: true });
        room.feed(grabbed(H1), imported(H1), verified('request-1'), approved(7));
        assert.deepEqual([room.only().state, room.only().seerrRequestId], ['available', 7]);
    });

    it('does not let a wish claim what became available long ago', async () => {
        const room = await bench({ createRequests: true });
        room.feed(grabbed(H1), imported(H1), verified('request-1'));
        await room.clock.advance(25 * 60 * 60 * 1000);
        room.feed(approved(7));
        assert.equal(stateOf(room, 'request-2'), 'approved');
    });

    it('does not take movie 1 for show 1', async () => {
        const room = await bench();
        room.feed(approved(1), event('seerr', 'approved', 'tv', { request: { tmdbId: FILM.tmdbId, seerrRequestId: 2 } }));
        assert.equal(room.store.requests().length, 2);
    });

    it('finds a hybrid torrent by any of its names', async () => {
        const room = await bench();
        room.feed(approved(1), grabbed(H1), event('qbittorrent', 'downloaded', undefined, { downloadId: H2, hashes: [H1, H2] }));
        assert.equal(room.only().state, 'downloaded');
    });

    it('follows a file that was renamed, and only that one', async () => {
        const room = await bench();
        room.feed(approved(1), grabbed(H1), imported(H1));
        const rename = (path: string, finalPath: string): MediaEvent =>
            event('radarr', 'renamed', 'movie', { path, request: { ...FILM, finalPath } });
        room.feed(rename('/data/movies/Film/older.mkv', '/data/movies/Film/x.mkv'));
        assert.equal(room.only().finalPath, '/data/movies/Film/Film one.mkv');
        room.feed(rename('/data/movies/Film/Film one.mkv', '/data/movies/Film/Film (1999).mkv'));
        assert.equal(room.only().finalPath, '/data/movies/Film/Film (1999).mkv');
    });
});

describe('transition gate, television', () => {
    it('makes the episodes of a season pack from its grab', async () => {
        const room = await bench();
        room.feed(showApproved(1, '1'));
        const [result] = room.feed(
            showGrabbed(
                H1,
                season(1, 1, 13, (n) => ({ episodeTitle: `Part ${n}` })),
                { quality: 'Bluray-1080p', fileSize: 33 },
            ),
        );
        assert.equal(result?.changes.length, 13);
        const request = room.only();
        assert.deepEqual(
            [request.state, request.qbitHash, request.quality, request.fileSize, request.totalEpisodes],
            ['grabbing', H1, 'Bluray-1080p', undefined, 13],
        );
        assert.deepEqual(request.episodes.map(({ episodeTitle, qbitHash }) => [episodeTitle, qbitHash])[12], ['Part 13', H1]);
    });

    it('derives the request from its episodes, one available after the other', async () => {
        const room = await bench();
        room.feed(
            showApproved(1, '1'),
            showGrabbed(H1, season(1, 1, 3)),
            torrent('downloaded', H1),
            showImported(H1, season(1, 1, 2)),
        );
        assert.deepEqual(
            [room.only().state, episodeStates(room, 'request-1')],
            ['importing', ['importing', 'importing', 'downloaded']],
        );
        room.feed(showVerified('request-1', season(1, 1, 2)));
        assert.equal(room.only().state, 'downloaded');
        room.feed(showImported(H1, season(1, 3, 3)), showVerified('request-1', season(1, 3, 3)));
        assert.deepEqual([room.only().state, room.only().availableAt], ['available', '2026-01-22T04:00:00.000Z']);
    });

    it('goes on with a weekly show in its request', async () => {
        const room = await bench();
        room.feed(
            showApproved(1, '1'),
            showGrabbed(H1, season(1, 1, 1)),
            showImported(H1, season(1, 1, 1)),
            showVerified('request-1', season(1, 1, 1)),
        );
        assert.equal(room.only().state, 'available');
        room.feed(showGrabbed(H2, season(1, 2, 2)));
        assert.deepEqual([room.only().state, episodeStates(room, 'request-1')], ['grabbing', ['available', 'grabbing']]);
    });

    it('leaves a season that nobody asked for unmatched, and knows season 0', async () => {
        const room = await bench();
        room.feed(showApproved(1, '0, 2'));
        const results = room.feed(showGrabbed(H1, season(1, 1, 2)), showGrabbed(H2, season(0, 3, 3)));
        assert.deepEqual(codes(results), ['no_request']);
        assert.deepEqual(
            room.only().episodes.map(({ seasonNumber }) => seasonNumber),
            [0],
        );
    });

    it('splits a pack that spans the seasons of two requests', async () => {
        const room = await bench();
        room.feed(showApproved(1, '1'), showApproved(2, '2'), showGrabbed(H1, [...season(1, 1, 2), ...season(2, 1, 2)]));
        assert.deepEqual([episodeStates(room, 'request-1').length, episodeStates(room, 'request-2').length], [2, 2]);
        room.feed(torrent('downloaded', H1));
        assert.deepEqual([stateOf(room, 'request-1'), stateOf(room, 'request-2')], ['downloaded', 'downloaded']);
    });

    it('re-grabs three failed episodes as a new attempt of just these', async () => {
        const room = await bench();
        room.feed(
            showApproved(1, '1'),
            showGrabbed(H1, season(1, 1, 5)),
            showImported(H1, season(1, 1, 2)),
            showVerified('request-1', season(1, 1, 2)),
        );
        room.feed(
            event('sonarr', 'import_blocked', 'tv', {
                downloadId: H1,
                request: SHOW,
                episodes: season(1, 3, 5),
                failure: { code: 'import_blocked', message: 'Sample' },
            }),
        );
        assert.deepEqual([room.only().state, room.only().failure?.message], ['failed', 'Sample']);
        room.feed(showGrabbed(H2, season(1, 3, 5)));
        assert.deepEqual(
            room.only().episodes.map(({ state, attempt }) => [state, attempt]),
            [
                ['available', 1],
                ['available', 1],
                ['grabbing', 2],
                ['grabbing', 2],
                ['grabbing', 2],
            ],
        );
        assert.equal(room.only().state, 'grabbing');
    });

    it('keeps two instances with the same series apart', async () => {
        const room = await bench({ createRequests: true });
        room.feed(
            showGrabbed(H1, season(1, 1, 1), { instanceName: 'Sonarr', sonarrId: 5 }),
            showGrabbed(H2, season(1, 1, 1), { instanceName: 'Sonarr Anime', sonarrId: 5 }),
        );
        assert.deepEqual(
            room.store
                .requests()
                .map(({ instanceName }) => instanceName)
                .sort(),
            ['Sonarr', 'Sonarr Anime'],
        );
        room.feed(torrent('downloaded', H2));
        assert.deepEqual([stateOf(room, 'request-1'), stateOf(room, 'request-2')], ['grabbing', 'downloaded']);
    });

    it('closes what a deletion names, and spares what is available', async () => {
        const room = await bench();
        room.feed(
            showApproved(1, '1'),
            showGrabbed(H1, season(1, 1, 2)),
            showImported(H1, season(1, 1, 1)),
            showVerified('request-1', season(1, 1, 1)),
        );
        room.feed(
            event('sonarr', 'deleted', 'tv', { request: SHOW, failure: { code: 'deleted', message: 'Removed in Sonarr' } }),
        );
        assert.deepEqual(episodeStates(room, 'request-1'), ['available', 'failed']);
    });
});

describe('transition gate, anime', () => {
    const anime = { ...SHOW, isAnime: true };
    const match = (path: string, shokoFileId: number): MediaEvent =>
        event('shoko', 'matched', undefined, { path, request: { shokoFileId, shokoSeriesId: 1 } });

    it('joins a match to its episode by the tail of the path', async () => {
        const room = await bench();
        room.feed(showApproved(1, '1'), showGrabbed(H1, season(1, 1, 2), anime));
        room.feed(
            showImported(
                H1,
                season(1, 1, 2, (n) => ({ finalPath: `/data/anime/Show/Season 1/0${n}.mkv` })),
                anime,
            ),
        );
        const [result] = room.feed(match('/mnt/shoko/Show/Season 1/02.mkv', 22));
        assert.deepEqual(
            result?.changes.map(({ subject, from, to }) => [subject, from, to]),
            [[{ type: 'episode', seasonNumber: 1, episodeNumber: 2 }, 'anime_matching', 'anime_matching']],
        );
        assert.deepEqual(
            room.only().episodes.map(({ shokoFileId }) => shokoFileId),
            [undefined, 22],
        );
    });

    it('never guesses between two series with the same file name', async () => {
        const room = await bench();
        const other = { tvdbId: 2, isAnime: true };
        room.feed(showApproved(1, '1'), event('seerr', 'approved', 'tv', { request: { tvdbId: 2, seerrRequestId: 2 } }));
        room.feed(
            showImported(
                H1,
                season(1, 1, 1, () => ({ finalPath: '/data/anime/One/01.mkv' })),
                anime,
            ),
        );
        room.feed(
            event('sonarr', 'imported', 'tv', {
                downloadId: H2,
                request: other,
                episodes: season(1, 1, 1, () => ({ finalPath: '/data/anime/Two/01.mkv' })),
            }),
        );
        assert.deepEqual(codes(room.feed(match('/elsewhere/01.mkv', 5))), ['ambiguous_path']);
        room.feed(match('/elsewhere/Two/01.mkv', 6));
        assert.equal(room.store.episodes('request-2')[0]?.shokoFileId, 6);
        assert.equal(room.store.episodes('request-1')[0]?.shokoFileId, undefined);
    });

    it('keeps a match that comes before the import until the path is known', async () => {
        const room = await bench();
        assert.deepEqual(codes(room.feed(match('/anime/Show/Season 1/Show - 01.mkv', 9))), ['unknown_path']);
        room.feed(showApproved(1, '1'), showGrabbed(H1, season(1, 1, 1), anime));
        room.feed(
            showImported(
                H1,
                season(1, 1, 1, () => ({ finalPath: '/data/anime/Show/Season 1/Show - 01.mkv' })),
                anime,
            ),
        );
        assert.equal(room.only().episodes[0]?.shokoFileId, 9);
        assert.deepEqual(room.store.unmatched(), []);
    });

    it('takes what Shoko matched for anime, whatever Sonarr called it', async () => {
        const room = await bench();
        room.feed(approved(1), imported(H1));
        assert.equal(room.only().state, 'importing');
        room.feed(match('/anime/Film/Film one.mkv', 3));
        assert.deepEqual([room.only().state, room.only().isAnime], ['anime_matching', true]);
    });

    it('becomes available without a match when Jellyfin shows it all the same', async () => {
        const room = await bench();
        room.feed(approved(1), imported(H1, { isAnime: true }));
        const [result] = room.feed(verified('request-1'));
        assert.deepEqual(
            result?.changes.map(({ to, skipped }) => [to, skipped]),
            [['available', []]],
        );
    });
});

describe('transition gate, reasons to look', () => {
    const added = (request: RequestFacts): MediaEvent =>
        event('jellyfin', 'library_added', 'tv', { request, episodes: season(1, 1, 1) });

    it('passes what Jellyfin added on to who waits for it, by id or by title', async () => {
        const room = await bench();
        room.feed(showApproved(1, '1'), showGrabbed(H1, season(1, 1, 2)));
        for (const facts of [{ tvdbId: SHOW.tvdbId }, { title: 'show' }]) {
            const [result] = room.feed(added(facts));
            assert.deepEqual(
                result?.changes.map(({ subject, from, to }) => [subject.type, from, to]),
                [['request', 'grabbing', 'grabbing']],
            );
        }
    });

    it('does not keep what nobody waits for', async () => {
        const room = await bench();
        assert.deepEqual(codes(room.feed(added({ title: 'Another' }))), ['nothing_waits']);
        assert.deepEqual(room.store.unmatched(), []);
    });
});
