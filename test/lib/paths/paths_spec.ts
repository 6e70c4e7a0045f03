import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
    bestPathMatch,
    commonSuffixSegments,
    comparablePath,
    fileNameOf,
    isInFolder,
    joinPath,
    mapPath,
    movedPath,
    normalisePath,
    segmentsOf,
    tellingTail,
    type PathMatch,
} from '../../../lib/paths';

const NFD = 'Pokémon'.normalize('NFD');
const NFC = 'Pokémon'.normalize('NFC');

describe('normalisePath', () => {
    const cases: [given: string, expected: string][] = [
        ['/anime/Show/01.mkv', '/anime/Show/01.mkv'],
        ['/anime//Show///01.mkv', '/anime/Show/01.mkv'],
        ['/anime/Show/', '/anime/Show'],
        ['C:\\Anime\\Show\\01.mkv', 'C:/Anime/Show/01.mkv'],
        ['C:\\Anime\\', 'C:/Anime'],
        ['\\\\nas\\anime\\01.mkv', '/nas/anime/01.mkv'],
        ['\\Show\\01.mkv', '/Show/01.mkv'],
        ['/', '/'],
        ['//', '/'],
        ['', ''],
        [`/anime/${NFD}/01.mkv`, `/anime/${NFC}/01.mkv`],
    ];
    for (const [given, expected] of cases)
        it(`${JSON.stringify(given)} is ${expected}`, () => assert.equal(normalisePath(given), expected));
});

describe('segmentsOf, fileNameOf, joinPath', () => {
    it('cuts Windows and Unix paths alike', () => {
        assert.deepEqual(segmentsOf('C:\\Anime\\Show\\01.mkv'), ['C:', 'Anime', 'Show', '01.mkv']);
        assert.deepEqual(segmentsOf('/anime/Show/01.mkv'), ['anime', 'Show', '01.mkv']);
        assert.deepEqual(segmentsOf('/'), []);
        assert.equal(fileNameOf('\\Show\\01.mkv'), '01.mkv');
        assert.equal(fileNameOf(''), '');
    });

    const joins: [folder: string, relative: string, expected: string][] = [
        ['/anime/', '/Show/01.mkv', '/anime/Show/01.mkv'],
        ['/anime', 'Show/01.mkv', '/anime/Show/01.mkv'],
        ['C:\\Anime\\', '\\Show\\01.mkv', 'C:/Anime/Show/01.mkv'],
        ['/', '/01.mkv', '/01.mkv'],
    ];
    for (const [folder, relative, expected] of joins) {
        it(`${folder} with ${relative} is ${expected}`, () => assert.equal(joinPath(folder, relative), expected));
    }
});

describe('isInFolder', () => {
    const cases: [path: string, folder: string, expected: boolean][] = [
        ['/data/shows/Show/Season 1/01.mkv', '/data/shows/Show', true],
        ['/data/shows/Show/', '/data/shows/Show', true],
        ['/data/shows/Show 2/01.mkv', '/data/shows/Show', false],
        ['/data/downloads/Show/01.mkv', '/data/shows/Show', false],
        ['Season 1/01.mkv', '/data/shows/Show', false],
        ['D:\\TV\\Show\\01.mkv', 'd:/tv/show/', true],
        [`/data/${NFD}/01.mkv`, `/data/${NFC}`, true],
    ];
    for (const [path, folder, expected] of cases)
        it(`${path} is ${expected ? '' : 'not '}in ${folder}`, () => assert.equal(isInFolder(path, folder), expected));
});

describe('mapPath', () => {
    const mappings = [
        { from: '/mnt/anime', to: '/data/anime' },
        { from: '/mnt/anime/movies', to: '/data/anime-movies/' },
        { from: 'D:\\Anime\\', to: '/data/windows' },
        { from: '/share', to: 'X:\\media' },
        { from: '', to: '/nowhere' },
        { from: '/half', to: ' ' },
    ];
    const cases: [why: string, given: string, expected: string][] = [
        ['a folder', '/mnt/anime/Show/01.mkv', '/data/anime/Show/01.mkv'],
        ['the longest folder', '/mnt/anime/movies/Film.mkv', '/data/anime-movies/Film.mkv'],
        ['whole segments only', '/mnt/anime2/Show/01.mkv', '/mnt/anime2/Show/01.mkv'],
        ['case of the folder ignored, case of the rest kept', '/MNT/Anime/SHOW/01.mkv', '/data/anime/SHOW/01.mkv'],
        ['Windows to Unix', 'd:\\anime\\Show\\01.mkv', '/data/windows/Show/01.mkv'],
        ['Unix to Windows', '/share/Show/01.mkv', 'X:/media/Show/01.mkv'],
        ['the folder itself', '/mnt/anime', '/data/anime'],
        ['a relative path is in no absolute folder', 'mnt/anime/01.mkv', 'mnt/anime/01.mkv'],
        ['no folder', '\\other\\\\01.mkv', '/other/01.mkv'],
        ['a row without a target', '/half/01.mkv', '/half/01.mkv'],
    ];
    for (const [why, given, expected] of cases) it(why, () => assert.equal(mapPath(given, mappings), expected));

    it('of two equal folders takes the first', () => {
        const twice = [
            { from: '/a', to: '/first' },
            { from: '/A/', to: '/second' },
        ];
        assert.equal(mapPath('/a/x.mkv', twice), '/first/x.mkv');
    });

    it('maps from the root', () => assert.equal(mapPath('/Show/01.mkv', [{ from: '/', to: '/data' }]), '/data/Show/01.mkv'));
});

describe('commonSuffixSegments', () => {
    const cases: [a: string, b: string, count: number][] = [
        ['/mnt/anime/Show/01.mkv', '/data/Show/01.mkv', 2],
        ['\\Show\\01.MKV', '/data/show/01.mkv', 2],
        ['/a/x01.mkv', '/a/01.mkv', 0],
        ['/a/b', '/a/b', 2],
        ['b', '/a/b', 1],
        ['', '/a', 0],
        [`/a/${NFD}.mkv`, `/b/${NFC}.mkv`, 1],
    ];
    for (const [a, b, count] of cases) it(`${a} and ${b}: ${count}`, () => assert.equal(commonSuffixSegments(a, b), count));
});

describe('movedPath', () => {
    for (const [why, own, from, to, expected] of [
        ['seen alike', '/tv/A/a.mkv', '/tv/A/a.mkv', '/tv/A/b.mkv', '/tv/A/b.mkv'],
        ['within a folder', '/tv/A/S 1/a.mkv', '/anime/A/S 1/a.mkv', '/anime/A/S 1/b.mkv', '/tv/A/S 1/b.mkv'],
        ['into another folder', '/tv/A/S 1/a.mkv', '/anime/A/S 1/a.mkv', '/anime/B/b.mkv', '/tv/B/b.mkv'],
        ['seen at the root', '/data/tv/A/a.mkv', '/A/a.mkv', '/A/b.mkv', '/data/tv/A/b.mkv'],
        ['from Windows', '/tv/A/a.mkv', 'D:\\Anime\\A\\a.mkv', 'D:\\Anime\\A\\b.mkv', '/tv/A/b.mkv'],
        ['out of what is known', '/tv/A/a.mkv', '/anime/A/a.mkv', '/sorted/A/b.mkv', '/sorted/A/b.mkv'],
    ] as const) {
        it(why, () => assert.equal(movedPath(own, from, to), expected));
    }
});

describe('tellingTail', () => {
    const cases: [path: string, expected: string][] = [
        ['/data/anime/Show/Season 1/Show - S01E01.mkv', '/Show - S01E01.mkv'],
        ['/data/anime/Show/Season 1/S01E01.mkv', '/Show/Season 1/S01E01.mkv'],
        ['C:\\Anime\\Show\\01.mkv', '/Show/01.mkv'],
        [`/data/${NFD} - 01.mkv`, `/${NFD} - 01.mkv`],
        ['/data/anime/86/Season 01/86 - S01E01.mkv', '/86/Season 01/86 - S01E01.mkv'],
        ['/data/anime/K/01.mkv', '/K/01.mkv'],
        ['/01.mkv', '/01.mkv'],
        ['', '/'],
    ];
    for (const [path, expected] of cases) it(`of ${path} is ${expected}`, () => assert.equal(tellingTail(path), expected));
});

describe('bestPathMatch', () => {
    const none: PathMatch<never> = { match: null, reason: 'none' };
    const ambiguous: PathMatch<never> = { match: null, reason: 'ambiguous' };
    const found = (match: number, how: 'exact' | 'suffix' | 'name'): PathMatch<number> => ({ match, how });

    const cases: [why: string, path: string, candidates: string[], expected: PathMatch<number>][] = [
        ['the equal path', '/data/Show/01.mkv', ['/data/Show/02.mkv', '/data/Show/01.mkv'], found(1, 'exact')],
        [
            'the equal path before a longer-looking neighbour',
            '/Show/01.mkv',
            ['/data/Show/01.mkv', '/show/01.MKV'],
            found(1, 'exact'),
        ],
        ['two equal paths of different requests', '/a/Show/01.mkv', ['/a/Show/01.mkv', '/A/show/01.mkv'], ambiguous],
        ['a tail of two segments', '/mnt/Show/01.mkv', ['/data/Show/01.mkv', '/data/Other/01.mkv'], found(0, 'suffix')],
        ['the longer of two tails', '/m/A/Show/01.mkv', ['/d/B/Show/01.mkv', '/d/A/Show/01.mkv'], found(1, 'suffix')],
        ['two tails of one length', '/m/Show/01.mkv', ['/x/Show/01.mkv', '/y/Show/01.mkv'], ambiguous],
        ['a relative path', '\\Show\\Season 1\\01.mkv', ['D:\\Anime\\Show\\Season 1\\01.mkv'], found(0, 'suffix')],
        ['a unique file name', '/m/Show - 01.mkv', ['/d/Show - 01.mkv', '/d/Show - 02.mkv'], found(0, 'name')],
        ['a file name in two folders', '/m/x/Show - 01.mkv', ['/d/a/Show - 01.mkv', '/d/b/Show - 01.mkv'], ambiguous],
        ['the end of a file name is not a file name', '/m/01.mkv', ['/d/Show 01.mkv'], none],
        ['two series with 01.mkv', '/m/01.mkv', ['/d/A/01.mkv', '/d/B/01.mkv'], ambiguous],
        ["another series' 01.mkv", '/m/Show A/01.mkv', ['/d/Show B/01.mkv'], ambiguous],
        ["another series' season folder", '/m/Show A/Season 01/01.mkv', ['/d/Show B/Season 01/01.mkv'], ambiguous],
        ["another series' S01E01", '/m/Show A/Season 1/S01E01.mkv', ['/d/Show B/Season 1/S01E01.mkv'], ambiguous],
        [
            "another series' S01E01 with a title",
            '/m/Show B/Season 01/S01E01 - Pilot.mkv',
            ['/d/Show A/Season 01/S01E01 - Pilot.mkv'],
            ambiguous,
        ],
        ["another series' 01 with a title", '/m/Show B/01 - Pilot.mkv', ['/d/Show A/01 - Pilot.mkv'], ambiguous],
        ["another series' 1x01 with a title", '/m/Show B/1x01 Pilot.mkv', ['/d/Show A/1x01 Pilot.mkv'], ambiguous],
        [
            'a titled S01E01 in the folder of its series',
            '/m/Show A/S01E01 - Pilot.mkv',
            ['/d/Show A/S01E01 - Pilot.mkv'],
            found(0, 'suffix'),
        ],
        [
            'a series before the number',
            '/m/x/Show A - S01E01 - Pilot.mkv',
            ['/d/y/Show A - S01E01 - Pilot.mkv'],
            found(0, 'name'),
        ],
        [
            'a group and a series before it',
            '/m/[Group] Show A - 01 [1080p].mkv',
            ['/d/[Group] Show A - 01 [1080p].mkv'],
            found(0, 'name'),
        ],
        ['a film that begins with a number', '/m/12 Angry Men.mkv', ['/d/12 Angry Men.mkv'], found(0, 'name')],
        [
            'a film with a number and a dash',
            '/m/1917 (2019)/1917 - UHD.mkv',
            ['/d/1917 (2019)/1917 - UHD.mkv'],
            found(0, 'suffix'),
        ],
        ["another series' creditless opening", '/m/Show A/NCOP1.mkv', ['/d/Show B/NCOP1.mkv'], ambiguous],
        ['a short name in Japanese', '/m/銀魂 01.mkv', ['/d/銀魂 01.mkv'], found(0, 'name')],
        ['a Japanese episode number alone', '/m/第01話.mkv', ['/d/第01話.mkv'], ambiguous],
        [
            'a series whose name is a number, by its folder',
            '/shoko/86/Season 01/86 - S01E01.mkv',
            ['/data/anime/86/Season 01/86 - S01E01.mkv'],
            found(0, 'suffix'),
        ],
        [
            'the same without season folders',
            '/shoko/86 (2021)/86 - S01E01.mkv',
            ['/d/86 (2021)/86 - S01E01.mkv'],
            found(0, 'suffix'),
        ],
        ['a series of one letter', '/shoko/K/01.mkv', ['/data/anime/K/01.mkv', '/data/anime/X/01.mkv'], found(0, 'suffix')],
        ['the same with a year', '/shoko/K (2012)/S1/01.mkv', ['/data/K (2012)/S1/01.mkv'], found(0, 'suffix')],
        ['a series of one emoji', '/shoko/🐱/Season 01/01.mkv', ['/data/anime/🐱/Season 01/01.mkv'], found(0, 'suffix')],
        ['a number in two places', '/shoko/86/Season 01/01.mkv', ['/a/86/Season 01/01.mkv', '/b/86/Season 01/01.mkv'], ambiguous],
        [
            "another series' episode whose name is a number",
            '/m/A/Season 01/86 - S01E01.mkv',
            ['/d/86/Season 01/86 - S01E01.mkv'],
            ambiguous,
        ],
        ["another series' season folder that is a number", '/m/Show A/1/01.mkv', ['/d/Show B/1/01.mkv'], ambiguous],
        ["another series' S01E01 in such a folder", '/m/Show A/1/1 - S01E01.mkv', ['/d/Show B/1/1 - S01E01.mkv'], ambiguous],
        ["another series' short season folder", '/m/Show A/S1/01.mkv', ['/d/Show B/S1/01.mkv'], ambiguous],
        ["another series' part of a season", '/m/Show A/Season 1 B/01.mkv', ['/d/Show B/Season 1 B/01.mkv'], ambiguous],
        ["another series' folder of a resolution", '/m/Show A/1080p/01.mkv', ['/d/Show B/1080p/01.mkv'], ambiguous],
        ['NFD against NFC', `/m/${NFD}/01.mkv`, [`/d/${NFC}/01.mkv`], found(0, 'suffix')],
        ['no candidates', '/m/Show/01.mkv', [], none],
        ['an empty path', '', ['/d/Show/01.mkv'], none],
    ];
    for (const [why, path, candidates, expected] of cases) {
        it(why, () => {
            const given = candidates.map((candidate, value) => ({ path: candidate, value }));
            assert.deepEqual(bestPathMatch(path, given), expected);
        });
    }

    it('lets two paths of one value stand for it together', () => {
        const same = [
            { path: '/d/a/Show 01.mkv', value: 'x' },
            { path: '/d/b/Show 01.mkv', value: 'x' },
        ];
        assert.deepEqual(bestPathMatch('/m/Show 01.mkv', same), { match: 'x', how: 'name' });
    });
});

describe('paths, for any text', () => {
    const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => !/[\\/]/.test(text));
    const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
    const anything = fc.oneof(
        path,
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: fc.constantFrom('/', '\\', 'a', 'B', ' ', '.') }),
    );

    it('normalising and comparing settle at once', () => {
        fc.assert(
            fc.property(anything, (text) => {
                assert.equal(normalisePath(normalisePath(text)), normalisePath(text));
                assert.equal(comparablePath(comparablePath(text)), comparablePath(text));
            }),
        );
    });

    it('a common tail is symmetric and never longer than either path', () => {
        fc.assert(
            fc.property(anything, anything, (a, b) => {
                const count = commonSuffixSegments(a, b);
                assert.equal(count, commonSuffixSegments(b, a));
                assert.ok(count <= Math.min(segmentsOf(a).length, segmentsOf(b).length));
            }),
        );
    });

    it('a path mapped there and back is the same path', () => {
        fc.assert(
            fc.property(path, (tail) => {
                const there = mapPath(`/shoko${tail}`, [{ from: '/shoko', to: 'X:\\arr' }]);
                const back = mapPath(there, [{ from: 'x:/arr', to: '/shoko/' }]);
                assert.equal(back, normalisePath(`/shoko${tail}`));
            }),
        );
    });

    it('the answer does not depend on the order of the candidates, and is never one of two that fit alike', () => {
        const few = fc.constantFrom('a', 'b', 'Season 1', '01.mkv', 'Show 01.mkv');
        const likely = fc.array(few, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`);
        fc.assert(
            fc.property(likely, fc.uniqueArray(likely, { maxLength: 5 }), (wanted, paths) => {
                const candidates = paths.map((value) => ({ path: value, value }));
                const result = bestPathMatch(wanted, candidates);
                assert.deepEqual(bestPathMatch(wanted, [...candidates].reverse()), result);
                if (result.match === null) return;
                const shared = commonSuffixSegments(wanted, result.match);
                const rivals = paths.filter((other) => other !== result.match && commonSuffixSegments(wanted, other) >= shared);
                if (result.how !== 'exact') assert.deepEqual(rivals, []);
            }),
            { numRuns: 1000 },
        );
    });
});
