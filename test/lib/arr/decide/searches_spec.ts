import assert from 'node:assert/strict';
import { readSearch } from '../../../../lib/arr/decide/searches';

describe('what the log tells of a search', () => {
    const window = { startedAt: 1_000_000, endedAt: 1_010_000 };
    const lines = (...messages: string[]) =>
        ['Before', ...messages].map((message, index) => ({ id: index, time: index === 0 ? 990_000 : 1_005_000, message }));
    const read = (...messages: string[]) => readSearch('Night Train', window, lines(...messages));
    const ours = 'Searching indexers for [Night Train]. 2 active indexers';
    const others = 'Searching indexers for [Night Trains]. 2 active indexers';

    it('is how many releases there were', () => {
        assert.deepEqual(read(ours, 'Processing 12 releases'), { offered: 12 });
        assert.deepEqual(read(ours, 'No results found'), { offered: 0 });
        assert.deepEqual(read(ours, 'Processing 12 releases', ours, 'Processing 3 releases'), { offered: 15 });
    });

    it('is of a title, and not of one that begins like it', () => {
        assert.deepEqual(read(others, 'Processing 12 releases'), {});
        assert.deepEqual(read(others, 'Processing 12 releases', ours, 'No results found'), { offered: 0 });
        const episode = 'Searching indexers for [Night Train : S01E02]. 1 active indexers';
        assert.deepEqual(read(episode, 'Processing 2 releases'), { offered: 2 });
    });

    it('is nothing where another search ran at the same time: no number is anybody’s then', () => {
        assert.deepEqual(read(ours, others, 'Processing 12 releases', 'No results found'), {});
        assert.deepEqual(read(others, ours, 'Processing 12 releases', 'No results found'), {});
    });

    it('is nothing where what is new was looked through at the same time', () => {
        assert.deepEqual(read(ours, 'Starting RSS Sync', 'Processing 90 releases'), {});
        const after = read(
            'Starting RSS Sync',
            'Processing 90 releases',
            'RSS Sync Completed. Reports found: 90, Reports grabbed: 0',
            ours,
            'Processing 2 releases',
        );
        assert.deepEqual(after, { offered: 2 });
    });

    it('is nothing where the log does not reach back to its beginning, or is not kept', () => {
        const late = lines(ours, 'No results found').slice(1);
        assert.deepEqual(readSearch('Night Train', window, late), {});
        assert.deepEqual(readSearch('Night Train', window, []), {});
    });

    it('is which release the client did not take, and why', () => {
        const message =
            "Couldn't add release 'Night.Train.2009.1080p' from Indexer Mock to download queue.: Download client failed to add torrent";
        const notAdded = { release: 'Night.Train.2009.1080p', message: 'Download client failed to add torrent' };
        assert.deepEqual(read(ours, 'Processing 2 releases', message), { offered: 2, notAdded });
        assert.deepEqual(read(others, 'Processing 2 releases', message), {});
        const gone = "Failed to download release 'Night.Train' from Indexer Mock. Release not available";
        assert.deepEqual(read(ours, 'Processing 1 releases', gone).notAdded, {
            release: 'Night.Train',
            message: 'Release not available',
        });
    });
});
