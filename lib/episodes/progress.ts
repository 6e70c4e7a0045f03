/** How far the episodes of a TV request are, in figures and in words. */
import type { Episode, MediaRequest, RequestState } from '../model';
import { isUnaired } from './derive';

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

/** Counts the episodes of a request. `now` is in milliseconds since 1970. */
export function progressOf(request: Pick<MediaRequest, 'episodes'>, now: number): EpisodeProgress {
    const aired = request.episodes.filter((episode) => !isUnaired(episode, now));
    const counts = countByState(aired);
    const unaired = request.episodes.length - aired.length;
    const parts = WORDS.filter(([state]) => counts[state] !== undefined).map(([state, word]) => `${counts[state] ?? 0} ${word}`);
    if (unaired > 0) parts.push(`${unaired} not aired yet`);
    return { total: aired.length, available: counts.available ?? 0, unaired, counts, text: parts.join(', ') };
}

function countByState(episodes: readonly Episode[]): Partial<Record<RequestState, number>> {
    const counts: Partial<Record<RequestState, number>> = {};
    for (const { state } of episodes) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
}
