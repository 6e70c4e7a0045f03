import assert from 'node:assert/strict';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { shareStrings } from '../../../lib/store/shared-strings';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
    collectGarbage();
    return getHeapStatistics().used_heap_size;
}

describe('shared strings', () => {
    const TEXT = JSON.stringify({
        title: 'A',
        year: 2004,
        failure: null,
        isAnime: false,
        empty: '',
        episodes: [
            { state: 'available', attempts: [{ downloadId: 'abc' }], sources: { title: 'sonarr', quality: 'sonarr' } },
            { state: 'available', attempts: [{ downloadId: 'abc' }], sources: {} },
        ],
        labels: ['A', 'abc', 'A'],
    });

    it('leave a record what it was', () => {
        const record = JSON.parse(TEXT) as object;
        shareStrings(record);
        assert.equal(JSON.stringify(record), TEXT);
    });

    it('keep equal strings once', () => {
        const text = JSON.stringify(Array.from({ length: 200 }, () => 'a release title of some length '.repeat(100)));
        const before = heapBytes();
        const records = Array.from({ length: 10 }, () => JSON.parse(text) as string[]);
        const apart = heapBytes() - before;
        for (const record of records) shareStrings(record);
        const shared = heapBytes() - before;
        assert.ok(shared < apart / 20, `${shared} bytes shared, ${apart} apart`);
        assert.equal(records.length, 10);
    });
});
