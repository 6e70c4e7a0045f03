/** What is handed in to find what is wrong: what each service answered, what arrived, and which files are known. */
import type { ArrConnection, ArrHealth, ArrRemotePath, ArrRootFolder, HistoryRow } from '../arr';
import type { JellyfinLibrary } from '../jellyfin';
import type { PathMapping } from '../paths';
import type { SeerrSlot } from '../seerr';
import type { ShokoFolder } from '../shoko';
import type { Arrivals } from './arrivals';
import type { ServiceKind } from './finding';
import type { OwnWebhook } from './own';

interface Answered {
    /** Milliseconds since 1970 by the server's clock, to the second. */
    servedAt?: number | undefined;
    version?: string | undefined;
}

export interface ArrAnswers extends Answered {
    kind: 'sonarr' | 'radarr';
    instanceName: string | undefined;
    connections: ArrConnection[];
    health: ArrHealth[];
    rootFolders: ArrRootFolder[];
    remotePaths: ArrRemotePath[];
    /** Of the history since somebody listens here; none when nobody does. */
    rows: HistoryRow[];
}

export interface SeerrAnswers extends Answered {
    kind: 'seerr';
    slot: SeerrSlot;
}

export interface JellyfinAnswers extends Answered {
    kind: 'jellyfin';
    libraries: JellyfinLibrary[];
    /** Where it has the items that were asked for, by their ids. */
    places: ReadonlyMap<string, string>;
}

export interface ShokoAnswers extends Answered {
    kind: 'shoko';
    folders: ShokoFolder[];
    hasHub: boolean;
    /** Where it has the files that were asked for, by their ids; several places each. */
    places: ReadonlyMap<number, string[]>;
    mappings: readonly PathMapping[];
}

export interface QBittorrentAnswers extends Answered {
    kind: 'qbittorrent';
    savePaths: string[];
    isShared: boolean;
}

export type Answers = ArrAnswers | SeerrAnswers | JellyfinAnswers | ShokoAnswers | QBittorrentAnswers;

/** A file that Sonarr or Radarr has imported, and by what the others know it. */
export interface KnownFile {
    /** Where Sonarr or Radarr has it. */
    path: string;
    by: 'sonarr' | 'radarr';
    isAnime: boolean;
    /** When it was imported, milliseconds since 1970. */
    importedAt: number;
    jellyfinId?: string;
    shokoFileId?: number;
}

/** A download that Sonarr or Radarr looks for and does not find. */
export interface LostDownload {
    by: 'sonarr' | 'radarr';
    title: string;
    /** Where the download client has it. */
    inClient: string;
    /** Where it is looked for. */
    lookedFor: string;
}

/** What the house needs of each service, whether it is set up or not. */
export type Needs = Readonly<Partial<Record<ServiceKind, number>>>;

/** A server of the house: what it is called, where, and what it answered or why it did not. */
export interface ServerFacts {
    id: string;
    kind: ServiceKind;
    name: string;
    /** As it is asked; empty where it is not set up. */
    url: string;
    answers?: Answers;
    failure?: { code: string; message: string };
}

export interface HouseFacts {
    /** Milliseconds since 1970. */
    now: number;
    /** What the flow takes webhooks by; null when nothing in it does. */
    own: OwnWebhook | null;
    servers: readonly ServerFacts[];
    arrivals: Arrivals;
    files: readonly KnownFile[];
    lost: readonly LostDownload[];
    needs: Needs;
    /** When a mute was first seen, by the id of its finding. */
    mutedSince: (id: string) => string | undefined;
}

export function aboutOf({ id, kind, name }: ServerFacts): { server: string; serverId: string; kind: ServiceKind } {
    return { server: name, serverId: id, kind };
}
