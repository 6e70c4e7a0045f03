/** One webhook that is to be passed on, as it is kept until everybody has it. */
import { z } from 'zod';
import { MediaError } from '../model';

export const webhookSchema = z.object({
    /** The same in each try, for each receiver, and after a restart: what its receivers tell a repetition by. */
    id: z.string(),
    /** When it came in. */
    at: z.string(),
    /** Whose it is: `seerr`, `sonarr`; `''` when nobody said so. */
    service: z.string(),
    contentType: z.string(),
    /** What was posted, as text. */
    body: z.string(),
});
export type Webhook = z.infer<typeof webhookSchema>;

/** How far one receiver has got. */
export const progressSchema = z.object({
    /** The number of the first webhook that it does not have. */
    next: z.number(),
    /** How often that one was tried in vain. */
    tries: z.number(),
    /** Since when it takes nothing. */
    since: z.string().nullable(),
    /** Why, as a code. */
    code: z.string().nullable(),
    /** When it is tried again. */
    retryAt: z.string().nullable(),
    /** How many webhooks it has not got, and will not. */
    dropped: z.number(),
});
export type Progress = z.infer<typeof progressSchema>;

/** A room of the store. */
export interface Room<T> {
    readonly all: ReadonlyMap<string, T>;
    set(key: string, value: T): void;
    remove(key: string): void;
}

/**
 * What was posted, as text. What was parsed on its way is written again: the same fields, in the same order, with the same values.
 * @throws MediaError `not_json` for what a flow put there and JSON cannot hold
 */
export function bodyText(body: unknown): string {
    if (typeof body === 'string') return body;
    if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
    if (body === undefined) return '';
    try {
        const text = JSON.stringify(body) as string | undefined;
        if (text !== undefined) return text;
    } catch {
        // It holds itself, or a number that JSON has not.
    }
    throw new MediaError('not_json', 'msg.webhook.body can be no JSON: it is not passed on', { field: 'webhook.body' });
}
