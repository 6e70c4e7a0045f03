/**
 * The page's server as `lib/page/contract.ts` says it, with a household made up, which can do what a real one on a good day
 * does not: tell in pieces, hold everything back, break off, fall silent, refuse.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Action, ServiceState, Snapshot, Summary } from '../../lib/page/contract';
import { personFilter, wordFilter } from '../../lib/requests/words';
import { projectRoot } from '../support/node-red';
import { countsOf, houseOf, wholeOf } from './page-house';

const TYPES: Readonly<Record<string, string>> = {
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.svg': 'image/svg+xml',
    '.png': 'image/png',
    '.webmanifest': 'application/manifest+json',
};
export const POLICY =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/** How the stream is told. */
export type Manner =
    | 'well'
    /** Three bytes at a time. */
    | 'in_pieces'
    /** Something on the way keeps it all until the end, which does not come. */
    | 'kept_back'
    | 'refused'
    /** 503, as when there are too many tabs. */
    | 'too_many';

export class PageServer {
    house: Summary[];
    services: ServiceState[] = [];
    findings = 0;
    actions = true;
    manner: Manner = 'well';
    /** What was posted. */
    readonly posted: Action[] = [];
    /** How many were asked for, by every question for the list. */
    readonly asked: number[] = [];
    /** `Last-Event-ID` of every connection, in their order. */
    readonly resumed: (string | undefined)[] = [];
    private readonly streams = new Map<ServerResponse, URLSearchParams>();
    private lastId = 0;

    private constructor(
        private readonly server: Server,
        count: number,
        readonly now: () => number,
    ) {
        this.house = houseOf(count, now());
        server.on('request', (request, response) => void this.answer(request, response));
    }

    static async start(count: number, options: { port?: number; now?: () => number } = {}): Promise<PageServer> {
        const server = createServer();
        const own = new PageServer(server, count, options.now ?? Date.now);
        await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
        return own;
    }

    get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    /** Of the page, at a root as `httpNodeRoot` would make it. */
    get url(): string {
        return `http://127.0.0.1:${this.port}/red/media/`;
    }

    get tabs(): number {
        return this.streams.size;
    }

    async close(): Promise<void> {
        this.breakOff();
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }

    /** Ends every stream, as a redeploy does. */
    breakOff(): void {
        for (const stream of this.streams.keys()) stream.destroy();
        this.streams.clear();
    }

    /** Changes a request, or adds it, and tells every tab. */
    change(id: string, change: Partial<Summary>): void {
        const before = this.house.find((summary) => summary.id === id) ?? houseOf(1, this.now())[0];
        if (before === undefined) throw new Error('a house of one has one');
        const request: Summary = { ...before, id, ...change, updatedAt: new Date(this.now()).toISOString() };
        this.house = [...this.house.filter((summary) => summary.id !== id), request].sort((a, b) => (a.order < b.order ? -1 : 1));
        this.tell('change', { counts: countsOf(this.house), request });
    }

    remove(id: string): void {
        this.house = this.house.filter((summary) => summary.id !== id);
        this.tell('gone', { counts: countsOf(this.house), id });
    }

    notice(services: ServiceState[], findings = 0): void {
        this.services = services;
        this.findings = findings;
        this.tell('notice', { services, findings });
    }

    beat(): void {
        for (const stream of this.streams.keys()) stream.write(': beat\n\n');
    }

    private tell(name: string, data: object): void {
        this.lastId++;
        for (const stream of this.streams.keys()) this.write(stream, this.framed(name, data));
    }

    private framed(name: string, data: object): string {
        const now = new Date(this.now()).toISOString();
        return `id: ${this.lastId}\nevent: ${name}\ndata: ${JSON.stringify({ now, ...data })}\n\n`;
    }

    private write(stream: ServerResponse, text: string): void {
        if (this.manner === 'kept_back') return;
        if (this.manner !== 'in_pieces') return void stream.write(text);
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.length; at += 3) stream.write(bytes.subarray(at, at + 3));
    }

    private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page.test');
        const [, root, folder, what = '', name = ''] = pathname.split('/').map(decodeURIComponent);
        response.setHeader('content-security-policy', POLICY);
        response.setHeader('x-content-type-options', 'nosniff');
        if (root !== 'red' || folder !== 'media') {
            this.json(response, 404, { code: 'not_found', message: 'nothing here' });
            return;
        }
        if (what === '') return this.html(response);
        if (what === 'assets') return this.asset(name, response);
        if (what === 'live') {
            this.live(request, response, searchParams);
            return;
        }
        if (what === 'list' && name === '') {
            this.asked.push(Number(searchParams.get('limit')));
            this.json(response, 200, this.listed(searchParams));
            return;
        }
        if (what === 'people') {
            this.json(response, 200, { people: this.people() });
            return;
        }
        if (what === 'posters') {
            this.poster(name, response);
            return;
        }
        if (what === 'actions') {
            this.act(request, response);
            return;
        }
        const found = this.house.find(({ id }) => id === name);
        if (what !== 'list' || found === undefined) {
            this.json(response, 404, { code: 'not_found', message: 'There is no such request' });
            return;
        }
        this.json(response, 200, wholeOf(found));
    }

    private people(): string[] {
        return [...new Set(this.house.flatMap(({ requestedBy }) => requestedBy ?? []))].sort((a, b) => a.localeCompare(b));
    }

    private listed(parameters: URLSearchParams): Pick<Snapshot, 'now' | 'total' | 'requests'> {
        const [show, q, by, id] = ['show', 'q', 'requestedBy', 'id'].map((name) => parameters.get(name));
        const [hasWords, isOfPerson] = [wordFilter(q ?? ''), personFilter(by ?? '')];
        const fitting = this.house.filter(
            (summary) =>
                (show === null || show === 'all' || summary.group === show) &&
                (id === null || summary.id === id) &&
                isOfPerson?.(summary.requestedBy) !== false &&
                hasWords?.(summary) !== false,
        );
        const offset = Number(parameters.get('offset') ?? 0);
        const limit = Number(parameters.get('limit') ?? fitting.length);
        return {
            now: new Date(this.now()).toISOString(),
            total: fitting.length,
            requests: fitting.slice(offset, offset + limit),
        };
    }

    private live(request: IncomingMessage, response: ServerResponse, parameters: URLSearchParams): void {
        this.resumed.push(request.headers['last-event-id']?.toString());
        if (this.manner === 'refused') {
            this.json(response, 401, { code: 'denied', message: 'Sign in' });
            return;
        }
        if (this.manner === 'too_many') {
            this.json(response, 503, { code: 'too_many_tabs', message: 'Too many' });
            return;
        }
        response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
        response.flushHeaders();
        this.streams.set(response, parameters);
        response.on('close', () => this.streams.delete(response));
        const { services, findings, actions } = this;
        const snapshot = { ...this.listed(parameters), counts: countsOf(this.house), services, findings, actions };
        this.write(response, this.framed('snapshot', snapshot));
    }

    private async html(response: ServerResponse): Promise<void> {
        const template = await readFile(join(projectRoot, 'dist/page/index.html'), 'utf8');
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(
            template.replaceAll('{{lang}}', 'en-US').replaceAll('{{title}}', 'Media requests').replaceAll('{{version}}', 'test'),
        );
    }

    private async asset(name: string, response: ServerResponse): Promise<void> {
        response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream');
        response.end(await readFile(join(projectRoot, 'dist/page/assets', name)));
    }

    /** A picture in the colours of its id; of some there is none, although there should be. */
    private poster(id: string, response: ServerResponse): void {
        const hue = Array.from(id, (letter) => letter.charCodeAt(0)).reduce((sum, code) => (sum * 31 + code) % 360, 0);
        if (hue % 5 === 0) {
            this.json(response, 404, { code: 'not_found', message: 'There is no poster' });
            return;
        }
        response.setHeader('content-type', 'image/svg+xml');
        response.end(
            `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 300"><rect width="200" height="300" fill="hsl(${hue} 45% 32%)"/><circle cx="${40 + (hue % 120)}" cy="110" r="70" fill="hsl(${(hue + 40) % 360} 60% 55%)"/><path d="M0 220q100-60 200 0v80H0Z" fill="hsl(${(hue + 200) % 360} 40% 22%)"/></svg>`,
        );
    }

    private act(request: IncomingMessage, response: ServerResponse): void {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
            this.posted.push(JSON.parse(Buffer.concat(chunks).toString()) as Action);
            this.json(response, 202, {});
        });
    }

    private json(response: ServerResponse, status: number, body: unknown): void {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
    }
}
