/** How answers of Sonarr and Radarr are read: what cannot be understood is absent, and never an error. */
import { z } from 'zod';
import type { Breath } from '../../model';

/** A value that may be missing, null, or of another type in another version. */
export function maybe<T extends z.ZodType>(schema: T): z.ZodType<z.output<T> | undefined> {
    return schema.optional().catch(undefined);
}

export const id = z.number().int();
export const text = z.string().max(20_000);

/** What can be understood of a list. An answer that is no list holds nothing. */
export function readAll<T>(schema: z.ZodType<T>, value: unknown): T[] {
    if (!Array.isArray(value)) return [];
    return value.flatMap((each: unknown) => {
        const read = schema.safeParse(each);
        return read.success ? [read.data] : [];
    });
}

/** The same of a list that may be long. */
export async function readLong<T>(schema: z.ZodType<T>, value: unknown, breath: Breath): Promise<T[]> {
    const found: T[] = [];
    for (const each of Array.isArray(value) ? (value as unknown[]) : []) {
        const read = schema.safeParse(each);
        if (read.success) found.push(read.data);
        await breath.take();
    }
    return found;
}

/** An instant as milliseconds since 1970. Without a zone it is UTC, as all that Sonarr and Radarr write. */
export const instant = z
    .string()
    .max(40)
    .transform((value) => Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`))
    .pipe(z.number());

const page = z.object({ totalRecords: maybe(z.number().int().nonnegative()), records: maybe(z.array(z.unknown())) });

/** One page of a list (PagingResource). */
export interface Page {
    /** Of the whole list; null when the answer does not say. */
    total: number | null;
    records: unknown[];
}

export function readPage(value: unknown): Page {
    const read = page.safeParse(value);
    if (!read.success) return { total: null, records: [] };
    return { total: read.data.totalRecords ?? null, records: read.data.records ?? [] };
}

/** Leaves out what is not known, so that a fact is either there or absent. */
export function known<T extends object>(facts: { [K in keyof T]?: T[K] | undefined }): T {
    return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as T;
}
