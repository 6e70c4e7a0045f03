/**
 * One awaited download: takes look after look at its torrent, and says what is new in each. No I/O.
 *
 * A look goes through these questions, in this order: what did others know before us; is the torrent there; are any of the
 * awaited episodes selected in it; what is it doing, and was that told before.
 */
import type { EpisodeKey, TrackedDownload, Transfer } from '../../model';
import { hashesOf } from '../ask/torrent-list';
import type { Torrent } from '../ask/wire';
import { Absence } from './absence';
import { contentPathOf } from './content-path';
import { failureOf, removalsOf } from './failures';
import type { Finding, Observation } from './finding';
import { PackWatch } from './pack-watch';
import { phaseOf } from './states';
import { ToldEnds } from './told-ends';
import { gistOf, transferOf } from './transfer';

/** How long a grab without a torrent is looked for at the fast pace. */
const APPEARING_MS = 600_000;

export class DownloadWatch {
    /** What was found last. `deselected`: it is there, and none of the awaited episodes is selected in it. */
    private phase: 'unseen' | 'deselected' | 'downloading' | 'done' | 'failed' | 'removed' = 'unseen';
    private readonly absence = new Absence();
    private readonly pack = new PackWatch();
    private readonly told = new ToldEnds();
    private gist = '';
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
        return this.isDownloading || this.absence.isOpen || (this.phase === 'unseen' && now - this.since < APPEARING_MS);
    }

    /** Whether the files of this torrent are worth a request. */
    needsFiles(torrent: Torrent, download: TrackedDownload, now: number): boolean {
        return download.complete !== true && this.pack.isDue(torrent, download.episodes, now);
    }

    /** The episodes by which the files are to be read: those that are waited for, and those that were. */
    episodesIn(download: TrackedDownload): EpisodeKey[] {
        return this.pack.soughtWith(download.episodes);
    }

    /** Takes one look and says what is new. */
    observe(look: Observation): Finding[] {
        this.takeStanding(look);
        if (!look.torrent) return this.missing(look);
        this.takeTorrent(look.torrent, look);
        const episodes = this.concerned(look.download);
        if (episodes === null) return this.setAside();
        return this.seen(look.torrent, look, episodes);
    }

    /** What became of it before we were started, or by others' doing. */
    private takeStanding({ download, now }: Observation): void {
        const isFailed = download.failed === true;
        // The same release was grabbed again after its failure: everything about it is news.
        if (this.wasFailed && !isFailed) this.forget();
        this.wasFailed = isFailed;
        if (this.phase !== 'unseen') return;
        if (isFailed) this.phase = 'failed';
        else if (download.complete === true) this.ended(download, [], now);
    }

    private takeTorrent(torrent: Torrent, { download, pack, generation, freeBytes, now }: Observation): void {
        this.absence.seen(generation);
        this.names = hashesOf(torrent);
        if (pack) this.pack.take(pack, torrent, now);
        const transfer = transferOf(torrent, this.figures?.percent, freeBytes);
        const episodes = this.pack.progressOf(download.episodes, transfer.percent);
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

    private seen(torrent: Torrent, look: Observation, episodes: EpisodeKey[]): Finding[] {
        const phase = phaseOf(torrent);
        const isBackToLife = this.phase === 'failed' || this.phase === 'removed';
        if (phase === 'done') {
            // Its end alone does not undo a removal.
            const resumed = isBackToLife ? this.resumed(episodes) : [];
            return [...resumed, ...this.finished(torrent, look, episodes)];
        }
        // Bytes that turn out wrong after the end are fetched again, and files can be moved away: nothing that anyone waits for.
        if (this.phase === 'done' && this.told.covers(look.download, episodes)) return [];
        if (phase === 'failed') return this.failed(torrent, episodes);
        if (isBackToLife) return phase === 'checking' ? [] : this.resumed(episodes);
        return this.running(episodes);
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
        this.phase = 'done';
        if (!this.told.isDue(download, episodes, now)) return [];
        this.ended(download, episodes, now);
        const downloadPath = contentPathOf(torrent);
        const transfer = this.figures ?? {};
        return [{ kind: 'downloaded', transfer, episodes, ...(downloadPath !== undefined && { downloadPath }) }];
    }

    private ended(download: TrackedDownload, episodes: readonly EpisodeKey[], now: number): void {
        this.phase = 'done';
        this.told.tell(download, episodes, now);
    }

    private failed(torrent: Torrent, episodes: EpisodeKey[]): Finding[] {
        if (this.phase === 'failed') return [];
        this.phase = 'failed';
        this.gist = '';
        return [failureOf(torrent, this.figures ?? {}, episodes)];
    }

    private missing({ download, generation, now }: Observation): Finding[] {
        // Of what went while nobody looked we do not know whether it was imported.
        if (!this.absence.wasSeen || this.phase === 'unseen' || this.phase === 'removed') return [];
        if (!this.absence.miss(generation, now)) return [];
        const findings = removalsOf(download, this.told);
        this.forget();
        this.phase = 'removed';
        this.figures = {};
        return findings;
    }

    private forget(): void {
        this.phase = 'unseen';
        this.gist = '';
        this.figures = undefined;
        this.pack.forget();
        this.told.forget();
        this.absence.end();
    }
}
