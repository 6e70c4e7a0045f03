import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaStore, type StoreOptions } from '../../../lib/store';
import { UNMATCHED_LIMIT } from '../../../lib/store/keep/unmatched';
import { emptyJson, STORE_VERSION, type StoreJson } from '../../../lib/store/file/shape';
import { event } from '../../support/events';
import { FakeClock, settle } from '../../support/fake-clock';
import { makeFolder, namesIn, removeFolders, whileReadOnly } from '../../support/folder';
import { episode, movie, putWhole, show } from '../../support/requests';
import { until } from '../../support/until';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const HASH = 'c2c60f66c126652a86f7f2ee73dc83d4e255929e';

describe('media store', () => {
    let folder: string;
    let path: string;
    let clock: FakeClock;
    let warnings: string[];
    const opened = new Set<MediaStore>();

    beforeEach(async () => {
        folder = await makeFolder();
        path = join(folder, 'store.json');
        clock = new FakeClock();
        warnings = [];
    });
    afterEach(async () => {
        for (const store of opened) await store.close().catch(() => undefined);
        opened.clear();
        await removeFolders();
    });

    async function open(options: Partial<StoreOptions> = {}): Promise<MediaStore> {
        const store = await MediaStore.open({ path, clock, warn: (text) => warnings.push(text), ...options });
        opened.add(store);
        return store;
    }

    /** The store as the next start finds it. */
    async function reopen(store: MediaStore, options: Partial<StoreOptions> = {}): Promise<MediaStore> {
        await store.close();
        return open(options);
    }

    describe('opening', () => {
        it('begins an empty store, folder and all', async () => {
            path = join(folder, 'deep', 'er', 'store.json');
            const store = await open();
            assert.deepEqual(store.requests(), []);
            assert.deepEqual(warnings, []);
        });

        it('finds everything again', async () => {
            const store = await open();
            const taken = event('radarr', 'grabbed', 'movie');
            store.put(movie({ title: 'Amélie' }));
            store.keepUnmatched(event('shoko', 'matched', undefined, { path: '/a/b.mkv' }), 'unknown_path');
            store.setCursor('shoko', '42');
            await store.accept(taken);
            const next = await reopen(store);
            assert.deepEqual(next.requests(), [movie({ title: 'Amélie' })]);
            assert.deepEqual(next.inbox(), [taken]);
            assert.equal(next.unmatched()[0]?.reason, 'unknown_path');
            assert.equal(next.cursor('shoko'), '42');
        });

        it('is loaded by plain lowdb after a clean stop', async () => {
            const store = await open();
            store.put(movie({ title: 'Amélie' }));
            const taken = event('radarr', 'grabbed', 'movie');
            await store.accept(taken);
            await store.close();
            const { Low } = await import('lowdb');
            const { JSONFile } = await import('lowdb/node');
            const db = new Low<unknown>(new JSONFile(path), null);
            await db.read();
            assert.deepEqual(db.data, {
                ...emptyJson(),
                requests: { 'movie-1': movie({ title: 'Amélie' }) },
                inbox: { [taken.id]: taken },
            });
            assert.deepEqual(await namesIn(folder), ['store.json']);
        });

        it('loads what plain lowdb has written', async () => {
            const { Low } = await import('lowdb');
            const { JSONFile } = await import('lowdb/node');
            const requests = { 'movie-1': movie({ title: 'By hand' }) };
            await new Low<unknown>(new JSONFile(path), { ...emptyJson(), requests }).write();
            assert.deepEqual((await open()).requests(), [movie({ title: 'By hand' })]);
        });

        it('takes over a store of version 1, with what its journal says', async () => {
            const requests = { 'movie-1': movie({ title: 'Old' }) };
            await writeFile(path, JSON.stringify({ version: 1, requests, unmatched: {}, inbox: {}, cursors: {} }));
            const change = { c: 'requests', k: 'movie-2', v: movie({ id: 'movie-2', title: 'In the journal' }) };
            await writeFile(`${path}.journal-0`, `${JSON.stringify({ version: 1, changes: [change] })}\n`);
            const store = await open();
            assert.deepEqual(
                store.requests().map(({ title }) => title),
                ['In the journal', 'Old'],
            );
            await store.close();
            const { version, archived } = JSON.parse(await readFile(path, 'utf8')) as StoreJson;
            assert.deepEqual([version, archived], [STORE_VERSION, {}]);
        });

        it('recomputes derived states', async () => {
            const store = await open();
            putWhole(store, show([episode(1, 'available'), episode(2, 'importing')], { state: 'available' }));
            const next = await reopen(store);
            assert.equal(next.get('show-1')?.state, 'importing');
            assert.equal((await reopen(next)).get('show-1')?.state, 'importing');
        });

        for (const [what, text] of [
            ['no JSON', '{"version": 1, "requests": {'],
            ['empty', ''],
            ['null', 'null'],
            ['a list', '[]'],
            ['without a version', '{"requests": {}}'],
            ['without collections', '{"version": 1}'],
            [
                'with a request that is none',
                '{"version":1,"requests":{"a":{"id":"a"}},"unmatched":{},"inbox":{},"cursors":{},"archived":{}}',
            ],
        ] as const) {
            it(`sets a broken file aside together with its journals: ${what}`, async () => {
                await writeFile(path, text);
                const journal = `${JSON.stringify({ version: 1, changes: [{ c: 'cursors', k: 'a', v: 'b' }] })}\n`;
                await writeFile(`${path}.journal-3`, journal);
                const store = await open();
                assert.deepEqual(store.requests(), []);
                const suffix = 'broken-2026-01-22T04-00-00-000Z';
                assert.deepEqual(
                    (await namesIn(folder)).filter((name) => name !== 'store.json.lock'),
                    [`store.json.${suffix}`, `store.json.journal-3.${suffix}`],
                );
                assert.equal(await readFile(`${path}.${suffix}`, 'utf8'), text);
                assert.equal(await readFile(`${path}.journal-3.${suffix}`, 'utf8'), journal);
                assert.equal(warnings.length, 1);
                assert.ok(warnings[0]?.includes(`${path}.${suffix}`), warnings[0]);

                store.put(movie());
                const next = await reopen(store);
                assert.deepEqual(next.requests(), [movie()]);
                assert.equal(warnings.length, 1);
            });
        }

        it('does not begin an empty store when a broken one cannot be set aside', async () => {
            await writeFile(path, 'broken');
            // The lock can be written, for it is there already; nothing in the folder can be renamed.
            await writeFile(`${path}.lock`, '');
            await chmod(`${path}.lock`, 0o666);
            await whileReadOnly(folder, () => assert.rejects(open(), { code: 'store_not_writable' }));
            assert.equal(await readFile(path, 'utf8'), 'broken');
        });

        it('leaves the file of a later version alone, and says so', async () => {
            const text = JSON.stringify({ version: 99, requests: {} });
            await writeFile(path, text);
            await assert.rejects(open(), { code: 'store_newer', message: /version 99.*Update the package/ });
            assert.equal(await readFile(path, 'utf8'), text);
            assert.deepEqual(await namesIn(folder), ['store.json']);
        });

        it('leaves a journal of a later version alone, and says so', async () => {
            await writeFile(`${path}.journal-0`, `${JSON.stringify({ version: 99, changes: [] })}\n`);
            await assert.rejects(open(), { code: 'store_newer' });
            assert.deepEqual(await namesIn(folder), ['store.json.journal-0']);
        });

        it('says that the file cannot be read', async () => {
            await mkdir(path);
            await assert.rejects(open(), { code: 'store_not_readable', field: 'path' });
            assert.deepEqual(await namesIn(folder), ['store.json']);
        });

        it('says that a journal cannot be read, rather than going on without it', async () => {
            await mkdir(`${path}.journal-0`);
            await assert.rejects(open(), { code: 'store_not_readable', field: 'path' });
        });

        it('in a folder that cannot be written says so, refuses what comes, and recovers with it', async () => {
            const filled = await open();
            filled.put(movie({ id: 'before' }));
            await filled.close();
            await writeFile(`${path}.new`, 'half of a file that a crash left');
            const taken = event('radarr', 'grabbed', 'movie');
            await chmod(path, 0o644);
            const store = await whileReadOnly(folder, async () => {
                const opened = await open();
                await assert.rejects(opened.accept(taken), { code: 'store_not_writable', field: 'path' });
                return opened;
            });
            assert.deepEqual(warnings, [
                'The store cannot be written: its folder is read-only. What comes in is kept in memory until it can be written',
            ]);
            await store.flush();
            const next = await reopen(store);
            assert.deepEqual(next.inbox(), [taken]);
            assert.deepEqual(
                next.requests().map(({ id }) => id),
                ['before'],
            );
        });

        it('in a folder that cannot be made yet makes it when it can', async () => {
            const store = await whileReadOnly(folder, () => open({ path: join(folder, 'later', 'store.json') }));
            await store.flush();
            assert.deepEqual(await namesIn(join(folder, 'later')), ['store.json.lock']);
        });
    });

    describe('flushing', () => {
        it('makes one write of all that comes in one tick', async () => {
            const store = await open();
            const events = Array.from({ length: 100 }, () => event('radarr', 'grabbed', 'movie'));
            await Promise.all(events.map((each) => store.accept(each)));
            const lines = (await readFile(`${path}.journal-0`, 'utf8')).trim().split('\n');
            assert.equal(lines.length, 1);
            assert.equal((JSON.parse(lines[0]!) as { changes: unknown[] }).changes.length, 100);
        });

        it('makes one write of all that comes while another is under way', async () => {
            const store = await open();
            const first = store.accept(event('radarr', 'grabbed', 'movie'));
            while (!existsSync(`${path}.journal-0`) || statSync(`${path}.journal-0`).size === 0)
                await new Promise((resolve) => setImmediate(resolve));
            const rest = Array.from({ length: 50 }, () => store.accept(event('radarr', 'grabbed', 'movie')));
            await Promise.all([first, ...rest]);
            assert.equal((await readFile(`${path}.journal-0`, 'utf8')).trim().split('\n').length, 2);
        });

        it('costs what changed, however many requests there are', async () => {
            const store = await open();
            for (let n = 0; n < 500; n++) store.put(movie({ id: `request-${n}`, title: `Title ${n}` }));
            await store.flush();
            const before = store.bytesWritten;
            store.put(movie({ id: 'request-7', title: 'Changed' }));
            await store.flush();
            const size = Buffer.byteLength(JSON.stringify(store.get('request-7')));
            assert.ok(store.bytesWritten - before < 2 * size, `${store.bytesWritten - before} bytes for ${size}`);
        });

        it('is refused on a full disk, and recovers with everything', async function () {
            if (!existsSync('/dev/full')) this.skip();
            const store = await open();
            const [first, second] = [event('radarr', 'grabbed', 'movie'), event('radarr', 'grabbed', 'movie')];
            await symlink('/dev/full', `${path}.journal-0`);
            await assert.rejects(store.accept(first), { code: 'store_not_writable', message: /disk is full/ });
            await store.accept(second);
            assert.deepEqual((await reopen(store)).inbox(), [first, second]);
        });

        it('is refused where the journal’s path is a folder, and recovers', async () => {
            const store = await open();
            const taken = event('radarr', 'grabbed', 'movie');
            await mkdir(`${path}.journal-0`);
            await assert.rejects(store.accept(taken), { code: 'store_not_writable', field: 'path' });
            await rm(`${path}.journal-0`, { recursive: true });
            await store.flush();
            assert.deepEqual((await reopen(store)).inbox(), [taken]);
        });

        it('is refused in a read-only folder, and recovers', async () => {
            const store = await open();
            const taken = event('radarr', 'grabbed', 'movie');
            await whileReadOnly(folder, () => assert.rejects(store.accept(taken), { code: 'store_not_writable' }));
            await store.flush();
            assert.deepEqual((await reopen(store)).inbox(), [taken]);
        });

        it('tries again until the disk takes it, when asked to persist', async () => {
            const store = await open();
            const faults: string[] = [];
            await mkdir(`${path}.journal-0`);
            store.put(movie());
            const persisted = store.persist((error) => faults.push(error.code));
            await until('the first try to fail', () => faults.length === 1 && clock.timers > 1);
            await clock.advance(5_000);
            await until('the second try to fail', () => faults.length === 2 && clock.timers > 1);
            await rm(`${path}.journal-0`, { recursive: true });
            await clock.advance(5_000);
            await persisted;
            assert.deepEqual(faults, ['store_not_writable', 'store_not_writable']);
            assert.deepEqual((await reopen(store)).requests(), [movie()]);
        });

        it('stops trying at once when the store is closed', async () => {
            const store = await open();
            const faults: string[] = [];
            await mkdir(`${path}.journal-0`);
            store.put(movie());
            const persisted = store.persist((error) => faults.push(error.code));
            await until('the first try to fail', () => faults.length === 1 && clock.timers > 1);
            const refused = assert.rejects(persisted, { code: 'store_closed' });
            await assert.rejects(store.close(), { code: 'store_not_writable' });
            await refused;
            assert.equal(clock.timers, 0);
        });
    });

    describe('changes', () => {
        it('are told after they are durable, once each', async () => {
            const store = await open();
            const told: string[] = [];
            const stop = store.onChange((request) => told.push(request.title ?? ''));
            store.put(movie({ title: 'first' }));
            store.put(movie({ title: 'second' }));
            assert.deepEqual(told, []);
            await store.flush();
            assert.deepEqual(told, ['second']);
            stop();
            store.put(movie({ title: 'third' }));
            await store.flush();
            assert.deepEqual(told, ['second']);
        });

        it('are told once, whether the disk takes them or not', async () => {
            const store = await open();
            const told: string[] = [];
            store.onChange(({ id }) => told.push(id));
            await mkdir(`${path}.journal-0`);
            store.put(movie());
            store.put(movie());
            await assert.rejects(store.flush());
            assert.deepEqual(told, ['movie-1']);
            await rm(`${path}.journal-0`, { recursive: true });
            await store.flush();
            assert.deepEqual(told, ['movie-1']);
        });
    });

    describe('closing', () => {
        it('refuses what comes later, so that the next store has the file for itself', async () => {
            const store = await open();
            store.put(movie());
            await store.close();
            const next = await open();
            assert.throws(() => store.put(movie({ title: 'late' })), { code: 'store_closed' });
            assert.throws(() => store.setCursor('shoko', '42'), { code: 'store_closed' });
            assert.throws(() => store.keepUnmatched(event('radarr', 'grabbed', 'movie'), 'no_request'), { code: 'store_closed' });
            await assert.rejects(store.accept(event('radarr', 'grabbed', 'movie')), { code: 'store_closed' });
            await assert.rejects(store.flush(), { code: 'store_closed' });
            assert.deepEqual(await namesIn(folder), ['store.json', 'store.json.lock']);
            assert.deepEqual((await reopen(next)).requests(), [movie()]);
        });

        it('leaves no timer and no listener', async () => {
            const store = await open();
            const told: string[] = [];
            store.onChange(({ id }) => told.push(id));
            assert.equal(clock.timers, 1);
            store.put(movie());
            await store.close();
            assert.equal(clock.timers, 0);
            assert.deepEqual(told, []);
        });

        it('finds a place in the file for what the journal did not take', async () => {
            const store = await open();
            await mkdir(`${path}.journal-0`);
            store.put(movie());
            await assert.rejects(store.flush());
            await rm(`${path}.journal-0`, { recursive: true });
            await symlink('/dev/full', `${path}.journal-0`);
            await store.close();
            assert.deepEqual((await open()).requests(), [movie()]);
        });

        it('says when nothing can be written, and what was durable before still is', async () => {
            const store = await open();
            store.put(movie());
            await store.flush();
            await mkdir(join(path, 'in the way'), { recursive: true });
            await assert.rejects(store.close(), { code: 'store_not_writable' });
            await rm(path, { recursive: true });
            assert.deepEqual((await open()).requests(), [movie()]);
        });
    });

    describe('look-ups', () => {
        it('list the newest first', async () => {
            const store = await open();
            store.put(movie({ id: 'a', createdAt: '2026-01-01T00:00:00.000Z' }));
            store.put(movie({ id: 'b', createdAt: '2026-01-03T00:00:00.000Z' }));
            store.put(movie({ id: 'c', createdAt: '2026-01-02T00:00:00.000Z' }));
            assert.deepEqual(
                store.requests().map(({ id }) => id),
                ['b', 'c', 'a'],
            );
            assert.equal(store.size, 3);
        });

        it('follow what changes', async () => {
            const store = await open();
            store.put(movie({ tmdbId: 1 }));
            assert.deepEqual(store.find('tmdb:movie:1'), [movie({ tmdbId: 1 })]);
            store.put(movie({ tmdbId: 2 }));
            assert.deepEqual(store.find('tmdb:movie:1'), []);
            assert.deepEqual(store.find('tmdb:movie:2'), [movie({ tmdbId: 2 })]);
            const next = await reopen(store);
            assert.deepEqual(next.find('tmdb:movie:2'), [movie({ tmdbId: 2 })]);
        });

        it('know which requests are open', async () => {
            const store = await open();
            store.put(movie({ id: 'open' }));
            store.put(movie({ id: 'done', state: 'available' }));
            store.put(movie({ id: 'failed', state: 'failed' }));
            putWhole(store, show([episode(1, 'available'), episode(2, 'approved')], { id: 'weekly', state: 'available' }));
            putWhole(store, show([episode(1, 'available'), episode(2, 'failed')], { id: 'ended', state: 'failed' }));
            const idsOf = (of: MediaStore): string[] => of.openRequests().map(({ id }) => id);
            assert.deepEqual(idsOf(store).sort(), ['open', 'weekly']);
            store.put(movie({ id: 'open', state: 'available' }));
            assert.deepEqual(idsOf(store), ['weekly']);
            assert.equal(store.openCount, 1);
            assert.deepEqual(idsOf(await reopen(store)), ['weekly']);
        });
    });

    describe('tracked downloads', () => {
        it('are those of subjects that wait for them, episodes of a pack together', async () => {
            const store = await open();
            store.put(movie({ id: 'film', state: 'grabbing', qbitHash: 'aa' }));
            store.put(movie({ id: 'imported', state: 'importing', qbitHash: 'bb' }));
            putWhole(
                store,
                show([
                    episode(1, 'downloading', { qbitHash: HASH }),
                    episode(2, 'grabbing', { qbitHash: HASH }),
                    episode(3, 'downloaded', { qbitHash: HASH }),
                    episode(4, 'approved'),
                ]),
            );
            assert.deepEqual(Object.fromEntries(store.trackedDownloads()), {
                aa: { requestId: 'film', episodes: [] },
                [HASH]: {
                    requestId: 'show-1',
                    episodes: [
                        { seasonNumber: 1, episodeNumber: 1 },
                        { seasonNumber: 1, episodeNumber: 2 },
                        { seasonNumber: 1, episodeNumber: 3 },
                    ],
                },
            });
        });

        it('are also those that failed in the client: their user may resume them there', async () => {
            const store = await open();
            const failure = { code: 'download_failed', message: 'missing files', at: '', stage: 'downloading' as const };
            store.put(movie({ state: 'failed', qbitHash: HASH, failure }));
            assert.deepEqual(store.openRequests(), []);
            assert.deepEqual([...store.trackedDownloads().keys()], [HASH]);
            store.put(movie({ state: 'failed', qbitHash: HASH, failure: { ...failure, code: 'declined' } }));
            assert.deepEqual([...store.trackedDownloads().keys()], []);
        });
    });

    describe('unmatched events', () => {
        const lost = (tmdbId: number) => event('radarr', 'grabbed', 'movie', { request: { tmdbId } });

        it('are kept once per fact, and anew when they or the reason changed', async () => {
            const store = await open();
            store.keepUnmatched(lost(1), 'no_request');
            await store.flush();
            const before = store.bytesWritten;
            store.keepUnmatched(lost(1), 'no_request');
            await store.flush();
            assert.equal(store.bytesWritten, before);
            store.keepUnmatched(lost(1), 'ambiguous_path');
            assert.deepEqual(
                store.unmatched().map(({ reason }) => reason),
                ['ambiguous_path'],
            );
        });

        it('of one path are the newest that is told of it', async () => {
            const store = await open();
            const matched = (shokoFileId: number) =>
                event('shoko', 'matched', undefined, { path: '/anime/a/01.mkv', request: { shokoFileId } });
            store.keepUnmatched(matched(10), 'unknown_path');
            store.keepUnmatched(matched(11), 'unknown_path');
            assert.deepEqual(
                store.unmatched().map(({ event: kept }) => kept.request.shokoFileId),
                [11],
            );
            assert.equal(store.takeUnmatched(['file:01.mkv']).length, 1);
        });

        it('are taken by any id they name, once', async () => {
            const store = await open();
            const waiting = lost(1);
            store.keepUnmatched(waiting, 'no_request');
            store.keepUnmatched(lost(2), 'no_request');
            const next = await reopen(store);
            assert.deepEqual(next.takeUnmatched(['imdb:movie:tt1', 'tmdb:movie:1']), [waiting]);
            assert.deepEqual(next.takeUnmatched(['tmdb:movie:1']), []);
            assert.equal(next.unmatched().length, 1);
        });

        it('are bounded: the oldest go first', async () => {
            const store = await open();
            for (let n = 1; n <= UNMATCHED_LIMIT + 1; n++) store.keepUnmatched(lost(n), 'no_request');
            assert.equal(store.unmatched().length, UNMATCHED_LIMIT);
            assert.deepEqual(store.takeUnmatched(['tmdb:movie:1']), []);
            assert.equal(store.takeUnmatched(['tmdb:movie:2']).length, 1);
            assert.equal((await reopen(store)).unmatched().length, UNMATCHED_LIMIT - 1);
        });

        it('do not push out those of another service', async () => {
            const store = await open();
            store.keepUnmatched(lost(1), 'no_request');
            for (let n = 1; n <= UNMATCHED_LIMIT + 1; n++)
                store.keepUnmatched(event('shoko', 'matched', undefined, { path: `/anime/${n}.mkv` }), 'unknown_path');
            assert.equal(store.unmatched().length, UNMATCHED_LIMIT + 1);
            assert.equal(store.takeUnmatched(['tmdb:movie:1']).length, 1);
        });
    });

    describe('retention', () => {
        /** The store as the next start leaves it when it has been open for a while. */
        const outlive = async (store: MediaStore, options: Partial<StoreOptions> = {}): Promise<MediaStore> => {
            const next = await reopen(store, options);
            await next.prune();
            return next;
        };
        const at = (daysAgo: number): string => new Date(clock.now() - daysAgo * DAY_MS).toISOString();

        it('moves closed requests to the archive, one JSON line each', async () => {
            const store = await open();
            const old = movie({ id: 'old', state: 'available', updatedAt: at(91), tmdbId: 1 });
            store.put(old);
            store.put(movie({ id: 'young', state: 'available', updatedAt: at(89) }));
            store.put(movie({ id: 'open', updatedAt: at(400) }));
            const next = await outlive(store);
            assert.deepEqual(
                next.requests().map(({ id }) => id),
                ['young', 'open'],
            );
            assert.deepEqual(next.find('tmdb:movie:1'), []);
            assert.equal(next.size, 2);
            assert.deepEqual(JSON.parse(await readFile(`${path}.archive.jsonl`, 'utf8')), { ...old, episodes: [], timeline: [] });
            assert.deepEqual((await reopen(next)).size, 2);
        });

        it('leaves enough of what was available to know it again', async () => {
            const store = await open();
            const gone = { state: 'available', updatedAt: at(91) } as const;
            store.put(movie({ ...gone, id: 'film', tmdbId: 1, radarrId: 7, finalPath: '/a/b.mkv' }));
            store.put(movie({ ...gone, id: 'deleted', tmdbId: 2, deletedAt: at(91) }));
            store.put(movie({ ...gone, id: 'failed', tmdbId: 3, state: 'failed' }));
            const episodes = [episode(1, 'available'), episode(2, 'failed'), episode(3, 'available', { deletedAt: at(91) })];
            putWhole(store, show(episodes, { ...gone, state: 'failed', tvdbId: 4 }));
            const next = await reopen(await outlive(store));
            const of = (id: number, type: 'movie' | 'tv') => next.archived([`${type === 'tv' ? 'tvdb' : 'tmdb'}:${type}:${id}`]);
            assert.deepEqual(of(1, 'movie'), [{ keys: ['tmdb:movie:1'], is4k: false, episodes: [] }]);
            assert.deepEqual([...of(2, 'movie'), ...of(3, 'movie')], []);
            assert.deepEqual(of(4, 'tv'), [{ keys: ['tvdb:tv:4'], is4k: false, episodes: ['S01E01'] }]);
        });

        it('leaves nothing of what was deleted afterwards', async () => {
            const store = await open();
            const gone = { state: 'available', updatedAt: at(91) } as const;
            store.put(movie({ ...gone, tmdbId: 1 }));
            putWhole(store, show([episode(1, 'available'), episode(2, 'available')], { ...gone, tvdbId: 4 }));
            const next = await outlive(store);
            next.forgetArchived(['tmdb:movie:1'], null);
            next.forgetArchived(['tvdb:tv:4'], ['S01E02']);
            const last = await reopen(next);
            assert.deepEqual(last.archived(['tmdb:movie:1', 'tvdb:tv:4']), [
                { keys: ['tvdb:tv:4'], is4k: false, episodes: ['S01E01'] },
            ]);
            last.forgetArchived(['tvdb:tv:4'], ['S01E01']);
            assert.deepEqual(last.archived(['tvdb:tv:4']), []);
        });

        it('forgets events that nobody has claimed for as long', async () => {
            const store = await open();
            store.keepUnmatched(event('radarr', 'grabbed', 'movie', { request: { tmdbId: 1 } }), 'no_request');
            await clock.advance(60 * DAY_MS);
            store.keepUnmatched(event('radarr', 'grabbed', 'movie', { request: { tmdbId: 2 } }), 'no_request');
            await clock.advance(31 * DAY_MS);
            await until('the old event to be forgotten', () => store.unmatched().length === 1);
            assert.equal(store.takeUnmatched(['tmdb:movie:2']).length, 1);
        });

        it('happens after an hour, and then every day while the store is open', async () => {
            const store = await open();
            store.put(movie({ id: 'old', state: 'available', updatedAt: at(91) }));
            store.put(movie({ state: 'available', updatedAt: at(89.5) }));
            await clock.advance(HOUR_MS);
            await until('the first to be archived', () => store.size === 1);
            await clock.advance(DAY_MS);
            await until('the old request to be archived', () => store.size === 0);
            await store.flush();
            assert.equal(clock.timers, 1);
        });

        it('does not go by a clock that is ten years ahead until it has found the network', async () => {
            const store = await open();
            store.put(movie({ state: 'available', updatedAt: at(1) }));
            store.keepUnmatched(event('radarr', 'grabbed', 'movie', { request: { tmdbId: 1 } }), 'no_request');
            const now = clock.now();
            clock.set(now + 3_650 * DAY_MS);
            const next = await reopen(store);
            await clock.advance(HOUR_MS / 2);
            clock.set(now);
            await clock.advance(2 * DAY_MS);
            await settle();
            assert.deepEqual([next.size, next.unmatched().length, existsSync(`${path}.archive.jsonl`)], [1, 1, false]);
        });

        it('of 0 keeps for ever', async () => {
            const store = await open({ retentionDays: 0 });
            store.put(movie({ state: 'available', updatedAt: at(10_000) }));
            assert.equal((await outlive(store, { retentionDays: 0 })).size, 1);
            assert.ok(!existsSync(`${path}.archive.jsonl`));
        });

        it('keeps what comes to life again while the archive is written', async () => {
            const store = await open();
            store.put(movie({ state: 'failed', updatedAt: at(91) }));
            const pruned = store.prune();
            store.put(movie({ state: 'grabbing', updatedAt: at(0) }));
            await pruned;
            assert.equal(store.get('movie-1')?.state, 'grabbing');
        });

        it('keeps what cannot be archived', async () => {
            const store = await open();
            store.put(movie({ state: 'available', updatedAt: at(91) }));
            await mkdir(`${path}.archive.jsonl`);
            await assert.rejects(store.prune(), { code: 'store_not_writable' });
            assert.equal(store.size, 1);
            assert.equal((await reopen(store)).size, 1);
        });

        it('begins a line of its own behind one that a crash cut off', async () => {
            const store = await open();
            const old = movie({ state: 'available', updatedAt: at(91) });
            await writeFile(`${path}.archive.jsonl`, '{"id":"cut o');
            store.put(old);
            await store.prune();
            store.put({ ...old, id: 'movie-2' });
            await store.prune();
            const [cut, ...whole] = (await readFile(`${path}.archive.jsonl`, 'utf8')).trimEnd().split('\n');
            assert.equal(cut, '{"id":"cut o');
            assert.deepEqual(
                whole.map((line) => JSON.parse(line) as unknown),
                ['movie-1', 'movie-2'].map((id) => ({ ...old, id, episodes: [], timeline: [] })),
            );
        });
    });

    describe('live figures', () => {
        it('forget the last look when the request has moved on', async () => {
            const store = await open();
            const check = { at: '', code: 'episodes_unknown', message: 'Sonarr has not said which episodes the request has' };
            store.put(movie({ state: 'approved' }));
            store.live.setCheck('movie-1', check);
            store.put(movie({ state: 'approved', title: 'Film' }));
            assert.equal(store.live.checkOf('movie-1'), check);
            store.put(movie({ state: 'importing' }));
            assert.equal(store.live.checkOf('movie-1'), undefined);
        });

        it('are forgotten with the request that is complete', async () => {
            const store = await open();
            const attempts = [{ downloadId: HASH, at: '' }];
            store.live.setTransfer(HASH, { percent: 50 });
            store.live.setTransfer('other', { percent: 1 });
            store.live.setCheck('movie-1', { at: '', code: 'not_found', message: 'No such item' });
            store.put(movie({ state: 'importing', attempts }));
            assert.deepEqual(store.live.transferOf(HASH), { percent: 50 });
            store.put(movie({ state: 'available', attempts }));
            assert.equal(store.live.transferOf(HASH), undefined);
            assert.equal(store.live.checkOf('movie-1'), undefined);
            assert.deepEqual(store.live.transferOf('other'), { percent: 1 });
        });

        it('are never written', async () => {
            const store = await open();
            store.put(movie({ qbitHash: HASH }));
            await store.flush();
            const before = store.bytesWritten;
            store.live.setTransfer(HASH, { percent: 50 });
            await store.flush();
            assert.equal(store.bytesWritten, before);
        });
    });
});
