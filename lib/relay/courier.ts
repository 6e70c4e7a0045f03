/** Brings one webhook to one receiver, once. */
import { HttpClient, type HttpReply } from '../http/http';
import { type Clock, MediaError } from '../model';
import type { Receiver } from './settings';
import { fillTemplate } from './template';
import { retryAtOf } from './verdict';
import type { Webhook } from './webhook';

const TIMEOUT_MS = 30_000;
const MOST_REDIRECTS = 3;
/** These two repeat the request as it was (RFC 9110 15.4.8, 15.4.9). After any other, most clients would only look at a page. */
const REPEATING = new Set([307, 308]);

export class Courier {
    private readonly clients = new Map<string, HttpClient>();

    constructor(
        private readonly receiver: Receiver,
        private readonly clock: Clock,
    ) {}

    /**
     * Resolves when the receiver has answered 2xx.
     * @throws MediaError as `HttpClient.send` does, and `unauthorised` (401, 403), `redirected`, `http_<status>`
     */
    async bring(webhook: Webhook, signal: AbortSignal): Promise<void> {
        const { headers, body } = this.written(webhook);
        let url = new URL(this.receiver.url);
        for (let redirects = 0; ; redirects++) {
            const path = `${url.pathname}${url.search}`;
            const reply = await this.clientOf(url).send({ method: 'POST', path, headers, body, ignoresAnswer: true, signal });
            const next = REPEATING.has(reply.status) && redirects < MOST_REDIRECTS ? this.redirection(url, reply) : null;
            if (next === null) {
                this.judge(reply);
                return;
            }
            url = next;
        }
    }

    close(): void {
        for (const client of this.clients.values()) client.close();
    }

    private written(webhook: Webhook): { headers: Record<string, string>; body: Uint8Array } {
        const { template, secret, headers, url } = this.receiver;
        const { body, contentType } = template === null ? webhook : fillTemplate(template, webhook, secret);
        return {
            headers: {
                'content-type': contentType,
                'user-agent': 'node-red-media-pipeline',
                ...loginOf(new URL(url)),
                ...headers,
                // draft-ietf-httpapi-idempotency-key-header: a text of structured fields, so with its quotation marks.
                'idempotency-key': JSON.stringify(webhook.id),
            },
            body: Buffer.from(body, 'utf8'),
        };
    }

    private clientOf({ origin }: URL): HttpClient {
        const { name, verifyCertificate } = this.receiver;
        const client =
            this.clients.get(origin) ??
            new HttpClient({ baseUrl: origin, service: name, verifyCertificate, timeoutMs: TIMEOUT_MS });
        this.clients.set(origin, client);
        return client;
    }

    /** Where it goes on, when that is the same server, or the same host by TLS: nobody else is given what the secret opens. */
    private redirection(from: URL, reply: HttpReply): URL | null {
        const { location } = reply.headers;
        if (typeof location !== 'string' || !URL.canParse(location, from.href)) return null;
        const to = new URL(location, from);
        const isSafer = from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname;
        return to.origin === from.origin || isSafer ? to : null;
    }

    private judge({ status, headers }: HttpReply): void {
        if (status >= 200 && status < 300) return;
        const { name } = this.receiver;
        if (status === 401 || status === 403) {
            throw new MediaError('unauthorised', `${name} refused the secret (${status})`, { field: 'secret' });
        }
        if (status >= 300 && status < 400) {
            throw new MediaError('redirected', `${name} redirects elsewhere: enter its direct address`, { field: 'url' });
        }
        const retryAt = retryAtOf(headers['retry-after'], this.clock.now());
        throw new MediaError(`http_${status}`, `${name} answered ${status}`, retryAt === undefined ? {} : { retryAt });
    }
}

/** Name and password in an address go where HTTP has them. */
function loginOf({ username, password }: URL): Record<string, string> {
    if (username === '' && password === '') return {};
    const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
}
