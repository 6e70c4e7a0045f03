import assert from 'node:assert/strict';
import { isEpisodeFile, parseEpisodeNumbers } from '../../../lib/files/episode-numbers';

/** What a name says, in short: `1:5,6` season and episodes, `a5` a bare number, `2:5 a5` a bare number with a season. */
async function read(name: string): Promise<string | null> {
    const found = await parseEpisodeNumbers(name);
    if (found === null) return null;
    const numbered = found.season === undefined ? '' : `${found.season}:${found.episodes.join(',')}`;
    const bare = found.absolute === undefined ? '' : `a${found.absolute.join(',')}`;
    return [numbered, bare].filter((part) => part !== '').join(' ');
}

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
    'Show Season 2 Episode 03.mkv': '2:3 a3',
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

describe('parseEpisodeNumbers', () => {
    for (const [name, expected] of Object.entries(NAMES)) {
        it(`reads ${expected ?? 'nothing'} from '${name}'`, async () => assert.equal(await read(name), expected));
    }

    it('is not slowed down by names made to hurt a regular expression', async () => {
        const pieces = [
            '1-',
            '-',
            '. ',
            'S1',
            '[',
            '[a]',
            '01',
            'e1 ',
            '1x',
            '_-',
            'S01E',
            'E01-',
            'ep01-',
            '12.12',
            'Part 1 ',
            '-E1',
            ' - 01',
        ];
        const started = performance.now();
        for (const piece of pieces) {
            for (const start of ['', '[g] Show - ', 'S01E01'])
                await parseEpisodeNumbers(start + piece.repeat(250).slice(0, 230) + '!.mkv');
            assert.equal(await parseEpisodeNumbers(piece.repeat(100_000)), null);
        }
        assert.ok(performance.now() - started < 2_000);
    });
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
    };
    for (const [path, expected] of Object.entries(files)) {
        it(`says ${String(expected)} for ${path}`, () => assert.equal(isEpisodeFile(path), expected));
    }
});
