import assert from 'node:assert/strict';
import { migrate, MIGRATIONS, migrateTo, type Versioned } from '../../../../lib/store/file/migrations';
import { emptyStore, STORE_VERSION } from '../../../../lib/store/file/shape';

describe('store migrations', () => {
    const steps = {
        1: (data: Versioned): Versioned => ({ ...data, seen: [...((data['seen'] as number[] | undefined) ?? []), 1] }),
        2: (data: Versioned): Versioned => ({ ...data, seen: [...((data['seen'] as number[] | undefined) ?? []), 2] }),
    };

    it('take every step that is due, in order', () => {
        assert.deepEqual(migrate({ version: 1 }, steps, 3), { version: 3, seen: [1, 2] });
        assert.deepEqual(migrate({ version: 2 }, steps, 3), { version: 3, seen: [2] });
    });

    it('leave alone what is up to date', () => {
        const data = emptyStore();
        assert.equal(migrate(data), data);
    });

    it('refuse a later version, and say what to do', () => {
        assert.throws(() => migrate({ version: 4 }, steps, 3), { code: 'store_newer', message: /version 4.*up to 3.*Update/ });
        assert.throws(() => migrateTo({ version: 1 }, STORE_VERSION + 1), { code: 'store_newer' });
    });

    for (const data of [null, 5, 'text', [], {}, { version: '1' }, { version: 1.5 }]) {
        it(`refuse what has no version: ${JSON.stringify(data)}`, () => {
            assert.throws(() => migrate(data), { code: 'store_broken' });
        });
    }

    it('refuse a version that never was', () => {
        assert.throws(() => migrate({ version: 0 }, steps, 3), {
            code: 'store_broken',
            message: /version 0, which never existed/,
        });
    });

    for (const [where, request] of [
        ['requests.a', null],
        ['requests.a', 'a film'],
        ['requests.a.episodes', { id: 'a', episodes: null }],
        ['requests.a.episodes', { id: 'a', episodes: { S01E01: {} } }],
        ['requests.a.timeline', { id: 'a', timeline: [null] }],
    ] as const) {
        it(`say what cannot be taken apart: ${JSON.stringify(request)}`, () => {
            const message = `The store file does not hold what it should: ${where} ${where === 'requests.a' ? 'is no request' : 'is no list of records'}`;
            assert.throws(() => migrate({ version: 2, requests: { a: request } }), { code: 'store_broken', message });
        });
    }

    it('have a step for every version there was', () => {
        const versions = Array.from({ length: STORE_VERSION - 1 }, (_, index) => String(index + 1));
        assert.deepEqual(Object.keys(MIGRATIONS), versions);
    });
});
