import assert from 'node:assert/strict';
import { countRejections, readRejection } from '../../../lib/causes';

/** `DownloadRejectionReason` of Sonarr 5.0.0-develop (49df353) and Radarr 6.0.3 (1b9662d), without `Unknown`. */
const NAMES = `UnknownSeries,UnknownEpisode,MatchesAnotherSeries,UnableToParse,Error,DecisionError,MinimumAgeDelay,
MinimumAgeDelayPushed,SeriesNotMonitored,EpisodeNotMonitored,HistoryRecentCutoffMet,HistoryCdhDisabledCutoffMet,
HistoryHigherPreference,HistoryHigherRevision,HistoryCutoffMet,HistoryCustomFormatCutoffMet,HistoryCustomFormatScore,
HistoryCustomFormatScoreIncrement,HistoryUpgradesNotAllowed,NoMatchingTag,PropersDisabled,ProperForOldFile,WrongEpisode,
WrongSeason,WrongSeries,FullSeason,UnknownRuntime,BelowMinimumSize,AboveMaximumSize,AlreadyImportedSameHash,
AlreadyImportedSameName,UnknownReleaseGroup,ReleaseGroupDoesNotMatch,IndexerDisabled,Blocklisted,CustomFormatMinimumScore,
MinimumFreeSpace,FullSeasonNotAired,MaximumSizeExceeded,MinimumAge,MaximumAge,MultiSeason,Sample,ProtocolDisabled,
QualityNotWanted,QualityUpgradesDisabled,QueueHigherPreference,QueueHigherRevision,QueueCutoffMet,
QueueCustomFormatCutoffMet,QueueCustomFormatScore,QueueCustomFormatScoreIncrement,QueueUpgradesNotAllowed,
QueuePropersDisabled,Raw,MustContainMissing,MustNotContainPresent,RepackDisabled,RepackUnknownReleaseGroup,
RepackReleaseGroupDoesNotMatch,ExistingFileHasMoreEpisodes,AmbiguousNumbering,NotSeasonPack,SplitEpisode,MinimumSeeders,
DiskHigherPreference,DiskHigherRevision,DiskCutoffMet,DiskCustomFormatCutoffMet,DiskCustomFormatScore,
DiskCustomFormatScoreIncrement,DiskUpgradesNotAllowed,DiskNotUpgrade,BeforeAirDate,UnknownMovie,Availability,
MovieNotMonitored,WrongMovie,HardcodeSubtitles,WantedLanguage,RequiredFlags`
    .split(',')
    .map((name) => name.trim());

/** What each says, as its `Reject(...)` fills it in, and its name. */
const WORDS: readonly (readonly [name: string, words: string])[] = [
    ['AboveMaximumSize', '9.1 GB is larger than maximum allowed 4.0 GB (for Odd Name)'],
    ['BelowMinimumSize', '91 MB is smaller than minimum allowed 400 MB (for Odd Name)'],
    ['AlreadyImportedSameHash', 'Has same torrent hash as a grabbed and imported release'],
    ['AlreadyImportedSameName', 'Has same release name as a grabbed and imported release'],
    ['AmbiguousNumbering', 'Odd Name has ambiguous numbering'],
    ['Availability', 'Movie Odd Name (2020) will only be considered available 0 days after 01/01/2027'],
    ['BeforeAirDate', 'No air date available'],
    ['Blocklisted', 'Release is blocklisted'],
    ['CustomFormatMinimumScore', 'Custom Formats [A] have score -10 below Series profile minimum 0'],
    ['DecisionError', 'RawDiskSpecification: Something'],
    ['DiskCustomFormatScore', 'Existing file on disk has a equal or higher Custom Format score: 10'],
    ['DiskCutoffMet', 'Existing file meets cutoff: Bluray-1080p'],
    ['DiskUpgradesNotAllowed', "Existing file on disk and Quality Profile 'HD' does not allow upgrades"],
    ['QualityUpgradesDisabled', 'Existing file and the Quality profile does not allow upgrades'],
    ['ExistingFileHasMoreEpisodes', 'Episode file on disk contains more episodes than this release contains'],
    ['EpisodeNotMonitored', 'One or more episodes is not monitored'],
    ['MovieNotMonitored', 'Movie is not monitored'],
    ['Error', 'Unexpected error processing release'],
    ['FullSeason', 'Full season pack'],
    ['FullSeasonNotAired', "Full season release rejected. All episodes haven't aired yet."],
    ['HistoryCutoffMet', 'Recent grab event in history meets quality cutoff: Bluray-1080p'],
    ['HistoryCdhDisabledCutoffMet', 'CDH is disabled and grab event in history already meets cutoff: Bluray-1080p'],
    ['IndexerDisabled', 'Indexer Fake is blocked till 11/28/2026 15:00:00 due to failures, cannot grab release.'],
    ['MatchesAnotherSeries', 'Odd matches an alias for series with TVDB ID: 7'],
    ['MaximumAge', 'Older than configured retention'],
    ['MinimumAge', 'Only 4 minutes old, minimum age is 30 minutes'],
    ['MinimumAgeDelay', 'Waiting for better quality release'],
    ['MinimumAgeDelayPushed', 'Release containing at least one matching episode is already pending, delaying pushed release'],
    ['MinimumSeeders', 'Not enough seeders: 0. Minimum seeders: 1'],
    ['MultiSeason', 'Multi-season releases are not supported'],
    ['MustContainMissing', 'Does not contain one of the required terms: x265'],
    ['MustNotContainPresent', 'Contains these ignored terms: cam'],
    ['NoMatchingTag', 'Series tags do not match any of the indexer tags'],
    ['NotSeasonPack', 'Last episode in this season aired more than 7 days ago, season pack required.'],
    ['ProperForOldFile', 'Proper for old file'],
    ['PropersDisabled', 'Proper downloading is disabled'],
    ['RepackDisabled', 'Repack downloading is disabled'],
    ['RepackUnknownReleaseGroup', 'Unable to determine release group for the existing file'],
    ['ReleaseGroupDoesNotMatch', 'GRP does not match existing release group OTHER'],
    ['ProtocolDisabled', 'Usenet is not enabled for this movie'],
    ['QualityNotWanted', 'DVD is not wanted in profile'],
    ['QueueCutoffMet', 'Quality for release in queue already meets cutoff: HDTV-720p'],
    ['QueueHigherPreference', 'Release in queue is of equal or higher preference: HDTV-720p'],
    ['Raw', 'Raw Bluray/DVD release'],
    ['RequiredFlags', 'None of the required indexer flags G_Freeleech where found. Found flags: none'],
    ['HardcodeSubtitles', 'Hardcode subs found: KORSUB'],
    ['Sample', 'Sample'],
    ['SplitEpisode', 'Split episode releases are not supported'],
    ['UnableToParse', 'Unable to parse release'],
    ['UnknownEpisode', 'Unable to identify correct episode(s) using release name and scene mappings'],
    ['UnknownMovie', 'Unknown Movie. Unable to match to existing movie in Library using release title.'],
    ['UnknownRuntime', 'Runtime of all episodes is 0, unable to validate size until it is available'],
    ['UnknownSeries', 'Unknown Series'],
    ['WantedLanguage', 'English is wanted, but found German'],
    ['WrongEpisode', "Episode wasn't requested: 1x2-5"],
    ['WrongMovie', 'Wrong movie'],
];

describe('why Sonarr and Radarr do not take a release', () => {
    it('knows every reason by its name', () => {
        assert.deepEqual(
            NAMES.filter((name) => readRejection(name) === 'other'),
            [],
        );
    });

    it('reads the same out of the words as out of the name', () => {
        for (const [name, words] of WORDS) assert.equal(readRejection(words), readRejection(name), words);
    });

    it('guesses nothing', () => {
        for (const words of ['', 'Unknown', 'A new reason', 'quality']) assert.equal(readRejection(words), 'other', words);
    });

    it('counts them', () => {
        assert.deepEqual(countRejections(['DVD is not wanted in profile', 'QualityNotWanted', 'Blocklisted', '?']), [
            { family: 'quality', count: 2 },
            { family: 'blocklisted', count: 1 },
            { family: 'other', count: 1 },
        ]);
    });
});
