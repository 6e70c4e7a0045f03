/** One connection to a service's SignalR hub: opened, heard, closed. Never reconnects: its owner decides when. */
import {
    HttpClient as SignalrHttpClient,
    HttpError,
    type HttpRequest,
    HttpResponse,
    HubConnectionBuilder,
    LogLevel,
} from '@microsoft/signalr';
import { HttpClient } from '../http/http';
import { MediaError, toMediaError } from '../model';
import { SocketTransport } from './socket-transport';

/** A server that says nothing for so long is gone; ASP.NET pings every 15 s. In milliseconds. */
const SILENCE_MS = 60_000;
const NEGOTIATION_TIMEOUT_MS = 15_000;

export interface HubOptions {
    /** Name of the service, for messages: `Shoko`. */
    service: string;
    /** For example `http://shoko:8111`; no trailing slash is needed. */
    url: string;
    /** Where the hub is, with its query: `/signalr/aggregate?feeds=file`. */
    path: string;
    /** Prove who we are. Never in the address, where a proxy's log would keep them. */
    headers: Record<string, string>;
    verifyCertificate: boolean;
    /** The negotiation, in milliseconds. Default 15 000. */
    timeoutMs?: number | undefined;
    /** The events that are listened to. */
    events: readonly string[];
    onEvent(name: string, payload: unknown): void;
    /** The connection ended by itself. */
    onClosed(): void;
    /** Ends an attempt to connect at once. */
    signal: AbortSignal;
}

export interface Hub {
    /** Settles when nothing of the connection is left. */
    close(): Promise<void>;
}

/** Lets SignalR negotiate through our own client, which bounds the wait, checks certificates, and explains what went wrong. */
class Negotiator extends SignalrHttpClient {
    failure: MediaError | null = null;

    constructor(
        private readonly http: HttpClient,
        private readonly baseUrl: string,
        private readonly options: HubOptions,
    ) {
        super();
    }

    override async send(request: HttpRequest): Promise<HttpResponse> {
        try {
            const path = (request.url ?? '').slice(this.baseUrl.length);
            const { signal } = this.options;
            // Not `json()`: SignalR parses the answer itself.
            const reply = await this.http.send({ method: 'POST', path, headers: { ...request.headers }, signal });
            if (reply.status !== 200) throw refused(this.options.service, reply.status);
            return new HttpResponse(reply.status, '', reply.text);
        } catch (thrown) {
            this.failure = toMediaError(thrown);
            throw thrown instanceof HttpError ? thrown : new HttpError(this.failure.message, 0);
        }
    }
}

function refused(service: string, status: number): MediaError {
    if (status === 401 || status === 403) {
        return new MediaError('unauthorised', `${service} refused the API key (${status})`, { field: 'apiKey' });
    }
    const hint = status === 404 ? ': is SignalR switched on in its settings, and does a proxy pass it on?' : '';
    return new MediaError('no_event_stream', `${service}'s event stream answered ${status}${hint}`);
}

/** @throws MediaError why there is no connection: `unauthorised`, `no_event_stream`, or what the network says */
export async function openHub(options: HubOptions): Promise<Hub> {
    const { service, headers, verifyCertificate, signal, timeoutMs = NEGOTIATION_TIMEOUT_MS } = options;
    const baseUrl = options.url.replace(/\/+$/, '');
    const http = new HttpClient({ baseUrl, service, headers, verifyCertificate, timeoutMs });
    const negotiator = new Negotiator(http, baseUrl, options);
    const transport = new SocketTransport({ service, headers, verifyCertificate, signal });
    const connection = new HubConnectionBuilder()
        .withUrl(`${baseUrl}${options.path}`, { httpClient: negotiator, transport })
        .withServerTimeout(SILENCE_MS)
        .configureLogging(LogLevel.None)
        .build();
    let isOpen = true;
    for (const name of options.events) connection.on(name, (payload: unknown) => options.onEvent(name, payload));
    connection.onclose(() => {
        if (isOpen) options.onClosed();
    });
    const close = async (): Promise<void> => {
        isOpen = false;
        await connection.stop();
    };
    const abort = (): void => void close();
    signal.addEventListener('abort', abort, { once: true });
    try {
        await connection.start();
    } catch (thrown) {
        await close();
        throw negotiator.failure ?? streamError(service, thrown);
    } finally {
        signal.removeEventListener('abort', abort);
        http.close();
    }
    return { close };
}

function streamError(service: string, thrown: unknown): MediaError {
    if (thrown instanceof MediaError) return thrown;
    return new MediaError(
        'no_event_stream',
        `${service}'s event stream cannot be opened: does a proxy in front of it let WebSockets through?`,
        { cause: thrown },
    );
}
