import assert from 'node:assert/strict';
import { MediaError, toMediaError } from '../../../lib/model';

describe('media error', () => {
    it('has a code, the field at fault, and what caused it', () => {
        const cause = new Error('EACCES');
        const error = new MediaError('store_not_writable', 'The store cannot be written', { field: 'path', cause, retryAt: 5 });
        assert.equal(error.name, 'MediaError');
        assert.deepEqual([error.code, error.field, error.retryAt, error.cause], ['store_not_writable', 'path', 5, cause]);
        assert.ok(error instanceof Error);
    });

    it('has no cause where none was given', () => {
        assert.ok(!('cause' in new MediaError('no_store', 'Choose a media store')));
    });

    it('is made of whatever was thrown, and of itself not anew', () => {
        const error = new MediaError('no_store', 'Choose a media store');
        assert.equal(toMediaError(error), error);
        const plain = new TypeError('x is not a function');
        assert.deepEqual([toMediaError(plain).code, toMediaError(plain).message], ['internal', 'x is not a function']);
        assert.equal(toMediaError(plain).cause, plain);
        assert.equal(toMediaError('text').message, 'text');
    });
});
