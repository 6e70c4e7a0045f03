import assert from 'node:assert/strict';
import { StoreCheck } from '../../../../lib/store/file/check';
import { emptyJson, STORE_VERSION } from '../../../../lib/store/file/shape';
import { movie } from '../../../support/requests';

describe('check of what was read', () => {
    it('takes a store as it is', () => {
        const request = movie({ id: 'a' });
        const data = new StoreCheck().store({ ...emptyJson(), requests: { a: request }, cursors: { sonarr: '7' } });
        assert.equal(data.requests.get('a'), request);
        assert.deepEqual([data.version, data.cursors], [STORE_VERSION, new Map([['sonarr', '7']])]);
    });

    for (const [what, broken, where] of [
        ['a request without a title’s type', { requests: { a: { ...movie(), title: 7 } } }, /requests\.title/],
        ['a state that is none', { requests: { a: { ...movie(), state: 'stuck' } } }, /requests\.state/],
        ['a record that is nothing', { inbox: { a: null } }, /inbox/],
        ['a cursor that is no text', { cursors: { sonarr: 7 } }, /cursors/],
        ['a part that is missing', { unmatched: undefined }, /unmatched is missing/],
    ] as const) {
        it(`refuses ${what}, and says where`, () => {
            assert.throws(() => new StoreCheck().store({ ...emptyJson(), ...broken }), { code: 'store_broken', message: where });
        });
    }

    it('refuses a record while it is read, and only if it is of today’s version', () => {
        const check = new StoreCheck();
        assert.throws(() => check.record('requests', { title: 7 }, STORE_VERSION), { code: 'store_broken' });
        check.record('requests', { title: 7 }, 0);
        check.record('of another version', 7, STORE_VERSION);
    });
});
