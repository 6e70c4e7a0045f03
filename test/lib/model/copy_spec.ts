import assert from 'node:assert/strict';
import { copyOf } from '../../../lib/model';

describe('copy', () => {
    it('is equal and shares nothing', () => {
        const value = { a: [{ b: 1, c: null }, 'text'], d: { e: undefined, f: false } };
        const copy = copyOf(value);
        assert.deepEqual(copy, value);
        assert.notEqual(copy.a, value.a);
        assert.notEqual(copy.a[0], value.a[0]);
        assert.notEqual(copy.d, value.d);
    });

    it('leaves out a key that would change what the copy is', () => {
        const value = JSON.parse('{"__proto__":{"polluted":true},"kept":1}') as object;
        const copy = copyOf(value);
        assert.deepEqual(Object.keys(copy), ['kept']);
        assert.equal((copy as { polluted?: boolean }).polluted, undefined);
    });
});
