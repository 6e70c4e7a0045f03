import assert from 'node:assert/strict';
import { Pace } from '../../../../lib/store/file/pace';
import { FakeClock } from '../../../support/fake-clock';

describe('pace', () => {
    let clock: FakeClock;
    let pace: Pace;

    beforeEach(() => {
        clock = new FakeClock();
        pace = new Pace(clock);
    });

    /** Whether a rest is over. */
    function watched(rest: Promise<void>): { isOver: boolean } {
        const seen = { isOver: false };
        void rest.then(() => (seen.isOver = true));
        return seen;
    }

    it('rests three times as long as it has worked', async () => {
        const rest = pace.begin();
        await clock.advance(10);
        const seen = watched(rest());
        await clock.advance(29);
        assert.equal(seen.isOver, false);
        await clock.advance(1);
        assert.equal(seen.isOver, true);
        assert.equal(clock.timers, 0);
    });

    it('works on while less than a timer can tell has passed, and counts it', async () => {
        const rest = pace.begin();
        await clock.advance(3);
        await rest();
        await clock.advance(3);
        const seen = watched(rest());
        await clock.advance(17);
        assert.equal(seen.isOver, false);
        await clock.advance(1);
        assert.equal(seen.isOver, true);
    });

    it('rests no more once somebody waits', async () => {
        const rest = pace.begin();
        await clock.advance(1_000);
        const resting = rest();
        pace.hurry();
        await resting;
        await clock.advance(1_000);
        await rest();
        assert.equal(clock.timers, 0);
    });
});
