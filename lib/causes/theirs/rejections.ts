/**
 * Every reason for which Sonarr and Radarr do not take a release that an indexer offers: by name (`DownloadRejectionReason`;
 * version 5 tells it), and in words (version 3 of their interface tells only those). Sonarr 4.0.19 and 5.0.0, Radarr 6.0.3.
 */
import { REJECTION_FAMILIES, type RejectionFamily } from '../values';

interface Rejection {
    family: RejectionFamily;
    /** Names of `DownloadRejectionReason` in lower case. */
    names: string;
    words: RegExp;
}

const REJECTIONS: readonly Rejection[] = [
    {
        family: 'unmonitored',
        names: 'seriesnotmonitored episodenotmonitored movienotmonitored',
        words: /(?:is|are) not monitored$/,
    },
    { family: 'quality', names: 'qualitynotwanted', words: / is not wanted in profile$/ },
    {
        family: 'size',
        names: 'belowminimumsize abovemaximumsize maximumsizeexceeded unknownruntime',
        words: / is (?:smaller|larger) than (?:minimum|maximum) allowed |runtime is 0, |^Runtime of all episodes is 0, |too big|maximum size/i,
    },
    { family: 'language', names: 'wantedlanguage', words: / is wanted, but found / },
    { family: 'formats', names: 'customformatminimumscore', words: /^Custom Formats .* below .* profile minimum / },
    {
        family: 'terms',
        names: 'mustcontainmissing mustnotcontainpresent',
        words: /^(?:Does not contain one of the required terms|Contains these ignored terms): /,
    },
    { family: 'seeders', names: 'minimumseeders', words: /^Not enough seeders: / },
    {
        family: 'age',
        names: 'minimumage maximumage',
        words: /^Older than configured retention$|^Only .* minutes old, minimum age /,
    },
    {
        family: 'already_queued',
        names: 'queuehigherpreference queuehigherrevision queuecutoffmet queuecustomformatcutoffmet queuecustomformatscore queuecustomformatscoreincrement queueupgradesnotallowed queuepropersdisabled',
        words: /release in queue/i,
    },
    {
        family: 'grabbed_before',
        names: 'historyrecentcutoffmet historycdhdisabledcutoffmet historyhigherpreference historyhigherrevision historycutoffmet historycustomformatcutoffmet historycustomformatscore historycustomformatscoreincrement historyupgradesnotallowed alreadyimportedsamehash alreadyimportedsamename',
        words: /grab event in history|as a grabbed and imported release$/i,
    },
    {
        family: 'already_there',
        names: 'diskhigherpreference diskhigherrevision diskcutoffmet diskcustomformatcutoffmet diskcustomformatscore diskcustomformatscoreincrement diskupgradesnotallowed disknotupgrade qualityupgradesdisabled existingfilehasmoreepisodes',
        words: /^Existing file |file on disk contains more episodes|does not meet the upgrade criteria/,
    },
    { family: 'blocklisted', names: 'blocklisted', words: /^Release is blocklisted$/ },
    { family: 'indexer', names: 'indexerdisabled', words: /^Indexer .* is blocked till / },
    { family: 'protocol', names: 'protocoldisabled', words: /^(?:Torrent|Usenet) is not enabled for / },
    { family: 'tags', names: 'nomatchingtag', words: / tags do not match any of the indexer tags$/ },
    { family: 'flags', names: 'requiredflags', words: /^None of the required indexer flags / },
    { family: 'subtitles', names: 'hardcodesubtitles', words: /^Hardcode subs found: / },
    {
        family: 'proper',
        names: 'propersdisabled properforoldfile repackdisabled',
        words: /^(?:Proper|Repack) (?:downloading is disabled|for old file)$/,
    },
    {
        family: 'group',
        names: 'repackunknownreleasegroup repackreleasegroupdoesnotmatch unknownreleasegroup releasegroupdoesnotmatch',
        words: /release group/i,
    },
    { family: 'sample', names: 'sample', words: /^Sample$/ },
    { family: 'raw', names: 'raw', words: /^Raw .* release$/ },
    {
        family: 'pack',
        names: 'multiseason fullseason fullseasonnotaired notseasonpack splitepisode',
        words: /^Multi-season releases |^Full season |season pack required|^Split episode releases /,
    },
    {
        family: 'unknown_title',
        names: 'unknownseries unknownmovie unabletoparse',
        words: /^Unknown (?:Series|Movie)|^Unable to parse release$/,
    },
    {
        family: 'wrong_title',
        names: 'wrongseries wrongmovie wrongepisode wrongseason matchesanotherseries',
        words: /^Wrong |^Episode wasn't requested| matches an alias for series /,
    },
    {
        family: 'numbering',
        names: 'unknownepisode ambiguousnumbering',
        words: /ambiguous numbering|^Unable to identify correct episode/i,
    },
    {
        family: 'not_available_yet',
        names: 'availability beforeairdate',
        words: / will only be considered available | is before adjusted air date |^No air date available$/,
    },
    { family: 'disk_full', names: 'minimumfreespace', words: /free space/i },
    {
        family: 'delayed',
        names: 'minimumagedelay minimumagedelaypushed',
        words: /^Waiting for better quality release$|delaying pushed release$/,
    },
    { family: 'error', names: 'error decisionerror', words: /^Unexpected error processing release$|^\w+Specification: / },
];

const BY_NAME = new Map(REJECTIONS.flatMap(({ family, names }) => names.split(' ').map((name) => [name, family])));

/** Which family a reason belongs to, by its name or in words. */
export function readRejection(reason: string): RejectionFamily {
    const text = reason.trim();
    const named = BY_NAME.get(text.toLowerCase());
    if (named !== undefined) return named;
    return REJECTIONS.find(({ words }) => words.test(text.replace(/(?<=\w)\.$/, '')))?.family ?? 'other';
}

/** How many reasons of each family there are, in the order of the families. */
export function countRejections(reasons: readonly string[]): { family: RejectionFamily; count: number }[] {
    const families = reasons.map(readRejection);
    return REJECTION_FAMILIES.map((family) => ({ family, count: families.filter((each) => each === family).length })).filter(
        ({ count }) => count > 0,
    );
}
