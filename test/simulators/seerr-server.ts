/**
 * A Seerr or Jellyseerr on loopback: the part of its API that may be asked for requests, as versions 2.5 to 3.1 answer. It
 * counts what it serves and what it makes Sonarr and Radarr answer, and misbehaves on demand.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { SeerrSlotSimulator } from './seerr-slot';
import { SimulatedRequests, type SeerrVersion } from './seerr-requests';
import { countsOf, fill, mediaJson, pageOf, requestJson, userJson } from './seerr-words';

export { type Asking, MEDIA_STATUS, REQUEST_STATUS, type SeerrVersion, type SimulatedRequest } from './seerr-requests';

export interface SeerrSimulatorOptions {
    version?: SeerrVersion;
    apiKey?: string;
    /** 0, the default, takes a free one. */
    port?: number;
    /** Prefix of all paths, as behind a proxy: `/seerr`. */
    basePath?: string;
    /** The server's clock. */
    now?: () => number;
    /** How many Sonarrs and Radarrs it is to ask for their profiles with each page. Default 2. */
    arrs?: number;
    /** What proxies may take away. Default true. */
    etags?: boolean;
}

export type SeerrMisbehaviour =
    | 'error500'
    | 'starting'
    | 'html'
    | 'empty'
    | 'truncated'
    | 'hang'
    | 'drop'
    | 'redirect'
    | 'wrong_json'
    /** Every page is full, of requests that nobody made. */
    | 'endless'
    /** Every page is the first one. */
    | 'repeating';

export interface ServedBySeerr {
    path: string;
    query: string;
    status: number;
    /** Of the body. */
    bytes: number;
}

interface Answer {
    status: number;
    body: string;
    headers?: Record<string, string>;
}

const PROFILES_KEPT_MS = 3_600_000;
const WEB_PAGE = '<!DOCTYPE html><html><head><title>Not found</title></head><body>404</body></html>';

export class SeerrSimulator {
    readonly data: SimulatedRequests;
    /** Its one webhook. */
    readonly slot: SeerrSlotSimulator;
    readonly version: SeerrVersion;
    /** From now on only this key is accepted. */
    apiKey: string;
    /** The server's clock. */
    clock: () => number;
    /** Called with the path of each request, before it is answered. */
    beforeAnswer: (path: string) => void = () => undefined;
    /** What becomes of each listed request on its way: nothing, unless a test says otherwise. */
    rewrite: (row: Record<string, unknown>) => unknown = (row) => row;
    served: ServedBySeerr[] = [];
    /** Questions that Sonarr and Radarr were asked on our account. */
    askedArrs = 0;
    private server: Server;
    private port = 0;
    private readonly sockets = new Set<Socket>();
    private misbehaviour: { kind: SeerrMisbehaviour; path: RegExp } | null = null;
    private profilesAt = Number.NEGATIVE_INFINITY;

    private constructor(private readonly options: SeerrSimulatorOptions) {
        this.version = options.version ?? '3.1.0';
        this.apiKey = options.apiKey ?? 'MTc5NTg3NDUyNTAwMGFiY2RlZi1hcGkta2V5';
        this.clock = options.now ?? Date.now;
        this.data = new SimulatedRequests(this.version, () => this.clock());
        this.slot = new SeerrSlotSimulator(this.version === '3.1.0');
        this.server = this.makeServer();
    }

    static async start(options: SeerrSimulatorOptions = {}): Promise<SeerrSimulator> {
        const simulator = new SeerrSimulator(options);
        await simulator.listen(options.port ?? 0);
        return simulator;
    }

    get url(): string {
        return `http://127.0.0.1:${this.port}${this.options.basePath ?? ''}`;
    }

    get calls(): number {
        return this.served.length;
    }

    get bytes(): number {
        return this.served.reduce((sum, { bytes }) => sum + bytes, 0);
    }

    get connections(): number {
        return this.sockets.size;
    }

    resetStats(): void {
        this.served = [];
        this.askedArrs = 0;
    }

    /** Many old requests, in the way of a home: see `fill`. */
    fill(count: number, options?: Parameters<typeof fill>[2]): void {
        fill(this.data, count, options);
    }

    /** Answers wrongly until told otherwise; `null` mends it. Only paths that match are concerned. */
    misbehave(kind: SeerrMisbehaviour | null, path = /./): void {
        this.misbehaviour = kind === null ? null : { kind, path };
    }

    /** Goes away, dropping every connection. */
    async stop(): Promise<void> {
        for (const socket of this.sockets) socket.destroy();
        await new Promise<void>((resolve) => this.server.close(() => resolve()));
    }

    /** Comes back at the same address, with the same requests. */
    async comeBack(): Promise<void> {
        this.server = this.makeServer();
        await this.listen(this.port);
    }

    private makeServer(): Server {
        const server = createServer((request, response) => this.handle(request, response));
        server.on('connection', (socket) => {
            this.sockets.add(socket);
            socket.once('close', () => this.sockets.delete(socket));
        });
        return server;
    }

    private async listen(port: number): Promise<void> {
        await new Promise<void>((resolve, reject) => {
            this.server.once('error', reject);
            this.server.listen(port, '127.0.0.1', resolve);
        });
        this.port = (this.server.address() as AddressInfo).port;
    }

    private handle(request: IncomingMessage, response: ServerResponse): void {
        const url = new URL(request.url ?? '/', 'http://loopback');
        this.beforeAnswer(url.pathname);
        if (request.method === 'POST') {
            this.write(request, response, url.pathname);
            return;
        }
        const base = this.options.basePath ?? '';
        const path = url.pathname.startsWith(base) ? url.pathname.slice(base.length) : url.pathname;
        const wrong = this.misbehaviour?.path.test(url.pathname) === true ? this.misbehaviour.kind : null;
        const right = path === url.pathname && base !== '' ? webPage(404) : this.answer(request, path, url.searchParams, wrong);
        const answer = this.validated(request, wrong === null ? right : spoil(wrong, right));
        this.served.push({
            path,
            query: url.searchParams.toString(),
            status: answer.status,
            bytes: Buffer.byteLength(answer.body),
        });
        if (wrong === 'hang') return;
        if (wrong === 'drop') {
            request.socket.destroy();
            return;
        }
        response.writeHead(answer.status, {
            'X-Powered-By': 'Express',
            'Content-Type': 'application/json; charset=utf-8',
            Date: new Date(this.clock()).toUTCString(),
            ...answer.headers,
        });
        response.end(answer.body);
    }

    /** What changes its webhook, or tests one. */
    private write(request: IncomingMessage, response: ServerResponse, pathname: string): void {
        let text = '';
        request.on('data', (chunk: Buffer) => (text += chunk.toString()));
        request.on('end', () => {
            const [, path] = /\/api\/v1(\/settings\/notifications\/webhook(?:\/test)?)$/.exec(pathname) ?? [];
            const send = (status: number, body: unknown): void => {
                const date = new Date(this.clock()).toUTCString();
                response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', Date: date });
                response.end(body === undefined ? '' : JSON.stringify(body));
            };
            if (request.headers['x-api-key'] !== this.apiKey) {
                send(403, { status: 403, error: 'You do not have permission to access this endpoint' });
                return;
            }
            if (path === undefined) {
                send(404, { message: 'not found' });
                return;
            }
            void this.slot
                .write(path, JSON.parse(text) as Record<string, unknown>)
                .then(({ status, body }) => send(status, body));
        });
    }

    /** Express answers 304 to who has the same already. */
    private validated(request: IncomingMessage, answer: Answer): Answer {
        if (answer.status !== 200 || this.options.etags === false) return answer;
        const hash = createHash('sha1').update(answer.body).digest('base64').slice(0, 27);
        const etag = `W/"${Buffer.byteLength(answer.body).toString(16)}-${hash}"`;
        const isKnown = request.headers['if-none-match'] === etag && request.headers['cache-control'] === undefined;
        return { status: isKnown ? 304 : 200, body: isKnown ? '' : answer.body, headers: { ...answer.headers, ETag: etag } };
    }

    private answer(request: IncomingMessage, path: string, query: URLSearchParams, wrong: SeerrMisbehaviour | null): Answer {
        if (!path.startsWith('/api/v1/')) return webPage(404);
        const route = path.slice('/api/v1'.length);
        if (route === '/status') return json(this.status());
        if (route === '/settings/public') return json(this.publicSettings());
        const key = request.headers['x-api-key'];
        if (key === undefined) return refusedWithoutKey(path);
        if (key !== this.apiKey) {
            return json({ status: 403, error: 'You do not have permission to access this endpoint' }, 403);
        }
        return this.keyed(route, query, wrong) ?? json({ message: 'not found', errors: [{ path, message: 'not found' }] }, 404);
    }

    private keyed(route: string, query: URLSearchParams, wrong: SeerrMisbehaviour | null): Answer | null {
        const { data, version } = this;
        if (route === '/request/count') return json(countsOf(data, version));
        if (route === '/request') {
            this.askArrs();
            const asked = wrong === 'repeating' ? new URLSearchParams({ ...Object.fromEntries(query), skip: '0' }) : query;
            const page = pageOf(data, version, asked, wrong === 'endless');
            return json({ ...page, results: page.results.map((row) => this.rewrite(row)) });
        }
        const [, id] = /^\/request\/(\d+)$/.exec(route) ?? [];
        if (id !== undefined) {
            const found = data.requests.find((each) => each.id === Number(id));
            return found ? json(requestJson(found, version, 'single')) : json({ message: 'Request not found.' }, 404);
        }
        const take = Number(query.get('take') ?? 20);
        const skip = Number(query.get('skip') ?? 0);
        const paged = (rows: object[]): Answer =>
            json({
                pageInfo: {
                    pages: Math.ceil(rows.length / take),
                    pageSize: take,
                    results: rows.length,
                    page: Math.ceil(skip / take) + 1,
                },
                results: rows.slice(skip, skip + take),
            });
        if (route === '/media') return paged(data.media.toReversed().map((each) => mediaJson(each, true)));
        if (route === '/user') return paged(data.users.map(userJson));
        if (route === '/settings/notifications/webhook') return json(this.slot.answer());
        return null;
    }

    /** Each page makes Seerr ask for the profiles, which it keeps for an hour (api/servarr/base.ts). */
    private askArrs(): void {
        const now = this.clock();
        if (now - this.profilesAt < PROFILES_KEPT_MS) return;
        this.profilesAt = now;
        this.askedArrs += this.options.arrs ?? 2;
    }

    private status(): object {
        return { version: this.version, commitTag: 'local', updateAvailable: false, commitsBehind: 0, restartRequired: false };
    }

    private publicSettings(): object {
        const isSeerr = this.version === '3.1.0';
        return {
            initialized: true,
            applicationTitle: isSeerr ? 'Seerr' : 'Jellyseerr',
            hideAvailable: false,
            ...(this.version !== '2.5.2' && { [isSeerr ? 'hideBlocklisted' : 'hideBlacklisted']: false }),
            localLogin: true,
            mediaServerType: 2,
        };
    }
}

function json(value: unknown, status = 200): Answer {
    return { status, body: JSON.stringify(value) };
}

function webPage(status: number): Answer {
    return { status, body: WEB_PAGE, headers: { 'Content-Type': 'text/html; charset=utf-8' } };
}

/** The validator in front of the API misses the session. */
function refusedWithoutKey(path: string): Answer {
    const message = "cookie 'connect.sid' required";
    return json({ message, errors: [{ path, message }] }, 401);
}

function spoil(kind: SeerrMisbehaviour, answer: Answer): Answer {
    switch (kind) {
        case 'error500':
            return json({ message: 'SQLITE_BUSY: database is locked' }, 500);
        case 'starting':
            return webPage(503);
        case 'html':
            return webPage(200);
        case 'empty':
            return { ...answer, body: '' };
        case 'truncated':
            return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
        case 'redirect':
            return { status: 302, body: '', headers: { Location: 'https://login.example/?next=seerr' } };
        case 'wrong_json':
            return json({ status: 'ok' });
        case 'hang':
        case 'drop':
        case 'endless':
        case 'repeating':
            return answer;
    }
}
