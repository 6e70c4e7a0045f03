import assert from 'node:assert/strict';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { SubjectState } from '../../../../lib/model';
import { shareStrings, Sharing } from '../../../../lib/store/file/sharing';
import { episode, movie } from '../../../support/requests';

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

describe('what records share', () => {
    type Read = Record<string, unknown> & SubjectState;
    const read = (record: object): Read => JSON.parse(JSON.stringify(record)) as Read;

    it('leaves records what they were, and keeps once what episodes of one request have in common', () => {
        const told = { attempts: [{ downloadId: 'abc', at: '2026-01-22T04:00:00.000Z' }], sources: { title: 'sonarr' } };
        const originals = [
            episode(1, 'grabbing', told),
            episode(2, 'grabbing', told),
            episode(3, 'grabbing', { ...told, sources: { title: 'seerr' } }),
        ];
        const records = originals.map(read);
        const sharing = new Sharing();
        for (const record of records) sharing.share(record);
        assert.deepEqual(records, originals);
        const [first, second, third] = records;
        assert.equal(first?.attempts, second?.attempts);
        assert.equal(first?.sources, second?.sources);
        assert.notEqual(first?.sources, third?.sources);
    });

    it('keeps who told what once for all requests', () => {
        const [a, b] = [read(movie({ sources: { title: 'seerr' } })), read(movie({ sources: { title: 'seerr' } }))];
        const sharing = new Sharing();
        for (const request of [a, b]) sharing.share(request);
        assert.equal(a.sources, b.sources);
    });
});
