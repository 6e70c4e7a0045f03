/** From how a server is set up to a patient that can be asked, and, where a connection of ours belongs into it, mended. */
import { ArrClient, type ArrSettings } from '../../arr';
import type { JellyfinClient } from '../../jellyfin';
import { toMediaError } from '../../model';
import type { QBittorrentClient } from '../../qbittorrent';
import type { SeerrClient } from '../../seerr';
import { ShokoClient, type ShokoSettings } from '../../shoko';
import type { ServiceKind } from '../finding';
import { applyArr, planArr } from '../mend/arr';
import { applySeerr, planSeerr } from '../mend/seerr';
import { askArr, askJellyfin, askQBittorrent, askSeerr, askShoko, LONGEST_ASK_MS, type Patient } from './patients';

export interface Called {
    id: string;
    /** What its user calls it. */
    name: string;
    /** As it is asked. */
    url: string;
}

/** One that cannot even be asked: its settings lack something. */
export function unsetPatient(called: Called, kind: ServiceKind, thrown: unknown): Patient {
    return { ...called, kind, ask: () => Promise.reject(toMediaError(thrown)) };
}

export function arrPatient(called: Called, { server, name }: ArrSettings): Patient {
    const { kind } = server;
    const withClient = async <T>(use: (client: ArrClient) => Promise<T>, timeoutMs: number): Promise<T> => {
        const client = new ArrClient({ ...server, timeoutMs });
        try {
            return await use(client);
        } finally {
            client.close();
        }
    };
    return {
        ...called,
        kind,
        ask: (question) => withClient((client) => askArr(client, kind, question), LONGEST_ASK_MS),
        mending: {
            plan: (own, isRefused) => withClient((client) => planArr({ client, kind, own, isRefused, name }), MENDING_MS),
            apply: (own, consent, isRefused) =>
                withClient((client) => applyArr({ client, kind, own, isRefused, name }, consent), MENDING_MS),
        },
    };
}

/** A test that Sonarr or Radarr makes before it saves waits for an answer of ours, and for a name that nobody knows. */
const MENDING_MS = 20_000;

export function seerrPatient(called: Called, client: SeerrClient): Patient {
    return {
        ...called,
        kind: 'seerr',
        ask: (question) => askSeerr(client, question),
        mending: {
            plan: (own) => planSeerr({ client, own }),
            apply: (own, consent) => applySeerr({ client, own }, consent),
        },
    };
}

export function jellyfinPatient(called: Called, client: JellyfinClient): Patient {
    return { ...called, kind: 'jellyfin', ask: (question) => askJellyfin(client, question) };
}

export function shokoPatient(called: Called, { server, mappings }: ShokoSettings): Patient {
    return {
        ...called,
        kind: 'shoko',
        ask: async (question) => {
            const client = new ShokoClient({ ...server, timeoutMs: LONGEST_ASK_MS });
            try {
                return await askShoko(client, mappings, question);
            } finally {
                client.close();
            }
        },
    };
}

export function qbittorrentPatient(called: Called, client: QBittorrentClient): Patient {
    return { ...called, kind: 'qbittorrent', ask: () => askQBittorrent(client) };
}
