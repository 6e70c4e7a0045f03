/** Names that number season and episode side by side: what scene groups and Sonarr write. */
import { ordinalOf, rangeTo, type Reading } from './reading';
import { endsHere } from './text';

interface Form {
    /** A name that it reads. */
    example: string;
    /** Global. Groups: season, first episode. What follows the match is read on. */
    pattern: RegExp;
    /** A further episode with its own sign. Groups: what joins it, its season, its number. */
    further: RegExp;
    /** Whether a match is believed. */
    isBelieved?: (match: RegExpExecArray, text: string) => boolean;
}

const MARKED = /^([ ._]?[-~&+]?[ ._]?|,)(?:s(\d{1,4})[ ._]?)?ep?[ ._]?(\d{1,5})(?!\d)/i;
const CROSSED = /^([ ._]?-?[ ._]?|[&+,])(?:(\d{1,4})|(?<![ ._]))x(?!26[45])(\d{1,3})(?![a-wyz0-9])/i;
const ONLY_JOINED = /^(?!)()()()/;

/** In this order; the first that matches decides. */
export const FORMS: readonly Form[] = [
    {
        example: 'Show.S01E05E06.mkv',
        pattern: /(?<![a-z0-9])s(\d{1,4})[ ._-]{0,3}(?:episode|ep|e)[ ._]?(\d{1,5})(?!\d)/gi,
        further: MARKED,
    },
    { example: 'grp-shows01e05-1080p.mkv', pattern: /(?<=[a-z])s(\d\d)e(\d\d)(?!\d)/gi, further: MARKED },
    {
        example: 'Show - 1x05-06 - Title.mkv',
        pattern: /(?<![a-z0-9])(\d{1,2}|(?:19|20)\d\d)x(?!26[45])(\d{1,3})(?![a-wyz0-9])/gi,
        further: CROSSED,
        isBelieved: isSetApart,
    },
    {
        example: 'Show - Season 1 - Episode 05.mkv',
        pattern:
            /(?<![a-z])(?:season|series|staffel|saison|stagione|temporada|sezon)[ ._]?(\d{1,2})[ ._,-]{1,3}(?:episode|episodio|ep|e|folge|capitulo)[ ._]?(\d{1,4})(?!\d)/gi,
        further: MARKED,
    },
    { example: 'Show Se.1 afl.2-3.mkv', pattern: /(?<![a-z])se\.?(\d{1,2})[ ._-]afl\.?(\d{1,3})(?!\d)/gi, further: ONLY_JOINED },
    {
        example: 'Show [HDTV][Cap.201].mkv',
        pattern: /\[cap\.? ?(\d{1,2})(\d\d)(?=[\]_])/gi,
        further: /^(_)(\d{1,2})(\d\d)(?=\])/,
    },
    {
        example: 'Show 第2季第05集.mkv',
        pattern: /第([\d一二三四五六七八九十]{1,3})[季期][ ._-]*第?(\d{1,4})[話话集回]/g,
        further: ONLY_JOINED,
    },
];

/**
 * @param text a name without noise
 * @returns null when the name has none of these forms; no numbers when it says that it is half an episode (`S01E11.5`)
 */
export function readSeasonAndEpisode(text: string): Reading | null {
    for (const { pattern, further, isBelieved } of FORMS) {
        const match = [...text.matchAll(pattern)].find((found) => isBelieved?.(found, text) !== false);
        if (!match) continue;
        const [season, first] = [ordinalOf(match[1] ?? ''), match[2] ?? ''];
        const tail = text.slice(match.index + match[0].length);
        const isHalf = /^\.5(?!\d|\.1(?!\d))/.test(tail);
        return { season, numbers: isHalf ? [] : withMore(season, first, tail, further), isBare: false, isSure: true };
    }
    return null;
}

/** `3x3 Eyes` and `16x9` are no episodes: a single digit, or twice the same, has to stand between dashes or at the end. */
function isSetApart(match: RegExpExecArray, text: string): boolean {
    const [whole, season = '', episode = ''] = match;
    if (episode.length > 1 && season !== episode) return true;
    const after = text.slice(match.index + whole.length);
    if (/[ ._]-[ ._]$|[[(]$/.test(text.slice(0, match.index))) return endsHere(after) || /^-\d/.test(after);
    return whole !== '16x9' && (season !== episode || whole === '1x1') && /^[ ._]*(?:$|[|[(])/.test(after);
}

/** Adds the further episodes of one file, which follow the first one directly. */
function withMore(season: number, first: string, tail: string, further: RegExp): number[] {
    const numbers = [Number(first)];
    let [rest, joined] = [tail, 0];
    for (;;) {
        const last = numbers.at(-1) ?? 0;
        const marked = further.exec(rest);
        if (marked) {
            const next = Number(marked[3]);
            const span = rangeTo(last, next);
            if (span === null || (marked[2] !== undefined && Number(marked[2]) !== season)) return numbers;
            numbers.push(...(/[-~_]/.test(marked[1] ?? '') ? span : [next]));
            rest = rest.slice(marked[0].length);
            continue;
        }
        const span = joinedTo(last, first, rest, joined);
        if (span === null) return numbers;
        numbers.push(...span.numbers);
        rest = rest.slice(span.length);
        joined += 1;
    }
}

/** As many episodes as a bare number before words may add. */
const MAX_UNMARKED = 3;

/** `-06`, `-07-08`, `&06`, `_02`: bare numbers, which count on only where they can hardly be the beginning of a title. */
function joinedTo(last: number, first: string, rest: string, joined: number): { numbers: number[]; length: number } | null {
    const match = /^(?:([-~])|[&+,_]|[ ._]en[ ._])(\d{1,3})(?![a-z0-9])/i.exec(rest);
    const numbers = match && rangeTo(last, Number(match[2]));
    if (!match || !numbers) return null;
    const [whole, sign, typed = ''] = match;
    const after = rest.slice(whole.length);
    const isNext = numbers.length === 1;
    // `S01E01-23-45` is a title; `S01E01-02-03` counts.
    if (!isNext && (sign === undefined || joined > 0 || /^[-~]\d/.test(after))) return null;
    // `S01E09-11.Three.Doors` is a range; `S01E05-24.Hours.Later` is more likely a title.
    const isPadded = typed.length > 1 && (numbers.length <= MAX_UNMARKED || typed.startsWith('0'));
    const isAlike = typed.length > 1 || first.length === 1 || isNext;
    const isCounting = isNext && new RegExp(`^-${Number(typed) + 1}(?!\\d)`).test(after);
    return isPadded || (isAlike && (isCounting || endsHere(after))) ? { numbers, length: whole.length } : null;
}
