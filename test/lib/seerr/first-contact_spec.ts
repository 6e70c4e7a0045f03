import assert from 'node:assert/strict';
import { ReaderBench } from '../../support/seerr';

const DAY = 24 * 60 * 60_000;

describe('first contact with Seerr', () => {
    let bench: ReaderBench;
    afterEach(() => bench.close());

    for (const version of ['2.5.2', '3.1.0'] as const) {
        it(`takes in a house with 2,000 requests of ${version} with few calls, silently`, async () => {
            bench = await ReaderBench.start({ version });
            bench.simulator.fill(2_000, { open: 30, days: 1_000, until: bench.clock.now() });
            const began = performance.now();
            await bench.begin();
            const took = performance.now() - began;
            assert.ok(bench.simulator.calls <= 25, `${bench.simulator.calls} calls`);
            assert.ok(took < 30_000, `${Math.round(took)} ms`);
            assert.ok(bench.events.every(({ backfill }) => backfill === true));
            const open = bench.events.filter(({ kind }) => kind === 'approved').map(({ request }) => request.seerrRequestId);
            const done = bench.events.filter(({ kind }) => kind === 'reported_available').map(({ at }) => Date.parse(at));
            // Two a day: of the last 30 days 60, of which 30 are open.
            assert.equal(open.length, 30);
            assert.ok(done.length >= 28 && done.length <= 31, `${done.length} that are done`);
            assert.ok(done.every((at) => at >= bench.clock.now() - 30 * DAY));
            assert.ok((bench.cursor ?? '').length < 10_000, `${bench.cursor?.length} bytes are remembered`);
            bench.events.length = 0;
            await bench.pass(60 * 60_000);
            assert.deepEqual(bench.told(), []);
        });
    }

    it('takes in every wish that is open, however old, and nothing that was deleted since', async () => {
        bench = await ReaderBench.start();
        const { data } = bench.simulator;
        data.ask({ tmdbId: 1, isAutoApproved: true });
        data.ask({ tmdbId: 2, isAutoApproved: true });
        data.ask({ tmdbId: 3 });
        data.scan('movie', 2);
        await bench.clock.advance(400 * DAY);
        data.ask({ tmdbId: 4, isAutoApproved: true });
        data.scan('movie', 4);
        data.loseMedia('movie', 4);
        data.ask({ tmdbId: 5 });
        data.decline(5);
        await bench.begin();
        assert.deepEqual(bench.told(), ['1 approved', '3 requested', '5 requested', '5 declined']);
    });

    it('takes in as available what was asked for long ago and came in these days', async () => {
        bench = await ReaderBench.start();
        const { data } = bench.simulator;
        data.ask({ tmdbId: 1, isAutoApproved: true });
        await bench.clock.advance(90 * DAY);
        data.scan('movie', 1);
        data.find('movie', 1).addedAt = new Date(bench.clock.now() - DAY).toISOString();
        await bench.begin();
        const [available] = bench.events;
        assert.equal(available?.kind, 'reported_available');
        assert.equal(available.at, new Date(bench.clock.now() - DAY).toISOString());
    });

    it('measures the days by Seerr’s clock when its own is off', async () => {
        bench = await ReaderBench.start();
        const { data } = bench.simulator;
        data.ask({ tmdbId: 1, isAutoApproved: true });
        data.scan('movie', 1);
        await bench.clock.advance(90 * DAY);
        const right = bench.clock.now();
        bench.simulator.clock = () => right;
        bench.clock.set(Date.parse('1970-01-01T00:10:00.000Z'));
        await bench.begin();
        assert.deepEqual(bench.told(), []);
    });

    it('asks for a few of the seasons of which the list does not tell whether they are there', async () => {
        bench = await ReaderBench.start();
        const { data } = bench.simulator;
        for (let tmdbId = 1; tmdbId <= 30; tmdbId++) {
            data.ask({ mediaType: 'tv', tmdbId, seasons: [1], isAutoApproved: true });
            data.scan('tv', tmdbId, { seasons: [1] });
            data.ask({ mediaType: 'tv', tmdbId, seasons: [2], isAutoApproved: true });
        }
        await bench.begin();
        assert.ok(bench.simulator.calls <= 12, `${bench.simulator.calls} calls`);
        const open = bench.events.filter(({ kind }) => kind === 'approved' || kind === 'reported_available');
        const done = new Set(
            open.filter(({ kind }) => kind === 'reported_available').map(({ request }) => request.seerrRequestId),
        );
        // Of 30 second seasons 10 were asked about and are open; the others count as what the list calls them.
        assert.equal(60 - done.size, 10);
    });

    it('reads the whole list though requests are deleted meanwhile', async () => {
        bench = await ReaderBench.start();
        const { data } = bench.simulator;
        for (let tmdbId = 1; tmdbId <= 600; tmdbId++) data.ask({ tmdbId });
        bench.simulator.beforeAnswer = (path) => {
            if (path === '/api/v1/request' && data.requests.length > 590) data.remove(data.requests.at(-1)?.id ?? 0);
        };
        await bench.begin();
        const told = new Set(bench.events.map(({ request }) => request.seerrRequestId));
        for (const { id } of data.requests) assert.ok(told.has(id), `request ${id} was not seen`);
    });
});
