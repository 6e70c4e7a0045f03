import assert from 'node:assert/strict';
import { LiveFigures } from '../../../lib/store';

describe('live figures', () => {
    const check = { at: '', code: 'not_found', message: 'Jellyfin has no such item' };

    it('keep the newest per download and per request', () => {
        const live = new LiveFigures();
        live.setTransfer('aa', { percent: 1 });
        live.setTransfer('aa', { percent: 2 });
        live.setCheck('request-1', check);
        assert.deepEqual(live.transferOf('aa'), { percent: 2 });
        assert.deepEqual(live.checkOf('request-1'), check);
        assert.equal(live.transferOf(undefined), undefined);
        assert.equal(live.checkOf('request-2'), undefined);
    });

    it('are bounded: the download that was not heard of for longest goes first', () => {
        const live = new LiveFigures();
        live.setTransfer('old', { percent: 1 });
        live.setTransfer('alive', { percent: 1 });
        for (let number = 0; number < 10_000; number++) {
            live.setTransfer(`failed-${number}`, {});
            live.setTransfer('alive', { percent: 2 });
        }
        assert.equal(live.transferOf('old'), undefined);
        assert.deepEqual(live.transferOf('alive'), { percent: 2 });
    });

    it('forget what belongs to one request', () => {
        const live = new LiveFigures();
        live.setTransfer('aa', { percent: 1 });
        live.setTransfer('bb', { percent: 1 });
        live.setCheck('request-1', check);
        live.forget('request-1', ['aa']);
        assert.equal(live.transferOf('aa'), undefined);
        assert.equal(live.checkOf('request-1'), undefined);
        assert.deepEqual(live.transferOf('bb'), { percent: 1 });
    });
});
