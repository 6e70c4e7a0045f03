import assert from 'node:assert/strict';
import { StoreCheck } from '../../../lib/store/check';
import { emptyStore } from '../../../lib/store/shape';
import { movie } from '../../support/requests';

describe('check of what was read', () => {
    it('takes a store as it is', () => {
        const store = { ...emptyStore(), requests: { a: movie({ id: 'a' }) }, cursors: { sonarr: '7' } };
        assert.equal(new StoreCheck().store(store), store);
    });

    for (const [what, broken, where] of [
        ['a request without a title’s type', { requests: { a: { ...movie(), title: 7 } } }, /requests\.title/],
        ['a state that is none', { requests: { a: { ...movie(), state: 'stuck' } } }, /requests\.state/],
        ['a record that is nothing', { inbox: { a: null } }, /inbox/],
        ['a cursor that is no text', { cursors: { sonarr: 7 } }, /cursors/],
        ['a part that is missing', { unmatched: undefined }, /unmatched is missing/],
    ] as const) {
        it(`refuses ${what}, and says where`, () => {
            assert.throws(() => new StoreCheck().store({ ...emptyStore(), ...broken }), { code: 'store_broken', message: where });
        });
    }

    it('refuses a record while it is read, and only if it is of today’s version', () => {
        const check = new StoreCheck();
        assert.throws(() => check.record('requests', { title: 7 }, emptyStore().version), { code: 'store_broken' });
        check.record('requests', { title: 7 }, 0);
        check.record('of another version', 7, emptyStore().version);
    });
});
