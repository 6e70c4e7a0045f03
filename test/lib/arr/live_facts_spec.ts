import assert from 'node:assert/strict';
import type { ArrFacts, MediaRequest } from '../../../lib/model';
import { RadarrSimulator } from '../../simulators/radarr';
import { lycorisRecoil, nightTrain, nightTrainRelease, type Show, singleRelease } from '../../simulators/senders';
import { SonarrSimulator } from '../../simulators/sonarr';
import { type Listening, listening, type ListeningOptions } from '../../support/arr-listening';
import { event } from '../../support/events';
import { FakeClock } from '../../support/fake-clock';

describe('what Sonarr and Radarr know of what is waited for', () => {
    let open: Listening | null = null;
    let servers: { stop(): Promise<void> }[] = [];
    const now = { at: () => new FakeClock().now() };

    afterEach(async () => {
        await open?.end();
        open = null;
        for (const server of servers) await server.stop();
        servers = [];
        now.at = () => new FakeClock().now();
    });

    async function listen(server: SonarrSimulator | RadarrSimulator, options: ListeningOptions = {}): Promise<Listening> {
        open = await listening(server, { createRequests: false, ...options });
        const { clock } = open;
        now.at = () => clock.now();
        await open.pass(1_000);
        await open.eventually('an end of the first round', () => open?.status().connection !== 'connecting');
        await open.pass(8_000);
        return open;
    }

    async function sonarr(version = '4.0.19.2979'): Promise<SonarrSimulator> {
        const server = await SonarrSimulator.start({ now: () => now.at(), version });
        servers.push(server);
        return server;
    }

    async function radarr(): Promise<RadarrSimulator> {
        const server = await RadarrSimulator.start({ now: () => now.at() });
        servers.push(server);
        return server;
    }

    const before: NonNullable<ListeningOptions['before']> = ({ gate }) => void gate.accept(wishFor(lycorisRecoil, '1'));
    const wishFor = (show: Show, requestedSeasons: string) =>
        event('seerr', 'approved', 'tv', { request: { tvdbId: show.tvdbId, seerrRequestId: 7, requestedSeasons } });
    const wishForFilm = event('seerr', 'approved', 'movie', { request: { tmdbId: nightTrain.tmdbId, seerrRequestId: 3 } });
    const requestOf = (house: Listening): MediaRequest => [...house.store.requests()][0]!;

    /** Of a film, or of an episode of the first season. */
    function factsOf(house: Listening, episodeNumber?: number): ArrFacts {
        const request = requestOf(house);
        const episode = house.store.episodes(request.id).find((each) => each.episodeNumber === episodeNumber);
        return house.listener.factsOf(episode ?? request, request)!;
    }

    it('nothing, while all is well, but when it next looks through what is new', async () => {
        const server = await sonarr();
        server.add(lycorisRecoil);
        const house = await listen(server, { before });
        const nextLookAt = new Date(Math.floor(server.searches.rssAt / 1000) * 1000 + 15 * 60_000).toISOString();
        assert.deepEqual(factsOf(house, 1), { server: 'Sonarr', nextLookAt });
        await house.pass(60 * 60_000, 60_000);
        const later = Date.parse(factsOf(house, 1).nextLookAt!) - house.clock.now();
        assert.ok(later >= 0 && later <= 15 * 60_000, `${later} ms`);
        server.searches.syncRss(4);
        const expected = Math.floor(house.clock.now() / 1000) * 1000 + 15 * 60_000;
        await house.eventually('the look', () => factsOf(house, 1).nextLookAt === new Date(expected).toISOString());
    });

    it('says nothing of what is not its own', async () => {
        const server = await sonarr();
        server.add(lycorisRecoil);
        const house = await listen(server, { before });
        const request = requestOf(house);
        assert.equal(house.listener.factsOf({ ...request, mediaType: 'movie' }, { ...request, mediaType: 'movie' }), undefined);
        assert.equal(house.listener.factsOf(request, { ...request, instanceName: 'Sonarr 4K' }), undefined);
    });

    it('that it never looks by itself, where that is switched off', async () => {
        const server = await sonarr();
        server.add(lycorisRecoil);
        server.searches.rssInterval = 0;
        const house = await listen(server, { before });
        assert.deepEqual(factsOf(house, 1), { server: 'Sonarr' });
    });

    it('since when it is away and why, until it is back', async () => {
        const server = await sonarr();
        server.add(lycorisRecoil);
        const house = await listen(server, { before });
        server.fault = 'error';
        server.hub.drop();
        const from = house.clock.now();
        await house.pass(15 * 60_000, 5_000);
        const { outage } = factsOf(house, 1);
        assert.equal(outage?.code, 'http_500');
        assert.equal(outage.message, 'Sonarr answered 500');
        assert.ok(Date.parse(outage.since!) >= from && Date.parse(outage.since!) <= from + 6 * 60_000, outage.since);
        server.fault = 'starting';
        await house.eventually('the start', () => factsOf(house, 1).outage?.isStarting === true, 5_000);
        assert.equal(factsOf(house, 1).outage?.since, outage.since);
        server.fault = null;
        await house.eventually('the end', () => factsOf(house, 1).outage === undefined, 5_000);
    });

    it('that it refuses the key', async () => {
        const server = await sonarr();
        const house = await listen(server, { before, apiKey: 'wrong' });
        assert.equal(factsOf(house).outage?.code, 'unauthorised');
    });

    for (const version of ['4.0.19.2979', '3.0.10.1567'])
        it(`that it does not have the title, until it has (${version})`, async () => {
            const server = await sonarr(version);
            const house = await listen(server, { before });
            assert.equal(factsOf(house).isMissing, true);
            server.add(lycorisRecoil);
            await house.eventually('the title', () => factsOf(house).isMissing === undefined, 1_000);
            assert.equal(house.store.episodes(requestOf(house).id).length, 13);
        });

    it('what its health checks complain of, and that it is over', async () => {
        const server = await radarr();
        server.add(nightTrain);
        server.health = [
            { source: 'IndexerSearchCheck', type: 'error', message: 'No indexers available' },
            { source: 'UpdateCheck', type: 'notice', message: 'New update is available' },
        ];
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wishForFilm) });
        assert.deepEqual(factsOf(house).health, [{ source: 'IndexerSearchCheck', message: 'No indexers available' }]);
        server.health = [];
        server.push('health', 'sync');
        await house.eventually('the change', () => factsOf(house).health === undefined, 1_000);
        const asked = (): number => server.requests.filter(({ path }) => path === '/health').length;
        const count = asked();
        for (let pushes = 0; pushes < 20; pushes++) {
            server.push('health', 'sync');
            await house.pass(1_000);
        }
        assert.ok(asked() - count <= 1, `${asked() - count} questions for 20 pushes`);
    });

    it('that a release is held back, and until when', async () => {
        const server = await sonarr();
        server.add(lycorisRecoil);
        const house = await listen(server, { before });
        const [first, second] = lycorisRecoil.episodes;
        const until = Math.floor(house.clock.now() / 1000) * 1000 + 3_600_000;
        const release = singleRelease(lycorisRecoil, first!);
        server.holdBack(lycorisRecoil, first!, release, { status: 'delay', until });
        const pending = { reason: 'delay', until: new Date(until).toISOString(), release: release.title };
        await house.eventually('the release', () => factsOf(house, 1).pending !== undefined);
        assert.deepEqual(factsOf(house, 1).pending, pending);
        assert.equal(factsOf(house, second!.episodeNumber).pending, undefined);
        assert.deepEqual(
            house.events.filter(({ kind }) => kind !== 'listed'),
            [],
        );
        server.heldBack = [];
        server.grab(lycorisRecoil, [first!], release);
        await house.eventually('the grab', () => factsOf(house, 1).pending === undefined);
    });

    it('that a film is held back, since the client is away', async () => {
        const server = await radarr();
        server.add(nightTrain);
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wishForFilm) });
        server.holdBack(nightTrain, nightTrainRelease, { status: 'downloadClientUnavailable', until: house.clock.now() });
        await house.eventually('the release', () => factsOf(house).pending?.reason === 'downloadClientUnavailable');
    });

    describe('what a search came to', () => {
        const search = (offered: number, grabbed = 0) => ({
            name: 'SeasonSearch' as const,
            body: { seriesId: lycorisRecoil.sonarrId, seasonNumber: 1 },
            searches: [{ criteria: `${lycorisRecoil.title} : S01`, offered }],
            grabbed,
        });

        async function searching(): Promise<{ house: Listening; server: SonarrSimulator }> {
            const server = await sonarr();
            server.add(lycorisRecoil);
            const house = await listen(server, { before });
            server.searches.note('SomethingElse', 'Long before');
            await house.pass(5_000);
            return { house, server };
        }

        it('that it runs, that there was nothing, and when it looks again', async () => {
            const { house, server } = await searching();
            const end = server.searches.begin(search(0));
            await house.eventually('the search', () => factsOf(house, 1).isSearching === true);
            await house.pass(4_000);
            end();
            const at = `${new Date(house.clock.now()).toISOString().slice(0, 19)}.000Z`;
            await house.eventually('its result', () => factsOf(house, 1).search !== undefined);
            const { search: found, nextLookAt, isSearching } = factsOf(house, 1);
            assert.deepEqual(found, { at, offered: 0, grabbed: 0, rejections: [], nextAt: nextLookAt });
            assert.equal(isSearching, undefined);
            assert.deepEqual(factsOf(house, 13).search, found);
        });

        it('how many releases there were of which it took none', async () => {
            const { house, server } = await searching();
            server.searches.begin(search(12))();
            await house.eventually('its result', () => factsOf(house, 4).search !== undefined);
            assert.equal(factsOf(house, 4).search?.offered, 12);
        });

        it('not how many, when some of them were taken for others', async () => {
            const { house, server } = await searching();
            server.searches.begin(search(12, 3))();
            await house.eventually('its result', () => factsOf(house, 4).search !== undefined);
            const { offered, grabbed } = factsOf(house, 4).search!;
            assert.deepEqual([offered, grabbed], [undefined, 3]);
        });

        it('of single episodes, by their ids: of those and of no others', async () => {
            const { house, server } = await searching();
            const [, second] = lycorisRecoil.episodes;
            const criteria = `${lycorisRecoil.title} : S01E02 (02)`;
            const command = { name: 'EpisodeSearch' as const, body: { episodeIds: [second!.id] }, grabbed: 0 };
            server.searches.begin({ ...command, searches: [{ criteria, offered: 3 }] })();
            await house.eventually('its result', () => factsOf(house, 2).search !== undefined);
            assert.equal(factsOf(house, 2).search?.offered, 3);
            assert.equal(factsOf(house, 3).search, undefined);
        });

        it('that it chose one that its client does not take, as one that it has already', async () => {
            const { house, server } = await searching();
            const notAdded = { release: 'Lycoris.Recoil.S01', message: 'Download client failed to add torrent' };
            server.searches.begin({ ...search(2), searches: [{ ...search(2).searches[0]!, notAdded }] })();
            await house.eventually('its result', () => factsOf(house, 1).search !== undefined);
            assert.deepEqual(factsOf(house, 1).search?.notAdded, notAdded);
        });

        it('asks the log once for searches that end together, and not at all when nothing waits', async () => {
            const { house, server } = await searching();
            const asked = (): number => server.requests.filter(({ path }) => path === '/log').length;
            for (let each = 0; each < 5; each++) server.searches.begin(search(0))();
            await house.pass(10_000);
            assert.equal(asked(), 1);
            await house.end();
            open = null;
            const idle = await listen(server, { before: () => undefined });
            server.searches.begin(search(0))();
            await idle.pass(10_000);
            assert.equal(asked(), 1);
        });

        it('a film', async () => {
            const server = await radarr();
            server.add(nightTrain);
            const house = await listen(server, { before: ({ gate }) => void gate.accept(wishForFilm) });
            server.searches.note('SomethingElse', 'Long before');
            await house.pass(5_000);
            const body = { movieIds: [nightTrain.radarrId] };
            const searches = [{ criteria: nightTrain.title, offered: 5 }];
            server.searches.begin({ name: 'MoviesSearch', body, searches, grabbed: 0 })();
            await house.eventually('its result', () => factsOf(house).search !== undefined);
            assert.equal(factsOf(house).search?.offered, 5);
        });
    });
});
