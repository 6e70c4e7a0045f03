/**
 * Titles as different services write them. Searching must survive punctuation, emoji and curly quotes, which
 * Jellyfin's versions treat differently; comparing must not take one title for another.
 */
import type { JellyfinItem } from './item';

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

export interface Titled {
    title?: string | undefined;
    originalTitle?: string | undefined;
    year?: number | undefined;
}

/** The keys of a request's own titles. */
export function titleKeysOf(request: Titled): string[] {
    return distinct([request.title, request.originalTitle].flatMap((title) => (title === undefined ? [] : [titleKey(title)])));
}

/** Runs of letters, digits and spaces: what every Jellyfin finds as it stands. Longest first. */
function plainRuns(title: string): string[] {
    return title
        .split(/[^\p{L}\p{N}\p{M} ]+/u)
        .map((run) => run.trim().replace(/ +/g, ' '))
        .filter((run) => run.length >= 2)
        .sort((a, b) => b.length - a.length);
}

/**
 * What to search for, best first and at most four: the title as it is (the exact name comes first in the answer),
 * its longest part without punctuation (10.8 to 10.11 compare punctuation literally, and take `%` and `_` for
 * wildcards), and the same of the original title.
 */
export function searchTerms(request: Titled): string[] {
    const of = (title: string | undefined): string[] =>
        title === undefined ? [] : [title.trim(), ...plainRuns(title).slice(0, 1)];
    return distinct([...of(request.title), ...of(request.originalTitle)].filter((term) => term !== '')).slice(0, 4);
}

/**
 * What an episode may be called that is really a film: its subtitle (`Recollections` of `Violet Evergarden:
 * Recollections`), or the title.
 */
export function subtitleTerms(request: Titled): string[] {
    const title = request.title ?? '';
    const last =
        title
            .split(/[^\p{L}\p{N}\p{M}'’ ]+/u)
            .at(-1)
            ?.trim() ?? '';
    return distinct([last, ...searchTerms(request)].filter((term) => term.length >= 3)).slice(0, 3);
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
    const years = [item.year, item.premiereYear].filter((known) => known !== undefined);
    return years.length === 0 ? undefined : Math.min(...years.map((known) => Math.abs(known - year)));
}

/**
 * Whether an item of another type, found by a provider id, can really be meant: film 42 and show 42 are two things at
 * TMDB, and so are their ids in Jellyfin. Its title or its series' must belong to the request's, or the year agree.
 */
export function isRelated(item: JellyfinItem, request: Titled): boolean {
    const keys = titleKeysOf(request);
    const names = [...itemKeys(item), ...(item.seriesName === undefined ? [] : [titleKey(item.seriesName)])];
    const within = (longer: string, shorter: string): boolean => shorter.length >= 3 && ` ${longer} `.includes(` ${shorter} `);
    if (names.some((name) => keys.some((key) => within(name, key) || within(key, name)))) return true;
    return keys.length === 0 || yearsApart(item, request) === 0;
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
