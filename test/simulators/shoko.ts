/**
 * A Shoko Server on loopback: REST v3 and the SignalR hub as 4.2.2, 5.3.3 and 6.0 really speak them, with a library
 * that tests and the demo change as files arrive, and faults on demand.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { ShokoCommands } from './shoko-commands';
import {
    ANIDB_PROVIDER,
    FEEDS,
    ShokoWords,
    type ShokoVersion,
    type SimulatedFile,
    type SimulatedLocation,
    type SimulatedReference,
} from './shoko-words';
import { SignalrHub, type HubConnection } from './signalr-hub';

export type { ShokoVersion, SimulatedReference } from './shoko-words';

export interface ShokoSimulatorOptions {
    /** Default 5.3.3. */
    version?: ShokoVersion;
    /** Default `shoko-key`. */
    apiKey?: string;
    /** 0, the default, takes a free one and keeps it. */
    port?: number;
    /** Backslashes in relative paths. */
    windows?: boolean;
    /** Serves https with this certificate. */
    tls?: { key: string; cert: string };
}

export interface SeenRequest {
    method: string;
    path: string;
    query: Record<string, string>;
    headers: IncomingMessage['headers'];
}

/** What REST answers instead of the truth. */
export type ShokoFault =
    'error' | 'html' | 'redirect' | 'hang' | 'unauthorised' | 'starting' | 'setup' | 'truncated' | 'empty' | 'wrong-shape';

/** What is asked while Shoko starts or was never set up gets this, in 5 and in 6. */
const NOT_READY = {
    starting: 'The server is starting up. Check your logs to ensure the server is starting correctly.',
    setup: 'The server is in setup mode. Use the First Time Setup Wizard or check your settings and logs to ensure the server is starting correctly.',
    before6:
        'The Server is not running. Use the First Time Setup Wizard or check your settings and logs to ensure the server is starting correctly.',
} as const;

/** Without an event: as if it was lost on the way. */
export interface Silently {
    silent?: boolean;
}

export class ShokoSimulator {
    /** Address without a trailing slash; the same after `startAgain`. */
    url = '';
    fault: ShokoFault | null = null;
    /** A fault of what is asked with this path or query only, for example of one file. */
    faultAt: { asked: RegExp; fault: ShokoFault } | null = null;
    /** After an answer to such a path Shoko begins to start anew. */
    restartsAfter: RegExp | null = null;
    /** Its live events are turned off in its settings. */
    isHubOff = false;
    /** Folders that it does not watch. */
    readonly unwatched = new Set<number>();
    /** Every REST request since the start, the negotiation not included. */
    readonly requests: SeenRequest[] = [];
    readonly hub: SignalrHub;
    /** What it was told to do. */
    readonly commands = new ShokoCommands((fileId) => this.files.has(fileId));
    readonly apiKey: string;
    private readonly words: ShokoWords;
    private readonly folders = new Map<number, string>();
    private readonly files = new Map<number, SimulatedFile>();
    private readonly bans = { udp: false, http: false };
    /** 6 begins with states of no kind, until the first call to AniDB. */
    private hasCalledAniDb = false;
    private isLoginRefused = false;
    private isOffline = false;
    private readonly open = new Set<Socket>();
    private server: Server | null = null;
    private port: number;
    private lastId = 0;

    private constructor(private readonly options: ShokoSimulatorOptions) {
        this.words = new ShokoWords(options.version ?? '5.3.3', options.windows ?? false);
        this.apiKey = options.apiKey ?? 'shoko-key';
        this.port = options.port ?? 0;
        this.hub = new SignalrHub({
            path: '/signalr/aggregate',
            // Before 6 the hub asks for no key (APIExtensions.cs: no RequireAuthorization).
            isAuthorised: (request, query) => !this.words.isHead || this.holdsKey(request, query),
            onConnected: (connection) => this.greet(connection),
        });
    }

    static async start(options: ShokoSimulatorOptions = {}): Promise<ShokoSimulator> {
        const simulator = new ShokoSimulator(options);
        await simulator.startAgain();
        return simulator;
    }

    /** Listens again on the same port, with the library as it is. */
    async startAgain(): Promise<void> {
        const handle = (request: IncomingMessage, response: ServerResponse): void => this.handle(request, response);
        const { tls } = this.options;
        const server = tls === undefined ? createServer(handle) : createTlsServer(tls, handle);
        server.on('upgrade', (request, socket, head) => this.hub.upgrade(request, socket, head));
        server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
            this.open.add(socket);
            socket.on('close', () => this.open.delete(socket));
        });
        await new Promise<void>((resolve, reject) => {
            server.once('error', reject);
            server.listen(this.port, '127.0.0.1', resolve);
        });
        this.server = server;
        this.port = (server.address() as AddressInfo).port;
        this.url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}`;
    }

    /** Goes away as a killed process does: every connection is cut. */
    async stop(): Promise<void> {
        const { server } = this;
        if (server === null) return;
        this.server = null;
        this.hub.drop();
        this.hub.forgetTokens();
        const closed = new Promise((resolve) => server.close(resolve));
        for (const socket of this.open) socket.destroy();
        await closed;
    }

    /** Sockets that clients hold open, of either kind. */
    get sockets(): number {
        return this.open.size;
    }

    /** Shown with a separator at its end, by 5 and 6. */
    addFolder(path: string): number {
        const id = ++this.lastId;
        const separator = this.options.windows === true ? '\\' : '/';
        const isBare = this.words.version === '4.2.2' || /[\\/]$/.test(path);
        this.folders.set(id, isBare ? path : path + separator);
        return id;
    }

    /** A file turned up in a folder and was hashed. Returns its id. */
    detect(folderId: number, path: string, { silent = false }: Silently = {}): number {
        const id = ++this.lastId;
        const file: SimulatedFile = { id, size: 1_000_000 + id, locations: [], references: [] };
        this.files.set(id, file);
        this.addLocation(id, folderId, path);
        if (silent) return id;
        this.tellDetected(folderId, path);
        this.sendAs('FileHashed', 'file:hashed', this.words.hashedModel(file));
        return id;
    }

    /** Someone renamed or moved the file on disk: Shoko finds a path whose content it knows. */
    moveOnDisk(fileId: number, folderId: number, path: string): void {
        const file = this.file(fileId);
        const before = file.locations[0];
        if (before === undefined) throw new Error(`file ${fileId} has no location`);
        const location = { id: ++this.lastId, folderId, path };
        this.tellDetected(folderId, path);
        if (this.words.isHead) this.send('file', 'file:deleted', this.words.fileModel(file, before));
        file.locations[0] = location;
        this.tellKnown(file, location);
    }

    /** The same content turned up at another place as well. */
    copyOnDisk(fileId: number, folderId: number, path: string): void {
        const file = this.file(fileId);
        const location = { id: ++this.lastId, folderId, path };
        file.locations.push(location);
        this.tellDetected(folderId, path);
        // 5 says nothing of the new place, and tells of the first.
        if (this.words.isHead) this.tellKnown(file, location);
        else this.tellNotMatched(fileId);
    }

    private tellDetected(folderId: number, path: string): void {
        const place = { RelativePath: this.words.toldPath(path, true), ...this.words.folderField(folderId) };
        this.sendAs('FileDetected', 'file:detected', place);
    }

    /** 6 searches for no release that it has; 5 says that it matched nothing, with the references. */
    private tellKnown(file: SimulatedFile, location: SimulatedLocation): void {
        this.sendAs('FileHashed', 'file:hashed', this.words.hashedModel(file, location));
        if (!this.words.isHead) this.tellNotMatched(file.id);
    }

    /** The same file (the same hash) lies at another place too. */
    addLocation(fileId: number, folderId: number, path: string): void {
        this.file(fileId).locations.push({ id: ++this.lastId, folderId, path });
    }

    /** AniDB, or a person, said which episodes are in the file. */
    match(fileId: number, references: SimulatedReference[], { silent = false }: Silently = {}): void {
        const file = this.file(fileId);
        file.references = references;
        if (silent) return;
        this.tellMatched(fileId);
    }

    /** Tells again of a match that is there. */
    tellMatched(fileId: number): void {
        const file = this.file(fileId);
        if (!this.words.isHead) {
            this.sendAs('FileMatched', null, this.words.fileModel(file));
            return;
        }
        const Release = this.words.release(file);
        this.send('release', 'release:saved', { FileID: fileId, Release });
        const search = this.words.searchModel(fileId, { SelectedProvider: ANIDB_PROVIDER });
        this.send('release', 'release:search.completed', search);
    }

    /** Shoko created series and episodes for a file that was linked before: no event that names the file. */
    createSeries(fileId: number, seriesId: number, episodeIds: number[]): void {
        const file = this.file(fileId);
        file.references = file.references.map((one, index) => ({
            ...one,
            seriesId,
            episodeId: episodeIds[index] ?? episodeIds[0] ?? 0,
        }));
    }

    /**
     * A search ended without a match, or, before 6, a matched file was scanned again. 6 asks nobody while it is banned, its
     * login is refused, or it is offline.
     */
    tellNotMatched(fileId: number, { isBanned = false, fault = null }: { isBanned?: boolean; fault?: string | null } = {}): void {
        const file = this.file(fileId);
        if (!this.words.isHead) {
            const HasCrossReferences = file.references.length > 0;
            const IsUDPBanned = isBanned || this.bans.udp;
            this.sendAs('FileNotMatched', null, {
                AutoMatchAttempts: 1,
                HasCrossReferences,
                IsUDPBanned,
                ...this.words.fileModel(file),
            });
            return;
        }
        const isKept = this.bans.udp || this.isLoginRefused || this.isOffline;
        const search = { ExceptionMessage: fault, ...(isKept && { AttemptedProviders: [] }) };
        this.send('release', 'release:search.completed', this.words.searchModel(fileId, search));
    }

    /** 6 says that AniDB refuses the user's name and password; or, after they were mended, that it no longer does. */
    refuseLogin(isRefused: boolean): void {
        this.isLoginRefused = isRefused;
        this.hasCalledAniDb = true;
        for (const type of ['InvalidSession', 'LoginFailed'])
            this.send('anidb', 'anidb:udp.stateUpdate', this.words.state(type, isRefused));
    }

    /** Shoko's own way to the internet is gone, or back: nothing is told of it. */
    goOffline(isOffline: boolean): void {
        this.isOffline = isOffline;
    }

    /** Moves or renames the file's first location on disk. */
    move(fileId: number, folderId: number, path: string, { silent = false }: Silently = {}): void {
        const file = this.file(fileId);
        const [location] = file.locations;
        if (location === undefined) throw new Error(`file ${fileId} has no location`);
        const before = { ...location };
        Object.assign(location, { folderId, path });
        if (silent) return;
        const { target, payload } = this.words.moved(file, before, location);
        this.send(this.words.isHead ? 'file' : 'shoko', target, payload);
        // 5 then finds what it has put there itself.
        if (this.words.version === '5.3.3') this.tellDetected(folderId, path);
    }

    remove(fileId: number): void {
        const file = this.file(fileId);
        this.files.delete(fileId);
        this.sendAs('FileDeleted', 'file:deleted', this.words.fileModel(file));
    }

    /** A person removed the link between a file and its episodes. */
    unlink(fileId: number): void {
        const file = this.file(fileId);
        const Release = this.words.release(file);
        file.references = [];
        if (this.words.isHead) this.send('release', 'release:removed', { FileID: fileId, Release });
    }

    /** AniDB bans Shoko, or lifts the ban. */
    ban(channel: 'udp' | 'http', isBanned: boolean): void {
        this.bans[channel] = isBanned;
        this.hasCalledAniDb = true;
        const state = this.words.anidbState(channel, this.bans[channel]);
        const before6 = channel === 'udp' ? 'AniDB:AniDBUDPStateUpdate' : 'AniDB:AniDBHttpStateUpdate';
        this.send('anidb', this.words.isHead ? `anidb:${channel}.stateUpdate` : before6, state);
    }

    /** Sends anything under any name to those who listen to the feed. */
    send(feed: string, target: string, payload: unknown): void {
        this.hub.broadcast(target, [this.words.cased(payload)], (connection) => this.feedsOf(connection).includes(feed));
    }

    private file(fileId: number): SimulatedFile {
        const file = this.files.get(fileId);
        if (file === undefined) throw new Error(`no file ${fileId}`);
        return file;
    }

    private sendAs(before6: string, head: string | null, payload: unknown): void {
        if (!this.words.isHead) this.send('shoko', `ShokoEvent:${before6}`, payload);
        else if (head !== null) this.send(head.split(':')[0] ?? '', head, payload);
    }

    private greet(connection: HubConnection): void {
        const isNew = this.words.isHead && !this.hasCalledAniDb;
        const none = this.words.state('None', false);
        const states = isNew
            ? [none, none]
            : [this.words.anidbState('udp', this.bans.udp), this.words.anidbState('http', this.bans.http)];
        for (const feed of this.feedsOf(connection)) {
            if (feed === 'anidb')
                connection.send(this.words.isHead ? 'anidb:connected' : 'AniDB:OnConnected', this.words.cased(states));
            if (feed === 'shoko') connection.send('ShokoEvent:OnConnected', null);
        }
    }

    private feedsOf(connection: HubConnection): string[] {
        const asked = (connection.query.get('feeds') ?? '').toLowerCase().split(',');
        return asked.filter((feed) => FEEDS[this.words.version].includes(feed));
    }

    private holdsKey(request: IncomingMessage, query: URLSearchParams): boolean {
        const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
        const told = [request.headers['apikey'], query.get('apikey'), ...(this.words.isHead ? [bearer] : [])];
        return this.fault !== 'unauthorised' && told.includes(this.apiKey);
    }

    private handle(request: IncomingMessage, response: ServerResponse): void {
        const url = new URL(request.url ?? '/', 'http://shoko');
        if (this.fault === 'hang') return;
        if (misbehaves(response, this.fault)) return;
        const notReady = this.fault === 'starting' || this.fault === 'setup' ? this.fault : null;
        // Before 6 the hub is open while Shoko starts.
        const isHub = url.pathname.startsWith('/signalr/');
        if (isHub && notReady !== null && this.words.isHead) return void response.writeHead(503).end(NOT_READY[notReady]);
        if (isHub && this.isHubOff) return void response.writeHead(404).end();
        if (this.hub.handle(request, response, url)) return;
        const query = Object.fromEntries(url.searchParams);
        this.requests.push({ method: request.method ?? '', path: url.pathname, query, headers: request.headers });
        const { asked, fault } = this.faultAt ?? {};
        if (fault !== undefined && asked?.test(decodeURIComponent(url.pathname + url.search)) === true) {
            if (fault === 'hang' || misbehaves(response, fault)) return;
        }
        const json = (body: unknown, status = 200): void => {
            response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
            response.end(JSON.stringify(body));
        };
        if (url.pathname === '/api/v3/Init/Version') {
            json({ Server: { Version: this.words.version, ReleaseChannel: 'Stable' } });
            return;
        }
        if (url.pathname === '/api/v3/Init/Status') {
            const State = notReady === null ? 'Started' : notReady === 'setup' ? 'Waiting' : 'Starting';
            json({ State, StartupMessage: notReady === 'starting' ? 'Initializing Session Factory...' : null });
            return;
        }
        if (url.pathname === '/api/v3/Init/Connectivity' && this.words.version !== '4.2.2') {
            json({
                NetworkAvailability: this.isOffline ? 'LocalOnly' : 'Internet',
                LastChangedAt: new Date().toISOString(),
                IsAniDBUdpReachable: true,
                IsAniDBHttpBanned: this.bans.http,
                IsAniDBUdpBanned: this.bans.udp,
            });
            return;
        }
        if (notReady !== null) {
            this.refuse(response, url, notReady);
            return;
        }
        if (!this.holdsKey(request, url.searchParams)) return void response.writeHead(401).end();
        if (this.commands.takes(request, response, url)) return;
        const answer = this.answer(url);
        if (this.restartsAfter?.test(url.pathname) === true) this.fault = 'starting';
        if (answer === undefined) return void response.writeHead(404).end();
        json(answer);
    }

    private refuse(response: ServerResponse, url: URL, phase: 'starting' | 'setup'): void {
        if (this.words.isHead) response.writeHead(503).end(NOT_READY[phase]);
        // Before 5 everyone is the init user then, and the database is blocked (DatabaseBlockedFilter).
        else if (this.words.version === '4.2.2') response.writeHead(400).end('"Database is Blocked"');
        else if (url.pathname === '/api/v3/ManagedFolder') response.writeHead(404).end();
        else response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' }).end(NOT_READY.before6);
    }

    private answer(url: URL): unknown {
        if (url.pathname === (this.words.isHead ? '/api/v3/ManagedFolder' : '/api/v3/ImportFolder')) {
            return [...this.folders].map(([ID, Path]) => ({
                ID,
                Name: `Folder ${ID}`,
                Path,
                WatchForNewFiles: !this.unwatched.has(ID),
                DropFolderType: 'None',
            }));
        }
        if (url.pathname === '/api/v3/File/PathEndsWith') return this.endingWith(url.searchParams);
        const fileId = /^\/api\/v3\/File\/(\d+)$/.exec(url.pathname)?.[1];
        const file = fileId === undefined ? undefined : this.files.get(Number(fileId));
        return file && this.words.restFile(file, this.words.wantsReferences(url.searchParams, false));
    }

    /** Compares the whole path with the system's separators, case-insensitively (FileController `PathEndsWithInternal`). */
    private endingWith(query: URLSearchParams): unknown[] {
        const system = (path: string): string => path.replace(/[\\/]/g, this.options.windows === true ? '\\' : '/').toLowerCase();
        const tail = system(query.get('path') ?? '');
        if (tail.trim() === '') return [];
        const isThere = ({ folderId, path }: SimulatedLocation): boolean =>
            system(`${(this.folders.get(folderId) ?? '').replace(/[\\/]$/, '')}/${path}`).endsWith(tail);
        const found = [...this.files.values()].filter((file) => file.locations.some(isThere));
        const limit = Number(query.get('limit') ?? 0);
        const withReferences = this.words.wantsReferences(query, true);
        return (limit > 0 ? found.slice(0, limit) : found).map((file) => this.words.restFile(file, withReferences));
    }
}

function misbehaves(response: ServerResponse, fault: ShokoFault | null): boolean {
    switch (fault) {
        case 'error':
            response.writeHead(500).end('Internal error');
            return true;
        case 'html':
            response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
            return true;
        case 'redirect':
            response.writeHead(302, { location: '/login' }).end();
            return true;
        case 'truncated':
            response.writeHead(200, { 'content-type': 'application/json' }).end('{"Server":{"Vers');
            return true;
        case 'empty':
            response.writeHead(200).end();
            return true;
        case 'wrong-shape':
            response.writeHead(200, { 'content-type': 'application/json' }).end('{"name":"another service"}');
            return true;
        default:
            return false;
    }
}
