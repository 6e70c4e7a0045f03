import assert from 'node:assert/strict';
import { Breath, TOLD_AT_ONCE } from '../../../lib/model';
import { FakeClock } from '../../support/fake-clock';
import { longestStretch, TickingClock } from '../../support/ticking-clock';

describe('Breath', () => {
    const pieces = async (breath: Breath, count: number, piece: () => void = () => undefined): Promise<void> => {
        for (let index = 0; index < count; index++) {
            piece();
            await breath.take();
        }
    };

    it('gives others their turn when a stretch has lasted long enough', async () => {
        const clock = new TickingClock();
        const breath = new Breath(clock);
        const stretch = await longestStretch(clock, () => pieces(breath, 1_000));
        assert.ok(stretch > 1 && stretch <= 10, `${stretch} ms`);
    });

    it('and when it has told enough, however short a time that took', async () => {
        let told = 0;
        const others = new Promise<number>((resolve) => setImmediate(() => resolve(told)));
        await pieces(new Breath(new FakeClock(), TOLD_AT_ONCE), 100, () => (told += 1));
        assert.deepEqual([await others, told], [TOLD_AT_ONCE, 100]);
    });

    it('goes on at once with what is short', async () => {
        let isTurn = false;
        setImmediate(() => (isTurn = true));
        await pieces(new Breath(new FakeClock()), 100);
        assert.equal(isTurn, false);
    });
});
