/**
 * Paths as the services tell them: one file has another absolute path in every container, with the slashes and
 * the Unicode form of its own system. Pure functions; nothing here touches a disk.
 */

/** Where one service sees a folder (`from`), and where another sees the same one (`to`). */
export interface PathMapping {
    from: string;
    to: string;
}

export interface PathCandidate<T> {
    path: string;
    value: T;
}

export type PathMatch<T> =
    | { match: T; how: 'exact' | 'suffix' | 'name' }
    /** `ambiguous`: something fits, but not one thing alone, or its name says too little to tell. */
    | { match: null; reason: 'none' | 'ambiguous' };

/** Forward slashes, none doubled, none at the end (a lone root stays), Unicode NFC. Keeps the case. */
export function normalisePath(path: string): string {
    // Only what is to be another one is matched: most paths are as they should be, and asked for again and again.
    const slashed = path.normalize('NFC').replace(/\\[\\/]*|\/[\\/]+/g, '/');
    return slashed.length > 1 && slashed.endsWith('/') ? slashed.slice(0, -1) : slashed;
}

/** The form in which two paths are compared: Windows and macOS do not tell upper from lower case. */
export function comparablePath(path: string): string {
    return normalisePath(normalisePath(path).toLowerCase());
}

/** The parts between the separators: `['C:', 'Anime', '01.mkv']`. */
export function segmentsOf(path: string): string[] {
    return normalisePath(path)
        .split('/')
        .filter((segment) => segment !== '');
}

/** The last segment, or `''`. */
export function fileNameOf(path: string): string {
    const normal = normalisePath(path);
    return normal.slice(normal.lastIndexOf('/') + 1);
}

/** Puts a path that is relative to a folder under it, however either of them begins or ends. */
export function joinPath(folder: string, relative: string): string {
    return normalisePath(`${folder}/${relative}`);
}

function isRooted(path: string): boolean {
    return path.startsWith('/');
}

/** How many segments of `path` the folder takes, or null when the path is not in it. */
function segmentsUnder(path: string, folder: string): number | null {
    if (isRooted(path) !== isRooted(folder)) return null;
    const inPath = segmentsOf(path);
    const inFolder = segmentsOf(folder);
    return inFolder.every((segment, index) => segment === inPath[index]) ? inFolder.length : null;
}

/** Whether a path leads into a folder; case is ignored. */
export function isInFolder(path: string, folder: string): boolean {
    return segmentsUnder(comparablePath(path), comparablePath(folder)) !== null;
}

/**
 * Replaces the folder that a path begins with, by whole segments; of several folders the longest wins, of equal
 * ones the first. A path in none of them comes back as it is, normalised. A row with an empty side is ignored.
 */
export function mapPath(path: string, mappings: readonly PathMapping[]): string {
    const normal = normalisePath(path);
    let best: { to: string; length: number } | null = null;
    for (const { from, to } of mappings) {
        if (from.trim() === '' || to.trim() === '') continue;
        const length = segmentsUnder(comparablePath(path), comparablePath(from.trim()));
        if (length !== null && (best === null || length > best.length)) best = { to: to.trim(), length };
    }
    return best === null ? normal : joinPath(best.to, segmentsOf(normal).slice(best.length).join('/'));
}

/** How many whole segments two paths have in common, counted from the end; case is ignored. */
export function commonSuffixSegments(a: string, b: string): number {
    const inA = segmentsOf(comparablePath(a)).reverse();
    const inB = segmentsOf(comparablePath(b)).reverse();
    const firstDifference = inA.findIndex((segment, index) => segment !== inB[index]);
    return firstDifference === -1 ? inA.length : firstDifference;
}

/**
 * Where a file is now, as its owner sees it, when another service tells that it went from `from` to `to` as that one sees it:
 * what both have in common at the end tells how their folders correspond. Outside of these, `to` is all there is.
 */
export function movedPath(own: string, from: string, to: string): string {
    if (comparablePath(own) === comparablePath(from)) return normalisePath(to);
    const common = commonSuffixSegments(own, from);
    const folderOf = (path: string): string => normalisePath(path).split('/').slice(0, -common).join('/') || '/';
    return mapPath(to, [{ from: folderOf(from), to: folderOf(own) }]);
}

/** Words that say a place in some series, in any of which they occur: `Season 01/S01E01.mkv` is in thousands. */
const WORDS_OF_PLACE =
    /(?<!\p{L})(?:season|series|staffel|saison|specials?|extras?|episodes?|folge|part|disc|cd|movie|film|video|sample|ncop|nced|op|ed|ova|oad|ona|sp|ep|se?\d+e)(?!\p{L})|[第話集期季]/giu;

/** Under the folder of a series, and never that itself. */
const SEASON_FOLDER = /^(?:(?:season|series|staffel|saison|s)\s*\d+|specials?)$/iu;

/** What an episode is called does not say of which series: thousands of them have an `S01E01 - Pilot` or a `01 - Pilot`. */
const PLACE_AND_BEYOND = /(?:(?<![\p{L}\d])s\d{1,4}\s?e\d|(?<![\p{L}\d])\d{1,2}x\d{2}(?!\d)|^\d{1,4}(?:v\d)?\s*[-._]\s).*$/iu;

/** Whether a tail of a path names one work, so that it may stand for the whole path. */
function namesOneWork(tail: readonly string[]): boolean {
    const folders = tail.slice(0, -1);
    const file = (tail.at(-1) ?? '').replace(/\.\w{1,5}$/, '');
    return (
        [...folders, file.replace(PLACE_AND_BEYOND, '')].some(isTelling) ||
        folders.some((folder, index) => isOwnFolder(folder, folders[index + 1], file))
    );
}

/** Whether a name has words of its own. One letter is none: `01 v2`, `1080p`. */
function isTelling(name: string): boolean {
    return (name.replace(WORDS_OF_PLACE, ' ').match(/\p{L}/gu) ?? []).length >= 2;
}

/**
 * Whether a folder is a work's own although its name has no word: `K`, `86`, `🐱`. A number alone may be a season too, but
 * not where a season's folder is beneath it, nor where the file begins with it and says another season.
 */
function isOwnFolder(folder: string, beneath: string | undefined, file: string): boolean {
    if (SEASON_FOLDER.test(folder) || folder.search(WORDS_OF_PLACE) >= 0) return false;
    // Only what has a title of its own has a year.
    if (/.\s*\(\d{4}\)$/.test(folder)) return true;
    if (beneath !== undefined) return SEASON_FOLDER.test(beneath);
    if (!/\d/.test(folder)) return /[\p{L}\p{So}\p{Extended_Pictographic}]/u.test(folder);
    const season = /(?<![\p{L}\d])s(\d+)e\d+/iu.exec(file)?.[1];
    const isInFile = file.startsWith(folder) && !/^\d/.test(file.slice(folder.length));
    return isInFile && season !== undefined && Number(season) !== Number(folder);
}

/**
 * The shortest end of a path that names one work, with a leading slash: `/Show - 01.mkv`, but `/Show/Season 1/01.mkv`.
 * Made to be searched for on another machine, so the spelling (case, Unicode form) stays as it is.
 */
export function tellingTail(path: string): string {
    const segments = path.split(/[\\/]+/).filter((segment) => segment !== '');
    let length = 1;
    while (length < segments.length && !namesOneWork(segments.slice(-length))) length++;
    return `/${segments.slice(-length).join('/')}`;
}

/**
 * Finds the one candidate that is the same file as `path`: the equal path; else the longest common tail of at
 * least two whole segments; else the file name. What fits more than one value is no match, and neither is a
 * tail that could be any series' (`Season 01/01.mkv`). Candidates of one and the same value do not compete.
 */
export function bestPathMatch<T>(path: string, candidates: readonly PathCandidate<T>[]): PathMatch<T> {
    const own = comparablePath(path);
    const exact = valuesOf(candidates.filter((candidate) => comparablePath(candidate.path) === own));
    if (exact.length > 1) return { match: null, reason: 'ambiguous' };
    if (exact.length === 1) return { match: exact[0] as T, how: 'exact' };

    const shared = candidates.map((candidate) => commonSuffixSegments(own, candidate.path));
    const longest = Math.max(0, ...shared);
    if (longest === 0) return { match: null, reason: 'none' };
    const closest = valuesOf(candidates.filter((_, index) => shared[index] === longest));
    if (closest.length > 1 || !namesOneWork(segmentsOf(own).slice(-longest))) return { match: null, reason: 'ambiguous' };
    return { match: closest[0] as T, how: longest > 1 ? 'suffix' : 'name' };
}

function valuesOf<T>(candidates: readonly PathCandidate<T>[]): T[] {
    return [...new Set(candidates.map((candidate) => candidate.value))];
}
