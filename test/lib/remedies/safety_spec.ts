/** What must never happen: bytes deleted that somebody else needs, and a call that is made twice. */
import assert from 'node:assert/strict';
import { MediaError } from '../../../lib/model';
import { ShokoHands } from '../../../lib/remedies';
import { cameToPass } from '../../../lib/remedies/act/effects';
import { Doer } from '../../../lib/remedies/act/doer';
import type { Deed, DeedCall } from '../../../lib/remedies/keep/records';
import type { Case } from '../../../lib/remedies/look/cases';
import { downloadFacts, type Found, signalsOf } from '../../../lib/remedies/look/download';
import { removeFolders } from '../../support/folder';
import { episode, movie, putWhole } from '../../support/requests';
import { film, releaseOf, World } from '../../support/remedy-world';

const release = releaseOf('first');
const hash = release.downloadId!.toLowerCase();
const HOUR_MS = 3_600_000;

describe('remedies never', () => {
    let world: World;
    beforeEach(async () => {
        world = await World.open();
    });
    afterEach(async () => {
        await world.close();
        await removeFolders();
    });

    /** A film whose download is refused for good, for two reasons. */
    const useless = (): void => {
        world.film('downloaded', { qbitHash: hash });
        world.radarr.grab(film, release);
        world.torrent(release, {}, { files: [{ name: 'film.exe', size: release.size, progress: 1, priority: 1 }] });
        world.refuses(release, "Caution: Found executable file with extension: '.exe'");
    };
    const pass = async (hours: number): Promise<void> => {
        for (let turn = 0; turn < hours * 6; turn++) {
            await world.clock.advance(HOUR_MS / 6);
            await world.remedies.tick();
        }
    };
    const approveAll = async (): Promise<void> => {
        for (const { id } of world.open) await world.remedies.approve(id, 'Anna');
    };

    it('delete a download of which another request still gets something', async () => {
        useless();
        const attempts = [{ downloadId: hash, at: '2026-01-22T04:00:00.000Z' }];
        const other = movie({ id: 'other', tmdbId: 4712, state: 'downloading', qbitHash: hash, attempts });
        putWhole(world.store, other);
        world.remedies.isStuck('film');
        for (let turn = 0; turn < 3; turn++) {
            await pass(1);
            await approveAll();
        }
        assert.ok(world.refusals.some(({ code }) => code === 'others_in_download'));
        assert.deepEqual(
            world.deeds.map(({ step }) => step),
            ['refresh_downloads'],
        );
    });

    it('go on after a call that was refused, when that was kept and they were interrupted then', async () => {
        useless();
        const calls: DeedCall[] = [
            { call: { action: 'remove', service: 'arr', server: 'radarr', downloadId: hash, blocklist: true }, state: 'failed' },
            { call: { action: 'search_movie', service: 'arr', server: 'radarr', movieId: film.radarrId }, state: 'planned' },
        ];
        for (const state of ['failed', 'unknown'] as const) {
            const doer = new Doer({ store: world.store, services: world.services, clock: world.clock, own: new Set() });
            const deed: Deed = {
                ...{ id: 'deed', requestId: 'film', target: `download:${hash}`, title: 'movie:tmdb:4711', downloadId: hash },
                ...{ episodes: [], cause: 'import_executable', step: 'remove', at: '2026-01-22T04:00:00.000Z', by: 'Anna' },
                ...{ what: [], before: { cause: 'import_executable', stage: 'downloaded' }, bytes: 1, outcome: 'open' },
                judgedAt: '2026-01-22T05:00:00.000Z',
                calls: calls.map((call, index) => (index === 0 ? { ...call, state } : call)),
            };
            assert.equal((await doer.takeUp(deed)).outcome, state);
            assert.deepEqual(world.writes, []);
        }
    });

    it('say that a service refused what only a proxy before it gave up, or what cannot be read', async () => {
        useless();
        world.remedies.isStuck('film');
        await pass(1);
        const { hands } = world.services.arrs[1]!;
        hands.command = () => Promise.reject(new MediaError('http_504', 'Radarr answered 504'));
        await approveAll();
        assert.deepEqual(
            world.deeds.map(({ outcome, calls }) => [outcome, calls[0]?.state]),
            [['unknown', 'unknown']],
        );
    });

    it('delete a torrent that no client shows while its indexer demands that it is seeded', () => {
        const found: Found = { queue: [], torrent: null, isPrivate: null, files: [], goals: { time: 3_600 }, subjects: [] };
        const owed = [{ time: { goal: 3_600, reached: 0 } }];
        assert.deepEqual(downloadFacts(hash, found, 0).obligations, owed);
        assert.deepEqual(downloadFacts(hash, { ...found, goals: {} }, 0).obligations, []);
        const record = { id: 1, downloadId: hash, protocol: 'torrent', size: 10, sizeleft: 0 };
        assert.deepEqual(downloadFacts(hash, { ...found, queue: [record] }, 0).obligations, owed);
        assert.deepEqual(downloadFacts(hash, { ...found, queue: [{ ...record, sizeleft: 5 }] }, 0).obligations, []);
        assert.deepEqual(downloadFacts(hash, { ...found, queue: [{ ...record, protocol: 'usenet' }] }, 0).obligations, []);
    });

    it('take a pack for one that is in the library, of which something could not be read', () => {
        world.show(2, 'downloaded', { qbitHash: hash });
        const given = { cause: 'import_already', since: 0, episodes: [...world.store.episodes('show')] } as unknown as Case;
        const record = { id: 1, downloadId: hash, episodeId: 101 };
        const found: Found = { queue: [record], torrent: null, isPrivate: null, files: [], goals: {}, subjects: [] };
        const subjects = [{ id: 101, hasFile: true }];
        assert.deepEqual(signalsOf(given, { ...found, subjects }, 0), ['refused', 'in_library']);
        const unread = { id: 2, downloadId: hash };
        assert.deepEqual(signalsOf(given, { ...found, subjects, queue: [record, unread] }, 0), ['refused']);
        assert.deepEqual(signalsOf(given, { ...found, subjects, queue: [record, { ...unread, episodeId: 102 }] }, 0), [
            'refused',
        ]);
    });

    it('take a queue that is empty after a start for a removal, unless the history has one', async () => {
        world.film('downloaded', { qbitHash: hash });
        world.radarr.add(film);
        world.torrent(release);
        const call = { action: 'remove', service: 'arr', server: 'radarr', downloadId: hash, blocklist: true } as const;
        const did = (change: Partial<typeof call> = {}): Promise<boolean> =>
            cameToPass({ ...call, ...change }, world.clock.now(), world.services);
        assert.equal(await did(), false, 'the client has the torrent');
        const usenet = { ...release, downloadId: 'AB'.repeat(20) };
        const elsewhere = { downloadId: usenet.downloadId.toLowerCase() };
        assert.equal(await did(elsewhere), false, 'no client here has it, and nobody says that it is gone');
        world.radarr.grab(film, release);
        assert.equal(await did(elsewhere), true, 'the queue has others, and not this one');
        world.radarr.removeFromQueue(release);
        world.radarr.grab(film, usenet, 'usenet');
        world.radarr.failDownload(film, usenet);
        assert.equal(await did(elsewhere), true, 'the history says so');
        await world.clock.advance(60_000);
        assert.equal(await did(elsewhere), false, 'the history says so of an earlier time');
    });

    it('say of a file that it is of another series of the same name', async () => {
        const handsFor = (shows: number[]): ShokoHands =>
            new ShokoHands(
                {
                    ask: (path: string) =>
                        Promise.resolve(
                            path.endsWith('/Search')
                                ? [{ Name: 'Glass Harbour', IDs: { ID: 9, TMDB: { Show: shows, Movie: [] } } }]
                                : { List: [{ Name: 'Arrival', IDs: { ID: 901 }, AniDB: { Type: 'Episode', EpisodeNumber: 1 } }] },
                        ),
                } as unknown as ConstructorParameters<typeof ShokoHands>[0],
                [],
            );
        const request = movie({ mediaType: 'tv', title: 'Glass Harbour', tmdbId: 70023 });
        const first = episode(1, 'anime_matching');
        assert.equal(await handsFor([1]).offerFor(request, first), null);
        for (const shows of [[], [70023], [1, 70023]])
            assert.equal((await handsFor(shows).offerFor(request, first))?.episodeId, 901, shows.join());
    });

    it('do the same twice, when a second node of the house looks while the first is about it', async () => {
        useless();
        world.remedies.isStuck('film');
        await pass(1);
        await approveAll();
        await pass(2);
        const [proposal] = world.open;
        assert.equal(proposal?.step, 'remove');
        const first = world.remedies;
        const { hands } = world.services.arrs[1]!;
        world.begin();
        const remove = hands.removeFromQueue.bind(hands);
        let looking: Promise<void> | undefined;
        hands.removeFromQueue = async (...given) => {
            await remove(...given);
            looking = world.remedies.tick();
            // As long as a slow answer takes.
            for (let asked = 0; asked < 20; asked++) await hands.commands();
        };
        const before = world.writes.length;
        await first.approve(proposal.id, 'Anna');
        await looking;
        assert.deepEqual(world.writes.slice(before).sort(), ['DELETE /queue/{id}', 'MoviesSearch']);
        await first.close();
    });
});
