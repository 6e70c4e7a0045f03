import assert from 'node:assert/strict';
import { isoNow, systemClock } from '../../../lib/model';
import { FakeClock } from '../../support/fake-clock';

describe('system clock', () => {
    it('tells the time', () => {
        const before = Date.now();
        const now = systemClock.now();
        assert.ok(before <= now && now <= Date.now());
    });

    it('measures what passes', async () => {
        const before = systemClock.monotonic();
        await new Promise<void>((resolve) => systemClock.after(2, resolve));
        assert.ok(systemClock.monotonic() > before);
    });

    it('calls back once', async () => {
        await new Promise<void>((resolve) => systemClock.after(1, resolve));
    });

    it('does not call back what was cancelled', async () => {
        let calls = 0;
        const timer = systemClock.after(1, () => (calls += 1));
        timer.cancel();
        timer.cancel();
        await new Promise<void>((resolve) => systemClock.after(2, resolve));
        assert.equal(calls, 0);
    });

    it('waits for longer than one timer of Node.js can', (done) => {
        const timer = systemClock.after(2 ** 31, () => done(new Error('called back at once')));
        systemClock.after(5, () => {
            timer.cancel();
            done();
        });
    });
});

describe('time as text', () => {
    it('is UTC', () => {
        assert.equal(isoNow(new FakeClock(0)), '1970-01-01T00:00:00.000Z');
    });
});
