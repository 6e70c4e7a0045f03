/** Watches the awaited downloads in one qBittorrent and tells what happens to them. */
import {
    type Clock,
    type EpisodeKey,
    isoNow,
    type MediaError,
    type MediaEvent,
    type Timer,
    toMediaError,
    type TrackedDownload,
    type Transfer,
} from '../model';
import { DownloadWatch, type Finding } from './download-watch';
import { type EpisodeProgress, packProgress } from './pack-progress';
import type { TorrentList } from './torrent-list';
import { isTorrentHash } from './tracked';
import type { Torrent, TorrentFile } from './wire';

export interface PollerPace {
    /** Between two polls while something downloads, in milliseconds. */
    activeMs: number;
    /** Between two polls otherwise, in milliseconds. */
    idleMs: number;
}

export type PollerStatus =
    /** `downloading`: how many of the awaited downloads are downloading now. */
    { state: 'connected'; downloading: number } | { state: 'failed'; error: MediaError };

export interface PollerOptions extends PollerPace {
    /** One poll. */
    refresh: () => Promise<TorrentList>;
    files: (hash: string) => Promise<TorrentFile[]>;
    /** The awaited downloads by download id, in lower case. */
    tracked: () => ReadonlyMap<string, TrackedDownload>;
    emit: (event: MediaEvent) => void;
    /** Newest figures of a download, told at every poll. */
    onTransfer: (downloadId: string, transfer: Transfer) => void;
    onStatus: (status: PollerStatus) => void;
    clock: Clock;
    newId: () => string;
}

/** After failures polls are further and further apart, up to this. */
const MAX_BACKOFF_MS = 60_000;

export class TorrentPoller {
    private readonly watches = new Map<string, DownloadWatch>();
    private timer: Timer | null = null;
    private polling = false;
    private poked = false;
    private stopped = false;
    private failures = 0;

    constructor(private readonly options: PollerOptions) {}

    /** Polls now, and from then on by itself. */
    start(): void {
        this.poke();
    }

    /** Polls at once; if a poll is under way, once more after it. */
    poke(): void {
        if (this.stopped) return;
        this.poked = true;
        if (!this.polling) void this.run();
    }

    /**
     * These downloads are waited for now: polls at once for one that was never looked for. While polls fail the next one
     * is soon enough, or a night of grabs would be a night of logins.
     */
    awaits(downloadIds: Iterable<string>): void {
        if (this.failures > 0) return;
        const isNew = (downloadId: string): boolean => isTorrentHash(downloadId) && !this.watches.has(downloadId);
        if ([...downloadIds].some(isNew)) this.poke();
    }

    /** Ends everything. What a poll under way still brings is dropped. */
    stop(): void {
        this.stopped = true;
        this.timer?.cancel();
        this.timer = null;
    }

    private async run(): Promise<void> {
        this.timer?.cancel();
        this.timer = null;
        this.polling = true;
        let delay = 0;
        while (this.poked && !this.stopped) {
            this.poked = false;
            delay = await this.poll();
        }
        this.polling = false;
        if (!this.stopped) this.timer = this.options.clock.after(delay, () => this.poke());
    }

    /** Returns the time to the next poll, in milliseconds. */
    private async poll(): Promise<number> {
        try {
            const list = await this.options.refresh();
            if (!this.stopped) await this.look(list);
            this.failures = 0;
        } catch (thrown) {
            return this.afterFailure(toMediaError(thrown));
        }
        const watches = [...this.watches.values()];
        if (!this.stopped)
            this.options.onStatus({ state: 'connected', downloading: watches.filter((watch) => watch.isDownloading).length });
        return this.interval();
    }

    private afterFailure(error: MediaError): number {
        if (!this.stopped) this.options.onStatus({ state: 'failed', error });
        const interval = this.interval();
        const backoff = Math.min(interval * 2 ** this.failures++, Math.max(MAX_BACKOFF_MS, interval));
        return Math.max(backoff, (error.retryAt ?? 0) - this.options.clock.now());
    }

    private interval(): number {
        const now = this.options.clock.monotonic();
        const isPressing = [...this.watches.values()].some((watch) => watch.isPressing(now));
        return isPressing ? this.options.activeMs : this.options.idleMs;
    }

    private async look(list: TorrentList): Promise<void> {
        const tracked = this.options.tracked();
        for (const downloadId of this.watches.keys()) if (!tracked.has(downloadId)) this.watches.delete(downloadId);
        for (const [downloadId, download] of tracked) {
            if (!isTorrentHash(downloadId)) continue;
            await this.lookAt(downloadId, download, list);
            if (this.stopped) return;
        }
    }

    private async lookAt(downloadId: string, download: TrackedDownload, list: TorrentList): Promise<void> {
        const watch = this.watchOf(downloadId, download);
        const torrent = list.find(downloadId);
        const isDue = torrent !== undefined && watch.needsFiles(torrent, download, this.options.clock.monotonic());
        const pack = isDue ? await this.packOf(torrent, watch.episodesIn(download)) : undefined;
        if (this.stopped) return;
        const now = this.options.clock.monotonic();
        const findings = watch.observe({ download, torrent, pack, generation: list.generation, now });
        if (watch.transfer) this.options.onTransfer(downloadId, watch.transfer);
        for (const finding of findings) this.options.emit(this.eventOf(finding, downloadId, watch, torrent));
    }

    private watchOf(downloadId: string, download: TrackedDownload): DownloadWatch {
        const known = this.watches.get(downloadId);
        if (known?.requestId === download.requestId) return known;
        const watch = new DownloadWatch(download.requestId, this.options.clock.monotonic());
        this.watches.set(downloadId, watch);
        return watch;
    }

    private async packOf(torrent: Torrent, episodes: readonly EpisodeKey[]): Promise<EpisodeProgress[] | undefined> {
        // The files only refine the figures. Whatever keeps them away shows in the next poll if it lasts.
        const files = await this.options.files(torrent.hash).catch(() => undefined);
        return files && packProgress(files, episodes);
    }

    private eventOf(finding: Finding, downloadId: string, watch: DownloadWatch, torrent: Torrent | undefined): MediaEvent {
        const base = {
            id: this.options.newId(),
            source: 'qbittorrent' as const,
            at: isoNow(this.options.clock),
            ...(torrent && { eventType: torrent.state }),
            downloadId,
            hashes: [...watch.hashes],
            request: {},
            episodes: finding.episodes,
        };
        switch (finding.kind) {
            case 'download_resumed':
                return { ...base, kind: finding.kind };
            case 'download_failed':
            case 'download_removed':
                return { ...base, kind: finding.kind, failure: finding.failure };
            case 'downloading':
            case 'downloaded': {
                const request = finding.downloadPath === undefined ? {} : { downloadPath: finding.downloadPath };
                return { ...base, kind: finding.kind, request, transfer: finding.transfer };
            }
        }
    }
}
