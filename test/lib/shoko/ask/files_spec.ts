import assert from 'node:assert/strict';
import { readFile } from '../../../../lib/shoko/ask/files';

describe('readFile', () => {
    const rest = {
        ID: 7,
        Size: 1,
        Hashes: [{ Type: 'ED2K', Value: 'A' }],
        Locations: [
            { ID: 1, FileID: 7, ManagedFolderID: 2, RelativePath: 'Show/01.mkv', AbsolutePath: '/x', IsAccessible: true },
            { ID: 2, FileID: 7, ManagedFolderID: 3, RelativePath: 'Other/01.mkv', IsAccessible: false },
        ],
        SeriesIDs: [
            { SeriesID: { ID: 5, AniDB: 9 }, EpisodeIDs: [{ ID: 50, AniDB: 500 }, { ID: 51 }] },
            { SeriesID: { ID: null, AniDB: 10 }, EpisodeIDs: [{ ID: null, AniDB: 501 }] },
        ],
    };

    it('reads locations and the references that have a Shoko series', () => {
        assert.deepEqual(readFile(rest), {
            id: 7,
            locations: [
                { folderId: 2, relativePath: 'Show/01.mkv' },
                { folderId: 3, relativePath: 'Other/01.mkv' },
            ],
            references: [
                { seriesId: 5, episodeId: 50 },
                { seriesId: 5, episodeId: 51 },
            ],
            linked: true,
        });
    });

    it('tells a file that is linked but has no series yet from one that is not linked', () => {
        const linked = readFile({
            ...rest,
            SeriesIDs: [{ SeriesID: { ID: null, AniDB: 9 }, EpisodeIDs: [{ ID: null, AniDB: 1 }] }],
        });
        assert.deepEqual([linked.references, linked.linked], [[], true]);
        const unknown = readFile({ ...rest, SeriesIDs: undefined });
        assert.deepEqual([unknown.references, unknown.linked], [[], false]);
        const empty = readFile({ ...rest, SeriesIDs: [] });
        assert.deepEqual([empty.references, empty.linked], [[], false]);
    });

    it('refuses what is no file', () => {
        for (const wrong of [null, 'x', {}, { ID: 'seven' }, []]) {
            assert.throws(() => readFile(wrong), { code: 'not_shoko' });
        }
    });
});
