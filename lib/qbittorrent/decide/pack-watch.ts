/** What is remembered of the files of one awaited download, and when they are worth another request. No I/O. */
import { type EpisodeKey, episodeLabel } from '../../model';
import type { Torrent } from '../ask/wire';
import type { EpisodeProgress } from './pack-files';
import { type Phase, phaseOf } from './states';

/** How often the files are asked for while one is deselected: selecting one that is complete changes nothing in the torrent. */
const RESELECT_MS = 300_000;

/** The files as they were read last, and what the torrent was then. */
interface Reading {
    episodes: ReadonlyMap<string, EpisodeProgress>;
    /** Labels of the episodes that were looked for. */
    soughtFor: ReadonlySet<string>;
    phase: Phase;
    /** Wanted bytes: they change with what is selected. */
    size: number;
    /** 0 to 1. */
    progress: number;
    /** By the monotonic clock. */
    at: number;
}

export class PackWatch {
    private reading: Reading | null = null;
    /** Every episode that was ever waited for, by its label. */
    private readonly seen = new Map<string, EpisodeKey>();

    /** Whether the files are worth a request: when they are unknown, can have been selected anew, or tell more than the torrent. */
    isDue(torrent: Torrent, episodes: readonly EpisodeKey[], now: number): boolean {
        if (episodes.length === 0) return false;
        const { reading } = this;
        if (reading === null || !labels(episodes).every((label) => reading.soughtFor.has(label))) return true;
        const phase = phaseOf(torrent);
        const isAnotherPhase = phase !== reading.phase && phase !== 'checking';
        if (isAnotherPhase || torrent.size !== reading.size) return true;
        const isGrowing = phase === 'downloading' && torrent.progress !== reading.progress;
        if (isGrowing && episodes.some((episode) => this.growsApart(episode))) return true;
        return now - reading.at >= RESELECT_MS && this.selectedOf(episodes).length < episodes.length;
    }

    /** By which episodes to read the files: also by those that are done, since bare numbers are understood from a whole season. */
    soughtWith(episodes: readonly EpisodeKey[]): EpisodeKey[] {
        for (const episode of episodes) this.seen.set(episodeLabel(episode), episode);
        return [...this.seen.values()];
    }

    /** Takes what the files say of all episodes of `soughtWith`. */
    take(pack: readonly EpisodeProgress[], torrent: Torrent, now: number): void {
        const phase = phaseOf(torrent);
        // A file is listed as selected up to a second before its torrent counts its bytes and goes on.
        const isAhead = phase === 'done' && pack.some(({ wanted, percent }) => wanted && percent < 100);
        if (isAhead && this.reading !== null) return;
        const episodes = new Map(pack.map((episode) => [episodeLabel(episode), episode]));
        const { size, progress } = torrent;
        this.reading = { episodes, soughtFor: new Set(this.seen.keys()), phase, size, progress, at: now };
    }

    forget(): void {
        this.reading = null;
    }

    /**
     * How far each of these episodes is, as far as its file is known.
     * @param percent of the torrent, which is that of the only episode in it
     */
    progressOf(episodes: readonly EpisodeKey[], percent: number | undefined): EpisodeProgress[] {
        const known = episodes.flatMap((episode) => this.fileOf(episode) ?? []);
        // What was read during a check is the progress of that.
        if (this.reading?.phase === 'checking') return known.filter(({ wanted }) => !wanted);
        return known.map((file) => (file.sole === true && percent !== undefined ? { ...file, percent } : file));
    }

    /** These episodes without those whose files are deselected. */
    selectedOf(episodes: readonly EpisodeKey[]): EpisodeKey[] {
        return episodes.filter((episode) => this.fileOf(episode)?.wanted !== false);
    }

    private fileOf(episode: EpisodeKey): EpisodeProgress | undefined {
        return this.reading?.episodes.get(episodeLabel(episode));
    }

    /** Whether only its file tells how far an episode is. */
    private growsApart(episode: EpisodeKey): boolean {
        const file = this.fileOf(episode);
        return file?.wanted === true && file.sole !== true && file.percent < 100;
    }
}

export function labels(episodes: readonly EpisodeKey[]): string[] {
    return episodes.map(episodeLabel);
}
