/** Shoko Server's REST API v3: the few calls we need, for 4.2 to 6. Knows nothing of events. */
import { z } from 'zod';
import { HttpClient } from '../../http/http';
import { MediaError, toMediaError } from '../../model';
import { readFile, type ShokoFile } from '../wire/events';

export interface ShokoServer {
    /** For example `http://shoko:8111`. */
    url: string;
    apiKey: string;
    /** Default true. False accepts a self-signed certificate. */
    verifyCertificate?: boolean;
    /** One request, in milliseconds. Default 15 000. */
    timeoutMs?: number;
}

const versionAnswer = z.object({ Server: z.object({ Version: z.string().min(1) }) });
const statusAnswer = z.object({ State: z.union([z.string(), z.number()]) });
const foldersAnswer = z.array(z.object({ ID: z.number().int(), Path: z.string() }));

/** 6 renamed the import folders. */
const FOLDER_ROUTES = ['/api/v3/ManagedFolder', '/api/v3/ImportFolder'] as const;
/** Codes by which a version says that it does not have a route. */
const NO_SUCH_ROUTE: readonly string[] = ['http_404', 'http_405', 'not_json'];
/** 4.2 reads the first, 5 and 6 the second; each ignores the other. */
const WITH_REFERENCES = { includeXRefs: true, include: 'XRefs' } as const;
/** The most that `PathEndsWith` gives in one answer (FileController, `Range(0, 100)`). */
const SEARCH_LIMIT = 100;

export class ShokoClient {
    private readonly http: HttpClient;
    private readonly aborter = new AbortController();
    private folderRoute: (typeof FOLDER_ROUTES)[number] = FOLDER_ROUTES[0];

    /** @throws MediaError `invalid_url` when the address is not an http(s) URL */
    constructor(server: ShokoServer) {
        this.http = new HttpClient({
            baseUrl: server.url,
            service: 'Shoko',
            headers: { apikey: server.apiKey },
            ...(server.timeoutMs !== undefined && { timeoutMs: server.timeoutMs }),
            ...(server.verifyCertificate !== undefined && { verifyCertificate: server.verifyCertificate }),
        });
    }

    /**
     * Shoko's version, such as `5.3.3`. Answered without a key, and while Shoko starts up (InitController).
     * @throws MediaError `not_shoko`, or why nothing was answered
     */
    async version(): Promise<string> {
        try {
            return versionAnswer.parse(await this.get('/api/v3/Init/Version')).Server.Version;
        } catch (thrown) {
            const { code } = toMediaError(thrown);
            if (!(thrown instanceof z.ZodError) && code !== 'http_404' && code !== 'not_json') throw thrown;
            throw new MediaError('not_shoko', 'What answers there is not Shoko Server: check the URL, its port is usually 8111', {
                field: 'url',
                cause: thrown,
            });
        }
    }

    /**
     * Managed (import) folders: path by id. Needs a valid key, so it proves the key as well.
     * @throws MediaError `unauthorised`, `starting`, or why nothing was answered
     */
    async folders(): Promise<Map<number, string>> {
        const routes = [this.folderRoute, ...FOLDER_ROUTES.filter((route) => route !== this.folderRoute)];
        for (const route of routes) {
            const answer = await this.foldersAt(route, route === routes.at(-1));
            if (answer === null) continue;
            this.folderRoute = route;
            const parsed = foldersAnswer.safeParse(answer);
            if (!parsed.success) break;
            return new Map(parsed.data.map((folder) => [folder.ID, folder.Path]));
        }
        throw new MediaError('not_shoko', 'Shoko described its folders in a form that is not known');
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

    /** Cancels what is under way and closes the sockets. */
    close(): void {
        this.aborter.abort();
        this.http.close();
    }

    private async foldersAt(route: string, isLast: boolean): Promise<unknown> {
        try {
            return await this.get(route);
        } catch (thrown) {
            if (!isLast && NO_SUCH_ROUTE.includes(toMediaError(thrown).code)) return null;
            throw await this.explained(thrown);
        }
    }

    /** While Shoko starts up, 6 refuses every key and earlier ones answer 400: neither is the user's fault. */
    private async explained(thrown: unknown): Promise<unknown> {
        const { code } = toMediaError(thrown);
        if (code !== 'unauthorised' && code !== 'http_400') return thrown;
        const status = statusAnswer.safeParse(await this.get('/api/v3/Init/Status').catch(() => null));
        if (!status.success || status.data.State === 'Started' || status.data.State === 2) return thrown;
        return new MediaError('starting', 'Shoko is still starting up', { cause: thrown });
    }

    private get(path: string, query?: Record<string, string | number | boolean>): Promise<unknown> {
        return this.http.json({ path, signal: this.aborter.signal, ...(query && { query }) });
    }
}
