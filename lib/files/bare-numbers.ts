/** Names with a number alone (`[Group] Show - 05`), as most anime releases have. */
import { rangeTo, type Reading } from './reading';
import { seasonOfTitle } from './season';
import { type Segment, segmentsOf } from './segments';

/** Bare numbers join few episodes. `01-12` is a whole season or something else. */
const MAX_JOINED = 4;

const NUMBERS = String.raw`(\d{1,4}(?:[-~&+](?:ep?)?\d{1,4}){0,3})(?![\d\p{L}½]|\.\d(?!\d)|[-~&+](?:ep?)?\d)`;
const LABELLED = [
    // Ep05, Episode 05, E05-06, #05
    String.raw`(?<![\p{L}\d])(?:(?:ep|eps|episode|episodio|épisode|folge|afl|avsnitt|capitulo|cap)[ ._-]{0,2}|e(?=\d\d)|#)${NUMBERS}`,
    String.raw`第? ?(\d{1,4}(?:[-~]\d{1,4})?) ?[話话集回화회]`, // 第05話
    String.raw`(?<![\p{L}\d])(\d{1,4})[ .]{0,2}(?:bölüm|bolum|blm)(?!\p{L})`, // 60.Bölüm
    String.raw`(?<![\p{L}\d])(\d{1,3}) ?of ?\d{1,3}(?![\p{L}\d])`, // 5of9
].map((pattern) => new RegExp(pattern, 'iu'));
const ALONE = new RegExp(`^${NUMBERS}$`, 'iu');
/** `Title 05`, `Title-05` */
const TRAILING = new RegExp(String.raw`^(.*[^\s\d].*?)(?:\s|(?<=\p{L})-)${NUMBERS}$`, 'iu');
/** `86 05` */
const AFTER_NUMBER = /^([1-9]\d{0,3})\s(0[1-9])$/;
/** `Title 05 The Title of the Episode` */
const INSIDE = /^(\D+)\s(0[1-9])\s\D/;
const LEADING = /^(\d{1,4})\s+\p{L}/u;

/** Numbered on their own, like the parts that a season is sold in. */
const PART = /(?<!\p{L})(?:part|cour|pt|chapter|arc|no)[ .]?(?:\d{1,2}|i{1,3}v?|one|two|three)(?![\p{L}\d])/iu;
const COUNTS_SOMETHING = /(?:^|\s)(?:part|pt|vol|volume|no|cour|chapter|disc|cd|movie|film|(?:19|20)\d\d)$/i;

type Strength =
    /** Nothing else is written so. */
    | 'form'
    /** An episode unless the name has one in a better form. */
    | 'likely'
    /** May be a title. */
    | 'doubtful';

interface Found {
    typed: string;
    strength: Strength;
}

interface Candidate extends Found {
    /** Null for a range that is no file's. */
    numbers: number[] | null;
    /** After `Part 2`: counted from where that part begins. */
    isOfPart: boolean;
    maySplit: boolean;
}

/** What the whole name and its folder say. */
export interface NameContext {
    /** The season that the folder names. */
    season: number | undefined;
    /** Whether the name has a date: then every number but a labelled one may be part of it. */
    isDated: boolean;
    /** Whether the name says its resolution in full, so that `1080` alone is none. */
    isSized: boolean;
}

interface NameShape extends NameContext {
    /** `[Group] Show - 05`: what the name begins with is no number of an episode. */
    hasGroup: boolean;
}

/** @param text a name without noise */
export function readBareNumbers(text: string, context: NameContext): Reading[] {
    const title = seasonOfTitle(text);
    if (title === null) return [];
    const season = title.season ?? context.season;
    const segments = segmentsOf(title.rest);
    const candidates = candidatesIn(segments, { ...context, hasGroup: /^\s*\[/.test(text) });
    const forms = candidates.filter(({ strength }) => strength === 'form');
    const best = forms.length > 0 ? forms : candidates.filter(({ strength }) => strength === 'likely');
    // The number of the episode is there, but is none that could be told: half an episode, a range of many, one after `Part 2`.
    if (segments.some(({ isHalf }) => isHalf) || best.some(({ numbers, isOfPart }) => isOfPart || numbers === null)) return [];
    // `Show 01 - 119`: either could be it.
    const isTorn = forms.length > 0 && candidates.some(({ strength, typed }) => strength === 'likely' && isPadded(typed));
    return candidates.flatMap(({ numbers, isOfPart, maySplit, strength }) => {
        if (numbers === null || isOfPart) return [];
        const isSure = !isTorn && strength === (forms.length > 0 ? 'form' : 'likely');
        return [{ season, numbers, isBare: true, isSure, maySplit: maySplit && season === undefined }];
    });
}

function candidatesIn(segments: readonly Segment[], shape: NameShape): Candidate[] {
    const titled = segments.findIndex(({ kind }) => kind !== 'square' && kind !== 'round');
    let isAfterPart = false;
    return segments.flatMap((segment, index) => {
        const labelled = labelledIn(segment.text);
        const part = segment.text.search(PART);
        const isOfPart = isAfterPart || (labelled !== null && part >= 0 && part < labelled.at);
        isAfterPart ||= part >= 0;
        const found = labelled ?? (shape.isDated ? null : unlabelledIn(segment, index === titled, segments, shape));
        if (!found) return [];
        const maySplit = found.strength === 'doubtful' && /^[1-9]\d{2,3}$/.test(found.typed);
        return [{ ...found, numbers: numbersOf(found.typed), isOfPart, maySplit }];
    });
}

function labelledIn(text: string): (Found & { at: number }) | null {
    for (const pattern of LABELLED) {
        const match = pattern.exec(text);
        if (match) return { typed: match[1] ?? '', strength: 'form', at: match.index };
    }
    return null;
}

function unlabelledIn(segment: Segment, isFirst: boolean, segments: readonly Segment[], shape: NameShape): Found | null {
    const { text, kind } = segment;
    const alone = ALONE.exec(text)?.[1];
    if (alone !== undefined) {
        if (isYear(alone)) return null;
        if (isFirst) return { typed: alone, strength: leadingStrength(alone, segments, shape) };
        const isForm = (kind === 'dash' || kind === 'square' || (kind === 'bar' && isPadded(alone))) && isNoSize(alone, shape);
        return { typed: alone, strength: isForm ? 'form' : 'doubtful' };
    }
    return kind === 'square' || kind === 'round' ? null : inWords(text, kind, isFirst, shape);
}

/** A number that the name begins with may be its title: `86 - 05`, `24`. */
function leadingStrength(typed: string, segments: readonly Segment[], { season, hasGroup }: NameShape): Strength {
    const isAlone = segments.length === 1 && (typed.length < 3 || typed.includes('-'));
    const hasBetter = segments.filter(({ text }) => ALONE.test(text)).length > 1;
    if (hasGroup) return isPadded(typed) && !hasBetter ? 'likely' : 'doubtful';
    if (isPadded(typed)) return 'form';
    return (isAlone || season !== undefined) && !hasBetter ? 'form' : 'doubtful';
}

function inWords(text: string, kind: Segment['kind'], isFirst: boolean, shape: NameShape): Found | null {
    const leading = LEADING.exec(text)?.[1] ?? '';
    const isForm = isPadded(leading) && (kind === 'dash' || (isFirst && shape.season !== undefined));
    if (isForm) return { typed: leading, strength: 'form' };
    const trailing = trailingIn(text, isFirst, shape);
    if (trailing && (trailing.strength !== 'doubtful' || leading === '')) return trailing;
    if (leading !== '') return isYear(leading) ? null : { typed: leading, strength: 'doubtful' };
    const [, before = '', inside] = INSIDE.exec(text) ?? [];
    return inside === undefined || COUNTS_SOMETHING.test(before) ? null : { typed: inside, strength: 'likely' };
}

function trailingIn(text: string, isFirst: boolean, shape: NameShape): Found | null {
    const [, before = '', typed = ''] = TRAILING.exec(text) ?? (isFirst ? AFTER_NUMBER.exec(text) : null) ?? [];
    if (typed === '' || isYear(typed) || COUNTS_SOMETHING.test(before)) return null;
    const isEpisode =
        /^0[1-9](?:$|\D)|^0\d{3}/.test(typed) ||
        (shape.hasGroup && /^\d\d+[-~&+]\d\d+$/.test(typed)) ||
        // The longest series. A title of such a number is a year, and no season has 40 episodes to make `1071` season 10.
        (/^1[0-2]\d\d$/.test(typed) && isNoSize(typed, shape) && (shape.hasGroup || Number(typed) % 100 > 40));
    return { typed, strength: isEpisode ? 'likely' : 'doubtful' };
}

/** `720` may be a resolution, unless the name says that in full. */
function isNoSize(typed: string, { isSized }: NameShape): boolean {
    return isSized || !/^(?:480|540|576|720|1080|1440|2160)$/.test(typed);
}

function isYear(typed: string): boolean {
    return /^(?:19|20)\d\d$/.test(typed);
}

function isPadded(typed: string): boolean {
    return /^0\d/.test(typed);
}

/** `05`, `05-06`, `01-02-03`. Null for what does not count on. */
function numbersOf(typed: string): number[] | null {
    const [first = 0, ...others] = (typed.match(/\d+/g) ?? []).map(Number);
    const numbers = [first];
    for (const next of others) {
        const last = numbers.at(-1) ?? 0;
        const span = rangeTo(last, next, others.length === 1 && /[-~]/.test(typed) ? MAX_JOINED - 1 : 1);
        if (span === null) return null;
        numbers.push(...span);
    }
    return numbers;
}
