import assert from 'node:assert/strict';
import { readAsked } from '../../../lib/jellyfin';

describe('what a message asks of the verifier', () => {
    it('is about the request that it names: a change, an id, or a request', () => {
        const of = (payload: unknown) => readAsked(payload)?.requestId;
        assert.equal(of({ request: { id: 'a' }, requestId: 'b', id: 'c' }), 'a');
        assert.equal(of({ requestId: 'b', id: 'c' }), 'b');
        assert.equal(of({ id: 'c' }), 'c');
    });

    it('is an error when it names none', () => {
        for (const payload of [undefined, null, 'a', {}, { request: {} }, { id: 7 }])
            assert.throws(() => readAsked(payload), { code: 'no_request' });
    });

    it('is nothing when a download only goes on', () => {
        const change = { request: { id: 'a' }, from: 'downloading', to: 'downloading' };
        assert.equal(readAsked({ ...change, event: { kind: 'downloading' } }), null);
        assert.deepEqual(readAsked({ ...change, event: { kind: 'matched' } }), { requestId: 'a', isFound: false });
        assert.notEqual(readAsked({ ...change, from: 'grabbing', event: { kind: 'downloading' } }), null);
    });

    it('is more urgent when Seerr or Jellyfin says that it is there', () => {
        for (const [kind, isFound] of [
            ['library_added', true],
            ['reported_available', true],
            ['imported', false],
        ] as const)
            assert.equal(readAsked({ request: { id: 'a' }, event: { kind } })?.isFound, isFound);
    });
});
