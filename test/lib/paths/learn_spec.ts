import assert from 'node:assert/strict';
import { foldersOf, learnFolders, type LearnedFolder, mappingsLearned, mapPath, type SameFile } from '../../../lib/paths';

const same = (here: string, there: string): SameFile => ({ here, there });

interface Layout {
    name: string;
    folders: string[];
    files: SameFile[];
    typed?: { from: string; to: string }[];
    expected: Pick<LearnedFolder, 'folder' | 'status'>[] & Partial<LearnedFolder>[];
    /** Files that are to come, as both have them: what is learned must never lead elsewhere. */
    later?: SameFile[];
}

/** How containers are laid out in homes. */
const LAYOUTS: Layout[] = [
    {
        name: 'one volume under the same path everywhere',
        folders: ['/data/media/tv'],
        files: [same('/data/media/tv/Harbour/Season 1/a.mkv', '/data/media/tv/Harbour/Season 1/a.mkv')],
        expected: [{ folder: '/data/media/tv', status: 'same', to: '/data/media/tv', proofs: 1 }],
        later: [same('/data/media/tv/Moon/b.mkv', '/data/media/tv/Moon/b.mkv')],
    },
    {
        name: 'other mounts in each container',
        folders: ['/tv', '/movies'],
        files: [
            same('/tv/Harbour/Season 1/a.mkv', '/media/series/Harbour/Season 1/a.mkv'),
            same('/movies/Tide (2020)/Tide.mkv', '/media/films/Tide (2020)/Tide.mkv'),
        ],
        expected: [
            { folder: '/tv', status: 'mapped', to: '/media/series', proofs: 1 },
            { folder: '/movies', status: 'mapped', to: '/media/films', proofs: 1 },
        ],
        later: [same('/tv/Moon/Season 2/x.mkv', '/media/series/Moon/Season 2/x.mkv')],
    },
    {
        name: 'a root folder within a library of the other, which has more',
        folders: ['/data/tv'],
        files: [same('/data/tv/Harbour/a.mkv', '/mnt/library/tv/Harbour/a.mkv')],
        expected: [{ folder: '/data/tv', status: 'mapped', to: '/mnt/library/tv', proofs: 1 }],
        later: [same('/data/anime/Moon/b.mkv', '/data/anime/Moon/b.mkv')],
    },
    {
        name: 'Windows beside Linux',
        folders: ['D:\\Media\\TV'],
        files: [same('D:\\Media\\TV\\Harbour\\Season 1\\a.mkv', '/mnt/tv/harbour/Season 1/a.mkv')],
        expected: [{ folder: 'D:/Media/TV', status: 'mapped', to: '/mnt/tv', proofs: 1 }],
    },
    {
        name: 'Linux beside a Windows share',
        folders: ['/tv'],
        files: [
            same('/tv/Harbour/a.mkv', '\\\\nas\\media\\TV\\Harbour\\a.mkv'),
            same('/tv/Moon/b.mkv', '\\\\NAS\\media\\tv\\Moon\\b.mkv'),
        ],
        expected: [{ folder: '/tv', status: 'mapped', to: '/nas/media/TV', proofs: 2 }],
    },
    {
        name: 'a link resolved by one of them: each show on its own disk',
        folders: ['/tv'],
        files: [same('/tv/Harbour/a.mkv', '/pool1/Harbour/a.mkv'), same('/tv/Moon/b.mkv', '/pool2/Moon/b.mkv')],
        expected: [{ folder: '/tv', status: 'open', reason: 'conflict' }],
    },
    {
        name: 'one subfolder is a link elsewhere',
        folders: ['/tv'],
        files: [same('/tv/Harbour/a.mkv', '/media/tv/Harbour/a.mkv'), same('/tv/Kids/Moon/b.mkv', '/media/children/Moon/b.mkv')],
        expected: [{ folder: '/tv', status: 'open', reason: 'conflict' }],
    },
    {
        name: 'two libraries, one inside the other',
        folders: ['/data', '/data/anime'],
        files: [
            same('/data/Harbour/a.mkv', '/media/tv/Harbour/a.mkv'),
            same('/data/anime/Moon/b.mkv', '/shoko/import/Moon/b.mkv'),
        ],
        expected: [
            { folder: '/data', status: 'mapped', to: '/media/tv', proofs: 1 },
            { folder: '/data/anime', status: 'mapped', to: '/shoko/import', proofs: 1 },
        ],
        later: [same('/data/anime/Sun/c.mkv', '/shoko/import/Sun/c.mkv')],
    },
    {
        name: 'the same file name in a copy elsewhere (a backup that is shown too)',
        folders: ['/tv'],
        files: [same('/tv/Harbour/a.mkv', '/media/tv/Harbour/a.mkv'), same('/tv/Harbour/a.mkv', '/backup/tv/Harbour/a.mkv')],
        expected: [{ folder: '/tv', status: 'open', reason: 'conflict' }],
    },
    {
        name: 'a library of links that are called otherwise (Shokofin)',
        folders: ['/anime'],
        files: [same('/anime/Moon/01.mkv', '/config/Shokofin/VFS/12/Moon [Shoko Series=3]/S01E01 [Shoko File=7].mkv')],
        expected: [{ folder: '/anime', status: 'open', reason: 'other_names' }],
    },
    {
        name: 'a folder of which nothing was imported yet',
        folders: ['/tv', '/tv-4k'],
        files: [same('/tv/Harbour/a.mkv', '/media/tv/Harbour/a.mkv')],
        expected: [
            { folder: '/tv', status: 'mapped', to: '/media/tv', proofs: 1 },
            { folder: '/tv-4k', status: 'open', reason: 'no_file' },
        ],
        later: [same('/tv-4k/Harbour/a.mkv', '/tv-4k/Harbour/a.mkv')],
    },
    {
        name: 'what is typed wins, and a file that speaks against it is shown',
        folders: ['/tv', '/movies'],
        typed: [
            { from: '/tv', to: '/media/series' },
            { from: '/movies', to: '/media/films' },
        ],
        files: [same('/tv/Harbour/a.mkv', '/media/tv/Harbour/a.mkv'), same('/movies/Tide/t.mkv', '/media/films/Tide/t.mkv')],
        expected: [
            {
                folder: '/tv',
                status: 'typed',
                to: '/media/series',
                proofs: 0,
                against: same('/tv/Harbour/a.mkv', '/media/tv/Harbour/a.mkv'),
            },
            { folder: '/movies', status: 'typed', to: '/media/films', proofs: 1 },
        ],
    },
    {
        name: 'names that differ in case only, on Linux',
        folders: ['/tv'],
        files: [same('/tv/harbour/a.mkv', '/media/tv/Harbour/a.mkv')],
        expected: [{ folder: '/tv', status: 'open', reason: 'other_names' }],
    },
    {
        name: 'a film beside others in its root folder, and a name of macOS',
        folders: ['/films'],
        files: [same('/films/Caf\u00e9 (2020).mkv', '/Volumes/Films/Cafe\u0301 (2020).mkv')],
        expected: [{ folder: '/films', status: 'mapped', to: '/Volumes/Films', proofs: 1 }],
    },
];

describe('learning how folders correspond', () => {
    for (const { name, folders, files, typed, expected, later = [] } of LAYOUTS) {
        it(name, () => {
            const learnt = learnFolders(folders, files, typed);
            assert.equal(learnt.length, expected.length);
            for (const [index, want] of expected.entries())
                for (const [key, value] of Object.entries(want))
                    assert.deepEqual(learnt[index]?.[key as keyof LearnedFolder], value, `${name}: ${key}`);
            const mappings = mappingsLearned(learnt);
            for (const { here, there } of later) assert.equal(mapPath(here, mappings), there);
            // Whatever was learned is true of the files that it was learned from.
            for (const { folder, status, to, proof } of learnt)
                if (status === 'mapped' && proof !== undefined)
                    assert.equal(
                        mapPath(proof.here, [{ from: folder, to: to ?? '' }]).toLowerCase(),
                        mapPath(proof.there, []).toLowerCase(),
                    );
        });
    }

    it('tells folders from files where a service lists none', () => {
        const files = [
            same('/data/tv/Harbour/S1/a.mkv', '/media/tv/Harbour/S1/a.mkv'),
            same('/data/tv/Moon/S1/b.mkv', '/media/tv/Moon/S1/b.mkv'),
        ];
        assert.deepEqual(foldersOf(files), ['/data/tv']);
        assert.deepEqual(mappingsLearned(learnFolders(foldersOf(files), files)), [{ from: '/data/tv', to: '/media/tv' }]);
    });

    it('tells no folder from one file, nor from what has nothing in common', () => {
        assert.deepEqual(foldersOf([same('/data/tv/Harbour/a.mkv', '/media/tv/Harbour/a.mkv')]), []);
        assert.deepEqual(foldersOf([same('/a/1.mkv', '/b/2.mkv'), same('/a/3.mkv', '/b/4.mkv')]), []);
    });
});
