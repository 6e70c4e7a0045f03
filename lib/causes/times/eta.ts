/** When something can be played, where that can be known: the download's own time, and what this house needs after it. */
import { type Episode, type MediaRequest, pipelineOf, type Stage } from '../../model';
import type { Cause } from '../cause';
import { CAUSES } from '../codes';
import type { SubjectFacts } from '../facts';
import type { StageTimes } from './stage-times';

/** ISO 8601 UTC. One time in ten it is before `from`, and one in ten after `until`. */
export interface Eta {
    at: string;
    from: string;
    until: string;
}

/** How far a download client's own estimate is off, as parts of what it says is left. */
const CLIENT_LEAST = 0.7;
const CLIENT_MOST = 1.6;
/** Stages of which this house's own times tell how long the rest takes. */
const TOLD_BY_HOUSE: readonly Stage[] = ['downloaded', 'importing', 'anime_matching'];

/** Null where it cannot be known: nothing runs, somebody has to act, or the house is new. */
export function etaOf(
    { subject, request, cause }: { subject: MediaRequest | Episode; request: MediaRequest; cause: Cause },
    { transfer }: SubjectFacts,
    times: StageTimes,
    now: number,
): Eta | null {
    const { who, late } = CAUSES[cause.code];
    const { state } = subject;
    if (who !== 'nobody' || late === 'never' || late === 'stalled') return null;
    const pipeline = pipelineOf(request);
    if (state === 'downloading') {
        const seconds = transfer?.wait === undefined ? transfer?.etaSeconds : undefined;
        const after = times.left(pipeline, 'downloaded', 0);
        if (seconds === undefined || after === null) return null;
        const ms = seconds * 1000;
        return etaIn(now, ms * CLIENT_LEAST + after.least, ms + after.median, ms * CLIENT_MOST + after.most);
    }
    if (!(TOLD_BY_HOUSE as readonly string[]).includes(state)) return null;
    const stage = state as Stage;
    const since = Date.parse(subject.reached[stage] ?? '');
    const left = Number.isNaN(since) ? null : times.left(pipeline, stage, Math.max(0, now - since));
    return left === null ? null : etaIn(now, left.least, left.median, left.most);
}

function etaIn(now: number, least: number, median: number, most: number): Eta | null {
    const inMs = (ms: number): number => now + Math.round(ms);
    // The last instant that a Date can hold.
    if (inMs(most) > 8.64e15) return null;
    const iso = (ms: number): string => new Date(inMs(ms)).toISOString();
    return { from: iso(least), at: iso(median), until: iso(most) };
}
