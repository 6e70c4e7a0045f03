/** What is wrong with a server as such: whether it answers, as what, in which version, and by which clock. */
import { aboutOf, type HouseFacts, type ServerFacts } from '../facts';
import { found, type Found, type FindingCode, SERVICE_KINDS, SERVICE_NAMES, type ServiceKind } from '../finding';

const SECOND_MS = 1_000;
/** Further apart than this, things seem to have happened at another time. */
const CLOCK_SECONDS = 60;
/** An answer may have been on its way for so long. */
const UNDER_WAY_SECONDS = 9;

/** By the code of the error with which a client of ours failed; what is in no list answers, but not as it should. */
const CODES: Readonly<Record<string, FindingCode | null>> = {
    refused: 'unreachable',
    unreachable: 'unreachable',
    timeout: 'unreachable',
    dropped: 'unreachable',
    aborted: 'unreachable',
    unauthorised: 'wrong_key',
    wrong_credentials: 'wrong_key',
    wrong_api_key: 'wrong_key',
    no_credentials: 'wrong_key',
    session_refused: 'wrong_key',
    banned: 'wrong_key',
    wrong_kind: 'wrong_service',
    not_arr: 'wrong_service',
    not_seerr: 'wrong_service',
    not_jellyfin: 'wrong_service',
    not_shoko: 'wrong_service',
    not_qbittorrent: 'wrong_service',
    not_json: 'wrong_service',
    forbidden: 'wrong_address',
    redirected: 'wrong_address',
    base_path: 'wrong_address',
    wrong_base_path: 'wrong_address',
    wrong_scheme: 'wrong_address',
    certificate: 'wrong_address',
    host_rejected: 'wrong_address',
    invalid_url: 'wrong_address',
    no_api_key: 'not_set_up',
    invalid_api_key: 'not_set_up',
    no_kind: 'not_set_up',
    not_set_up: 'not_set_up',
    setup: 'not_set_up',
    // It is on its way.
    starting: null,
    // Said of the whole house: see `notSetUp`.
    no_url: null,
};

/** From which version on a service tells what is relied on. */
const NEEDED: Readonly<Record<ServiceKind, string>> = {
    sonarr: '4.0',
    radarr: '5.0',
    seerr: '2.0',
    jellyfin: '10.8',
    shoko: '4.2',
    qbittorrent: '4.1',
};

/** The environment that sets a service up. */
const VARIABLES: Readonly<Record<ServiceKind, readonly string[]>> = {
    sonarr: ['SONARR_URL', 'SONARR_API_KEY'],
    radarr: ['RADARR_URL', 'RADARR_API_KEY'],
    seerr: ['SEERR_URL', 'SEERR_API_KEY'],
    jellyfin: ['JELLYFIN_URL', 'JELLYFIN_API_KEY'],
    shoko: ['SHOKO_URL', 'SHOKO_API_KEY'],
    qbittorrent: ['QBITTORRENT_URL', 'QBITTORRENT_USERNAME', 'QBITTORRENT_PASSWORD'],
};

export function ofServer(server: ServerFacts, { now }: HouseFacts): Found[] {
    const about = aboutOf(server);
    if (server.failure !== undefined) {
        const { code, message } = server.failure;
        const kind = code in CODES ? CODES[code] : 'not_answering';
        return kind === null || kind === undefined ? [] : [found(kind, about, { theirs: message.replace(/[.?!]$/, '') })];
    }
    const { version, servedAt } = server.answers ?? {};
    return [...ofVersion(version, server), ...ofClock(servedAt, now, server)];
}

/** Services that the house needs, and that are not set up. */
export function notSetUp({ servers, needs }: HouseFacts): Found[] {
    return SERVICE_KINDS.flatMap((kind) => {
        const count = needs[kind] ?? 0;
        const isThere = servers.some((server) => server.kind === kind && server.failure?.code !== 'no_url');
        if (count === 0 || isThere) return [];
        const node = servers.find((server) => server.kind === kind);
        const about =
            node === undefined ? { server: SERVICE_NAMES[kind], kind } : { ...aboutOf(node), server: SERVICE_NAMES[kind] };
        return [found('not_set_up', about, { count, variables: { list: VARIABLES[kind] } })];
    });
}

function ofVersion(version: string | undefined, server: ServerFacts): Found[] {
    const needed = NEEDED[server.kind];
    if (version === undefined || !isOlder(version, needed)) return [];
    return [found('too_old', aboutOf(server), { version, needed })];
}

/** What has no number (`develop`) is new. */
function isOlder(version: string, needed: string): boolean {
    const [major, minor = 0] = numbersOf(version);
    const [neededMajor = 0, neededMinor = 0] = numbersOf(needed);
    if (major === undefined) return false;
    return major < neededMajor || (major === neededMajor && minor < neededMinor);
}

function numbersOf(version: string): number[] {
    const [, ...parts] = /^v?(\d+)(?:\.(\d+))?/.exec(version) ?? [];
    return parts.map(Number).filter((part) => !Number.isNaN(part));
}

function ofClock(servedAt: number | undefined, now: number, server: ServerFacts): Found[] {
    if (servedAt === undefined) return [];
    const ahead = Math.round((servedAt - now) / SECOND_MS);
    const isOff = ahead > CLOCK_SECONDS || -ahead - UNDER_WAY_SECONDS > CLOCK_SECONDS;
    if (!isOff) return [];
    const direction = { words: [ahead > 0 ? 'ahead' : 'behind'] };
    return [found('clock_off', aboutOf(server), { seconds: Math.abs(ahead), direction })];
}
