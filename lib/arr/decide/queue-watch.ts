/**
 * What Sonarr's or Radarr's queue tells of downloads, from look to look. Of what the download client itself tells, only what it
 * cannot know: whether it is imported, and why not.
 */
import type { Clock, HealthComplaint, MediaEvent, QueuedDownload, Transfer } from '../../model';
import { cleanText, type EventDraft } from '../../webhook';
import type { ArrKind } from '../ask/client';
import { type QueuedItem, secondsOf } from '../wire/queue';
import { known } from '../wire/read';
import type { ArrTitle } from '../wire/titles';
import { type Missing, MissingLook } from './missing';
import { blockedPayload, queuedGrabPayload } from './payloads';
import type { Teller } from './teller';

/** qBittorrent, where it is listened to, has the first word about a torrent. In milliseconds. */
const FIRST_WORD_MS = 10_000;
/**
 * A download of a single file that is refused is never said to be blocked: it stays `importPending` with a warning, which a
 * file that is still being written has too. In milliseconds.
 */
const REFUSED_AFTER_MS = 5 * 60_000;

/** Removals that are kept in mind, for one that comes back. */
const MOST_REMOVED = 200;

type Phase = 'downloading' | 'downloaded' | 'refused' | 'blocked' | 'other';

/** What is remembered of one download between looks. */
interface Watched extends Missing {
    /** By the monotonic clock. */
    firstSeenAt: number;
    refusedAt: number | null;
    refusedSince: string | null;
    /** It was there before anybody listened, and nothing was told of it yet. */
    isBackfill: boolean;
    toldPhase: Phase | null;
    toldTransfer: string;
    toldRefusal: string;
}

export interface QueueWatchOptions {
    kind: ArrKind;
    teller: Teller;
    clock: Clock;
    title: (id: number) => Promise<ArrTitle | null>;
    health: () => Promise<readonly HealthComplaint[]>;
    instanceName: () => string;
    /** Whether the download client itself tells of it. */
    isFollowed: (downloadId: string) => boolean;
    setTransfer: (downloadId: string, transfer: Transfer) => void;
    setQueued: (downloadId: string, queued: QueuedDownload | null) => void;
}

export interface QueueLook {
    events: MediaEvent[];
    /** Milliseconds until it is worth looking again; null when nothing waits. */
    againIn: number | null;
}

export class QueueWatch {
    private readonly watched = new Map<string, Watched>();
    private readonly ended = new Set<string>();
    /** What was said to be removed, the oldest first. */
    private readonly removedIds = new Set<string>();

    constructor(private readonly options: QueueWatchOptions) {}

    /** How many downloads there were at the last look. */
    get size(): number {
        return this.watched.size;
    }

    /** Whether there are other downloads than at the look before. */
    differsFrom(items: readonly QueuedItem[]): boolean {
        const present = new Set(items.map(({ downloadId }) => downloadId));
        const isGone = ([downloadId, { missingAt }]: [string, Watched]): boolean =>
            missingAt === null && !present.has(downloadId);
        return [...present].some((downloadId) => !this.watched.has(downloadId)) || [...this.watched].some(isGone);
    }

    /** The history has said what became of a download: its absence says nothing more. */
    hasEnded(downloadId: string): void {
        if (this.watched.has(downloadId.toLowerCase())) this.ended.add(downloadId.toLowerCase());
    }

    /** @param isBackfill it is the first look ever: grabs are told too, and nobody is to hear of any of it */
    async look(items: readonly QueuedItem[], isBackfill: boolean): Promise<QueueLook> {
        const result: QueueLook = { events: [], againIn: null };
        for (const item of items) {
            const known = this.watched.get(item.downloadId);
            const watched = known ?? this.begin(item.downloadId, isBackfill);
            watched.missingAt = null;
            watched.wasAway = false;
            watched.downloadClient = item.downloadClient;
            if (known === undefined && isBackfill) result.events.push(...(await this.grabbed(item)));
            this.tellLive(item, watched);
            result.events.push(...(await this.progress(item, watched, result)));
        }
        await this.lookForRemoved(new Set(items.map(({ downloadId }) => downloadId)), result);
        return result;
    }

    private begin(downloadId: string, isBackfill: boolean): Watched {
        const watched: Watched = {
            firstSeenAt: this.options.clock.monotonic(),
            refusedAt: null,
            refusedSince: null,
            missingAt: null,
            downloadClient: undefined,
            wasAway: false,
            isBackfill,
            toldPhase: null,
            toldTransfer: '',
            toldRefusal: '',
        };
        this.watched.set(downloadId, watched);
        return watched;
    }

    private tellLive(item: QueuedItem, watched: Watched): void {
        const { clock, kind, instanceName } = this.options;
        const isRefused = ['refused', 'blocked'].includes(phaseOf(item));
        watched.refusedAt = isRefused ? (watched.refusedAt ?? clock.monotonic()) : null;
        watched.refusedSince = isRefused ? (watched.refusedSince ?? new Date(clock.now()).toISOString()) : null;
        const { downloadId, trackedDownloadState, trackedDownloadStatus, status, errorMessage, protocol } = item;
        const { downloadClient, indexer, title, outputPath, statusMessages = [] } = item;
        const told = { trackedDownloadState, trackedDownloadStatus, status, errorMessage, protocol };
        const more = { downloadClient, indexer, title, outputPath, refusedSince: watched.refusedSince ?? undefined };
        this.options.setQueued(downloadId, {
            at: new Date(clock.now()).toISOString(),
            source: kind,
            instanceName: instanceName(),
            statusMessages: statusMessages.map((entry) => ({
                title: cleanText(entry.title, 500),
                messages: entry.messages.map((message) => cleanText(message, 500)),
            })),
            ...known({ ...told, ...more }),
        });
        if (phaseOf(item) === 'downloading') this.options.setTransfer(downloadId, transferOf(item));
    }

    private async progress(item: QueuedItem, watched: Watched, result: QueueLook): Promise<MediaEvent[]> {
        const phase = phaseOf(item);
        if (phase === 'downloading' || phase === 'downloaded') return this.moved(item, phase, watched, result);
        const moved = phase === 'other' ? [] : this.moved(item, 'downloaded', watched, result);
        return [...moved, ...(await this.refused(item, phase, watched, result))];
    }

    private moved(item: QueuedItem, phase: 'downloading' | 'downloaded', watched: Watched, result: QueueLook): MediaEvent[] {
        const { clock, isFollowed } = this.options;
        if (isFollowed(item.downloadId)) return [];
        const waited = clock.monotonic() - watched.firstSeenAt;
        if (item.protocol?.toLowerCase() !== 'usenet' && waited < FIRST_WORD_MS) {
            result.againIn = sooner(result.againIn, FIRST_WORD_MS - waited);
            return [];
        }
        const transfer = transferOf(item);
        const figures = `${Math.floor(transfer.percent ?? -1)} ${transfer.clientState ?? ''}`;
        if (watched.toldPhase === phase && (phase === 'downloaded' || watched.toldTransfer === figures)) return [];
        watched.toldPhase = phase;
        watched.toldTransfer = figures;
        // It is there again: whoever took it for removed was wrong, or has put it back.
        const isBack = this.removedIds.delete(item.downloadId);
        const all: (typeof phase | 'download_resumed')[] = isBack ? ['download_resumed'] : [phase];
        if (isBack && phase === 'downloaded') all.push(phase);
        const isBackfill = takeBackfill(watched);
        return all.map((kind) => {
            const draft: EventDraft = { kind, downloadId: item.downloadId, request: {}, episodes: [], transfer };
            return this.event(draft, item.downloadId, kind, isBackfill);
        });
    }

    private async refused(item: QueuedItem, phase: Phase, watched: Watched, result: QueueLook): Promise<MediaEvent[]> {
        if (watched.refusedAt === null) return [];
        const waited = this.options.clock.monotonic() - watched.refusedAt;
        if (phase === 'refused' && waited < REFUSED_AFTER_MS) {
            result.againIn = sooner(result.againIn, REFUSED_AFTER_MS - waited);
            return [];
        }
        const refusal = JSON.stringify(item.statusMessages ?? []);
        if (watched.toldRefusal === refusal) return [];
        const title = item.titleId === undefined ? null : await this.options.title(item.titleId);
        watched.toldRefusal = refusal;
        if (title === null) return [];
        const draft = await this.options.teller.draft(title, blockedPayload(item));
        return [this.event(draft, item.downloadId, item.trackedDownloadState ?? phase, takeBackfill(watched))];
    }

    private async grabbed(item: QueuedItem): Promise<MediaEvent[]> {
        const title = item.titleId === undefined ? null : await this.options.title(item.titleId);
        if (title === null) return [];
        const draft = await this.options.teller.draft(title, queuedGrabPayload(item));
        return [this.event(draft, item.downloadId, 'queued', true, item.added)];
    }

    private async lookForRemoved(present: ReadonlySet<string>, result: QueueLook): Promise<void> {
        const { clock, isFollowed, health, setQueued } = this.options;
        const look = new MissingLook(clock.monotonic(), present.size === 0, health);
        for (const [downloadId, watched] of this.watched) {
            if (present.has(downloadId)) continue;
            const isTold = this.ended.has(downloadId) || watched.toldPhase !== 'downloading';
            if (!isTold && !isFollowed(downloadId)) {
                const left = await look.leftFor(watched);
                if (left !== null) {
                    result.againIn = sooner(result.againIn, left);
                    continue;
                }
                result.events.push(this.removed(downloadId));
            }
            this.watched.delete(downloadId);
            this.ended.delete(downloadId);
            setQueued(downloadId, null);
        }
    }

    private removed(downloadId: string): MediaEvent {
        const [oldest] = this.removedIds;
        if (oldest !== undefined && this.removedIds.size >= MOST_REMOVED) this.removedIds.delete(oldest);
        this.removedIds.add(downloadId);
        const message = `${this.options.teller.service} no longer has this download in its queue: it was removed`;
        const failure = { code: 'download_removed', message };
        const draft: EventDraft = { kind: 'download_removed', downloadId, request: {}, episodes: [], message, failure };
        return this.event(draft, downloadId, 'removed', false);
    }

    private event(draft: EventDraft, downloadId: string, what: string, isBackfill: boolean, happenedAt?: number): MediaEvent {
        const now = this.options.clock.now();
        const at = Math.min(happenedAt ?? now, now);
        return this.options.teller.event(draft, { key: `${downloadId}:${what}:${now}`, at, eventType: what, isBackfill });
    }
}

/** Only what was so when it was first seen is old news; what becomes of it then is not. */
function takeBackfill(watched: Watched): boolean {
    const { isBackfill } = watched;
    watched.isBackfill = false;
    return isBackfill;
}

/** Where a download stands, in the words of TrackedDownloadState.cs. Sonarr 3 has no `importBlocked`. */
function phaseOf({ status, trackedDownloadState, trackedDownloadStatus }: QueuedItem): Phase {
    const isUnwell = (trackedDownloadStatus ?? 'ok').toLowerCase() !== 'ok';
    switch (trackedDownloadState?.toLowerCase()) {
        case 'importblocked':
            return 'blocked';
        case 'importpending':
            return isUnwell ? 'refused' : 'downloaded';
        case 'importing':
        case 'imported':
            return 'downloaded';
        case 'failedpending':
        case 'failed':
        case 'ignored':
            return 'other';
        default:
            return status?.toLowerCase() === 'completed' ? 'downloaded' : 'downloading';
    }
}

/** Of the whole download: a queue says nothing of single episodes. */
function transferOf({ size, sizeleft, timeleft, status }: QueuedItem): Transfer {
    const hasSize = size !== undefined && size > 0 && sizeleft !== undefined;
    const percent = hasSize ? Math.round(Math.min(100, Math.max(0, (1 - sizeleft / size) * 100)) * 10) / 10 : undefined;
    const etaSeconds = status?.toLowerCase() === 'downloading' ? secondsOf(timeleft) : undefined;
    return known<Transfer>({
        percent,
        etaSeconds,
        sizeBytes: hasSize ? size : undefined,
        leftBytes: hasSize ? sizeleft : undefined,
        clientState: status,
    });
}

function sooner(a: number | null, b: number): number {
    return a === null ? b : Math.min(a, b);
}
