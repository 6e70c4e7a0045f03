/**
 * A qBittorrent on loopback that speaks the WebUI API of 4.x, 5.1, 5.2 or 5.3 as the real ones do: logins, bans, sessions
 * with their own `sync/maindata` sequence, lost differences, hybrid ids. Downloads nothing; tests and the demo move
 * its torrents. Written after `authcontroller.cpp`, `webapplication.cpp` and `synccontroller.cpp`.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, systemClock } from '../../lib/model';
import { json, misbehave, type Misbehaviour, plain, readBody, type Reply, send } from './qbittorrent-http';
import { TorrentCommands } from './qbittorrent-commands';
import { type Fields, SimulatedSync } from './qbittorrent-sync';

export const DIALECTS = ['4.x', '5.1', '5.2', '5.3'] as const;
export type Dialect = (typeof DIALECTS)[number];

export interface SimulatedFile {
    name: string;
    size: number;
    /** 0 to 1. */
    progress: number;
    /** 0 deselected, 1 normal, 6 high, 7 highest. */
    priority: number;
}

/** One torrent. What is not given is filled in; `fields` may hold any further field of the API. */
export interface SimulatedTorrent {
    hash: string;
    name: string;
    state: string;
    progress: number;
    size: number;
    dlspeed: number;
    eta: number;
    savePath: string;
    contentPath: string;
    downloadPath: string;
    infohashV1: string;
    infohashV2: string;
    files: SimulatedFile[];
    fields: Record<string, unknown>;
}

export interface SimulatorOptions {
    dialect?: Dialect;
    username?: string;
    password?: string;
    /** From 5.2 on. */
    apiKey?: string;
    /** Default 0: any free port. */
    port?: number;
    maxFailedLogins?: number;
    banSeconds?: number;
    /** Lets us in without a login, as `WebUI\LocalHostAuth=false` or a whitelisted subnet does. */
    bypass?: boolean;
    clock?: Clock;
    /** Serves https with this certificate. */
    tls?: { key: string; cert: string };
}

const VERSIONS: Record<Dialect, { app: string; webApi: string; words: 'paused' | 'stopped' }> = {
    '4.x': { app: 'v4.5.2', webApi: '2.8.19', words: 'paused' },
    '5.1': { app: 'v5.1.4', webApi: '2.11.4', words: 'stopped' },
    '5.2': { app: 'v5.2.3', webApi: '2.15.1', words: 'stopped' },
    '5.3': { app: 'v5.3.0', webApi: '2.16.2', words: 'stopped' },
};
const BAN_TEXT = 'Your IP address has been banned after too many failed authentication attempts.';
const UNKNOWN_ETA = 8_640_000;

export class QBittorrentSimulator {
    /** Every request in the order in which they came, for example `POST /api/v2/auth/login`. */
    readonly requests: string[] = [];
    /** The cookie that each of them came with; empty for none. */
    readonly cookies: string[] = [];
    /** The `rid` of every `sync/maindata`. */
    readonly rids: number[] = [];
    readonly torrents = new Map<string, SimulatedTorrent>();
    /** What it was told to do with them. */
    readonly commands = new TorrentCommands(this.torrents);
    /** Where it saves, and where each category does. */
    defaultSavePath = '/downloads';
    categories: Record<string, string> = {};
    /** Logins that were tried, wrong ones included. */
    logins = 0;
    /** Also after `close`, for one that is to take its place. */
    port = 0;
    private readonly sessions = new Map<string, SimulatedSync>();
    private readonly sockets = new Set<Socket>();
    /** Free where it saves by default, in bytes. */
    freeBytes = 80_628_621_312;
    private misbehaviour: { how: Misbehaviour; path: string } | null = null;
    /** Made by `app/rotateAPIKey`, or given. */
    private apiKey: string;
    private sent = 0;
    private failedLogins = 0;
    private bannedUntil = 0;
    private startedAt = 0;

    private constructor(
        private readonly server: Server,
        private readonly options: Required<Omit<SimulatorOptions, 'tls'>> & Pick<SimulatorOptions, 'tls'>,
    ) {
        this.apiKey = options.apiKey;
    }

    static async start(options: SimulatorOptions = {}): Promise<QBittorrentSimulator> {
        const keepAliveTimeout = 7_000;
        const { tls } = options;
        const server = tls === undefined ? createServer({ keepAliveTimeout }) : createTlsServer({ ...tls, keepAliveTimeout });
        const simulator = new QBittorrentSimulator(server, {
            dialect: '4.x',
            username: 'admin',
            password: 'adminadmin',
            apiKey: '',
            port: 0,
            maxFailedLogins: 5,
            banSeconds: 3600,
            bypass: false,
            clock: systemClock,
            ...options,
        });
        server.on('request', (request, response) => void simulator.serve(request, response));
        server.on('connection', (socket) => simulator.watch(socket));
        await new Promise<void>((resolve, reject) => {
            server.once('error', reject);
            server.listen(simulator.options.port, '127.0.0.1', resolve);
        });
        simulator.port = (server.address() as AddressInfo).port;
        simulator.startedAt = Math.floor(simulator.options.clock.now() / 1000);
        return simulator;
    }

    get url(): string {
        return `${this.options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}`;
    }

    /** Bytes written to all connections so far, headers included. */
    get bytesSent(): number {
        return this.sent + [...this.sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0);
    }

    /** Connections that are open. */
    get connections(): number {
        return this.sockets.size;
    }

    /** Sessions that are open. */
    get sessionCount(): number {
        return this.sessions.size;
    }

    /** How many requests went to this path. */
    count(path: string): number {
        return this.requests.filter((request) => request.endsWith(path)).length;
    }

    async close(): Promise<void> {
        for (const socket of this.sockets) socket.destroy();
        await new Promise((resolve) => this.server.close(resolve));
    }

    /** Adds a torrent, by default one that waits for peers. A download of several files gets them from `files`. */
    add(torrent: Partial<SimulatedTorrent> & { hash: string }): SimulatedTorrent {
        const name = torrent.name ?? `Torrent ${torrent.hash.slice(0, 6)}`;
        const files = torrent.files ?? [
            { name, size: torrent.size ?? 1_000_000_000, progress: torrent.progress ?? 0, priority: 1 },
        ];
        const savePath = torrent.savePath ?? '/downloads';
        const full: SimulatedTorrent = {
            name,
            state: 'stalledDL',
            progress: progressOf(files),
            size: wantedSize(files),
            dlspeed: 0,
            eta: UNKNOWN_ETA,
            savePath,
            contentPath: `${savePath}/${name}`,
            downloadPath: '',
            infohashV1: torrent.hash.length === 40 ? torrent.hash : '',
            infohashV2: '',
            fields: {},
            ...torrent,
            files,
        };
        this.torrents.set(full.hash, full);
        return full;
    }

    /** Adds a magnet link whose metadata are still missing. */
    addMagnet(hash: string, name = `magnet-${hash.slice(0, 6)}`): SimulatedTorrent {
        return this.add({
            hash,
            name,
            state: 'metaDL',
            size: 0,
            progress: 0,
            files: [],
            contentPath: '',
            fields: { total_size: -1 },
        });
    }

    /** Changes any part of a torrent. */
    set(hash: string, change: Partial<SimulatedTorrent>): void {
        Object.assign(this.torrent(hash), change);
    }

    /** Lets a torrent download on: `progress` (0 to 1) of its wanted bytes, first file first. */
    download(hash: string, progress: number, dlspeed = 5_000_000): void {
        const torrent = this.torrent(hash);
        let left = progress * torrent.size;
        for (const file of torrent.files.filter(({ priority }) => priority !== 0)) {
            file.progress = Math.min(1, left / file.size);
            left = Math.max(0, left - file.size);
        }
        const eta = dlspeed > 0 ? Math.round((torrent.size * (1 - progress)) / dlspeed) : UNKNOWN_ETA;
        Object.assign(torrent, { progress, dlspeed, eta, state: dlspeed > 0 ? 'downloading' : 'stalledDL' });
    }

    /** Completes a torrent and lets it seed. */
    finish(hash: string, state = 'stalledUP'): void {
        this.download(hash, 1, 0);
        this.set(hash, { state, fields: { completion_on: Math.floor(this.options.clock.now() / 1000) } });
    }

    /** Selects or deselects (0) one file, as its user does. What is wanted of a torrent that has all its files stays the same. */
    setPriority(hash: string, index: number, priority: number): void {
        const torrent = this.torrent(hash);
        const file = torrent.files[index];
        if (!file) throw new Error(`torrent ${hash} has no file ${index}`);
        file.priority = priority;
        if (torrent.files.every(({ progress }) => progress === 1)) return;
        const isComplete = torrent.files.every((each) => each.priority === 0 || each.progress === 1);
        const state = isComplete ? 'stalledUP' : 'stalledDL';
        this.set(hash, { size: wantedSize(torrent.files), progress: progressOf(torrent.files), state, dlspeed: 0 });
    }

    /** Stops a torrent, in the word of its version. */
    pause(hash: string): void {
        const torrent = this.torrent(hash);
        const { words } = VERSIONS[this.options.dialect];
        Object.assign(torrent, { state: words + (torrent.progress === 1 ? 'UP' : 'DL'), dlspeed: 0, eta: UNKNOWN_ETA });
    }

    /** Lets a stopped one go on, and wait for peers. */
    resume(hash: string): void {
        const torrent = this.torrent(hash);
        torrent.state = torrent.progress === 1 ? 'stalledUP' : torrent.size === 0 ? 'metaDL' : 'stalledDL';
    }

    remove(hash: string): void {
        this.torrents.delete(hash);
    }

    /** The metadata of a hybrid magnet arrive: its id changes to the truncated v2 hash, and no session is told that the old one is gone. */
    receiveHybridMetadata(v1: string, v2: string, files: SimulatedFile[]): SimulatedTorrent {
        const torrent = this.torrent(v1);
        this.torrents.delete(v1);
        for (const session of this.sessions.values()) session.renameSilently(v1);
        return this.add({ hash: v2.slice(0, 40), name: torrent.name, infohashV1: v1, infohashV2: v2, files });
    }

    /** From now on every request, or every one whose path ends so, meets this; null ends it. */
    misbehave(how: Misbehaviour | null, path = ''): void {
        this.misbehaviour = how && { how, path };
    }

    /** Forgets every login, as a restart or an hour of silence does. */
    expireSessions(): void {
        this.sessions.clear();
    }

    /** From now on a login is asked for, or no longer. Sessions that are open stay so. */
    letIn(bypass: boolean): void {
        this.options.bypass = bypass;
    }

    /** Bans us, as five wrong passwords do. */
    ban(): void {
        this.bannedUntil = this.options.clock.now() + this.options.banSeconds * 1000;
    }

    private torrent(hash: string): SimulatedTorrent {
        const torrent = this.torrents.get(hash);
        if (!torrent) throw new Error(`the simulated qBittorrent has no torrent ${hash}`);
        return torrent;
    }

    private watch(socket: Socket): void {
        this.sockets.add(socket);
        socket.on('close', () => {
            this.sockets.delete(socket);
            this.sent += socket.bytesWritten;
        });
    }

    private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const url = new URL(request.url ?? '/', this.url);
        const body = await readBody(request);
        this.requests.push(`${request.method ?? ''} ${url.pathname}`);
        this.cookies.push(request.headers.cookie ?? '');
        if (this.misbehaviour !== null && url.pathname.endsWith(this.misbehaviour.path)) {
            misbehave(this.misbehaviour.how, request, response);
            return;
        }
        if (isForeign(request)) {
            send(request, response, plain(401, 'Unauthorized'));
            return;
        }
        const query = request.method === 'POST' ? new URLSearchParams(body) : url.searchParams;
        const reply = this.answer(url.pathname.replace(/^\/api\/v2\//, ''), query, request);
        send(request, response, reply);
    }

    private answer(endpoint: string, query: URLSearchParams, request: IncomingMessage): Reply {
        const known = this.sessionOf(request);
        if (known !== null || !this.isLetIn(request)) return this.answerIn(known, endpoint, query, request);
        const session = this.openSession();
        const reply = this.answerIn(session, endpoint, query, request);
        // Whatever is answered, also an error.
        return { ...reply, headers: { ...reply.headers, ...this.setCookie(session) } };
    }

    private answerIn(session: string | null, endpoint: string, query: URLSearchParams, request: IncomingMessage): Reply {
        if (endpoint === 'auth/login' && request.method !== 'POST') return plain(405, 'Method Not Allowed');
        if (endpoint === 'auth/login') return this.login(query, request, session !== null);
        if (session === null) return plain(403, 'Forbidden');
        const { app, webApi } = VERSIONS[this.options.dialect];
        switch (endpoint) {
            case 'auth/logout':
                this.sessions.delete(session);
                return plain(200, '');
            case 'app/version':
                return plain(200, app);
            case 'app/webapiVersion':
                return plain(200, webApi);
            case 'sync/maindata':
                this.rids.push(Number(query.get('rid') ?? 0));
                return json(this.sync(session).answer(this.rids.at(-1) ?? 0, this.allFields(), this.freeBytes));
            case 'torrents/info':
                return json(
                    [...this.allFields()]
                        .filter(([hash]) => (query.get('hashes') ?? hash).toLowerCase().split('|').includes(hash.toLowerCase()))
                        .map(([hash, fields]) => ({ hash, ...fields })),
                );
            case 'torrents/files':
                return this.files(query.get('hash')?.toLowerCase() ?? '');
            default:
                return (
                    this.commands.answer(endpoint, query, request.method === 'POST') ??
                    this.command(endpoint, query) ??
                    this.unknown(endpoint)
                );
        }
    }

    /** 5.3 has a word of its own for an action that its controllers do not have. */
    private unknown(endpoint: string): Reply {
        const isAction = this.options.dialect === '5.3' && /^(app|auth|sync|torrents)\//.test(endpoint);
        return plain(404, isAction ? 'Endpoint does not exist' : 'Not Found');
    }

    /** What changes something. Each version has its own verbs: `pause` and `resume` up to 4.x, `stop` and `start` from 5.0 on. */
    private command(endpoint: string, form: URLSearchParams): Reply | null {
        const isStopped = VERSIONS[this.options.dialect].words === 'stopped';
        const torrents = (form.get('hashes') ?? '')
            .toLowerCase()
            .split('|')
            .filter((hash) => this.torrents.has(hash));
        switch (endpoint) {
            case isStopped ? 'torrents/stop' : 'torrents/pause':
                for (const hash of torrents) this.pause(hash);
                this.commands.note(endpoint, torrents);
                return plain(200, '');
            case isStopped ? 'torrents/start' : 'torrents/resume':
                for (const hash of torrents) this.resume(hash);
                this.commands.note(endpoint, torrents);
                return plain(200, '');
            case 'torrents/delete':
                for (const hash of torrents) this.remove(hash);
                this.commands.note(endpoint, torrents);
                return plain(200, '');
            case 'app/defaultSavePath':
                return plain(200, this.defaultSavePath);
            case 'torrents/categories':
                return json(
                    Object.fromEntries(Object.entries(this.categories).map(([name, savePath]) => [name, { name, savePath }])),
                );
            case 'app/rotateAPIKey':
                if (!this.isNew) return null;
                this.apiKey = `qbt_${randomBytes(14).toString('hex')}`;
                return json({ apiKey: this.apiKey });
            case 'app/deleteAPIKey':
                if (!this.isNew) return null;
                this.apiKey = '';
                return { status: 204, headers: {}, body: '' };
            default:
                return null;
        }
    }

    /** 5.2 changed logins and cookies, and brought API keys and HTTP basic. */
    private get isNew(): boolean {
        return this.options.dialect === '5.2' || this.options.dialect === '5.3';
    }

    /** The key of the session that this request belongs to. */
    private sessionOf(request: IncomingMessage): string | null {
        const bearer = this.apiKeyOf(request);
        if (bearer !== undefined) {
            if (this.apiKey === '' || bearer !== this.apiKey) return null;
            if (!this.sessions.has(bearer)) this.sessions.set(bearer, new SimulatedSync());
            return bearer;
        }
        const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
        const id = cookies.find((cookie) => cookie.startsWith(`${this.cookieName}=`))?.slice(this.cookieName.length + 1);
        return id !== undefined && this.sessions.has(id) ? id : null;
    }

    /** Before 5.2 there are no keys, and whatever is sent as one is not looked at. */
    private apiKeyOf(request: IncomingMessage): string | undefined {
        if (!this.isNew) return undefined;
        return /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    }

    /** A request without a session gets one of its own where no login is asked for; a wrong API key does not. */
    private isLetIn(request: IncomingMessage): boolean {
        if (this.apiKeyOf(request) !== undefined) return false;
        return this.options.bypass || (this.isNew && this.isBasic(request));
    }

    /** From 5.2 on HTTP basic is a login, and each request with it that brings no cookie opens a session. */
    private isBasic({ headers }: IncomingMessage): boolean {
        const { username, password } = this.options;
        return headers.authorization === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    }

    private openSession(): string {
        const id = randomBytes(24).toString('base64');
        this.sessions.set(id, new SimulatedSync());
        return id;
    }

    private setCookie(id: string): Record<string, string> {
        const expires = new Date(this.options.clock.now() + 3_600_000).toUTCString();
        const terms = this.isNew ? `SameSite=Lax; expires=${expires}` : 'SameSite=Strict';
        return { 'set-cookie': `${this.cookieName}=${id}; HttpOnly; ${terms}; path=/` };
    }

    private get cookieName(): string {
        return this.isNew ? `QBT_SID_${this.port}` : 'SID';
    }

    private login(form: URLSearchParams, request: IncomingMessage, isLoggedIn: boolean): Reply {
        this.logins++;
        const { isNew } = this;
        if (isNew && request.headers.authorization !== undefined) return plain(403, 'Forbidden');
        const accepted = (headers: Record<string, string> = {}): Reply =>
            isNew ? { status: 204, headers, body: '' } : plain(200, 'Ok.', headers);
        if (isLoggedIn) return accepted();
        if (this.options.clock.now() < this.bannedUntil) return plain(403, BAN_TEXT);
        if (form.get('username') !== this.options.username || form.get('password') !== this.options.password) {
            if (++this.failedLogins >= this.options.maxFailedLogins) {
                this.ban();
                this.failedLogins = 0;
            }
            return isNew ? plain(401, 'Unauthorized') : plain(200, 'Fails.');
        }
        this.failedLogins = 0;
        return accepted(this.setCookie(this.openSession()));
    }

    private files(hash: string): Reply {
        const torrent = this.torrents.get(hash);
        if (!torrent) return plain(404, 'Not Found');
        return json(
            torrent.files.map((file, index) => ({
                availability: file.progress,
                index,
                ...file,
                piece_range: [0, 0],
                ...(index === 0 && { is_seed: torrent.progress === 1 }),
            })),
        );
    }

    private sync(sessionId: string): SimulatedSync {
        return this.sessions.get(sessionId) ?? new SimulatedSync();
    }

    private allFields(): Map<string, Fields> {
        return new Map([...this.torrents].map(([hash, torrent]) => [hash, this.fieldsOf(torrent)]));
    }

    private fieldsOf(torrent: SimulatedTorrent): Fields {
        const left = Math.round(torrent.size * (1 - torrent.progress));
        return {
            added_on: this.startedAt,
            amount_left: left,
            auto_tmm: false,
            availability: torrent.progress === 1 ? -1 : 1,
            category: '',
            completed: torrent.size - left,
            completion_on: this.options.dialect === '4.x' ? 0 : -1,
            content_path: torrent.contentPath,
            dl_limit: 0,
            dlspeed: torrent.dlspeed,
            download_path: torrent.downloadPath,
            downloaded: torrent.size - left,
            downloaded_session: torrent.size - left,
            eta: torrent.eta,
            f_l_piece_prio: false,
            force_start: false,
            infohash_v1: torrent.infohashV1,
            infohash_v2: torrent.infohashV2,
            last_activity: this.startedAt,
            magnet_uri: `magnet:?xt=urn:btih:${torrent.hash}&dn=${encodeURIComponent(torrent.name)}`,
            max_ratio: -1,
            max_seeding_time: -1,
            name: torrent.name,
            num_complete: 1,
            num_incomplete: 0,
            num_leechs: 0,
            num_seeds: 1,
            priority: 0,
            progress: torrent.progress,
            ratio: 0,
            ratio_limit: -2,
            save_path: torrent.savePath,
            seeding_time: 0,
            seeding_time_limit: -2,
            seen_complete: this.startedAt,
            seq_dl: false,
            size: torrent.size,
            state: torrent.state,
            super_seeding: false,
            tags: '',
            time_active: 0,
            total_size: torrent.files.reduce((sum, file) => sum + file.size, 0),
            tracker: '',
            trackers_count: 0,
            up_limit: 0,
            uploaded: 0,
            uploaded_session: 0,
            upspeed: 0,
            ...(this.options.dialect !== '4.x' && {
                has_metadata: torrent.size > 0,
                inactive_seeding_time_limit: -2,
                max_inactive_seeding_time: -1,
                popularity: 0,
                private: torrent.size > 0 ? false : null,
                reannounce: 0,
                root_path: '',
            }),
            ...(this.options.dialect === '5.3' && {
                comment: '',
                connections_count: 0,
                connections_limit: 100,
                created_by: '',
                creation_date: -1,
                has_other_announce_error: false,
                has_tracker_error: false,
                has_tracker_warning: false,
                piece_size: torrent.size > 0 ? 16_384 : -1,
                pieces_have: 0,
                pieces_num: torrent.size > 0 ? Math.ceil(torrent.size / 16_384) : -1,
                share_limit_action: 'Default',
                share_limits_mode: 'Default',
                total_wasted: 0,
            }),
            ...torrent.fields,
        };
    }
}

/** A 40-digit hash that is the same for the same text. */
export function fakeHash(text: string): string {
    return Buffer.from(text).toString('hex').padEnd(40, '0').slice(0, 40);
}

/** A page of another site, by the Origin or Referer that its browser sends; who sends neither is let in (`isCrossSiteRequest`). */
function isForeign({ headers }: IncomingMessage): boolean {
    return [headers.origin, headers.referer].some((from) => from !== undefined && new URL(from).host !== headers.host);
}

function wantedSize(files: readonly SimulatedFile[]): number {
    return files.filter((file) => file.priority !== 0).reduce((sum, file) => sum + file.size, 0);
}

function progressOf(files: readonly SimulatedFile[]): number {
    const done = files.filter((file) => file.priority !== 0).reduce((sum, file) => sum + file.size * file.progress, 0);
    const size = wantedSize(files);
    return size > 0 ? done / size : 0;
}
