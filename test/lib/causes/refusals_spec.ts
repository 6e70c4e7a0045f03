import assert from 'node:assert/strict';
import { type QueuedDownload, shokoDoings } from '../../../lib/model';
import { CAUSES, causeOf, readRefusal, REFUSALS, say } from '../../../lib/causes';
import { episode, movie, show } from '../../support/requests';

/** `ImportRejectionReason` of Sonarr 5.0.0-develop (49df353) and Radarr 6.0.3 (1b9662d), and what each says. */
const SONARR: Readonly<Record<string, string[]>> = {
    FileLocked: ['Locked file, try again later'],
    UnknownSeries: ['Unknown Series', 'Unknown Series for file: Odd.Name.S01E01.mkv'],
    DangerousFile: [
        'Caution: Found potentially dangerous file with extension: .lnk',
        'Caution: Found potentially dangerous file',
    ],
    ExecutableFile: ["Caution: Found executable file with extension: '.exe'", 'Caution: Found executable file'],
    UserRejectedExtension: [
        "Caution: Found file with user defined rejected extension: '.iso'",
        "Caution: Found executable file with user defined rejected extension: '.iso'",
    ],
    ArchiveFile: ['Found archive file, might need to be extracted'],
    SeriesFolder: ['Import path is mapped to a series folder'],
    InvalidFilePath: ["Invalid video file, filename starts with '._'"],
    UnsupportedExtension: ["Invalid video file, unsupported extension: '.txt'"],
    PartialSeason: ['Partial season packs are not supported'],
    SeasonExtra: ['Extras are not supported'],
    InvalidSeasonOrEpisode: ['Invalid season or episode'],
    UnableToParse: ['Unable to parse file'],
    Error: ['Unexpected error processing file'],
    DecisionError: ['UpgradeSpecification: Object reference not set to an instance of an object.'],
    NoEpisodes: ['Episodes not selected'],
    MissingAbsoluteEpisodeNumber: ['Episode does not have an absolute episode number and recently aired'],
    EpisodeAlreadyImported: ['Episode file already imported at 11/28/2026 14:22:04', 'Episode has already been imported'],
    TitleMissing: ['Episode does not have a title and recently aired'],
    TitleTba: ['Episode has a TBA title and recently aired'],
    MinimumFreeSpace: ['Not enough free space'],
    FullSeason: ['Single episode file contains all episodes in seasons. Review file name or manually import'],
    NoAudio: ['No audio tracks detected'],
    EpisodeUnexpected: [
        'Episode 1x09 was unexpected considering the Odd.Name.S01E01-GRP folder name',
        'Episodes 1x09, 1x10 were unexpected considering the Odd.Name.S01E01-GRP folder name',
    ],
    EpisodeNotFoundInRelease: [
        'Episode 1x09 was not found in the grabbed release: Odd.Name.S01E01-GRP',
        'Episodes 1x09, 1x10 were not found in the grabbed release: Odd.Name.S01E01-GRP',
    ],
    Sample: ['Sample'],
    SampleIndeterminate: ['Unable to determine if file is a sample'],
    Unpacking: ['File is still being unpacked'],
    ExistingFileHasMoreEpisodes: ['Episode file on disk contains more episodes than this file contains'],
    SplitEpisode: ['Single episode split into multiple files'],
    UnverifiedSceneMapping: [
        'This show has individual episode mappings on TheXEM but the mapping for this episode has not been confirmed yet by their administrators. TheXEM needs manual input.',
    ],
    NotQualityUpgrade: ['Not an upgrade for existing episode file(s). Existing quality: WEBDL-720p. New Quality DVD.'],
    NotRevisionUpgrade: ['Not a quality revision upgrade for existing episode file(s)'],
    NotCustomFormatUpgrade: [
        'Not a Custom Format upgrade for existing episode file(s). New: [A] (5) do not improve on Existing: [B, C] (20)',
    ],
    NotCustomFormatUpgradeAfterRename: [
        'Not a Custom Format upgrade for existing episode file(s). AfterRename: [] (0) do not improve on Existing: [A] (5) even though BeforeRename: [B] (9) did.',
    ],
    MultiSeason: ['Multi-season download, unable to import automatically'],
};

const RADARR: Readonly<Record<string, string[]>> = {
    FileLocked: ['Locked file, try again later'],
    UnknownMovie: ['Unknown Movie', 'Unknown Movie for file: Odd.Name.2020.mkv'],
    DangerousFile: [
        'Caution: Found potentially dangerous file with extension: .lnk',
        'Caution: Found potentially dangerous file',
    ],
    ExecutableFile: ["Caution: Found executable file with extension: '.exe'", 'Caution: Found executable file'],
    ArchiveFile: ['Found archive file, might need to be extracted'],
    MovieFolder: ['Import path is mapped to a movie folder'],
    InvalidFilePath: ["Invalid video file, filename starts with '._'"],
    UnsupportedExtension: ["Invalid video file, unsupported extension: '.txt'"],
    InvalidMovie: ['Invalid movie'],
    UnableToParse: ['Unable to parse file'],
    Error: ['Unexpected error processing file'],
    DecisionError: ['NotSampleSpecification: Sequence contains no elements'],
    MovieAlreadyImported: ['Movie file already imported at 11/28/2026 14:22:04', 'Movie has already been imported'],
    MinimumFreeSpace: ['Not enough free space'],
    NoAudio: ['No audio tracks detected'],
    MovieNotFoundInRelease: ['Movie [Odd Name (2020)][tt0000001, 1] was not found in the grabbed release: Other.Name.2020-GRP'],
    Sample: ['Sample'],
    SampleIndeterminate: ['Unable to determine if file is a sample'],
    Unpacking: ['File is still being unpacked'],
    MultiPartMovie: ["File is suspected multi-part file, Radarr doesn't support this"],
    NotQualityUpgrade: ['Not an upgrade for existing movie file. Existing quality: Bluray-1080p. New Quality DVD.'],
    NotRevisionUpgrade: ['Not a quality revision upgrade for existing movie file(s)'],
    NotCustomFormatUpgrade: [
        'Not a Custom Format upgrade for existing movie file(s). New: [] (0) do not improve on Existing: [B] (20)',
    ],
};

/** `CompletedDownloadService`, `ImportApproved*`, `FailedDownloadService`, `TrackedDownloadService` of both. */
const OTHERS: readonly string[] = [
    "Download wasn't grabbed by Sonarr and not in a category, Skipping.",
    "Download wasn't grabbed by Radarr and not in a category, Skipping.",
    'Series title mismatch; automatic import is not possible. Check the download troubleshooting entry on the wiki for common causes.',
    'Movie title mismatch, automatic import is not possible. Manual Import required.',
    'Found matching series via grab history, but release was matched to series by ID. Automatic import is not possible. See the FAQ for details.',
    'Found matching movie via grab history, but release was matched to movie by ID. Manual Import required.',
    'Unable to parse download, automatic import is not possible.',
    'No files found are eligible for import in /data/dl/Odd.Name',
    'One or more episodes expected in this release were not imported or missing from the release',
    'One or more movies expected in this release were not imported or missing',
    "Download doesn't contain intermediate path, Skipping.",
    '[C:\\Downloads\\Odd.Name] is not a valid local path. You may need a Remote Path Mapping. Check the download troubleshooting entry on the wiki for details.',
    '[/data/dl] is not a valid local path. You may need a Remote Path Mapping.',
    "Download is encrypted and wasn't grabbed by Sonarr, skipping automatic download handling",
    "Download has failed wasn't grabbed by Radarr, skipping automatic download handling",
    'Unable to import automatically, found multiple series: Odd Name, Even Name',
    'Unable to import automatically, found multiple movies: Odd Name, Even Name',
    'Unable to parse episodes from title',
    'Failed to import episode, Root folder missing.',
    'Failed to import movie, Root folder missing.',
    'Failed to import episode, Destination already exists.',
    'Failed to import movie, Destination already exists.',
    'Failed to import episode, unable to move existing file to the Recycle Bin.',
    'Failed to import movie, unable to move existing file to the Recycle Bin.',
    'Failed to import episode',
    'Failed to import movie',
];

const allWords = [...Object.values(SONARR), ...Object.values(RADARR), OTHERS].flat();

describe('why Sonarr and Radarr do not import', () => {
    it('knows every reason of both, each exactly once', () => {
        for (const words of allWords) {
            const trimmed = words.replace(/\.$/, '');
            assert.notEqual(readRefusal(words).code, 'import_refused', words);
            const fits = REFUSALS.filter((refusal) => refusal.words.test(trimmed)).map(({ code }) => code);
            const isOfTwo = fits.length === 2 && fits[0] === 'import_formats_after_rename';
            assert.ok(fits.length === 1 || isOfTwo, `${words}: ${fits.join(', ')}`);
        }
    });

    it('has no reason that none of them gives', () => {
        const given = new Set<string>(allWords.map((words) => readRefusal(words).code));
        assert.deepEqual(
            REFUSALS.map(({ code }) => code).filter((code) => !given.has(code)),
            [],
        );
    });

    it('means the same by one reason of both', () => {
        for (const [name, words] of Object.entries(RADARR)) {
            const codes = new Set([...words, ...(SONARR[name] ?? [])].map((each) => readRefusal(each).code));
            assert.equal(codes.size, 1, name);
        }
    });

    it('tells apart what they tell apart', () => {
        const codes = Object.values(SONARR).map(([words]) => readRefusal(words!).code);
        assert.equal(new Set(codes).size, codes.length);
    });

    it('quotes what it does not know, and guesses nothing', () => {
        for (const words of ['Sample size too small', 'Something new', 'Not enough free space on Mars', ''])
            assert.equal(readRefusal(words).code, 'import_refused', words);
        const queued = refused([['Odd.Name.mkv', ['Something “new” came up.']]]);
        const cause = causeOf(movie({ state: 'downloaded' }), movie(), { queued }, NOW);
        assert.equal(say(cause), "Radarr does not import Odd.Name.mkv: “Something 'new' came up”.");
    });
});

const NOW = Date.parse('2026-11-28T15:00:00.000Z');
const INCOMPLETE = 'One or more episodes expected in this release were not imported or missing from the release';

function refused(entries: [title: string, messages: string[]][], own: Partial<QueuedDownload> = {}): QueuedDownload {
    return {
        at: '2026-11-28T14:59:00.000Z',
        source: 'sonarr',
        instanceName: 'Sonarr',
        status: 'completed',
        trackedDownloadStatus: 'warning',
        trackedDownloadState: 'importBlocked',
        title: 'Glass.Harbour.S01E02-GRP',
        statusMessages: entries.map(([title, messages]) => ({ title, messages })),
        refusedSince: '2026-11-28T14:43:00.000Z',
        ...own,
    };
}

/** What queues of Sonarr 4.0.19 and Radarr 6.0.3 held, and the sentence that each becomes. */
describe('sentence for a queue item', () => {
    const stalled = { status: 'warning', trackedDownloadStatus: 'ok', trackedDownloadState: 'downloading' };
    const cases: [queued: QueuedDownload, says: string][] = [
        [
            refused([], { ...stalled, errorMessage: 'The download is stalled with no connections' }),
            'The download has stalled: nobody is sending.',
        ],
        [
            refused([
                [INCOMPLETE, []],
                [
                    'Glass.Harbour.S01E02.480p-LOW.mkv',
                    ['Not an upgrade for existing episode file(s). Existing quality: WEBDL-720p. New Quality DVD.'],
                ],
            ]),
            'Sonarr does not import Glass.Harbour.S01E02.480p-LOW.mkv: no better than what is there, DVD instead of WEBDL-720p.',
        ],
        [
            refused([
                [INCOMPLETE, []],
                ['Glass.Harbour.S07E01.mkv', ['Invalid season or episode']],
            ]),
            'Sonarr does not import Glass.Harbour.S07E01.mkv: no such season or episode is known.',
        ],
        [
            refused([
                [
                    'Quiet.S02E01E02.mkv',
                    [
                        'Series title mismatch; automatic import is not possible. Check the download troubleshooting entry on the wiki for common causes.',
                    ],
                ],
            ]),
            'Sonarr does not import Quiet.S02E01E02.mkv: the name does not tell which title it is.',
        ],
        [
            refused([
                [INCOMPLETE, []],
                ['Glass.Harbour.S01E10-SMP.mkv', ['Sample']],
            ]),
            'Sonarr does not import Glass.Harbour.S01E10-SMP.mkv: only a sample, too short to be the whole.',
        ],
        [
            refused([['GONE.mkv', ['No files found are eligible for import in /data/dl/GONE.mkv']]], {
                trackedDownloadState: 'importPending',
            }),
            'Sonarr does not import GONE.mkv: nothing to import is found in /data/dl/GONE.mkv.',
        ],
        [
            refused([
                [INCOMPLETE, []],
                ['Odd.exe', ["Caution: Found executable file with extension: '.exe'"]],
            ]),
            'Sonarr does not import Odd.exe: there is a program in there (.exe).',
        ],
        [
            refused([['Odd', ["Invalid video file, unsupported extension: '.txt'"]]], { trackedDownloadState: 'importPending' }),
            'Sonarr does not import Odd: no video by the name (.txt).',
        ],
        [
            refused([
                [
                    'Odd.Alias.S01E05.mkv',
                    [
                        'Found matching series via grab history, but release was matched to series by ID. Automatic import is not possible. See the FAQ for details.',
                    ],
                ],
            ]),
            "Sonarr does not import Odd.Alias.S01E05.mkv: the name is another than the title's, and only an id says that they are the same.",
        ],
        [
            refused([
                [INCOMPLETE, []],
                ...['1', '2', '3'].map((n): [string, string[]] => [
                    `Q.S01E0${n}.mkv`,
                    ['Episode file already imported at 11/28/2026 14:22:04'],
                ]),
            ]),
            'Sonarr does not import Q.S01E02.mkv: imported before.',
        ],
        [
            refused([[INCOMPLETE, []]]),
            'Sonarr does not import Glass.Harbour.S01E02-GRP: some of what it expected is not in there.',
        ],
        [refused([]), 'Sonarr does not import the download and does not say why.'],
    ];

    for (const [queued, says] of cases) {
        it(says, () => {
            const state = queued.trackedDownloadState === 'downloading' ? 'downloading' : 'downloaded';
            const one = episode(2, state, { reached: { downloaded: '2026-11-28T14:40:00.000Z' } });
            const cause = causeOf(one, show([one]), { queued }, NOW);
            assert.equal(say(cause), says);
            if (cause.code.startsWith('import_')) assert.equal(cause.since, queued.refusedSince);
        });
    }

    it('takes what is said of the very episode, and else what most files have', () => {
        const queued = refused([
            [INCOMPLETE, []],
            ['Glass.Harbour.S01E01.mkv', ['Sample']],
            ['Glass.Harbour.S01E03.mkv', ['Not enough free space']],
            ['Glass.Harbour.S01E04.mkv', ['Not enough free space']],
        ]);
        const codeOf = (number: number): string => {
            const one = episode(number, 'downloaded');
            return causeOf(one, show([one]), { queued }, NOW).code;
        };
        assert.deepEqual([1, 3, 9].map(codeOf), ['import_sample', 'import_disk_full', 'import_disk_full']);
    });

    it('reads out of a stored failure what the queue does not say any more', () => {
        const sentence = (message: string): string => {
            const failure = { code: 'import_blocked', message, at: '2026-11-28T14:00:00.000Z', stage: 'downloaded' as const };
            return say(causeOf(movie({ state: 'failed', failure }), movie(), {}, NOW));
        };
        assert.equal(
            sentence('Radarr does not import Odd.mkv: Sample. Import it by hand or remove it: Activity, Queue in Radarr.'),
            'Radarr does not import Odd.mkv: only a sample, too short to be the whole.',
        );
        assert.equal(sentence('Sample.'), 'Radarr does not import the download: “Sample”.');
    });

    it('has a rule for each of Shoko’s words and for each refusal', () => {
        for (const { code } of REFUSALS) assert.ok(code in CAUSES, code);
        assert.equal(shokoDoings.length, 13);
    });
});
