import assert from 'node:assert/strict';
import { mediaEventSchema } from '../../../lib/model';
import { DIALECTS, fakeHash, type SimulatedFile } from '../../simulators/qbittorrent';
import type { Misbehaviour } from '../../simulators/qbittorrent-http';
import { brief, PollerSetup } from './poller-setup';

const MOVIE = fakeHash('movie');
const OTHER = fakeHash('other');

describe('TorrentPoller', () => {
    let setup: PollerSetup;
    beforeEach(async () => (setup = await PollerSetup.start()));
    afterEach(() => setup.end());

    describe('follows a download', () => {
        it('from the first byte to the last, and tells only what is new', async () => {
            const { simulator } = setup;
            simulator.add({ hash: MOVIE });
            simulator.add({ hash: OTHER, state: 'downloading', dlspeed: 1 });
            setup.track(MOVIE);
            const told = [await setup.begin()];
            told.push(await setup.next());
            for (const progress of [0.104, 0.108, 0.25, 0.999]) {
                simulator.download(MOVIE, progress);
                told.push(await setup.next());
            }
            simulator.finish(MOVIE);
            told.push(await setup.next(), await setup.next());
            assert.deepEqual(
                told.map((events) => events.map(brief).join()),
                ['downloading 0', '', 'downloading 10.4', '', 'downloading 25', 'downloading 99.9', 'downloaded 100', ''],
            );
        });

        it('with events that fit the schema and carry what qBittorrent knows', async () => {
            setup.simulator.add({ hash: MOVIE, name: 'Film.mkv', size: 1_000 });
            setup.simulator.download(MOVIE, 0.5, 50);
            setup.track(MOVIE);
            const [downloading] = await setup.begin();
            setup.simulator.finish(MOVIE);
            const [downloaded] = await setup.next();
            assert.deepEqual(mediaEventSchema.parse(downloading), {
                id: 'event-1',
                source: 'qbittorrent',
                kind: 'downloading',
                at: '2026-01-22T04:00:00.000Z',
                eventType: 'downloading',
                downloadId: MOVIE,
                hashes: [MOVIE],
                request: {},
                episodes: [],
                transfer: {
                    percent: 50,
                    downloadSpeed: 50,
                    etaSeconds: 10,
                    sizeBytes: 1_000,
                    leftBytes: 500,
                    clientState: 'downloading',
                },
            });
            assert.deepEqual(mediaEventSchema.parse(downloaded), {
                id: 'event-2',
                source: 'qbittorrent',
                kind: 'downloaded',
                at: '2026-01-22T04:00:05.000Z',
                eventType: 'stalledUP',
                downloadId: MOVIE,
                hashes: [MOVIE],
                request: { downloadPath: '/downloads/Film.mkv' },
                episodes: [],
                transfer: { percent: 100, sizeBytes: 1_000, leftBytes: 0, clientState: 'stalledUP' },
            });
        });

        it('and keeps the newest figures at hand', async () => {
            setup.simulator.add({ hash: MOVIE });
            setup.track(MOVIE);
            await setup.begin();
            setup.simulator.download(MOVIE, 0.1234);
            await setup.next();
            assert.equal(setup.transfers.get(MOVIE)?.percent, 12.3);
        });

        it('that is complete when its grab comes: at the next poll', async () => {
            setup.simulator.add({ hash: MOVIE });
            setup.simulator.finish(MOVIE);
            assert.deepEqual(await setup.begin(), []);
            setup.track(MOVIE);
            setup.poller.poke();
            assert.deepEqual((await setup.pollEnded()).map(brief), ['downloaded 100']);
        });

        it('that is grabbed once more after it was given up', async () => {
            setup.simulator.add({ hash: MOVIE, state: 'error' });
            setup.track(MOVIE);
            assert.deepEqual((await setup.begin()).map(brief), ['download_failed']);
            setup.tracked.set(MOVIE, { requestId: 'request-1', episodes: [], failed: true });
            assert.deepEqual(await setup.next(), []);
            setup.track(MOVIE);
            assert.deepEqual((await setup.next()).map(brief), ['download_failed']);
            setup.tracked.set(MOVIE, { requestId: 'request-2', episodes: [] });
            assert.deepEqual((await setup.next()).map(brief), ['download_failed']);
        });

        it('and reminds of its end, should nobody have heard', async () => {
            setup.simulator.add({ hash: MOVIE });
            setup.simulator.finish(MOVIE);
            setup.track(MOVIE);
            assert.equal((await setup.begin()).length, 1);
            assert.deepEqual(await setup.several(9), []);
            assert.deepEqual((await setup.next()).map(brief), ['downloaded 100']);
        });

        it('and reminds of it as soon when the clock is set back meanwhile', async () => {
            setup.simulator.add({ hash: MOVIE });
            setup.simulator.finish(MOVIE);
            setup.track(MOVIE);
            await setup.begin();
            setup.clock.set(0);
            assert.deepEqual((await setup.several(10)).map(brief), ['downloaded 100']);
        });
    });

    describe('is not misled by', () => {
        it('a recheck, which has a progress of its own', async () => {
            const { simulator } = setup;
            simulator.add({ hash: MOVIE });
            simulator.download(MOVIE, 0.6);
            setup.track(MOVIE);
            await setup.begin();
            simulator.set(MOVIE, { state: 'checkingDL', progress: 0.02, dlspeed: 0 });
            assert.deepEqual((await setup.next()).map(brief), ['downloading 60']);
            simulator.set(MOVIE, { state: 'checkingDL', progress: 1 });
            assert.deepEqual(await setup.next(), []);
            simulator.finish(MOVIE);
            assert.deepEqual((await setup.next()).map(brief), ['downloaded 100']);
            simulator.set(MOVIE, { state: 'checkingUP', progress: 0.3 });
            assert.deepEqual(await setup.next(), []);
            assert.equal(setup.transfers.get(MOVIE)?.percent, 100);
            simulator.download(MOVIE, 0.9);
            assert.deepEqual(await setup.next(), []);
        });

        it('metadata that are missing', async () => {
            setup.simulator.addMagnet(MOVIE);
            setup.track(MOVIE);
            assert.deepEqual((await setup.begin()).map(brief), ['downloading']);
            assert.deepEqual(setup.transfers.get(MOVIE), { clientState: 'metaDL', wait: 'metadata' });
        });

        it('a finished torrent that is being moved', async () => {
            setup.simulator.add({
                hash: MOVIE,
                name: 'Film',
                downloadPath: '/tmp/incomplete',
                contentPath: '/tmp/incomplete/Film',
                savePath: '/media',
            });
            setup.simulator.finish(MOVIE, 'moving');
            setup.track(MOVIE);
            const [event] = await setup.begin();
            assert.deepEqual([event?.kind, event?.request.downloadPath], ['downloaded', '/media/Film']);
        });

        it('files that were moved away after the end', async () => {
            setup.simulator.add({ hash: MOVIE });
            setup.simulator.finish(MOVIE);
            setup.track(MOVIE);
            await setup.begin();
            setup.simulator.set(MOVIE, { state: 'missingFiles', progress: 0 });
            assert.deepEqual(await setup.next(), []);
            setup.tracked.delete(MOVIE);
            setup.simulator.remove(MOVIE);
            assert.deepEqual(await setup.several(3), []);
        });

        it('ids that are no torrents', async () => {
            setup.track('SABnzbd_nzo_12345');
            setup.track('release:Some.Film.2020');
            assert.deepEqual(await setup.begin(), []);
            assert.equal(setup.clock.nextIn, 30_000);
        });
    });

    describe('tells of failures', () => {
        for (const [state, words] of Object.entries({ error: /error/, missingFiles: /misses the files of Film/ })) {
            it(`${state}, once, and when it goes on`, async () => {
                const { simulator } = setup;
                simulator.add({ hash: MOVIE, name: 'Film' });
                setup.track(MOVIE);
                await setup.begin();
                simulator.set(MOVIE, { state });
                const [failed, ...more] = await setup.several(3);
                assert.ok(failed?.kind === 'download_failed' && words.test(failed.failure.message));
                assert.deepEqual(more, []);
                simulator.set(MOVIE, { state: 'checkingDL' });
                assert.deepEqual(await setup.next(), []);
                simulator.download(MOVIE, 0.5);
                assert.deepEqual((await setup.several(2)).map(brief), ['download_resumed', 'downloading 50']);
            });
        }

        it('and after a start knows which had failed before', async () => {
            setup.simulator.add({ hash: MOVIE, state: 'error' });
            setup.tracked.set(MOVIE, { requestId: 'request-1', episodes: [], failed: true });
            assert.deepEqual(await setup.begin(), []);
            assert.equal(setup.clock.nextIn, 30_000);
            setup.simulator.download(MOVIE, 0.5);
            assert.deepEqual((await setup.next()).map(brief), ['download_resumed']);
        });

        it('an error for want of room, in figures', async () => {
            setup.simulator.add({ hash: MOVIE, name: 'Film', size: 4e9 });
            setup.simulator.download(MOVIE, 0.5);
            setup.track(MOVIE);
            await setup.begin();
            setup.simulator.freeBytes = 5e8;
            setup.simulator.set(MOVIE, { state: 'error' });
            const [failed] = await setup.next();
            assert.ok(failed?.kind === 'download_failed');
            assert.equal(
                failed.failure.message,
                'qBittorrent stopped Film with an error: 2.0 GB are to come, and only 0.5 GB are free where it saves by default',
            );
            assert.deepEqual([setup.transfers.get(MOVIE)?.wait, setup.transfers.get(MOVIE)?.freeBytes], ['error', 5e8]);
        });

        it('a removal, at the second poll', async () => {
            setup.simulator.add({ hash: MOVIE });
            setup.track(MOVIE);
            await setup.begin();
            setup.simulator.remove(MOVIE);
            assert.deepEqual(await setup.next(), []);
            const [removed, ...more] = await setup.several(3);
            assert.ok(removed?.kind === 'download_removed');
            assert.deepEqual([removed.failure.code, removed.hashes], ['download_removed', [MOVIE]]);
            assert.deepEqual(more, []);
            assert.deepEqual(setup.transfers.get(MOVIE), {});
            assert.equal(setup.clock.nextIn, 30_000);
            setup.simulator.add({ hash: MOVIE });
            assert.deepEqual((await setup.next()).map(brief), ['download_resumed']);
        });

        describe('a removal after the end, before the import', () => {
            const finish = (): void => {
                setup.simulator.add({ hash: MOVIE });
                setup.simulator.finish(MOVIE);
            };
            const complete = { requestId: 'request-1', episodes: [], complete: true };

            it('of what ended before our eyes, and its return', async () => {
                finish();
                setup.track(MOVIE);
                await setup.begin();
                setup.tracked.set(MOVIE, complete);
                assert.deepEqual(await setup.several(30), []);
                setup.simulator.remove(MOVIE);
                const [removed, ...more] = await setup.several(4);
                assert.ok(removed?.kind === 'download_removed');
                assert.match(removed.failure.message, /before it was imported/);
                assert.deepEqual(more, []);
                finish();
                assert.deepEqual((await setup.next()).map(brief), ['download_resumed', 'downloaded 100']);
            });

            it('of what had ended before we were started, whose end is not told again', async () => {
                finish();
                setup.tracked.set(MOVIE, complete);
                assert.deepEqual(await setup.begin(), []);
                assert.deepEqual(await setup.several(12), []);
                setup.simulator.remove(MOVIE);
                assert.deepEqual((await setup.several(3)).map(brief), ['download_removed']);
            });

            it('but not of what went while nobody looked: it may have been imported', async () => {
                setup.tracked.set(MOVIE, complete);
                await setup.begin();
                assert.deepEqual(await setup.several(5), []);
            });

            it('and not while qBittorrent is loading its torrents', async () => {
                finish();
                setup.tracked.set(MOVIE, complete);
                await setup.begin();
                setup.simulator.expireSessions();
                setup.simulator.remove(MOVIE);
                assert.deepEqual(await setup.several(5), []);
                finish();
                assert.deepEqual(await setup.several(3), []);
            });
        });

        it('but not a torrent that two single polls missed', async () => {
            const torrent = setup.simulator.add({ hash: MOVIE });
            setup.track(MOVIE);
            await setup.begin();
            for (let round = 0; round < 2; round++) {
                setup.simulator.remove(MOVIE);
                assert.deepEqual(await setup.next(), []);
                setup.simulator.add(torrent);
                assert.deepEqual(await setup.next(), []);
            }
        });

        it('but not a removal while qBittorrent is still loading its torrents', async () => {
            setup.simulator.add({ hash: MOVIE });
            setup.track(MOVIE);
            await setup.begin();
            const torrent = setup.simulator.add({ hash: MOVIE });
            setup.simulator.expireSessions();
            setup.simulator.remove(MOVIE);
            assert.deepEqual(await setup.several(10), []);
            setup.simulator.add(torrent);
            assert.deepEqual(await setup.several(2), []);
            setup.simulator.expireSessions();
            setup.simulator.remove(MOVIE);
            assert.deepEqual((await setup.several(13)).map(brief), ['download_removed']);
        });

        it('and never of a torrent that was not there', async () => {
            setup.track(MOVIE);
            assert.deepEqual(await setup.begin(), []);
            assert.deepEqual(await setup.several(10), []);
        });
    });

    describe('knows a hybrid torrent', () => {
        const V1 = 'a1'.repeat(20);
        const V2 = 'b2'.repeat(32);
        let files: SimulatedFile[];
        beforeEach(() => (files = [{ name: 'Film.mkv', size: 1_000, progress: 0, priority: 1 }]));

        for (const [name, id] of Object.entries({ v1: V1, 'full v2': V2, 'truncated v2': V2.slice(0, 40) })) {
            it(`by its ${name} hash`, async () => {
                setup.simulator.add({ hash: V2.slice(0, 40), infohashV1: V1, infohashV2: V2, files });
                setup.track(id);
                const [event] = await setup.begin();
                assert.equal(event?.downloadId, id);
                assert.deepEqual(event.hashes, [V2.slice(0, 40), V1, V2]);
            });
        }

        for (const order of ['as it came', 'after a full answer in the same session']) {
            it(`whose old id goes on beside the new one, ${order}`, async () => {
                setup.simulator.addMagnet(V1);
                setup.track(V1);
                await setup.begin();
                setup.simulator.receiveHybridMetadata(V1, V2, files);
                setup.simulator.download(V2.slice(0, 40), 0.5);
                await setup.next();
                if (order !== 'as it came') {
                    setup.simulator.misbehave('error');
                    await setup.next();
                    setup.simulator.misbehave(null);
                }
                await setup.next();
                assert.equal(setup.transfers.get(V1)?.clientState, 'downloading');
            });
        }

        it('when its id changes with the metadata, which is no removal', async () => {
            setup.simulator.addMagnet(V1);
            setup.track(V1);
            await setup.begin();
            setup.simulator.receiveHybridMetadata(V1, V2, files);
            assert.deepEqual((await setup.next()).map(brief), ['downloading 0']);
            setup.simulator.download(V2.slice(0, 40), 0.5);
            assert.deepEqual((await setup.several(3)).map(brief), ['downloading 50']);
            setup.simulator.remove(V2.slice(0, 40));
            assert.deepEqual((await setup.several(3)).map(brief), ['download_removed']);
        });
    });

    describe('keeps its pace', () => {
        it('fast while something downloads, slow otherwise', async () => {
            setup.simulator.add({ hash: MOVIE });
            await setup.begin();
            assert.equal(setup.clock.nextIn, 30_000);
            setup.track(MOVIE);
            await setup.next();
            assert.equal(setup.clock.nextIn, 5_000);
            assert.deepEqual(setup.status, { state: 'connected', downloading: 1, isWholeList: false });
            setup.simulator.finish(MOVIE);
            await setup.next();
            assert.equal(setup.clock.nextIn, 30_000);
            assert.deepEqual(setup.status, { state: 'connected', downloading: 0, isWholeList: false });
        });

        it('fast for a grab whose torrent is to appear, but not for ever', async () => {
            setup.track(MOVIE);
            await setup.begin();
            assert.equal(setup.clock.nextIn, 5_000);
            await setup.several(120);
            assert.equal(setup.clock.nextIn, 30_000);
        });

        it('and polls at once when it is poked, also while it polls', async () => {
            await setup.begin();
            assert.equal(setup.simulator.count('maindata'), 1);
            setup.poller.poke();
            setup.poller.poke();
            setup.poller.poke();
            await setup.pollEnded();
            assert.equal(setup.simulator.count('maindata'), 3);
            assert.equal(setup.clock.timers, 1);
        });

        it('and polls at once for what it has never looked for, and for nothing else', async () => {
            await setup.begin();
            setup.track(MOVIE);
            setup.poller.awaits([MOVIE]);
            await setup.pollEnded();
            assert.equal(setup.simulator.count('maindata'), 2);
            setup.poller.awaits([MOVIE, 'release:without a hash']);
            await setup.pollEnded();
            assert.equal(setup.simulator.count('maindata'), 2);
        });

        it('but not while polls fail, however much is grabbed', async () => {
            setup.simulator.misbehave('drop');
            await setup.begin();
            const { requests } = setup.simulator;
            const before = requests.length;
            setup.track(MOVIE);
            for (let grab = 0; grab < 20; grab++) setup.poller.awaits([MOVIE]);
            assert.equal(requests.length, before);
            setup.simulator.misbehave(null);
            await setup.next();
            assert.equal(setup.status?.state, 'connected');
        });
    });

    describe('with a qBittorrent that misbehaves', () => {
        const faults: Misbehaviour[] = ['error', 'html', 'empty', 'truncated', 'wrong_json', 'hang', 'login_page', 'drop', 'cut'];
        for (const how of faults) {
            it(`(${how}) backs off, says so, and loses nothing`, async () => {
                const { simulator, clock } = setup;
                simulator.add({ hash: MOVIE });
                setup.track(MOVIE);
                await setup.begin();
                simulator.misbehave(how);
                simulator.download(MOVIE, 0.5);
                const pauses: (number | null)[] = [];
                for (let poll = 0; poll < 5; poll++) {
                    assert.deepEqual(await setup.next(), []);
                    pauses.push(clock.nextIn);
                }
                // These answer as something that is there, and is at fault.
                const isThere = how === 'empty' || how === 'truncated' || how === 'wrong_json';
                const last = isThere ? [20_000, 40_000, 60_000] : [10_000, 10_000, 10_000];
                assert.deepEqual(pauses, [5_000, 10_000, ...last]);
                assert.equal(setup.status?.state, 'failed');
                simulator.misbehave(null);
                simulator.set(MOVIE, { state: 'stalledDL' });
                assert.deepEqual((await setup.next()).map(brief), ['downloading 50']);
                assert.deepEqual(setup.status, { state: 'connected', downloading: 1, isWholeList: false });
                assert.equal(clock.nextIn, 5_000);
                simulator.misbehave(how);
                await setup.next();
                assert.equal(clock.nextIn, 5_000);
            });
        }

        for (const how of ['drop', 'error'] as const) {
            it(`that is away for a day (${how}) is noticed within 15 s of its return, by a probe that logs in nowhere`, async () => {
                const { simulator, clock } = setup;
                simulator.add({ hash: MOVIE });
                setup.track(MOVIE);
                await setup.begin();
                simulator.misbehave(how);
                simulator.expireSessions();
                await setup.several(2);
                simulator.requests.length = 0;
                for (let probe = 0; probe < 3; probe++) await setup.next();
                assert.deepEqual(new Set(simulator.requests), new Set(['GET /api/v2/app/version']));
                await clock.advance(86_400_000 - 30_000);
                await setup.pollEnded();
                assert.equal(simulator.logins, 1);
                assert.ok((clock.nextIn ?? Infinity) <= 10_000, `next in ${clock.nextIn ?? 'never'}`);
                simulator.misbehave(null);
                simulator.download(MOVIE, 0.5);
                assert.deepEqual((await setup.next()).map(brief), ['downloading 50']);
                assert.equal(simulator.logins, 2);
            });
        }

        it('is probed in under 1 KB, with a login or without, by whatever version', async () => {
            for (const dialect of ['4.x', '5.1', '5.3'] as const) {
                const other = await PollerSetup.start({ dialect });
                const { simulator } = other;
                await other.client.probe();
                assert.deepEqual([simulator.requests, simulator.logins], [['GET /api/v2/app/version'], 0]);
                assert.ok(simulator.bytesSent > 0 && simulator.bytesSent < 1_024, `${simulator.bytesSent} bytes`);
                await other.end();
            }
        });

        it('that answers a probe and nothing else is asked less and less often', async () => {
            setup.simulator.add({ hash: MOVIE });
            setup.track(MOVIE);
            await setup.begin();
            setup.simulator.misbehave('error', 'sync/maindata');
            const pauses: (number | null)[] = [];
            for (let poll = 0; poll < 5; poll++) {
                await setup.next();
                pauses.push(setup.clock.nextIn);
            }
            assert.deepEqual(pauses, [5_000, 10_000, 20_000, 40_000, 60_000]);
        });

        it('says from memory since when it is away and why, of torrents only, until it is back', async () => {
            const { simulator, clock, poller } = setup;
            simulator.add({ hash: MOVIE });
            setup.track(MOVIE);
            await setup.begin();
            const [usenet, other] = ['SABnzbd_nzo_x1', 'f'.repeat(40)];
            assert.deepEqual([poller.factsOf(MOVIE), poller.factsOf(other)], [{ isHere: true }, {}]);
            const since = new Date(clock.now() + 30_000).toISOString();
            simulator.misbehave('drop');
            await setup.several(4);
            const { outage } = poller.factsOf(other)!;
            assert.equal(outage?.code, 'dropped');
            assert.ok(outage.since !== undefined && outage.since <= since, outage.since);
            assert.deepEqual(poller.factsOf(MOVIE), { outage, isHere: true });
            assert.equal(poller.factsOf(usenet), undefined);
            simulator.misbehave(null);
            await setup.several(2);
            assert.deepEqual(poller.factsOf(undefined), {});
        });

        it('waits out a ban, and says until when', async () => {
            setup.simulator.ban();
            await setup.begin();
            const { status, clock } = setup;
            assert.ok(status?.state === 'failed');
            assert.deepEqual([status.error.code, status.error.retryAt], ['banned', clock.now() + 3_600_000]);
            setup.poller.poke();
            await setup.pollEnded();
            assert.equal(setup.simulator.requests.length, 1);
            assert.equal(clock.nextIn, 3_600_000);
            await setup.next();
            assert.equal(setup.status?.state, 'connected');
        });
    });

    describe('with a stand-in that has no sync/maindata', () => {
        beforeEach(() => setup.simulator.misbehave('not_found', 'sync/maindata'));

        it('follows a download by the whole list, and says so', async () => {
            const { simulator } = setup;
            simulator.add({ hash: MOVIE.toUpperCase() });
            setup.track(MOVIE);
            assert.deepEqual((await setup.begin()).map(brief), ['downloading 0']);
            assert.deepEqual(setup.status, { state: 'connected', downloading: 1, isWholeList: true });
            simulator.download(MOVIE.toUpperCase(), 0.5);
            assert.deepEqual((await setup.next()).map(brief), ['downloading 50']);
            simulator.finish(MOVIE.toUpperCase());
            assert.deepEqual((await setup.next()).map(brief), ['downloaded 100']);
            assert.deepEqual([simulator.count('sync/maindata'), simulator.count('torrents/info')], [1, 3]);
        });

        it('tells a removal after a minute', async () => {
            setup.simulator.add({ hash: MOVIE });
            setup.track(MOVIE);
            await setup.begin();
            setup.simulator.remove(MOVIE);
            assert.deepEqual(await setup.several(11), []);
            assert.deepEqual((await setup.several(2)).map(brief), ['download_removed']);
        });

        it('goes back to what changed when another one answers', async () => {
            await setup.begin();
            setup.simulator.misbehave('drop');
            await setup.next();
            setup.simulator.misbehave(null);
            await setup.next();
            assert.deepEqual(setup.status, { state: 'connected', downloading: 0, isWholeList: false });
        });

        it('says that the address is wrong where there is no list either', async () => {
            setup.simulator.misbehave('not_found');
            await setup.begin();
            assert.ok(setup.status?.state === 'failed');
        });
    });

    it('leaves nothing behind when it is stopped, also in the middle of a poll', async () => {
        setup.simulator.add({ hash: MOVIE });
        setup.track(MOVIE);
        await setup.begin();
        setup.poller.stop();
        assert.equal(setup.clock.timers, 0);
        setup.poller.poke();
        assert.equal(setup.simulator.count('maindata'), 1);

        const other = await PollerSetup.start();
        other.simulator.misbehave('hang');
        other.poller.start();
        other.poller.stop();
        other.client.close();
        await new Promise((resolve) => setTimeout(resolve, 5));
        assert.deepEqual([other.clock.timers, other.statuses, other.events], [0, [], []]);
        await other.end();
    });

    it('tells of a thousand downloads in portions, and nothing more once it is stopped', async () => {
        for (let index = 0; index < 1_000; index++) {
            const hash = fakeHash(`download-${index}`);
            setup.simulator.add({ hash });
            setup.simulator.finish(hash);
            setup.track(hash);
        }
        setup.poller.start();
        while (setup.events.length === 0) await new Promise((resolve) => setImmediate(resolve));
        const first = setup.events.length;
        assert.ok(first < 100, `${first} at once`);
        setup.poller.stop();
        await new Promise((resolve) => setTimeout(resolve, 5));
        assert.deepEqual([setup.events.length, setup.clock.timers, setup.statuses], [first, 0, []]);
    });

    it('receives under 1 KB when none of 1,000 torrents changed', async () => {
        const [first, received] = await pollsOf(setup, 1_000);
        assert.ok(received > 0 && received < 1_024 && first > 10 * received, `${received} bytes`);
    });

    for (const dialect of DIALECTS) {
        it(`receives as little from a ${dialect} that asks for no login, in one session`, async () => {
            const open = await PollerSetup.start({ dialect, bypass: true });
            try {
                const [first, received] = await pollsOf(open, 1_000);
                assert.ok(received > 0 && received < 1_024 && first > 10 * received, `${received} bytes`);
                await open.several(10);
                assert.equal(open.simulator.sessionCount, 1);
            } finally {
                await open.end();
            }
        });
    }
});

/** What the first poll of so many torrents brings, and what one in which nothing happened. Bytes, headers included. */
async function pollsOf(setup: PollerSetup, torrents: number): Promise<[first: number, idle: number]> {
    const { simulator } = setup;
    for (let index = 0; index < torrents; index++)
        simulator.add({ hash: index.toString(16).padStart(40, '0'), name: `Torrent ${index}` });
    const sizes: number[] = [];
    for (const poll of [() => setup.begin(), () => setup.next(), () => setup.next()]) {
        const before = simulator.bytesSent;
        await poll();
        sizes.push(simulator.bytesSent - before);
    }
    return [sizes[0] ?? 0, sizes[2] ?? 0];
}
