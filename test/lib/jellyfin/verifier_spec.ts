import assert from 'node:assert/strict';
import { JellyfinVerifier, type NotYet, type VerifierOptions, type VerifierStatus } from '../../../lib/jellyfin';
import { type MediaEvent, WAKING } from '../../../lib/model';
import { FolderCache } from '../../../lib/shoko/ask/folders';
import { Places } from '../../../lib/shoko/ask/places';
import { FileReporter } from '../../../lib/shoko/tell/reporter';
import { type Bench, bench, event, season } from '../../support/events';
import { settle } from '../../support/fake-clock';
import { type JellyfinSetup, setupJellyfin } from '../../support/jellyfin';
import { until } from '../../support/until';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const film = { tmdbId: 550, title: 'Fight Club', year: 1999 };
const finalPath = '/data/movies/Fight Club (1999)/Fight.Club.1999.mkv';
const show = { tvdbId: 81189, title: 'Breaking Bad', year: 2008 };

describe('jellyfin: verifier', () => {
    let setup: JellyfinSetup;
    let house: Bench;
    let verifiers: JellyfinVerifier[];
    let events: MediaEvent[];
    let notYets: NotYet[];
    let statuses: VerifierStatus[];
    let faults: string[];

    beforeEach(async () => {
        setup = await setupJellyfin();
        house = await bench();
        [verifiers, events, notYets, statuses, faults] = [[], [], [], [], []];
    });
    afterEach(async () => {
        await Promise.all(verifiers.map((verifier) => verifier.close()));
        await setup.close();
        await house.dispose();
        assert.equal(setup.clock.timers, 0, 'a timer is left');
    });

    function verifier(over: Partial<VerifierOptions> = {}): JellyfinVerifier {
        const { store, gate } = house;
        const { clock } = setup;
        const made = new JellyfinVerifier({
            link: setup.link,
            clock,
            newId: () => `proof-${events.length + 1}`,
            requests: {
                get: (id) => store.get(id),
                openEpisodes: (id) => store.openEpisodes(id),
                open: () => store.openRequests(),
            },
            emit(proof) {
                events.push(proof);
                gate.accept(proof);
            },
            onNotYet: (notYet) => notYets.push(notYet),
            setCheck: (id, check) => store.live.setCheck(id, check),
            onStatus: (status) => statuses.push(status),
            onFault: (error) => faults.push(error.code),
            ...over,
        });
        verifiers.push(made);
        made.start();
        return made;
    }

    const approveFilm = () => house.feed(event('seerr', 'approved', 'movie', { request: film }));
    const importFilm = () => house.feed(event('radarr', 'imported', 'movie', { request: { ...film, finalPath } }));
    const importShow = (count = 13) =>
        house.feed(
            event('seerr', 'approved', 'tv', { request: { ...show, requestedSeasons: '1' } }),
            event('sonarr', 'imported', 'tv', {
                request: show,
                episodes: season(1, 1, count, (number) => ({ finalPath: `/data/tv/Breaking Bad/S01E${number}.mkv` })),
            }),
        );
    const addFilm = (facts = {}) =>
        setup.simulator.library.addMovie({ name: 'Fight Club', providerIds: { Tmdb: '550' }, ...facts });
    const check = () => house.store.live.checkOf(house.only().id);
    const looksAt = (count: number) => until(`look ${count}`, () => events.length + notYets.length >= count);

    /** As `looksAt`, while time passes: what is new is asked for, and then looked at. */
    const found = async (count: number): Promise<void> => {
        for (let tries = 0; tries < 200 && events.length + notYets.length < count; tries++) await setup.clock.advance(50);
        await looksAt(count);
    };

    /** Lets time pass, after all that is ready has been done. */
    const pass = async (ms: number): Promise<void> => {
        await settle();
        await setup.clock.advance(ms);
    };

    it('tells the gate what was proved, and the film becomes available', async () => {
        approveFilm();
        importFilm();
        const id = addFilm();
        assert.equal(verifier().checkNow(house.only().id), true);
        await pass(50);
        await looksAt(1);
        assert.deepEqual(events, [
            {
                id: 'proof-1',
                source: 'jellyfin',
                kind: 'verified',
                eventType: 'playable',
                at: '2026-01-22T04:00:00.050Z',
                mediaType: 'movie',
                requestId: house.only().id,
                request: { jellyfinId: id, foundAs: 'Movie' },
                episodes: [],
                message: 'Proved playable: found as Movie (by tmdb)',
            },
        ]);
        assert.deepEqual([house.only().state, house.only().jellyfinId, house.only().foundAs], ['available', id, 'Movie']);
        await until(
            'it to be let go',
            () => statuses.at(-1)?.kind === 'watching' && (statuses.at(-1) as { watching: number }).watching === 0,
        );
    });

    it('takes a file with two episodes for neither while only an older file of the first is there', async () => {
        const path = '/data/anime/Show/Show - S01E01-E02.mkv';
        house.feed(
            event('seerr', 'approved', 'tv', { request: { ...show, requestedSeasons: '1' } }),
            event('sonarr', 'imported', 'tv', {
                request: { ...show, isAnime: true },
                episodes: season(1, 1, 2, () => ({ finalPath: path })),
            }),
        );
        const folders = new FolderCache(() => Promise.resolve(new Map([[1, '/data/anime']])), setup.clock);
        const emit = (told: MediaEvent): void => void house.feed(told);
        const reporter = new FileReporter({ places: new Places(folders, []), clock: setup.clock, newId: () => 'match', emit });
        const references = [41, 42].map((episodeId) => ({ seriesId: 3, episodeId }));
        reporter.matched({ id: 7, locations: [], references, linked: true }, path, { eventType: 'ShokoEvent:FileMatched' });
        assert.deepEqual(
            house.only().episodes.map(({ shokoFileId }) => shokoFileId),
            [7, 7],
        );
        const series = setup.simulator.library.addSeries({ name: show.title, providerIds: { 'Shoko Series': '3' } });
        setup.simulator.library.addEpisode(series, {
            seasonNumber: 1,
            episodeNumber: 1,
            providerIds: { 'Shoko File': '6', 'Shoko Episode': '41' },
        });
        verifier().checkNow(house.only().id);
        await pass(50);
        await looksAt(1);
        assert.deepEqual([events, check()?.code], [[], 'matched_not_shown']);
    });

    it('says what is missing, why, and when it looks again, until it is there', async () => {
        approveFilm();
        importFilm();
        verifier().checkNow(house.only().id);
        await pass(50);
        await looksAt(1);
        assert.deepEqual(check(), {
            at: '2026-01-22T04:00:00.050Z',
            code: 'no_such_item',
            message: 'Jellyfin shows no film with its ids or its file',
            nextAt: '2026-01-22T04:00:10.050Z',
        });
        assert.deepEqual(notYets[0]?.missing, [
            { subject: { type: 'movie' }, code: 'no_such_item', message: 'Jellyfin shows no film with its ids or its file' },
        ]);
        assert.equal(notYets[0].request.id, house.only().id);
        addFilm();
        await pass(10 * SECOND);
        await found(2);
        assert.equal(house.only().state, 'available');
    });

    it('proves episodes one by one, with one event per look', async () => {
        importShow();
        const series = setup.simulator.library.addSeries({ name: 'Breaking Bad', providerIds: { Tvdb: '81189' } });
        setup.simulator.library.addSeason(series, 1, 5);
        verifier().checkNow(house.only().id);
        await pass(50);
        await looksAt(2);
        assert.deepEqual([events.length, events[0]?.episodes.length, events[0]?.request], [1, 5, {}]);
        assert.match(events[0]?.episodes[4]?.jellyfinId ?? '', /^[0-9a-f]{32}$/);
        const available = () => house.only().episodes.filter(({ state }) => state === 'available').length;
        assert.deepEqual([available(), house.only().state], [5, 'importing']);
        assert.deepEqual(
            [check()?.code, check()?.episodes?.length, check()?.episodes?.[0]?.episode],
            ['no_such_episode', 8, 'S01E06'],
        );
        for (let number = 6; number <= 13; number++)
            setup.simulator.library.addEpisode(series, { seasonNumber: 1, episodeNumber: number });
        await pass(10 * SECOND);
        await found(3);
        assert.deepEqual([available(), house.only().state], [13, 'available']);
    });

    it('needs nobody to tell it: an import whose webhook never came, a title that was there all along', async () => {
        approveFilm();
        addFilm({ createdAt: 0, savedAt: 0 });
        verifier();
        await looksAt(1);
        assert.equal(house.only().state, 'available');
    });

    it('does not look again because a download goes on, and at once when the film is said to be there', async () => {
        const downloadId = 'a'.repeat(40);
        approveFilm();
        const watching = verifier();
        await looksAt(1);
        const tell = (told: MediaEvent): void => {
            house.feed(told);
            watching.requestChanged(house.only().id);
            watching.checkNow(house.only().id, WAKING.includes(told.kind));
        };
        tell(event('radarr', 'grabbed', 'movie', { downloadId, request: film }));
        for (let percent = 0; percent < 100; percent++) {
            tell(event('qbittorrent', 'downloading', undefined, { downloadId, transfer: { percent } } as Partial<MediaEvent>));
            await pass(SECOND);
        }
        await looksAt(2);
        assert.ok(notYets.length <= 5, `${notYets.length} looks`);
        addFilm();
        tell(event('jellyfin', 'library_added', 'movie', { request: film }));
        await pass(50);
        await until('the proof', () => events.length === 1);
        assert.equal(house.only().state, 'available');
    });

    it('looks after what waits by itself, movies and series, two minutes after the import', async () => {
        importShow(1);
        verifier();
        await pass(119 * SECOND);
        assert.equal(notYets.length, 0);
        await pass(SECOND);
        await looksAt(1);
        assert.equal(notYets[0]?.missing[0]?.code, 'no_such_series');
    });

    it('does not look at what is closed or unknown', () => {
        approveFilm();
        house.feed(event('seerr', 'declined', 'movie', { request: film }));
        assert.equal(verifier().checkNow(house.only().id), false);
        assert.equal(verifier().checkNow('nobody'), false);
    });

    describe('with a Jellyfin that cannot be asked', () => {
        it('says so once, backs off, and goes on when it is back', async () => {
            approveFilm();
            importFilm();
            await setup.simulator.stop();
            verifier().checkNow(house.only().id);
            await pass(50);
            const status = await until('the outage', () => statuses.find((each) => each.kind === 'down'));
            assert.deepEqual([status.kind, status.error.code], ['down', 'refused']);
            assert.deepEqual([check()?.code, check()?.nextAt], ['jellyfin_unreachable', '2026-01-22T04:00:10.050Z']);
            addFilm();
            await setup.simulator.comeBack();
            await pass(10 * SECOND);
            await looksAt(1);
            assert.equal(house.only().state, 'available');
            await until('the status', () => statuses.at(-1)?.kind === 'watching');
            assert.deepEqual([notYets, faults], [[], []]);
        });

        it('tells a key that is refused', async () => {
            approveFilm();
            setup.simulator.changeKey('another');
            verifier();
            const status = await until('the outage', () => statuses.find((each) => each.kind === 'down'));
            assert.equal(status.error.code, 'unauthorised');
        });

        it('takes an error in one check for that one’s', async () => {
            approveFilm();
            setup.simulator.misbehave('error500', /^\/Items/);
            verifier();
            await until('the fault', () => faults.length > 0);
            assert.deepEqual([faults, check()?.code], [['http_500'], 'check_failed']);
            assert.equal(statuses.at(-1)?.kind, 'watching');
        });
    });

    describe('reporting paths', () => {
        const mappings = [{ from: '/data/movies', to: '/media/films' }];

        it('tells Jellyfin of a file that it does not show, once, as Jellyfin sees it', async () => {
            approveFilm();
            importFilm();
            const path = '/media/films/Fight Club (1999)/Fight.Club.1999.mkv';
            addFilm({ path, appearsAfterMs: 24 * 60 * MINUTE });
            verifier({ refreshLibrary: { mappings } }).checkNow(house.only().id);
            await pass(50);
            await looksAt(1);
            await until('the report', () => setup.simulator.reportedPaths.length > 0);
            await pass(MINUTE);
            for (const seconds of [5, 15]) {
                await pass(seconds * SECOND);
                await looksAt(seconds === 5 ? 2 : 3).catch(() => undefined);
                if (events.length > 0) break;
            }
            assert.deepEqual([setup.simulator.reportedPaths, setup.simulator.fullScans], [[path], 0]);
            assert.equal(house.only().state, 'available');
        });

        it('tells of all episodes in one request', async () => {
            importShow();
            verifier({ refreshLibrary: { mappings: [] } }).checkNow(house.only().id);
            await pass(50);
            await until('the report', () => setup.simulator.reportedPaths.length > 0);
            assert.equal(setup.simulator.reportedPaths.length, 13);
            assert.equal(setup.simulator.served.filter(({ method }) => method === 'POST').length, 1);
        });

        it('tells nothing unless it is asked to, or of what was not imported', async () => {
            approveFilm();
            verifier({ refreshLibrary: { mappings } });
            await looksAt(1);
            importFilm();
            verifier().checkNow(house.only().id);
            await pass(50);
            await looksAt(2);
            assert.deepEqual(setup.simulator.reportedPaths, []);
        });
    });

    describe('beside another one', () => {
        it('looks after what it was told of last, and each request is looked at once', async () => {
            approveFilm();
            importFilm();
            const lookedAt: string[] = [];
            const [a, b] = ['a', 'b'].map((name) => verifier({ onNotYet: () => lookedAt.push(name) }));
            a!.checkNow(house.only().id);
            await pass(50);
            await until('the first look', () => lookedAt.length === 1);
            b!.checkNow(house.only().id);
            await pass(50);
            await until('the second look', () => lookedAt.length === 2);
            for (const minutes of [31, 61]) {
                const before = lookedAt.length;
                await pass(minutes * MINUTE);
                await until('another look', () => lookedAt.length > before);
            }
            assert.deepEqual([lookedAt[0], ...new Set(lookedAt.slice(1))], ['a', 'b']);
        });

        it('takes over what another one looked after when that is gone', async () => {
            approveFilm();
            importFilm();
            const lookedAt: string[] = [];
            const [a] = ['a', 'b'].map((name) => verifier({ onNotYet: () => lookedAt.push(name) }));
            await a!.close();
            await pass(2 * MINUTE + 30 * SECOND);
            await until('a look', () => lookedAt.length > 0);
            assert.deepEqual(lookedAt, ['b']);
        });

        it('looks unasked only after its own kind', async () => {
            approveFilm();
            importShow(1);
            verifier({ handles: ({ mediaType }) => mediaType === 'tv' });
            await pass(3 * MINUTE);
            await looksAt(1);
            assert.deepEqual([...new Set(notYets.map(({ request }) => request.mediaType))], ['tv']);
        });
    });

    it('looks again when the walk has met what was looked for in vain', async () => {
        approveFilm();
        addFilm({ name: 'El club de la lucha', createdAt: 0, savedAt: 0 });
        verifier();
        await looksAt(1);
        assert.equal(notYets.length, 1);
        await pass(5 * SECOND);
        await until('the walk', () => setup.simulator.served.some(({ query }) => query.get('sortOrder') === 'Ascending'));
        await pass(50);
        await looksAt(2);
        assert.equal(house.only().state, 'available');
    });

    it('breaks off what is under way when it is closed', async () => {
        approveFilm();
        setup.simulator.misbehave('hang');
        const closing = verifier();
        await until('the request', () => setup.simulator.requests > 0);
        const began = Date.now();
        await closing.close();
        assert.ok(Date.now() - began < 5_000);
        assert.deepEqual([events, notYets, faults], [[], [], []]);
    });
});
