/**
 * A real `qbittorrent-nox` of our own, 4.x or 5.x: on loopback, with a profile that lives as long as the test. `QBITTORRENT_NOX`
 * names another binary than the one that is installed.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MadeTorrent } from './torrent-file';
import { until } from './until';

export const USERNAME = 'admin';
export const PASSWORD = 'adminadmin';

export interface QBittorrentNoxOptions {
    maxFailedLogins?: number;
    banSeconds?: number;
    /** Whether this machine has to log in. Default true. */
    localHostAuth?: boolean;
}

const BINARY = process.env.QBITTORRENT_NOX ?? 'qbittorrent-nox';

/** The version that is installed, or null when none is. */
export function installedVersion(): string | null {
    try {
        return execFileSync(BINARY, ['--version'], { encoding: 'utf8' }).trim();
    } catch {
        return null;
    }
}

/** What 4.x calls pausing, 5.x calls stopping, in its verbs, in the fields of `torrents/add` and in its states. */
const isFour = (): boolean => / v4\./.test(installedVersion() ?? '');

export class QBittorrentNox {
    readonly downloads: string;
    private process: ChildProcess | null = null;
    private cookie = '';

    private constructor(
        private readonly profile: string,
        readonly webPort: number,
        readonly peerPort: number,
    ) {
        this.downloads = join(profile, 'downloads');
    }

    static async start(options: QBittorrentNoxOptions = {}): Promise<QBittorrentNox> {
        const [webPort, peerPort] = await Promise.all([freePort(), freePort()]);
        const instance = new QBittorrentNox(mkdtempSync(join(tmpdir(), 'qbittorrent-')), webPort, peerPort);
        mkdirSync(instance.downloads, { recursive: true });
        const folder = join(instance.profile, 'qBittorrent/config');
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, 'qBittorrent.conf'), configuration(instance, options));
        await instance.launch();
        return instance;
    }

    get url(): string {
        return `http://127.0.0.1:${this.webPort}`;
    }

    /** Starts the process again with the same profile: torrents stay, sessions and bans do not. */
    async restart(meanwhile: () => void = () => undefined): Promise<void> {
        await this.halt();
        meanwhile();
        await this.launch();
    }

    /** Ends the process and removes its profile. */
    async stop(): Promise<void> {
        await this.halt();
        rmSync(this.profile, { recursive: true, force: true });
    }

    /** Adds a torrent and waits until qBittorrent has it. `fields` are those of `torrents/add`. */
    async addTorrent({ file, hash }: MadeTorrent, fields: Record<string, string> = {}): Promise<void> {
        const form = new FormData();
        form.set('torrents', new Blob([new Uint8Array(file)]), 'test.torrent');
        for (const [name, value] of Object.entries({ savepath: this.downloads, ...fields })) form.set(name, value);
        await this.call('torrents/add', form);
        await until('the torrent to be added', () => this.call('torrents/properties', { hash }));
    }

    /**
     * Adds a torrent whose files are there already, and waits until they are checked. Until then a seeder turns away
     * whoever connects, and libtorrent tries the same peer again only after a minute.
     */
    async seed(torrent: MadeTorrent): Promise<void> {
        await this.addTorrent(torrent);
        await until('the torrent to be seeded', async () => {
            const [info] = JSON.parse(await this.call('torrents/info', { hashes: torrent.hash })) as { state: string }[];
            return info?.state === 'uploading' || info?.state === 'stalledUP';
        });
    }

    /** The field of `torrents/add` with which a torrent is added and not started. */
    static get addStopped(): Record<string, string> {
        return { [isFour() ? 'paused' : 'stopped']: 'true' };
    }

    /** Stops or starts a torrent, in the verb of its version. */
    async setRunning(hash: string, isRunning: boolean): Promise<void> {
        const [stop, start] = isFour() ? ['pause', 'resume'] : ['stop', 'start'];
        await this.call(`torrents/${isRunning ? start : stop}`, { hashes: hash });
    }

    /** Calls any endpoint as its user would. */
    async call(endpoint: string, form: FormData | Record<string, string>): Promise<string> {
        if (this.cookie === '') await this.logIn();
        const body = form instanceof FormData ? form : new URLSearchParams(form);
        const reply = await fetch(`${this.url}/api/v2/${endpoint}`, { method: 'POST', body, headers: { cookie: this.cookie } });
        if (!reply.ok) throw new Error(`${endpoint} answered ${reply.status}`);
        return reply.text();
    }

    /** Lets this instance fetch a torrent from another one that seeds it: no tracker is needed. */
    async fetchFrom(other: QBittorrentNox, hash: string): Promise<void> {
        await this.call('torrents/addPeers', { hashes: hash, peers: `127.0.0.1:${other.peerPort}` });
    }

    private async logIn(): Promise<void> {
        const reply = await fetch(`${this.url}/api/v2/auth/login`, {
            method: 'POST',
            body: new URLSearchParams({ username: USERNAME, password: PASSWORD }),
        });
        this.cookie = (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    }

    private async launch(): Promise<void> {
        this.process = spawn(BINARY, [`--profile=${this.profile}`], { stdio: 'ignore' });
        await until('qbittorrent-nox to answer', () =>
            fetch(`${this.url}/api/v2/app/version`).then(({ status }) => status === 200 || status === 403),
        );
    }

    private async halt(): Promise<void> {
        const { process } = this;
        this.process = null;
        this.cookie = '';
        if (process?.exitCode !== null) return;
        const ended = new Promise((resolve) => process.once('exit', resolve));
        process.kill('SIGTERM');
        await ended;
    }
}

function configuration(instance: QBittorrentNox, options: QBittorrentNoxOptions): string {
    const { maxFailedLogins = 5, banSeconds = 3600, localHostAuth = true } = options;
    const salt = randomBytes(16);
    const key = pbkdf2Sync(PASSWORD, salt, 100_000, 64, 'sha512');
    return `[LegalNotice]
Accepted=true

[Preferences]
WebUI\\Address=127.0.0.1
WebUI\\Port=${instance.webPort}
WebUI\\Username=${USERNAME}
WebUI\\Password_PBKDF2="@ByteArray(${salt.toString('base64')}:${key.toString('base64')})"
WebUI\\LocalHostAuth=${localHostAuth}
WebUI\\MaxAuthenticationFailCount=${maxFailedLogins}
WebUI\\BanDuration=${banSeconds}

[BitTorrent]
Session\\Interface=lo
Session\\InterfaceAddress=127.0.0.1
Session\\Port=${instance.peerPort}
Session\\DefaultSavePath=${instance.downloads}
Session\\DHTEnabled=false
Session\\LSDEnabled=false
Session\\PeXEnabled=false
Session\\QueueingSystemEnabled=false
Session\\RefreshInterval=200
`;
}

async function freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
}
