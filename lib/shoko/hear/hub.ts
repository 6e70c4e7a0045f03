/** One connection to Shoko's SignalR hub: opened, heard, closed. Never reconnects: its owner decides when. */
import {
    HttpClient as SignalrHttpClient,
    HttpError,
    type HttpRequest,
    HttpResponse,
    HubConnectionBuilder,
    LogLevel,
} from '@microsoft/signalr';
import { HttpClient } from '../../http/http';
import { MediaError, toMediaError } from '../../model';
import type { ShokoServer } from '../ask/client';
import { SocketTransport } from './socket-transport';
import { HUB_EVENTS, HUB_FEEDS } from '../wire/events';

/** A server that says nothing for so long is gone; ASP.NET pings every 15 s. In milliseconds. */
const SILENCE_MS = 60_000;

export interface HubListener {
    onEvent(name: string, payload: unknown): void;
    /** The connection ended by itself. */
    onClosed(): void;
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
        private readonly signal: AbortSignal,
    ) {
        super();
    }

    override async send(request: HttpRequest): Promise<HttpResponse> {
        try {
            const path = (request.url ?? '').slice(this.baseUrl.length);
            // Not `json()`: SignalR parses the answer itself.
            const reply = await this.http.send({ method: 'POST', path, headers: { ...request.headers }, signal: this.signal });
            if (reply.status !== 200) throw this.refused(reply.status);
            return new HttpResponse(reply.status, '', reply.text);
        } catch (thrown) {
            this.failure = toMediaError(thrown);
            throw thrown instanceof HttpError ? thrown : new HttpError(this.failure.message, 0);
        }
    }

    private refused(status: number): MediaError {
        if (status === 401 || status === 403) {
            return new MediaError('unauthorised', `Shoko refused the API key (${status})`, { field: 'apiKey' });
        }
        const hint = status === 404 ? ': is SignalR switched on in its settings, and does a proxy pass it on?' : '';
        return new MediaError('no_event_stream', `Shoko's event stream answered ${status}${hint}`);
    }
}

/**
 * Connects to `/signalr/aggregate` and subscribes to every event we read. The key goes as `apikey`, which all versions
 * read, and as a bearer token (CustomAuthHandler of 6); never in the address, where a proxy's log would keep it.
 * @throws MediaError why there is no connection
 */
export async function openHub(server: ShokoServer, listener: HubListener, signal: AbortSignal): Promise<Hub> {
    const verifyCertificate = server.verifyCertificate ?? true;
    const baseUrl = server.url.replace(/\/+$/, '');
    const headers = { apikey: server.apiKey, Authorization: `Bearer ${server.apiKey}` };
    const http = new HttpClient({ baseUrl, service: 'Shoko', headers, verifyCertificate, timeoutMs: server.timeoutMs ?? 15_000 });
    const negotiator = new Negotiator(http, baseUrl, signal);
    const transport = new SocketTransport({ headers, verifyCertificate, signal });
    const connection = new HubConnectionBuilder()
        .withUrl(`${baseUrl}/signalr/aggregate?feeds=${HUB_FEEDS}`, { httpClient: negotiator, transport })
        .withServerTimeout(SILENCE_MS)
        .configureLogging(LogLevel.None)
        .build();
    let isOpen = true;
    for (const name of HUB_EVENTS) connection.on(name, (payload: unknown) => listener.onEvent(name, payload));
    connection.onclose(() => {
        if (isOpen) listener.onClosed();
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
        throw negotiator.failure ?? streamError(thrown);
    } finally {
        signal.removeEventListener('abort', abort);
        http.close();
    }
    return { close };
}

function streamError(thrown: unknown): MediaError {
    if (thrown instanceof MediaError) return thrown;
    return new MediaError(
        'no_event_stream',
        "Shoko's event stream cannot be opened: does a proxy in front of it let WebSockets through?",
        {
            cause: thrown,
        },
    );
}
