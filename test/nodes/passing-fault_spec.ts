import assert from 'node:assert/strict';
import { FAULT_SHOWN_MS, PassingFault } from '../../nodes/shared/passing-fault';
import { FakeClock } from '../support/fake-clock';

describe('a fault of the moment', () => {
    let clock: FakeClock;
    let shown: number;
    let fault: PassingFault;

    beforeEach(() => {
        clock = new FakeClock();
        shown = 0;
        fault = new PassingFault(clock, () => (shown += 1));
    });

    it('is gone some time after the last of it', async () => {
        fault.begin();
        await clock.advance(FAULT_SHOWN_MS - 1);
        fault.begin();
        await clock.advance(FAULT_SHOWN_MS - 1);
        assert.equal(shown, 0);
        await clock.advance(1);
        assert.equal(shown, 1);
        assert.equal(clock.timers, 0);
    });

    it('is not taken back when something else is shown already', async () => {
        fault.begin();
        fault.end();
        await clock.advance(FAULT_SHOWN_MS);
        assert.equal(shown, 0);
    });
});
