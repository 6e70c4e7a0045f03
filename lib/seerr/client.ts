/**
 * The part of Seerr's HTTP interface (`/api/v1`) that is asked: it is only read. As Jellyseerr 2 and Seerr 3 answer it, and
 * Overseerr too. What is particular about it:
 * - Without a key it answers 401, with a wrong one 403. A key acts as the first account, which sees everything.
 * - Each page of requests makes Seerr ask every Sonarr and Radarr for their profiles, if it has not within the hour.
 * - Express answers 304 and nothing more to who says what he has already (`If-None-Match`): asking again costs next to
 *   nothing as long as nothing changes.
 */
import { z } from 'zod';
import { HttpClient, type HttpReply } from '../http/http';
import { servedAt } from '../http/served-at';
import { MediaError } from '../model';
import type { KeyedServer } from '../settings';
import { readSlot, type SeerrSlot } from './slot';
import { readPage, readWish, type Wish, type WishPage } from './wire';

export interface SeerrOptions extends KeyedServer {
    /** Whole request with its answer, in milliseconds. Default 60 s: a page is long work for a small machine. */
    timeoutMs?: number;
}

/** `unavailable`: pending or approved, and not in the library yet. */
export type WishFilter = 'all' | 'unavailable';

export interface PageQuery {
    filter: WishFilter;
    skip: number;
    take: number;
}

export interface ServedPage extends WishPage {
    /** The server's clock, in milliseconds since 1970; undefined when it does not say. */
    servedAt: number | undefined;
}

export interface SeerrInfo {
    /** Which of the family it is, for people. */
    product: 'Seerr' | 'Jellyseerr' | 'Overseerr';
    /** For example `3.1.0` or `develop-local`. */
    version: string;
    /** Whether its set-up is through. */
    isSetUp: boolean;
}

const DEFAULT_TIMEOUT_MS = 60_000;
/** 160 requests weigh some 300 KB. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Longest answer that is kept to be compared with, and how many. */
const KEPT_BYTES = 256 * 1024;
const KEPT_ANSWERS = 8;

const SLOT_PATH = '/settings/notifications/webhook';
/** Seerr answers when its webhook was, and waits for that without an end. */
const TEST_MS = 15_000;

const statusSchema = z.object({ version: z.string().max(100), commitTag: z.string() });

/** A request of that id that cannot be read: it is there all the same. */
export type Unreadable = 'unreadable';

export class SeerrClient {
    private readonly http: HttpClient;
    private readonly kept = new Map<string, { etag: string; reply: HttpReply }>();

    /** @throws MediaError `invalid_url` */
    constructor({ url, apiKey, verifyCertificate, timeoutMs = DEFAULT_TIMEOUT_MS }: SeerrOptions) {
        this.http = new HttpClient({
            baseUrl: url,
            service: 'Seerr',
            headers: { 'X-API-Key': apiKey, Accept: 'application/json' },
            verifyCertificate,
            timeoutMs,
            maxBytes: MAX_BYTES,
        });
    }

    /**
     * Who answers there, without using the key.
     * @throws MediaError `not_seerr`, `starting`, and as HttpClient
     */
    async info(signal?: AbortSignal): Promise<SeerrInfo> {
        const status = statusSchema.safeParse(this.parse(await this.get('/status', {}, signal)));
        if (!status.success) throw notSeerr();
        const settings = z.record(z.string(), z.unknown()).safeParse(this.parse(await this.get('/settings/public', {}, signal)));
        if (!settings.success) throw notSeerr();
        const { version } = status.data;
        return { version, product: productOf(version, settings.data), isSetUp: settings.data['initialized'] !== false };
    }

    /**
     * How many requests there are, in all and by state: as text, to be compared with another one.
     * @throws MediaError `not_seerr`, `starting`, `unauthorised`, and as HttpClient
     */
    async counts(signal?: AbortSignal): Promise<string> {
        const counts = z.record(z.string(), z.unknown()).safeParse(this.parse(await this.get('/request/count', {}, signal)));
        if (!counts.success || typeof counts.data['total'] !== 'number') throw notSeerr();
        return JSON.stringify(counts.data).slice(0, 500);
    }

    /** One page, the newest request first. @throws MediaError as `counts` */
    async page({ filter, skip, take }: PageQuery, signal?: AbortSignal): Promise<ServedPage> {
        const reply = await this.get('/request', { filter, sort: 'added', skip, take }, signal);
        const page = readPage(this.parse(reply));
        if (page === null) throw notSeerr();
        return { ...page, servedAt: servedAt(reply) };
    }

    /** One request; null when there is none of that id. @throws MediaError as `counts` */
    async wish(id: number, signal?: AbortSignal): Promise<Wish | Unreadable | null> {
        const reply = await this.get(`/request/${id}`, {}, signal);
        if (reply.status === 404 && isJson(reply.text)) return null;
        return readWish(this.parse(reply)) ?? 'unreadable';
    }

    /** Its one webhook (`/settings/notifications/webhook`), and the server's clock in milliseconds since 1970. */
    async webhook(signal?: AbortSignal): Promise<{ slot: SeerrSlot; servedAt: number | undefined }> {
        const reply = await this.get(SLOT_PATH, {}, signal);
        const slot = readSlot(this.parse(reply));
        if (slot === null) throw notSeerr();
        return { slot, servedAt: servedAt(reply) };
    }

    /**
     * Has a webhook as described send a test, without saving it.
     * @throws MediaError `rejected` when nobody took it
     */
    async testWebhook(slot: Record<string, unknown>): Promise<void> {
        const reply = await this.http.send({ method: 'POST', path: `/api/v1${SLOT_PATH}/test`, json: slot, timeoutMs: TEST_MS });
        if (reply.status === 500) throw new MediaError('rejected', 'Seerr says: its test webhook was not taken');
        this.parse({ ...reply, status: reply.status === 204 ? 200 : reply.status, text: reply.text === '' ? '{}' : reply.text });
    }

    /** Saves its one webhook in place of the one that is there. @throws MediaError `rejected`, and as HttpClient */
    async saveWebhook(slot: Record<string, unknown>): Promise<void> {
        const reply = await this.http.send({ method: 'POST', path: `/api/v1${SLOT_PATH}`, json: slot });
        if (reply.status === 500) throw new MediaError('rejected', 'Seerr did not save the webhook');
        this.parse(reply);
    }

    /** Closes idle sockets. */
    close(): void {
        this.http.close();
    }

    private async get(path: string, query: Record<string, string | number>, signal?: AbortSignal): Promise<HttpReply> {
        const key = `${path}?${JSON.stringify(query)}`;
        const kept = this.kept.get(key);
        const reply = await this.http.send({
            path: `/api/v1${path}`,
            query,
            ...(kept && { headers: { 'If-None-Match': kept.etag } }),
            ...(signal && { signal }),
        });
        if (reply.status === 304 && kept)
            return { ...kept.reply, headers: { ...kept.reply.headers, date: reply.headers['date'] } };
        this.keep(key, reply);
        return reply;
    }

    /** The oldest goes: what is asked again and again is asked for in every round. */
    private keep(key: string, reply: HttpReply): void {
        const { etag } = reply.headers;
        this.kept.delete(key);
        if (reply.status !== 200 || typeof etag !== 'string' || reply.text.length > KEPT_BYTES) return;
        this.kept.set(key, { etag, reply });
        for (const oldest of this.kept.keys()) if (this.kept.size > KEPT_ANSWERS) this.kept.delete(oldest);
    }

    private parse(reply: HttpReply): unknown {
        const { status } = reply;
        if (status === 401 || status === 403) {
            throw new MediaError('unauthorised', `Seerr refuses the API key (${status}): copy it from Settings > General`, {
                field: 'apiKey',
            });
        }
        if (status === 502 || status === 503 || status === 504)
            throw new MediaError('starting', 'Seerr is starting, or its proxy does not reach it: try again in a minute');
        if (status === 404) throw notSeerr();
        try {
            return this.http.parse(reply);
        } catch (thrown) {
            if (thrown instanceof MediaError && thrown.code === 'not_json' && reply.text.trimStart().startsWith('<'))
                throw notSeerr();
            throw thrown;
        }
    }
}

/** The names of the family's settings tell it where the version does not: a build of one's own has none. */
function productOf(version: string, settings: Record<string, unknown>): SeerrInfo['product'] {
    if ('hideBlocklisted' in settings || Number(/^v?(\d+)\./.exec(version)?.[1] ?? 0) >= 3) return 'Seerr';
    return 'mediaServerType' in settings ? 'Jellyseerr' : 'Overseerr';
}

function notSeerr(): MediaError {
    return new MediaError('not_seerr', 'What answers at this URL is not Seerr: check host, port and base path', { field: 'url' });
}

function isJson(text: string): boolean {
    return text.trimStart().startsWith('{');
}
