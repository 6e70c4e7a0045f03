import assert from 'node:assert/strict';
import type { RecheckPace } from '../../../../lib/jellyfin/schedule/recheck-pace';
import { Outage } from '../../../../lib/jellyfin/schedule/outage';
import { RecheckTimer } from '../../../../lib/jellyfin/schedule/recheck-timer';
import type { Watched } from '../../../../lib/jellyfin/schedule/watch-entry';
import { MediaError } from '../../../../lib/model';
import { FakeClock, settle } from '../../../support/fake-clock';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A timer over requests that are what the test makes them; what it did is in `looks`, `told` and so on. */
function setup(pace: Partial<RecheckPace> = {}) {
    const clock = new FakeClock();
    const start = clock.now();
    const open = new Map<string, Watched>();
    const looks: string[] = [];
    const told: string[] = [];
    const state = { isDown: false, isTold: false, probes: 0, hold: null as Promise<void> | null, atOnce: 0, mostAtOnce: 0 };
    const failing = new Set<string>();
    const probe = async (): Promise<void> => {
        state.probes++;
        await Promise.resolve();
        if (state.isDown) throw new MediaError('refused', 'Jellyfin refused');
    };
    const outage = new Outage(probe, clock);
    const timer = new RecheckTimer({
        clock,
        pace: { gatherMs: 0, ...pace },
        open: () => [...open.values()],
        find: (id) => open.get(id) ?? null,
        async check(id) {
            looks.push(`${id}@${(clock.now() - start) / SECOND}`);
            state.mostAtOnce = Math.max(state.mostAtOnce, ++state.atOnce);
            try {
                if (state.hold !== null) await state.hold;
                if (state.isDown) throw new MediaError('refused', 'Jellyfin refused');
                if (failing.has(id)) throw new MediaError('http_500', 'Jellyfin answered 500');
            } finally {
                state.atOnce--;
            }
        },
        outage,
        isTold: () => state.isTold,
        onDown: (error, retryAt, due) => told.push(`down ${error.code} until ${(retryAt - start) / SECOND} due ${due.join('+')}`),
        onUp: () => told.push('up'),
        onFailed: (id, error) => told.push(`${id} failed ${error.code}`),
    });
    const watch = (id: string, waitingSince: number | null, version = '1', facts: Partial<Watched> = {}) =>
        open.set(id, { id, waitingSince, version, state: 'approved', ...facts });
    /** When `id` was looked at, in seconds since the start. */
    const timesOf = (id: string) => looks.filter((look) => look.startsWith(`${id}@`)).map((look) => Number(look.split('@')[1]));
    /** Lets time pass, after all that is ready has been done. */
    const pass = async (ms: number): Promise<void> => {
        await settle();
        await clock.advance(ms);
    };
    return { clock, pass, start, open, looks, told, state, failing, timer, watch, timesOf };
}

describe('jellyfin: recheck timer', () => {
    it('looks at what waits when it has waited two minutes, then ever less often', async () => {
        const { pass, start, timer, watch, timesOf } = setup();
        watch('film', start);
        timer.start();
        await pass(119 * SECOND);
        assert.deepEqual(timesOf('film'), []);
        await pass(HOUR);
        assert.deepEqual(timesOf('film'), [120, 150, 210, 330, 570, 1050, 1950, 2850]);
    });

    it('looks at once at what has waited long, as after a restart', async () => {
        const { pass, start, timer, watch, timesOf } = setup();
        watch('film', start - HOUR);
        timer.start();
        await settle();
        assert.deepEqual(timesOf('film'), [0]);
        await pass(30 * SECOND);
        assert.deepEqual(timesOf('film'), [0, 30]);
    });

    it('looks at what it is told of at once, and soon again: Jellyfin needs a minute or more', async () => {
        const { pass, start, timer, watch, timesOf } = setup();
        timer.start();
        watch('film', start);
        timer.poke('film');
        await pass(5 * MINUTE);
        assert.deepEqual(timesOf('film'), [0, 5, 20, 50, 80, 140, 260]);
    });

    it('looks once when it is told of the same request thirteen times', async () => {
        const { pass, start, timer, watch, timesOf } = setup({ gatherMs: 50 });
        watch('show', start);
        timer.start();
        for (let message = 0; message < 13; message++) timer.poke('show');
        await pass(SECOND);
        assert.deepEqual(timesOf('show'), [0.05]);
    });

    it('looks at every other open request at a slow pace', async () => {
        const { pass, timer, watch, timesOf } = setup();
        watch('wish', null);
        timer.start();
        await pass(24 * HOUR);
        const minutes = timesOf('wish').map((time) => time / 60);
        assert.deepEqual(minutes, [0, 30, 90, 210, 450, 810, 1170]);
    });

    describe('told of what does not wait for Jellyfin', () => {
        /** Tells of `ids` every 5 seconds, as a poll of the downloads does. */
        const poll = async ({ timer, pass }: ReturnType<typeof setup>, ids: readonly string[], ms: number): Promise<void> => {
            for (let told = 0; told < ms; told += 5 * SECOND) {
                for (const id of ids) timer.poke(id);
                await pass(5 * SECOND);
            }
        };

        it('looks no more often because a download goes on, however many there are', async () => {
            const bench = setup();
            const ids = Array.from({ length: 40 }, (_, index) => `film-${index}`);
            for (const id of ids) bench.watch(id, null);
            bench.timer.start();
            await bench.pass(MINUTE);
            assert.equal(bench.looks.length, 40);
            await poll(bench, ids, 20 * MINUTE);
            assert.ok(bench.looks.length <= 40 + 12 + 20 * 6, `${bench.looks.length} looks`);
        });

        it('looks once a minute in the end because one download goes on', async () => {
            const bench = setup();
            bench.watch('film', null);
            bench.timer.start();
            await bench.pass(MINUTE);
            await poll(bench, ['film'], 20 * MINUTE);
            assert.ok(bench.looks.length <= 1 + 3 + 20, `${bench.looks.length} looks`);
        });

        it('looks at once when someone asks, but not without end', async () => {
            const { pass, timer, watch, timesOf } = setup();
            watch('film', null);
            timer.start();
            await pass(10 * SECOND);
            for (let asked = 0; asked < 10; asked++) {
                timer.poke('film');
                await pass(SECOND);
            }
            assert.deepEqual(timesOf('film'), [0, 10, 11, 12]);
            await pass(MINUTE);
            timer.poke('film');
            await pass(SECOND);
            assert.deepEqual(timesOf('film'), [0, 10, 11, 12, 80]);
        });

        it('looks once a minute at most when its state changes', async () => {
            const { pass, timer, watch, timesOf } = setup();
            watch('film', null);
            timer.start();
            await pass(10 * SECOND);
            for (const [index, state] of ['approved again', 'grabbing', 'downloading', 'downloaded'].entries()) {
                watch('film', null, String(index + 2), { state });
                timer.poke('film');
                await pass(20 * SECOND);
            }
            await pass(10 * MINUTE);
            assert.deepEqual(timesOf('film'), [0, 60, 120]);
        });

        it('looks at once when someone asks after its state has changed', async () => {
            const { pass, timer, watch, timesOf } = setup();
            watch('film', null);
            timer.start();
            await pass(10 * SECOND);
            watch('film', null, '2', { state: 'downloaded' });
            timer.poke('film');
            await pass(10 * SECOND);
            timer.poke('film');
            await pass(SECOND);
            assert.deepEqual(timesOf('film'), [0, 20]);
        });

        it('looks at once when Seerr or Jellyfin reports it', async () => {
            const { pass, timer, watch, timesOf } = setup();
            watch('film', null);
            timer.start();
            await pass(10 * SECOND);
            for (let report = 0; report < 8; report++) {
                timer.poke('film', true);
                await pass(SECOND);
            }
            assert.deepEqual(timesOf('film'), [0, 10, 11, 12, 13, 14, 15, 16, 17]);
        });

        it('looks first at what waits and is overdue', async () => {
            const { pass, start, looks, state, timer, watch } = setup();
            let release = (): void => undefined;
            state.hold = new Promise((resolve) => (release = resolve));
            watch('first', start - HOUR);
            timer.start();
            watch('waiting', start - HOUR);
            await pass(MINUTE);
            for (const id of ['a', 'b', 'c']) {
                watch(id, null);
                timer.poke(id, true);
            }
            await pass(SECOND);
            state.hold = null;
            release();
            await pass(SECOND);
            assert.deepEqual(
                looks.map((look) => look.split('@')[0]),
                ['first', 'waiting', 'first', 'a', 'b', 'c'],
            );
        });

        it('only asks whether Jellyfin is back while that is down, and for no more looks afterwards', async () => {
            const bench = setup();
            bench.watch('film', null);
            bench.timer.start();
            await bench.pass(SECOND);
            bench.state.isDown = true;
            bench.watch('late', bench.start - HOUR);
            await bench.pass(30 * SECOND);
            const before = bench.state.probes;
            await poll(bench, ['film'], MINUTE);
            assert.ok(bench.state.probes - before <= 13, `${bench.state.probes - before} probes`);
            bench.state.isDown = false;
            bench.timer.poke('film');
            await bench.pass(10 * SECOND);
            assert.deepEqual([bench.told.at(-1), bench.timesOf('film')], ['up', [0]]);
        });
    });

    it('does not go through all that is open at each report', async () => {
        const { pass, start, timer, watch, open } = setup({ gatherMs: 50 });
        let read = 0;
        for (let number = 0; number < 3_000; number++) {
            watch(`wish-${number}`, null);
            const wish = open.get(`wish-${number}`)!;
            open.set(wish.id, {
                ...wish,
                get waitingSince() {
                    read++;
                    return null;
                },
            });
        }
        watch('film', start);
        timer.start();
        await pass(5.5 * SECOND);
        read = 0;
        for (let report = 0; report < 1_000; report++) {
            timer.poke('film');
            timer.poke(`wish-${report % 10}`);
        }
        assert.ok(read < 10_000, `${read} entries looked at`);
    });

    it('finds what opens meanwhile, and begins anew when it moves', async () => {
        const { pass, start, timer, watch, timesOf } = setup();
        timer.start();
        await pass(10 * SECOND);
        watch('wish', null);
        await pass(30 * SECOND);
        assert.deepEqual(timesOf('wish'), [30]);
        // Imported, and no message told of it.
        watch('wish', start + 40 * SECOND, '2');
        await pass(15 * MINUTE);
        assert.deepEqual(timesOf('wish'), [30, 160, 190, 250, 370, 610]);
    });

    it('lets go of what is closed', async () => {
        const { pass, start, open, timer, watch, looks } = setup();
        watch('film', start - HOUR);
        timer.start();
        await settle();
        open.clear();
        await pass(HOUR);
        assert.deepEqual([looks.length, timer.size], [1, 0]);
    });

    describe('where Jellyfin tells what is new', () => {
        it('does not look again and again for what waits', async () => {
            const { pass, start, state, timer, watch, timesOf } = setup();
            state.isTold = true;
            watch('film', start);
            timer.start();
            timer.poke('film');
            await pass(24 * HOUR);
            assert.deepEqual(
                timesOf('film').map((time) => time / 60),
                [0, 30, 90, 210, 450, 810, 1170],
            );
        });

        it('looks for one of a thousand every ten minutes at most', async () => {
            const { pass, start, state, timer, watch, looks } = setup();
            state.isTold = true;
            for (let number = 0; number < 1_000; number++) watch(`film-${number}`, start - HOUR);
            timer.start();
            await pass(MINUTE);
            assert.equal(looks.length, 1_000);
            await pass(10 * HOUR);
            assert.ok(looks.length <= 1_000 + 60, `${looks.length} looks`);
        });

        it('looks at once at what is new', async () => {
            const { pass, start, state, timer, watch, timesOf } = setup();
            state.isTold = true;
            watch('film', start);
            timer.start();
            timer.poke('film');
            await pass(5 * MINUTE);
            timer.poke('film', true);
            await pass(MINUTE);
            assert.deepEqual(timesOf('film'), [0, 300]);
        });
    });

    it('never looks twice at once, and looks again when told of it meanwhile', async () => {
        const { pass, start, state, timer, watch, timesOf } = setup({ concurrency: 2 });
        watch('film', start - HOUR);
        let release = (): void => undefined;
        state.hold = new Promise((resolve) => (release = resolve));
        timer.start();
        timer.poke('film');
        await pass(10 * MINUTE);
        assert.deepEqual([timesOf('film'), state.mostAtOnce], [[0], 1]);
        state.hold = null;
        release();
        await settle();
        assert.deepEqual([timesOf('film'), state.mostAtOnce], [[0, 600], 1]);
    });

    it('takes no more at a time than it may, what was told first, then what waits, then the others', async () => {
        const { pass, start, looks, state, timer, watch } = setup({ concurrency: 1 });
        let release = (): void => undefined;
        state.hold = new Promise((resolve) => (release = resolve));
        watch('first', start - HOUR);
        timer.start();
        watch('wish', null);
        watch('late', start - HOUR);
        watch('later', start - HOUR);
        watch('told', start);
        await pass(MINUTE);
        timer.poke('told');
        await pass(SECOND);
        assert.equal(looks.length, 1);
        state.hold = null;
        release();
        await pass(2 * SECOND);
        assert.deepEqual(
            looks.map((look) => look.split('@')[0]),
            ['first', 'told', 'late', 'later', 'first', 'wish'],
        );
        assert.equal(state.mostAtOnce, 1);
    });

    it('does not look at thousands of wishes at once', async () => {
        const { pass, looks, timer, watch } = setup();
        for (let number = 0; number < 3_000; number++) watch(`wish-${number}`, null);
        timer.start();
        await pass(9.5 * SECOND);
        assert.equal(looks.length, 10);
        assert.equal(new Set(looks).size, 10);
    });

    it('goes on with the others when one fails', async () => {
        const { pass, start, failing, told, timer, watch, timesOf } = setup();
        watch('bad', start - HOUR);
        watch('good', start - HOUR);
        failing.add('bad');
        timer.start();
        await pass(MINUTE);
        assert.deepEqual(timesOf('good'), [0, 30]);
        assert.deepEqual(timesOf('bad'), [0, 30]);
        assert.deepEqual(told, ['bad failed http_500', 'bad failed http_500']);
    });

    describe('while Jellyfin is down', () => {
        it('asks for it with one small request every 10 seconds, and checks nothing', async () => {
            const { pass, start, looks, state, told, timer, watch } = setup();
            for (const id of ['a', 'b', 'c']) watch(id, start - HOUR);
            state.isDown = true;
            timer.start();
            await pass(20 * MINUTE);
            assert.deepEqual(looks, ['a@0']);
            assert.deepEqual(
                [...new Set(told.map((line) => line.replace(/until \d+/, '')))],
                ['down refused  due b+c', 'down refused  due a', 'down refused  due a+b+c'],
            );
            assert.equal(state.probes, 1 + 20 * 6);
        });

        it('says when things will be looked at again', async () => {
            const { pass, start, state, timer, watch } = setup();
            watch('a', start - HOUR);
            state.isDown = true;
            timer.start();
            await pass(SECOND);
            assert.equal(timer.nextAt('a'), start + 10 * SECOND);
            assert.equal(timer.nextAt('unknown'), null);
        });

        it('says why at once when it is told of a request', async () => {
            const { pass, start, state, told, timer, watch } = setup();
            watch('a', start - HOUR);
            state.isDown = true;
            timer.start();
            await pass(SECOND);
            told.splice(0);
            watch('b', start);
            timer.poke('b');
            assert.deepEqual(told, ['down refused until 10 due b']);
        });

        it('is not asked for when nothing is watched any more, and again when something is', async () => {
            const { pass, start, state, told, timer, watch, open } = setup();
            watch('a', start - HOUR);
            state.isDown = true;
            timer.start();
            await pass(MINUTE);
            open.clear();
            await pass(MINUTE);
            const before = state.probes;
            await pass(HOUR);
            assert.equal(state.probes, before);
            watch('b', start - HOUR);
            state.isDown = false;
            await pass(MINUTE);
            assert.deepEqual([told.at(-1), state.probes], ['up', before + 1]);
        });

        it('is noticed within 10 seconds of its return, after a minute or a week', async () => {
            for (const away of [MINUTE, 7 * 24 * HOUR]) {
                const { pass, start, looks, state, timer, watch } = setup();
                watch('a', start - HOUR);
                state.isDown = true;
                timer.start();
                await pass(away + 3 * SECOND);
                state.isDown = false;
                await pass(10 * SECOND);
                assert.equal(looks.length, 2, `away for ${away / MINUTE} min`);
            }
        });

        it('goes on where it was as soon as Jellyfin is back', async () => {
            const { pass, start, looks, state, told, timer, watch } = setup();
            for (const id of ['a', 'b', 'c']) watch(id, start - HOUR);
            state.isDown = true;
            timer.start();
            await pass(MINUTE);
            state.isDown = false;
            await pass(31 * SECOND);
            assert.equal(told.at(-1), 'up');
            assert.deepEqual(looks, ['a@0', 'a@70', 'b@70', 'c@70']);
        });

        it('asks at once when it is told of a request, but not more than every 5 seconds', async () => {
            const { pass, start, state, timer, watch } = setup();
            watch('a', start - HOUR);
            state.isDown = true;
            timer.start();
            await pass(SECOND);
            assert.equal(state.probes, 1);
            timer.poke('a');
            await pass(SECOND);
            assert.equal(state.probes, 1);
            await pass(5 * SECOND);
            timer.poke('a');
            await pass(0);
            assert.equal(state.probes, 2);
        });
    });

    describe('while the machine’s clock is set', () => {
        const YEAR = 365 * 24 * HOUR;

        for (const [what, jump] of [
            ['back by an hour', -HOUR],
            ['back by ten years', -10 * YEAR],
            ['ahead by fifty years', 50 * YEAR],
        ] as const) {
            it(`keeps its pauses when it goes ${what}, and tells of them in the new time`, async () => {
                const { clock, pass, start, timer, watch, looks } = setup();
                watch('film', start - HOUR);
                watch('wish', null);
                timer.start();
                await pass(10 * MINUTE);
                looks.splice(0);
                clock.set(clock.now() + jump);
                const next = timer.nextAt('film') ?? 0;
                assert.ok(next > clock.now() && next <= clock.now() + 15 * MINUTE);
                assert.ok((clock.nextIn ?? 0) <= 30 * SECOND);
                watch('new', clock.now());
                await pass(25 * MINUTE);
                const counts = ['film', 'wish', 'new'].map((id) => looks.filter((look) => look.startsWith(`${id}@`)).length);
                assert.deepEqual(counts, [2, 1, 6]);
            });
        }

        it('does not wait for a time that was reported when it was ahead', async () => {
            const { pass, start, timer, watch, timesOf } = setup();
            watch('film', start + 10 * YEAR);
            timer.start();
            await pass(3 * MINUTE);
            assert.deepEqual(timesOf('film'), [120, 150]);
        });

        it('does not leave Jellyfin for down', async () => {
            const { clock, pass, start, timer, watch, told, state } = setup();
            watch('film', start - HOUR);
            state.isDown = true;
            timer.start();
            await pass(SECOND);
            clock.set(start - HOUR);
            state.isDown = false;
            await pass(MINUTE);
            assert.deepEqual([told[0], told.at(-1)], ['down refused until 10 due ', 'up']);
        });

        it('lets no more wishes pass', async () => {
            const { clock, pass, timer, watch, timesOf } = setup();
            watch('wish', null);
            timer.start();
            await pass(2 * MINUTE);
            timer.poke('wish');
            await pass(MINUTE);
            clock.set(clock.now() - HOUR);
            for (let told = 0; told < 30; told++) {
                timer.poke('wish');
                await pass(SECOND);
            }
            assert.equal(timesOf('wish').length, 2 + 3);
        });
    });

    it('leaves nothing behind when it is closed', async () => {
        const { pass, clock, start, state, timer, watch, looks } = setup();
        watch('film', start - HOUR);
        let release = (): void => undefined;
        state.hold = new Promise((resolve) => (release = resolve));
        timer.start();
        const closed = timer.close();
        assert.equal(clock.timers, 0);
        let isSettled = false;
        void closed.then(() => (isSettled = true));
        await settle();
        assert.equal(isSettled, false);
        release();
        await closed;
        timer.poke('film');
        await pass(HOUR);
        assert.deepEqual([looks.length, clock.timers], [1, 0]);
    });
});
