/** What tells who answers at an address, and whether Jellyfin has started: `/System/Info/Public`. */
import { z } from 'zod';
import type { HttpReply } from '../../http/http';
import { servedAt } from '../../http/served-at';
import { MediaError } from '../../model';

export interface ServerInfo {
    /** For example `10.10.7`. */
    version: string;
    /** The server's clock, in milliseconds since 1970; undefined when it does not say. */
    now: number | undefined;
}

const infoSchema = z.object({ Version: z.string(), ProductName: z.string() });
/** While Jellyfin starts, its set-up server answers under the same address, with other spellings (SetupServer.cs, from 10.11). */
const startingSchema = z.object({ version: z.string(), productName: z.string() });

/**
 * Reads a reply that has passed as 2xx.
 * @throws MediaError `not_jellyfin` when it is another service, `starting` while Jellyfin starts
 */
export function readServerInfo(reply: HttpReply): ServerInfo {
    const answer = parseJson(reply.text);
    const info = infoSchema.safeParse(answer);
    if (info.success && isJellyfin(info.data.ProductName)) return { version: info.data.Version, now: servedAt(reply) };
    const startingInfo = startingSchema.safeParse(answer);
    if (startingInfo.success && isJellyfin(startingInfo.data.productName)) throw starting();
    throw notJellyfin();
}

/** Jellyfin answers 503 to everything while it starts, and for a moment nothing at all. */
export function starting(): MediaError {
    return new MediaError('starting', 'Jellyfin is starting: try again in a minute');
}

export function notJellyfin(): MediaError {
    return new MediaError('not_jellyfin', 'What answers at this URL is not Jellyfin: check host, port and base path', {
        field: 'url',
    });
}

function isJellyfin(product: string): boolean {
    return /jellyfin/i.test(product);
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}
