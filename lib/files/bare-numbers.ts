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

interface Candidate {
    numbers: number[];
    strength: Strength;
    /** After `Part 2`: counted from where that part begins. */
    isOfPart: boolean;
    maySplit: boolean;
}

/**
 * @param text a name without noise
 * @param season what the folder says
 * @param isDated whether the name has a date, which makes every number but a labelled one part of it
 */
export function readBareNumbers(text: string, season: number | undefined, isDated: boolean): Reading[] {
    const title = seasonOfTitle(text);
    if (title === null) return [];
    const inSeason = title.season ?? season;
    const segments = segmentsOf(title.rest);
    if (segments.some((segment) => segment.isHalf)) return [];
    const candidates = candidatesIn(segments, { isDated, hasFolder: season !== undefined, hasGroup: /^\s*\[/.test(text) });
    const best = candidates.some(({ strength }) => strength === 'form') ? 'form' : 'likely';
    const readings = candidates
        .filter((candidate) => !candidate.isOfPart)
        .map(({ numbers, strength, maySplit }) => ({
            season: inSeason,
            numbers,
            isBare: true,
            isSure: strength === best,
            maySplit: maySplit && inSeason === undefined,
        }));
    // The number after `Part 2` is the episode's, so no other is; `Show 01 - 119` has two that could be.
    const isTorn = candidates.some(({ strength }) => strength === 'likely') && best === 'form';
    return isTorn || candidates.some(({ isOfPart, strength }) => isOfPart && strength === best) ? [] : readings;
}

interface NameShape {
    isDated: boolean;
    hasFolder: boolean;
    hasGroup: boolean;
}

function candidatesIn(segments: readonly Segment[], shape: NameShape): Candidate[] {
    const titled = segments.findIndex(({ kind }) => kind !== 'square' && kind !== 'round');
    let isOfPart = false;
    return segments.flatMap((segment, index) => {
        const labelled = labelledIn(segment.text);
        const part = segment.text.search(PART);
        const isBefore = labelled !== null && (part < 0 || labelled.at <= part);
        const wasOfPart = isOfPart;
        isOfPart ||= part >= 0;
        const found = labelled ?? (shape.isDated ? null : unlabelledIn(segment, index === titled, segments, shape));
        if (!found) return [];
        const numbers = numbersOf(found.typed);
        if (numbers === null) return [];
        const ofPart = wasOfPart || (isOfPart && !isBefore && labelled !== null);
        const maySplit = found.strength === 'doubtful' && /^\d{3,4}$/.test(found.typed);
        return [{ numbers, strength: found.strength, isOfPart: ofPart, maySplit }];
    });
}

interface Found {
    typed: string;
    strength: Strength;
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
        if (kind === 'round') return { typed: alone, strength: 'doubtful' };
        if (isFirst) return { typed: alone, strength: leadingStrength(alone, segments, shape) };
        const isForm = kind !== 'bar' || isPadded(alone);
        return { typed: alone, strength: isForm ? 'form' : 'doubtful' };
    }
    if (kind === 'square' || kind === 'round') return null;
    return inWords(text, kind, isFirst, shape);
}

/** A number that the name begins with may be its title: `86 - 05`, `24`. */
function leadingStrength(typed: string, segments: readonly Segment[], { hasFolder, hasGroup }: NameShape): Strength {
    if (isPadded(typed)) return hasGroup ? 'likely' : 'form';
    if (hasGroup) return 'doubtful';
    const isAlone = segments.length === 1 && typed.length < 4;
    const hasBetter = segments.filter(({ text }) => ALONE.test(text)).length > 1;
    return (isAlone || hasFolder) && !hasBetter ? 'form' : 'doubtful';
}

function inWords(text: string, kind: Segment['kind'], isFirst: boolean, { hasFolder, hasGroup }: NameShape): Found | null {
    const leading = LEADING.exec(text)?.[1];
    if (leading !== undefined && !isYear(leading)) {
        const isForm = isPadded(leading) && (kind === 'dash' || (isFirst && hasFolder));
        return { typed: leading, strength: isForm ? 'form' : 'doubtful' };
    }
    const [, before = '', trailing] = TRAILING.exec(text) ?? [];
    if (trailing !== undefined) {
        if (isYear(trailing) || COUNTS_SOMETHING.test(before)) return null;
        const isRange = hasGroup && /^\d\d+[-~&+]\d\d+$/.test(trailing);
        return {
            typed: trailing,
            strength: /^0[1-9]/.test(trailing) && trailing.length !== 3 ? 'likely' : isRange ? 'likely' : 'doubtful',
        };
    }
    const inside = INSIDE.exec(text);
    if (inside && !COUNTS_SOMETHING.test(inside[1] ?? '')) return { typed: inside[2] ?? '', strength: 'likely' };
    return null;
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
