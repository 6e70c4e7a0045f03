/**
 * What is remembered between two looks at Seerr, also over a restart: how far its list was read, and each wish of which
 * something may still come. Small by that: what is done is forgotten.
 */
import { z } from 'zod';
import { mediaTypes } from '../model';
import { type Phase, PHASES } from './phase';
import type { Wish } from './wire';

const watchedSchema = z.object({
    phase: z.enum(PHASES),
    mediaType: z.enum(mediaTypes),
    tmdbId: z.int(),
    is4k: z.boolean(),
    /** As Seerr's webhook writes them: `"1, 2"`. */
    seasons: z.string().optional(),
    requestedBy: z.string().optional(),
    requestedById: z.int().optional(),
    createdAt: z.string().optional(),
    updatedAt: z.string().optional(),
    /** How many changes of it were told after the first look: what happens twice gets two ids. */
    changes: z.int(),
    /** In how many looks it was gone, one after the other. */
    missed: z.int().optional(),
    /** It was told that it is no more, and is remembered as long as somebody still waits for it. */
    isOver: z.boolean().optional(),
});
/** A wish as it was last seen. */
export type Watched = z.infer<typeof watchedSchema>;

const memorySchema = z.object({
    version: z.literal(1),
    /** When Seerr was last asked, by our clock; ISO 8601. */
    lookedAt: z.string(),
    /** What Seerr then counted. */
    counts: z.string(),
    /** The newest wish that it then had. */
    newest: z.object({ id: z.int(), createdAt: z.string().optional() }),
    wishes: z.record(z.string(), watchedSchema),
});
export type Memory = z.infer<typeof memorySchema>;

/** Reads what a cursor holds; null when there is none or it cannot be read: everything is asked for anew then. */
export function readMemory(cursor: string | undefined): Memory | null {
    if (cursor === undefined) return null;
    try {
        return memorySchema.safeParse(JSON.parse(cursor)).data ?? null;
    } catch {
        return null;
    }
}

export function writeMemory(memory: Memory): string {
    return JSON.stringify(memory);
}

/** Whether a wish was made after the last look. Ids begin again when a backup is put back; the time does not. */
export function isNewTo({ newest }: Memory, wish: Wish): boolean {
    if (wish.id > newest.id) return true;
    return wish.createdAt !== undefined && newest.createdAt !== undefined && wish.createdAt > newest.createdAt;
}

/** What is to be remembered of a wish. */
export function watch(wish: Wish, phase: Phase, changes: number): Watched {
    const { mediaType, is4k, createdAt, updatedAt, facts } = wish;
    const { tmdbId = 0, requestedSeasons, requestedBy, requestedById } = facts;
    return {
        phase,
        mediaType,
        tmdbId,
        is4k,
        ...(requestedSeasons !== undefined && { seasons: requestedSeasons }),
        ...(requestedBy !== undefined && { requestedBy }),
        ...(requestedById !== undefined && { requestedById }),
        ...(createdAt !== undefined && { createdAt }),
        ...(updatedAt !== undefined && { updatedAt }),
        changes,
    };
}

/** Whether it is the wish that was seen, and not another one that has its id since a backup was put back. */
export function isSameWish(watched: Watched, wish: Wish): boolean {
    return (
        watched.mediaType === wish.mediaType &&
        watched.tmdbId === wish.facts.tmdbId &&
        watched.is4k === wish.is4k &&
        (watched.createdAt === wish.createdAt || watched.createdAt === undefined)
    );
}
