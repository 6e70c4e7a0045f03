import assert from 'node:assert/strict';
import { JellyfinVerifier, type RecheckPace } from '../../../lib/jellyfin';
import { type Bench, bench, event, season } from '../../support/events';
import { settle } from '../../support/fake-clock';
import { type JellyfinSetup, setupJellyfin } from '../../support/jellyfin';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
/** Goes through what is open so seldom that a day passes quickly. */
const SELDOM = { intervalMs: 60 * MINUTE };
const film = (tmdbId: number) => ({ tmdbId, title: `Film ${tmdbId}`, year: 1999 });

/** What appears late is noticed soon, and waiting costs next to nothing. */
describe('jellyfin: late is noticed', () => {
    let setup: JellyfinSetup;
    let house: Bench;
    let verifiers: JellyfinVerifier[];
    let pending: number;

    beforeEach(async () => {
        setup = await setupJellyfin({ version: '10.11.11' });
        house = await bench();
        verifiers = [];
        pending = 0;
        const http = Reflect.get(setup.client, 'http') as { send(request: unknown): Promise<unknown> };
        const send = http.send.bind(http);
        http.send = (request) => {
            pending++;
            return send(request).finally(() => pending--);
        };
    });
    afterEach(async () => {
        await Promise.all(verifiers.map((verifier) => verifier.close()));
        await setup.close();
        await house.dispose();
        assert.equal(setup.clock.timers, 0, 'a timer is left');
    });

    function verifier(pace: Partial<RecheckPace> = {}): JellyfinVerifier {
        const { store } = house;
        const made = new JellyfinVerifier({
            link: setup.link,
            clock: setup.clock,
            pace,
            newId: () => `proof-${setup.clock.now()}`,
            requests: {
                get: (id) => store.get(id),
                openEpisodes: (id) => store.openEpisodes(id),
                open: () => store.openRequests(),
            },
            emit(proof) {
                house.feed(proof);
                for (const { id } of house.store.openRequests()) made.requestChanged(id);
            },
            onNotYet: () => undefined,
            setCheck: (id, check) => store.live.setCheck(id, check),
            onStatus: () => undefined,
            onFault: (error) => assert.fail(error),
        });
        verifiers.push(made);
        made.start();
        return made;
    }

    /** Nothing under way, neither here nor in Jellyfin. */
    async function quiet(): Promise<void> {
        for (let calm = 0; calm < 3; calm = pending === 0 ? calm + 1 : 0) await settle();
    }

    /** Lets time pass in small steps, each with whatever Jellyfin answers in it; stops when `isDone`. Gives what has passed. */
    async function pass(ms: number, isDone = (): boolean => false): Promise<number> {
        await quiet();
        for (let passed = 0; passed < ms; passed += 500) {
            if (isDone()) return passed;
            await setup.clock.advance(500);
            await quiet();
        }
        return ms;
    }

    const openCount = () => house.store.openRequests().length;
    const isAllThere = () => openCount() === 0;
    const importFilm = (tmdbId: number): void => {
        const finalPath = `/data/movies/Film ${tmdbId} (1999)/Film ${tmdbId}.mkv`;
        house.feed(
            event('seerr', 'approved', 'movie', { request: film(tmdbId) }),
            event('radarr', 'imported', 'movie', { request: { ...film(tmdbId), finalPath } }),
        );
    };
    const tellAll = (told: JellyfinVerifier): void => {
        for (const { id } of house.store.openRequests()) told.checkNow(id);
    };
    const addFilm = (tmdbId: number, facts = {}): string =>
        setup.simulator.library.addMovie({ name: `Film ${tmdbId}`, year: 1999, providerIds: { Tmdb: String(tmdbId) }, ...facts });

    for (const seconds of [61, 67, 150, 300, 600]) {
        it(`a film that appears after ${seconds} s is available within 15 s`, async () => {
            importFilm(1);
            tellAll(verifier());
            await pass(seconds * SECOND);
            addFilm(1);
            const took = await pass(MINUTE, isAllThere);
            assert.ok(isAllThere() && took <= 15 * SECOND, `${took} ms`);
        });
    }

    it('one that appears after a day is available within 15 s', async () => {
        importFilm(1);
        tellAll(verifier(SELDOM));
        await pass(SECOND);
        await setup.clock.advance(DAY);
        await pass(20 * SECOND);
        assert.equal(openCount(), 1);
        addFilm(1);
        const took = await pass(MINUTE, isAllThere);
        assert.ok(isAllThere() && took <= 15 * SECOND, `${took} ms`);
    });

    it('one whose import nobody told of is available within 15 s, since it was downloaded', async () => {
        const downloadId = 'a'.repeat(40);
        house.feed(
            event('seerr', 'approved', 'movie', { request: film(1) }),
            event('radarr', 'grabbed', 'movie', { request: film(1), downloadId }),
            event('qbittorrent', 'downloaded', undefined, { downloadId }),
        );
        tellAll(verifier());
        await pass(5 * MINUTE);
        addFilm(1);
        const took = await pass(MINUTE, isAllThere);
        assert.ok(isAllThere() && took <= 15 * SECOND, `${took} ms`);
    });

    it('one that is read some minutes after it appeared is available within 15 s of that', async () => {
        importFilm(1);
        tellAll(verifier());
        await pass(MINUTE);
        const id = addFilm(1, { probed: false });
        await pass(5 * MINUTE);
        assert.equal(house.store.live.checkOf(house.only().id)?.code, 'not_probed');
        setup.simulator.library.update(id, { probed: true });
        const took = await pass(MINUTE, isAllThere);
        assert.ok(isAllThere() && took <= 15 * SECOND, `${took} ms`);
    });

    it('an import that nobody told the verifier of is noticed all the same', async () => {
        importFilm(1);
        verifier();
        await pass(30 * SECOND);
        addFilm(1);
        const took = await pass(MINUTE, isAllThere);
        assert.ok(isAllThere() && took <= 15 * SECOND, `${took} ms`);
    });

    it('an episode is noticed by its series, its file or its title, and only its request is looked at', async () => {
        const show = { tvdbId: 81189, title: 'Breaking Bad', year: 2008 };
        const finalPath = '/data/tv/Breaking Bad/Season 1/Breaking Bad S01E01-E02.mkv';
        importFilm(1);
        house.feed(
            event('seerr', 'approved', 'tv', { request: { ...show, requestedSeasons: '1' } }),
            event('sonarr', 'imported', 'tv', { request: show, episodes: season(1, 1, 2, () => ({ finalPath })) }),
        );
        const series = setup.simulator.library.addSeries({ name: 'Breaking Bad', providerIds: { Tvdb: '81189' } });
        tellAll(verifier());
        await pass(10 * MINUTE);
        setup.simulator.resetStats();
        setup.simulator.library.addEpisode(series, { seasonNumber: 1, episodeNumber: 1, episodeNumberEnd: 2 });
        const took = await pass(MINUTE, () => openCount() === 1);
        assert.ok(openCount() === 1 && took <= 15 * SECOND, `${took} ms`);
        assert.ok(setup.simulator.requests <= 5, `${setup.simulator.requests} requests`);
    });

    for (const count of [1, 40]) {
        it(`${count} that wait cost one request in 10 s, and one a minute that asks whether it scans`, async () => {
            for (let tmdbId = 1; tmdbId <= count; tmdbId++) importFilm(tmdbId);
            tellAll(verifier());
            await pass(2 * MINUTE);
            setup.simulator.resetStats();
            await pass(10 * MINUTE);
            assert.ok(setup.simulator.requests <= 70, `${setup.simulator.requests} requests`);
            assert.ok(setup.simulator.bytes <= 60 * 100 + 10 * 200, `${setup.simulator.bytes} bytes`);
        });
    }

    it('several verifiers ask one question', async () => {
        importFilm(1);
        const [first] = [verifier(), verifier(), verifier(), verifier()];
        tellAll(first);
        await pass(2 * MINUTE);
        setup.simulator.resetStats();
        await pass(2 * MINUTE);
        assert.ok(setup.simulator.requests <= 14, `${setup.simulator.requests} requests`);
    });

    it('that it reads its libraries is known while something waits, and that it has ended', async () => {
        importFilm(1);
        setup.simulator.isScanning = true;
        const began = setup.clock.now();
        tellAll(verifier());
        await pass(2 * MINUTE);
        const since = Date.parse(setup.link.facts.scanningSince ?? '');
        assert.ok(since >= began && since <= began + MINUTE, setup.link.facts.scanningSince);
        await pass(5 * MINUTE);
        assert.equal(Date.parse(setup.link.facts.scanningSince ?? ''), since);
        setup.simulator.isScanning = false;
        await pass(2 * MINUTE);
        assert.deepEqual(setup.link.facts, {});
    });

    it('nothing is asked when nothing waits', async () => {
        house.feed(event('seerr', 'approved', 'movie', { request: film(1) }));
        tellAll(verifier());
        // The walk of the library comes to its end too.
        await pass(MINUTE);
        setup.simulator.resetStats();
        await pass(25 * MINUTE);
        assert.equal(setup.simulator.requests, 0);
    });

    it('a server that was down is noticed within 15 s of its return, by four verifiers and one small question', async () => {
        importFilm(1);
        const told = [1, 2, 3, 4].map(() => verifier(SELDOM));
        await setup.simulator.enter('down');
        tellAll(told[0]!);
        await pass(30 * SECOND);
        await setup.clock.advance(60 * MINUTE);
        const check = house.store.live.checkOf(house.only().id);
        assert.equal(check?.code, 'jellyfin_unreachable');
        addFilm(1);
        for (const phase of ['starting', 'setting_up', 'down', 'starting'] as const) {
            setup.simulator.resetStats();
            await setup.simulator.enter(phase);
            await pass(MINUTE);
            assert.ok(setup.simulator.requests <= 6, `${phase}: ${setup.simulator.requests} requests`);
            assert.ok(setup.simulator.bytes <= 6 * 1_024, `${phase}: ${setup.simulator.bytes} bytes`);
            const { code, message } = house.store.live.checkOf(house.only().id) ?? {};
            assert.equal(code, 'jellyfin_unreachable');
            if (phase !== 'down') assert.match(message ?? '', /is starting/);
        }
        await setup.simulator.enter('well');
        const took = await pass(MINUTE, isAllThere);
        assert.ok(isAllThere() && took <= 15 * SECOND, `${took} ms`);
    });

    it('since when Jellyfin is away, and whether it is starting, is known until it is back', async () => {
        importFilm(1);
        tellAll(verifier());
        await pass(MINUTE);
        const began = setup.clock.now();
        setup.simulator.misbehave('error500');
        await pass(10 * MINUTE);
        const { outage } = setup.link.facts;
        assert.equal(outage?.code, 'http_500');
        const since = Date.parse(outage.since ?? '');
        assert.ok(since >= began && since <= began + MINUTE, outage.since);
        setup.simulator.misbehave('starting');
        await pass(MINUTE);
        assert.deepEqual([setup.link.facts.outage?.isStarting, setup.link.facts.outage?.since], [true, outage.since]);
        setup.simulator.misbehave(null);
        await pass(MINUTE);
        assert.deepEqual(setup.link.facts, {});
    });

    it('an import while Jellyfin is down says so at once', async () => {
        importFilm(1);
        const watching = verifier();
        await setup.simulator.enter('down');
        tellAll(watching);
        await pass(MINUTE);
        importFilm(2);
        const second = house.store.openRequests().find(({ tmdbId }) => tmdbId === 2)!;
        watching.checkNow(second.id);
        const check = house.store.live.checkOf(second.id);
        assert.deepEqual([check?.code, check?.message.includes('refused')], ['jellyfin_unreachable', true]);
        await setup.simulator.enter('well');
    });

    it('asked for again right after its deletion, a film is not there by the item that Jellyfin has yet to drop', async () => {
        const wish = (seerrRequestId: number) => event('seerr', 'approved', 'movie', { request: { ...film(1), seerrRequestId } });
        const imported = (path: string) =>
            event('radarr', 'imported', 'movie', { request: { ...film(1), finalPath: `/data/movies/Film 1 (1999)/${path}` } });
        const old = addFilm(1, { path: '/media/movies/Film 1 (1999)/old.mkv' });
        house.feed(wish(1), imported('old.mkv'));
        const told = verifier();
        tellAll(told);
        await pass(MINUTE, isAllThere);
        house.feed(event('radarr', 'deleted', 'movie', { request: film(1), deletedFiles: true }), wish(2));
        tellAll(told);
        await pass(5 * MINUTE);
        assert.deepEqual(
            house.store.openRequests().map(({ seerrRequestId, state }) => [seerrRequestId, state]),
            [[2, 'approved']],
        );
        house.feed(imported('new.mkv'));
        tellAll(told);
        await pass(MINUTE);
        assert.equal(openCount(), 1);
        setup.simulator.library.remove(old);
        addFilm(1, { path: '/media/movies/Film 1 (1999)/new.mkv' });
        await pass(15 * SECOND, isAllThere);
        assert.ok(isAllThere());
    });
});
