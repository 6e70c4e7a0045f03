import assert from 'node:assert/strict';
import { Pace } from '../../../../lib/arr/schedule/pace';
import { Rounds } from '../../../../lib/arr/schedule/rounds';
import { MediaError } from '../../../../lib/model';
import { FakeClock } from '../../../support/fake-clock';

describe('rounds of questions', () => {
    function setup() {
        const clock = new FakeClock();
        const asked: string[] = [];
        const faults: unknown[] = [];
        const state = { fails: false, hold: Promise.resolve() };
        const rounds = new Rounds<'history' | 'queue' | 'titles'>({
            clock,
            run: async (due) => {
                asked.push([...due].sort().join('+'));
                await state.hold;
                if (state.fails) throw new Error('away');
            },
            onFault: (thrown) => {
                faults.push(thrown);
                return 10_000;
            },
        });
        return { clock, asked, faults, state, rounds };
    }

    it('what comes together is one round, however often it is wanted', async () => {
        const { clock, asked, rounds } = setup();
        for (let push = 0; push < 26; push++) rounds.want('history', 500);
        rounds.want('queue', 600);
        await clock.advance(499);
        assert.deepEqual(asked, []);
        await clock.advance(1);
        assert.deepEqual(asked, ['history+queue']);
        await clock.advance(60_000);
        assert.deepEqual(asked, ['history+queue']);
        assert.equal(clock.timers, 0);
    });

    it('what is wanted while a round runs is asked in the next', async () => {
        const { clock, asked, state, rounds } = setup();
        let release = (): void => undefined;
        state.hold = new Promise((resolve) => (release = resolve));
        rounds.want('history', 0);
        await clock.advance(0);
        rounds.want('history', 100);
        await clock.advance(5_000);
        assert.deepEqual(asked, ['history']);
        release();
        await clock.advance(0);
        await clock.advance(0);
        assert.deepEqual(asked, ['history', 'history']);
    });

    it('after a fault all waits, and what was due is asked again', async () => {
        const { clock, asked, faults, state, rounds } = setup();
        state.fails = true;
        rounds.want('history', 0);
        rounds.want('queue', 1_000);
        rounds.want('titles', 3_600_000);
        await clock.advance(5_000);
        assert.deepEqual(asked, ['history']);
        assert.equal(faults.length, 1);
        state.fails = false;
        await clock.advance(5_000);
        assert.deepEqual(asked, ['history', 'history+queue']);
        await clock.advance(3_000_000);
        assert.equal(asked.length, 2, 'what was to be asked later still is');
        await rounds.close();
        assert.equal(clock.timers, 0);
    });

    it('closing waits for the round that runs', async () => {
        const { clock, state, rounds } = setup();
        let release = (): void => undefined;
        state.hold = new Promise((resolve) => (release = resolve));
        rounds.want('history', 0);
        await clock.advance(0);
        let isClosed = false;
        const closing = rounds.close().then(() => (isClosed = true));
        await clock.advance(0);
        assert.equal(isClosed, false);
        release();
        await closing;
        rounds.want('history', 0);
        assert.equal(clock.timers, 0);
    });

    it('a server that fails is asked ever more slowly, one that starts every few seconds, one that refuses seldom', () => {
        const pace = new Pace();
        const dropped = new MediaError('dropped', 'dropped');
        assert.deepEqual(
            Array.from({ length: 8 }, () => pace.failed(dropped) / 1_000),
            [2, 10, 30, 60, 120, 300, 300, 300],
        );
        assert.equal(pace.failed(new MediaError('starting', 'starting')), 5_000);
        for (const code of ['unauthorised', 'wrong_kind', 'base_path'])
            assert.equal(pace.failed(new MediaError(code, code)), 300_000);
        pace.worked();
        assert.equal(pace.failed(dropped), 2_000);
    });
});
