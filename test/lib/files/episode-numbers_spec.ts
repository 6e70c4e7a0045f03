import assert from 'node:assert/strict';
import {
    type EpisodeNumbers,
    isEpisodeFile,
    type KnownEpisode,
    parseEpisodeNumbers,
    readEpisodeNumbers,
} from '../../../lib/files/episode-numbers';
import { FORMS } from '../../../lib/files/season-and-episode';
import { CORPUS } from './corpus';

/** What a name says, in short: `1:5,6` season and episodes, `a5` a bare number, `2:5 a5` a bare number with a season. */
function brief(found: EpisodeNumbers | null): string | null {
    if (found === null) return null;
    const numbered = found.season === undefined ? '' : `${found.season}:${found.episodes.join(',')}`;
    const bare = found.absolute === undefined ? '' : `a${found.absolute.join(',')}`;
    return [numbered, bare].filter((part) => part !== '').join(' ');
}

const HOSTILE = [
    '1-',
    '-',
    '. ',
    'S1',
    '[',
    '(',
    '[a]',
    '(1)',
    '01',
    '0 ',
    'a',
    'a ',
    'e1 ',
    '1x',
    '1x1-',
    '_-',
    'S01E',
    'E01-',
    'ep01-',
    '12.12',
    '1.',
    'Part 1 ',
    '-E1',
    ' - 01',
    '第',
    '第1話',
    '20190101 ',
    'aac 5 ',
    'season 1 ',
    'special ',
    ' '.repeat(7),
    'deadbee1 ',
];

const NAMES: Record<string, string | null> = {
    'Lycoris.Recoil.S01E09.REPACK.1080p.BluRay.Dual-Audio.Opus2.0.x265-FLE.mkv': '1:9',
    '/data/anime/shows/Lycoris Recoil/Season 1/Lycoris.Recoil.S01E13.mkv': '1:13',
    'C:\\tv\\Show\\Season 1\\Show - S01E02 - Title.mkv': '1:2',
    'S01E05.mkv': '1:5',
    'S1E5.mkv': '1:5',
    'show.name.s01.e05.mkv': '1:5',
    'Show - S01 - E05.mkv': '1:5',
    '24.S01E05.mkv': '1:5',
    '86 - Eighty Six - S01E03.mkv': '1:3',
    'Mob Psycho 100 - S02E05.mkv': '2:5',
    'Show.2020.S01E01.mkv': '1:1',
    'Show.Name.S2016E05.mkv': '2016:5',
    'Show.Name.S01E100.mkv': '1:100',
    'One Piece - S01E1071.mkv': '1:1071',
    'Doctor Who (2005) - s04e00 - Voyage.mkv': '4:0',
    'Show Name - S00E03 - Special.mkv': '0:3',
    '[Judas] Show - S01E05v2.mkv': '1:5',
    'Show.S01E01.Part.1.2160p.HEVC.mkv': '1:1',
    // several episodes in one file
    'Show.Name.S01E05E06.1080p.WEB-DL.x264-GRP.mkv': '1:5,6',
    'Show.Name.S01E05E06E07.1080p.WEB-DL.mkv': '1:5,6,7',
    'Show.Name.S01E05-E07.1080p.mkv': '1:5,6,7',
    'Show Name - S01E05-06 - Title & Other [WEBDL-1080p].mkv': '1:5,6',
    'Show.Name.S01E05.S01E06.1080p.mkv': '1:5,6',
    'Show Name - S01E05 - S01E06.mkv': '1:5,6',
    'Show - S01E01-E13.mkv': '1:1,2,3,4,5,6,7,8,9,10,11,12,13',
    'Show - S01E05-1080p.mkv': '1:5',
    'Show - S01E05-10bit.mkv': '1:5',
    'Show - S01E05 - 06 Days.mkv': '1:5',
    // crossed
    'Show Name - 1x05.mkv': '1:5',
    'Show Name - 1x05x06x07.mkv': '1:5,6,7',
    'Show Name - 1x05-06.mkv': '1:5,6',
    'Show Season 2 Episode 03.mkv': '2:3',
    // bare numbers
    '[Group] Show - 05.mkv': 'a5',
    '[Group] Show - 05v2 [1080p].mkv': 'a5',
    '[SubsPlease] Show - 05 (1080p) [ABCD1234].mkv': 'a5',
    '[Group] 86 - Eighty Six - 03 [1080p].mkv': 'a3',
    '[HorribleSubs] Mob Psycho 100 - 05 [1080p].mkv': 'a5',
    '[Group] Show - 05-06 [1080p].mkv': 'a5,6',
    '[Group] One Piece - 1071 (1080p) [ABCD1234].mkv': 'a1071',
    'Lycoris Recoil - 01v2.mkv': 'a1',
    'Show_Name_-_05_[1080p].mkv': 'a5',
    'Show.Name.E05.mkv': 'a5',
    '01 - Title.mkv': 'a1',
    '01.mkv': 'a1',
    'Season 2/05 - Title.mkv': '2:5 a5',
    'Specials/Show - 01.mkv': '0:1 a1',
    '[SubsPlease] Show S2 - 05 (1080p) [ABCD1234].mkv': '2:5 a5',
    '[Group] Show 2nd Season - 05 [1080p].mkv': '2:5 a5',
    'Show S01 - 05.mkv': '1:5 a5',
    'Show S01 - EP14.mkv': '1:14',
    // no episode
    '[Group] Show - 05.5 [1080p].mkv': null,
    '[Group] Show - OVA 01 [1080p].mkv': null,
    '[Group] Show - NCED [1080p].mkv': null,
    '[Group] Show - SP1 [1080p].mkv': null,
    'The.Daily.Show.2023.04.11.1080p.mkv': null,
    'Show - 2099-11-12 - Guest.mkv': null,
    'Show.Name.S01.1080p.BluRay.mkv': null,
    'Movie.Title.2019.1080p.BluRay.x264.mkv': null,
    '12.Monkeys.mkv': null,
    'Sample.mkv': null,
    '': null,
};

function timeToRead(name: string): number {
    const started = performance.now();
    readEpisodeNumbers(name);
    isEpisodeFile(name);
    return performance.now() - started;
}

describe('readEpisodeNumbers', () => {
    for (const [name, expected] of Object.entries(NAMES)) {
        it(`reads ${expected ?? 'nothing'} from '${name}'`, async () => {
            assert.equal(brief(readEpisodeNumbers(name)), expected);
            assert.equal(brief(await parseEpisodeNumbers(name)), expected);
        });
    }

    for (const [kind, names] of Object.entries(CORPUS)) {
        it(`reads names of the corpus: ${kind}`, () => {
            const wrong = Object.entries(names).flatMap(([name, answers]) => {
                const found = brief(readEpisodeNumbers(name));
                return [answers].flat().includes(found) ? [] : [`${name}: ${found ?? 'nothing'}`];
            });
            assert.deepEqual(wrong, []);
        });
    }

    it('is silent about less than one in ten names of the corpus that have a number', () => {
        const names = Object.values(CORPUS).flatMap((group) => Object.entries(group));
        const numbered = names.filter(([, answers]) => [answers].flat().some((answer) => answer !== null));
        const silent = numbered.filter(([name]) => readEpisodeNumbers(name) === null);
        assert.ok(numbered.length > 250);
        assert.ok(silent.length < numbered.length / 10, silent.map(([name]) => name).join('\n'));
    });

    it('is not slowed down by names made to hurt a regular expression', () => {
        for (const piece of HOSTILE) {
            for (const start of ['', '[g] Show - ', 'S01E01', 'Season 1/']) {
                for (const length of [240, 10_000, 100_000]) {
                    const name = `${start}${piece.repeat(length).slice(0, length - start.length)}!.mkv`;
                    // The better of two, for the machine may be busy with something else.
                    const took = Math.min(...[1, 2].map(() => timeToRead(name)));
                    assert.ok(took < 50, `${took} ms for ${length} of ${start}${piece}`);
                }
            }
        }
    });
});

describe('readEpisodeNumbers of a download whose episodes are known', () => {
    const season = (seasonNumber: number, from: number, to: number, absolute?: number): KnownEpisode[] =>
        Array.from({ length: to - from + 1 }, (_, index) => ({
            seasonNumber,
            episodeNumber: from + index,
            ...(absolute !== undefined && { absoluteEpisodeNumber: absolute + index }),
        }));
    const cases: [what: string, name: string, known: KnownEpisode[], expected: string | null][] = [
        ['season and episode', 'Ship.S01E05.mkv', season(1, 1, 12), '1:5'],
        ['of several only those that are in it', 'Ship.S01E01-E45.mkv', season(1, 1, 3), '1:1,2,3'],
        ['nothing of an episode that is not in it', 'Ship.S01E13.mkv', season(1, 1, 12), null],
        ['nothing of another season', 'Ship.S02E05.mkv', season(1, 1, 12), null],
        ['a bare number as it is', '[G] Ship - 05.mkv', season(1, 1, 12), 'a5'],
        ['a bare number by the absolute one', '[G] Ship - 13.mkv', season(2, 1, 12, 13), '2:1'],
        ['two bare numbers by the absolute ones', '[G] Ship - 13-14.mkv', season(2, 1, 12, 13), '2:1,2'],
        ['a bare number that counts both ways alike', '[G] Ship - 05.mkv', season(1, 1, 12, 1), '1:5'],
        ['a bare number that could count both ways as it is', '[G] Ship - 13.mkv', season(2, 1, 13, 13), 'a13'],
        [
            'a bare number of two seasons by the absolute one',
            '[G] Ship - 14.mkv',
            [...season(1, 1, 12, 1), ...season(2, 1, 12, 13)],
            '2:2',
        ],
        ['a bare number that may count from elsewhere as it is', '[G] Ship - 14.mkv', season(2, 1, 12), 'a14'],
        ['a number at the end of a title', '[G] Ship 25 [C63D149C].mkv', season(1, 20, 30), 'a25'],
        ['a number at the end of a title by the absolute one', 'Ship 225.mkv', season(9, 1, 20, 220), '9:6'],
        ['no title', '[G] Mob Ship 100 [1080p].mkv', season(1, 1, 12), null],
        ['no title where it has a number besides', '[G] Ship 11 - 05 [1080p].mkv', season(1, 1, 12), 'a5'],
        ['season and episode written as one', 'the.Ship.110.hdtv-lol.avi', season(1, 1, 12), '1:10'],
        ['season and episode written as one, later', 'Ship.1013.720p.HDTV.mkv', season(10, 1, 24), '10:13'],
        ['a number with words after it', '[G] Ship - 10 The Tenth.mkv', season(1, 1, 12), 'a10'],
        ['a subtitle with a number not', '[G] Ship - 100 Winters.mkv', season(1, 1, 12), null],
        ['one of two numbers that are both in forms of an episode', '[G] Ship - 05 - 100 [1080p].mkv', season(1, 1, 12), 'a5'],
        ['neither of two that both fit', '[G] Ship - 05 - 11 [1080p].mkv', season(1, 1, 12), null],
        [
            'an episode and not the special of that number',
            '[G] Ship - 01.mkv',
            [...season(0, 1, 1), ...season(1, 1, 12, 1)],
            '1:1',
        ],
        ['a special in its folder', 'Specials/Ship - 01.mkv', [...season(0, 1, 1), ...season(1, 1, 12, 1)], '0:1 a1'],
        ['no date', 'Ship.2019.05.20.mkv', season(2019, 1, 20), null],
    ];
    for (const [what, name, known, expected] of cases) {
        it(`reads ${what}`, () => assert.equal(brief(readEpisodeNumbers(name, known)), expected));
    }
});

describe('the forms that number season and episode', () => {
    for (const { example } of FORMS) {
        it(`read ${example}`, () => assert.equal(readEpisodeNumbers(example)?.absolute, undefined));
        it(`find something in ${example}`, () => assert.notDeepEqual(readEpisodeNumbers(example)?.episodes ?? [], []));
    }
});

describe('isEpisodeFile', () => {
    const files: Record<string, boolean> = {
        'Show/Season 1/Show.S01E01.mkv': true,
        'Show/Show.S01E01.srt': false,
        'Show/Sample/show.s01e01.mkv': false,
        'Show/sample-show.s01e01.mkv': false,
        'Show/NC/NCOP1.mkv': false,
        'Show/[Group] Show - NCED2 [1080p].mkv': false,
        'Show/Extras/Making of.mkv': false,
        'Show/Show.nfo': false,
        'Trailer.Yard.Crew.S01/Trailer.Yard.Crew.S01E01.1080p.mkv': true,
        'Shomin.Sample.S01/Shomin.Sample.S01E03.1080p.mkv': true,
        'Shomin Sample/[G] Shomin Sample - 10 [720p].mkv': true,
        'Extras/Season 1/Extras.S01E01.mkv': true,
        'Extras/Extras.S01E01.mkv': true,
        'Show.S01/Extras/Show.S01E01.Deleted.Scene.mkv': false,
        'Show.S01/Show.S01E05.The.Last.Trailer.1080p.mkv': true,
        'Show.S01/Show.S01E05.Free.Sample.1080p.WEB.mkv': true,
        'Show.S01/Show.S01E05.Sample.1080p.mkv': false,
        'Show.S01/show.s01e05.1080p.web-sample.mkv': false,
        'Show.S01/sample.show.s01e05.mkv': false,
        'Show.S01/Show.S01.Trailer.mkv': false,
        'Show.S01/Show - Trailer 2.mkv': false,
        'Show/Show - S01E02-behindthescenes.mkv': false,
        'Show/Show - S01E02 - The Trailer.mkv': true,
        'Show/Show - S01E02 - Trailer.mkv': false,
        'Movie Kings/[G] Movie Kings - 05.mkv': true,
        'Special A/[G] Special A - 01.mkv': true,
        'Show/[G] Show - 050 - Special Request.mkv': true,
        'Show/01.mkv': true,
    };
    for (const [path, expected] of Object.entries(files)) {
        it(`says ${String(expected)} for ${path}`, () => assert.equal(isEpisodeFile(path), expected));
    }
});
