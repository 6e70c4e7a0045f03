/** Everything that bears on one decision, as it was found when it was looked at. Plain data: the chooser asks nobody. */
import type { CauseCode } from '../../causes';
import type { ImportFile } from './calls';
import type { HandDeed, Service, StepName } from './steps';
import type { SignalCode } from './signals';

/** What is known of a download as a whole. */
export interface DownloadFacts {
    id: string;
    /** `unknown` where the client does not say; usenet is public. */
    privacy: 'private' | 'public' | 'unknown';
    /** What has come in, in bytes: they are lost with it. */
    bytes: number;
    /** How much it has to be seeded still, by each who demands something; empty when nobody is known to. */
    obligations: readonly Obligation[];
    /** How many of its episodes are on their way: downloading well, or being imported. */
    goingOn: number;
}

/** A goal for seeding. Reaching either is enough, as it is for qBittorrent and for trackers. */
export interface Obligation {
    ratio?: { goal: number; reached: number };
    /** In seconds. */
    time?: { goal: number; reached: number };
}

/** By which means something can be done, as far as it was found. */
export interface Means {
    arr?: {
        server: string;
        kind: 'sonarr' | 'radarr';
        titleId?: number;
        /** Sonarr's ids of the episodes concerned, and no others. */
        episodeIds: readonly number[];
        /** Whether its queue has the download. */
        isQueued: boolean;
        /** What a manual import would take without an objection. */
        importable: readonly ImportFile[];
    };
    client?: { hash: string };
    jellyfin?: { itemId?: string; paths: readonly string[] };
    shoko?: { fileId?: number; folderId?: number; episodeIds: readonly number[] };
}

/** A command that another has given to Sonarr or Radarr. */
export interface ForeignCommand {
    isRunning: boolean;
    /** Milliseconds since 1970. */
    endedAt?: number;
}

/** Something done by hand, in milliseconds since 1970. */
export interface HandAct {
    deed: HandDeed;
    at: number;
}

export type Outcome =
    /** It is not known yet. */
    | 'open'
    | 'helped'
    | 'did_not_help'
    /** It was called, or not: nobody knows. */
    | 'unknown'
    /** The service refused it. */
    | 'failed';

/** Something that was done, by whomever approved it. */
export interface PastDeed {
    target: string;
    title: string;
    downloadId?: string;
    step: StepName;
    /** Milliseconds since 1970. */
    at: number;
    calls: number;
    outcome: Outcome;
    /** When it is judged. */
    judgedAt: number;
}

export interface Situation {
    /** Milliseconds since 1970. */
    now: number;
    cause: CauseCode;
    since: number;
    /** What the decision is about: a whole download, or some episodes. */
    target: string;
    /** By whose budget it goes: one series or film. */
    title: string;
    download: DownloadFacts | null;
    means: Means;
    signals: readonly SignalCode[];
    /** Services that do not answer. */
    away: readonly Service[];
    /** Since when each request of the house is stuck that is. */
    stuck: readonly number[];
    commands: readonly ForeignCommand[];
    byHand: readonly HandAct[];
    /** When somebody said *not now* to this target last. */
    dismissedAt?: number;
    /** Of the whole house. */
    deeds: readonly PastDeed[];
}
