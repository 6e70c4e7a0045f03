/**
 * Which episodes a file holds, read from its name. Shared by the webhook parser (imported files) and by the poller
 * (files of a pack). Says nothing rather than guess: a wrong episode is worse than none.
 */
import type * as Parser from '@ctrl/video-filename-parser' with { 'resolution-mode': 'import' };

/** What a file name says. */
export interface EpisodeNumbers {
    /** 0 is the specials; absent when neither the name nor its folder says it. */
    season?: number;
    /** Ascending, numbered within `season`; empty when the season is unknown. */
    episodes: number[];
    /**
     * Set when the name has a bare number (`[Group] Show - 05`): it counts from the beginning of the series or of
     * the season, and only who knows the episodes can tell which.
     */
    absolute?: number[];
}

const VIDEO = /\.(mkv|mp4|m4v|avi|ts|m2ts|mts|webm|wmv|mov|mpe?g|ogm|flv|vob|iso|strm)$/i;
const COMPANION = /\.(srt|ass|ssa|sub|idx|sup|nfo|jpe?g|png|txt|mka)$/i;
const EXTRAS_FOLDER = /^(samples?|extras?|featurettes|bonus|trailers?|nc|creditless|menus?)$/i;
const NOT_AN_EPISODE = /(?<![a-z])(nc(op|ed)\d*|creditless|sample|trailer|menu|pv ?\d*|cm ?\d*)(?![a-z])/i;
/** Releases number these on their own, which is not how TVDB numbers them. */
const OWN_NUMBERING = /(?<![a-z])(ova|oad|ona|sp|specials?)(?![a-z])/i;
/** Daily shows are named by date. */
const AIR_DATE = /(?<!\d)(?:19|20)\d\d[ ._-]\d\d[ ._-]\d\d(?!\d)/;

/** Longest name a file system allows; what is longer is no file name and not worth a parser's time. */
const MAX_NAME = 255;
/** More episodes than this in one file is a misread number. */
const MAX_RANGE = 50;

/** Whether the file is a video that could be an episode: no subtitle, sample, creditless opening or trailer. */
export function isEpisodeFile(path: string): boolean {
    const segments = segmentsOf(path);
    const name = segments.pop() ?? '';
    return VIDEO.test(name) && !NOT_AN_EPISODE.test(name) && !segments.some((folder) => EXTRAS_FOLDER.test(folder));
}

/**
 * Reads season and episode numbers from a file's name, and the season from its folder (`Season 2`) where the name has none.
 * @param path a name or a whole path, with either kind of slash
 * @returns null when the name does not number an episode
 */
export async function parseEpisodeNumbers(path: string): Promise<EpisodeNumbers | null> {
    const segments = segmentsOf(path);
    const name = segments.pop() ?? '';
    if (name === '' || name.length > MAX_NAME) return null;
    const stem = name.replace(VIDEO, '').replace(COMPANION, '');
    const numbered = fromSeasonAndEpisode(stem) ?? fromCross(stem);
    if (numbered !== null) return numbered;
    if ([NOT_AN_EPISODE, OWN_NUMBERING, AIR_DATE].some((pattern) => pattern.test(stem))) return null;
    const bare = fromBareNumber(stem) ?? (await fromReleaseName(name));
    if (bare === null) return null;
    const season = seasonOfTitle(stem) ?? seasonOfFolder(segments.pop());
    return season === undefined ? { episodes: [], absolute: bare } : { season, episodes: bare, absolute: bare };
}

function segmentsOf(path: string): string[] {
    return path.split(/[\\/]+/);
}

/** `S01E05`, `s1.e5`, `S01E05E06E07`, `S01E05-E07`, `S01E05-07`, `S01E05.S01E06`: what scene and Sonarr write. */
function fromSeasonAndEpisode(stem: string): EpisodeNumbers | null {
    const match = /(?<![a-z0-9])s(\d{1,4})[ ._-]{0,3}ep?[ ._]?(\d{1,4})(?!\d)(.*)/is.exec(stem);
    return (
        match && withMore(Number(match[1]), Number(match[2]), match[3] ?? '', /^([ ._]?-?[ ._]?)(?:s\d{1,4})?ep?(\d{1,4})(?!\d)/i)
    );
}

/** `1x05`, `1x05x06`, `1x05-06`. A codec is not an episode: `2.0x264`. */
function fromCross(stem: string): EpisodeNumbers | null {
    const match = /(?<![a-z0-9])(\d{1,2})x(?!26[45])(\d{2,3})(?!\d)(.*)/is.exec(stem);
    return match && withMore(Number(match[1]), Number(match[2]), match[3] ?? '', /^(-?)x(\d{2,3})(?!\d)/i);
}

/** Adds the further episodes of a multi-episode file, which follow the first one directly. */
function withMore(season: number, first: number, tail: string, further: RegExp): EpisodeNumbers {
    const episodes = [first];
    // A bare number is a further episode only right after a dash: `S01E05-06`, but not `S01E05 - 06 Title` or `-1080p`.
    const afterDash = /^(-)(\d{2,3})(?=v\d|[^a-z0-9]|$)/i;
    for (
        let rest = tail, match = null;
        (match = further.exec(rest) ?? afterDash.exec(rest));
        rest = rest.slice(match[0].length)
    ) {
        const last = episodes.at(-1) ?? first;
        const next = Number(match[2]);
        if (next <= last || next - last > MAX_RANGE) break;
        if ((match[1] ?? '').includes('-')) episodes.push(...range(last + 1, next));
        else episodes.push(next);
    }
    return { season, episodes };
}

/** `Show - 05-06`, `Show S2 - 05`, `01 - Title`, `01`. */
function fromBareNumber(stem: string): number[] | null {
    const match =
        /[ ._]-[ ._](?:ep?)?(\d{2,4})(?:v\d)?(?:-(\d{2,4}))?(?:v\d)?(?=$|[ ._[(])/i.exec(stem) ??
        /^(?:ep?(?:isode)?[ ._]?)?(\d{1,3})(?:v\d)?(?=$|[ ._]-[ ._])/i.exec(stem);
    if (!match) return null;
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    return isHalf(stem, match) || last < first || last - first > MAX_RANGE ? null : range(first, last);
}

/** `05.5` is a recap between two episodes. */
function isHalf(stem: string, match: RegExpExecArray): boolean {
    return /^\.\d(?!\d)/.test(stem.slice(match.index + match[0].length));
}

/** Everything else by the release name parser, less its guesses: `1071` is not season 10, `2019` is no episode. */
async function fromReleaseName(name: string): Promise<number[] | null> {
    const { parseSeason } = await loadParser();
    const parsed = attempt(() => parseSeason(name));
    if (!parsed || parsed.airDate !== null || parsed.fullSeason || parsed.episodeNumbers.length === 0) return null;
    const [season] = parsed.seasons;
    const isGuess = season !== undefined && !/season\W?\d/i.test(name);
    const numbers = isGuess ? parsed.episodeNumbers.map((number) => season * 100 + number) : parsed.episodeNumbers;
    const isBelievable = numbers.every((number) => Number.isInteger(number) && (number < 1900 || number > 2099));
    return isBelievable ? numbers : null;
}

/** `Show S2 - 05`, `Show 2nd Season - 05`, `Show Season 2 - 05`. */
function seasonOfTitle(stem: string): number | undefined {
    const match = /(?<![a-z0-9])(?:s|season[ ._]?)(\d{1,2})(?![a-z0-9])|(?<!\d)(\d{1,2})(?:st|nd|rd|th)[ ._]season/i.exec(stem);
    return match ? Number(match[1] ?? match[2]) : undefined;
}

/** `Season 2`, `S02`, `Specials`. */
function seasonOfFolder(folder: string | undefined): number | undefined {
    if (folder === undefined) return undefined;
    if (/^specials?$/i.test(folder)) return 0;
    const match = /^(?:s|season|staffel)[ ._]?(\d{1,4})$/i.exec(folder);
    return match ? Number(match[1]) : undefined;
}

function range(first: number, last: number): number[] {
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The parser throws on dates in the future. */
function attempt<T>(parse: () => T): T | null {
    try {
        return parse();
    } catch {
        return null;
    }
}

/** The parser is an ES module: Node-RED 5 fails on `require` of one, so it is imported when first needed. */
let parser: Promise<typeof Parser> | undefined;
function loadParser(): Promise<typeof Parser> {
    parser ??= import('@ctrl/video-filename-parser');
    return parser;
}
