/** Somebody whom webhooks are passed on to: a server on loopback that keeps what it gets, and misbehaves on demand. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Arrival {
    method: string;
    path: string;
    headers: IncomingHttpHeaders;
    body: string;
    /** What a repetition is told by. */
    key: string;
}

/** How it answers: a status, also with headers; `hang` never, `drop` by breaking off after it has read everything. */
export type Manner = number | { status: number; headers: Record<string, string> } | 'hang' | 'drop';

export class WebhookReceiver {
    /** Everything that came, taken or not. */
    readonly tries: Arrival[] = [];
    /** What it answered 2xx. */
    readonly taken: Arrival[] = [];
    /** Asked for each webhook. */
    manner: (arrival: Arrival) => Manner = () => 200;
    /** Before it answers, in milliseconds. */
    delayMs: () => number = () => 0;
    private server: Server | null = null;
    private port = 0;
    private readonly delays = new Set<NodeJS.Timeout>();

    get url(): string {
        return `http://127.0.0.1:${this.port}`;
    }

    /** Listens, at the address that it had before. */
    async open(): Promise<this> {
        const server = createServer((request, response) => void this.serve(request, response));
        await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
        this.port = (server.address() as AddressInfo).port;
        this.server = server;
        return this;
    }

    /** Refuses connections until it is opened again. */
    async close(): Promise<void> {
        const { server } = this;
        this.server = null;
        for (const delay of this.delays) clearTimeout(delay);
        this.delays.clear();
        if (server === null) return;
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    }

    private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const chunks: Buffer[] = [];
        // Who was killed while sending has sent nothing.
        const isWhole = await (async () => {
            for await (const chunk of request) chunks.push(chunk as Buffer);
            return request.complete;
        })().catch(() => false);
        if (!isWhole) return;
        const arrival = {
            method: request.method ?? '',
            path: request.url ?? '',
            headers: request.headers,
            body: Buffer.concat(chunks).toString('utf8'),
            key: String(request.headers['idempotency-key']),
        };
        this.tries.push(arrival);
        const delay = setTimeout(() => {
            this.delays.delete(delay);
            this.answer(arrival, response);
        }, this.delayMs());
        this.delays.add(delay);
    }

    private answer(arrival: Arrival, response: ServerResponse): void {
        const manner = this.manner(arrival);
        if (manner === 'hang') return;
        if (manner === 'drop') {
            response.destroy();
            return;
        }
        const { status, headers } = typeof manner === 'number' ? { status: manner, headers: {} } : manner;
        if (status >= 200 && status < 300) this.taken.push(arrival);
        response.writeHead(status, headers).end(status === 204 ? undefined : 'what nobody reads');
    }
}
