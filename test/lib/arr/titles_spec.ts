import assert from 'node:assert/strict';
import type { EpisodeFacts } from '../../../lib/model';
import { RadarrSimulator } from '../../simulators/radarr';
import {
    harbour,
    lycorisPack,
    lycorisRecoil,
    nightTrain,
    nightTrainRelease,
    type Show,
    singleRelease,
} from '../../simulators/senders';
import { SonarrSimulator } from '../../simulators/sonarr';
import { type Listening, listening, type ListeningOptions } from '../../support/arr-listening';
import { event } from '../../support/events';
import { FakeClock } from '../../support/fake-clock';

describe('titles as Sonarr and Radarr have them', () => {
    let open: Listening | null = null;
    let servers: { stop(): Promise<void> }[] = [];
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

    async function listen(server: SonarrSimulator | RadarrSimulator, options: ListeningOptions = {}): Promise<Listening> {
        open = await listening(server, { createRequests: false, ...options });
        const { clock } = open;
        now.at = () => clock.now();
        await open.eventually('a connection', () => open?.status().connection === 'live');
        await open.pass(3_000);
        return open;
    }

    async function sonarr(...shows: Show[]): Promise<SonarrSimulator> {
        const server = await SonarrSimulator.start({ now: () => now.at() });
        servers.push(server);
        for (const show of shows) server.add(show);
        return server;
    }

    async function radarr(): Promise<RadarrSimulator> {
        const server = await RadarrSimulator.start({ now: () => now.at() });
        servers.push(server);
        server.add(nightTrain);
        return server;
    }

    const wishFor = (show: Show, requestedSeasons: string) =>
        event('seerr', 'approved', 'tv', { request: { tvdbId: show.tvdbId, seerrRequestId: show.sonarrId, requestedSeasons } });
    const wishForFilm = event('seerr', 'approved', 'movie', { request: { tmdbId: nightTrain.tmdbId, seerrRequestId: 3 } });

    function listed(house: Listening): EpisodeFacts[] {
        const events = house.events.filter(({ kind }) => kind === 'listed');
        return events.at(-1)?.episodes ?? [];
    }

    it('every episode of the wanted seasons is listed, with its title, air time and number, and whether it is there', async () => {
        const server = await sonarr(lycorisRecoil);
        server.monitor(lycorisRecoil, lycorisRecoil.episodes[12]!, false);
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wishFor(lycorisRecoil, '1')) });
        assert.equal(listed(house).length, 13);
        assert.deepEqual(listed(house)[0], {
            seasonNumber: 1,
            episodeNumber: 1,
            episodeTitle: 'Easy does it',
            airDateUtc: '2022-07-02T20:00:00.000Z',
            absoluteEpisodeNumber: 1,
            sonarrEpisodeId: 739,
            episodeTvdbId: 9234917,
            isMonitored: true,
            hasFile: false,
        });
        assert.equal(listed(house)[12]?.isMonitored, false);
        const [told] = house.events;
        assert.equal(told?.request.title, 'Lycoris Recoil');
        assert.equal(told.request.overview, 'Two agents work in a charming cafe.');
        assert.equal(told.request.posterUrl, `https://artworks.thetvdb.com${lycorisRecoil.posterPath!}`);
        assert.equal(told.request.isMonitored, true);
    });

    it('of other seasons, nothing; and one call a series and hint', async () => {
        const server = await sonarr(harbour);
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wishFor(harbour, '2')) });
        assert.deepEqual([...new Set(listed(house).map(({ seasonNumber }) => seasonNumber))], [2]);
        await house.pass(15_000);
        server.requests.length = 0;
        for (const episode of harbour.episodes.slice(7)) server.monitor(harbour, episode, false);
        await house.pass(15_000);
        assert.equal(server.requests.filter(({ path }) => path === '/episode').length, 1);
        assert.ok(listed(house).every(({ isMonitored }) => isMonitored === false));
    });

    it('an episode that airs later than was said is listed anew; what did not change is not', async () => {
        const server = await sonarr(harbour);
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wishFor(harbour, '1')) });
        await house.pass(15_000);
        const count = house.events.length;
        await house.pass(25 * 60 * 60_000, 15 * 60_000);
        assert.equal(house.events.length, count, 'looked at daily, and told once');
        const later = harbour.episodes.map((episode) =>
            episode.seasonNumber === 1 && episode.episodeNumber === 6 ? { ...episode, airDate: '2026-03-01' } : episode,
        );
        server.relist({ ...harbour, episodes: later });
        await house.eventually('the new date', () => listed(house).at(-1)?.airDateUtc === '2026-03-01T20:00:00.000Z');
    });

    it('a file that a disk scan found is an import, though it has neither webhook nor row', async () => {
        const server = await sonarr(harbour);
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wishFor(harbour, '1')) });
        server.diskScan(harbour, harbour.episodes[1]!, 'harbour - s01e01.mkv');
        await house.eventually('the import', () => house.events.some(({ kind }) => kind === 'imported'));
        const imported = house.events.find(({ kind }) => kind === 'imported');
        assert.equal(imported?.episodes[0]?.finalPath, `${harbour.folder}/Season 1/harbour - s01e01.mkv`);
        assert.equal(house.only().episodes[0]?.state, 'importing');
        await house.pass(5 * 60_000, 1_000);
        assert.equal(house.events.filter(({ kind }) => kind === 'imported').length, 1);
    });

    it('what the history tells of is not found a second time', async () => {
        const server = await sonarr(lycorisRecoil);
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wishFor(lycorisRecoil, '1')) });
        await house.eventually('the first list', () => house.events.some(({ kind }) => kind === 'listed'));
        server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
        for (const episode of lycorisRecoil.episodes) server.import(lycorisRecoil, [episode], lycorisPack);
        await house.pass(10 * 60_000, 1_000);
        const imports = house.events.filter(({ kind }) => kind === 'imported');
        assert.equal(imports.length, 13);
        assert.ok(imports.every(({ downloadId }) => downloadId !== undefined));
    });

    it('media that was there before it was asked for', async () => {
        const server = await sonarr(harbour);
        for (const episode of harbour.episodes.slice(1, 7)) server.import(harbour, [episode], singleRelease(harbour, episode));
        const house = await listen(server);
        assert.deepEqual(house.events, []);
        house.gate.accept(wishFor(harbour, '1'));
        house.listener.openChanged();
        await house.eventually('its files', () => house.only().episodes.length === 6, 500);
        await house.pass(15_000);
        assert.ok(house.only().episodes.every(({ state }) => state === 'importing'));
        const film = await radarr();
        film.import(nightTrain, nightTrainRelease);
        await open?.end();
        const second = await listen(film, { before: ({ gate }) => void gate.accept(wishForFilm) });
        await second.pass(15_000);
        assert.equal(second.only().state, 'importing');
        assert.ok(second.events.every(({ backfill }) => backfill === true));
    });

    it('a wish that is known only after its release makes its whole season known, and so do other seasons', async () => {
        const server = await sonarr(harbour);
        const house = await listen(server, { createRequests: true });
        const [, first] = harbour.episodes;
        server.grab(harbour, [first!], singleRelease(harbour, first!));
        await house.eventually('the grab', () => house.store.requests().length === 1);
        await house.pass(15_000);
        assert.equal(house.only().episodes.length, 1);
        house.gate.accept(wishFor(harbour, '1'));
        house.listener.openChanged();
        await house.eventually('the season', () => house.only().episodes.length === 6);
        house.gate.accept({ ...wishFor(harbour, '1, 2'), id: 'edit', kind: 'edited' });
        house.listener.openChanged();
        await house.eventually('the other season', () => house.only().episodes.length === 12);
    });

    it('a series that was complete before somebody asked for all of its season is looked at again', async () => {
        const server = await sonarr(harbour);
        const [, first] = harbour.episodes;
        const release = singleRelease(harbour, first!);
        server.grab(harbour, [first!], release);
        server.import(harbour, [first!], release);
        const house = await listen(server, { createRequests: true });
        house.feed(
            event('sonarr', 'imported', 'tv', { request: { tvdbId: harbour.tvdbId }, downloadId: 'aa', episodes: [first!] }),
            event('jellyfin', 'verified', 'tv', { requestId: 'request-1', episodes: [first!] }),
        );
        house.listener.openChanged();
        await house.eventually('the list', () => house.only().complete === true);
        house.feed(wishFor(harbour, '1'));
        assert.equal(house.only().complete, undefined);
        house.listener.openChanged();
        await house.eventually('another list', () => house.only().listedAt !== undefined);
        assert.deepEqual([house.only().complete, house.only().episodes.length], [undefined, 6]);
    });

    it('a series that is not there is not waited for', async () => {
        const house = await listen(await sonarr());
        house.feed(wishFor(harbour, '1'));
        assert.deepEqual(house.only().lists, { 'server-1': 'awaited' });
        house.listener.openChanged();
        await house.eventually('the answer', () => house.only().lists?.['server-1'] === 'none');
        assert.deepEqual(
            house.events.map(({ kind, server }) => [kind, server]),
            [['not_listed', 'server-1']],
        );
    });

    it('a folder that was moved, files and all', async () => {
        const server = await sonarr(harbour);
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wishFor(harbour, '1')) });
        for (const episode of harbour.episodes.slice(1, 4)) server.import(harbour, [episode], singleRelease(harbour, episode));
        await house.eventually(
            'the imports',
            () => house.only().episodes.filter(({ state }) => state === 'importing').length === 3,
        );
        await house.pass(15_000);
        server.moveFolder(harbour, '/mnt/shows/Harbour');
        await house.eventually('the move', () =>
            house.only().episodes.every((e) => e.state !== 'importing' || e.finalPath?.startsWith('/mnt/shows/Harbour') === true),
        );
        assert.equal(house.events.filter(({ kind }) => kind === 'renamed').length, 3);
    });

    it('a folder of a film that was moved while nobody listened', async () => {
        const server = await radarr();
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wishForFilm) });
        server.import(nightTrain, nightTrainRelease);
        await house.eventually('the import', () => house.only().state === 'importing');
        await house.listener.close();
        server.moveFolder(nightTrain, '/mnt/films/Night Train');
        await house.restart();
        await house.eventually('the move', () => house.only().finalPath?.startsWith('/mnt/films') === true);
    });

    it('a series that was removed: heard, or while nobody listened', async () => {
        for (const isHeard of [true, false]) {
            const server = await sonarr(harbour);
            const house = await listen(server, { before: ({ gate }) => void gate.accept(wishFor(harbour, '1')) });
            await house.pass(5_000);
            if (!isHeard) await house.listener.close();
            server.remove(harbour);
            if (!isHeard) await house.restart();
            await house.eventually('its end', () => house.events.some(({ kind }) => kind === 'deleted'));
            assert.equal(house.only().failure?.code, 'deleted');
            await house.end();
            open = null;
        }
    });

    it('a film that was removed is heard of', async () => {
        const server = await radarr();
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wishForFilm) });
        await house.pass(5_000);
        server.remove(nightTrain);
        await house.eventually('its end', () => house.events.some(({ kind }) => kind === 'deleted'));
        assert.equal(house.only().failure?.code, 'deleted');
    });

    it('that all titles are gone at once is not believed', async () => {
        const shows = Array.from({ length: 6 }, (_, index) => ({
            ...harbour,
            title: `Harbour ${index}`,
            sonarrId: 100 + index,
            tvdbId: 500_000 + index,
            episodes: harbour.episodes.map((episode) => ({ ...episode, id: episode.id + 10_000 * (index + 1) })),
        }));
        const server = await sonarr(...shows);
        const wishes = shows.map((show) => wishFor(show, '1'));
        const house = await listen(server, { before: ({ gate }) => wishes.forEach((wish) => gate.accept(wish)) });
        await house.pass(5_000);
        await house.listener.close();
        for (const show of shows) server.remove(show);
        await house.restart();
        await house.eventually('the fault', () => house.faults.includes('all_gone'));
        await house.pass(60_000, 1_000);
        assert.ok(house.events.every(({ kind }) => kind !== 'deleted'));
    });

    it('a file that is gone without a row is a reason to look', async () => {
        const server = await radarr();
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wishForFilm) });
        server.import(nightTrain, nightTrainRelease);
        await house.eventually('the import', () => house.only().state === 'importing');
        const size = server.history.size;
        await house.listener.close();
        server.deleteFile(nightTrain, nightTrainRelease);
        server.history.purge(nightTrain.radarrId);
        assert.ok(server.history.size < size);
        await house.restart();
        await house.eventually('the loss', () => house.events.some(({ eventType }) => eventType === 'missing'));
    });

    it('a film: whether it is looked for, and when it comes out', async () => {
        const server = await radarr();
        const house = await listen(server, { before: ({ gate }) => void gate.accept(wishForFilm) });
        const [told] = house.events;
        assert.equal(told?.kind, 'listed');
        const { isMonitored, hasFile, inCinemas, digitalRelease, physicalRelease, originalTitle } = told.request;
        assert.deepEqual(
            { isMonitored, hasFile, inCinemas, digitalRelease, physicalRelease, originalTitle },
            {
                isMonitored: true,
                hasFile: false,
                inCinemas: '2022-01-02T00:00:00.000Z',
                digitalRelease: '2022-05-02T00:00:00.000Z',
                physicalRelease: '2022-06-02T00:00:00.000Z',
                originalTitle: nightTrain.title,
            },
        );
        server.searched(nightTrain);
        await house.eventually('the search', () => house.events.at(-1)?.request.lastSearchTime !== undefined);
    });

    it('a title at which the server stumbles keeps none of the others waiting', async () => {
        const server = await sonarr(lycorisRecoil, harbour);
        const answer = server.answer.bind(server);
        server.answer = (path, query) => {
            if (path === '/episode' && query['seriesId'] === String(lycorisRecoil.sonarrId)) return null;
            return answer(path, query);
        };
        const wishes = [wishFor(lycorisRecoil, '1'), wishFor(harbour, '1')];
        const house = await listen(server, { before: ({ gate }) => wishes.forEach((wish) => gate.accept(wish)) });
        assert.deepEqual(
            house.events.map(({ request }) => request.title),
            [harbour.title],
        );
        assert.deepEqual([...new Set(house.faults)], ['http_404']);
        assert.equal(house.status().connection, 'live');
    });

    describe('of what Seerr called available before anybody listened', () => {
        const available = (mediaType: 'movie' | 'tv', request: object) => ({
            ...event('seerr', 'reported_available', mediaType, { request }),
            backfill: true as const,
        });
        const lists = (server: SonarrSimulator | RadarrSimulator): number =>
            server.requests.filter(({ path, query }) => /^\/(?:series|movie)$/.test(path) && Object.keys(query).length === 0)
                .length;

        it('the titles come in one question for all, and nothing of it opens again', async () => {
            const server = await radarr();
            const films = Array.from({ length: 30 }, (_, index) => ({
                ...nightTrain,
                title: `Film ${index}`,
                radarrId: 900 + index,
                tmdbId: 90_000 + index,
            }));
            for (const film of films) server.add(film);
            const house = await listen(server, {
                before: ({ gate }) => {
                    for (const { tmdbId } of films) gate.accept(available('movie', { tmdbId, seerrRequestId: tmdbId }));
                },
            });
            await house.pass(2_000);
            assert.deepEqual(
                house.store
                    .requests()
                    .map(({ title }) => title)
                    .sort(),
                films.map(({ title }) => title).sort(),
            );
            assert.ok(house.store.requests().every(({ state, posterUrl }) => state === 'available' && posterUrl !== undefined));
            assert.equal(lists(server), 1);
            assert.equal(server.requests.filter(({ path }) => path.startsWith('/movie')).length, 1);
            assert.ok(house.events.every(({ backfill }) => backfill === true));
        });

        it('those that come a moment later wait for the next question; what is not there is asked for once', async () => {
            const server = await sonarr(lycorisRecoil);
            const house = await listen(server);
            const feed = (tvdbId: number) => house.gate.accept(available('tv', { tvdbId, seerrRequestId: tvdbId }));
            for (const tvdbId of [1, 2, lycorisRecoil.tvdbId]) feed(tvdbId);
            await house.eventually('the title', () => house.store.requests().some(({ title }) => title === 'Lycoris Recoil'));
            feed(harbour.tvdbId);
            server.add(harbour);
            await house.eventually('the other title', () => house.store.requests().some(({ title }) => title === harbour.title));
            assert.equal(lists(server), 2);
            feed(1);
            await house.pass(10 * 60_000, 10_000);
            assert.equal(lists(server), 2);
            assert.equal(server.requests.filter(({ path }) => path === '/episode').length, 0);
            assert.ok(house.store.requests().every(({ state }) => state === 'available'));
        });

        it('an answer that is no list, or is cut short, is a fault and is asked for again', async () => {
            const server = await sonarr(lycorisRecoil);
            const house = await listen(server);
            server.fault = 'half';
            house.gate.accept(available('tv', { tvdbId: lycorisRecoil.tvdbId, seerrRequestId: 1 }));
            await house.eventually('the fault', () => house.status().connection === 'lost');
            server.fault = null;
            await house.eventually('the title', () => house.store.requests()[0]?.title === 'Lycoris Recoil');
        });
    });
});
