/** Fetches a picture from where a service said that it is: over HTTPS from the public internet, or from the service itself. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios from 'axios';
import { MediaError } from '../../model';
import { Deadline } from '../../http/deadline';
import { imageTypeOf } from './image';
import { lookupPublic, mayBePublic } from './public-only';

export interface Picture {
    type: string;
    bytes: Buffer;
}

export interface FetchOptions {
    /** Origins of our services, as `new URL().origin` has them: they may be asked over HTTP and in the own network. */
    ownOrigins: ReadonlySet<string>;
    signal: AbortSignal;
}

/** Bytes of one picture. */
export const MOST_BYTES = 2 * 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** TMDB makes every picture in several widths (`/configuration`, `poster_sizes`); a card needs no more than this. */
const TMDB_SIZE = /^(https:\/\/image\.tmdb\.org\/t\/p\/)[^/]+\//i;
const TMDB_WIDTH = 'w342';

/** Whether an address is one that would be asked. */
export function isFetchable(address: string, ownOrigins: ReadonlySet<string>): boolean {
    if (!URL.canParse(address)) return false;
    const { protocol, hostname, origin, username, password } = new URL(address);
    if (username !== '' || password !== '') return false;
    if (ownOrigins.has(origin)) return protocol === 'http:' || protocol === 'https:';
    return protocol === 'https:' && mayBePublic(hostname);
}

/**
 * @throws MediaError `not_allowed` for an address that is not asked, `no_picture` for an answer that is no picture; or why it
 * could not be fetched
 */
export async function fetchPicture(address: string, { ownOrigins, signal }: FetchOptions): Promise<Picture> {
    if (!isFetchable(address, ownOrigins)) throw new MediaError('not_allowed', 'The poster is at an address that is not asked');
    const isOwn = ownOrigins.has(new URL(address).origin);
    const deadline = new Deadline(TIMEOUT_MS, signal);
    const agents = isOwn
        ? { httpAgent: new HttpAgent(), httpsAgent: new HttpsAgent({ rejectUnauthorized: false }) }
        : { httpsAgent: new HttpsAgent({ lookup: lookupPublic }) };
    try {
        const { status, data } = await axios.get<ArrayBuffer>(address.replace(TMDB_SIZE, `$1${TMDB_WIDTH}/`), {
            ...agents,
            responseType: 'arraybuffer',
            maxRedirects: 0,
            maxContentLength: MOST_BYTES,
            proxy: false,
            validateStatus: () => true,
            signal: deadline.signal,
            headers: { accept: 'image/avif,image/webp,image/jpeg,image/png' },
        });
        if (status !== 200) throw new MediaError('no_picture', `The poster's server answered ${status}`);
        const bytes = Buffer.from(data);
        const type = imageTypeOf(bytes);
        if (type === null) throw new MediaError('no_picture', "The poster's server sent no picture");
        return { type, bytes };
    } finally {
        deadline.end();
        for (const agent of Object.values(agents)) agent.destroy();
    }
}
