/** The services of a house, each with what it is asked. Nothing is written here. */
import { type ArrClient, readConnections, readHealthChecks, readRemotePaths, readRootFolders, readRows } from '../../arr';
import type { JellyfinClient } from '../../jellyfin';
import { MediaError, toMediaError } from '../../model';
import { joinPath, type PathMapping } from '../../paths';
import type { QBittorrentClient } from '../../qbittorrent';
import type { SeerrClient } from '../../seerr';
import type { ShokoClient } from '../../shoko';
import type {
    Answers,
    ArrAnswers,
    JellyfinAnswers,
    KnownFile,
    QBittorrentAnswers,
    SeerrAnswers,
    ServerFacts,
    ShokoAnswers,
} from '../facts';
import type { ServiceKind } from '../finding';
import type { Consent, Plan } from '../mend/plan';
import type { OwnWebhook } from '../own';

/** What is to be asked besides what a service always is. */
export interface Question {
    /** From when on the history is counted, milliseconds since 1970; null: not at all. */
    since: number | null;
    files: readonly KnownFile[];
    signal: AbortSignal;
}

export interface Patient {
    id: string;
    kind: ServiceKind;
    /** What its user calls it. */
    name: string;
    /** As it is asked; empty where it is not set up. */
    url: string;
    /** @throws MediaError why it could not be asked */
    ask: (question: Question) => Promise<Answers>;
    /** Absent where no connection of ours belongs into it. */
    mending?: {
        /** What would be done. Writes nothing. */
        plan: (own: OwnWebhook, isRefused: boolean) => Promise<Plan>;
        /** Does it. */
        apply: (own: OwnWebhook, consent: Consent, isRefused: boolean) => Promise<Plan>;
    };
}

/** Files that are asked for by their ids: of each kind of library some are enough. */
const MOST_FILES = 40;
/** How long a service may take with everything that it is asked: a person waits for the answer. */
export const LONGEST_ASK_MS = 8_000;

/** Asks all of them side by side, each for as long as it may take. Never rejects. */
export function askAll(patients: readonly Patient[], question: Omit<Question, 'signal'>): Promise<ServerFacts[]> {
    return Promise.all(
        patients.map(async (patient) => {
            const { id, kind, name, url } = patient;
            const timeout = AbortSignal.timeout(LONGEST_ASK_MS);
            try {
                const answers = await Promise.race([patient.ask({ ...question, signal: timeout }), late(timeout, name)]);
                return { id, kind, name, url, answers };
            } catch (thrown) {
                const { code, message } = toMediaError(thrown);
                return { id, kind, name, url, failure: { code, message } };
            }
        }),
    );
}

function late(signal: AbortSignal, name: string): Promise<never> {
    return new Promise((_, reject) => {
        const end = (): void => reject(new MediaError('timeout', `${name} did not answer in time`));
        signal.addEventListener('abort', end, { once: true });
    });
}

/** Rows come a moment after what they tell, and a webhook a moment after them. */
const OVERLAP_MS = 1_000;

export async function askArr(client: ArrClient, kind: 'sonarr' | 'radarr', { since }: Question): Promise<ArrAnswers> {
    const system = await client.system();
    const [told, health, roots, remote, rows] = await Promise.all([
        client.ask('/notification'),
        client.ask('/health'),
        client.ask('/rootfolder'),
        client.ask('/remotepathmapping'),
        since === null ? [] : client.historySince(since - OVERLAP_MS),
    ]);
    return {
        kind,
        version: system.version,
        instanceName: system.instanceName,
        servedAt: told.servedAt,
        connections: readConnections(told.value),
        health: readHealthChecks(health.value),
        rootFolders: readRootFolders(roots.value),
        remotePaths: readRemotePaths(remote.value),
        rows: readRows(rows ?? []).filter(({ at }) => since !== null && at >= since),
    };
}

export async function askSeerr(client: SeerrClient, { signal }: Question): Promise<SeerrAnswers> {
    const info = await client.info(signal);
    const { slot, servedAt } = await client.webhook(signal);
    return { kind: 'seerr', version: info.version, servedAt, slot };
}

export async function askJellyfin(client: JellyfinClient, { files, signal }: Question): Promise<JellyfinAnswers> {
    const info = await client.publicInfo(signal);
    const libraries = await client.libraries(signal);
    const ids = files.flatMap(({ jellyfinId }) => jellyfinId ?? []).slice(0, MOST_FILES);
    const items = await client.byIds(ids, signal);
    const places = items.flatMap(({ id, path }) => (path === undefined ? [] : [[id, path] as const]));
    return { kind: 'jellyfin', version: info.version, servedAt: info.now, libraries, places: new Map(places) };
}

export async function askShoko(
    client: ShokoClient,
    mappings: readonly PathMapping[],
    { files }: Question,
): Promise<ShokoAnswers> {
    const version = await client.version();
    const folders = await client.watchedFolders();
    const [hasHub, servedAt] = await Promise.all([client.hasHub(), client.now()]);
    const paths = new Map(folders.map(({ id, path }) => [id, path]));
    const places = new Map<number, string[]>();
    for (const id of files.flatMap(({ shokoFileId }) => shokoFileId ?? []).slice(0, MOST_FILES)) {
        const file = await client.file(id);
        const at = (file?.locations ?? []).flatMap(({ folderId, relativePath }) => {
            const folder = paths.get(folderId);
            return folder === undefined ? [] : [joinPath(folder, relativePath)];
        });
        if (at.length > 0) places.set(id, at);
    }
    return { kind: 'shoko', version, servedAt, folders, hasHub, places, mappings };
}

export async function askQBittorrent(client: QBittorrentClient): Promise<QBittorrentAnswers> {
    const { app } = await client.version();
    const { paths, servedAt } = await client.savePaths();
    return { kind: 'qbittorrent', version: app.replace(/^v/, ''), servedAt, savePaths: paths, isShared: client.isShared };
}
