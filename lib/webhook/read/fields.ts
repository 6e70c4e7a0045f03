/**
 * How single values of a webhook are read. Services change types between versions (`52`, `"52"`, `""`, `null`), so
 * every reader takes what can be understood; what cannot is the same as absent and never an error.
 */
import { cleanText } from './text';

/** Part of a payload: an object whose values are not known yet. */
export type Section = Readonly<Record<string, unknown>>;

/** Makes sense of one value; undefined where it cannot. */
export type Reader<T> = (value: unknown) => T | undefined;

/** Our name of a fact, the sender's name of it, and how it is read. */
export type FactTable<T> = { readonly [K in keyof T]?: readonly [key: string, read: Reader<T[K]>] };

/** Longest list that is read: as many renamed files as the largest body holds. */
export const MAX_LIST = 6_000;

function wholeNumber(least: number, most: number): Reader<number> {
    return (value) => {
        const number = typeof value === 'string' && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : value;
        return typeof number === 'number' && Number.isSafeInteger(number) && number >= least && number <= most
            ? number
            : undefined;
    };
}

/** Reads a text of at most so many characters. */
function ofText<T>(max: number, read: (text: string) => T | undefined): Reader<T> {
    return (value) => (typeof value === 'string' && value.length <= max ? read(value) : undefined);
}

/** The text itself where it is of this form. */
function formed(max: number, form: RegExp): Reader<string> {
    return ofText(max, (value) => (form.test(value) ? value : undefined));
}

function nonEmpty(value: string): string | undefined {
    return value === '' ? undefined : value;
}

/** An id in a service's database. 0 is how Sonarr and Radarr write "unknown". */
export const serviceId = wholeNumber(1, Number.MAX_SAFE_INTEGER);
/** A season's or an episode's number; 0 is a special. */
export const ordinal = wholeNumber(0, 99_999);
/** A year a film can be from. Radarr writes `9999` for "no date yet". */
export const year = wholeNumber(1870, 2199);
/** Bytes; 0 is how Radarr writes "unknown". */
export const bytes = wholeNumber(1, Number.MAX_SAFE_INTEGER);
const flagText = ofText(10, (value) => {
    const word = value.trim().toLowerCase();
    return word === 'true' ? true : word === 'false' ? false : undefined;
});
/** A switch, also as the text that a template makes of it. */
export const flag: Reader<boolean> = (value) => {
    if (typeof value === 'boolean') return value;
    return value === 0 || value === 1 ? value === 1 : flagText(value);
};
/** An instant, as ISO 8601 in UTC. One without a zone is UTC, as all that Radarr and Sonarr write. */
export const instant = ofText(40, (value) => {
    if (!/^\d{4}-\d\d-\d\dT/.test(value)) return undefined;
    const date = new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`);
    return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
});
/** A day, `YYYY-MM-DD`. */
export const day = formed(10, /^\d{4}-\d\d-\d\d$/);
/** A path as its service sees it. One that is too long to be true is absent, for half a path is a wrong one. */
export const path = ofText(4_096, (value) => nonEmpty(value.replace(/\p{Cc}/gu, '')));
/** The id of a download: a torrent hash in most cases. Radarr and Sonarr write upper case, qBittorrent lower. */
export const downloadId = ofText(200, (value) => nonEmpty(cleanText(value, 200).toLowerCase()));
/** `tt8652818` */
export const imdbId = ofText(Infinity, (value) => /^\s*(tt\d{1,12})\s*$/i.exec(value)?.[1]?.toLowerCase());
/** An address that a browser can show a picture from. */
export const webUrl = formed(2_000, /^https?:\/\/[^\s\p{Cc}]+$/iu);

/** One line of text, cleaned and cut at `max` characters. */
export function text(max: number): Reader<string> {
    return ofText(Infinity, (value) => nonEmpty(cleanText(value, max)));
}

export const title = text(500);
export const overview = text(2_000);
/** A name such as a quality, a client or an indexer. */
export const label = text(200);

/** The value when it can be understood; null, `''` and the wrong type are absent. */
export function read<T>(reader: Reader<T>, value: unknown): T | undefined {
    return value === undefined || value === null || value === '' ? undefined : reader(value);
}

/** Reads the facts of a table; what is absent is left out. */
export function readFacts<T extends object>(table: FactTable<T>, section: Section): Partial<T> {
    const facts: Partial<T> = {};
    for (const fact of Object.keys(table) as (keyof T)[]) {
        const source = table[fact];
        const value = source && read(source[1], section[source[0]]);
        if (value !== undefined) facts[fact] = value;
    }
    return facts;
}

/** Leaves out what is not known, so that a fact is either there or absent. */
export function known<T extends object>(facts: { [K in keyof T]: T[K] | undefined }): T {
    return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as T;
}

/** The value when it is an object; else an empty one, in which everything is absent. */
export function section(value: unknown): Section {
    return isSection(value) ? value : {};
}

/** The objects of a list, at most `MAX_LIST`; empty when it is none. */
export function sections(value: unknown): Section[] {
    return Array.isArray(value) ? value.slice(0, MAX_LIST).filter(isSection) : [];
}

export function isSection(value: unknown): value is Section {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
