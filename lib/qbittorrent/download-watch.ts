/** What is remembered of one awaited download, so that only what is new becomes an event. No I/O. */
import { episodeLabel, type Transfer } from '../model';
import type { EpisodeKey, EpisodeProgress } from './pack-progress';
import { phaseOf } from './states';
import { hashesOf } from './torrent-list';
import type { TrackedDownload } from './tracked';
import { contentPathOf, gistOf, transferOf } from './transfer';
import type { Torrent } from './wire';

/** One look at a download. */
export interface Observation {
    download: TrackedDownload;
    /** Undefined when the client does not have it. */
    torrent: Torrent | undefined;
    /** Percent per episode where the files were asked for. */
    pack?: EpisodeProgress[] | undefined;
    /** See `TorrentList.generation`. */
    generation: number;
    /** Milliseconds since 1970. */
    now: number;
}

/** What a look found, to be told as an event. */
export type Finding =
    | { kind: 'downloading' | 'downloaded'; transfer: Transfer; episodes: EpisodeKey[]; downloadPath?: string }
    | { kind: 'download_failed' | 'download_removed'; failure: { code: string; message: string }; episodes: EpisodeKey[] }
    | { kind: 'download_resumed'; episodes: EpisodeKey[] };

/** A torrent that is missing since a full answer is gone after this time: after its start qBittorrent takes a while to load thousands. */
export const LOADING_MS = 60_000;
/** How long a grab without a torrent is looked for at the fast pace. */
export const APPEARING_MS = 600_000;
/** A finished download that is still waited for is told again: its event may have been lost on the way. */
export const REMIND_MS = 300_000;

export class DownloadWatch {
    private phase: 'unseen' | 'downloading' | 'done' | 'failed' | 'removed' = 'unseen';
    private gist = '';
    private percent: number | undefined;
    private pack: EpisodeProgress[] | undefined;
    /** The episodes that `pack` is about, and whether it was asked for after the end. */
    private packFor = '';
    private isPackFinal = false;
    /** The subjects whose end was told, and when the last of them was. */
    private told = new Set<string>();
    private toldAt = 0;
    private absence: { polls: number; since: number } | null = null;
    /** Generation of the list in which it was seen last. */
    private seenIn = 0;
    private wasFailed = false;
    private names: string[] = [];
    private figures: Transfer | undefined;

    constructor(
        readonly requestId: string,
        private readonly since: number,
    ) {}

    /** Every hash of the torrent, as far as it was ever seen. */
    get hashes(): readonly string[] {
        return this.names;
    }

    /** The newest figures; empty after the torrent is gone. */
    get transfer(): Transfer | undefined {
        return this.figures;
    }

    /** Whether it is downloading now. */
    get isDownloading(): boolean {
        return this.phase === 'downloading';
    }

    /** Whether a change is to be expected soon. */
    isPressing(now: number): boolean {
        return this.isDownloading || this.absence !== null || (this.phase === 'unseen' && now - this.since < APPEARING_MS);
    }

    /** Whether the files are worth a request: while a pack downloads, and once when it is done, to know what was deselected. */
    needsFiles(torrent: Torrent, download: TrackedDownload): boolean {
        if (torrent.size <= 0) return false;
        const phase = phaseOf(torrent);
        if (phase === 'downloading') return download.episodes.length > 1;
        const isKnown = this.isPackFinal && this.packFor === labels(download.episodes).join();
        return phase === 'done' && download.episodes.length > 0 && !isKnown;
    }

    /** Takes one look and says what is new. */
    observe(look: Observation): Finding[] {
        const isFailed = look.download.failed === true;
        // The same release was grabbed again after its failure: everything about it is news.
        if (this.wasFailed && !isFailed) this.forget();
        // The failure was told before we were started.
        if (isFailed && this.phase === 'unseen') this.phase = 'failed';
        this.wasFailed = isFailed;
        if (!look.torrent) return this.missing(look);
        this.absence = null;
        this.seenIn = look.generation;
        this.names = hashesOf(look.torrent);
        const phase = phaseOf(look.torrent);
        this.takePack(look, phase === 'done');
        this.takeFigures(look.torrent);
        if (phase === 'done') return this.finished(look.torrent, look);
        // Bytes that turn out wrong after the end are fetched again, and files can be moved away: nothing that anyone waits for.
        if (this.phase === 'done' && this.untold(look.download).length === 0) return [];
        if (phase === 'failed') return this.failed(look.torrent, look.download);
        const isBackToLife = this.phase === 'failed' || this.phase === 'removed';
        if (isBackToLife) return phase === 'checking' ? [] : this.resumed(look.download);
        return this.running(look.download);
    }

    private takePack({ download, pack }: Observation, isFinal: boolean): void {
        const episodes = labels(download.episodes).join();
        if (episodes !== this.packFor) this.pack = undefined;
        this.packFor = episodes;
        if (!pack) return;
        this.pack = pack;
        this.isPackFinal = isFinal;
    }

    private takeFigures(torrent: Torrent): void {
        const transfer = transferOf(torrent, this.percent);
        this.percent = transfer.percent;
        this.figures = { ...transfer, ...(this.pack && this.pack.length > 0 && { episodes: this.pack }) };
    }

    private running(download: TrackedDownload): Finding[] {
        const transfer = this.figures ?? {};
        const gist = gistOf(transfer);
        this.phase = 'downloading';
        if (gist === this.gist) return [];
        this.gist = gist;
        return [{ kind: 'downloading', transfer, episodes: this.selected(download) }];
    }

    private resumed(download: TrackedDownload): Finding[] {
        this.phase = 'downloading';
        this.gist = '';
        return [{ kind: 'download_resumed', episodes: this.selected(download) }];
    }

    private finished(torrent: Torrent, { download, now }: Observation): Finding[] {
        this.phase = 'done';
        const deselected = this.deselected();
        const isNews = this.untold(download).some((subject) => !deselected.has(subject));
        const isStillAwaited = subjectsOf(download).some((subject) => !deselected.has(subject));
        if (!isNews && !(isStillAwaited && now - this.toldAt >= REMIND_MS)) return [];
        for (const subject of subjectsOf(download)) if (!deselected.has(subject)) this.told.add(subject);
        this.toldAt = now;
        const downloadPath = contentPathOf(torrent);
        const transfer = this.figures ?? {};
        return [
            {
                kind: 'downloaded',
                transfer,
                episodes: this.selected(download),
                ...(downloadPath !== undefined && { downloadPath }),
            },
        ];
    }

    private failed(torrent: Torrent, download: TrackedDownload): Finding[] {
        if (this.phase === 'failed') return [];
        this.phase = 'failed';
        this.gist = '';
        const message =
            torrent.state === 'missingFiles'
                ? `qBittorrent misses the files of ${torrent.name}`
                : `qBittorrent stopped ${torrent.name} with an error: its log says which, often a full disk or a missing permission`;
        return [{ kind: 'download_failed', failure: { code: 'download_failed', message }, episodes: this.selected(download) }];
    }

    private missing({ download, generation, now }: Observation): Finding[] {
        const untold = this.untold(download);
        if (this.phase === 'unseen' || this.phase === 'removed' || untold.length === 0) return [];
        this.absence ??= { polls: 0, since: now };
        this.absence.polls++;
        const isLoading = generation !== this.seenIn && now - this.absence.since < LOADING_MS;
        if (this.absence.polls < 2 || isLoading) return [];
        const episodes =
            this.told.size === 0 ? [] : download.episodes.filter((episode) => untold.includes(episodeLabel(episode)));
        this.forget();
        this.phase = 'removed';
        this.figures = {};
        const message = 'The torrent was removed from qBittorrent before it was complete';
        return [{ kind: 'download_removed', failure: { code: 'download_removed', message }, episodes }];
    }

    private forget(): void {
        this.phase = 'unseen';
        this.gist = '';
        this.percent = undefined;
        this.pack = undefined;
        this.isPackFinal = false;
        this.told.clear();
        this.absence = null;
    }

    /** The subjects that wait for this download and whose end was not told. */
    private untold(download: TrackedDownload): string[] {
        return subjectsOf(download).filter((subject) => !this.told.has(subject));
    }

    private deselected(): Set<string> {
        return new Set(labels((this.pack ?? []).filter((episode) => !episode.wanted)));
    }

    /** Which episodes an event names: none, which stands for all of the download, unless some of its files are deselected. */
    private selected(download: TrackedDownload): EpisodeKey[] {
        const deselected = this.deselected();
        const selected = download.episodes.filter((episode) => !deselected.has(episodeLabel(episode)));
        return selected.length === download.episodes.length ? [] : selected;
    }
}

/** Names of what waits for a download: its episodes, or the movie. */
function subjectsOf(download: TrackedDownload): string[] {
    return download.episodes.length === 0 ? ['movie'] : labels(download.episodes);
}

function labels(episodes: readonly EpisodeKey[]): string[] {
    return episodes.map(episodeLabel);
}
