/** What is remembered of one awaited download, so that only what is new becomes an event. No I/O. */
import { type EpisodeKey, episodeLabel, type TrackedDownload, type Transfer } from '../model';
import type { EpisodeProgress } from './pack-progress';
import { labels, PackWatch } from './pack-watch';
import { phaseOf } from './states';
import { hashesOf } from './torrent-list';
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
    /** By the monotonic clock, as all times in here. */
    now: number;
}

/** What a look found, to be told as an event. */
export type Finding =
    | { kind: 'downloading' | 'downloaded'; transfer: Transfer; episodes: EpisodeKey[]; downloadPath?: string }
    | { kind: 'download_failed' | 'download_removed'; failure: { code: string; message: string }; episodes: EpisodeKey[] }
    | { kind: 'download_resumed'; episodes: EpisodeKey[] };

/** A torrent that is missing since a full answer is gone after this time: after its start qBittorrent takes a while to load thousands. */
const LOADING_MS = 60_000;
/** How long a grab without a torrent is looked for at the fast pace. */
const APPEARING_MS = 600_000;
/** A finished download whose end has not arrived is told again: its event may have been lost on the way. */
const REMIND_MS = 300_000;

export class DownloadWatch {
    /** `deselected`: it is there, and none of the episodes that are waited for is selected in it. */
    private phase: 'unseen' | 'deselected' | 'downloading' | 'done' | 'failed' | 'removed' = 'unseen';
    private gist = '';
    private percent: number | undefined;
    private readonly pack = new PackWatch();
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

    /** Whether the files of this torrent are worth a request. */
    needsFiles(torrent: Torrent, download: TrackedDownload, now: number): boolean {
        return this.pack.isDue(torrent, download.episodes, now);
    }

    /** The episodes by which the files are to be read: those that are waited for, and those that were. */
    episodesIn(download: TrackedDownload): EpisodeKey[] {
        return this.pack.soughtWith(download.episodes);
    }

    /** Takes one look and says what is new. */
    observe(look: Observation): Finding[] {
        const isFailed = look.download.failed === true;
        // The same release was grabbed again after its failure: everything about it is news.
        if (this.wasFailed && !isFailed) this.forget();
        // The failure was told before we were started.
        if (isFailed && this.phase === 'unseen') this.phase = 'failed';
        this.wasFailed = isFailed;
        // So was its end.
        if (look.download.complete === true && this.phase === 'unseen') this.ended(look, []);
        if (!look.torrent) return this.missing(look);
        this.absence = null;
        this.seenIn = look.generation;
        this.names = hashesOf(look.torrent);
        this.takeFigures(look.torrent, look);
        const episodes = this.concerned(look.download);
        if (episodes === null) return this.setAside();
        const phase = phaseOf(look.torrent);
        const isBackToLife = this.phase === 'failed' || this.phase === 'removed';
        if (phase === 'done') {
            // Its end alone does not undo a removal.
            const findings = isBackToLife ? this.resumed(episodes) : [];
            return [...findings, ...this.finished(look.torrent, look, episodes)];
        }
        // Bytes that turn out wrong after the end are fetched again, and files can be moved away: nothing that anyone waits for.
        if (this.phase === 'done' && this.untold(look.download, episodes).length === 0) return [];
        if (phase === 'failed') return this.failed(look.torrent, episodes);
        if (isBackToLife) return phase === 'checking' ? [] : this.resumed(episodes);
        return this.running(episodes);
    }

    private takeFigures(torrent: Torrent, { download, pack, now }: Observation): void {
        if (pack) this.pack.take(pack, torrent, now);
        const transfer = transferOf(torrent, this.percent);
        this.percent = transfer.percent;
        const episodes = this.pack.progressOf(download.episodes);
        this.figures = { ...transfer, ...(episodes.length > 0 && { episodes }) };
    }

    /** Which episodes an event names: none, which stands for all of the download, unless some are deselected; null when all are. */
    private concerned({ episodes }: TrackedDownload): EpisodeKey[] | null {
        const selected = this.pack.selectedOf(episodes);
        if (selected.length === episodes.length) return [];
        return selected.length === 0 ? null : selected;
    }

    /** Whatever happens in the client is about other files; news again as soon as one of ours is selected. */
    private setAside(): Finding[] {
        if (this.phase === 'unseen' || this.phase === 'downloading') this.phase = 'deselected';
        return [];
    }

    private running(episodes: EpisodeKey[]): Finding[] {
        const transfer = this.figures ?? {};
        const gist = gistOf(transfer);
        this.phase = 'downloading';
        if (gist === this.gist) return [];
        this.gist = gist;
        return [{ kind: 'downloading', transfer, episodes }];
    }

    private resumed(episodes: EpisodeKey[]): Finding[] {
        this.phase = 'downloading';
        this.gist = '';
        return [{ kind: 'download_resumed', episodes }];
    }

    private finished(torrent: Torrent, { download, now }: Observation, episodes: EpisodeKey[]): Finding[] {
        const isNews = this.untold(download, episodes).length > 0;
        const isHeard = download.complete === true || now - this.toldAt < REMIND_MS;
        this.phase = 'done';
        if (!isNews && isHeard) return [];
        this.ended({ download, now }, episodes);
        const downloadPath = contentPathOf(torrent);
        const transfer = this.figures ?? {};
        return [{ kind: 'downloaded', transfer, episodes, ...(downloadPath !== undefined && { downloadPath }) }];
    }

    /** Its end was told, of these episodes or of all. */
    private ended({ download, now }: Pick<Observation, 'download' | 'now'>, episodes: readonly EpisodeKey[]): void {
        this.phase = 'done';
        for (const subject of subjectsOf(download, episodes)) this.told.add(subject);
        this.toldAt = now;
    }

    private failed(torrent: Torrent, episodes: EpisodeKey[]): Finding[] {
        if (this.phase === 'failed') return [];
        this.phase = 'failed';
        this.gist = '';
        const message =
            torrent.state === 'missingFiles'
                ? `qBittorrent misses the files of ${torrent.name}`
                : `qBittorrent stopped ${torrent.name} with an error: its log says which, often a full disk or a missing permission`;
        return [{ kind: 'download_failed', failure: { code: 'download_failed', message }, episodes }];
    }

    private missing({ download, generation, now }: Observation): Finding[] {
        // Of what went while nobody looked we do not know whether it was imported.
        const wasHere = this.names.length > 0 && this.phase !== 'unseen' && this.phase !== 'removed';
        if (!wasHere) return [];
        this.absence ??= { polls: 0, since: now };
        this.absence.polls++;
        const isLoading = generation !== this.seenIn && now - this.absence.since < LOADING_MS;
        if (this.absence.polls < 2 || isLoading) return [];
        const findings = this.removals(download);
        this.forget();
        this.phase = 'removed';
        this.figures = {};
        return findings;
    }

    /** What was complete and what was not have different words. */
    private removals(download: TrackedDownload): Finding[] {
        const untold = new Set(this.untold(download));
        const removal = (episodes: EpisodeKey[], when: string): Finding => ({
            kind: 'download_removed',
            failure: { code: 'download_removed', message: `The torrent was removed from qBittorrent ${when}` },
            episodes,
        });
        if (this.told.size === 0) return [removal([], 'before it was complete')];
        if (download.episodes.length === 0) return [removal([], 'before it was imported')];
        const lost = download.episodes.filter((episode) => untold.has(episodeLabel(episode)));
        const complete = download.episodes.filter((episode) => !untold.has(episodeLabel(episode)));
        return [
            ...(lost.length > 0 ? [removal(lost, 'before it was complete')] : []),
            ...(complete.length > 0 ? [removal(complete, 'before it was imported')] : []),
        ];
    }

    private forget(): void {
        this.phase = 'unseen';
        this.gist = '';
        this.percent = undefined;
        this.pack.forget();
        this.told.clear();
        this.absence = null;
    }

    /** The subjects that wait for this download and whose end was not told; see `subjectsOf`. */
    private untold(download: TrackedDownload, episodes: readonly EpisodeKey[] = []): string[] {
        return subjectsOf(download, episodes).filter((subject) => !this.told.has(subject));
    }
}

/** Names of what waits for a download: the movie, or these of its episodes, where none stands for all. */
function subjectsOf(download: TrackedDownload, episodes: readonly EpisodeKey[] = []): string[] {
    if (download.episodes.length === 0) return ['movie'];
    return labels(episodes.length > 0 ? episodes : download.episodes);
}
