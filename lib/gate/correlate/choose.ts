/** Which one of several requests an event is about, where only one can be: by preference, then by all that speaks for it. */
import { hasOpenSubject, type MediaRequest, type RequestFacts } from '../../model';
import { type Candidate, DOWNLOAD_LEVEL, TITLE_LEVEL } from './candidates';
import type { Target } from './target';
import { isSameTrack, trackScore } from '../alike/track';

/** Whether a candidate comes before those that are not so. */
export type Preference = (candidate: Candidate) => boolean;

/** Tries each preference in turn, first among what has the download or fits the track (HD or 4K), then among the rest. */
export function choose(facts: RequestFacts, pool: readonly Candidate[], preferences: readonly Preference[]): Target | null {
    const fitting = pool.filter(({ request, level }) => level <= DOWNLOAD_LEVEL || isSameTrack(request, facts));
    for (const part of [fitting, pool]) {
        for (const prefer of preferences) {
            const target = pick(facts, part.filter(prefer));
            if (target !== null) return target;
        }
    }
    return null;
}

export const OPEN_THEN_CLOSED: readonly Preference[] = [
    ({ request }) => hasOpenSubject(request),
    ({ request }) => request.state === 'failed',
    () => true,
];

const BY_TITLE = { code: 'matched_by_title', message: 'No id in common with Sonarr; joined by title and year' };

/** Strongest identity first, then the same instance, then the newest. What is equal to the end is said in the timeline. */
function pick(facts: RequestFacts, pool: readonly Candidate[]): Target | null {
    const scored = pool
        .map((candidate) => ({ ...candidate, score: trackScore(candidate.request, facts) }))
        .sort((a, b) => a.level - b.level || b.score - a.score || b.request.createdAt.localeCompare(a.request.createdAt));
    const [best, second] = scored;
    if (!best) return null;
    if (best.level === TITLE_LEVEL) return { request: best.request, episodes: null, note: BY_TITLE };
    const isTie = second !== undefined && second.level === best.level && second.score === best.score;
    if (!isTie) return { request: best.request, episodes: null };
    return {
        request: best.request,
        episodes: null,
        note: { code: 'several_requests', message: 'More than one request fits; the newest was taken' },
    };
}

/** All of the track that facts are of. An HD instance gives no sign of it: of twins it means the one in HD. */
export function onTrack(facts: RequestFacts, pool: readonly Candidate[]): MediaRequest[] {
    const possible = pool.map(({ request }) => request).filter((request) => isSameTrack(request, facts));
    const likely = possible.filter((request) => trackScore(request, facts) > 0);
    return likely.length > 0 ? likely : possible;
}
