/** Whose end of a download was told, and when. */
import type { EpisodeKey, TrackedDownload } from '../../model';
import { labels } from './pack-watch';

/** A finished download whose end has not arrived is told again: its event may have been lost on the way. */
const REMIND_MS = 300_000;

export class ToldEnds {
    private readonly subjects = new Set<string>();
    private toldAt = 0;

    get isEmpty(): boolean {
        return this.subjects.size === 0;
    }

    /** The end of these episodes, or of all of the download, is told now. */
    tell(download: TrackedDownload, episodes: readonly EpisodeKey[], now: number): void {
        for (const subject of subjectsOf(download, episodes)) this.subjects.add(subject);
        this.toldAt = now;
    }

    /** Whether it was told to all of them. */
    covers(download: TrackedDownload, episodes: readonly EpisodeKey[] = []): boolean {
        return subjectsOf(download, episodes).every((subject) => this.subjects.has(subject));
    }

    /** Whether it is worth telling: to somebody for the first time, or once more since it has not arrived. */
    isDue(download: TrackedDownload, episodes: readonly EpisodeKey[], now: number): boolean {
        if (!this.covers(download, episodes)) return true;
        return download.complete !== true && now - this.toldAt >= REMIND_MS;
    }

    forget(): void {
        this.subjects.clear();
    }
}

/** Names of what waits for a download: the movie, or these of its episodes, where none stands for all. */
function subjectsOf(download: TrackedDownload, episodes: readonly EpisodeKey[]): string[] {
    if (download.episodes.length === 0) return ['movie'];
    return labels(episodes.length > 0 ? episodes : download.episodes);
}
