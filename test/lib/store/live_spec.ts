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
