import assert from 'node:assert/strict';
import { type JellyfinSetup, setupJellyfin } from '../../../support/jellyfin';
import { until } from '../../../support/until';

const DAY = 24 * 60 * 60 * 1000;

describe('jellyfin: what is known of the library', () => {
    let setup: JellyfinSetup;
    beforeEach(async () => (setup = await setupJellyfin()));
    afterEach(() => setup.close());

    const find = (tmdb: number) => setup.index.find(['Movie'], 'tmdb', String(tmdb));

    it('keeps ids apart by type and kind, and ignores their case', async () => {
        const { library } = setup.simulator;
        const movie = library.addMovie({ name: 'Film', providerIds: { Tmdb: '1', Imdb: 'TT7' } });
        const series = library.addSeries({ name: 'Show', providerIds: { Tmdb: '1', tvdb: '1' } });
        await setup.index.refresh();
        assert.deepEqual(setup.index.find(['Movie'], 'tmdb', '1'), [movie]);
        assert.deepEqual(setup.index.find(['Series'], 'tmdb', '1'), [series]);
        assert.deepEqual(setup.index.find(['Series'], 'tvdb', '1'), [series]);
        assert.deepEqual(setup.index.find(['Movie'], 'tvdb', '1'), []);
        assert.deepEqual(setup.index.find(['Movie'], 'imdb', 'tt7'), [movie]);
        setup.index.forget(['Movie'], 'tmdb', '1', movie);
        assert.deepEqual(setup.index.find(['Movie'], 'tmdb', '1'), []);
    });

    it('leads from a Shoko series to the series that holds it, be it a season of another', async () => {
        const { library } = setup.simulator;
        const series = library.addSeries({ name: 'Show', providerIds: { 'Shoko Series': '9' } });
        library.addEpisode(series, {
            seasonNumber: 2,
            episodeNumber: 1,
            providerIds: { 'Shoko Series': '10', 'Shoko File': '77' },
        });
        await setup.index.refresh();
        assert.deepEqual(setup.index.find(['Series', 'Season'], 'shoko series', '9'), [series]);
        assert.deepEqual(setup.index.find(['Series', 'Season'], 'shoko series', '10'), [series]);
        assert.equal(setup.index.find(['Episode'], 'shoko file', '77').length, 1);
    });

    it('reads what was saved since the last time, and no more', async () => {
        const { library } = setup.simulator;
        library.addMovie({ name: 'Old', providerIds: { Tmdb: '1' }, createdAt: 0, savedAt: 0 });
        library.addMovie({ name: 'Yesterday', providerIds: { Tmdb: '2' }, savedAt: setup.clock.now() - DAY / 2 });
        await setup.index.refresh();
        assert.deepEqual([find(1), find(2).length], [[], 1]);
        await setup.clock.advance(DAY);
        setup.simulator.resetStats();
        await setup.index.refresh();
        assert.equal(setup.simulator.requests, 1);
        assert.ok(setup.simulator.bytes < 100, `${setup.simulator.bytes} bytes`);
        library.addMovie({ name: 'New', providerIds: { Tmdb: '3' } });
        await setup.index.refresh();
        assert.equal(find(3).length, 1);
    });

    it('goes by the server’s clock, whatever its own says', async () => {
        const behind = 3 * DAY;
        const other = await setupJellyfin({ now: () => setup.clock.now() - behind });
        try {
            await other.index.refresh();
            other.simulator.library.addMovie({ name: 'New', providerIds: { Tmdb: '3' } });
            await other.index.refresh();
            assert.equal(other.index.find(['Movie'], 'tmdb', '3').length, 1);
        } finally {
            await other.close();
        }
    });

    describe('from a server that cannot filter by what was saved', () => {
        const HOUR = DAY / 24;
        const filters = () => setup.simulator.served.filter(({ query }) => query.has('minDateLastSavedForUser')).length;
        const requestsOf = async (work: () => Promise<void>): Promise<number> => {
            setup.simulator.resetStats();
            await work();
            return setup.simulator.requests;
        };
        const refresh = () => setup.index.refresh();
        beforeEach(async () => {
            await refresh();
            setup.simulator.refuse('minDateLastSavedForUser');
        });

        it('reads the newest items, and after three faults asks for no filter any more', async () => {
            setup.simulator.library.addMovie({ name: 'New', providerIds: { Tmdb: '3' } });
            const requests: number[] = [];
            for (let time = 0; time < 5; time++) requests.push(await requestsOf(refresh));
            assert.deepEqual([find(3).length, requests], [1, [2, 2, 2, 1, 1]]);
        });

        it('tries it again after an hour, once', async () => {
            for (let time = 0; time < 3; time++) await refresh();
            await setup.clock.advance(HOUR - 1);
            assert.equal(await requestsOf(refresh), 1);
            await setup.clock.advance(1);
            assert.deepEqual([await requestsOf(refresh), await requestsOf(refresh)], [2, 1]);
            setup.simulator.refuse(null);
            await setup.clock.advance(HOUR);
            assert.deepEqual([await requestsOf(refresh), filters()], [1, 1]);
            assert.deepEqual([await requestsOf(refresh), filters()], [1, 1]);
        });

        it('finds afterwards what was saved meanwhile, though it is not new', async () => {
            for (let number = 0; number < 120; number++) setup.simulator.library.addMovie({ name: `New ${number}` });
            setup.simulator.library.addMovie({ name: 'Saved', providerIds: { Tmdb: '7' }, createdAt: 0 });
            await refresh();
            assert.deepEqual(find(7), []);
            setup.simulator.refuse(null);
            await setup.clock.advance(10 * 60_000);
            await refresh();
            assert.equal(find(7).length, 1);
        });

        it('takes one fault for what it is, and one of everything for nobody\u2019s', async () => {
            await refresh();
            await refresh();
            setup.simulator.refuse(null);
            await refresh();
            setup.simulator.refuse('minDateLastSavedForUser');
            assert.deepEqual([await requestsOf(refresh), await requestsOf(refresh)], [2, 2]);
            setup.simulator.misbehave('error500', /^\/Items$/);
            await assert.rejects(refresh(), { code: 'http_500' });
            setup.simulator.misbehave(null);
            setup.simulator.refuse(null);
            assert.deepEqual([await requestsOf(refresh), filters()], [1, 1]);
        });
    });

    it('shares one reading among those who ask at the same time', async () => {
        await setup.index.refresh();
        setup.simulator.resetStats();
        await Promise.all([setup.index.refresh(), setup.index.refresh(), setup.index.refresh()]);
        assert.equal(setup.simulator.requests, 1);
    });

    describe('by a walk', () => {
        const pagesRead = () => setup.simulator.served.filter(({ query }) => query.get('sortOrder') === 'Ascending').length;
        const walkUntilDone = async () => {
            const ends: number[] = [];
            setup.index.onWalked(() => ends.push(pagesRead()));
            setup.index.walkSoon();
            for (const before = pagesRead(); ends.length === 0;) {
                const already = pagesRead();
                await setup.clock.advance(5_000);
                await until('a page', () => pagesRead() > already && (ends.length > 0 || setup.clock.timers > 0));
                assert.ok(pagesRead() - before < 20, 'no end of the walk');
            }
        };

        it('covers the library in the end, in pages of one size', async () => {
            setup.simulator.library.fill(1_000);
            assert.deepEqual(find(1_000_000), []);
            await walkUntilDone();
            assert.equal(find(1_000_000).length, 1);
            assert.equal(find(1_000_998).length, 1);
            assert.equal(pagesRead(), 5);
            const bytes = setup.simulator.served.map((each) => each.bytes);
            assert.ok(Math.max(...bytes) < 80_000, `${Math.max(...bytes)} bytes`);
        });

        it('is made once a day at most, and only when something was looked for in vain', async () => {
            setup.simulator.library.fill(300);
            await setup.clock.advance(DAY);
            assert.equal(pagesRead(), 0);
            await walkUntilDone();
            assert.equal(pagesRead(), 2);
            setup.index.walkSoon();
            assert.equal(setup.clock.timers, 0);
            await setup.clock.advance(DAY);
            await walkUntilDone();
            assert.equal(pagesRead(), 4);
        });

        it('is made again a day later when the clock was set back meanwhile', async () => {
            await walkUntilDone();
            setup.clock.set(setup.clock.now() - 10 * DAY);
            await setup.clock.advance(DAY);
            setup.index.walkSoon();
            assert.equal(setup.clock.timers, 1);
        });

        it('goes on after a fault where it was', async () => {
            setup.simulator.library.fill(300);
            setup.simulator.misbehave('error500');
            setup.index.walkSoon();
            await setup.clock.advance(5_000);
            await until('the retry to be planned', () => setup.clock.nextIn === 60_000);
            setup.simulator.misbehave(null);
            await setup.clock.advance(60_000);
            await until('the next page', () => setup.clock.nextIn === 5_000);
            assert.equal(find(1_000_000).length, 1);
        });

        it('is made again when more was saved at once than a look can read', async () => {
            setup.simulator.library.fill(300);
            await walkUntilDone();
            for (let number = 0; number < 300; number++) setup.simulator.library.addMovie({ name: `New ${number}` });
            await setup.index.refresh();
            setup.index.walkSoon();
            assert.equal(setup.clock.timers, 1);
        });

        it('ends when it is closed', async () => {
            setup.index.walkSoon();
            setup.index.close();
            assert.equal(setup.clock.timers, 0);
            setup.index.walkSoon();
            assert.equal(setup.clock.timers, 0);
            await setup.clock.advance(DAY);
            assert.equal(setup.simulator.requests, 0);
        });
    });
});
