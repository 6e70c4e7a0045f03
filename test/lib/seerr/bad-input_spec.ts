import assert from 'node:assert/strict';
import type { SeerrMisbehaviour } from '../../simulators/seerr-server';
import { ReaderBench } from '../../support/seerr';

const CODES: readonly [SeerrMisbehaviour, string][] = [
    ['error500', 'http_500'],
    ['starting', 'starting'],
    ['html', 'not_seerr'],
    ['empty', 'not_json'],
    ['truncated', 'not_json'],
    ['hang', 'timeout'],
    ['drop', 'dropped'],
    ['redirect', 'redirected'],
    ['wrong_json', 'not_seerr'],
];

describe('Seerr that answers wrongly', () => {
    let bench: ReaderBench;
    beforeEach(async () => {
        bench = await ReaderBench.start();
    });
    afterEach(() => bench.close());

    for (const [misbehaviour, code] of CODES) {
        it(`says ${code} for ${misbehaviour}, makes nothing of it, and goes on afterwards`, async () => {
            const { data } = bench.simulator;
            for (let tmdbId = 1; tmdbId <= 3; tmdbId++) data.ask({ tmdbId });
            await bench.begin();
            bench.told();
            data.approve(2);
            bench.simulator.misbehave(misbehaviour);
            await bench.round();
            const status = bench.statuses.at(-1);
            assert.ok(status?.state === 'lost');
            assert.equal(status.error.code, code);
            assert.deepEqual(bench.told(), []);
            bench.simulator.misbehave(null);
            await bench.round();
            assert.deepEqual(bench.told(), ['2 approved']);
        });
    }

    for (const misbehaviour of ['endless', 'repeating'] as const) {
        it(`stops reading a list that is ${misbehaviour}, and makes nothing of it`, async () => {
            for (let tmdbId = 1; tmdbId <= 300; tmdbId++) bench.simulator.data.ask({ tmdbId });
            bench.simulator.misbehave(misbehaviour);
            await bench.begin();
            const status = bench.statuses.at(-1);
            assert.ok(status?.state === 'lost');
            assert.equal(status.error.code, 'endless_list');
            assert.deepEqual(bench.told(), []);
            assert.ok(bench.simulator.calls <= 260);
        }).timeout(60_000);
    }

    it('does not take a list that fails for one without requests', async () => {
        bench.simulator.data.ask({ tmdbId: 1 });
        await bench.begin();
        bench.told();
        bench.simulator.misbehave('html', /\/request\/\d/);
        bench.simulator.data.remove(1);
        for (let round = 0; round < 5; round++) await bench.round();
        assert.deepEqual(bench.told(), []);
    });

    it('asks no oftener than at its interval with a key that is refused', async () => {
        bench.simulator.apiKey = 'another';
        await bench.begin();
        const status = bench.statuses.at(-1);
        assert.ok(status?.state === 'lost');
        assert.equal(status.error.code, 'unauthorised');
        assert.doesNotMatch(status.error.message, /MTc5/);
        assert.equal(bench.clock.nextIn, 5 * 60_000);
    });

    it('reads what it can of rows with nonsense in them', async () => {
        const { data } = bench.simulator;
        for (let tmdbId = 1; tmdbId <= 6; tmdbId++) data.ask({ tmdbId });
        const nonsense: Record<number, object> = {
            2: { createdAt: 'yesterday', requestedBy: null, updatedAt: 7, seasons: 'all' },
            3: { media: null },
            4: { status: 99 },
            5: { requestedBy: { id: 'x', displayName: 'a\u202eb\nc'.repeat(200) } },
        };
        bench.simulator.rewrite = (row) => ({ ...row, ...nonsense[Number(row['id'])] });
        await bench.begin();
        const fifth = bench.events.find(({ request }) => request.seerrRequestId === 5);
        assert.deepEqual(bench.told(), ['1 requested', '2 requested', '5 requested', '6 requested']);
        const name = fifth?.request.requestedBy ?? '';
        assert.ok(name.length <= 200);
        assert.doesNotMatch(name, /[\n\u202e]/);
    });

    it('begins anew with a cursor that cannot be read', async () => {
        bench.simulator.data.ask({ tmdbId: 1 });
        for (const cursor of ['', '{', '[]', '{"version":7}']) {
            bench.cursor = cursor;
            await bench.restart();
            assert.deepEqual(bench.told(), ['1 requested']);
        }
    });

    it('keeps two servers apart whose requests have the same ids', async () => {
        const other = await ReaderBench.start({}, 'cabin');
        try {
            bench.simulator.data.ask({ tmdbId: 1 });
            other.simulator.data.ask({ tmdbId: 2 });
            await bench.begin();
            await other.begin();
            const ids = [...bench.events, ...other.events].map(({ id }) => id);
            assert.deepEqual(ids, ['seerr:home:1:requested', 'seerr:cabin:1:requested']);
        } finally {
            await other.close();
        }
    });
});
