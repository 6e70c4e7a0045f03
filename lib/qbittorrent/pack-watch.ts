/** What is remembered of the files of one awaited download, and when they are worth another request. No I/O. */
import { type EpisodeKey, episodeLabel } from '../model';
import type { EpisodeProgress } from './pack-progress';
import { type Phase, phaseOf } from './states';
import type { Torrent } from './wire';

/** How often the files are asked for while one is deselected: selecting one that is complete changes nothing in the torrent. */
const RESELECT_MS = 300_000;

/** The files as they were read last, and what the torrent was then. */
interface Reading {
    episodes: readonly EpisodeProgress[];
    /** Labels of the episodes that were looked for. */
    soughtFor: ReadonlySet<string>;
    phase: Phase;
    /** Wanted bytes: they change with what is selected. */
    size: number;
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
        const selected = this.selectedOf(episodes);
        const isGrowing = phase === 'downloading' && torrent.size > 0;
        if (isGrowing && episodes.length > 1 && selected.length > 0) return true;
        return selected.length < episodes.length && now - reading.at >= RESELECT_MS;
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
        this.reading = { episodes: pack, soughtFor: new Set(this.seen.keys()), phase, size: torrent.size, at: now };
    }

    forget(): void {
        this.reading = null;
    }

    /** How far each of these episodes is, as far as its file is known. */
    progressOf(episodes: readonly EpisodeKey[]): EpisodeProgress[] {
        const asked = new Set(labels(episodes));
        const known = (this.reading?.episodes ?? []).filter((episode) => asked.has(episodeLabel(episode)));
        // What was read during a check is the progress of that.
        return this.reading?.phase === 'checking' ? known.filter(({ wanted }) => !wanted) : known;
    }

    /** These episodes without those whose files are deselected. */
    selectedOf(episodes: readonly EpisodeKey[]): EpisodeKey[] {
        const unwanted = (this.reading?.episodes ?? []).filter(({ wanted }) => !wanted);
        const deselected = new Set(labels(unwanted));
        return episodes.filter((episode) => !deselected.has(episodeLabel(episode)));
    }
}

export function labels(episodes: readonly EpisodeKey[]): string[] {
    return episodes.map(episodeLabel);
}
