/** A read-only conversation with one real service, by the addresses and keys of the environment. */
import { HttpClient, type HttpReply } from '../../lib/http/http';
import { type ServiceName, services } from '../contracts/reliance';

interface Entrance {
    /** The variables that have to be set, the address first. */
    variables: readonly string[];
    headers: (read: Read) => Record<string, string>;
    /** For what wants a session before it answers. */
    logIn?: (http: HttpClient, read: Read) => Promise<Record<string, string>>;
}
type Read = (variable: string) => string;

const keyed = (name: string): Entrance => ({
    variables: [`${name}_URL`, `${name}_API_KEY`],
    headers: (read) => ({ 'X-Api-Key': read(`${name}_API_KEY`) }),
});

const ENTRANCES: Readonly<Record<ServiceName, Entrance>> = {
    sonarr: keyed('SONARR'),
    radarr: keyed('RADARR'),
    seerr: keyed('SEERR'),
    shoko: { variables: ['SHOKO_URL', 'SHOKO_API_KEY'], headers: (read) => ({ apikey: read('SHOKO_API_KEY') }) },
    jellyfin: {
        variables: ['JELLYFIN_URL', 'JELLYFIN_API_KEY'],
        headers: (read) => ({ Authorization: `MediaBrowser Token="${encodeURIComponent(read('JELLYFIN_API_KEY'))}"` }),
    },
    qbittorrent: { variables: ['QBITTORRENT_URL'], headers: () => ({}), logIn: logInToQBittorrent },
};
/** Set for qBittorrent where it asks for them. */
const OPTIONAL_SECRETS = ['QBITTORRENT_USERNAME', 'QBITTORRENT_PASSWORD'];

/** The variables of a service that are not set; empty when it can be asked. */
export function missingVariables(service: ServiceName, read: Read): string[] {
    return ENTRANCES[service].variables.filter((name) => read(name) === '');
}

/** All that the environment keeps secret, of any service. */
export function secretsOf(read: Read): string[] {
    const names = Object.values(ENTRANCES).flatMap(({ variables }) => variables.slice(1));
    // Of a name of two letters nothing could be told apart.
    return [...names, ...OPTIONAL_SECRETS, 'MEDIA_WEBHOOK_SECRET'].map(read).filter((value) => value.length > 2);
}

/** Names that containers have everywhere; they tell nothing, and are in answers for other reasons. */
const EVERYBODYS: readonly string[] = [...services, 'jellyseerr', 'localhost'];

/** The machines that the environment's addresses name. */
export function hostsOf(read: Read): string[] {
    return Object.values(ENTRANCES).flatMap(({ variables: [address = ''] }) => {
        const url = URL.canParse(read(address)) ? new URL(read(address)) : null;
        const parts = url === null ? [] : [url.hostname.replace(/^\[|\]$/g, ''), url.username, url.password];
        return parts.filter((part) => part.length > 2 && !EVERYBODYS.includes(part.toLowerCase()));
    });
}

/** Asks one service. Sends nothing but GET, and the login that qBittorrent wants. */
export class Session {
    private readonly http: HttpClient;
    private readonly entrance: Entrance;
    private cookies: Promise<Record<string, string>> | undefined;

    /** @throws MediaError `invalid_url` */
    constructor(
        service: ServiceName,
        private readonly read: Read,
    ) {
        this.entrance = ENTRANCES[service];
        this.http = new HttpClient({
            baseUrl: read(this.entrance.variables[0] ?? ''),
            service,
            headers: this.entrance.headers(read),
            maxBytes: 64 * 1024 * 1024,
            timeoutMs: 60_000,
        });
    }

    /** @throws MediaError when nothing answers */
    async get(path: string): Promise<HttpReply> {
        this.cookies ??= this.entrance.logIn?.(this.http, this.read) ?? Promise.resolve({});
        return this.http.send({ path, headers: await this.cookies });
    }

    close(): void {
        this.http.close();
    }
}

/** Without a user's name the password is an API key (qBittorrent 5.2), or none is wanted. */
async function logInToQBittorrent(http: HttpClient, read: Read): Promise<Record<string, string>> {
    const [username, password] = [read('QBITTORRENT_USERNAME'), read('QBITTORRENT_PASSWORD')];
    if (password === '') return {};
    if (/^qbt_\w{28,}$/.test(password)) return { Authorization: `Bearer ${password}` };
    const { headers } = await http.send({ method: 'POST', path: '/api/v2/auth/login', form: { username, password } });
    const set = headers['set-cookie'];
    const cookies = Array.isArray(set) ? set.filter((each) => typeof each === 'string') : [];
    return { Cookie: cookies.map((each) => each.split(';')[0]).join('; ') };
}
