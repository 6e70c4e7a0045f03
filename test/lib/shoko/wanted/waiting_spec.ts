import assert from 'node:assert/strict';
import { type WaitingFile, WaitingFiles } from '../../../../lib/shoko/wanted/waiting';

const unsureSince = '2026-01-22T04:00:00.000Z';

describe('WaitingFiles', () => {
    const setup = (all: Record<string, WaitingFile[]>) => {
        const asked: string[] = [];
        const files = new WaitingFiles({
            all: () => Object.entries(all).flatMap(([requestId, each]) => each.map((file) => ({ ...file, requestId }))),
            of: (requestId) => {
                asked.push(requestId);
                return all[requestId] ?? [];
            },
        });
        files.count();
        return { all, asked, files };
    };

    it('are counted once each, without what nobody says is anime', () => {
        const { files } = setup({
            a: [{ path: '/data/Show - 01-02.mkv' }, { path: '/data/show - 01-02.mkv' }],
            b: [{ path: '/data/Film.mkv', unsureSince }],
        });
        assert.deepEqual([files.size, files.paths()], [1, ['/data/show - 01-02.mkv']]);
        assert.deepEqual(files.named('/elsewhere/SHOW - 01-02.mkv'), ['/data/show - 01-02.mkv']);
    });

    it('of a request that changed are counted without asking for any other', () => {
        const { all, asked, files } = setup({ a: [{ path: '/data/1.mkv' }], b: [{ path: '/data/2.mkv' }] });
        all['a'] = [{ path: '/data/1.mkv' }, { path: '/data/3.mkv' }];
        assert.deepEqual(files.countOf(['a']), ['/data/3.mkv']);
        assert.deepEqual(asked, ['a']);
        assert.deepEqual(files.paths().sort(), ['/data/1.mkv', '/data/2.mkv', '/data/3.mkv']);
        all['a'] = [];
        assert.deepEqual(files.countOf(['a']), []);
        assert.deepEqual(files.paths(), ['/data/2.mkv']);
        assert.deepEqual(files.named('/data/1.mkv'), []);
    });

    it('that two requests wait for are there until both have it', () => {
        const both = [{ path: '/data/1.mkv' }];
        const { all, files } = setup({ a: both, b: both });
        all['a'] = [];
        assert.deepEqual([files.countOf(['a']), files.size], [[], 1]);
        all['b'] = [];
        assert.deepEqual([files.countOf(['b']), files.size], [[], 0]);
    });

    it('that go from one request to another are not new', () => {
        const { all, files } = setup({ a: [{ path: '/data/1.mkv' }] });
        all['b'] = all['a'] ?? [];
        all['a'] = [];
        assert.deepEqual([files.countOf(['a', 'b']), files.size], [[], 1]);
    });

    it('of a request that is gone are gone with the next count of all', () => {
        const { all, files } = setup({ a: [{ path: '/data/1.mkv' }] });
        delete all['a'];
        assert.deepEqual([files.count(), files.size], [[], 0]);
    });
});
