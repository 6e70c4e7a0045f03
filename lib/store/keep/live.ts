/** Figures that change every few seconds and are worth nothing after a restart: kept in memory, never written. */
import {
    type ArrFacts,
    type Check,
    type ClientFacts,
    type Clock,
    type Episode,
    type EventSource,
    isoNow,
    type JellyfinFacts,
    type MediaRequest,
    type QueuedDownload,
    type ShokoFact,
    systemClock,
    type Transfer,
} from '../../model';
import { Answerers } from './answerers';

/** Downloads of which something is kept: one that always fails is grabbed for ever, under a new id each time. */
const MOST_DOWNLOADS = 2_000;

/** Who told the figures of a transfer: the download client itself, or Sonarr's or Radarr's queue. */
export type TransferTeller = 'client' | 'queue';

/** What has new figures: a download, or what is said of a request. */
export type LiveChange = { downloadId: string } | { requestId: string };

/** Newest figures by download id and newest checks by request id. */
export class LiveFigures {
    private readonly transfers = new Newest<{ transfer: Transfer; by: TransferTeller }>();
    private readonly queued = new Newest<QueuedDownload>();
    private readonly checks = new Map<string, Check>();
    private readonly unmuted = new Set<(source: EventSource) => void>();
    private readonly shokos = new Answerers<[path: string], ShokoFact>();
    private readonly arrs = new Answerers<[subject: MediaRequest | Episode, request: MediaRequest], ArrFacts>();
    private readonly clients = new Answerers<[downloadId: string | undefined], ClientFacts>();
    private readonly jellyfins = new Answerers<[], JellyfinFacts>();

    private readonly listeners = new Set<(change: LiveChange) => void>();

    constructor(private readonly clock: Clock = systemClock) {}

    /** Tells `listener` what has new figures, each time, also when they are what they were. Returns what ends it. */
    onChange(listener: (change: LiveChange) => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /** Where both know, the download client wins: a queue is a minute old, and says nothing of single episodes. */
    setTransfer(downloadId: string, transfer: Transfer, by: TransferTeller = 'client'): void {
        if (by === 'queue' && this.isFollowed(downloadId)) return;
        this.transfers.set(downloadId, { transfer: this.sinceWhen(transfer, this.transferOf(downloadId)), by });
        this.tell({ downloadId });
    }

    transferOf(downloadId: string | undefined): Transfer | undefined {
        return this.transfers.get(downloadId)?.transfer;
    }

    /** Whether the download client itself tells of it. */
    isFollowed(downloadId: string): boolean {
        return this.transfers.get(downloadId)?.by === 'client';
    }

    /** What Sonarr's or Radarr's queue says of a download; null when it is no longer there. */
    setQueued(downloadId: string, queued: QueuedDownload | null): void {
        if (queued === null) this.queued.delete(downloadId);
        else this.queued.set(downloadId, this.statusSince(queued, this.queuedOf(downloadId)));
        this.tell({ downloadId });
    }

    private tell(change: LiveChange): void {
        for (const listener of this.listeners) listener(change);
    }

    private sinceWhen(transfer: Transfer, before: Transfer | undefined): Transfer {
        if (transfer.wait === undefined) return transfer;
        const known = before?.wait === transfer.wait ? before.waitSince : undefined;
        return { ...transfer, waitSince: transfer.waitSince ?? known ?? isoNow(this.clock) };
    }

    private statusSince(queued: QueuedDownload, before: QueuedDownload | undefined): QueuedDownload {
        const isSame = before?.status === queued.status && before?.errorMessage === queued.errorMessage;
        const known = isSame ? before?.statusSince : undefined;
        return { ...queued, statusSince: queued.statusSince ?? known ?? isoNow(this.clock) };
    }

    queuedOf(downloadId: string | undefined): QueuedDownload | undefined {
        return this.queued.get(downloadId);
    }

    setCheck(requestId: string, check: Check): void {
        this.checks.set(requestId, check);
        this.tell({ requestId });
    }

    checkOf(requestId: string): Check | undefined {
        return this.checks.get(requestId);
    }

    /** Webhooks of a service were muted until now: what it would have sent is lost. */
    tellUnmuted(source: EventSource): void {
        for (const listener of this.unmuted) listener(source);
    }

    /** Takes who makes up for what was lost. Returns what ends it. */
    onUnmuted(listener: (source: EventSource) => void): () => void {
        this.unmuted.add(listener);
        return () => this.unmuted.delete(listener);
    }

    /** Takes who can say what a Shoko does with a file. Returns what ends it. */
    answerForShoko(factOf: (path: string) => ShokoFact): () => void {
        return this.shokos.add(factOf);
    }

    /** What Shoko does with the file at a path of Sonarr's or Radarr's: the one of several that has it. Asks no server. */
    shokoOf(path: string | undefined): ShokoFact | undefined {
        if (path === undefined) return undefined;
        const facts = this.shokos.ask(path);
        return facts.find(({ doing }) => doing !== 'unseen') ?? facts[0];
    }

    /**
     * Takes who can say what one Sonarr or Radarr knows of a movie request or of an episode; undefined for what cannot be in it.
     * Returns what ends it.
     */
    answerForArr(factsOf: (subject: MediaRequest | Episode, request: MediaRequest) => ArrFacts | undefined): () => void {
        return this.arrs.add(factsOf);
    }

    /** What Sonarr or Radarr knows of a subject: of several the one that has it, else one that cannot say. Asks no server. */
    arrOf(subject: MediaRequest | Episode, request: MediaRequest): ArrFacts | undefined {
        const facts = this.arrs.ask(subject, request);
        const has = facts.find(({ isMissing, outage }) => isMissing !== true && outage === undefined);
        return has ?? facts.find(({ outage }) => outage !== undefined) ?? facts[0];
    }

    /** Takes who can say how one download client is, of the downloads that may be in it. Returns what ends it. */
    answerForClient(factsOf: (downloadId: string | undefined) => ClientFacts | undefined): () => void {
        return this.clients.add(factsOf);
    }

    /** How the client of a download is: of several the one that has it, else one that is well, which may be that one. Asks no server. */
    clientOf(downloadId: string | undefined): ClientFacts | undefined {
        const facts = this.clients.ask(downloadId);
        const own = facts.find(({ isHere }) => isHere === true);
        return own ?? facts.find(({ outage }) => outage === undefined) ?? facts[0];
    }

    /** Takes who can say how one Jellyfin is. Returns what ends it. */
    answerForJellyfin(facts: () => JellyfinFacts): () => void {
        return this.jellyfins.add(facts);
    }

    /** How Jellyfin is: of several, one that is away may be the one that is asked. Asks no server. */
    jellyfinOf(): JellyfinFacts | undefined {
        const facts = this.jellyfins.ask();
        return facts.find(({ outage }) => outage !== undefined) ?? facts[0];
    }

    /** Forgets what belongs to a request that needs no more watching. */
    forget(requestId: string, downloadIds: Iterable<string>): void {
        this.checks.delete(requestId);
        for (const downloadId of downloadIds) {
            this.transfers.delete(downloadId);
            this.queued.delete(downloadId);
        }
    }
}

/** By download id, without the oldest when there are too many. */
class Newest<T> {
    private readonly values = new Map<string, T>();

    get(downloadId: string | undefined): T | undefined {
        return downloadId === undefined ? undefined : this.values.get(downloadId);
    }

    set(downloadId: string, value: T): void {
        // Taken out first, so that it counts as new.
        this.values.delete(downloadId);
        this.values.set(downloadId, value);
        if (this.values.size > MOST_DOWNLOADS) this.values.delete(this.values.keys().next().value ?? downloadId);
    }

    delete(downloadId: string): void {
        this.values.delete(downloadId);
    }
}
