import assert from 'node:assert/strict';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { MediaRequest } from '../../../lib/model';
import { SharedBookkeeping, shareStrings } from '../../../lib/store/sharing';
import { episode, movie, show } from '../../support/requests';

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

describe('shared bookkeeping', () => {
    const read = (request: MediaRequest): MediaRequest => JSON.parse(JSON.stringify(request)) as MediaRequest;

    it('leaves a request what it was, and keeps what its episodes have in common once', () => {
        const told = { attempts: [{ downloadId: 'abc', at: '2026-01-22T04:00:00.000Z' }], sources: { title: 'sonarr' } };
        const original = show([
            episode(1, 'grabbing', told),
            episode(2, 'grabbing', told),
            episode(3, 'grabbing', { ...told, sources: { title: 'seerr' } }),
        ]);
        const request = read(original);
        new SharedBookkeeping().share(request);
        assert.deepEqual(request, original);
        const [first, second, third] = request.episodes;
        assert.equal(first?.attempts, second?.attempts);
        assert.equal(first?.sources, second?.sources);
        assert.notEqual(first?.sources, third?.sources);
    });

    it('keeps who told what once for all requests', () => {
        const [a, b] = [read(movie({ sources: { title: 'seerr' } })), read(movie({ sources: { title: 'seerr' } }))];
        const bookkeeping = new SharedBookkeeping();
        for (const request of [a, b]) bookkeeping.share(request);
        assert.equal(a.sources, b.sources);
    });
});
