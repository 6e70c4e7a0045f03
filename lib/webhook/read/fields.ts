/**
 * How single values of a webhook are read. Services change types between versions (`52`, `"52"`, `""`, `null`), so
 * every reader takes what can be understood; what cannot is the same as absent and never an error.
 */
import { z } from 'zod';
import { cleanText } from './text';

/** Part of a payload: an object whose values are not known yet. */
export type Section = Readonly<Record<string, unknown>>;

/** Our name of a fact, the sender's name of it, and how it is read. */
export type FactTable<T> = { readonly [K in keyof T]?: readonly [key: string, read: z.ZodType<T[K]>] };

/** Longest list that is read: as many renamed files as the largest body holds. */
export const MAX_LIST = 6_000;

const wholeNumber = z
    .union([
        z.number(),
        z
            .string()
            .trim()
            .regex(/^\d{1,15}$/)
            .transform(Number),
    ])
    .pipe(z.int());

/** An id in a service's database. 0 is how Sonarr and Radarr write "unknown". */
export const serviceId = wholeNumber.pipe(z.int().positive());
/** A season's or an episode's number; 0 is a special. */
export const ordinal = wholeNumber.pipe(z.int().min(0).max(99_999));
/** A year a film can be from. Radarr writes `9999` for "no date yet". */
export const year = wholeNumber.pipe(z.int().min(1870).max(2199));
/** Bytes; 0 is how Radarr writes "unknown". */
export const bytes = wholeNumber.pipe(z.int().positive());
/** A switch, also as the text that a template makes of it. */
export const flag = z.union([
    z.boolean(),
    z.literal([0, 1]).transform((value) => value === 1),
    z
        .string()
        .max(10)
        .regex(/^\s*(?:true|false)\s*$/i)
        .transform((value) => /true/i.test(value)),
]);
/** An instant, as ISO 8601 in UTC. One without a zone is UTC, as all that Radarr and Sonarr write. */
export const instant = z
    .string()
    .max(40)
    .regex(/^\d{4}-\d\d-\d\dT/)
    .transform((value) => new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`))
    .pipe(z.date())
    .transform((value) => value.toISOString());
/** A day, `YYYY-MM-DD`. */
export const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
/** A path as its service sees it. One that is too long to be true is absent, for half a path is a wrong one. */
export const path = z
    .string()
    .max(4_096)
    .transform((value) => value.replace(/\p{Cc}/gu, ''))
    .pipe(z.string().min(1));
/** The id of a download: a torrent hash in most cases. Radarr and Sonarr write upper case, qBittorrent lower. */
export const downloadId = z
    .string()
    .max(200)
    .transform((value) => cleanText(value, 200).toLowerCase())
    .pipe(z.string().min(1));
/** `tt8652818` */
export const imdbId = z
    .string()
    .trim()
    .regex(/^tt\d{1,12}$/i)
    .transform((value) => value.toLowerCase());
/** An address that a browser can show a picture from. */
export const webUrl = z
    .string()
    .max(2_000)
    .regex(/^https?:\/\/[^\s\p{Cc}]+$/iu);

/** One line of text, cleaned and cut at `max` characters. */
export function text(max: number): z.ZodType<string> {
    return z
        .string()
        .transform((value) => cleanText(value, max))
        .pipe(z.string().min(1));
}

export const title = text(500);
export const overview = text(2_000);
/** A name such as a quality, a client or an indexer. */
export const label = text(200);

/** The value when it can be understood; null, `''` and the wrong type are absent. */
export function read<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
    if (value === undefined || value === null || value === '') return undefined;
    return schema.safeParse(value).data;
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
