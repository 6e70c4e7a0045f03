/**
 * What Sonarr and Radarr are alike in: a server on loopback with REST v3 and the SignalR hub, as recorded from Sonarr 4.0.19
 * and Radarr 6.0.3, and faults on demand. Whatever happens is kept in memory and told in three ways: by a webhook, which the
 * caller may lose, by the history and the queue, and by a push.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { ArrCommands } from './arr-commands';
import { ArrHistory, qualityOf, shownDate, shownRow } from './arr-server-history';
import { ArrSearches } from './arr-server-searches';
import { ArrConnections } from './arr-connections';
import { SignalrHub } from './signalr-hub';
import type { Payload } from './webhooks/seerr';
import type { Release } from './webhooks/titles';

/** What is answered instead of the truth. */
export type ArrFault = 'starting' | 'html' | 'half' | 'forbidden' | 'error' | 'hang' | 'endless' | 'not-arr' | 'wrong-shape';

export interface ArrServerOptions {
    /** Default 4.0.19.2979, or 6.0.3.10282. */
    version?: string;
    /** Default `arr-key`. */
    apiKey?: string;
    port?: number;
    /** For example `/sonarr`. */
    urlBase?: string;
    instanceName?: string;
    /** The server's own clock. Default the machine's. */
    now?: () => number;
}

export interface SeenArrRequest {
    path: string;
    query: Record<string, string>;
    /** Bytes of the answer's body. */
    bytes: number;
}

/** One download in its queue. */
export interface QueueEntry {
    release: Release;
    titleId: number | null;
    addedAt: number;
    /** Records that the answer has for it: one for each episode, or one. */
    subjects: Payload[];
    left: number;
    status: string;
    trackedDownloadState: string;
    trackedDownloadStatus: string;
    statusMessages: { title: string; messages: readonly string[] }[];
    errorMessage?: string;
    protocol: 'torrent' | 'usenet';
    downloadClient: string;
}

export type Query = Readonly<Record<string, string>>;
/** Null: there is no such thing. */
export type Reply = Payload | unknown[] | null;

export abstract class ArrServerSimulator {
    /** Address without a trailing slash, with the base path. */
    url = '';
    fault: ArrFault | null = null;
    readonly requests: SeenArrRequest[] = [];
    readonly hub: SignalrHub;
    readonly apiKey: string;
    readonly history = new ArrHistory();
    readonly queue = new Map<string, QueueEntry>();
    readonly tags = new Map<number, string>();
    /** What it was told to do, and what became of it. */
    readonly commands = new ArrCommands(this);
    /** Connections, and folders. */
    readonly connections: ArrConnections = new ArrConnections(this);
    health: Payload[] = [];
    /** Releases that were found and wait, as records of the queue. */
    heldBack: Payload[] = [];
    readonly searches: ArrSearches;
    /** Clients that do not answer: what they have is not in the queue meanwhile (DownloadMonitoringService.cs). */
    readonly awayClients = new Set<string>();
    /** False from a start until the clients were asked: the queue is empty. */
    hasAskedClients = true;
    /** How far the server's clock is off, in milliseconds. */
    clockOffset = 0;
    private readonly open = new Set<Socket>();
    private server: Server | null = null;
    private port: number;

    protected constructor(
        readonly appName: 'Sonarr' | 'Radarr',
        protected readonly options: ArrServerOptions & { version: string },
    ) {
        this.apiKey = options.apiKey ?? 'arr-key';
        this.port = options.port ?? 0;
        this.searches = new ArrSearches(
            () => this.now(),
            (name, action, resource) => this.push(name, action, resource),
        );
        this.hub = new SignalrHub({
            path: `${options.urlBase ?? ''}/signalr/messages`,
            isAuthorised: (request, query) => this.holdsKey(request, query.get('access_token')),
            onConnected: (connection) =>
                connection.send('receiveMessage', { body: { version: options.version }, name: 'version' }),
        });
    }

    get instanceName(): string {
        return this.options.instanceName ?? this.appName;
    }

    get version(): string {
        return this.options.version;
    }

    /** The server's own time. */
    now(): number {
        return (this.options.now?.() ?? Date.now()) + this.clockOffset;
    }

    async listen(): Promise<void> {
        const server = createServer((request, response) => this.handle(request, response));
        server.on('connection', (socket) => {
            this.open.add(socket);
            socket.on('close', () => this.open.delete(socket));
        });
        server.on('upgrade', (request: IncomingMessage, socket: Socket, head) => {
            if (this.hasHub && this.fault === null) this.hub.upgrade(request, socket, head);
            else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        });
        await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
        this.server = server;
        this.port = (server.address() as AddressInfo).port;
        this.url = `http://127.0.0.1:${this.port}${this.options.urlBase ?? ''}`;
    }

    async stop(): Promise<void> {
        this.hub.drop();
        for (const socket of this.open) socket.destroy();
        const { server } = this;
        this.server = null;
        await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
    }

    /** Tells every web page and every ear. */
    push(name: string, action: 'created' | 'updated' | 'deleted' | 'sync', resource?: Payload): void {
        const body = { ...(resource !== undefined && { resource }), action };
        this.hub.broadcast('receiveMessage', [{ body, name }]);
    }

    /** What the client has of a download, and that the queue was looked through. */
    setQueued(release: Release, change: Partial<QueueEntry>): void {
        const entry = this.queue.get(release.downloadId ?? '');
        if (entry === undefined) throw new Error(`${release.title} is not in the queue`);
        this.queue.set(release.downloadId ?? '', { ...entry, ...change });
        this.pushQueue();
    }

    /** How much of a download is there, 0 to 1. */
    progress(release: Release, part: number): void {
        const left = Math.round(release.size * (1 - part));
        if (part < 1) this.setQueued(release, { left, status: 'downloading', trackedDownloadState: 'downloading' });
        else this.setQueued(release, { left: 0, status: 'completed', trackedDownloadState: 'importPending' });
    }

    /** It waits for a person, and says so in a webhook where the download has more than one import result. */
    block(release: Release, statusMessages: QueueEntry['statusMessages'], isSilent = false): void {
        const trackedDownloadState = isSilent ? 'importPending' : 'importBlocked';
        this.setQueued(release, {
            left: 0,
            status: 'completed',
            trackedDownloadState,
            trackedDownloadStatus: 'warning',
            statusMessages,
        });
    }

    /** What follows from a removal that puts the release on the blocklist: a row for each of its episodes, and no webhook. */
    blocklist({ release, titleId, subjects, downloadClient }: QueueEntry): void {
        if (titleId === null) return;
        const { title: sourceTitle, quality, downloadId, size } = release;
        const data = {
            downloadClient: 'qBittorrent',
            downloadClientName: downloadClient,
            message: 'Manually marked as failed',
            releaseGroup: release.group ?? null,
            size: String(size),
        };
        for (const { episodeId } of subjects) {
            const more = episodeId === undefined ? {} : { episodeId };
            this.addRow('downloadFailed', { titleId, sourceTitle, quality, downloadId, more, data });
        }
    }

    removeFromQueue(release: Release): void {
        this.queue.delete(release.downloadId ?? '');
        this.pushQueue();
    }

    pushQueue(): void {
        this.push('queue', 'sync');
        this.push('queue/details', 'sync');
        const count = this.queueRecords().length;
        const quiet = { errors: false, warnings: false, unknownErrors: false, unknownWarnings: false };
        this.push('queue/status', 'updated', { totalCount: count, count, unknownCount: 0, ...quiet });
    }

    /** The answer to a question of REST v3, as an object; null for 404. */
    answer(path: string, query: Query): Reply {
        switch (path) {
            case '/system/status':
                return this.system();
            case '/history/since':
                return this.history.since(query['date'] ?? '').map((row) => this.shown(row, query));
            case '/history':
                return this.historyPage(query);
            case '/queue':
                return pagedQueue(this.queueRecords(query[this.unknownKey] === 'true'), query);
            case '/queue/details':
                return this.queueRecords();
            case '/queue/status':
                return { totalCount: this.queueRecords().length, count: this.queueRecords().length };
            case '/tag':
                return [...this.tags].map(([id, label]) => ({ label, id }));
            case '/health':
                return [...this.health, ...this.clientHealth(), ...this.connections.health()];
            case '/system/task':
                return this.searches.tasks();
            case '/log':
                return paged(this.searches.log(), query, 'time', 'descending');
            case '/command':
                return this.commands.list();
            case '/manualimport':
                return this.commands.manualImport(query);
            case '/indexer':
                return this.commands.indexers;
            default:
                return this.connections.answer(path) ?? this.answerOf(path, query);
        }
    }

    protected abstract answerOf(path: string, query: Query): Reply;
    protected abstract readonly unknownKey: string;
    protected abstract readonly titleKey: 'seriesId' | 'movieId';
    /** What a row has when its episode is asked for too. */
    protected abstract withEpisode(row: Payload): Payload;

    protected addRow(
        eventType: string,
        row: {
            titleId: number;
            sourceTitle: string;
            quality: string;
            downloadId?: string | undefined;
            more?: Payload;
            data: Payload;
        },
    ): void {
        const { titleId, sourceTitle, quality, downloadId, more = {}, data } = row;
        const body = {
            ...more,
            [this.titleKey]: titleId,
            sourceTitle,
            languages: [{ id: 1, name: 'English' }],
            quality: qualityOf(quality),
            customFormats: [],
            customFormatScore: 0,
            qualityCutoffNotMet: false,
            data,
        };
        this.history.add({ at: this.now(), titleId, eventType, body, ...(downloadId !== undefined && { downloadId }) });
    }

    protected enqueue(
        release: Release,
        titleId: number,
        subjects: Payload[],
        protocol: QueueEntry['protocol'] = 'torrent',
    ): void {
        if (release.downloadId === undefined) return;
        this.queue.set(release.downloadId, {
            release,
            titleId,
            addedAt: this.now(),
            subjects,
            left: release.size,
            status: 'queued',
            trackedDownloadState: 'downloading',
            trackedDownloadStatus: 'ok',
            statusMessages: [],
            protocol,
            downloadClient: protocol === 'torrent' ? 'qBittorrent (VPN)' : 'SABnzbd',
        });
    }

    private get hasHub(): boolean {
        return Number.parseInt(this.version, 10) >= (this.appName === 'Sonarr' ? 4 : 5);
    }

    private system(): Payload {
        const { instanceName = this.appName, urlBase = '' } = this.options;
        return {
            appName: this.appName,
            instanceName,
            version: this.version,
            isProduction: true,
            osName: 'debian',
            branch: 'main',
            authentication: 'forms',
            urlBase,
            runtimeName: '.NET',
        };
    }

    private historyPage(query: Query): Payload {
        const { downloadId, eventType } = query;
        const wanted = { '1': 'grabbed', '3': 'downloadFolderImported', '4': 'downloadFailed' }[eventType ?? ''];
        const rows = this.history
            .byDate(query['sortDirection'] !== 'ascending')
            .filter((row) => downloadId === undefined || row.downloadId === downloadId)
            .filter((row) => wanted === undefined || row.eventType === wanted);
        const page = paged(rows, query, 'date', 'descending');
        return { ...page, records: page.records.map((row) => this.shown(row, query)) };
    }

    private shown(row: Parameters<typeof shownRow>[0], query: Query): Payload {
        const shown = shownRow(row);
        return query['includeEpisode'] === 'true' ? this.withEpisode(shown) : shown;
    }

    private queueRecords(withUnknown = true): Payload[] {
        const held = this.heldBack.map((record) => ({ ...record, id: queueId('pending', record['title'], record) }));
        const queued = [...(this.hasAskedClients ? this.queue.values() : [])]
            .filter(({ downloadClient }) => !this.awayClients.has(downloadClient))
            .filter((entry) => withUnknown || entry.titleId !== null)
            .flatMap((entry) =>
                entry.subjects.map((subject) => ({
                    ...subject,
                    ...(entry.titleId !== null && { [this.titleKey]: entry.titleId }),
                    quality: qualityOf(entry.release.quality),
                    size: entry.release.size,
                    title: entry.release.title,
                    added: shownDate(entry.addedAt),
                    status: entry.status,
                    trackedDownloadStatus: entry.trackedDownloadStatus,
                    trackedDownloadState: entry.trackedDownloadState,
                    statusMessages: entry.statusMessages,
                    ...(entry.errorMessage !== undefined && { errorMessage: entry.errorMessage }),
                    downloadId: entry.release.downloadId,
                    protocol: entry.protocol,
                    downloadClient: entry.downloadClient,
                    indexer: entry.release.indexer,
                    outputPath: entry.release.downloadFolder,
                    sizeleft: entry.left,
                    timeleft: entry.left === 0 ? '00:00:00' : '00:12:30',
                    id: queueId('trackedDownload', entry.release.downloadId, subject),
                })),
            );
        return [...queued, ...held];
    }

    /** Names the first client that does not answer, and no other (DownloadClientCheck.cs). */
    private clientHealth(): Payload[] {
        const [name] = this.awayClients;
        if (name === undefined) return [];
        const message = `Unable to communicate with ${name}. Connection refused (127.0.0.1:8080)`;
        const wikiUrl = `https://wiki.servarr.com/${this.appName.toLowerCase()}/system#unable-to-communicate-with-download-client`;
        return [{ source: 'DownloadClientCheck', type: 'error', message, wikiUrl }];
    }

    /** A release was found and waits (PendingReleaseService.cs). */
    protected hold(
        release: Release,
        titleId: number,
        subject: Payload,
        { status, until }: { status: 'delay' | 'downloadClientUnavailable'; until: number },
    ): void {
        this.heldBack.push({
            ...subject,
            [this.titleKey]: titleId,
            quality: qualityOf(release.quality),
            size: release.size,
            sizeleft: release.size,
            title: release.title,
            timeleft: '01:00:00',
            estimatedCompletionTime: shownDate(until),
            added: shownDate(this.now()),
            status,
            protocol: 'torrent',
            indexer: release.indexer,
        });
        this.pushQueue();
    }

    private handle(request: IncomingMessage, response: ServerResponse): void {
        const url = new URL(request.url ?? '/', 'http://arr');
        const { urlBase = '' } = this.options;
        if (this.fault !== null && this.misbehave(this.fault, url, response)) return;
        if (urlBase !== '' && !url.pathname.startsWith(`${urlBase}/`)) {
            response.writeHead(307, { location: `${urlBase}${url.pathname}${url.search}` }).end();
            return;
        }
        if (this.hasHub && this.hub.handle(request, response, url)) return;
        const [, path] = new RegExp(`^${urlBase}/api/v3(/.*)$`).exec(url.pathname) ?? [];
        if (path === undefined) {
            // The web page, or 404 for what is no address of it.
            if (url.pathname.includes('/signalr/')) response.writeHead(404).end();
            else response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>${this.appName}</title>`);
            return;
        }
        if (!this.holdsKey(request, url.searchParams.get('apikey'))) {
            response.writeHead(401).end();
            return;
        }
        const { searchParams } = url;
        // What is asked for more than once stands with commas between.
        const query = Object.fromEntries([...searchParams.keys()].map((key) => [key, searchParams.getAll(key).join(',')]));
        if (this.commands.takes(request, response, path, query) || this.connections.takes(request, response, path)) return;
        const answer = this.fault === 'endless' ? this.endless(path, query) : this.answer(path, query);
        const text = answer === null ? '{"message":"NotFound"}' : JSON.stringify(answer);
        this.requests.push({ path, query, bytes: Buffer.byteLength(text) });
        const date = new Date(this.now()).toUTCString();
        response.writeHead(answer === null ? 404 : 200, { 'content-type': 'application/json; charset=utf-8', date }).end(text);
    }

    /** Returns whether it has answered. */
    private misbehave(fault: ArrFault, url: URL, response: ServerResponse): boolean {
        const json = { 'content-type': 'application/json' };
        switch (fault) {
            case 'starting':
                response
                    .writeHead(503, json)
                    .end(JSON.stringify({ errorMessage: `${this.appName} is starting up, please try again later` }));
                return true;
            case 'html':
                response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
                return true;
            case 'forbidden':
                response.writeHead(403).end();
                return true;
            case 'error':
                response.writeHead(500, json).end(JSON.stringify({ message: 'database is locked' }));
                return true;
            case 'half':
                response.writeHead(200, { ...json, 'content-length': '5000' });
                response.write('[{"id":1,"date":"2026-');
                setImmediate(() => response.destroy());
                return true;
            case 'hang':
                return true;
            case 'not-arr':
                response.writeHead(404).end();
                return true;
            case 'wrong-shape':
                response
                    .writeHead(200, json)
                    .end(url.pathname.endsWith('/system/status') ? JSON.stringify(this.system()) : '{"a":[1]}');
                return true;
            case 'endless':
                return false;
        }
    }

    /** A list that never ends, as from a cache in front that repeats one page; and one answer that holds too much. */
    private endless(path: string, query: Query): Reply {
        if (path === '/history/since') return Array.from({ length: 40_000 }, () => ({ filler: 'x'.repeat(60) }));
        if (path !== '/history') return this.answer(path, query);
        const size = Number(query['pageSize'] ?? 10);
        const at = this.now();
        const records = Array.from({ length: size }, (_, index) => ({
            id: index + 1,
            date: new Date(at).toISOString(),
            eventType: 'unknown',
            [this.titleKey]: 1,
            data: {},
        }));
        return { page: 1, pageSize: size, totalRecords: 1_000_000, records };
    }

    private holdsKey(request: IncomingMessage, inQuery: string | null): boolean {
        const bearer = request.headers.authorization?.replace('Bearer ', '');
        return (inQuery ?? request.headers['x-api-key'] ?? bearer) === this.apiKey;
    }
}

/** A number that stays with a record of the queue as long as it is there (QueueService.cs). */
function queueId(kind: string, name: unknown, { episodeId }: Payload): number {
    const hash = createHash('sha1').update(`${kind}-${String(name)}-ep${Number(episodeId ?? 0)}`);
    return hash.digest().readUInt32BE(0) % 2 ** 31;
}

/**
 * A page of the queue (QueueController.cs): by the time that is left, unless another order is asked for, and downwards unless that is
 * said. Behind the last page is the last page.
 */
function pagedQueue(all: readonly Payload[], query: Query): Payload {
    const { sortKey = 'timeleft', sortDirection = 'descending' } = query;
    const sorted = all.toSorted((a, b) => textOf(a[sortKey]).localeCompare(textOf(b[sortKey])));
    const ordered = sortDirection === 'ascending' ? sorted : sorted.reverse();
    const answer = paged(ordered, query, 'timeleft', 'descending');
    if (answer.records.length > 0 || answer['page'] === 1) return answer;
    const last = Math.max(1, Math.ceil(Math.floor(all.length / Number(answer['pageSize']))));
    return paged(ordered, { ...query, page: String(last) }, 'timeleft', 'descending');
}

function textOf(value: unknown): string {
    return typeof value === 'string' ? value : '';
}

/** A page of a list (PagingResource): ten records unless more are asked for. */
export function paged<T>(all: readonly T[], query: Query, sortKey: string, direction: string): Payload & { records: T[] } {
    const page = Number(query['page'] ?? 1);
    const pageSize = Number(query['pageSize'] ?? 10);
    return {
        page,
        pageSize,
        sortKey: query['sortKey'] ?? sortKey,
        sortDirection: query['sortDirection'] ?? direction,
        totalRecords: all.length,
        records: all.slice((page - 1) * pageSize, page * pageSize),
    };
}
