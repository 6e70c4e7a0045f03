/** Files of a download that are no episodes: samples, trailers, creditless openings. */
import { readSeasonAndEpisode } from './season-and-episode';
import { seasonOfFolders } from './season';
import { endsHere, isVideo, splitPath, stemOf, withoutNoise } from './text';

const EXTRAS_FOLDER =
    /^(samples?|extras?|featurettes?|bonus|trailers?|nc|creditless|menus?|interviews?|deleted[ ._]scenes?|behind[ ._]the[ ._]scenes|shorts?|cd|cds|scans|ost)$/i;
/** Releases number these on their own, which is not how TVDB numbers them. */
const OWN_FOLDER = /^(ova|oad|ona|sps?|movies?|pv|pvs|cm|cms)$/i;

/** Never part of a title. */
const CODES =
    /(?<![\p{L}\d])(nc ?(?:op|ed)\d*[a-z]?|(?:op|ed) ?\d+[a-z]?|creditless|textless|(?:clean )?(?:opening|ending) ?\d+|clean (?:opening|ending)|(?:pv|cm) ?\d*|ova|oad|ona|ovd|sps? ?\d+|ex ?\d+)(?!\p{L})/iu;
/** Words that a title may begin with, but not be followed by a number. */
const WORDS =
    /(?<![\p{L}\d])(trailers?|teasers?|samples?|menus?|extras?|specials?|sp|bonus|previews?|omake|recaps?|interviews?|making[ ._]of|behind[ ._]the[ ._]scenes|featurettes?|deleted[ ._]scenes?|picture drama|digest|commentary|movies?|gekijouban|film|promo)(?!\p{L})/iu;
const SAMPLE_AT_AN_END = /^sample[-_]|^sample$|[._-]sample$|[[(]sample[\])]/i;
const AFTER_NUMBER = /^[ ._-]{0,3}(?:sample|trailer|teaser|extra|menu|creditless|nc(?:op|ed)\d*)s?(?![\p{L}\d])/iu;
/** With what Plex and Jellyfin know extras by. */
const LAST =
    /[._-] ?(?:sample|trailer|teaser|preview)s?$|-(?:behindthescenes|deleted|deletedscene|featurette|interview|scene|short|clip|extra|other)$/i;

/** Whether the file is a video that could be an episode: no subtitle, sample, creditless opening or trailer. */
export function isEpisodeFile(path: string): boolean {
    const parts = splitPath(path);
    if (!parts || !isVideo(parts.name)) return false;
    const stem = stemOf(parts.name);
    if (isInExtras(parts.folders, stem)) return false;
    const text = withoutNoise(stem);
    return readSeasonAndEpisode(text) === null ? !isExtra(stem) : !isExtraOfEpisode(stem, text);
}

/** A title may be such a word too: `Extras/Season 1/Extras.S01E01.mkv`. Then the file is named after it, and numbered. */
function isInExtras(folders: readonly string[], stem: string): boolean {
    return folders.some((folder, index) => {
        if (!EXTRAS_FOLDER.test(folder)) return false;
        const isTitle = stem.toLowerCase().startsWith(folder.toLowerCase()) && readSeasonAndEpisode(withoutNoise(stem)) !== null;
        const below = folders.slice(index + 1);
        return !(isTitle && (index === 0 || seasonOfFolders(below) !== undefined));
    });
}

/** `show.s01e02.sample`, `sample-show.s01e02`; but not `Trailer.Yard.S01E02` and not `Show.S01E02.The.Last.Trailer.1080p`. */
function isExtraOfEpisode(stem: string, text: string): boolean {
    if (SAMPLE_AT_AN_END.test(stem) || (stem === stem.toLowerCase() && /^sample[.]/.test(stem)) || LAST.test(stem)) return true;
    const number = /(?:s\d{1,4}[ ._-]{0,3}(?:ep|e)[ ._]?|(?<![a-z0-9])\d{1,4}x)\d{1,5}/i.exec(text);
    const tail = number ? text.slice(number.index + number[0].length) : '';
    const word = AFTER_NUMBER.exec(tail);
    return word !== null && endsHere(tail.slice(word[0].length));
}

/** Whether a name without season and episode is that of an extra. `Special A - 01` and `Trailer Yard - 05` are not. */
export function isExtra(stem: string): boolean {
    const text = stem.replace(/_/g, ' ').replace(/^\s*\[[^\]]*\]\s*/, '');
    if (SAMPLE_AT_AN_END.test(stem) || CODES.test(text)) return true;
    const word = WORDS.exec(text);
    if (!word) return false;
    // The word begins the title, or that of the numbered episode, and another follows.
    const rest = text.slice(word.index + word[0].length);
    const isTitle = /^$| - \d{1,4} - $/.test(text.slice(0, word.index)) && /^[ .]\p{L}/u.test(rest);
    // Samples are not numbered, so `Shomin Sample - 10` is a title.
    const isNumbered = /^sample$/i.test(word[0]) && word.index > 0 && /^ - \d/.test(rest);
    return !(isTitle || isNumbered) || (isTitle && isExtra(rest.trim().replace(/^[ .]+/, '')));
}

/** Whether bare numbers in this folder are the folder's own: `OVA/Show - 01.mkv`. */
export function hasOwnNumbers(folders: readonly string[]): boolean {
    return folders.slice(-2).some((folder) => OWN_FOLDER.test(folder) || EXTRAS_FOLDER.test(folder));
}
