import assert from 'node:assert/strict';
import { numberedEpisodes, placeFiles } from '../../../lib/webhook/senders/sonarr-files';

interface Listed {
    seasonNumber: number;
    episodeNumber: number;
    airDate?: string;
}

function season(seasonNumber: number, from: number, to: number): Listed[] {
    return Array.from({ length: to - from + 1 }, (_, index) => ({ seasonNumber, episodeNumber: from + index }));
}

/** `S01E01=name` for each file that found its episode, then the names that did not after a slash. */
async function placed(names: readonly string[], episodes: readonly Listed[]): Promise<string> {
    const { files, unplaced } = await placeFiles(
        names.map((path) => ({ path })),
        episodes,
    );
    const found = [...files].map(([label, file]) => `${label}=${String(file.path)}`).sort();
    return [...found, ...(unplaced.length > 0 ? ['/', ...[...unplaced].sort()] : [])].join(' ');
}

describe("placing Sonarr's files", () => {
    const cases: [what: string, names: string[], episodes: Listed[], expected: string][] = [
        [
            'by season and number, whatever the order',
            ['x.S01E02.mkv', 'x.S01E01.mkv'],
            season(1, 1, 2),
            'S01E01=x.S01E01.mkv S01E02=x.S01E02.mkv',
        ],
        [
            'a file with two episodes',
            ['x.S01E01E02.mkv', 'x.S01E03.mkv'],
            season(1, 1, 3),
            'S01E01=x.S01E01E02.mkv S01E02=x.S01E01E02.mkv S01E03=x.S01E03.mkv',
        ],
        [
            'over two seasons',
            ['x.S02E01.mkv', 'x.S01E01.mkv'],
            [...season(1, 1, 1), ...season(2, 1, 1)],
            'S01E01=x.S01E01.mkv S02E01=x.S02E01.mkv',
        ],
        [
            'a special',
            ['x.S00E01.mkv', 'x.S01E01.mkv'],
            [...season(0, 1, 1), ...season(1, 1, 1)],
            'S00E01=x.S00E01.mkv S01E01=x.S01E01.mkv',
        ],
        [
            'absolute numbers of a first season',
            ['[G] x - 05.mkv', '[G] x - 06.mkv'],
            season(1, 5, 6),
            'S01E05=[G] x - 05.mkv S01E06=[G] x - 06.mkv',
        ],
        [
            'numbers that a later season counts from 1',
            ['[G] x - 01.mkv', '[G] x - 02.mkv'],
            season(2, 1, 2),
            'S02E01=[G] x - 01.mkv S02E02=[G] x - 02.mkv',
        ],
        [
            "numbers that count from the series' beginning",
            ['[G] x - 13.mkv', '[G] x - 14.mkv'],
            season(2, 1, 2),
            '/ [G] x - 13.mkv [G] x - 14.mkv',
        ],
        // Four episodes in season 1: `- 05` is S02E01 and not S02E05.
        [
            'numbers that fit a later season only in part',
            ['[G] x - 05.mkv', '[G] x - 13.mkv'],
            season(2, 1, 9),
            '/ [G] x - 05.mkv [G] x - 13.mkv',
        ],
        [
            'numbers without a season, where two are listed',
            ['[G] x - 01.mkv', '[G] x - 02.mkv'],
            [...season(1, 1, 1), ...season(2, 1, 1)],
            '/ [G] x - 01.mkv [G] x - 02.mkv',
        ],
        [
            'two files for one episode',
            ['x.S01E01.mkv', 'x.S01E01.v2.mkv', 'x.S01E02.mkv'],
            season(1, 1, 2),
            'S01E02=x.S01E02.mkv / x.S01E01.mkv x.S01E01.v2.mkv',
        ],
        [
            'a file of an episode that is not listed',
            ['x.S01E01.mkv', 'x.S01E09.mkv'],
            season(1, 1, 2),
            'S01E01=x.S01E01.mkv / x.S01E09.mkv',
        ],
        ['a name without a number', ['finale.mkv', 'x.S01E01.mkv'], season(1, 1, 2), 'S01E01=x.S01E01.mkv / finale.mkv'],
        [
            'days',
            ['x - 2025-11-04.mkv', 'x 2025.11.03 y.mkv'],
            [
                { seasonNumber: 2025, episodeNumber: 1, airDate: '2025-11-03' },
                { seasonNumber: 2025, episodeNumber: 2, airDate: '2025-11-04' },
            ],
            'S2025E01=x 2025.11.03 y.mkv S2025E02=x - 2025-11-04.mkv',
        ],
        [
            'two episodes of one day',
            ['x - 2025-11-03.mkv', 'x.S2025E03.mkv'],
            [
                { seasonNumber: 2025, episodeNumber: 1, airDate: '2025-11-03' },
                { seasonNumber: 2025, episodeNumber: 2, airDate: '2025-11-03' },
                { seasonNumber: 2025, episodeNumber: 3, airDate: '2025-11-04' },
            ],
            'S2025E03=x.S2025E03.mkv / x - 2025-11-03.mkv',
        ],
        ['nothing', [], season(1, 1, 2), ''],
    ];
    for (const [what, names, episodes, expected] of cases) {
        it(what, async () => {
            assert.equal(await placed(names, episodes), expected);
            assert.equal(await placed(names.toReversed(), episodes.toReversed()), expected);
        });
    }

    it('reads the season from the folder', async () => {
        const names = ['/s/Season 1/x - 01.mkv', '/s/Season 2/x - 01.mkv', '/s/Season 2/x - 02.mkv'];
        const { files, unplaced } = await placeFiles(
            names.map((path) => ({ path })),
            [...season(1, 1, 1), ...season(2, 1, 2)],
        );
        assert.deepEqual(
            [...files].map(([label, file]) => [label, file.path]),
            [
                ['S01E01', names[0]],
                ['S02E01', names[1]],
                ['S02E02', names[2]],
            ],
        );
        assert.deepEqual(unplaced, []);
    });

    it('places absolute numbers by those of the list', async () => {
        const listed = [
            { seasonNumber: 2, episodeNumber: 1, absoluteEpisodeNumber: 13 },
            { seasonNumber: 2, episodeNumber: 2, absoluteEpisodeNumber: 14 },
        ];
        const { files, unplaced } = await placeFiles([{ path: '[G] x - 14.mkv' }, { path: '[G] x - 15.mkv' }], listed);
        assert.deepEqual([...files.keys()], ['S02E02']);
        assert.deepEqual(unplaced, ['[G] x - 15.mkv']);
    });

    it('places a number at the end of a title only where the list has it', async () => {
        const { files, unplaced } = await placeFiles(
            [{ path: '[G] x 11 [1080p].mkv' }, { path: '[G] x 100 [1080p].mkv' }],
            season(1, 1, 12),
        );
        assert.deepEqual([...files.keys()], ['S01E11']);
        assert.deepEqual(unplaced, ['[G] x 100 [1080p].mkv']);
    });

    it('reads the relative path where the path says nothing', async () => {
        const files = [
            { path: '/s/1.mkv/file-a.mkv', relativePath: 'x.S01E01.mkv' },
            { path: '/s/file-b.mkv', relativePath: 'x.S01E02.mkv' },
        ];
        const placement = await placeFiles(files, season(1, 1, 2));
        assert.deepEqual([...placement.files.keys()].sort(), ['S01E01', 'S01E02']);
    });
});

describe('the episodes of a renamed file', () => {
    // The multi-episode styles of Sonarr 4, each with `S{season:00}E{episode:00}` and with `{season}x{episode:00}`.
    const names: Record<string, string> = {
        extend: 'S01E09-10-11 1x09-10-11',
        duplicate: 'S01E09.S01E10.S01E11 1x09.1x10.1x11',
        repeat: 'S01E09E10E11 1x09x10x11',
        scene: 'S01E09-E10-E11 1x09-x10-x11',
        range: 'S01E09-11 1x09-11',
        'prefixed range': 'S01E09-E11 1x09-x11',
        'duplicate with dashes': 'S01E09-S01E10-S01E11 1x09-1x10-1x11',
    };
    for (const [style, numbers] of Object.entries(names)) {
        for (const number of numbers.split(' ')) {
            it(`are read in the style ${style}: ${number}`, async () => {
                for (const name of [
                    `Ship Kings - ${number} - Three Doors.mkv`,
                    `Ship.Kings.${number}.Three.Doors.1080p.mkv`,
                    `${number}.mkv`,
                ]) {
                    assert.deepEqual(await numberedEpisodes({ path: `/tv/Ship Kings/Season 1/${name}` }), season(1, 9, 11), name);
                }
            });
        }
    }

    it('are read of two in one file, joined by dashes between blanks', async () => {
        const path = '/data/media/tv/Harbour Light/Season 1/Harbour Light - 1x09 - 1x10 - Two Doors.mkv';
        assert.deepEqual(await numberedEpisodes({ path }), season(1, 9, 10));
    });

    it('are not guessed from a bare number, but in a first season', async () => {
        assert.deepEqual(await numberedEpisodes({ path: '/tv/x/Season 2/x - 05.mkv' }), []);
        assert.deepEqual(await numberedEpisodes({ path: '/tv/x/Season 1/x - 05.mkv' }), season(1, 5, 5));
        assert.deepEqual(await numberedEpisodes({ path: '/tv/x/Season 1/x 100.mkv' }), []);
    });
});
