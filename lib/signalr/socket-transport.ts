/**
 * SignalR's WebSocket transport, of our own for three reasons: a self-signed certificate can be accepted, a refusal
 * keeps its HTTP status, and closing leaves no half-open socket behind.
 */
import { createRequire } from 'node:module';
import type { ITransport } from '@microsoft/signalr';
import type WebSocket from 'ws';
import { MediaError } from '../model';

/** The very `ws` that SignalR brings along: not a dependency of ours, wherever npm has put it. */
const Socket = createRequire(require.resolve('@microsoft/signalr'))('ws') as typeof WebSocket;

/** How long the server may take to answer the upgrade, and how long a polite close may take, in milliseconds. */
const UPGRADE_TIMEOUT_MS = 15_000;
const CLOSE_TIMEOUT_MS = 1_000;

export interface SocketOptions {
    /** Name of the service, for messages: `Shoko`. */
    service: string;
    headers: Record<string, string>;
    verifyCertificate: boolean;
    /** Ends a connection attempt at once. */
    signal: AbortSignal;
}

function refusal(service: string, status: number): MediaError {
    if (status === 401 || status === 403) {
        return new MediaError('unauthorised', `${service} refused the API key (${status})`, { field: 'apiKey' });
    }
    return new MediaError(
        'no_event_stream',
        `${service}'s event stream answered ${status}: a proxy in front of it must let WebSockets through`,
        { field: 'url' },
    );
}

export class SocketTransport implements ITransport {
    onreceive: ((data: string | ArrayBuffer) => void) | null = null;
    onclose: ((error?: Error) => void) | null = null;
    private socket: WebSocket | null = null;
    private failure: Error | undefined;

    constructor(private readonly options: SocketOptions) {}

    connect(url: string): Promise<void> {
        const socket = new Socket(url.replace(/^http/, 'ws'), {
            headers: this.options.headers,
            rejectUnauthorized: this.options.verifyCertificate,
            handshakeTimeout: UPGRADE_TIMEOUT_MS,
        });
        const { signal, service } = this.options;
        const abort = (): void => socket.terminate();
        signal.addEventListener('abort', abort, { once: true });
        if (signal.aborted) abort();
        return new Promise((resolve, reject) => {
            socket.on('error', (error) => reject(error));
            socket.on('unexpected-response', (request, response) => {
                reject(refusal(service, response.statusCode ?? 0));
                request.destroy();
            });
            socket.on('open', () => {
                this.socket = socket;
                resolve();
            });
            socket.on('message', (data: Buffer | string) => this.received(socket, data.toString()));
            socket.on('close', () => {
                signal.removeEventListener('abort', abort);
                reject(new MediaError('dropped', `${service} closed the connection before it was open`));
                this.ended(socket);
            });
        });
    }

    send(data: string): Promise<void> {
        const { socket } = this;
        if (socket?.readyState !== Socket.OPEN)
            return Promise.reject(new MediaError('dropped', `The connection to ${this.options.service} is closed`));
        return new Promise((resolve, reject) => socket.send(data, (error) => (error ? reject(error) : resolve())));
    }

    stop(): Promise<void> {
        const { socket } = this;
        if (socket === null) return Promise.resolve();
        return new Promise((resolve) => {
            const impatience = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
            socket.once('close', () => {
                clearTimeout(impatience);
                resolve();
            });
            socket.close(1000);
        });
    }

    /** SignalR throws at what it cannot read. Uncaught, that would end the whole process. */
    private received(socket: WebSocket, data: string): void {
        try {
            this.onreceive?.(data);
        } catch (thrown) {
            this.failure = thrown instanceof Error ? thrown : new Error(String(thrown));
            socket.terminate();
        }
    }

    private ended(socket: WebSocket): void {
        if (this.socket !== socket) return;
        this.socket = null;
        this.onclose?.(this.failure);
    }
}
