/**
 * The one way our clients speak HTTP: a bounded wait, no silent redirects (a login page is not an answer), and
 * errors that say in a sentence what is wrong and with which address. Never puts a header or a query in a message.
 */
import { Agent as HttpsAgent } from 'node:https';
import { Agent as HttpAgent, type ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse, isAxiosError } from 'axios';
import { MediaError } from '../model';
import { Deadline } from './deadline';
import { drain } from './drain';
import { JsonItems } from './json-items';
import { speaksTls } from './speaks-tls';

export interface HttpOptions {
    /** For example `http://jellyfin:8096` or `https://home.example/jellyfin`; no trailing slash is needed. */
    baseUrl: string;
    /** Name of the service, for messages: `Jellyfin`. */
    service: string;
    headers?: Record<string, string>;
    /** Whole request with its answer, in milliseconds. Default 15 000. */
    timeoutMs?: number;
    /** Default true. False accepts a self-signed certificate. */
    verifyCertificate?: boolean;
    /** Largest answer accepted, in bytes. Default 64 MiB. */
    maxBytes?: number;
}

export interface HttpRequest {
    method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
    /** Begins with a slash; joined to the base address. */
    path: string;
    query?: Record<string, string | number | boolean | undefined>;
    form?: Record<string, string>;
    json?: unknown;
    /** Sent as it is, with the content type of `headers`. */
    body?: Uint8Array;
    headers?: Record<string, string>;
    /** Of the answer only status and headers count: its body may be anything, and `text` is empty. */
    ignoresAnswer?: boolean;
    /** Largest answer accepted to this one, in bytes. */
    maxBytes?: number;
    signal?: AbortSignal;
    /** Less than the client's own, for what is not worth waiting for. */
    timeoutMs?: number;
}

export interface HttpReply {
    status: number;
    headers: Record<string, unknown>;
    /** The body as text. */
    text: string;
}

const DEFAULT_TIMEOUT_MS = 15_000;
/** Of an answer that is no list only its beginning is of interest. In characters. */
const MOST_OF_REFUSAL = 64 * 1024;

const NETWORK_ERRORS: Readonly<Record<string, [code: string, words: string]>> = {
    ECONNREFUSED: ['refused', 'refused the connection: is it running, and is the port right?'],
    ENOTFOUND: ['unreachable', 'has a host name that cannot be found'],
    EAI_AGAIN: ['unreachable', 'has a host name that cannot be found'],
    EHOSTUNREACH: ['unreachable', 'cannot be reached from here'],
    ENETUNREACH: ['unreachable', 'cannot be reached from here'],
    ETIMEDOUT: ['timeout', 'did not answer in time'],
    ECONNABORTED: ['timeout', 'did not answer in time'],
    ECONNRESET: ['dropped', 'dropped the connection'],
    EPIPE: ['dropped', 'dropped the connection'],
    // axios' word for a connection that ends in the middle of an answer.
    ERR_BAD_RESPONSE: ['dropped', 'dropped the connection'],
};

/** What came back was no HTTP at all. */
function isNoHttp(code: string): boolean {
    return code.startsWith('HPE_');
}

/** What OpenSSL says when the other side answers it in plain text. */
const PLAIN_TEXT_ANSWER = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|wrong version number|packet length too long/i;
/** What nginx and Go's servers answer, with 400, to plain text where they expect TLS. */
const TLS_EXPECTED = /HTTP request (was sent )?to (an )?HTTPS (port|server)/i;

function isCertificateError(code: string): boolean {
    return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|SSL|TLS/.test(code);
}

/**
 * Whether the server closed a connection, kept since an earlier answer, while the request was on its way: no fault, since
 * each side may close an idle one at any time (`reusedSocket` in Node's documentation).
 */
function wasClosedMeanwhile(thrown: unknown): boolean {
    if (!isAxiosError(thrown) || (thrown.code !== 'ECONNRESET' && thrown.code !== 'EPIPE')) return false;
    return thrown.response === undefined && (thrown.request as Partial<ClientRequest> | undefined)?.reusedSocket === true;
}

/**
 * Whether a request may be sent twice. Of a kept connection that breaks nobody knows whether the request had been taken in; what
 * changes something goes over a new one, on which nothing is repeated.
 */
function isRepeatable({ method = 'GET', headers = {} }: HttpRequest): boolean {
    return method === 'GET' || 'idempotency-key' in headers;
}

/** A small HTTP client for one service. */
export class HttpClient {
    private readonly axios: AxiosInstance;
    private readonly agents: [HttpAgent, HttpsAgent];
    /** For what changes something: each has a connection of its own. */
    private readonly freshAgents: [HttpAgent, HttpsAgent];

    /** @throws MediaError `invalid_url` when the address is not an http(s) URL */
    constructor(private readonly options: HttpOptions) {
        const url = URL.canParse(options.baseUrl) ? new URL(options.baseUrl) : null;
        if (url === null || !/^https?:$/.test(url.protocol)) {
            throw new MediaError('invalid_url', `The URL of ${options.service} must begin with http:// or https://`, {
                field: 'url',
            });
        }
        const httpAgent = new HttpAgent({ keepAlive: true });
        const httpsAgent = new HttpsAgent({ keepAlive: true, rejectUnauthorized: options.verifyCertificate ?? true });
        this.agents = [httpAgent, httpsAgent];
        this.freshAgents = [new HttpAgent(), new HttpsAgent({ rejectUnauthorized: options.verifyCertificate ?? true })];
        this.axios = axios.create({
            baseURL: options.baseUrl.replace(/\/+$/, ''),
            maxRedirects: 0,
            maxContentLength: options.maxBytes ?? 64 * 1024 * 1024,
            validateStatus: () => true,
            responseType: 'text',
            // Answers are parsed in `json()`, where a wrong one gets a message of its own.
            transformResponse: (body: unknown) => body,
            proxy: false,
            httpAgent,
            httpsAgent,
            headers: { ...options.headers },
        });
    }

    /**
     * Sends one request and returns whatever status was answered.
     * @throws MediaError `refused`, `unreachable`, `timeout`, `dropped`, `certificate`, `wrong_scheme`, `aborted`, `too_large`
     */
    async send(request: HttpRequest): Promise<HttpReply> {
        // axios' own timeout begins anew with every byte.
        const deadline = new Deadline(
            Math.min(request.timeoutMs ?? Infinity, this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
            request.signal,
        );
        const config: AxiosRequestConfig = {
            method: request.method ?? 'GET',
            url: request.path,
            headers: { ...request.headers },
            ...(request.query && { params: request.query }),
            signal: deadline.signal,
            ...(request.maxBytes !== undefined && { maxContentLength: request.maxBytes }),
            ...(!isRepeatable(request) && { httpAgent: this.freshAgents[0], httpsAgent: this.freshAgents[1] }),
        };
        if (request.form) config.data = new URLSearchParams(request.form);
        else if (request.json !== undefined) config.data = request.json;
        else if (request.body !== undefined) config.data = request.body;
        try {
            if (request.ignoresAnswer === true) {
                const { status, headers, data } = await this.exchange<Readable>({ ...config, responseType: 'stream' });
                await drain(data, deadline.signal);
                return { status, headers, text: '' };
            }
            const reply = await this.exchange<string>(config);
            return { status: reply.status, headers: reply.headers, text: reply.data };
        } catch (thrown) {
            throw await this.networkError(thrown, deadline.hasPassed);
        } finally {
            deadline.end();
        }
    }

    /**
     * Sends one request whose answer is a long list, and hands on its items one by one as they come, so that it may be of any
     * length. The time that is allowed is that between two pieces of it.
     * @returns what was answered instead, where that is no 2xx
     * @throws MediaError as `send`, `not_json`
     */
    async items(request: HttpRequest, take: (item: unknown) => void): Promise<HttpReply | null> {
        const deadline = new Deadline(this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS, request.signal);
        const config = {
            url: request.path,
            params: request.query ?? {},
            signal: deadline.signal,
            responseType: 'stream' as const,
        };
        try {
            const { status, headers, data } = await this.axios.request<AsyncIterable<Buffer>>({
                ...config,
                maxContentLength: -1,
            });
            const isList = status >= 200 && status < 300;
            const items = new JsonItems(take);
            let text = '';
            for await (const chunk of data) {
                deadline.extend();
                if (isList) items.push(chunk);
                else if (text.length < MOST_OF_REFUSAL) text += chunk.toString('utf8');
            }
            if (!isList) return { status, headers, text };
            if (!items.isOver) throw new SyntaxError('cut short');
            return null;
        } catch (thrown) {
            if (thrown instanceof SyntaxError) throw this.notJson('something that is not a list', thrown);
            throw await this.networkError(thrown, deadline.hasPassed);
        } finally {
            deadline.end();
        }
    }

    /** Ends, since each kept connection is tried once and the last try is on a new one. */
    private async exchange<T>(config: AxiosRequestConfig): Promise<AxiosResponse<T>> {
        for (;;) {
            try {
                return await this.axios.request<T>(config);
            } catch (thrown) {
                if (!wasClosedMeanwhile(thrown)) throw thrown;
            }
        }
    }

    /**
     * Sends one request and reads its answer as JSON.
     * @throws MediaError as `send`, and `unauthorised` (401, 403), `redirected`, `http_<status>`, `not_json`
     */
    async json(request: HttpRequest): Promise<unknown> {
        return this.parse(await this.send(request));
    }

    /**
     * Reads a reply as JSON, for callers that need its headers too.
     * @throws MediaError `unauthorised` (401, 403), `redirected`, `http_<status>`, `not_json`
     */
    parse(reply: HttpReply): unknown {
        this.check(reply);
        try {
            return JSON.parse(reply.text);
        } catch (cause) {
            const what =
                reply.text.trim() === ''
                    ? 'an empty answer'
                    : reply.text.trimStart().startsWith('<')
                      ? 'a web page'
                      : 'something that is not JSON';
            throw this.notJson(what, cause);
        }
    }

    /**
     * Lets a 2xx answer pass.
     * @throws MediaError `unauthorised` (401, 403), `redirected`, `http_<status>`
     */
    check(reply: HttpReply): void {
        const { service } = this.options;
        if (reply.status === 401 || reply.status === 403) {
            throw new MediaError('unauthorised', `${service} refused the credentials (${reply.status})`, {
                field: 'credentials',
            });
        }
        if (reply.status >= 300 && reply.status < 400) {
            throw new MediaError(
                'redirected',
                `${service} redirects to another address, often a login page: enter its direct URL`,
                { field: 'url' },
            );
        }
        if (reply.status === 400 && TLS_EXPECTED.test(reply.text)) throw this.wrongScheme('https');
        if (reply.status < 200 || reply.status >= 300) {
            throw new MediaError(`http_${reply.status}`, `${service} answered ${reply.status}`);
        }
    }

    /** Closes idle sockets. */
    close(): void {
        for (const agent of [...this.agents, ...this.freshAgents]) agent.destroy();
    }

    private notJson(what: string, cause: unknown): MediaError {
        const { service } = this.options;
        return new MediaError('not_json', `${service} sent ${what}: is this the URL of ${service}?`, { field: 'url', cause });
    }

    private wrongScheme(expected: 'http' | 'https'): MediaError {
        const { service } = this.options;
        return new MediaError(
            'wrong_scheme',
            `${service} speaks ${expected} at this address: begin its URL with ${expected}://`,
            {
                field: 'url',
            },
        );
    }

    /** A server of https closes on who speaks http, or answers in TLS. Only asking it in TLS tells that from a fault. */
    private async expectsTls(code: string): Promise<boolean> {
        const url = new URL(this.options.baseUrl);
        const isOddEnd = code === 'ECONNRESET' || code === 'EPIPE' || isNoHttp(code);
        return url.protocol === 'http:' && isOddEnd && (await speaksTls(url));
    }

    private async networkError(thrown: unknown, isLate: boolean): Promise<MediaError> {
        const { service } = this.options;
        const own = isAxiosError(thrown) ? (thrown.code ?? '') : '';
        const code = isLate ? 'ETIMEDOUT' : own;
        if (code === 'ERR_CANCELED') return new MediaError('aborted', `The request to ${service} was cancelled`);
        if (isAxiosError(thrown) && /maxContentLength/.test(thrown.message)) {
            return new MediaError('too_large', `${service} sent more than is believable`);
        }
        const hadNoAnswer = isAxiosError(thrown) && thrown.response === undefined;
        if (hadNoAnswer && (await this.expectsTls(code))) return this.wrongScheme('https');
        if (isAxiosError(thrown) && PLAIN_TEXT_ANSWER.test(`${code} ${thrown.message}`)) return this.wrongScheme('http');
        const known = NETWORK_ERRORS[code];
        if (known) return new MediaError(known[0], `${service} ${known[1]}`, { field: 'url' });
        if (isCertificateError(code)) {
            return new MediaError('certificate', `${service}'s certificate is not trusted (${code})`, {
                field: 'verifyCertificate',
            });
        }
        return new MediaError('unreachable', `${service} cannot be reached${code === '' ? '' : ` (${code})`}`, { field: 'url' });
    }
}
