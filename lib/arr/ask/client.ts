/**
 * REST v3 of Sonarr and Radarr (Sonarr 3 to 5, Radarr 3 to 6): the few questions we ask. Every answer is bounded in size and
 * time. What goes wrong has a code, and a sentence with the way out.
 */
import { HttpClient, type HttpReply } from '../../http/http';
import { servedAt } from '../../http/served-at';
import { Breath, type Clock, type HealthComplaint, MediaError, systemClock, toMediaError } from '../../model';
import { type QueueAnswer, readQueue } from '../wire/queue';
import { type Page, readPage } from '../wire/read';
import { type HistoryRow, readRows } from '../wire/rows';
import { readRejection } from '../wire/set-up';
import { type LogLine, readHealth, readLog, readRssTask, type Task } from '../wire/system';
import {
    type ArrEpisode,
    type ArrSystem,
    type ArrTitle,
    type MediaFile,
    readEpisodes,
    readFiles,
    readSystem,
    readTags,
    readTitle,
    readTitles,
} from '../wire/titles';
import { wholeQueue } from './pages';

export type ArrKind = 'sonarr' | 'radarr';

export const SERVICE_NAMES: Readonly<Record<ArrKind, string>> = { sonarr: 'Sonarr', radarr: 'Radarr' };

export interface ArrServer {
    kind: ArrKind;
    /** For example `http://sonarr:8989` or `https://home.example/sonarr`. */
    url: string;
    apiKey: string;
    /** Default true. False accepts a self-signed certificate. */
    verifyCertificate?: boolean;
    /** One request, in milliseconds. Default 15 000. */
    timeoutMs?: number;
}

/** What nobody's history of a few minutes has: beyond it is asked by the page, so that reading never holds anything up. */
const SINCE_BYTES = 1.5 * 1024 * 1024;
const GRABBED = 1;
const MOST_IDS = 50;
/** Of a search there are a few lines, and of all else that goes on meanwhile few more. */
const LOG_LINES = 60;

type Query = Record<string, string | number | boolean>;

export class ArrClient {
    readonly service: string;
    private readonly http: HttpClient;
    private readonly aborter = new AbortController();

    /** @throws MediaError `invalid_url` when the address is not an http(s) URL */
    constructor(
        private readonly server: ArrServer,
        private readonly clock: Clock = systemClock,
    ) {
        this.service = SERVICE_NAMES[server.kind];
        this.http = new HttpClient({
            baseUrl: server.url,
            service: this.service,
            headers: { 'X-Api-Key': server.apiKey },
            ...(server.timeoutMs !== undefined && { timeoutMs: server.timeoutMs }),
            ...(server.verifyCertificate !== undefined && { verifyCertificate: server.verifyCertificate }),
        });
    }

    /**
     * Who answers there, and in which version. Needs a valid key, so it proves the key as well.
     * @throws MediaError `wrong_kind` when it is another service of the family, `not_arr` when it is none of it; or why
     * nothing was answered
     */
    async system(): Promise<ArrSystem> {
        const system = readSystem(await this.get('/system/status'));
        if (system === null) throw this.notArr();
        if (system.appName.toLowerCase() !== this.server.kind) {
            const message = `This is ${system.appName} ${system.version}, and ${this.service} was meant: check the URL, or the kind`;
            throw new MediaError('wrong_kind', message, { field: 'url' });
        }
        return system;
    }

    /** How many rows the history has, and its newest one by date. */
    async newestRow(): Promise<{ row: HistoryRow | null; total: number | null }> {
        const { records, total } = await this.historyPage(1, 1, 'descending');
        return { row: records[0] ?? null, total };
    }

    /** One page of the history by date. */
    async historyPage(
        page: number,
        pageSize: number,
        sortDirection: 'ascending' | 'descending',
    ): Promise<{ records: HistoryRow[]; total: number | null }> {
        const answer = await this.page('/history', { page, pageSize, sortKey: 'date', sortDirection, ...this.withEpisode });
        return { records: readRows(answer.records), total: answer.total };
    }

    /**
     * The rows from a time on, oldest first. Compares texts, so that what is of that very second may be missing.
     * @param from milliseconds since 1970, by the server's clock
     * @returns what can be read as rows by `readRows`; null when there is more than one answer should hold
     */
    async historySince(from: number): Promise<unknown[] | null> {
        const date = `${new Date(from).toISOString().slice(0, 19)}Z`;
        try {
            const answer = await this.get('/history/since', { date, ...this.withEpisode }, { maxBytes: SINCE_BYTES });
            return Array.isArray(answer) ? (answer as unknown[]) : [];
        } catch (thrown) {
            if (toMediaError(thrown).code === 'too_large') return null;
            throw thrown;
        }
    }

    /** The row of the grab that began a download; null when there is none. The id is compared to the letter: upper case. */
    async grabOf(downloadId: string): Promise<HistoryRow | null> {
        const query = { page: 1, pageSize: 1, eventType: GRABBED, downloadId: downloadId.toUpperCase() };
        return readRows((await this.page('/history', query)).records)[0] ?? null;
    }

    /** Everything in the queue, also what belongs to no title. */
    async queue(): Promise<QueueAnswer> {
        const unknown = this.isSonarr ? 'includeUnknownSeriesItems' : 'includeUnknownMovieItems';
        const records = await wholeQueue((query) => this.get('/queue', query), { [unknown]: true, ...this.withEpisode });
        return readQueue(records, this.breath());
    }

    /** The series or film with this id of its own; null when there is none. */
    async title(id: number): Promise<ArrTitle | null> {
        return readTitle(await this.orNull(`${this.titles}/${id}`));
    }

    /** Whether there is such a title, in a few bytes: only its folder's name is asked for. */
    async hasTitle(id: number): Promise<boolean> {
        return (await this.orNull(`${this.titles}/${id}/folder`)) !== null || (await this.title(id)) !== null;
    }

    /** The series with this TVDB id, or the film with this TMDB id; null when there is none. */
    async titleBy(workId: number): Promise<ArrTitle | null> {
        const key = this.isSonarr ? 'tvdbId' : 'tmdbId';
        const found = await readTitles(await this.get(this.titles, { [key]: workId }), this.breath());
        // A version that does not know the parameter answers with all of them.
        return found.find((title) => title[key] === workId) ?? null;
    }

    /** Everything that it has, one by one as it comes, in one question. */
    async eachTitle(take: (title: ArrTitle) => void): Promise<void> {
        const path = this.titles;
        const refused = await this.http.items({ path: `/api/v3${path}`, signal: this.aborter.signal }, (item) => {
            const title = readTitle(item);
            if (title !== null) take(title);
        });
        if (refused === null) return;
        this.explain(refused, path);
        this.http.check(refused);
    }

    /** Episodes by their ids. */
    async episodesWith(episodeIds: readonly number[]): Promise<ArrEpisode[]> {
        const repeated = episodeIds.slice(0, MOST_IDS).map((id) => `episodeIds=${id}`);
        return readEpisodes(await this.get('/episode', undefined, { repeated: repeated.join('&') }), this.breath());
    }

    /** What the health checks complain of. */
    async health(): Promise<HealthComplaint[]> {
        return readHealth(await this.get('/health'));
    }

    /** When it looks through what is new at its indexers; null when it does not say. */
    async rssTask(): Promise<Task | null> {
        return readRssTask(await this.get('/system/task'));
    }

    /** The last lines of its log, oldest first; none when it keeps none. */
    async log(): Promise<LogLine[]> {
        const query = { page: 1, pageSize: LOG_LINES, sortKey: 'time', sortDirection: 'descending', level: 'info' };
        return readLog((await this.page('/log', query)).records);
    }

    /** Every episode of a series. */
    async episodes(seriesId: number): Promise<ArrEpisode[]> {
        return readEpisodes(await this.get('/episode', { seriesId }), this.breath());
    }

    /** The files of a series or film by their ids. */
    async files(titleId: number): Promise<Map<number, MediaFile>> {
        const [path, key] = this.isSonarr ? ['/episodefile', 'seriesId'] : ['/moviefile', 'movieId'];
        const files = await readFiles(await this.get(path, { [key]: titleId }), this.breath());
        return new Map(files.map((file) => [file.id, file]));
    }

    /** Labels of tags by id. */
    async tags(): Promise<Map<number, string>> {
        return readTags(await this.get('/tag'));
    }

    /** Anything else that REST v3 tells, and the server's clock when it was told, in milliseconds since 1970. */
    async ask(path: string, query?: Query): Promise<{ value: unknown; servedAt: number | undefined }> {
        const reply = await this.reply(path, query);
        return { value: this.http.parse(reply), servedAt: servedAt(reply) };
    }

    /**
     * Writes something.
     * @throws MediaError `rejected` with the service's own words; or why nothing was answered
     */
    async write(method: 'POST' | 'PUT', path: string, json: unknown): Promise<unknown> {
        const reply = await this.http.send({ method, path: `/api/v3${path}`, json, signal: this.aborter.signal });
        this.explain(reply, path);
        const theirs = reply.status === 400 || reply.status === 500 ? readRejection(parsed(reply.text)) : null;
        if (theirs !== null) throw new MediaError('rejected', `${this.service} says: ${theirs}`);
        this.http.check(reply);
        return parsed(reply.text);
    }

    /** Cancels what is under way and closes the sockets. */
    close(): void {
        this.aborter.abort();
        this.http.close();
    }

    private breath(): Breath {
        return new Breath(this.clock);
    }

    private get isSonarr(): boolean {
        return this.server.kind === 'sonarr';
    }

    private get titles(): string {
        return this.isSonarr ? '/series' : '/movie';
    }

    private get withEpisode(): Query {
        return this.isSonarr ? { includeEpisode: true } : {};
    }

    private async page(path: string, query: Query): Promise<Page> {
        return readPage(await this.get(path, query));
    }

    private async orNull(path: string): Promise<unknown> {
        try {
            return await this.get(path);
        } catch (thrown) {
            if (toMediaError(thrown).code === 'http_404') return null;
            throw thrown;
        }
    }

    private async get(path: string, query?: Query, options: { maxBytes?: number; repeated?: string } = {}): Promise<unknown> {
        return this.http.parse(await this.reply(path, query, options));
    }

    private async reply(
        path: string,
        query?: Query,
        { maxBytes, repeated }: { maxBytes?: number; repeated?: string } = {},
    ): Promise<HttpReply> {
        const reply = await this.http.send({
            path: `/api/v3${path}${repeated === undefined ? '' : `?${repeated}`}`,
            signal: this.aborter.signal,
            ...(query && { query }),
            ...(maxBytes !== undefined && { maxBytes }),
        });
        this.explain(reply, path);
        return reply;
    }

    /** What a status means at Sonarr and Radarr (Sonarr.Http/Middleware). */
    private explain(reply: HttpReply, path: string): void {
        const { status } = reply;
        if (status === 401) {
            throw new MediaError('unauthorised', `${this.service} refuses the API key: it is in its settings, General`, {
                field: 'apiKey',
            });
        }
        if (status === 403) {
            throw new MediaError('forbidden', `Something in front of ${this.service} refuses (403): enter its direct URL`, {
                field: 'url',
            });
        }
        if (status === 503) throw new MediaError('starting', `${this.service} is starting up, or has gone for an update`);
        const base = basePathOf(reply, path);
        if (base !== null) {
            throw new MediaError('base_path', `${this.service} has the base path ${base}: add it to the end of the URL`, {
                field: 'url',
            });
        }
        if (status === 404 && path === '/system/status') throw this.notArr();
    }

    private notArr(): MediaError {
        const message = `What answers there is not ${this.service} 3 or newer: check the URL, its port and its base path`;
        return new MediaError('not_arr', message, { field: 'url' });
    }
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return null;
    }
}

/** UrlBaseMiddleware sends who leaves the base path out to the same address below it. */
function basePathOf({ status, headers }: HttpReply, path: string): string | null {
    const { location } = headers;
    if (status < 300 || status >= 400 || typeof location !== 'string') return null;
    const [, base] = new RegExp(`^(?:https?://[^/]+)?(/[\\w./~-]{1,100})/api/v3${path}(?:\\?|$)`).exec(location) ?? [];
    return base ?? null;
}
