/** One look at every awaited download: asks for the files where they are worth it, has decided what is new, and tells it. */
import {
    Breath,
    type Clock,
    type EpisodeKey,
    type MediaEvent,
    TOLD_AT_ONCE,
    type TrackedDownload,
    type Transfer,
} from '../../model';
import type { TorrentList } from '../ask/torrent-list';
import type { Torrent, TorrentFile } from '../ask/wire';
import { DownloadWatch } from '../decide/download-watch';
import { type EpisodeProgress, PackFiles } from '../decide/pack-files';
import { isTorrentHash } from '../decide/tracked';
import { eventOf } from '../tell/event-of';

export interface RoundOptions {
    files: (hash: string) => Promise<TorrentFile[]>;
    /** The awaited downloads by download id, in lower case. May change while it is looked through. */
    tracked: () => ReadonlyMap<string, TrackedDownload>;
    emit: (event: MediaEvent) => void;
    /** Newest figures of a download, told at every poll. */
    onTransfer: (downloadId: string, transfer: Transfer) => void;
    clock: Clock;
    newId: () => string;
}

/** What is kept of one download between the rounds. */
interface Watched {
    watch: DownloadWatch;
    files: PackFiles;
    /** The round that looked at it last. */
    round: number;
}

export class Rounds {
    private readonly watched = new Map<string, Watched>();
    private round = 0;
    private stopped = false;

    constructor(private readonly options: RoundOptions) {}

    /** How many of the awaited downloads are downloading now. */
    get downloading(): number {
        return this.count((watch) => watch.isDownloading);
    }

    /** Whether a change is to be expected soon. */
    get isPressing(): boolean {
        const now = this.options.clock.monotonic();
        return this.count((watch) => watch.isPressing(now)) > 0;
    }

    /** Whether this download was looked for before. */
    knows(downloadId: string): boolean {
        return this.watched.has(downloadId);
    }

    /** Whether this download was there when it was looked for last. */
    isFound(downloadId: string): boolean {
        return (this.watched.get(downloadId)?.watch.transfer ?? null) !== null;
    }

    /** What a round under way still brings is dropped. */
    stop(): void {
        this.stopped = true;
    }

    async look(list: TorrentList): Promise<void> {
        const tracked = this.options.tracked();
        this.round++;
        for (const downloadId of this.watched.keys()) if (!tracked.has(downloadId)) this.watched.delete(downloadId);
        const breath = new Breath(this.options.clock, TOLD_AT_ONCE);
        for (const [downloadId, download] of tracked) {
            if (!isTorrentHash(downloadId)) continue;
            await this.lookAt(downloadId, download, list);
            await breath.take();
            if (this.stopped) return;
        }
    }

    private async lookAt(downloadId: string, download: TrackedDownload, list: TorrentList): Promise<void> {
        const { clock, emit, onTransfer, newId } = this.options;
        const watched = this.watchedOf(downloadId, download);
        // What we tell may put it behind the others, where it comes up again.
        if (watched.round === this.round) return;
        watched.round = this.round;
        const { watch } = watched;
        const torrent = list.find(downloadId);
        const isDue = torrent !== undefined && watch.needsFiles(torrent, download, clock.monotonic());
        const pack = isDue ? await this.packOf(torrent, watched.files, watch.episodesIn(download)) : undefined;
        if (this.stopped) return;
        const { generation, freeBytes } = list;
        const findings = watch.observe({ download, torrent, pack, generation, freeBytes, now: clock.monotonic() });
        if (watch.transfer) onTransfer(downloadId, watch.transfer);
        for (const finding of findings) emit(eventOf(finding, { downloadId, hashes: watch.hashes, torrent }, newId(), clock));
    }

    private watchedOf(downloadId: string, { requestId }: TrackedDownload): Watched {
        const known = this.watched.get(downloadId);
        if (known?.watch.requestId === requestId) return known;
        const watch = new DownloadWatch(requestId, this.options.clock.monotonic());
        const watched = { watch, files: new PackFiles(), round: 0 };
        this.watched.set(downloadId, watched);
        return watched;
    }

    private async packOf(torrent: Torrent, pack: PackFiles, episodes: EpisodeKey[]): Promise<EpisodeProgress[] | undefined> {
        // The files only refine the figures. Whatever keeps them away shows in the next poll if it lasts.
        const files = await this.options.files(torrent.hash).catch(() => undefined);
        return files && pack.progress(files, episodes);
    }

    private count(isSo: (watch: DownloadWatch) => boolean): number {
        let count = 0;
        for (const { watch } of this.watched.values()) if (isSo(watch)) count++;
        return count;
    }
}
