import assert from 'node:assert/strict';
import { blankSubject, type MediaRequest } from '../../../lib/model';
import { EVERYTHING, fits } from '../../../page/list/query';
import { type PageRoom, pageRoom, query } from '../../support/page';
import { episode, movie, show } from '../../support/requests';

/** The standing time of the room. */
const NOW = '2026-01-22T04:00:00.000Z';
const HASH = 'c2c60f66c126652a86f7f2ee73dc83d4e255929e';
const HOUR_MS = 3_600_000;
const ago = (hours: number): string => new Date(Date.parse(NOW) - hours * HOUR_MS).toISOString();

function failed(code: string): Partial<MediaRequest> {
    return { state: 'failed', failure: { code, message: `it says ${code}`, at: ago(2), stage: 'approved' } };
}
const ready = (id: string, hours: number, own: Partial<MediaRequest> = {}): MediaRequest =>
    movie({ id, state: 'available', availableAt: ago(hours), reached: { available: ago(hours) }, ...own });

describe("the page's summaries", () => {
    let room: PageRoom;
    beforeEach(async () => {
        room = await pageRoom();
    });
    afterEach(() => room.dispose());
    const ids = async (parameters = ''): Promise<string[]> => (await room.list(parameters)).map(({ id }) => id);

    describe('stand in groups', () => {
        const cases: readonly [string, MediaRequest, string][] = [
            ['what is approved and searched for', movie({ createdAt: ago(1), reached: { approved: ago(1) } }), 'way'],
            [
                'what waits for approval, for somebody has to',
                movie({ ...blankSubject('requested'), createdAt: ago(1) }),
                'attention',
            ],
            ['what failed', movie(failed('download_failed')), 'attention'],
            ['what was declined: it is an answer', movie(failed('declined')), 'past'],
            ['what was withdrawn', movie(failed('withdrawn')), 'past'],
            ['what can be played', ready('movie-1', 5), 'ready'],
            ['what has been ready for longer than is shown', ready('movie-1', 31 * 24), 'past'],
            ['what was deleted since', ready('movie-1', 5, { deletedAt: ago(1) }), 'past'],
        ];
        for (const [what, request, group] of cases) {
            it(`${what}: ${group}`, async () => {
                room.put(request);
                assert.equal((await room.one('movie-1')).group, group);
            });
        }

        it('and a server that is away moves what waits for it to the top only when that lasts', async () => {
            room.put(movie({ state: 'importing', createdAt: NOW, reached: { importing: NOW } }));
            room.store.live.setCheck('movie-1', {
                at: NOW,
                code: 'jellyfin_unreachable',
                message: 'Jellyfin refused the connection',
            });
            assert.equal((await room.one('movie-1')).group, 'way');
            await room.clock.advance(2 * HOUR_MS);
            assert.equal((await room.one('movie-1')).group, 'attention');
        });

        it('and what is late needs attention from that moment on, without anything having happened', async () => {
            room.put(movie({ state: 'importing', createdAt: NOW, reached: { importing: NOW } }));
            assert.equal((await room.one('movie-1')).group, 'way');
            await room.clock.advance(30 * 24 * HOUR_MS);
            const { group, wait } = await room.one('movie-1');
            assert.deepEqual([group, wait?.late], ['attention', true]);
            assert.equal(room.summaries.counts.late, 1);
        });

        it('and what was ready long enough is past by time alone', async () => {
            room.put(ready('film', 29 * 24));
            assert.equal((await room.one('film')).group, 'ready');
            await room.clock.advance(25 * HOUR_MS);
            assert.equal((await room.one('film')).group, 'past');
        });
    });

    it('are in the order of the page: attention, on the way soonest first, ready newest first, past', async () => {
        room.put(
            ready('old', 40 * 24),
            ready('ready-1', 10),
            ready('ready-2', 2),
            movie({ id: 'searched', createdAt: ago(1), reached: { approved: ago(1) } }),
            movie({ id: 'further', state: 'downloading', qbitHash: HASH, createdAt: ago(1), reached: { downloading: ago(1) } }),
            show([episode(1, 'approved', { airDateUtc: '2026-02-01T00:00:00Z' })], { id: 'to-air', createdAt: ago(1) }),
            movie({ id: 'broken', ...failed('download_failed') }),
        );
        assert.deepEqual(await ids(), ['broken', 'further', 'searched', 'to-air', 'ready-2', 'ready-1', 'old']);
        assert.deepEqual(await ids('show=ready'), ['ready-2', 'ready-1']);
        assert.deepEqual(await ids('offset=1&limit=2'), ['further', 'searched']);
        assert.equal(room.summaries.find(query('limit=0')).total, 7);
    });

    it('are found by words, person, lateness and state', async () => {
        room.put(
            movie({ id: 'amelie', title: 'Amélie', requestedBy: 'Mika' }),
            movie({ id: 'other', title: 'Other', requestedBy: 'Kim', ...failed('download_failed') }),
        );
        assert.deepEqual(await ids('q=AMELIE'), ['amelie']);
        assert.deepEqual(await ids('requestedBy=kim'), ['other']);
        assert.deepEqual(await ids('state=open'), ['amelie']);
        assert.deepEqual(await ids('show=attention&q=other'), ['other']);
        assert.deepEqual(await ids('id=nobody'), []);
        assert.throws(() => query('show=everything'), { code: 'invalid_query', field: 'show' });
        assert.throws(() => query('limit=-1'), { code: 'invalid_query', field: 'limit' });
    });

    it('carry what a list finds by, so that the page shows a change where a list would', async () => {
        const original = 'Le Fabuleux Destin d’Amélie Poulain';
        room.put(
            movie({ id: 'amelie', title: 'Amélie', originalTitle: original, year: 2001, requestedBy: 'Jörg', requestedById: 7 }),
            movie({ id: 'same', title: 'Night Ferry', originalTitle: 'Night Ferry', requestedBy: 'JORG', requestedById: 8 }),
            movie({ id: 'seven', title: '$', requestedBy: '7' }),
            movie({ id: 'untitled', title: undefined, originalTitle: '銀の海' }),
        );
        const all = await room.list();
        for (const q of [
            'amelie',
            'destin fabuleux',
            'amelie 2001',
            '2001 poulain',
            'night',
            'ferry 2001',
            '$',
            '銀',
            'jorg',
            ' ',
        ]) {
            const told = all.filter((summary) => fits(summary, { ...EVERYTHING, q }));
            assert.deepEqual(
                await ids(`q=${encodeURIComponent(q)}`),
                told.map(({ id }) => id),
                q,
            );
        }
        for (const me of ['Jörg', 'jorg', '7', '8', 'Anna']) {
            const told = all.filter((summary) => fits(summary, { ...EVERYTHING, filter: 'mine', me }));
            assert.deepEqual(
                await ids(`requestedBy=${encodeURIComponent(me)}`),
                told.map(({ id }) => id),
                me,
            );
        }
        assert.equal((await room.one('amelie')).originalTitle, original);
        assert.ok(!('originalTitle' in (await room.one('same'))));
    });

    it('are counted with each change', async () => {
        room.put(
            ready('a', 1),
            movie({ id: 'b', createdAt: ago(1), reached: { approved: ago(1) } }),
            movie({ id: 'c', ...failed('download_failed') }),
        );
        await room.summaries.settle();
        const { all, open, failed: broken, available, attention, way, ready: shown, past } = room.summaries.counts;
        assert.deepEqual([all, open, broken, available, attention, way, shown, past], [3, 1, 1, 1, 1, 1, 1, 0]);
        room.put(ready('b', 0));
        await room.summaries.settle();
        const { open: left, ready: then } = room.summaries.counts;
        assert.deepEqual([left, then], [0, 2]);
    });

    it('say the way in steps, and which of them nobody reported', async () => {
        const reached = { approved: ago(3), grabbing: ago(2), importing: ago(1) };
        room.put(movie({ state: 'importing', isAnime: true, reached, qbitHash: HASH }));
        assert.deepEqual((await room.one('movie-1')).steps, [
            { stage: 'approved', at: ago(3) },
            { stage: 'grabbing', at: ago(2) },
            { stage: 'downloading', at: null, skipped: true },
            { stage: 'importing', at: ago(1) },
            { stage: 'anime_matching', at: null },
            { stage: 'available', at: null },
        ]);
    });

    it('have a cell an episode, and of a long show those where something is open', async () => {
        room.put(
            show([
                episode(1, 'available'),
                episode(2, 'downloading', { qbitHash: HASH }),
                episode(3, 'approved', { airDateUtc: '2026-02-01T00:00:00Z' }),
                episode(4, 'approved', { isMonitored: false }),
            ]),
        );
        room.store.live.setTransfer(HASH, {
            percent: 40.4,
            episodes: [{ seasonNumber: 1, episodeNumber: 2, percent: 41.6, wanted: true }],
        });
        assert.deepEqual((await room.one('show-1')).episodes, {
            total: 3,
            available: 1,
            unaired: 1,
            cells: [
                [
                    1,
                    [
                        [1, 'a'],
                        [2, 'd', 42],
                        [3, 'u'],
                        [4, 'x'],
                    ],
                ],
            ],
        });
        assert.equal((await room.one('show-1')).percent, 40);
        room.put(
            show(
                Array.from({ length: 500 }, (_, index) => episode(index + 1, index < 450 ? 'available' : 'approved')),
                { id: 'long' },
            ),
        );
        const { cells, more, total } = (await room.one('long')).episodes!;
        assert.deepEqual([total, more, cells[0]![1].length, cells[0]![1][0]![0]], [500, 440, 60, 441]);
        assert.equal(room.summaries.whole('long').summary.episodes!.cells[0]![1].length, 500);
    });

    describe('while somebody looks on', () => {
        beforeEach(async () => {
            room.put(movie({ state: 'downloading', qbitHash: HASH, reached: { downloading: NOW } }), ready('done', 1));
            await room.summaries.settle();
            room.summaries.watch(true);
            await room.clock.advance(1_000);
            room.news.length = 0;
        });

        it('tell what changed, once for what happens together, and nothing of what stays the same', async () => {
            room.store.live.setTransfer('other', { percent: 1 });
            room.store.live.setTransfer(HASH, { percent: 1 });
            room.store.live.setTransfer(HASH, { percent: 2 });
            room.put(ready('done', 1));
            await room.clock.advance(19);
            assert.equal(room.news.length, 0);
            await room.clock.advance(1);
            assert.deepEqual(
                room.news.map(({ changed, gone }) => [changed.map(({ id }) => id), gone]),
                [[['movie-1'], []]],
            );
            assert.equal((JSON.parse(room.news[0]!.changed[0]!.json) as { percent: number }).percent, 2);
            for (const percent of [3, 4, 5]) {
                room.store.live.setTransfer(HASH, { percent });
                await room.clock.advance(80);
            }
            assert.equal(room.news.length, 1, 'what follows at once waits');
            await room.clock.advance(10);
            assert.equal(room.news.length, 2);
        });

        it('tell what is no longer there', async () => {
            (room.store as unknown as { records: { remove: (request: MediaRequest) => void } }).records.remove(
                room.store.get('done')!,
            );
            await room.clock.advance(15_250);
            assert.deepEqual(
                room.news.flatMap(({ gone }) => gone),
                ['done'],
            );
            assert.equal(room.summaries.counts.all, 1);
        });

        it('leave no timer when nobody does any more', async () => {
            room.put(movie({ id: 'new' }));
            room.summaries.watch(false);
            await room.clock.advance(60_000);
            const timers = room.clock.timers;
            room.summaries.close();
            assert.equal(room.clock.timers, timers);
        });

        it('go on when several things change while they are told', async () => {
            for (let number = 0; number < 300; number++) room.put(movie({ id: `many-${number}` }));
            await room.clock.advance(250);
            await room.clock.advance(1_000);
            await room.summaries.settle();
            assert.equal(room.summaries.counts.all, 302);
            assert.equal(new Set(room.news.flatMap(({ changed }) => changed.map(({ id }) => id))).size, 300);
        });
    });

    it('name the services that hold something up, each once', async () => {
        room.put(
            movie({ id: 'a', state: 'importing', reached: { importing: ago(2) } }),
            movie({ id: 'b', state: 'importing', reached: { importing: ago(2) } }),
        );
        for (const id of ['a', 'b'])
            room.store.live.setCheck(id, { at: NOW, code: 'jellyfin_unreachable', message: 'Jellyfin refused the connection' });
        await room.summaries.settle();
        assert.deepEqual(
            room.summaries.services.map(({ service, label, code }) => [service, label, code]),
            [['jellyfin', 'Jellyfin', 'jellyfin_unreachable']],
        );
    });

    it('keep an estimate that says nearly the same', async () => {
        const times = { qbitHash: HASH, state: 'downloading', reached: { downloading: NOW } } as const;
        room.put(movie(times));
        room.store.live.setTransfer(HASH, { percent: 10, etaSeconds: 3600 });
        const { eta } = await room.one('movie-1');
        await room.clock.advance(5_000);
        room.store.live.setTransfer(HASH, { percent: 11, etaSeconds: 3_580 });
        assert.deepEqual((await room.one('movie-1')).eta, eta);
    });
});
