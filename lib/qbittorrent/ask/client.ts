/** Asks one qBittorrent, 4.1 to 5.x, through its WebUI API. Knows nothing of requests or polling. */
import { HttpClient } from '../../http/http';
import { servedAt } from '../../http/served-at';
import { Breath, type Clock, systemClock } from '../../model';
import { type Credentials, Session } from './session';
import {
    type Maindata,
    notQBittorrent,
    readCategoryPaths,
    readFiles,
    readMaindata,
    readTorrents,
    type TorrentFile,
    type TorrentInfo,
} from './wire';

export interface QBittorrentOptions extends Partial<Credentials> {
    /** Address of the web interface, for example `http://qbittorrent:8080`. */
    url: string;
    /** Default true. False accepts a self-signed certificate. */
    verifyCertificate?: boolean;
    /** Whole request, in milliseconds. Default 15 000. */
    timeoutMs?: number;
    clock?: Clock;
}

export interface QBittorrentVersion {
    /** For example `v4.5.2`. */
    app: string;
    /** Version of the API, for example `2.8.19`. */
    webApi: string;
}

const WATCHED_POLLS = 10;

export class QBittorrentClient {
    private readonly http: HttpClient;
    private readonly session: Session;
    private readonly abort = new AbortController();
    /** Of the last polls that asked for changes: whether each was answered with everything. */
    private readonly wholes: boolean[] = [];
    /** The session that gave the last answer of `maindata`. */
    private syncedIn = '';
    private readonly clock: Clock;

    /** @throws MediaError `invalid_url` */
    constructor(options: QBittorrentOptions) {
        this.http = new HttpClient({
            baseUrl: options.url,
            service: 'qBittorrent',
            ...(options.verifyCertificate !== undefined && { verifyCertificate: options.verifyCertificate }),
            ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
        });
        const { username = '', password = '', apiKey = '', clock = systemClock } = options;
        this.clock = clock;
        this.session = new Session(this.http, { username, password, apiKey }, clock, this.abort.signal);
    }

    /** What changed since the answer `rid`; 0 asks for everything, and so does a new session, which counts from the beginning. */
    async maindata(rid: number): Promise<Maindata> {
        const { reply, session } = await this.session.send((current) => ({
            path: '/api/v2/sync/maindata',
            query: { rid: current === this.syncedIn ? rid : 0 },
        }));
        const maindata = await readMaindata(this.http.parse(reply), new Breath(this.clock));
        if (rid !== 0 && session === this.syncedIn) this.wholes.push(maindata.full_update === true);
        if (this.wholes.length > WATCHED_POLLS) this.wholes.shift();
        this.syncedIn = session;
        return maindata;
    }

    /**
     * Whether somebody else asks in the same session: then changes are asked for, and everything is answered. Two pollers with one
     * API key share a session (seen with 5.3: every answer whole; with one poller one of eleven).
     */
    get isShared(): boolean {
        return this.wholes.length === WATCHED_POLLS && this.wholes.filter((isWhole) => isWhole).length >= WATCHED_POLLS - 2;
    }

    /** All torrents, whole: for what speaks this API without `sync/maindata`. */
    async torrents(): Promise<TorrentInfo[]> {
        const { reply } = await this.session.send(() => ({ path: '/api/v2/torrents/info' }));
        return readTorrents(this.http.parse(reply), new Breath(this.clock));
    }

    /**
     * Whether anything answers as qBittorrent does, in a few bytes and without a login.
     * @throws MediaError as `Session.probe`
     */
    probe(): Promise<void> {
        return this.session.probe();
    }

    /** The files of one torrent; none while its metadata are missing. */
    async files(hash: string): Promise<TorrentFile[]> {
        const { reply } = await this.session.send(() => ({ path: '/api/v2/torrents/files', query: { hash } }));
        return readFiles(this.http.parse(reply));
    }

    /** Asks for anything else that is answered as JSON. @throws MediaError as `Session.send` and `HttpClient.parse` */
    async ask(path: string, query: Record<string, string>): Promise<unknown> {
        const { reply } = await this.session.send(() => ({ path, query }));
        return this.http.parse(reply);
    }

    /**
     * Tells it to do something. Its answer says nothing: also of a torrent that it does not have.
     * @throws MediaError as `Session.send`; `http_404` when this version has no such action
     */
    async tell(path: string, form: Record<string, string>): Promise<void> {
        await this.session.send(() => ({ method: 'POST', path, form }));
    }

    /** @throws MediaError `not_qbittorrent` when no version is answered */
    async version(): Promise<QBittorrentVersion> {
        const app = await this.text('/api/v2/app/version');
        const webApi = await this.text('/api/v2/app/webapiVersion');
        if (!/^v?\d+\.\d/.test(app)) throw notQBittorrent();
        return { app, webApi };
    }

    /** Folders in which it saves: the default one, and those of its categories that have one of their own; and its clock. */
    async savePaths(): Promise<{ paths: string[]; servedAt: number | undefined }> {
        const { reply } = await this.session.send(() => ({ path: '/api/v2/app/defaultSavePath' }));
        const categories = await this.session.send(() => ({ path: '/api/v2/torrents/categories' }));
        const own = readCategoryPaths(this.http.parse(categories.reply));
        const paths = [reply.text.trim(), ...own].filter((path) => path !== '');
        return { paths: [...new Set(paths)], servedAt: servedAt(reply) };
    }

    /** Ends what is under way and closes the sockets. */
    close(): void {
        this.abort.abort();
        this.http.close();
    }

    private async text(path: string): Promise<string> {
        const { reply } = await this.session.send(() => ({ path }));
        return reply.text.trim();
    }
}
