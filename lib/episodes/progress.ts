/** How far the episodes of a TV request are, in figures and in words. */
import type { EpisodeSummary, RequestState } from '../model';

export interface EpisodeProgress {
    /** Episodes that are out, or of which somebody has a release. */
    total: number;
    available: number;
    /** Episodes that air later; not in `total`. */
    unaired: number;
    /** How many are in each state that occurs. */
    counts: Partial<Record<RequestState, number>>;
    /** For example `5 available, 3 downloaded, 5 downloading`. */
    text: string;
}

const WORDS: readonly [RequestState, string][] = [
    ['available', 'available'],
    ['anime_matching', 'matching'],
    ['importing', 'importing'],
    ['downloaded', 'downloaded'],
    ['downloading', 'downloading'],
    ['grabbing', 'queued'],
    ['approved', 'waiting'],
    ['requested', 'waiting for approval'],
    ['failed', 'failed'],
];

/** What a summary comes to; of none, nothing. */
export function progressOf(summary: EpisodeSummary | undefined): EpisodeProgress {
    const { counts, unaired, total } = summary ?? { counts: {}, unaired: 0, total: 0 };
    const parts = WORDS.filter(([state]) => counts[state] !== undefined).map(([state, word]) => `${counts[state] ?? 0} ${word}`);
    if (unaired > 0) parts.push(`${unaired} not aired yet`);
    return { total: total - unaired, available: counts.available ?? 0, unaired, counts, text: parts.join(', ') };
}
