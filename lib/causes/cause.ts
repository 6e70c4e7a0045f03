/** From the facts of a subject to the one cause for which it is not further. */
import type { Episode, MediaRequest } from '../model';
import { type CauseCode, CAUSES, type StepCode, type Who } from './codes';
import { whyNotGrabbed } from './decide/before-grab';
import { whyFailed } from './decide/failed';
import { type Case, caseOf, type Found } from './decide/found';
import { whyNotDownloaded } from './decide/in-client';
import { playable, whyNotPlayable } from './decide/in-library';
import { whyNotImported } from './decide/to-import';
import type { SubjectFacts } from './facts';
import { isInstant, type Values } from './values';

/** Why a subject is not further, since when, and what comes next. */
export interface Cause {
    code: CauseCode;
    /** What its sentence is filled with; `say` puts both into words. */
    values: Values;
    /** ISO 8601 UTC. */
    since: string;
    /** What happens by itself, or what to do. Its sentence takes the same values. */
    next?: StepCode;
    /** When that happens, ISO 8601 UTC. */
    nextAt?: string;
    who: Who;
}

/**
 * The cause of a movie request or of an episode of `request`. Every state has one; nothing is fetched, and nothing is thrown.
 * @param now milliseconds since 1970
 */
export function causeOf(subject: MediaRequest | Episode, request: MediaRequest, facts: SubjectFacts, now: number): Cause {
    const given = caseOf(subject, request, facts, now);
    const found = findFor(given);
    const { who, next: step } = CAUSES[found.code];
    const next = found.next ?? step;
    return {
        code: found.code,
        values: { arr: given.arr, ...found.values },
        since: isInstant(found.since) ? found.since : given.stageSince,
        ...(next !== undefined && { next }),
        ...(isInstant(found.nextAt) && { nextAt: found.nextAt }),
        who,
    };
}

function findFor(given: Case): Found {
    switch (given.subject.state) {
        case 'requested':
        case 'approved':
            return whyNotGrabbed(given);
        case 'grabbing':
        case 'downloading':
            return whyNotDownloaded(given);
        case 'downloaded':
            return whyNotImported(given);
        case 'importing':
        case 'anime_matching':
            return whyNotPlayable(given);
        case 'available':
            return playable(given);
        case 'failed':
            return whyFailed(given);
    }
}
