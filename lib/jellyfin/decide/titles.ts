/** Titles as different services write them: comparing must not take one title for another. */
import type { JellyfinItem } from '../ask/item';
import type { Titled } from '../ask/search-terms';

/** What titles are compared by: no case, no accents, no punctuation, single spaces. */
export function titleKey(title: string): string {
    const plain = title
        .normalize('NFKD')
        // Accents of letters only: in kana a mark makes another letter, and NFC puts it back together.
        .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
        .normalize('NFC')
        .toLowerCase()
        .replace(/['’`´]/g, '')
        .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
        .trim();
    return plain === '' ? title.trim().toLowerCase() : plain;
}

/** The keys of a request's own titles. */
export function titleKeysOf(request: Titled): string[] {
    return distinct([request.title, request.originalTitle].flatMap((title) => (title === undefined ? [] : [titleKey(title)])));
}

/** The titles that an item can be said to have; an episode's with its series' name before it, too. */
function itemKeys(item: JellyfinItem): string[] {
    const own = [item.name, item.originalTitle ?? ''].filter((name) => name !== '');
    const inSeries = item.seriesName === undefined ? [] : own.map((name) => `${item.seriesName ?? ''} ${name}`);
    return distinct([...own, ...inSeries].map(titleKey));
}

/** Whether an item has one of the request's titles, to the letter. */
export function hasTitle(item: JellyfinItem, request: Titled): boolean {
    const keys = titleKeysOf(request);
    return itemKeys(item).some((key) => keys.includes(key));
}

/** How many years an item is away from the request; undefined when either has none. */
function yearsApart(item: JellyfinItem, request: Titled): number | undefined {
    const { year } = request;
    if (year === undefined) return undefined;
    const { premiereYear } = item;
    // Years after its series began, an episode's `ProductionYear` may still be that of its series.
    const years = item.type === 'Episode' ? [premiereYear ?? item.year] : [item.year, premiereYear];
    const known = years.filter((each) => each !== undefined);
    return known.length === 0 ? undefined : Math.min(...known.map((each) => Math.abs(each - year)));
}

/** Whether an item is known to be of the request's year, or no more than so many years from it. */
export function isOfYear(item: JellyfinItem, request: Titled, mostApart = 0): boolean {
    const apart = yearsApart(item, request);
    return apart !== undefined && apart <= mostApart;
}

/**
 * Whether an item of another type, found by a provider id, can really be meant: film 42 and show 42 are two things at
 * TMDB, and so are their ids in Jellyfin. Its title or its series' must belong to the request's.
 */
export function isRelated(item: JellyfinItem, request: Titled): boolean {
    const names = [...itemKeys(item), ...(item.seriesName === undefined ? [] : [titleKey(item.seriesName)])];
    return titleKeysOf(request).some((own) => names.some((name) => isPartOf(name, own) || isPartOf(own, name)));
}

/** Whether the name of an episode's series is part of the request's title. */
export function isOfFranchise(item: JellyfinItem, request: Titled): boolean {
    return titleKeysOf(request).some((own) => isPartOf(titleKey(item.seriesName ?? ''), own));
}

/** By whole words; what is shorter than three letters is in too many titles. */
function isPartOf(part: string, whole: string): boolean {
    return part === whole || (part.length >= 3 && ` ${whole} `.includes(` ${part} `));
}

export type TitleMatch = { kind: 'none' } | { kind: 'ambiguous'; items: JellyfinItem[] } | { kind: 'one'; item: JellyfinItem };

/**
 * The one item with the request's title and year (a year's difference is allowed, as release dates differ between
 * countries; the exact year beats it). Two that fit are none. Without a year on both sides the title must be unique.
 */
export function matchTitle(items: readonly JellyfinItem[], request: Titled): TitleMatch {
    const titled = [...new Map(items.filter((item) => hasTitle(item, request)).map((item) => [item.id, item])).values()];
    const dated = titled
        .map((item) => ({ item, apart: yearsApart(item, request) }))
        .filter(({ apart }) => apart === undefined || apart <= 1);
    const known = dated.filter(({ apart }) => apart !== undefined);
    const nearest = Math.min(...known.map(({ apart }) => apart ?? 0));
    const fitting = known.length > 0 ? known.filter(({ apart }) => apart === nearest) : dated;
    const [first, second] = fitting;
    if (first === undefined) return { kind: 'none' };
    return second === undefined
        ? { kind: 'one', item: first.item }
        : { kind: 'ambiguous', items: fitting.map(({ item }) => item) };
}

function distinct(values: readonly string[]): string[] {
    return [...new Set(values)];
}
