/** What the store file holds, and how it is checked on load. */
import { z } from 'zod';
import { mediaEventSchema, mediaRequestSchema } from '../model';

/** The version this code writes. Raise it together with a step in `migrations.ts`. */
export const STORE_VERSION = 2;

/** An event that no request claims yet, with the reason. */
export const unmatchedSchema = z.object({ event: mediaEventSchema, reason: z.string(), at: z.string() });
export type Unmatched = z.infer<typeof unmatchedSchema>;

/** What is left of an archived request. */
export const archivedSchema = z.object({
    /** Under which events find it. */
    keys: z.array(z.string()),
    is4k: z.boolean(),
    /** `S01E05` and so on: those that were available. Empty for a movie. */
    episodes: z.array(z.string()),
});
export type Archived = z.infer<typeof archivedSchema>;

/** What the records of each part of the store are. A part holds them by key. */
export const RECORDS = {
    /** By request id. */
    requests: mediaRequestSchema,
    /** Events that belong to no request yet, by the fact they tell (see `factKey`). */
    unmatched: unmatchedSchema,
    /** Events that were acknowledged to their sender and are not applied yet, by event id. */
    inbox: mediaEventSchema,
    /** Where a source had got to, by its name. */
    cursors: z.string(),
    /** By request id. Since version 2. */
    archived: archivedSchema,
} as const satisfies Record<string, z.ZodType>;

export type Collection = keyof typeof RECORDS;
/** In the order in which they are written. */
export const COLLECTIONS = ['requests', 'unmatched', 'inbox', 'cursors', 'archived'] as const satisfies readonly Collection[];

export type StoreData = { version: number } & { [C in Collection]: Record<string, z.infer<(typeof RECORDS)[C]>> };

/** A store with nothing in it. */
export function emptyStore(): StoreData {
    return { version: STORE_VERSION, requests: {}, unmatched: {}, inbox: {}, cursors: {}, archived: {} };
}
