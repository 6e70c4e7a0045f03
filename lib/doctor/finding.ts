/** What can be wrong with how a house is wired: a closed list of codes, and what one finding of it holds. */

/** What can be done for its user: our own connection made or mended, or a mute of it lifted. */
export type Mending = 'connect' | 'unmute';

interface FindingRule {
    /** A hint costs nothing that is seen otherwise; a fault does. */
    weight: 'fault' | 'hint';
    mending: Mending | null;
}

const fault = { weight: 'fault', mending: null } as const satisfies FindingRule;
const hint = { weight: 'hint', mending: null } as const satisfies FindingRule;
const connect = { weight: 'fault', mending: 'connect' } as const satisfies FindingRule;

/** Codes are stable. */
export const FINDINGS = {
    // Whether a service can be asked.
    not_set_up: fault,
    unreachable: fault,
    wrong_key: fault,
    wrong_service: fault,
    wrong_address: fault,
    not_answering: fault,
    too_old: hint,
    clock_off: fault,
    shared_key: fault,
    // Our own connection in Sonarr, Radarr and Seerr.
    own_address_unknown: hint,
    own_address_local: fault,
    webhook_missing: { weight: 'hint', mending: 'connect' },
    webhook_local: connect,
    webhook_elsewhere: connect,
    webhook_moved: connect,
    webhook_path: connect,
    webhook_method: connect,
    webhook_no_secret: connect,
    webhook_wrong_secret: connect,
    webhook_refused: connect,
    webhook_off: connect,
    trigger_missing: connect,
    import_doubled: { weight: 'hint', mending: 'connect' },
    webhook_tags: connect,
    webhook_twice: hint,
    webhook_muted: { weight: 'fault', mending: 'unmute' },
    nothing_arrives: fault,
    slot_taken: fault,
    template_changed: connect,
    // Folders.
    root_folder_missing: fault,
    remote_path_wrong: fault,
    client_unreachable: fault,
    folder_unseen: fault,
    download_unseen: fault,
    mapping_wrong: fault,
    // How the others learn of a file.
    library_not_watched: hint,
    push_off: fault,
    folder_not_watched: hint,
} as const satisfies Record<string, FindingRule>;
export type FindingCode = keyof typeof FINDINGS;

export const SERVICE_KINDS = ['sonarr', 'radarr', 'seerr', 'jellyfin', 'shoko', 'qbittorrent'] as const;
export type ServiceKind = (typeof SERVICE_KINDS)[number];

export const SERVICE_NAMES: Readonly<Record<ServiceKind, string>> = {
    sonarr: 'Sonarr',
    radarr: 'Radarr',
    seerr: 'Seerr',
    jellyfin: 'Jellyfin',
    shoko: 'Shoko',
    qbittorrent: 'qBittorrent',
};

/** What is put into a text. Each kind is written by the rules of the reader's language. */
export type FindingValue =
    | string
    | number
    /** The very words of a service. */
    | { quote: string }
    | { list: readonly string[] }
    /** Words of ours, by their name in the catalogue. */
    | { words: readonly string[] }
    /** An instant, ISO 8601 UTC. */
    | { time: string };

export interface Finding {
    /** The same as long as it is the same thing that is wrong. */
    id: string;
    code: FindingCode;
    /** What its user calls the server. */
    server: string;
    /** Id of its server node; absent where it is about Node-RED itself, or about a service that is not set up. */
    serverId?: string;
    kind?: ServiceKind;
    values: Readonly<Record<string, FindingValue>>;
    /** Whether it can be done for its user, on one press. */
    canFix: boolean;
    /** Since when it has been seen, ISO 8601 UTC. */
    since: string;
}

/** A finding before it is known since when it has been so. */
export type Found = Omit<Finding, 'since'>;

/** Who a finding is about. */
export interface About {
    server: string;
    serverId?: string;
    kind?: ServiceKind;
}

/**
 * Makes a finding.
 * @param options.part what of the server it is about, where several may be wrong in the same way
 * @param options.cannot what could be mended otherwise cannot be here
 */
export function found(
    code: FindingCode,
    about: About,
    values: Found['values'] = {},
    { part = '', cannot = false }: { part?: string; cannot?: boolean } = {},
): Found {
    const id = [code, about.serverId ?? about.server, part].filter((each) => each !== '').join('/');
    return {
        id,
        code,
        ...about,
        values: { server: about.server, ...values },
        canFix: FINDINGS[code].mending !== null && !cannot,
    };
}
