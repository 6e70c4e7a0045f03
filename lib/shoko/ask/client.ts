/** Shoko Server's REST API v3: the few calls we need, for 4.2 to 6. Knows nothing of events. */
import { HttpClient } from '../../http/http';
import { servedAt } from '../../http/served-at';
import { MediaError, toMediaError } from '../../model';
import { readFile, type ShokoFile } from './files';
import {
    type Connectivity,
    readConnectivity,
    readFolders,
    readStartup,
    readVersion,
    readWatched,
    type ShokoFolder,
} from './server';

export interface ShokoServer {
    /** For example `http://shoko:8111`. */
    url: string;
    apiKey: string;
    /** Default true. False accepts a self-signed certificate. */
    verifyCertificate?: boolean;
    /** One request, in milliseconds. Default 15 000. */
    timeoutMs?: number;
}

/** 6 renamed the import folders. */
const FOLDER_ROUTES = ['/api/v3/ManagedFolder', '/api/v3/ImportFolder'] as const;
/** Codes by which a version says that it does not have a route. */
const NO_SUCH_ROUTE: readonly string[] = ['http_404', 'http_405', 'not_json'];
/** 4.2 reads the first, 5 and 6 the second; each ignores the other. */
const WITH_REFERENCES = { includeXRefs: true, include: 'XRefs' } as const;
/** By which a Shoko that starts, or is not set up, refuses whatever else is asked: 503, before 5 also 400, and any key. */
const NOT_NOW: readonly string[] = ['http_503', 'http_400', 'unauthorised'];
/** How long a Shoko that may be away is waited for, and how much it may answer to the one small question. */
const PROBE_TIMEOUT_MS = 4_000;
const PROBE_BYTES = 64 * 1024;
/** The most that `PathEndsWith` gives in one answer (FileController, `Range(0, 100)`). */
const SEARCH_LIMIT = 100;

export class ShokoClient {
    private readonly http: HttpClient;
    private readonly prober: HttpClient;
    private readonly aborter = new AbortController();
    private folderRoute: (typeof FOLDER_ROUTES)[number] = FOLDER_ROUTES[0];

    /** @throws MediaError `invalid_url` when the address is not an http(s) URL */
    constructor(server: ShokoServer) {
        const common = {
            baseUrl: server.url,
            service: 'Shoko',
            headers: { apikey: server.apiKey },
            ...(server.verifyCertificate !== undefined && { verifyCertificate: server.verifyCertificate }),
        };
        const { timeoutMs } = server;
        this.http = new HttpClient({ ...common, ...(timeoutMs !== undefined && { timeoutMs }) });
        const probeTimeoutMs = Math.min(timeoutMs ?? PROBE_TIMEOUT_MS, PROBE_TIMEOUT_MS);
        this.prober = new HttpClient({ ...common, timeoutMs: probeTimeoutMs, maxBytes: PROBE_BYTES });
    }

    /** Shoko takes up by itself, when AniDB's ban is over, what it could not ask meanwhile: all before 6 (ProcessFileJob). */
    get asksAgainAfterBan(): boolean {
        return this.folderRoute !== FOLDER_ROUTES[0];
    }

    /**
     * Whether Shoko serves: null when it does, else `starting`, `setup` or `startup_failed`. One small question, answered
     * without a key, in any phase (InitController).
     * @throws MediaError why nothing was answered
     */
    async startup(): Promise<MediaError | null> {
        const reply = await this.prober.send({ path: '/api/v3/Init/Status', signal: this.aborter.signal });
        if (reply.status >= 500) this.prober.check(reply);
        try {
            return readStartup(JSON.parse(reply.text));
        } catch {
            return null;
        }
    }

    /**
     * Shoko's version, such as `5.3.3`. Answered without a key, and while Shoko starts up.
     * @throws MediaError `not_shoko`, or why nothing was answered
     */
    async version(): Promise<string> {
        const answer = await this.get('/api/v3/Init/Version').catch(unless('http_404', 'not_json'));
        const version = readVersion(answer);
        if (version !== null) return version;
        throw new MediaError('not_shoko', 'What answers there is not Shoko Server: check the URL, its port is usually 8111', {
            field: 'url',
        });
    }

    /** Whether Shoko can ask AniDB; null when this version does not tell. Needs no key. */
    async connectivity(): Promise<Connectivity | null> {
        return readConnectivity(await this.get('/api/v3/Init/Connectivity').catch(unless(...NO_SUCH_ROUTE)));
    }

    /**
     * Managed (import) folders: path by id. Needs a valid key, so it proves the key as well.
     * @throws MediaError `unauthorised`, `starting`, `setup`, or why nothing was answered
     */
    async folders(): Promise<Map<number, string>> {
        const routes = [this.folderRoute, ...FOLDER_ROUTES.filter((route) => route !== this.folderRoute)];
        for (const route of routes) {
            const answer = await this.foldersAt(route, route === routes.at(-1));
            if (answer === null) continue;
            const folders = readFolders(answer);
            if (folders === null) break;
            this.folderRoute = route;
            return folders;
        }
        throw new MediaError('not_shoko', 'Shoko described its folders in a form that is not known');
    }

    /** Its folders, with whether it watches them. As `folders`. */
    async watchedFolders(): Promise<ShokoFolder[]> {
        await this.folders();
        return readWatched(await this.get(this.folderRoute));
    }

    /** Whether it has a hub for live events: they can be turned off (`SignalR` in the server's settings), and then it is 404. */
    async hasHub(): Promise<boolean> {
        const path = '/signalr/aggregate/negotiate';
        const query = { feeds: 'file', negotiateVersion: 1 };
        const reply = await this.http.send({ method: 'POST', path, query, signal: this.aborter.signal });
        return reply.status !== 404;
    }

    /** The server's clock, in milliseconds since 1970; undefined when it does not say. */
    async now(): Promise<number | undefined> {
        return servedAt(await this.prober.send({ path: '/api/v3/Init/Status', signal: this.aborter.signal }));
    }

    /** One file, or null when Shoko has none with this id. */
    async file(fileId: number): Promise<ShokoFile | null> {
        try {
            return readFile(await this.get(`/api/v3/File/${fileId}`, WITH_REFERENCES));
        } catch (thrown) {
            if (toMediaError(thrown).code === 'http_404') return null;
            throw thrown;
        }
    }

    /**
     * The files at a location whose path ends with `tail`, upper and lower case alike; at most 100.
     * @param tail begins with a slash, so that whole segments are compared
     */
    async filesEndingWith(tail: string): Promise<ShokoFile[]> {
        const answer = await this.get('/api/v3/File/PathEndsWith', { path: tail, limit: SEARCH_LIMIT, ...WITH_REFERENCES });
        return Array.isArray(answer) ? answer.map(readFile) : [];
    }

    /** Asks for anything else of REST v3. @throws MediaError why nothing was answered */
    ask(path: string, query?: Record<string, string | number | boolean>): Promise<unknown> {
        return this.get(path, query);
    }

    /** Has a folder read for what is new in it (`Scan` of Managed- and ImportFolderController). Done in the background. */
    async scanFolder(folderId: number): Promise<void> {
        const signal = this.aborter.signal;
        this.http.check(await this.http.send({ path: `${this.folderRoute}/${folderId}/Scan`, signal }));
    }

    /** Has AniDB asked anew for a file (FileController `RescanFile`). Done in the background. */
    async rescan(fileId: number): Promise<void> {
        await this.post(`/api/v3/File/${fileId}/Rescan`);
    }

    /** Says that a file holds these episodes, by Shoko's own ids (FileController `LinkSingleEpisodeToFile`). */
    async link(fileId: number, episodeIds: readonly number[]): Promise<void> {
        await this.post(`/api/v3/File/${fileId}/Link`, { EpisodeIDs: episodeIds });
    }

    private async post(path: string, json?: unknown): Promise<void> {
        const body = json === undefined ? {} : { json };
        this.http.check(await this.http.send({ method: 'POST', path, signal: this.aborter.signal, ...body }));
    }

    /** Cancels what is under way and closes the sockets. */
    close(): void {
        this.aborter.abort();
        this.http.close();
        this.prober.close();
    }

    private async foldersAt(route: string, isLast: boolean): Promise<unknown> {
        try {
            return await this.get(route);
        } catch (thrown) {
            if (!isLast && NO_SUCH_ROUTE.includes(toMediaError(thrown).code)) return null;
            throw thrown;
        }
    }

    /** @throws MediaError; that Shoko is not ready is said in place of what it answers then */
    private async get(path: string, query?: Record<string, string | number | boolean>): Promise<unknown> {
        try {
            return await this.http.json({ path, signal: this.aborter.signal, ...(query && { query }) });
        } catch (thrown) {
            if (!NOT_NOW.includes(toMediaError(thrown).code)) throw thrown;
            throw (await this.startup().catch(() => null)) ?? thrown;
        }
    }
}

/** For `catch`: what has one of these codes is answered with null. */
function unless(...codes: string[]): (thrown: unknown) => null {
    return (thrown) => {
        if (codes.includes(toMediaError(thrown).code)) return null;
        throw thrown;
    };
}
