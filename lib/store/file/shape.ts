/** What the store file holds, and how it is checked on load. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
    type EpisodeKey,
    episodeLabel,
    episodeSchema,
    mediaEventSchema,
    mediaRequestSchema,
    timelineEntrySchema,
} from '../../model';

/** The version this code writes. Raise it together with a step in `migrations.ts`. */
export const STORE_VERSION = 3;

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

/** What became of a request and is perhaps not told yet. */
export const outcomeSchema = z.object({
    requestId: z.string(),
    /** The event that brought it about. */
    event: mediaEventSchema,
    from: mediaRequestSchema.shape.state,
    to: mediaRequestSchema.shape.state,
});
export type Outcome = z.infer<typeof outcomeSchema>;

/** What the records of each part of the store are. A part holds them by key. */
export const RECORDS = {
    /** By request id. */
    requests: mediaRequestSchema,
    /** By request id and number: see `episodeRecordKey`. Since version 3; before, they stood inside their request. */
    episodes: episodeSchema,
    /** By request id and the fact that they tell. Since version 3; before, they stood inside their request. */
    timeline: timelineEntrySchema,
    /** Events that belong to no request yet, by the fact they tell (see `factKey`). */
    unmatched: unmatchedSchema,
    /** Events that were acknowledged to their sender and are not applied yet, by event id. */
    inbox: mediaEventSchema,
    /** Where a source had got to, by its name. */
    cursors: z.string(),
    /** By request id. Since version 2. */
    archived: archivedSchema,
    /** By the outcome's id. Since version 3. */
    outbox: outcomeSchema,
    /** What other parts of the package keep, by `<room>/<key>`: see `Kept`. Since version 3. */
    kept: z.json(),
} as const satisfies Record<string, z.ZodType>;

export type Collection = keyof typeof RECORDS;
/** In the order in which they are written. */
export const COLLECTIONS = Object.keys(RECORDS) as Collection[];

/** What a record of a part is. */
export type RecordOf<C extends Collection> = z.infer<(typeof RECORDS)[C]>;

/** The store in memory. Records are replaced and never changed in place. */
export type StoreData = { version: number } & { [C in Collection]: Map<string, RecordOf<C>> };

/** The store as JSON has it. */
export type StoreJson = { version: number } & { [C in Collection]: Record<string, RecordOf<C>> };

/** A store with nothing in it. */
export function emptyStore(): StoreData {
    const collections = Object.fromEntries(COLLECTIONS.map((name) => [name, new Map()]));
    return { version: STORE_VERSION, ...collections } as StoreData;
}

/** The same as JSON has it. */
export function emptyJson(): StoreJson {
    return { version: STORE_VERSION, ...Object.fromEntries(COLLECTIONS.map((name) => [name, {}])) } as StoreJson;
}

/** A store as it is in memory. Whatever key somebody has given to a request or an episode by hand, it has that of its own. */
export function fromJson(json: StoreJson): StoreData {
    const collections = COLLECTIONS.map((name) => [name, new Map(Object.entries(json[name] as object))]);
    const data = { version: json.version, ...Object.fromEntries(collections) } as StoreData;
    const requests = new Map([...data.requests.values()].map((request) => [request.id, request]));
    const episodes = new Map([...data.episodes.values()].map((each) => [episodeRecordKey(each.requestId, each), each]));
    return { ...data, requests, episodes };
}

/** Under which key an episode is stored: `<request id>/S01E05`. */
export function episodeRecordKey(requestId: string, episode: EpisodeKey): string {
    return `${requestId}/${episodeLabel(episode)}`;
}

/** Under which key a line of a request's history is stored: the same fact is the same line. */
export function timelineRecordKey(requestId: string, fact: string): string {
    return `${requestId}/${createHash('sha1').update(fact).digest('base64url').slice(0, 12)}`;
}
