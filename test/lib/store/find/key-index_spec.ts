import assert from 'node:assert/strict';
import { KeyIndex } from '../../../../lib/store/find/key-index';

describe('key index', () => {
    const KEY = 'tmdb:movie:1';

    it('gives every record that goes by a key', () => {
        const index = new KeyIndex();
        assert.deepEqual([...index.get(KEY)], []);
        index.add(KEY, 'a');
        assert.deepEqual([...index.get(KEY)], ['a']);
        index.add(KEY, 'b');
        index.add(KEY, 'c');
        assert.deepEqual([...index.get(KEY)], ['a', 'b', 'c']);
        assert.deepEqual([...index.get('tmdb:tv:1')], []);
    });

    it('takes a record once', () => {
        const index = new KeyIndex();
        for (const id of ['a', 'a', 'b', 'a']) index.add(KEY, id);
        assert.deepEqual([...index.get(KEY)], ['a', 'b']);
    });

    it('forgets records one by one, and a key with its last one', () => {
        const index = new KeyIndex();
        for (const id of ['a', 'b']) index.add(KEY, id);
        index.remove(KEY, 'a');
        assert.deepEqual([...index.get(KEY)], ['b']);
        assert.equal(index.isEmpty, false);
        index.remove(KEY, 'b');
        assert.deepEqual([...index.get(KEY)], []);
        assert.equal(index.isEmpty, true);

        index.add(KEY, 'c');
        index.remove(KEY, 'c');
        assert.equal(index.isEmpty, true);
    });

    it('does not mind a record that does not go by the key', () => {
        const index = new KeyIndex();
        index.remove(KEY, 'a');
        index.add(KEY, 'a');
        index.remove(KEY, 'b');
        assert.deepEqual([...index.get(KEY)], ['a']);
        index.add(KEY, 'b');
        index.remove(KEY, 'c');
        assert.deepEqual([...index.get(KEY)], ['a', 'b']);
    });
});
