import assert from 'node:assert/strict';
import { inTime, LONGEST_WAIT_MS, type MediaError } from '../../../lib/model';
import { FakeClock } from '../../support/fake-clock';

describe('what is asked before something has begun', () => {
    it('waits for it', async () => {
        const clock = new FakeClock();
        let begin: (value: string) => void = () => undefined;
        const answer = inTime(new Promise<string>((resolve) => (begin = resolve)), clock);
        await clock.advance(LONGEST_WAIT_MS - 1);
        begin('begun');
        assert.equal(await answer, 'begun');
        await new Promise(setImmediate);
        assert.equal(clock.timers, 0);
    });

    it('is told after a while that it has not begun', async () => {
        const clock = new FakeClock();
        const answer = inTime(new Promise(() => undefined), clock);
        await clock.advance(LONGEST_WAIT_MS);
        await assert.rejects(answer, (error: MediaError) => error.code === 'not_begun');
    });

    it('is told why it never will', async () => {
        await assert.rejects(inTime(Promise.reject(new Error('no disk')), new FakeClock()), /no disk/);
    });
});
