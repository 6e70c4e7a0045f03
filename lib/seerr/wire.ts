/**
 * What Seerr's API answers, read forgivingly: a property that cannot be understood is absent, a request without what makes it
 * one is left out. Seerr server/entity/MediaRequest.ts, Media.ts, constants/media.ts, routes/request.ts. Unlike in its
 * webhooks, ids and states are numbers here.
 */
import { z } from 'zod';
import type { MediaType, RequestFacts } from '../model';

/** `failed`: Seerr could not send it to Radarr or Sonarr. `completed` since 2.6; before, what is done stays `approved`. */
export type WishState = 'pending' | 'approved' | 'declined' | 'failed' | 'completed';

/** One request as Seerr lists it. */
export interface Wish {
    id: number;
    state: WishState;
    mediaType: MediaType;
    is4k: boolean;
    /** ISO 8601 UTC, whole seconds. */
    createdAt?: string;
    /** Moves with each change up to 2.5; since then it stays what `createdAt` is. */
    updatedAt?: string;
    /** Approved when it was made, because of who made it. */
    isAutoApproved: boolean;
    /** Numbers of the seasons, in their order; 0 is the specials. Empty for a film. */
    seasons: number[];
    /** Those of them that Seerr calls done. */
    doneSeasons: number[];
    library: Library;
    /** What it tells of the request, named as a webhook of Seerr would. */
    facts: RequestFacts;
}

/** What Seerr's own scans of the library say. */
export interface Library {
    isAvailable: boolean;
    isBlocklisted: boolean;
    isDeleted: boolean;
    /** When it was added to the library, or a season of it was. May be when it was asked for, where Seerr does not know. */
    addedAt?: string;
    /** Seasons that are whole there. Only a single request says it, a list does not. */
    seasons?: number[];
}

export interface WishPage {
    /** Rows of the answer, readable or not. */
    rows: number;
    /** How many there are in all, as the server says. */
    total: number;
    wishes: Wish[];
}

const STATES: ReadonlyMap<unknown, WishState> = new Map([
    [1, 'pending'],
    [2, 'approved'],
    [3, 'declined'],
    [4, 'failed'],
    [5, 'completed'],
]);
const AVAILABLE = 5;
/** `BLACKLISTED` up to 2.x. */
const BLOCKLISTED = 6;
const DELETED = 7;

/** Longest list that is read. A series has fewer seasons. */
const MAX_LIST = 2_000;
const LONGEST_NAME = 200;
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** Absent when it cannot be understood. What is null, as much is, costs no error on the way. */
const lenient = <T>(schema: z.ZodType<T>): z.ZodType<T | undefined> =>
    z.preprocess((value) => value ?? undefined, schema.optional()).catch(undefined);

const positive = lenient(z.int().positive());
const flag = z.boolean().catch(false);
const time = lenient(
    z
        .string()
        .max(40)
        .transform((value) => new Date(value))
        .pipe(z.date())
        .transform((value) => value.toISOString()),
);
const name = lenient(
    z
        .string()
        .transform((value) =>
            value
                .slice(0, 4 * LONGEST_NAME)
                .replace(CONTROLS, ' ')
                .trim()
                .slice(0, LONGEST_NAME),
        )
        .pipe(z.string().min(1)),
);
const imdbId = lenient(
    z
        .string()
        .trim()
        .regex(/^tt\d{1,12}$/i)
        .transform((value) => value.toLowerCase()),
);
const kind = lenient(z.enum(['movie', 'tv']));

/** What of a list can be read. */
const listOf = <T>(row: z.ZodType<T>): z.ZodType<T[]> =>
    z
        .array(z.unknown())
        .transform((rows) => rows.slice(0, MAX_LIST).flatMap((value) => row.safeParse(value).data ?? []))
        .catch([]);

const user = lenient(z.object({ id: positive, displayName: name }));
const season = z.object({ seasonNumber: z.int().min(0).max(9_999), status: z.unknown() });
const mediaSeason = season.extend({ status4k: z.unknown() });

const wishSchema = z.object({
    id: z.int().positive(),
    status: z.unknown(),
    type: kind,
    is4k: flag,
    createdAt: time,
    updatedAt: time,
    seasons: listOf(season),
    requestedBy: user,
    modifiedBy: user,
    media: z.object({
        mediaType: kind,
        tmdbId: positive,
        tvdbId: positive,
        imdbId,
        status: z.unknown(),
        status4k: z.unknown(),
        mediaAddedAt: time,
        lastSeasonChange: time,
        seasons: listOf(mediaSeason).optional(),
    }),
});

const pageSchema = z.object({
    pageInfo: z.object({ results: z.int().nonnegative() }),
    results: z.array(z.unknown()),
});

/** One request; null when it is none that could be told of. */
export function readWish(row: unknown): Wish | null {
    const { data } = wishSchema.safeParse(row);
    const state = STATES.get(data?.status);
    const mediaType = data?.type ?? data?.media.mediaType;
    if (data === undefined || state === undefined || mediaType === undefined || data.media.tmdbId === undefined) return null;
    const { id, is4k, createdAt, updatedAt, requestedBy, modifiedBy } = data;
    const seasons = mediaType === 'tv' ? numbersOf(data.seasons) : [];
    return {
        id,
        state,
        mediaType,
        is4k,
        ...known({ createdAt, updatedAt }),
        isAutoApproved: modifiedBy?.id !== undefined && modifiedBy.id === requestedBy?.id,
        seasons,
        doneSeasons: numbersOf(data.seasons.filter(({ status }) => STATES.get(status) === 'completed')),
        library: libraryOf(data.media, is4k),
        facts: known<RequestFacts>({
            seerrRequestId: id,
            tmdbId: data.media.tmdbId,
            tvdbId: data.media.tvdbId,
            imdbId: data.media.imdbId,
            requestedBy: requestedBy?.displayName,
            requestedById: requestedBy?.id,
            is4k,
            requestedSeasons: seasons.length === 0 ? undefined : seasons.join(', '),
        }),
    };
}

/** A page of `GET /request`; null when the answer is none. */
export function readPage(answer: unknown): WishPage | null {
    const { data } = pageSchema.safeParse(answer);
    if (data === undefined) return null;
    const rows = data.results.slice(0, MAX_LIST);
    return { rows: rows.length, total: data.pageInfo.results, wishes: rows.flatMap((row) => readWish(row) ?? []) };
}

function libraryOf(media: z.infer<typeof wishSchema>['media'], is4k: boolean): Library {
    const key = is4k ? 'status4k' : 'status';
    const added = [media.mediaAddedAt, media.lastSeasonChange].filter((each) => each !== undefined).sort();
    return {
        isAvailable: media[key] === AVAILABLE,
        isBlocklisted: media[key] === BLOCKLISTED,
        isDeleted: media[key] === DELETED,
        ...known({
            addedAt: added.at(-1),
            seasons: media.seasons && numbersOf(media.seasons.filter((each) => each[key] === AVAILABLE)),
        }),
    };
}

function numbersOf(seasons: readonly { seasonNumber: number }[]): number[] {
    return [...new Set(seasons.map(({ seasonNumber }) => seasonNumber))].sort((a, b) => a - b);
}

/** Leaves out what is not known. */
function known<T extends object>(facts: { [K in keyof T]: T[K] | undefined }): T {
    return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as T;
}
