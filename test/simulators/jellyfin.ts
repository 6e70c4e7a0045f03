/**
 * A Jellyfin on loopback: the part of its API that a verifier may use, as versions 10.8 to 12 answer an API key. It counts
 * what it serves, and misbehaves on demand.
 */
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type LibraryQuery, SimulatedLibrary } from './jellyfin-library';

export { type SimulatedItem, SimulatedLibrary } from './jellyfin-library';

export type JellyfinVersion = '10.8.13' | '10.9.11' | '10.10.7' | '10.11.0' | '10.11.11' | '12.0.0';

export interface JellyfinSimulatorOptions {
    version?: JellyfinVersion;
    apiKey?: string;
    /** 0, the default, takes a free one. */
    port?: number;
    /** Prefix of all paths, as behind a proxy: `/jellyfin`. */
    basePath?: string;
    /** Whether `X-Emby-Token` and `api_key` work. Default: up to 10.11. */
    legacyAuthorization?: boolean;
    /** Makes it an https server. */
    tls?: { key: string; cert: string };
    /** The server's clock: of what is added, of scans, and in the Date header. */
    now?: () => number;
    /** How long after a reported path it is scanned. Jellyfin's `LibraryMonitorDelay`; default 60 s. */
    monitorDelayMs?: number;
}

export type Misbehaviour =
    | 'error500'
    | 'starting'
    | 'setting_up'
    | 'html'
    | 'empty'
    | 'truncated'
    | 'hang'
    | 'drop'
    | 'redirect'
    | 'wrong_json'
    | 'not_jellyfin';

/** What a start looks like from outside, in its order; between `setting_up` and `well` nothing listens for 2 to 3 seconds. */
export type StartPhase = 'down' | 'starting' | 'setting_up' | 'well';

export interface ServedRequest {
    method: string;
    path: string;
    query: URLSearchParams;
    status: number;
    /** Of the body. */
    bytes: number;
}

const SERVER_NAME = 'Simulated Jellyfin';
const SCAN_TASK = '7738148ffcd07979c7ceb148e06b3aed';

export class JellyfinSimulator {
    readonly library: SimulatedLibrary;
    private key: string;
    readonly version: JellyfinVersion;
    /** What was served since `resetStats`. */
    served: ServedRequest[] = [];
    /** Paths that were reported as changed. */
    readonly reportedPaths: string[] = [];
    /** Ids of items whose refresh was asked for, and what follows from it. */
    readonly refreshed: string[] = [];
    onRefresh: (itemId: string) => void = () => undefined;
    /** Its libraries as it is set up; items need none of them. */
    libraries: { name: string; paths: string[]; type?: string; isWatched?: boolean }[] = [];
    /** Scans of the whole library that were asked for. */
    fullScans = 0;
    /** It reads its libraries just now. */
    isScanning = false;
    private server: Server;
    private port = 0;
    private readonly sockets = new Set<Socket>();
    private readonly refused = new Set<string>();
    private misbehaviour: { kind: Misbehaviour; path: RegExp } | null = null;

    private constructor(private readonly options: JellyfinSimulatorOptions) {
        this.version = options.version ?? '10.10.7';
        this.key = options.apiKey ?? '0123456789abcdef0123456789abcdef';
        this.library = new SimulatedLibrary(majorOf(this.version), options.now ?? Date.now);
        this.server = this.makeServer();
    }

    static async start(options: JellyfinSimulatorOptions = {}): Promise<JellyfinSimulator> {
        const simulator = new JellyfinSimulator(options);
        await simulator.listen(options.port ?? 0);
        return simulator;
    }

    get url(): string {
        return `${this.options.tls ? 'https' : 'http'}://127.0.0.1:${this.port}${this.options.basePath ?? ''}`;
    }

    get apiKey(): string {
        return this.key;
    }

    /** From now on only this key is accepted. */
    changeKey(key: string): void {
        this.key = key;
    }

    /** Connections that are open. */
    get connections(): number {
        return this.sockets.size;
    }

    get requests(): number {
        return this.served.length;
    }

    get bytes(): number {
        return this.served.reduce((sum, { bytes }) => sum + bytes, 0);
    }

    resetStats(): void {
        this.served = [];
    }

    /** Answers wrongly until told otherwise; `null` mends it. Only paths that match are concerned. */
    misbehave(kind: Misbehaviour | null, path = /./): void {
        this.misbehaviour = kind === null ? null : { kind, path };
    }

    /** Fails whatever has this parameter, as a version with a fault in one filter does; `null` mends it. */
    refuse(parameter: string | null): void {
        if (parameter === null) this.refused.clear();
        else this.refused.add(parameter.toLowerCase());
    }

    /** Puts it into a phase of its start. */
    async enter(phase: StartPhase): Promise<void> {
        if (phase === 'down') {
            if (this.server.listening) await this.stop();
            return;
        }
        this.misbehave(phase === 'well' ? null : phase);
        if (!this.server.listening) await this.comeBack();
    }

    /** Goes away, dropping every connection. */
    async stop(): Promise<void> {
        for (const socket of this.sockets) socket.destroy();
        await new Promise<void>((resolve) => this.server.close(() => resolve()));
    }

    /** Comes back at the same address, with the same library. */
    async comeBack(): Promise<void> {
        this.server = this.makeServer();
        await this.listen(this.port);
    }

    private makeServer(): Server {
        const listener = (request: IncomingMessage, response: ServerResponse): void => this.handle(request, response);
        const server = this.options.tls ? createHttpsServer(this.options.tls, listener) : createHttpServer(listener);
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
        const base = this.options.basePath ?? '';
        const path = url.pathname.startsWith(base) ? url.pathname.slice(base.length) : null;
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
        request.on('end', () => {
            const answer = path === null ? notFound() : this.answer(request, path, url.searchParams, body);
            this.send(request, response, url, answer);
        });
    }

    private send(request: IncomingMessage, response: ServerResponse, url: URL, answer: Answer): void {
        const wrong = this.misbehaviour?.path.test(url.pathname) === true ? this.misbehaviour.kind : null;
        const { status, headers, body } = wrong === null ? answer : spoil(wrong, answer, url.pathname);
        const bytes = Buffer.byteLength(body);
        this.served.push({ method: request.method ?? '', path: url.pathname, query: url.searchParams, status, bytes });
        if (wrong === 'hang') return;
        if (wrong === 'drop') {
            request.socket.destroy();
            return;
        }
        response.writeHead(status, {
            'Content-Type': 'application/json; charset=utf-8',
            Server: 'Kestrel',
            Date: new Date(this.library.now()).toUTCString(),
            ...headers,
        });
        response.end(body);
    }

    private answer(request: IncomingMessage, path: string, query: URLSearchParams, body: string): Answer {
        const route = path.toLowerCase().replace(/\/$/, '');
        if (route === '/system/info/public') return json({ ...this.publicInfo() });
        if (route === '/system/ping') return json(SERVER_NAME);
        if (!this.isAuthorised(request, query)) return { status: 401, headers: {}, body: '' };
        if ([...query.keys()].some((name) => this.refused.has(name.toLowerCase()))) return serverError();
        if (route === '/system/info') return json({ ...this.publicInfo(), HasPendingRestart: false, CanSelfRestart: true });
        if (request.method === 'POST' && route === '/library/media/updated') return this.mediaUpdated(body);
        if (request.method === 'POST' && route === '/library/refresh') {
            this.fullScans++;
            return { status: 204, headers: {}, body: '' };
        }
        if (request.method === 'POST' && /^\/items\/[0-9a-f]{32}\/refresh$/.test(route)) return this.refresh(route.slice(7, 39));
        if (route === '/scheduledtasks') return json([{ ...this.scanTask(), Key: 'CleanLogFiles', Id: '04a9' }, this.scanTask()]);
        if (route === `/scheduledtasks/${SCAN_TASK}`) return json(this.scanTask());
        if (route === '/library/virtualfolders') return json(this.virtualFolders());
        if (route === '/items') return this.items(query);
        const shows = /^\/shows\/([0-9a-f-]{32,36})\/episodes$/.exec(route);
        if (shows) return this.episodes((shows[1] ?? '').replaceAll('-', ''), query);
        if (/^\/shows\/[^/]+\/episodes$/.test(route)) return invalidId();
        // `/Items/{id}` looks for a user, whom an API key does not have: it fails from 10.11, and finds nothing before.
        return /^\/items\/[0-9a-f-]+$/.test(route) && majorOf(this.version) >= 10.11 ? failedRequest() : notFound();
    }

    private scanTask(): Record<string, unknown> {
        const State = this.isScanning ? 'Running' : 'Idle';
        return { Name: 'Scan Media Library', State, Id: SCAN_TASK, Category: 'Library', IsHidden: false, Key: 'RefreshLibrary' };
    }

    private virtualFolders(): object[] {
        return this.libraries.map(({ name, paths, type = 'tvshows', isWatched = true }, index) => ({
            Name: name,
            Locations: paths,
            CollectionType: type,
            LibraryOptions: { Enabled: true, EnableRealtimeMonitor: isWatched, EnablePhotos: true },
            ItemId: String(index + 1).padStart(32, '0'),
        }));
    }

    private publicInfo(): Record<string, unknown> {
        return {
            LocalAddress: this.url,
            ServerName: SERVER_NAME,
            Version: this.version,
            ProductName: this.misbehaviour?.kind === 'not_jellyfin' ? 'Emby Server' : 'Jellyfin Server',
            OperatingSystem: '',
            Id: 'b5a2c3d4e5f60718293a4b5c6d7e8f90',
            StartupWizardCompleted: true,
        };
    }

    /** AuthorizationContext.cs: `MediaBrowser` and `ApiKey` work everywhere, the older forms only where they are allowed. */
    private isAuthorised(request: IncomingMessage, query: URLSearchParams): boolean {
        const authorization = request.headers.authorization ?? '';
        const token = /\bToken="([^"]*)"/.exec(authorization)?.[1];
        const isModern = authorization.startsWith('MediaBrowser ') && token === this.apiKey;
        if (isModern || query.get('ApiKey') === this.apiKey) return true;
        if (!(this.options.legacyAuthorization ?? majorOf(this.version) < 12)) return false;
        const { 'x-emby-token': emby, 'x-mediabrowser-token': mediaBrowser } = request.headers;
        return [emby, mediaBrowser, query.get('api_key'), token].includes(this.apiKey);
    }

    private mediaUpdated(body: string): Answer {
        const { Updates } = JSON.parse(body) as { Updates: { Path: string }[] };
        for (const { Path } of Updates) {
            this.reportedPaths.push(Path);
            this.library.hurry(Path, this.options.monitorDelayMs ?? 60_000);
        }
        return { status: 204, headers: {}, body: '' };
    }

    /** Queued: 204 at once, 404 for an item that is not there (ItemRefreshController.cs). */
    private refresh(itemId: string): Answer {
        if (this.library.query({ ...queryOf(() => '', 0), ids: [itemId] }).items.length === 0) return notFound();
        this.refreshed.push(itemId);
        this.onRefresh(itemId);
        return { status: 204, headers: {}, body: '' };
    }

    private items(query: URLSearchParams): Answer {
        const get = caseless(query);
        // Up to 10.10 the filter is bound under another one's name, which fails.
        if (get('minDateLastSaved') !== '' && majorOf(this.version) < 10.11) return serverError();
        const startIndex = Number(get('startIndex') || 0);
        // Without `recursive` the root's children are the libraries, unless ids are given.
        // What is no id counts as none given.
        const parsed = queryOf(get, startIndex);
        const isRoot = get('recursive') !== 'true' && parsed.ids.length === 0 && get('parentId') === '';
        const { items, total } = isRoot ? { items: [], total: 0 } : this.library.query(parsed);
        return this.page(items, total, startIndex, get);
    }

    private episodes(seriesId: string, query: URLSearchParams): Answer {
        const get = caseless(query);
        const season = get('season') === '' ? undefined : Number(get('season'));
        const isMissing = get('isMissing') === '' ? undefined : get('isMissing') === 'true';
        const all = this.library.episodes(seriesId, season, isMissing);
        if (all === null) return { status: 404, headers: {}, body: '"Series not found"' };
        const startIndex = Number(get('startIndex') || 0);
        const limit = get('limit') === '' ? all.length : Number(get('limit'));
        return this.page(all.slice(startIndex, startIndex + limit), all.length, startIndex, get);
    }

    private page(items: ReturnType<SimulatedLibrary['query']>['items'], total: number, startIndex: number, get: Getter): Answer {
        const fields = new Set(get('fields').split(','));
        const images = get('enableImages') !== 'false';
        return json({
            Items: items.map((item) => this.library.describe(item, fields, images)),
            TotalRecordCount: total,
            StartIndex: startIndex,
        });
    }
}

interface Answer {
    status: number;
    headers: Record<string, string>;
    body: string;
}

type Getter = (name: string) => string;

function json(value: unknown): Answer {
    return { status: 200, headers: {}, body: JSON.stringify(value) };
}

function serverError(): Answer {
    return { status: 500, headers: { 'Content-Type': 'text/plain' }, body: 'Error processing request.' };
}

function failedRequest(): Answer {
    return { status: 400, headers: { 'Content-Type': 'text/plain' }, body: 'Error processing request.' };
}

function invalidId(): Answer {
    const title = 'One or more validation errors occurred.';
    return { ...json({ title, status: 400, errors: { seriesId: ['The value is not valid.'] } }), status: 400 };
}

function notFound(): Answer {
    return { status: 404, headers: {}, body: '' };
}

/** What the set-up server answers before Jellyfin itself does. */
const STARTING: Answer = {
    status: 503,
    headers: { 'Content-Type': 'text/html', 'Retry-After': '005' },
    body: '<!DOCTYPE html><html><body>Jellyfin is starting</body></html>',
};

/** The set-up server writes the same properties with small letters first, and knows of no wizard that was completed. */
function camelCased(body: string): string {
    const entries = Object.entries(JSON.parse(body) as Record<string, unknown>);
    const named = entries.map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value] as const);
    return JSON.stringify({ ...Object.fromEntries(named), startupWizardCompleted: false });
}

const WEB_PAGE = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>';

function spoil(kind: Misbehaviour, answer: Answer, path: string): Answer {
    const isInfo = /\/system\/info\/public$/i.test(path);
    switch (kind) {
        case 'error500':
            return serverError();
        case 'starting':
            return isInfo ? { ...STARTING, body: '' } : STARTING;
        case 'setting_up':
            return isInfo ? { ...answer, body: camelCased(answer.body) } : STARTING;
        case 'html':
            return { status: 200, headers: { 'Content-Type': 'text/html' }, body: WEB_PAGE };
        case 'empty':
            return { ...answer, body: '' };
        case 'truncated':
            return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
        case 'redirect':
            return { status: 302, headers: { Location: 'https://login.example/?next=jellyfin' }, body: '' };
        case 'wrong_json':
            return { ...answer, body: '{"status":"ok"}' };
        case 'hang':
        case 'drop':
        case 'not_jellyfin':
            return answer;
    }
}

/** ASP.NET does not mind the case of a parameter's name. Unknown ones (`AnyProviderIdEquals`) are ignored. */
function caseless(query: URLSearchParams): Getter {
    const values = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
    return (name) => values.get(name.toLowerCase()) ?? '';
}

function queryOf(get: Getter, startIndex: number): LibraryQuery {
    const list = (name: string): string[] =>
        get(name)
            .split(',')
            .filter((part) => part !== '');
    const flag = (name: string): boolean | undefined => (get(name) === '' ? undefined : get(name) === 'true');
    const number = (name: string): number | undefined => (get(name) === '' ? undefined : Number(get(name)));
    const has = Object.entries({ Tmdb: flag('hasTmdbId'), Tvdb: flag('hasTvdbId'), Imdb: flag('hasImdbId') }).filter(
        ([, wanted]) => wanted !== undefined,
    );
    const saved = get('minDateLastSavedForUser') || get('minDateLastSaved');
    const virtual = list('locationTypes').includes('Virtual')
        ? true
        : list('excludeLocationTypes').includes('Virtual')
          ? false
          : flag('isMissing');
    return {
        ids: list('ids')
            .map((id) => id.replaceAll('-', '').toLowerCase())
            .filter((id) => /^[0-9a-f]{32}$/.test(id)),
        types: list('includeItemTypes'),
        searchTerm: get('searchTerm'),
        parentId: get('parentId'),
        years: list('years').map(Number),
        virtual,
        has: Object.fromEntries(has),
        savedSince: saved === '' ? undefined : Date.parse(saved),
        seasonNumber: number('parentIndexNumber'),
        episodeNumber: number('indexNumber'),
        sortBy: (list('sortBy')[0] ?? '').toLowerCase(),
        descending: (list('sortOrder')[0] ?? '').toLowerCase() === 'descending',
        collapse: flag('collapseBoxSetItems'),
        startIndex,
        limit: number('limit') ?? Infinity,
    };
}

/** `10.8.13` as 10.08, so that versions compare as numbers. */
function majorOf(version: string): number {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    return major + minor / 100;
}
