/** Figures that change every few seconds and are worth nothing after a restart: kept in memory, never written. */
import { type Check, type Clock, isoNow, type QueuedDownload, type ShokoFact, systemClock, type Transfer } from '../../model';

/** Downloads of which something is kept: one that always fails is grabbed for ever, under a new id each time. */
const MOST_DOWNLOADS = 2_000;

/** Who told the figures of a transfer: the download client itself, or Sonarr's or Radarr's queue. */
export type TransferTeller = 'client' | 'queue';

/** Newest figures by download id and newest checks by request id. */
export class LiveFigures {
    private readonly transfers = new Newest<{ transfer: Transfer; by: TransferTeller }>();
    private readonly queued = new Newest<QueuedDownload>();
    private readonly checks = new Map<string, Check>();
    private readonly shokos = new Set<(path: string) => ShokoFact>();

    constructor(private readonly clock: Clock = systemClock) {}

    /** Where both know, the download client wins: a queue is a minute old, and says nothing of single episodes. */
    setTransfer(downloadId: string, transfer: Transfer, by: TransferTeller = 'client'): void {
        if (by === 'queue' && this.isFollowed(downloadId)) return;
        this.transfers.set(downloadId, { transfer: this.sinceWhen(transfer, this.transferOf(downloadId)), by });
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
    }

    checkOf(requestId: string): Check | undefined {
        return this.checks.get(requestId);
    }

    /** Takes who can say what a Shoko does with a file. Returns what ends it. */
    answerForShoko(factOf: (path: string) => ShokoFact): () => void {
        this.shokos.add(factOf);
        return () => this.shokos.delete(factOf);
    }

    /** What Shoko does with the file at a path of Sonarr's or Radarr's: the one of several that has it. Asks no server. */
    shokoOf(path: string | undefined): ShokoFact | undefined {
        if (path === undefined) return undefined;
        const facts = [...this.shokos].map((factOf) => factOf(path));
        return facts.find(({ doing }) => doing !== 'unseen') ?? facts[0];
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
