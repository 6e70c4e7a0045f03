/** What the store file holds, how it is checked on load, and how an older file becomes a newer one. */
import { z } from 'zod';
import { mediaEventSchema, mediaRequestSchema } from '../model';

/** The version this code writes. Raise it together with a step in `migrations.ts`. */
export const STORE_VERSION = 1;

/** An event that no request claims yet, with the reason. */
export const unmatchedSchema = z.object({ event: mediaEventSchema, reason: z.string(), at: z.string() });
export type Unmatched = z.infer<typeof unmatchedSchema>;

export const storeSchema = z.object({
    version: z.literal(STORE_VERSION),
    /** By request id. */
    requests: z.record(z.string(), mediaRequestSchema),
    /** Events that belong to no request yet, by the fact they tell (see `factKey`). */
    unmatched: z.record(z.string(), unmatchedSchema),
    /** Events that were acknowledged to their sender and are not applied yet, by event id. */
    inbox: z.record(z.string(), mediaEventSchema),
    /** Where a source had got to, by its name. */
    cursors: z.record(z.string(), z.string()),
});
export type StoreData = z.infer<typeof storeSchema>;

/** The parts of the store that hold records by key. */
export const COLLECTIONS = ['requests', 'unmatched', 'inbox', 'cursors'] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** A store with nothing in it. */
export function emptyStore(): StoreData {
    return { version: STORE_VERSION, requests: {}, unmatched: {}, inbox: {}, cursors: {} };
}
