import assert from 'node:assert/strict';
import { episodeLabel, type EventKind, type MediaEvent, type RequestFacts } from '../../../lib/model';
import { type Bench, bench, event, season } from '../../support/events';

const H1 = 'a'.repeat(40);
const H2 = 'b'.repeat(40);
const H3 = 'c'.repeat(40);
const FILM = { tmdbId: 603, title: 'Film' };
const SHOW = { tvdbId: 414057, title: 'Show' };

const radarr = (kind: EventKind, downloadId: string, facts: RequestFacts = {}): MediaEvent =>
    event('radarr', kind, 'movie', { downloadId, request: { ...FILM, ...facts } });
const sonarr = (kind: EventKind, downloadId: string, episodes: MediaEvent['episodes'], facts: RequestFacts = {}): MediaEvent =>
    event('sonarr', kind, 'tv', { downloadId, request: { ...SHOW, ...facts }, episodes });
const filmApproved = (seerrRequestId: number, facts: RequestFacts = {}): MediaEvent =>
    event('seerr', 'approved', 'movie', { request: { ...FILM, seerrRequestId, is4k: false, ...facts } });
const showVerified = (requestId: string, episodes: MediaEvent['episodes']): MediaEvent =>
    event('jellyfin', 'verified', 'tv', { requestId, episodes });
const verified = (requestId: string): MediaEvent => event('jellyfin', 'verified', 'movie', { requestId });

const titles = ({ store }: Bench): (string | undefined)[] =>
    store
        .requests()
        .map(({ id, title }) => `${id} ${title ?? ''}`)
        .sort();

describe('correlation by ids', () => {
    it('makes a new request of an approval that has an old number in a Seerr which counts from 1 again', async () => {
        const room = await bench();
        room.feed(filmApproved(1), radarr('imported', H1), verified('request-1'));
        room.feed(filmApproved(1, { tmdbId: 604, title: 'Another film' }));
        assert.deepEqual(titles(room), ['request-1 Film', 'request-2 Another film']);
        assert.deepEqual([room.store.get('request-1')?.state, room.store.get('request-1')?.tmdbId], ['available', 603]);
    });

    it('takes series 12 of two Sonarrs that both kept their name for two shows', async () => {
        const room = await bench({ createRequests: true });
        const twelve = { sonarrId: 12, instanceName: 'Sonarr' };
        room.feed(
            sonarr('grabbed', H1, season(1, 1, 1), twelve),
            event('sonarr', 'grabbed', 'tv', {
                downloadId: H2,
                request: { ...twelve, tvdbId: 2, title: 'Another show' },
                episodes: season(1, 1, 1),
            }),
        );
        assert.deepEqual(titles(room), ['request-1 Show', 'request-2 Another show']);
    });

    it('bears one differing id where another agrees: databases renumber what they merge', async () => {
        const room = await bench({ createRequests: true });
        room.feed(
            sonarr('grabbed', H1, season(1, 1, 1), { tmdbId: 5, sonarrId: 12 }),
            sonarr('imported', H2, season(1, 2, 2), { tmdbId: 5, tvdbId: 99, sonarrId: 12 }),
        );
        assert.equal(room.only().episodes.length, 2);
    });

    it('does not give an event that carries ids to who has a file of that name', async () => {
        const room = await bench();
        room.feed(filmApproved(1), radarr('imported', H1, { finalPath: '/data/movies/Film (1999)/movie.mkv' }));
        const [result] = room.feed(
            event('radarr', 'file_deleted', 'movie', {
                path: '/data/movies/Another film (2001)/movie.mkv',
                request: { imdbId: 'tt2', radarrId: 9 },
            }),
        );
        assert.equal(result?.unapplied[0]?.code, 'no_request');
        assert.equal(room.only().state, 'importing');
    });
});

describe('reasons to look', () => {
    const showApproved = (seerrRequestId: number, requestedSeasons: string, facts: RequestFacts = {}): MediaEvent =>
        event('seerr', 'approved', 'tv', { request: { ...SHOW, seerrRequestId, requestedSeasons, ...facts } });
    const added = (request: RequestFacts, episodes: MediaEvent['episodes'] = []): MediaEvent =>
        event('jellyfin', 'library_added', 'tv', { request, episodes });
    const woken = (room: Bench, reason: MediaEvent): string[] =>
        room.feed(reason).flatMap(({ changes }) => changes.map(({ request }) => request.id));

    it('of Jellyfin are no facts: they tell nothing of the request; what Seerr tells beside one is', async () => {
        const room = await bench();
        room.feed(filmApproved(1));
        const before = room.only();
        room.feed(
            event('jellyfin', 'library_added', 'movie', { request: { ...FILM, title: 'Der Film', year: 1998, shokoFileId: 7 } }),
        );
        assert.deepEqual({ ...room.only(), timeline: before.timeline }, before);
        room.feed(event('seerr', 'reported_available', 'movie', { request: { ...FILM, seerrRequestId: 1, requestedBy: 'ann' } }));
        assert.equal(room.only().requestedBy, 'ann');
    });

    it('are not for another work of the same title, by its ids or its year', async () => {
        const room = await bench();
        room.feed(showApproved(1, '1', { year: 2003 }));
        assert.deepEqual(woken(room, added({ title: 'show', tvdbId: 99 })), []);
        assert.deepEqual(woken(room, added({ title: 'show', year: 2020 })), []);
        assert.deepEqual(woken(room, added({ title: 'show', year: 2003 })), ['request-1']);
    });

    it('wake who waits for that season, by title as by id', async () => {
        const room = await bench();
        room.feed(showApproved(1, '1'), showApproved(2, '2'));
        assert.deepEqual(woken(room, added({ title: 'Show' }, season(2, 5, 5))), ['request-2']);
        assert.deepEqual(woken(room, added({ tvdbId: SHOW.tvdbId }, season(1, 5, 5))), ['request-1']);
        assert.deepEqual(woken(room, added({ title: 'Show' }, season(3, 1, 1))), []);
    });

    it('about one wish are none for another of the same title: they tell of that other wish', async () => {
        const room = await bench();
        room.feed(showApproved(1, '1'));
        assert.deepEqual(woken(room, event('seerr', 'reported_available', 'tv', { request: { ...SHOW, seerrRequestId: 2 } })), [
            'request-2',
            'request-2',
        ]);
        assert.equal(room.store.get('request-2')?.state, 'approved');
    });

    it('wake a film that Jellyfin shows as an episode', async () => {
        const room = await bench();
        room.feed(filmApproved(1));
        assert.deepEqual(woken(room, added({ title: 'Film' }, season(0, 3, 3))), ['request-1']);
    });
});

describe('correlation by seasons', () => {
    const wish = (facts: RequestFacts): MediaEvent => event('seerr', 'approved', 'tv', { request: { ...SHOW, ...facts } });
    const labels = ({ store }: Bench): string[] =>
        store
            .requests()
            .map(({ id }) => [id, ...store.episodes(id).map(episodeLabel)].join(' '))
            .sort();

    it('gives a season to the wish that names it, and not to a special that was grabbed unasked', async () => {
        const room = await bench({ createRequests: true });
        room.feed(wish({ seerrRequestId: 1, requestedSeasons: '1' }));
        await room.clock.advance(1000);
        room.feed(sonarr('grabbed', H2, season(0, 1, 1)), sonarr('grabbed', H1, season(1, 1, 2)));
        assert.deepEqual(labels(room), ['request-1 S01E01 S01E02', 'request-2 S00E01']);
    });

    it('goes on in its own season with a weekly show that a grab began', async () => {
        const room = await bench({ createRequests: true });
        room.feed(
            sonarr('grabbed', H1, season(1, 1, 1)),
            sonarr('imported', H1, season(1, 1, 1)),
            showVerified('request-1', season(1, 1, 1)),
            sonarr('grabbed', H2, season(1, 2, 2)),
            sonarr('grabbed', H3, season(2, 1, 1)),
        );
        assert.deepEqual(labels(room), ['request-1 S01E01 S01E02', 'request-2 S02E01']);
    });

    it('keeps an unasked pack of several seasons together, also when it comes to light file by file', async () => {
        const pack = [...season(1, 1, 2), ...season(2, 1, 2)];
        const room = await bench({ createRequests: true });
        room.feed(...pack.map((episode) => sonarr('imported', H1, [episode])), sonarr('grabbed', H1, pack));
        assert.deepEqual(labels(room), ['request-1 S01E01 S01E02 S02E01 S02E02']);
    });

    it('gives all seasons to a wish whose seasons cannot be read, but those that another wish names', async () => {
        const room = await bench();
        room.feed(wish({ seerrRequestId: 1, requestedSeasons: '2' }));
        await room.clock.advance(1000);
        room.feed(wish({ seerrRequestId: 2 }), sonarr('grabbed', H1, [...season(1, 1, 1), ...season(2, 1, 1)]));
        assert.deepEqual(labels(room), ['request-1 S02E01', 'request-2 S01E01']);
    });

    it('takes wishes for two seasons for two, also without numbers and before there are episodes', async () => {
        const room = await bench();
        room.feed(wish({ requestedSeasons: '1' }), wish({ requestedSeasons: '2' }), wish({ requestedSeasons: '1' }));
        assert.deepEqual(
            room.store
                .requests()
                .map(({ requestedSeasons }) => requestedSeasons)
                .sort(),
            ['1', '2'],
        );
    });

    it('reopens a wish without a number that was declined before it had episodes', async () => {
        const room = await bench();
        room.feed(
            event('seerr', 'declined', 'tv', { request: { ...SHOW, requestedSeasons: '1' } }),
            wish({ requestedSeasons: '1' }),
        );
        assert.equal(room.only().state, 'approved');
    });
});

describe('correlation of an episode that was available and deleted', () => {
    const fileDeleted = (episodes: MediaEvent['episodes']): MediaEvent =>
        event('sonarr', 'file_deleted', 'tv', { request: SHOW, episodes });
    const statesOf = ({ store }: Bench): string[] =>
        store
            .requests()
            .map(({ id }) => [id, ...store.episodes(id).map((each) => `${episodeLabel(each)} ${each.state}`)].join(' '))
            .sort();
    const watched = async (options: { createRequests?: boolean }): Promise<Bench> => {
        const room = await bench(options);
        room.feed(
            event('seerr', 'approved', 'tv', { request: { ...SHOW, seerrRequestId: 1, requestedSeasons: '1' } }),
            sonarr('imported', H1, season(1, 1, 2)),
            showVerified('request-1', season(1, 1, 2)),
            fileDeleted(season(1, 1, 2)),
        );
        return room;
    };

    it('begins a request when it is grabbed again, which takes the others too', async () => {
        const room = await watched({ createRequests: true });
        room.feed(
            sonarr('grabbed', H2, season(1, 1, 1)),
            sonarr('imported', H2, season(1, 1, 1)),
            showVerified('request-2', season(1, 1, 1)),
            sonarr('grabbed', H1, season(1, 2, 2)),
        );
        assert.deepEqual(statesOf(room), [
            'request-1 S01E01 available S01E02 available',
            'request-2 S01E01 available S01E02 grabbing',
        ]);
    });

    it('gives it to the open request that covers it', async () => {
        const room = await watched({});
        room.feed(
            event('seerr', 'approved', 'tv', { request: { ...SHOW, seerrRequestId: 2, requestedSeasons: '1' } }),
            sonarr('imported', H2, season(1, 1, 1)),
        );
        assert.deepEqual(statesOf(room), ['request-1 S01E01 available S01E02 available', 'request-2 S01E01 importing']);
    });

    it('lets no late approval claim what is gone, a film as a show', async () => {
        const room = await bench({ createRequests: true });
        room.feed(radarr('imported', H1), verified('request-1'), event('radarr', 'deleted', 'movie', { request: FILM }));
        room.feed(sonarr('imported', H2, season(1, 1, 1)), showVerified('request-2', season(1, 1, 1)));
        room.feed(fileDeleted(season(1, 1, 1)));
        room.feed(filmApproved(1), event('seerr', 'approved', 'tv', { request: { ...SHOW, seerrRequestId: 2 } }));
        assert.deepEqual(
            room.store
                .requests()
                .flatMap(({ state, seerrRequestId }) => (state === 'approved' ? [seerrRequestId] : []))
                .sort(),
            [1, 2],
        );
    });

    it('leaves it unmatched where no request is made of a grab', async () => {
        const room = await watched({});
        const [result] = room.feed(sonarr('grabbed', H2, season(1, 1, 1)));
        assert.equal(result?.unapplied[0]?.code, 'no_request');
        assert.equal(room.only().episodes[0]?.attempt, 1);
    });
});

describe('correlation of twins in HD and 4K', () => {
    const ofQuality = (quality: string): MediaEvent['episodes'] => season(1, 1, 1, () => ({ quality }));
    const attemptsOf = ({ store }: Bench): string[] =>
        store
            .requests()
            .map(({ id }) =>
                [id, ...store.episodes(id).flatMap(({ attempts }) => attempts.map((each) => each.downloadId))].join(' '),
            )
            .sort();

    it('goes by the quality that Sonarr tells of the episodes', async () => {
        const wish = (seerrRequestId: number, is4k: boolean): MediaEvent =>
            event('seerr', 'approved', 'tv', { request: { ...SHOW, seerrRequestId, requestedSeasons: '1', is4k } });
        const room = await bench();
        room.feed(wish(1, true), wish(2, false));
        room.feed(sonarr('grabbed', H1, ofQuality('WEBDL-2160p')), sonarr('grabbed', H2, ofQuality('WEBDL-1080p')));
        assert.deepEqual(attemptsOf(room), [`request-1 ${H1}`, `request-2 ${H2}`]);
        room.feed(sonarr('imported', H2, ofQuality('WEBDL-1080p')), showVerified('request-2', season(1, 1, 1)));
        room.feed(sonarr('grabbed', H3, ofQuality('Bluray-1080p')));
        assert.deepEqual(attemptsOf(room), [`request-1 ${H1}`, `request-2 ${H2} ${H3}`]);
    });

    it('does not give what a 4K instance grabbed to a wish for HD, whichever comes first', async () => {
        const ultraHd = radarr('grabbed', H1, { instanceName: 'radarr4k', is4k: true });
        for (const [first, second] of [
            [filmApproved(1), ultraHd],
            [ultraHd, filmApproved(1)],
        ] as const) {
            const room = await bench({ createRequests: true });
            room.feed(first, second);
            const states = room.store.requests().map(({ is4k, state }) => `${is4k ? '4K' : 'HD'} ${state}`);
            assert.deepEqual(states.sort(), ['4K grabbing', 'HD approved']);
        }
    });

    it('believes Seerr, which knows what was asked for, and else whoever says 4K', async () => {
        const room = await bench();
        room.feed(event('seerr', 'approved', 'movie', { request: { ...FILM, seerrRequestId: 1 } }));
        room.feed(radarr('grabbed', H1, { is4k: true }));
        assert.equal(room.only().is4k, true);
        room.feed(filmApproved(1), radarr('imported', H1, { is4k: true }));
        assert.equal(room.only().is4k, false);
    });

    it('lets a deletion concern its own track', async () => {
        const wishes = [filmApproved(1), filmApproved(2, { is4k: true })];
        const deletedIn = (instanceName: string, facts: RequestFacts = {}): MediaEvent =>
            event('radarr', 'deleted', 'movie', { request: { ...FILM, instanceName, ...facts } });
        const failed = async (...events: MediaEvent[]): Promise<(number | undefined)[]> => {
            const room = await bench();
            room.feed(...events);
            return room.store.requests().flatMap(({ state, seerrRequestId }) => (state === 'failed' ? [seerrRequestId] : []));
        };
        assert.deepEqual(await failed(...wishes, deletedIn('radarr4k', { is4k: true })), [2]);
        assert.deepEqual(await failed(...wishes, deletedIn('Radarr')), [1]);
        // A Radarr that has both, or the one only, says nothing of 4K.
        assert.deepEqual(await failed(filmApproved(2, { is4k: true }), deletedIn('Radarr')), [2]);
    });

    it('leaves a file to who grabbed its download, whatever quality it turns out to have', async () => {
        const room = await bench();
        room.feed(filmApproved(1), filmApproved(2, { is4k: true }));
        room.feed(radarr('grabbed', H1, { quality: 'WEBDL-2160p' }), radarr('imported', H1, { quality: 'WEBDL-1080p' }));
        const [hd, ultraHd] = [room.store.get('request-1'), room.store.get('request-2')];
        assert.deepEqual([hd?.state, ultraHd?.state, ultraHd?.quality], ['approved', 'importing', 'WEBDL-1080p']);
    });
});
