import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isoNow, toMediaError, type MediaEvent } from '../../../lib/model';
import type { PathMapping } from '../../../lib/paths';
import { filesWaitedFor, ShokoListener, type ShokoStatus, type WaitingFile } from '../../../lib/shoko';
import { ShokoSimulator, type ShokoSimulatorOptions, type ShokoVersion, type SimulatedReference } from '../../simulators/shoko';
import { bench as gateBench, event } from '../../support/events';
import { FakeClock } from '../../support/fake-clock';
import { until } from '../../support/until';

const VERSIONS: ShokoVersion[] = ['4.2.2', '5.3.3', '6.0.0'];
const reference = (episode: number, series = 5): SimulatedReference => ({
    anidbAnimeId: 900 + series,
    anidbEpisodeId: 9000 + episode,
    seriesId: series,
    episodeId: episode,
});

interface Bench {
    simulator: ShokoSimulator;
    listener: ShokoListener;
    clock: FakeClock;
    events: MediaEvent[];
    statuses: ShokoStatus[];
    faults: string[];
    /** Paths that are waited for; change it and call `listener.requestChanged('one')`. */
    waiting: string[];
    status: () => ShokoStatus;
    connected: () => Promise<unknown>;
    event: (kind: MediaEvent['kind']) => Promise<MediaEvent>;
    /** Everything that was sent before has been handled, shown by an event sent after it. */
    settled: () => Promise<void>;
}

interface BenchOptions extends ShokoSimulatorOptions {
    mappings?: PathMapping[];
    waiting?: string[];
    /** Files of which nobody says that they are anime, imported at the start. */
    unsure?: string[];
    key?: string;
    verifyCertificate?: boolean;
    timeoutMs?: number;
    isDown?: boolean;
}

const benches: Bench[] = [];

async function setup(options: BenchOptions = {}): Promise<Bench> {
    const simulator = await ShokoSimulator.start(options);
    if (options.isDown === true) await simulator.stop();
    const clock = new FakeClock();
    const events: MediaEvent[] = [];
    const statuses: ShokoStatus[] = [];
    const faults: string[] = [];
    const waiting = options.waiting ?? [];
    const unsureSince = isoNow(clock);
    const unsure = (options.unsure ?? []).map((path) => ({ path, unsureSince }));
    const everything = (): WaitingFile[] => [...waiting.map((path) => ({ path, requestId: 'one' })), ...unsure];
    let lastId = 0;
    const { verifyCertificate, timeoutMs } = options;
    const listener = new ShokoListener({
        server: {
            url: simulator.url,
            apiKey: options.key ?? simulator.apiKey,
            ...(verifyCertificate !== undefined && { verifyCertificate }),
            ...(timeoutMs !== undefined && { timeoutMs }),
        },
        mappings: options.mappings ?? [],
        clock,
        newId: () => `event-${++lastId}`,
        waiting: { all: everything, of: everything },
        emit: (event) => events.push(event),
        onStatus: (status) => statuses.push(status),
        onFault: (thrown) => faults.push(toMediaError(thrown).code),
    });
    const status = (): ShokoStatus => statuses.at(-1)!;
    const bench: Bench = {
        ...{ simulator, listener, clock, events, statuses, faults, waiting, status },
        connected: () => until('a connection', () => status().connection === 'connected' && simulator.hub.connections === 1),
        event: (kind) => until(`a ${kind} event`, () => events.find((event) => event.kind === kind)),
        settled: async () => {
            const folder = simulator.addFolder('/marker');
            const file = simulator.detect(folder, `marker ${folder}.mkv`);
            simulator.match(file, [reference(1)]);
            const isMarker = (event: MediaEvent): boolean => event.path === `/marker/marker ${folder}.mkv`;
            await until('the marker', () => events.some(isMarker));
            events.splice(events.findIndex(isMarker), 1);
        },
    };
    benches.push(bench);
    listener.start();
    return bench;
}

afterEach(async () => {
    for (const { listener, simulator, clock } of benches.splice(0)) {
        await listener.close();
        assert.equal(clock.timers, 0, 'a timer is left');
        await until('all sockets to be gone', () => simulator.sockets === 0);
        await simulator.stop();
    }
});

const pathsAsked = (simulator: ShokoSimulator): string[] =>
    simulator.requests.filter((request) => request.path.endsWith('PathEndsWith')).map((request) => request.query['path'] ?? '');

describe('ShokoListener', () => {
    for (const version of VERSIONS) {
        describe(`with Shoko ${version}`, () => {
            it('tells of a match with its ids and the mapped path', async () => {
                const { simulator, clock, connected, event, status } = await setup({
                    version,
                    mappings: [{ from: '/mnt/anime', to: '/data/anime' }],
                });
                await connected();
                const folder = simulator.addFolder('/mnt/anime/');
                const file = simulator.detect(folder, 'Show/Season 1/Show - S01E01.mkv');
                simulator.match(file, [reference(50)]);
                assert.deepEqual(await event('matched'), {
                    id: 'event-1',
                    source: 'shoko',
                    at: new Date(clock.now()).toISOString(),
                    eventType: version === '6.0.0' ? 'release:saved' : 'ShokoEvent:FileMatched',
                    episodes: [],
                    kind: 'matched',
                    path: '/data/anime/Show/Season 1/Show - S01E01.mkv',
                    request: { shokoFileId: file, shokoSeriesId: 5, shokoEpisodeId: 50 },
                    message: `Shoko file ${file}: series 5, episode 50`,
                });
                assert.equal(status().version, version);
            });

            it('tells each match once, and again when it changed', async () => {
                const { simulator, events, connected, settled } = await setup({ version });
                await connected();
                const file = simulator.detect(simulator.addFolder('/mnt/anime'), 'Show/01.mkv');
                simulator.match(file, [reference(50)]);
                simulator.tellMatched(file);
                await settled();
                assert.equal(events.length, 1);
                simulator.match(file, [reference(51)]);
                await settled();
                assert.deepEqual(
                    events.map((event) => event.request.shokoEpisodeId),
                    [50, 51],
                );
            });

            it('a file in two episodes, and two files', async () => {
                const { simulator, events, connected, settled } = await setup({ version });
                await connected();
                const folder = simulator.addFolder('/mnt/anime');
                const double = simulator.detect(folder, 'Show/Show - 01-02.mkv');
                const third = simulator.detect(folder, 'Show/Show - 03.mkv');
                simulator.match(double, [reference(50), reference(51)]);
                simulator.match(third, [reference(52)]);
                await settled();
                assert.deepEqual(
                    events.map((event) => [event.path, event.message]),
                    [
                        ['/mnt/anime/Show/Show - 01-02.mkv', `Shoko file ${double}: series 5, episode 50 and 51`],
                        ['/mnt/anime/Show/Show - 03.mkv', `Shoko file ${third}: series 5, episode 52`],
                    ],
                );
            });

            it('does not tell of a link to AniDB alone, and asks until Shoko has the series', async () => {
                const { simulator, clock, events, connected, settled, event } = await setup({ version });
                await connected();
                const file = simulator.detect(simulator.addFolder('/mnt/anime'), 'Show/Show - 01.mkv');
                simulator.match(file, [{ anidbAnimeId: 9, anidbEpisodeId: 1 }]);
                await settled();
                assert.deepEqual(events, []);
                if (version === '4.2.2') return; // It tells of the match when series and episode are there.
                await clock.advance(5_000);
                await settled();
                assert.deepEqual(events, []);
                simulator.createSeries(file, 5, [50]);
                await clock.advance(15_000);
                assert.equal((await event('matched')).request.shokoSeriesId, 5);
            });

            it('an event that got lost while connected is made up for by the regular look', async () => {
                const { simulator, clock, connected, event } = await setup({
                    version,
                    waiting: ['/mnt/anime/Show/Show - 01.mkv'],
                });
                await connected();
                const file = simulator.detect(simulator.addFolder('/mnt/anime'), 'Show/Show - 01.mkv', { silent: true });
                simulator.match(file, [reference(50)], { silent: true });
                await clock.advance(300_000);
                const told = await event('matched');
                assert.equal(told.eventType, undefined);
                assert.deepEqual(told.request, { shokoFileId: file, shokoSeriesId: 5, shokoEpisodeId: 50 });
            });

            it('a match missed during a drop is told after the reconnect, which comes at once', async () => {
                const { simulator, clock, connected, event, statuses } = await setup({
                    version,
                    waiting: ['/mnt/anime/Show/Show - 01.mkv'],
                });
                await connected();
                await clock.advance(30_000);
                const file = simulator.detect(simulator.addFolder('/mnt/anime'), 'Show/Show - 01.mkv');
                simulator.hub.drop();
                simulator.match(file, [reference(50)]);
                await until('the drop to be noticed', () => statuses.at(-1)?.connection === 'connecting');
                assert.equal(clock.nextIn, 0);
                await clock.advance(0);
                assert.equal((await event('matched')).request.shokoFileId, file);
                assert.equal(simulator.hub.accepted, 2);
            });

            it('a file that Shoko moves takes its request along', async () => {
                const { simulator, connected, settled, events } = await setup({
                    version,
                    mappings: [
                        { from: '/mnt/import', to: '/data/import' },
                        { from: '/mnt/anime', to: '/data/anime' },
                    ],
                });
                await connected();
                const drop = simulator.addFolder('/mnt/import');
                const library = simulator.addFolder('/mnt/anime');
                const file = simulator.detect(drop, 'Show/Show - 01.mkv');
                simulator.move(file, library, 'Show (2022)/Show - 01.mkv');
                simulator.move(file, library, 'Show (2022)/Show - 01 [1080p].mkv');
                await settled();
                assert.deepEqual(
                    events.map(({ kind, path, request }) => ({ kind, path, request })),
                    [
                        {
                            kind: 'renamed',
                            path: '/data/import/Show/Show - 01.mkv',
                            request: { finalPath: '/data/anime/Show (2022)/Show - 01.mkv' },
                        },
                        {
                            kind: 'renamed',
                            path: '/data/anime/Show (2022)/Show - 01.mkv',
                            request: { finalPath: '/data/anime/Show (2022)/Show - 01 [1080p].mkv' },
                        },
                    ],
                );
            });

            it('a file whose content Shoko knows, at another path, is a match', async () => {
                const { simulator, connected, settled, events, listener } = await setup({
                    version,
                    waiting: ['/mnt/anime/Show/Show - S01E01.mkv', '/mnt/anime/Copy/Show - S01E01 copy.mkv'],
                });
                await connected();
                const folder = simulator.addFolder('/mnt/anime');
                const file = simulator.detect(folder, 'Show/old name.mkv');
                simulator.match(file, [reference(50)], { silent: true });
                simulator.moveOnDisk(file, folder, 'Show/Show - S01E01.mkv');
                simulator.copyOnDisk(file, folder, 'Copy/Show - S01E01 copy.mkv');
                await settled();
                const matches = events.filter(({ kind }) => kind === 'matched');
                assert.ok(matches.some(({ path }) => path === '/mnt/anime/Show/Show - S01E01.mkv'));
                // Before 6 an event of a copy names the first place of the file: the next look finds the copy.
                if (version !== '6.0.0') await listener.lookNow();
                const found = events.filter(({ kind }) => kind === 'matched').map(({ path }) => path);
                assert.ok(found.includes('/mnt/anime/Copy/Show - S01E01 copy.mkv'), found.join());
                assert.deepEqual(
                    [...new Set(events.map(({ kind }) => kind))].sort(),
                    version === '6.0.0' ? ['matched', 'noted'] : ['matched'],
                );
                assert.ok(matches.every(({ request }) => request.shokoFileId === file));
            });

            it('a file that both moves and gets another name takes its request along', async () => {
                const { simulator, connected, settled, events } = await setup({ version });
                await connected();
                const [drop, library] = [simulator.addFolder('/mnt/drop'), simulator.addFolder('/mnt/anime')];
                const file = simulator.detect(drop, 'a.mkv');
                simulator.move(file, library, 'Show/Show - 01.mkv');
                await settled();
                assert.deepEqual(
                    events.map(({ kind, path, request }) => [kind, path, request.finalPath]),
                    [['renamed', '/mnt/drop/a.mkv', '/mnt/anime/Show/Show - 01.mkv']],
                );
            });

            it('a deleted file is noted', async () => {
                const { simulator, connected, settled, events } = await setup({ version });
                await connected();
                const folder = simulator.addFolder('/mnt/anime');
                const file = simulator.detect(folder, 'Show/Show - 01.mkv');
                simulator.remove(file);
                await settled();
                assert.deepEqual(
                    events.map(({ kind, path }) => [kind, path]),
                    [['noted', '/mnt/anime/Show/Show - 01.mkv']],
                );
            });

            it('what is not recognised is told once, and only of files that are waited for', async () => {
                const { simulator, connected, settled, events } = await setup({
                    version,
                    waiting: ['/mnt/anime/Show/Show - 01.mkv'],
                });
                await connected();
                const folder = simulator.addFolder('/mnt/anime');
                const wanted = simulator.detect(folder, 'Show/Show - 01.mkv');
                const other = simulator.detect(folder, 'Other/Other - 01.mkv');
                simulator.tellNotMatched(other);
                simulator.tellNotMatched(wanted);
                simulator.tellNotMatched(wanted);
                await settled();
                assert.equal(events.length, 1);
                assert.equal(events[0]?.kind, 'not_matched');
                assert.equal(events[0].path, '/mnt/anime/Show/Show - 01.mkv');
                assert.match(events[0].message ?? '', /does not recognise/);
                assert.deepEqual(events[0].request, {}, 'a request with a file id would count as matched');
            });

            it('a scan of a matched file is no failure', async () => {
                const { simulator, connected, settled, events } = await setup({
                    version,
                    waiting: ['/mnt/anime/Show/Show - 01.mkv'],
                });
                await connected();
                const file = simulator.detect(simulator.addFolder('/mnt/anime'), 'Show/Show - 01.mkv');
                simulator.match(file, [reference(50)], { silent: true });
                simulator.tellNotMatched(file);
                await settled();
                assert.deepEqual(
                    events.filter((event) => event.kind === 'not_matched'),
                    [],
                );
            });

            it('shows a ban of AniDB while it lasts, also one that began before', async () => {
                const { simulator, clock, connected, status, settled } = await setup({ version, isDown: true });
                simulator.ban('http', true);
                await until('the first try', () => status().connection === 'lost');
                await simulator.startAgain();
                await clock.advance(2_000);
                await connected();
                await until('the ban', () => status().aniDb === 'banned');
                simulator.ban('http', false);
                simulator.ban('udp', true);
                await settled();
                assert.equal(status().aniDb, 'banned');
                simulator.ban('udp', false);
                await settled();
                assert.equal(status().aniDb, null);
            });
        });
    }

    it('says why a file is not matched while AniDB bans Shoko, and tells again when only Shoko is at a loss', async () => {
        const { simulator, connected, settled, events, status } = await setup({ waiting: ['/mnt/anime/Show/Show - 01.mkv'] });
        await connected();
        const file = simulator.detect(simulator.addFolder('/mnt/anime'), 'Show/Show - 01.mkv');
        simulator.ban('udp', true);
        simulator.tellNotMatched(file);
        await settled();
        assert.equal(status().aniDb, 'banned');
        simulator.ban('udp', false);
        await until('the end of the ban', () => status().aniDb === null);
        simulator.tellNotMatched(file);
        await settled();
        assert.deepEqual(
            // Of the ban it may tell once more, when Shoko has said until when it is.
            [...new Set(events.map((event) => event.message?.slice(0, 16)))],
            ['AniDB was not as', 'Shoko does not r'],
        );
    });

    describe('when AniDB cannot be asked', () => {
        const path = '/mnt/anime/Show/Show - 01.mkv';
        const known = async (version: ShokoVersion): Promise<Bench & { file: number }> => {
            const bench = await setup({ version, waiting: [path] });
            await bench.connected();
            const file = bench.simulator.detect(bench.simulator.addFolder('/mnt/anime'), 'Show/Show - 01.mkv');
            await bench.settled();
            return { ...bench, file };
        };
        const messages = (events: MediaEvent[]): string[] => events.map(({ message }) => message ?? '');

        it('banned, 6: says until when, and that someone must rescan the file; also when the ban is over', async () => {
            const { simulator, file, settled, events, listener, status } = await known('6.0.0');
            simulator.ban('udp', true);
            simulator.tellNotMatched(file);
            await settled();
            assert.match(
                messages(events)[0] ?? '',
                /^AniDB was not asked: it has banned Shoko until about 20\d\d-\d\d-\d\d \d\d:\d\d UTC\. Shoko does not ask again by itself: rescan the file/,
            );
            assert.equal(status().aniDb, 'banned');
            const fact = listener.factOf(path);
            assert.deepEqual([fact.doing, fact.message], ['banned', events[0]?.message]);
            assert.ok(Date.parse(fact.until ?? '') > Date.now());
            simulator.ban('udp', false);
            await settled();
            await listener.lookNow();
            assert.match(
                messages(events)[1] ?? '',
                /^AniDB was not asked while it had banned Shoko\. That is over, but .* rescan/,
            );
            assert.equal(listener.factOf(path).doing, 'not_asked');
            assert.equal(status().aniDb, null);
        });

        for (const version of ['4.2.2', '5.3.3'] as const) {
            it(`banned, ${version}: says that Shoko asks again by itself, as it does after the ban`, async () => {
                const { simulator, file, settled, events, listener } = await known(version);
                simulator.ban('udp', true);
                await settled();
                assert.equal(listener.factOf(path).doing, 'banned', 'the search waits for the end of the ban');
                simulator.tellNotMatched(file);
                await settled();
                assert.match(
                    messages(events)[0] ?? '',
                    /^AniDB was not asked: it has banned Shoko until .*UTC\. Shoko asks again after that$/,
                );
                simulator.ban('udp', false);
                await settled();
                assert.equal(listener.factOf(path).doing, 'searching');
                simulator.match(file, [reference(50)]);
                await settled();
                assert.deepEqual(
                    events.map(({ kind }) => kind),
                    ['not_matched', 'matched'],
                );
            });
        }

        it('login refused: says whose, and after it was mended that a rescan is due', async () => {
            const { simulator, file, settled, events, listener, status } = await known('6.0.0');
            simulator.refuseLogin(true);
            simulator.tellNotMatched(file);
            await settled();
            assert.match(messages(events)[0] ?? '', /^AniDB was not asked: it refuses Shoko's login\. .*user name and password/);
            assert.deepEqual([status().aniDb, listener.factOf(path).doing], ['login_failed', 'login_failed']);
            simulator.refuseLogin(false);
            await settled();
            assert.deepEqual([status().aniDb, listener.factOf(path).doing], [null, 'not_asked']);
        });

        for (const version of ['5.3.3', '6.0.0'] as const) {
            it(`no internet, ${version}: Shoko tells nothing of it, and says so when asked`, async () => {
                const { simulator, file, settled, events, listener, status, clock } = await known(version);
                await clock.advance(30_000);
                simulator.goOffline(true);
                simulator.tellNotMatched(file);
                await settled();
                assert.match(messages(events)[0] ?? '', /^AniDB was not asked: Shoko has no internet/);
                assert.deepEqual([status().aniDb, listener.factOf(path).doing], ['no_internet', 'no_internet']);
                simulator.goOffline(false);
                await clock.advance(300_000);
                await until('the internet', () => status().aniDb === null);
            });
        }

        it('for no reason that Shoko tells: says where to look', async () => {
            const { simulator, file, settled, events } = await known('6.0.0');
            const search = { FileID: file, IsSaved: true, AttemptedProviders: [], SelectedProvider: null, ReleaseInfo: null };
            simulator.send('release', 'release:search.completed', search);
            await settled();
            assert.match(messages(events)[0] ?? '', /^AniDB was not asked: Shoko asked none of its sources/);
        });

        it('a ban that began before we connected is known from the greeting, and one that it does not tell from asking', async () => {
            const { simulator, listener, clock, connected, status } = await setup({
                version: '6.0.0',
                waiting: [path],
                isDown: true,
            });
            await until('the first try', () => status().connection === 'lost');
            simulator.detect(simulator.addFolder('/mnt/anime'), 'Show/Show - 01.mkv', { silent: true });
            simulator.ban('udp', true);
            await simulator.startAgain();
            await clock.advance(2_000);
            await connected();
            await until('the look', () => listener.factOf(path).doing === 'banned');
            assert.ok(listener.factOf(path).until !== undefined);
        });

        it('quotes no session key of what Shoko sent to AniDB', async () => {
            const { simulator, file, settled, events } = await known('6.0.0');
            const fault = 'Unexpected AniDB Response: UNKNOWN_COMMAND | FILE size=1&ed2k=D1&amask=000000C0&s=kEy12';
            simulator.tellNotMatched(file, { fault });
            await settled();
            assert.match(messages(events)[0] ?? '', /^Shoko could not look the file up: Unexpected AniDB Response/);
            assert.doesNotMatch(JSON.stringify(events), /kEy12/);
        });
    });

    describe('what Shoko does with a file', () => {
        const path = '/data/anime/Show/Show - 01.mkv';

        for (const version of VERSIONS) {
            it(`${version}: from one that it has not seen to one that it knows`, async () => {
                const { simulator, connected, settled, listener, events } = await setup({ version, waiting: [path] });
                assert.equal(listener.factOf(path).doing, 'away');
                await connected();
                const doing = (): string => listener.factOf(path).doing;
                await settled();
                assert.equal(doing(), 'unseen');
                const folder = simulator.addFolder('/mnt/anime');
                const place = { RelativePath: '/Show/Show - 01.mkv', ManagedFolderID: folder, ImportFolderID: folder };
                if (version === '6.0.0') simulator.send('file', 'file:detected', place);
                else simulator.send('shoko', 'ShokoEvent:FileDetected', place);
                await settled();
                assert.equal(doing(), 'hashing');
                const file = simulator.detect(folder, 'Show/Show - 01.mkv');
                await settled();
                assert.equal(doing(), 'searching');
                assert.deepEqual(await listener.lookNow(), { asked: 1, found: 1, matched: 0 });
                assert.deepEqual([doing(), events], ['searching', []], 'a search under way is no failure');
                simulator.tellNotMatched(file);
                await settled();
                assert.deepEqual([doing(), events.length], ['not_recognised', 1]);
                assert.match(listener.factOf(path).since ?? '', /^2026-01-22T04:/);
                if (version === '4.2.2') return; // It tells of the link when the series is there.
                simulator.match(file, [{ anidbAnimeId: 9, anidbEpisodeId: 1 }]);
                await settled();
                assert.equal(doing(), 'reading_series');
            });
        }

        it('a search whose end was missed counts as one in vain after two minutes', async () => {
            const { simulator, connected, settled, listener, events, clock } = await setup({ waiting: [path] });
            await connected();
            simulator.detect(simulator.addFolder('/mnt/anime'), 'Show/Show - 01.mkv');
            await settled();
            await clock.advance(120_000);
            await listener.lookNow();
            assert.equal(listener.factOf(path).doing, 'not_recognised');
            assert.equal(events.length, 1);
        });
    });

    it('a failed search of 6 says what went wrong', async () => {
        const { simulator, connected, settled, event } = await setup({
            version: '6.0.0',
            waiting: ['/mnt/anime/Show/Show - 01.mkv'],
        });
        await connected();
        // The look that follows would find the file, and know of no fault.
        await settled();
        const file = simulator.detect(simulator.addFolder('/mnt/anime'), 'Show/Show - 01.mkv');
        simulator.tellNotMatched(file, { fault: 'AniDB did not answer' });
        assert.match((await event('not_matched')).message ?? '', /AniDB did not answer/);
    });

    it('a match that is removed in 6 and given again is told again', async () => {
        const { simulator, connected, settled, events } = await setup({
            version: '6.0.0',
            waiting: ['/mnt/anime/Show/Show - 01.mkv'],
        });
        await connected();
        const file = simulator.detect(simulator.addFolder('/mnt/anime'), 'Show/Show - 01.mkv');
        simulator.match(file, [reference(50)]);
        await settled();
        simulator.unlink(file);
        await settled();
        simulator.match(file, [reference(50)]);
        await settled();
        assert.deepEqual(
            events.map((event) => event.kind),
            ['matched', 'not_matched', 'matched'],
        );
    });

    it('a match is news again when the file had been deleted', async () => {
        const { simulator, connected, settled, events } = await setup();
        await connected();
        const ImportFolderID = simulator.addFolder('/mnt/anime');
        const model = {
            FileID: 77,
            ImportFolderID,
            RelativePath: '/Show/1.mkv',
            CrossReferences: [{ EpisodeID: 1, SeriesID: 5 }],
        };
        for (const name of ['FileMatched', 'FileMatched', 'FileDeleted', 'FileMatched'])
            simulator.send('shoko', `ShokoEvent:${name}`, model);
        await settled();
        assert.deepEqual(
            events.map((event) => event.kind),
            ['matched', 'noted', 'matched'],
        );
    });

    it('4.2 in PascalCase and 6 in camelCase are understood as well', async () => {
        const { simulator, connected, settled, events } = await setup({ version: '5.3.3' });
        await connected();
        const ImportFolderID = simulator.addFolder('/mnt/anime');
        simulator.send('shoko', 'ShokoEvent:FileMatched', {
            FileID: 1,
            ImportFolderID,
            RelativePath: 'Show/1.mkv',
            CrossRefs: [{ EpisodeID: 1, SeriesID: 5, GroupID: 1 }],
        });
        simulator.send('shoko', 'ShokoEvent:FileMatched', {
            fileID: 2,
            importFolderID: ImportFolderID,
            relativePath: '/Show/2.mkv',
            crossReferences: [{ episodeID: 2, seriesID: 5 }],
        });
        await settled();
        assert.deepEqual(
            events.map((event) => event.path),
            ['/mnt/anime/Show/1.mkv', '/mnt/anime/Show/2.mkv'],
        );
    });

    it('a malformed event is reported and harms nothing', async () => {
        const { simulator, connected, settled, events, faults, status } = await setup();
        await connected();
        for (const wrong of [null, 'x', 7, [], { FileID: 'seven' }, { FileID: 1, RelativePath: 5 }]) {
            simulator.send('shoko', 'ShokoEvent:FileMatched', wrong);
        }
        await settled();
        assert.deepEqual(events, []);
        assert.deepEqual([...new Set(faults)], ['bad_event']);
        assert.equal(status().connection, 'connected');
    });

    describe('paths', () => {
        it('two folders with different roots, each with its mapping', async () => {
            const { simulator, connected, settled, events } = await setup({
                mappings: [
                    { from: '/mnt/a', to: '/data/tv' },
                    { from: '/mnt/b', to: '/data/movies' },
                ],
            });
            await connected();
            const [a, b] = [simulator.addFolder('/mnt/a'), simulator.addFolder('/mnt/b/')];
            simulator.match(simulator.detect(a, 'Show/01.mkv'), [reference(1)]);
            simulator.match(simulator.detect(b, 'Film/Film.mkv'), [reference(2)]);
            await settled();
            assert.deepEqual(
                events.map((event) => event.path),
                ['/data/tv/Show/01.mkv', '/data/movies/Film/Film.mkv'],
            );
        });

        it('a folder that was added later is read then', async () => {
            const { simulator, connected, settled, events } = await setup();
            simulator.addFolder('/mnt/a');
            await connected();
            simulator.match(simulator.detect(simulator.addFolder('/mnt/later'), 'Show/01.mkv'), [reference(1)]);
            await settled();
            assert.equal(events[0]?.path, '/mnt/later/Show/01.mkv');
        });

        for (const version of VERSIONS) {
            it(`Shoko ${version} on Windows, Sonarr in a container`, async () => {
                const { simulator, connected, event, events, clock } = await setup({
                    version,
                    windows: true,
                    mappings: [{ from: 'D:\\Anime', to: '/data/anime' }],
                    waiting: ['/data/anime/Show/Season 1/S01E02.mkv'],
                });
                await connected();
                const folder = simulator.addFolder('D:\\Anime\\');
                simulator.match(simulator.detect(folder, 'Show/Season 1/S01E01.mkv'), [reference(1)]);
                assert.equal((await event('matched')).path, '/data/anime/Show/Season 1/S01E01.mkv');
                simulator.match(simulator.detect(folder, 'Show/Season 1/S01E02.mkv', { silent: true }), [reference(2)], {
                    silent: true,
                });
                await clock.advance(300_000);
                await until('the second episode', () => events.length === 2);
                assert.equal(events[1]?.path, '/data/anime/Show/Season 1/S01E02.mkv');
                assert.ok(pathsAsked(simulator).includes('/Show/Season 1/S01E02.mkv'));
            });
        }

        it('an event names one location; the one that is waited for is told', async () => {
            const { simulator, connected, event } = await setup({ waiting: ['/data/anime/Show/Show - S01E01.mkv'] });
            await connected();
            const downloads = simulator.addFolder('/data/downloads');
            const anime = simulator.addFolder('/data/anime');
            const file = simulator.detect(downloads, '[Group] Show - 01.mkv');
            simulator.addLocation(file, anime, 'Show/Show - S01E01.mkv');
            simulator.match(file, [reference(1)]);
            assert.equal((await event('matched')).path, '/data/anime/Show/Show - S01E01.mkv');
        });

        it("another series' 01.mkv is not taken for the one that is waited for", async () => {
            const { simulator, events, listener, connected } = await setup({ waiting: ['/data/Show B/01.mkv'] });
            await connected();
            const folder = simulator.addFolder('/mnt');
            simulator.match(simulator.detect(folder, 'Show A/01.mkv', { silent: true }), [reference(1)], { silent: true });
            assert.deepEqual(await listener.lookNow(), { asked: 1, found: 0, matched: 0 });
            simulator.match(simulator.detect(folder, 'Show B/01.mkv', { silent: true }), [reference(2)], { silent: true });
            assert.deepEqual(await listener.lookNow(), { asked: 1, found: 1, matched: 1 });
            assert.deepEqual(
                events.map((event) => event.path),
                ['/mnt/Show B/01.mkv'],
            );
        });

        it('a name in another Unicode form is found', async () => {
            const { simulator, events, listener, connected } = await setup({
                waiting: [`/data/${'Pokémon'.normalize('NFC')} - 01.mkv`],
            });
            await connected();
            const folder = simulator.addFolder('/mnt');
            simulator.match(
                simulator.detect(folder, `${'Pokémon'.normalize('NFD')} - 01.mkv`, { silent: true }),
                [reference(1)],
                {
                    silent: true,
                },
            );
            assert.deepEqual(await listener.lookNow(), { asked: 1, found: 1, matched: 1 });
            assert.equal(events.length, 1);
        });
    });

    describe('asking for what is waited for', () => {
        it('asks for a new file soon after it is waited for, and for the others not again', async () => {
            const { simulator, listener, clock, connected, waiting, status } = await setup({ waiting: ['/data/Show - 01.mkv'] });
            await connected();
            await until('the first look', () => pathsAsked(simulator).length === 1);
            waiting.push('/data/Show - 02.mkv');
            for (let times = 0; times < 5; times++) listener.requestChanged('one');
            await clock.advance(2_000);
            await until('the second look', () => pathsAsked(simulator).length === 2);
            assert.deepEqual(pathsAsked(simulator), ['/Show - 01.mkv', '/Show - 02.mkv']);
            assert.equal(status().waiting, 2);
        });

        it('a match that is still waited for a while after it was told is told once more, and no more', async () => {
            const { simulator, listener, clock, connected, settled, waiting, events } = await setup();
            await connected();
            simulator.match(simulator.detect(simulator.addFolder('/mnt'), 'Show/Show - 01.mkv'), [reference(1)]);
            await settled();
            waiting.push('/data/Show/Show - 01.mkv');
            listener.requestChanged('one');
            const looks: number[] = [];
            for (const ms of [1_000, 299_000, 300_000, 300_000]) {
                const asked = pathsAsked(simulator).length;
                await clock.advance(ms);
                await until('the look', () => pathsAsked(simulator).length > asked);
                await settled();
                looks.push(events.length);
            }
            assert.deepEqual(looks, [1, 2, 2, 2]);
        });

        it('asks once for a file that is in two episodes', async () => {
            const { simulator, connected, status } = await setup({
                waiting: ['/data/Show - 01-02.mkv', '/data/show - 01-02.mkv'],
            });
            await connected();
            await until('the look', () => pathsAsked(simulator).length > 0);
            assert.equal(pathsAsked(simulator).length, 1);
            assert.equal(status().waiting, 1);
        });

        it('asks for 100 files at a time, and for the next 100 the next time', async () => {
            const waiting = Array.from({ length: 150 }, (_, index) => `/data/Show - ${index}.mkv`);
            const { simulator, clock, connected } = await setup({ waiting });
            await connected();
            await until('the first look', () => pathsAsked(simulator).length === 100);
            await clock.advance(300_000);
            await until('the second look', () => pathsAsked(simulator).length === 200);
            assert.equal(new Set(pathsAsked(simulator)).size, 150);
        });

        it('a look that fails is tried again after half a minute', async () => {
            const { simulator, clock, connected, faults, event } = await setup({ waiting: ['/mnt/Show - 01.mkv'] });
            await connected();
            await until('the first look', () => pathsAsked(simulator).length === 1);
            simulator.match(simulator.detect(simulator.addFolder('/mnt'), 'Show - 01.mkv', { silent: true }), [reference(1)], {
                silent: true,
            });
            simulator.fault = 'error';
            await clock.advance(300_000);
            await until('the fault', () => faults.length > 0);
            assert.deepEqual(faults, ['http_500']);
            simulator.fault = null;
            await clock.advance(30_000);
            await event('matched');
        });

        describe('when Shoko has an error with one of them', () => {
            const waiting = ['/mnt/Broken - 01.mkv', '/mnt/Good - 01.mkv', '/mnt/Other - 02.mkv'];
            const matchAll = (simulator: ShokoSimulator): void => {
                const folder = simulator.addFolder('/mnt');
                for (const [index, path] of waiting.entries()) {
                    const file = simulator.detect(folder, path.slice('/mnt/'.length), { silent: true });
                    simulator.match(file, [reference(index)], { silent: true });
                }
            };

            it('tells of the others, and of the error once a look', async () => {
                const { simulator, clock, connected, events, faults, status } = await setup({ waiting, isDown: true });
                await until('the first try', () => status().connection === 'lost');
                matchAll(simulator);
                simulator.faultAt = { asked: /Broken/, fault: 'error' };
                await simulator.startAgain();
                await clock.advance(2_000);
                await connected();
                await until('the others', () => events.length === 2 && faults.length > 0);
                assert.deepEqual(faults, ['http_500']);
                const asked = pathsAsked(simulator).length;
                await clock.advance(299_999);
                assert.equal(pathsAsked(simulator).length, asked, 'what stays broken is not asked for more often');
                await clock.advance(1);
                await until('the next look', () => faults.length === 2);
                assert.deepEqual(pathsAsked(simulator).slice(asked), ['/Good - 01.mkv', '/Other - 02.mkv', '/Broken - 01.mkv']);
                simulator.faultAt = null;
                await clock.advance(300_000);
                await until('the broken one', () => events.some(({ path }) => path === waiting[0]));
            });

            it('asks for the one that gets no answer after the others', async () => {
                const { simulator, clock, connected, events, faults } = await setup({ waiting, timeoutMs: 1_000 });
                await connected();
                await until('the first look', () => pathsAsked(simulator).length === 3);
                matchAll(simulator);
                simulator.faultAt = { asked: /Broken/, fault: 'hang' };
                await clock.advance(300_000);
                await until('the end of the look', () => faults.length === 1);
                await clock.advance(30_000);
                await until('the others', () => events.length === 2);
                await until('the end of the next', () => faults.length === 2);
                assert.deepEqual(faults, ['timeout', 'timeout']);
            });

            it('with every one of them gives up soon', async () => {
                const many = Array.from({ length: 50 }, (_, index) => `/mnt/Show - ${index}.mkv`);
                const { simulator, clock, connected, faults } = await setup({ waiting: many });
                await connected();
                await until('the first look', () => pathsAsked(simulator).length === 50);
                simulator.faultAt = { asked: /PathEndsWith/, fault: 'html' };
                await clock.advance(300_000);
                await until('the fault', () => faults.length > 0);
                assert.deepEqual([faults, pathsAsked(simulator).length], [['not_json'], 55]);
            });

            it('does not look without end for what an event cannot tell', async () => {
                const { simulator, clock, connected, faults, settled } = await setup({ version: '6.0.0', waiting });
                await connected();
                await until('the first look', () => pathsAsked(simulator).length === 3);
                const other = simulator.detect(simulator.addFolder('/mnt'), 'Else - 01.mkv');
                simulator.faultAt = { asked: new RegExp(`/File/${other}\\?`), fault: 'error' };
                for (let minute = 0; minute < 60; minute++) {
                    simulator.tellMatched(other);
                    await until('the fault', () => faults.length === minute + 1);
                    await clock.advance(60_000);
                }
                await settled();
                assert.ok(pathsAsked(simulator).length <= 24 * 3, `${pathsAsked(simulator).length} questions in an hour`);
                assert.ok(pathsAsked(simulator).length >= 10 * 3, `${pathsAsked(simulator).length} questions in an hour`);
            });
        });

        it('tells that Shoko has the file but does not know it', async () => {
            const { simulator, listener, connected, events } = await setup({ waiting: ['/mnt/Show - 01.mkv'] });
            await connected();
            simulator.detect(simulator.addFolder('/mnt'), 'Show - 01.mkv', { silent: true });
            assert.deepEqual(await listener.lookNow(), { asked: 1, found: 1, matched: 0 });
            assert.deepEqual(
                events.map((event) => event.kind),
                ['not_matched'],
            );
        });

        it('more events than it can hold are made up for by a look', async () => {
            const { simulator, connected, event } = await setup({ version: '6.0.0', waiting: ['/mnt/Show - 01.mkv'] });
            await connected();
            await until('the first look', () => pathsAsked(simulator).length === 1);
            const folder = simulator.addFolder('/mnt');
            const other = simulator.detect(folder, 'Other - 01.mkv');
            for (let times = 0; times < 600; times++) simulator.tellMatched(other);
            simulator.match(simulator.detect(folder, 'Show - 01.mkv'), [reference(1)]);
            const told = await event('matched');
            assert.equal(told.path, '/mnt/Show - 01.mkv');
            assert.ok(simulator.requests.length < 550, `${simulator.requests.length} requests`);
        });
    });

    describe('what nobody says is anime', () => {
        const path = '/data/movies/Your Name (2016)/Your Name.mkv';
        const relative = 'Your Name (2016)/Your Name.mkv';

        it('is asked for when Jellyfin has not shown it for a while, and told when Shoko matched it', async () => {
            const { simulator, clock, connected, event, events, status, waiting } = await setup({ unsure: [path] });
            await connected();
            const file = simulator.detect(simulator.addFolder('/mnt/movies'), relative, { silent: true });
            simulator.match(file, [reference(50)], { silent: true });
            waiting.push('/data/anime/Show - 01.mkv');
            await clock.advance(299_999);
            assert.deepEqual(pathsAsked(simulator), []);
            await clock.advance(1);
            assert.equal((await event('matched')).path, `/mnt/movies/${relative}`);
            assert.deepEqual(events[0]?.request, { shokoFileId: file, shokoSeriesId: 5, shokoEpisodeId: 50 });
            assert.deepEqual(
                pathsAsked(simulator),
                ['/Show - 01.mkv', '/Your Name.mkv'],
                'what is known to be anime comes first',
            );
            assert.equal(status().waiting, 1, 'only anime is waited for');
        });

        it('becomes anime, and its request goes on', async () => {
            const { store, feed, only, clock, dispose } = await gateBench();
            const simulator = await ShokoSimulator.start();
            const film = { tmdbId: 372058, title: 'Your Name' };
            feed(event('seerr', 'approved', 'movie', { request: film }));
            feed(event('radarr', 'imported', 'movie', { request: { ...film, finalPath: path } }));
            const file = simulator.detect(simulator.addFolder('/mnt/movies'), relative);
            simulator.match(file, [reference(50)]);
            let isConnected = false;
            const listener = new ShokoListener({
                server: { url: simulator.url, apiKey: simulator.apiKey },
                mappings: [],
                clock,
                newId: () => 'match',
                waiting: { all: () => filesWaitedFor(store.openWithEpisodes()), of: () => [] },
                emit: (told) => void feed(told),
                onStatus: ({ connection }) => (isConnected = connection === 'connected'),
                onFault: (thrown) => assert.fail(toMediaError(thrown)),
            });
            listener.start();
            await until('a connection', () => isConnected);
            await clock.advance(300_000);
            await until('the match', () => only().shokoFileId === file);
            assert.deepEqual([only().isAnime, only().state], [true, 'anime_matching']);
            await listener.close();
            await dispose();
            await simulator.stop();
        });

        it('is left alone when Shoko does not know it, or has another file of that name', async () => {
            const unsure = [path, '/data/movies/Redline (2007)/Redline.mkv'];
            const { simulator, clock, connected, settled, events } = await setup({ unsure });
            await connected();
            const folder = simulator.addFolder('/mnt/movies');
            simulator.detect(folder, relative, { silent: true });
            simulator.match(simulator.detect(folder, 'Redline (2009)/Redline.mkv', { silent: true }), [reference(51)], {
                silent: true,
            });
            for (const asked of [2, 4]) {
                await clock.advance(600_000);
                await until('the look', () => pathsAsked(simulator).length >= asked);
            }
            await settled();
            assert.deepEqual(new Set(pathsAsked(simulator)), new Set(['/Your Name.mkv', '/Redline.mkv']));
            assert.deepEqual(events, []);
        });

        it('is asked for again until Shoko has its series', async () => {
            const { simulator, clock, connected, event, events } = await setup({ version: '6.0.0', unsure: [path] });
            await connected();
            const file = simulator.detect(simulator.addFolder('/mnt/movies'), relative, { silent: true });
            simulator.match(file, [{ anidbAnimeId: 9, anidbEpisodeId: 1 }], { silent: true });
            await clock.advance(300_000);
            await until('the wait for the series', () => clock.nextIn === 5_000);
            assert.deepEqual(events, []);
            simulator.createSeries(file, 5, [50]);
            await clock.advance(5_000);
            await event('matched');
        });

        it('is asked for when someone wants Shoko to be asked, though its pause is long', async () => {
            const { simulator, clock, connected, listener } = await setup({ unsure: [path] });
            await connected();
            await clock.advance(300_000);
            await until('the look', () => pathsAsked(simulator).length === 1);
            assert.deepEqual(await listener.lookNow(), { asked: 0, found: 0, matched: 0 });
            assert.equal(pathsAsked(simulator).length, 2);
        });
    });

    describe('connecting', () => {
        it('Shoko down at the start: asks every ten seconds, for ever, and is there when Shoko comes', async () => {
            const { simulator, clock, status, statuses, connected } = await setup({ isDown: true });
            const delays: (number | null)[] = [];
            for (let tries = 0; tries < 9; tries++) {
                await until('a timer', () => clock.timers === 1);
                delays.push(clock.nextIn);
                await clock.advance(clock.nextIn ?? 0);
            }
            assert.deepEqual(
                delays,
                [2, 5, 10, 10, 10, 10, 10, 10, 10].map((seconds) => seconds * 1000),
            );
            assert.equal(status().connection, 'lost');
            assert.equal(status().error?.code, 'refused');
            await simulator.startAgain();
            await until('a timer', () => clock.timers === 1);
            await clock.advance(10_000);
            await connected();
            assert.equal(status().error, null);
            assert.ok(statuses.length < 40);
        });

        it('Shoko killed and started again on the same port, the match missed in between', async () => {
            const { simulator, clock, connected, status, event } = await setup({ waiting: ['/mnt/Show - 01.mkv'] });
            const folder = simulator.addFolder('/mnt');
            await connected();
            await clock.advance(60_000);
            await simulator.stop();
            await until('the drop', () => status().connection === 'connecting');
            await clock.advance(0);
            await until('the failed try', () => status().connection === 'lost');
            simulator.match(simulator.detect(folder, 'Show - 01.mkv'), [reference(1)]);
            await simulator.startAgain();
            await clock.advance(2_000);
            await connected();
            await event('matched');
        });

        for (const [how, goDown, comeBack] of [
            ['is off', (simulator: ShokoSimulator) => simulator.stop(), (simulator: ShokoSimulator) => simulator.startAgain()],
            [
                'answers with errors',
                (simulator: ShokoSimulator) => {
                    simulator.fault = 'error';
                    simulator.hub.drop();
                },
                (simulator: ShokoSimulator) => {
                    simulator.fault = null;
                },
            ],
        ] as const) {
            it(`a Shoko that ${how} is asked one small question every ten seconds, is back within that time, and misses nothing`, async () => {
                const before = '/mnt/Show - 01.mkv';
                const bench = await setup({ waiting: [before], unsure: ['/mnt/Film (2016)/Film.mkv'] });
                const { simulator, clock, connected, status, statuses, faults, waiting, listener, events } = bench;
                await connected();
                await until('the first look', () => pathsAsked(simulator).length === 1);
                const folder = simulator.addFolder('/mnt');
                await clock.advance(60_000);
                await goDown(simulator);
                await until('the drop', () => status().connection === 'connecting');

                const [from, end] = [statuses.length, clock.now() + 300_000];
                // Every try that fails has an error of its own; the status is shown more often.
                const tries = (): number => new Set(statuses.slice(from).flatMap(({ error }) => error ?? [])).size;
                for (let tried = 0; clock.now() < end; tried++) {
                    await clock.advance(clock.nextIn ?? 0);
                    await until('a try that failed', () => tries() > tried);
                    assert.ok(clock.timers <= 2, `${clock.timers} timers`);
                    // What is imported meanwhile is no reason to try more often.
                    if (tried % 5 === 0) waiting.push(`/mnt/Show - ${waiting.length + 1}.mkv`);
                    listener.requestChanged('one');
                    await clock.advance(1_000);
                }
                assert.ok(tries() >= 28 && tries() <= 35, `${tries()} tries`);
                assert.deepEqual([status().connection, status().waiting, faults], ['lost', waiting.length, []]);
                assert.equal(pathsAsked(simulator).length, 1);

                const files = [...waiting, '/mnt/Film (2016)/Film.mkv'];
                for (const [index, path] of files.entries()) {
                    const file = simulator.detect(folder, path.slice('/mnt/'.length), { silent: true });
                    simulator.match(file, [reference(index)], { silent: true });
                }
                await comeBack(simulator);
                await clock.advance(10_000);
                await connected();
                await until('all matches of what is known to be anime', () => events.length >= waiting.length);
                await clock.advance(300_000);
                await until('all matches', () => new Set(events.map(({ path }) => path)).size === files.length);
                assert.deepEqual([status().error, new Set(events.map(({ path }) => path))], [null, new Set(files)]);
            });
        }

        for (const [why, end] of [
            ['an abrupt drop', (simulator: ShokoSimulator) => simulator.hub.drop()],
            ['a close that allows a reconnect', (simulator: ShokoSimulator) => simulator.hub.closeAll(true)],
            ['a close that does not', (simulator: ShokoSimulator) => simulator.hub.closeAll(false)],
        ] as const) {
            it(`comes back after ${why}`, async () => {
                const { simulator, clock, connected, status } = await setup();
                await connected();
                await clock.advance(30_000);
                end(simulator);
                await until('the end', () => status().connection === 'connecting');
                await clock.advance(0);
                await connected();
                assert.equal(simulator.hub.accepted, 2);
            });
        }

        for (const nonsense of [
            'not JSON\x1e',
            '{"type":"one"}\x1e',
            '[1,2',
            '{"type":1,"target":5,"arguments":"x"}\x1e',
            'null\x1e',
            '\x1e',
        ]) {
            it(`comes back after the hub sent ${JSON.stringify(nonsense)}, or goes on`, async () => {
                const { simulator, clock, connected, status, settled } = await setup();
                await connected();
                await clock.advance(30_000);
                simulator.hub.babble(nonsense);
                simulator.hub.closeAll(true);
                await until('the end', () => status().connection === 'connecting');
                await clock.advance(0);
                await connected();
                await settled();
            });
        }

        it('a hub that does not answer the handshake as it should is no event stream', async () => {
            const { simulator, clock, status, connected } = await setup({ isDown: true });
            await until('the first try', () => status().connection === 'lost');
            simulator.hub.fault = 'babble';
            await simulator.startAgain();
            await clock.advance(2_000);
            await until('the fault', () => status().error?.code === 'no_event_stream');
            simulator.hub.fault = null;
            await clock.advance(10_000);
            await connected();
        });

        it('a server that accepts and drops at once is not met with a tight loop', async () => {
            const { simulator, clock } = await setup();
            simulator.hub.fault = 'drop';
            const delays: number[] = [];
            for (let tries = 0; tries < 4; tries++) {
                await until('the next try to be planned', () => clock.timers === 2);
                delays.push(clock.nextIn ?? 0);
                await clock.advance(clock.nextIn ?? 0);
            }
            assert.deepEqual(delays, [2_000, 10_000, 30_000, 60_000]);
        });

        for (const version of VERSIONS) {
            it(`a wrong key for ${version} is said, and tried again only every five minutes`, async () => {
                const { clock, status, simulator } = await setup({ version, key: 'a-secret' });
                await until('the refusal', () => status().error);
                assert.equal(status().connection, 'lost');
                assert.equal(status().error?.code, 'unauthorised');
                assert.equal(clock.nextIn, 300_000);
                assert.equal(simulator.hub.connections, 0);
                assert.doesNotMatch(JSON.stringify([status(), status().error?.message]), /a-secret/);
            });
        }

        for (const [fault, code] of [
            ['html', 'not_shoko'],
            ['error', 'http_500'],
            ['hang', 'timeout'],
            ['starting', 'starting'],
            ['empty', 'not_shoko'],
            ['redirect', 'redirected'],
        ] as const) {
            it(`a Shoko that answers with ${fault} is shown, and found when it recovers`, async () => {
                const { simulator, clock, status, connected } = await setup({ timeoutMs: 1_000, isDown: true });
                await until('the first try', () => status().connection === 'lost');
                simulator.fault = fault;
                await simulator.startAgain();
                await clock.advance(2_000);
                await until('the fault', () => status().error?.code === code);
                simulator.fault = null;
                await clock.advance(10_000);
                await connected();
            });
        }

        for (const version of VERSIONS) {
            it(`${version} that starts is asked every few seconds until it has, and nothing is at fault`, async () => {
                const { simulator, clock, status, statuses, faults, connected, event } = await setup({
                    version,
                    isDown: true,
                    waiting: ['/mnt/Show - 01.mkv'],
                });
                await until('the first try', () => status().connection === 'lost');
                simulator.match(simulator.detect(simulator.addFolder('/mnt'), 'Show - 01.mkv'), [reference(1)]);
                simulator.fault = 'starting';
                await simulator.startAgain();
                await clock.advance(2_000);
                await until('the start', () => status().connection === 'starting');
                const from = statuses.length;
                for (let times = 0; times < 10; times++) {
                    await until('the next question', () => clock.nextIn === 3_000);
                    await clock.advance(3_000);
                    await until('its answer', () => statuses.length > from + times);
                }
                assert.match(status().error?.message ?? '', /^Shoko is starting: Initializing Session Factory/);
                assert.deepEqual(new Set(simulator.requests.map(({ path }) => path)), new Set(['/api/v3/Init/Status']));
                simulator.fault = null;
                await clock.advance(3_000);
                await connected();
                await event('matched');
                assert.deepEqual(faults, []);
            });

            it(`${version} that was never set up says so, and is there ten seconds after it was`, async () => {
                const { simulator, clock, status, connected, listener } = await setup({ version, isDown: true });
                await until('the first try', () => status().connection === 'lost');
                simulator.fault = 'setup';
                await simulator.startAgain();
                await clock.advance(2_000);
                await until('the setup', () => status().error?.code === 'setup');
                assert.equal(status().connection, 'lost');
                assert.equal(listener.factOf('/mnt/x.mkv').doing, 'setup');
                simulator.fault = null;
                await clock.advance(10_000);
                await connected();
            });
        }

        it('6 that refuses its event stream because it starts has no fault in its stream', async () => {
            const { simulator, clock, status, connected } = await setup({ version: '6.0.0', isDown: true });
            await until('the first try', () => status().connection === 'lost');
            simulator.restartsAfter = /ManagedFolder/;
            await simulator.startAgain();
            await clock.advance(2_000);
            await until('the start', () => status().connection === 'starting');
            simulator.restartsAfter = null;
            simulator.fault = null;
            await clock.advance(3_000);
            await connected();
        });

        it('without the event stream it goes on by asking', async () => {
            const { simulator, clock, status, event } = await setup({ isDown: true, waiting: ['/mnt/Show - 01.mkv'] });
            await until('the first try', () => status().connection === 'lost');
            simulator.hub.fault = 'no-websocket';
            await simulator.startAgain();
            await clock.advance(2_000);
            await until('the lack of events', () => status().connection === 'partial');
            assert.equal(status().error?.code, 'no_event_stream');
            simulator.match(simulator.detect(simulator.addFolder('/mnt'), 'Show - 01.mkv'), [reference(1)]);
            await clock.advance(10_000);
            await event('matched');
        });

        it('asking now connects now', async () => {
            const { simulator, clock, status, connected, listener } = await setup({ isDown: true });
            await until('the first try', () => status().connection === 'lost');
            await simulator.startAgain();
            await until('no try under way', () => clock.timers === 1);
            await listener.lookNow();
            await connected();
            assert.equal(clock.now(), Date.parse('2026-01-22T04:00:00.000Z'), 'no time had to pass');
        });

        it('asking now says why it failed', async () => {
            const { simulator, connected, listener } = await setup({ waiting: ['/mnt/Show - 01.mkv'] });
            await connected();
            simulator.fault = 'error';
            await assert.rejects(listener.lookNow(), { code: 'http_500' });
        });

        it('a self-signed certificate: refused, or accepted when it need not be verified', async () => {
            const pem = (name: string): string => readFileSync(join(__dirname, '../../fixtures/self-signed', name), 'utf8');
            const tls = { key: pem('key.pem'), cert: pem('cert.pem') };
            const strict = await setup({ tls });
            await until('the refusal', () => strict.status().error?.code === 'certificate');
            const lenient = await setup({ tls, verifyCertificate: false, version: '6.0.0' });
            await lenient.connected();
        });
    });

    describe('closing', () => {
        it('at once, while Shoko does not answer', async () => {
            const { simulator, listener, status } = await setup({ isDown: true, waiting: ['/mnt/Show - 01.mkv'] });
            await until('the first try', () => status().connection === 'lost');
            simulator.fault = 'hang';
            await simulator.startAgain();
            const looking = assert.rejects(listener.lookNow(), { code: 'aborted' });
            await until('both questions to be on their way', () => simulator.sockets === 2);
            const began = Date.now();
            await listener.close();
            await looking;
            assert.ok(Date.now() - began < 5_000);
        });

        it('at once, while the hub does not answer the handshake', async () => {
            const { simulator, listener, status, clock } = await setup({ isDown: true });
            await until('the first try', () => status().connection === 'lost');
            simulator.hub.fault = 'mute';
            await simulator.startAgain();
            await clock.advance(2_000);
            await until('the socket', () => simulator.hub.strangers === 1);
            const began = Date.now();
            await listener.close();
            assert.ok(Date.now() - began < 5_000);
        });

        it('a hundred times: nothing is left, and nothing is told any more', async () => {
            const simulator = await ShokoSimulator.start();
            const file = simulator.detect(simulator.addFolder('/mnt'), 'Show - 01.mkv');
            let told = 0;
            for (let round = 0; round < 100; round++) {
                const clock = new FakeClock();
                let isConnected = false;
                const listener = new ShokoListener({
                    server: { url: simulator.url, apiKey: simulator.apiKey },
                    mappings: [],
                    clock,
                    newId: () => 'x',
                    waiting: { all: () => [], of: () => [] },
                    emit: () => told++,
                    onStatus: ({ connection }) => (isConnected = connection === 'connected'),
                    onFault: (thrown) => assert.fail(toMediaError(thrown)),
                });
                listener.start();
                if (round % 2 === 0) await until('a connection', () => isConnected);
                await listener.close();
                assert.equal(clock.timers, 0);
            }
            await until('the sockets to be gone', () => simulator.sockets === 0);
            simulator.match(file, [reference(1)]);
            assert.equal(told, 0);
            await simulator.stop();
        });
    });
});
