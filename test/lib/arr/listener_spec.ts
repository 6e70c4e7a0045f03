import assert from 'node:assert/strict';
import { RadarrSimulator } from '../../simulators/radarr';
import { harbour, lycorisPack, lycorisRecoil, nightTrain, nightTrainRelease, singleRelease } from '../../simulators/senders';
import { SonarrSimulator } from '../../simulators/sonarr';
import { type Listening, listening, type ListeningOptions } from '../../support/arr-listening';
import { event } from '../../support/events';
import { FakeClock } from '../../support/fake-clock';

describe('listening to Sonarr and Radarr', () => {
    let open: Listening | null = null;
    let servers: { stop(): Promise<void> }[] = [];
    /** Time of a server whose listener has not begun yet. */
    const now = { at: () => new FakeClock().now() };

    beforeEach(() => {
        now.at = () => new FakeClock().now();
    });

    afterEach(async () => {
        await open?.end();
        open = null;
        for (const server of servers) await server.stop();
        servers = [];
    });

    async function sonarr(options: { version?: string; urlBase?: string; instanceName?: string } = {}): Promise<SonarrSimulator> {
        const server = await SonarrSimulator.start({ ...options, now: () => now.at() });
        servers.push(server);
        return server;
    }

    async function radarr(): Promise<RadarrSimulator> {
        const server = await RadarrSimulator.start({ now: () => now.at() });
        servers.push(server);
        return server;
    }

    async function listen(server: SonarrSimulator | RadarrSimulator, options: ListeningOptions = {}): Promise<Listening> {
        open = await listening(server, options);
        const { clock } = open;
        now.at = () => clock.now();
        return open;
    }

    const wish = event('seerr', 'approved', 'tv', {
        request: { tvdbId: lycorisRecoil.tvdbId, tmdbId: lycorisRecoil.tmdbId, seerrRequestId: 7, requestedSeasons: '1' },
    });

    async function live(house: Listening): Promise<void> {
        await house.eventually('a connection', () => house.status().connection === 'live');
        await house.pass(3_000);
    }

    describe('by ear', () => {
        it('a grab and its imports are told without any webhook, a pack in few questions', async () => {
            const server = await sonarr();
            server.add(lycorisRecoil);
            const house = await listen(server);
            await live(house);
            server.requests.length = 0;
            server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
            await house.eventually('the grab', () => house.events.some(({ kind }) => kind === 'grabbed'));
            assert.equal(house.only().state, 'grabbing');
            assert.equal(house.only().episodes.length, 13);
            server.progress(lycorisPack, 1);
            for (const episode of lycorisRecoil.episodes) server.import(lycorisRecoil, [episode], lycorisPack);
            await house.eventually('the imports', () => house.only().episodes.every(({ state }) => state === 'anime_matching'));
            await house.pass(30_000);
            assert.equal(house.events.filter(({ kind }) => kind === 'imported').length, 13, 'each file once');
            const asked = server.requests.map(({ path }) => path);
            const count = (path: string): number => asked.filter((each) => each === path).length;
            assert.ok(count('/history/since') <= 4, String(count('/history/since')));
            assert.ok(asked.length <= 25, `${asked.length}: ${asked.join(' ')}`);
        });

        it('is on the screen within two seconds', async () => {
            const server = await sonarr();
            server.add(lycorisRecoil);
            const house = await listen(server);
            await live(house);
            const began = house.clock.now();
            server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
            await house.eventually('the grab', () => house.events.some(({ kind }) => kind === 'grabbed'), 50);
            assert.ok(house.clock.now() - began < 2_000, String(house.clock.now() - began));
        });

        it('Radarr, which pushes nothing of a grab, is heard by its queue', async () => {
            const server = await radarr();
            server.add(nightTrain);
            const house = await listen(server);
            await live(house);
            server.grab(nightTrain, nightTrainRelease);
            await house.eventually('the grab', () => house.events.some(({ kind }) => kind === 'grabbed'), 50);
            server.progress(nightTrainRelease, 1);
            server.import(nightTrain, nightTrainRelease);
            await house.eventually('the import', () => house.only().state === 'importing', 50);
            assert.equal(house.only().finalPath, `${nightTrain.folder}/${nightTrainRelease.title}.mkv`);
        });

        it('what came while the connection was away is made up for, once', async () => {
            const server = await sonarr();
            server.add(lycorisRecoil);
            const house = await listen(server);
            await live(house);
            await server.stop();
            server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
            await house.pass(20 * 60_000, 5_000);
            assert.equal(house.status().connection, 'lost');
            await server.listen();
            await house.eventually('the grab', () => house.events.some(({ kind }) => kind === 'grabbed'), 1_000);
            await live(house);
            assert.equal(house.events.filter(({ kind }) => kind === 'grabbed').length, 1);
            const last = house.caughtUp.find(({ events }) => events === 1);
            assert.equal(last?.server, 'Sonarr');
            assert.ok(Date.parse(last.until) - Date.parse(last.from) >= 19 * 60_000, JSON.stringify(last));
            assert.equal(house.status().caughtUp?.events, 1);
        });

        it('a restart goes on where it was, and tells nothing twice', async () => {
            const server = await sonarr();
            server.add(lycorisRecoil);
            const house = await listen(server);
            await live(house);
            server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
            await house.eventually('the grab', () => house.events.length > 0);
            await house.listener.close();
            server.import(lycorisRecoil, [lycorisRecoil.episodes[0]!], lycorisPack);
            house.events.length = 0;
            await house.restart();
            await house.eventually('the import', () => house.events.some(({ kind }) => kind === 'imported'));
            await house.pass(30_000);
            assert.deepEqual(
                house.events
                    .filter(({ kind }) => kind !== 'listed')
                    .map(({ kind }) => kind)
                    .filter((kind) => kind !== 'downloading'),
                ['imported'],
            );
        });

        it('costs under 1 KB a minute while nothing happens', async () => {
            const server = await sonarr();
            server.add(lycorisRecoil);
            const house = await listen(server, { before: ({ gate }) => void gate.accept(wish) });
            server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
            await live(house);
            server.failDownload(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
            await house.pass(60_000, 1_000);
            server.requests.length = 0;
            await house.pass(60 * 60_000, 10_000);
            const bytes = server.requests.reduce((sum, request) => sum + request.bytes + 600, 0);
            assert.ok(bytes / 60 < 1_024, `${Math.round(bytes / 60)} a minute`);
        });
    });

    it('Sonarr 3, which has no hub, is asked every minute', async () => {
        const server = await sonarr({ version: '3.0.10.1567' });
        server.add(lycorisRecoil);
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wish) });
        await house.eventually('an answer', () => house.status().connection === 'polling');
        await house.pass(5_000);
        server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
        const began = house.clock.now();
        await house.eventually('the grab', () => house.events.some(({ kind }) => kind === 'grabbed'), 1_000);
        assert.ok(house.clock.now() - began <= 61_000, String(house.clock.now() - began));
        assert.equal(house.status().error, null);
    });

    it('a hub that does not open is said, and the rest goes on by asking', async () => {
        const server = await sonarr();
        server.hub.fault = 'no-websocket';
        server.add(lycorisRecoil);
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wish) });
        await house.eventually('an answer', () => house.status().error !== null);
        await house.eventually('polling', () => house.status().connection === 'polling');
        assert.equal(house.status().error?.code, 'no_event_stream');
        server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
        await house.eventually('the grab', () => house.events.some(({ kind }) => kind === 'grabbed'), 1_000);
    });

    describe('first contact', () => {
        it('takes in what is in the queue and what open requests have, and says that it was so before', async () => {
            const server = await sonarr();
            server.add(lycorisRecoil);
            server.add(harbour);
            const [one] = lycorisRecoil.episodes;
            server.import(lycorisRecoil, [one!], lycorisPack);
            const [, episode] = harbour.episodes;
            server.grab(harbour, [episode!], singleRelease(harbour, episode!));
            const grabbedAt = new Date(now.at()).toISOString();
            const before: ListeningOptions['before'] = ({ gate, clock }) => {
                gate.accept(wish);
                return clock.advance(60 * 60_000);
            };
            const house = await listen(server, { before });
            await live(house);
            await house.pass(15_000);
            assert.ok(house.events.length > 0);
            assert.ok(
                house.events.every((each) => each.backfill === true),
                JSON.stringify(house.events.filter((e) => !e.backfill)),
            );
            const [anime] = house.store.findWhole(`tvdb:tv:${lycorisRecoil.tvdbId}`);
            assert.equal(anime?.episodes.find(({ episodeNumber }) => episodeNumber === 1)?.state, 'anime_matching');
            const [show] = house.store.findWhole(`tvdb:tv:${harbour.tvdbId}`);
            assert.equal(show?.episodes[0]?.state, 'downloading');
            assert.equal(show.episodes[0].reached.grabbing, grabbedAt);
            server.grab(lycorisRecoil, lycorisRecoil.episodes.slice(1), lycorisPack);
            await house.eventually(
                'a grab',
                () => house.events.at(-1)?.kind === 'grabbed' && house.events.at(-1)?.backfill === undefined,
            );
        });

        it('tells nothing of what is long over', async () => {
            const server = await sonarr();
            server.add(harbour);
            for (const episode of harbour.episodes) server.import(harbour, [episode], singleRelease(harbour, episode));
            const house = await listen(server);
            await live(house);
            assert.deepEqual(house.events, []);
            assert.deepEqual(house.store.requests(), []);
        });
    });

    describe('a server that is not well', () => {
        const cases = [
            ['html', 'not_json'],
            ['half', 'dropped'],
            ['forbidden', 'forbidden'],
            ['starting', 'starting'],
            ['error', 'http_500'],
            ['hang', 'timeout'],
            ['not-arr', 'not_arr'],
        ] as const;
        for (const [fault, code] of cases) {
            it(`${fault} is ${code}, and found when it recovers`, async () => {
                const server = await sonarr();
                server.add(lycorisRecoil);
                server.fault = fault;
                const house = await listen(server);
                if (fault === 'hang') await new Promise((resolve) => setTimeout(resolve, 2_500));
                await house.eventually('the fault', () => house.status().error !== null);
                assert.equal(house.status().error?.code, code);
                assert.equal(house.status().connection, 'lost');
                server.fault = null;
                await house.eventually('a connection', () => house.status().connection === 'live', 2_000);
                assert.equal(house.status().error, null);
            }).timeout(20_000);
        }

        it('a wrong key is one fault, and not asked about again and again', async () => {
            const server = await sonarr();
            const house = await listen(server, { apiKey: 'another' });
            await house.eventually('the fault', () => house.status().error !== null);
            assert.equal(house.status().error?.code, 'unauthorised');
            const shown = house.statuses.length;
            await house.pass(4 * 60_000, 10_000);
            assert.equal(house.statuses.length, shown);
        });

        it('Radarr where Sonarr was meant', async () => {
            const server = await radarr();
            const house = await listen(server, { kind: 'sonarr' });
            await house.eventually('the fault', () => house.status().error !== null);
            assert.equal(house.status().error?.code, 'wrong_kind');
            assert.match(house.status().error?.message ?? '', /This is Radarr 6/);
        });

        it('a base path that is missing is named', async () => {
            const server = await sonarr({ urlBase: '/sonarr' });
            const house = await listen(server, { url: server.url.replace('/sonarr', '') });
            await house.eventually('the fault', () => house.status().error !== null);
            assert.equal(house.status().error?.code, 'base_path');
            assert.match(house.status().error?.message ?? '', /base path \/sonarr/);
        });

        it('a base path that is there', async () => {
            const server = await sonarr({ urlBase: '/sonarr' });
            server.add(lycorisRecoil);
            const house = await listen(server);
            await live(house);
            server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
            await house.eventually('the grab', () => house.events.some(({ kind }) => kind === 'grabbed'));
        });

        it('an endless history ends in an error', async () => {
            const server = await sonarr();
            server.add(lycorisRecoil);
            const house = await listen(server);
            await live(house);
            server.fault = 'endless';
            await assert.rejects(
                async () => {
                    const looked = house.listener.lookNow();
                    await Promise.race([looked, house.eventually('an end', () => house.status().connection === 'lost')]);
                    await looked;
                },
                { code: 'endless_history' },
            );
        });

        it('answers of another shape change nothing', async () => {
            const server = await sonarr();
            server.add(lycorisRecoil);
            const house = await listen(server, { before: ({ gate }) => void gate.accept(wish) });
            await live(house);
            server.fault = 'wrong-shape';
            house.events.length = 0;
            const before = JSON.stringify(house.store.requests());
            await house.pass(20 * 60_000, 10_000);
            assert.deepEqual(house.events, []);
            assert.equal(JSON.stringify(house.store.requests()), before);
        });
    });

    describe('closing', () => {
        it('leaves no timer behind, at any moment', async () => {
            for (let round = 0; round < 10; round++) {
                const server = await sonarr();
                server.add(lycorisRecoil);
                const house = await listen(server);
                for (let turn = 0; turn < round; turn++) await house.pass(100, 50);
                await house.listener.close();
                const told = house.statuses.length;
                server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
                await house.pass(5_000);
                assert.equal(house.statuses.length, told);
                await house.end();
                open = null;
            }
        });
    });
});
