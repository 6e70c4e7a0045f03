/**
 * An ASP.NET Core SignalR hub over a real socket: negotiation, the JSON protocol's handshake, events, pings and the
 * ways in which a connection ends. Knows nothing of what the events mean.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

const RECORD_END = '\x1e';
const TYPE = { invocation: 1, completion: 3, ping: 6, close: 7 } as const;

export interface HubConnection {
    readonly id: string;
    /** The query of the address that the client connected to. */
    readonly query: URLSearchParams;
    send(target: string, ...args: unknown[]): void;
}

export interface SignalrHubOptions {
    /** For example `/signalr/aggregate`. */
    path: string;
    isAuthorised: (request: IncomingMessage, query: URLSearchParams) => boolean;
    onConnected?: (connection: HubConnection) => void;
}

interface Client extends HubConnection {
    socket: WebSocket;
    hasShakenHands: boolean;
}

export class SignalrHub {
    /** `no-websocket`: a proxy that does not let the upgrade through. `mute`: accepts and never answers the handshake. `drop`: ends every connection at once. `babble`: answers the handshake with something else. */
    fault: 'no-websocket' | 'mute' | 'drop' | 'babble' | null = null;
    /** How many connections were ever complete. */
    accepted = 0;
    private readonly sockets = new WebSocketServer({ noServer: true });
    private readonly tokens = new Map<string, string>();
    private readonly clients = new Set<Client>();

    constructor(private readonly options: SignalrHubOptions) {}

    /** Connections that have shaken hands. */
    get connections(): number {
        return [...this.clients].filter((client) => client.hasShakenHands).length;
    }

    /** Connections that are open but have not shaken hands. */
    get strangers(): number {
        return this.clients.size - this.connections;
    }

    /** Answers the negotiation; false when the request is not for this hub. */
    handle(request: IncomingMessage, response: ServerResponse, url: URL): boolean {
        if (url.pathname !== `${this.options.path}/negotiate` || request.method !== 'POST') return false;
        if (!this.options.isAuthorised(request, url.searchParams)) {
            response.writeHead(401).end();
            return true;
        }
        const token = randomUUID();
        const connectionId = randomUUID();
        this.tokens.set(token, connectionId);
        const availableTransports = [{ transport: 'WebSockets', transferFormats: ['Text', 'Binary'] }];
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ negotiateVersion: 1, connectionId, connectionToken: token, availableTransports }));
        return true;
    }

    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
        const url = new URL(request.url ?? '/', 'http://hub');
        // A client that is refused may cut the connection at once.
        socket.on('error', () => socket.destroy());
        const refuse = (status: string): void =>
            void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        if (url.pathname !== this.options.path) {
            refuse('404 Not Found');
            return;
        }
        if (this.fault === 'no-websocket') {
            refuse('400 Bad Request');
            return;
        }
        if (!this.options.isAuthorised(request, url.searchParams)) {
            refuse('401 Unauthorized');
            return;
        }
        const token = url.searchParams.get('id') ?? '';
        const id = this.tokens.get(token);
        // A token is good for one connection (HttpConnectionDispatcher).
        this.tokens.delete(token);
        if (id === undefined) {
            refuse('404 Not Found');
            return;
        }
        this.sockets.handleUpgrade(request, socket, head, (webSocket) => this.accept(webSocket, id, url.searchParams));
    }

    /** Sends an event to every connection that `isMeant` picks. */
    broadcast(target: string, args: readonly unknown[], isMeant: (connection: HubConnection) => boolean = () => true): void {
        for (const client of this.clients) if (client.hasShakenHands && isMeant(client)) client.send(target, ...args);
    }

    ping(): void {
        for (const client of this.clients) write(client.socket, { type: TYPE.ping });
    }

    /** Sends text that is no record of the protocol. */
    babble(text: string): void {
        for (const client of this.clients) client.socket.send(text);
    }

    /** Cuts every connection off without a word, as a lost network does. */
    drop(): void {
        for (const client of this.clients) client.socket.terminate();
        this.clients.clear();
    }

    /** Ends every connection as a server does that shuts down, or that throws the client out. */
    closeAll(allowReconnect: boolean): void {
        for (const client of this.clients) {
            if (client.hasShakenHands) write(client.socket, { type: TYPE.close, allowReconnect });
            client.socket.close(1000);
        }
    }

    forgetTokens(): void {
        this.tokens.clear();
    }

    private accept(socket: WebSocket, id: string, query: URLSearchParams): void {
        const send = (target: string, ...args: unknown[]): void =>
            write(socket, { type: TYPE.invocation, target, arguments: args });
        const client: Client = { id, query, socket, hasShakenHands: false, send };
        this.clients.add(client);
        socket.on('close', () => this.clients.delete(client));
        socket.on('error', () => socket.terminate());
        let buffer = '';
        socket.on('message', (data: Buffer) => {
            const records = (buffer + data.toString('utf8')).split(RECORD_END);
            buffer = records.pop() ?? '';
            for (const record of records) this.receive(client, JSON.parse(record) as Record<string, unknown>);
        });
    }

    private receive(client: Client, record: Record<string, unknown>): void {
        if (!client.hasShakenHands) {
            this.shakeHands(client, record);
            return;
        }
        if (record['type'] === TYPE.ping) write(client.socket, { type: TYPE.ping });
        if (record['type'] === TYPE.close) client.socket.close(1000);
        if (record['type'] === TYPE.invocation && record['invocationId'] !== undefined) {
            const error = `Unknown hub method '${String(record['target'])}'`;
            write(client.socket, { type: TYPE.completion, invocationId: record['invocationId'], error });
        }
    }

    private shakeHands(client: Client, record: Record<string, unknown>): void {
        if (this.fault === 'mute') return;
        if (this.fault === 'babble') {
            client.socket.send(`<html>${RECORD_END}`);
            return;
        }
        if (record['protocol'] !== 'json' || record['version'] !== 1) {
            write(client.socket, { error: `The protocol '${String(record['protocol'])}' is not supported.` });
            client.socket.close();
            return;
        }
        write(client.socket, {});
        if (this.fault === 'drop') {
            client.socket.terminate();
            return;
        }
        client.hasShakenHands = true;
        this.accepted++;
        this.options.onConnected?.(client);
    }
}

function write(socket: WebSocket, record: unknown): void {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(record) + RECORD_END);
}
