/**
 * Turns changes of single episodes into what happened to the request: one message when its state changes, progress
 * in between, and one when it is complete. Only derives; the states themselves are the gate's.
 */
import type { MediaRequest, RequestState } from '../model';
import { type EpisodeProgress, progressOf } from './progress';

/** What the gate says of an event that it applied, as far as it matters here. */
export interface EpisodeChange {
    request: MediaRequest;
    event: { id: string };
    /** The request's state before the event. */
    requestFrom: RequestState;
    /** Set when the event brought the request to an end. */
    outcome?: { id: string; state: RequestState };
}

export interface RequestProgress {
    /** Made of the fact: the same one has the same id, however often it is told. */
    id: string;
    request: MediaRequest;
    /** The request's state before and after; the same while only counts moved. */
    from: RequestState;
    to: RequestState;
    progress: EpisodeProgress;
}

export interface Aggregate {
    /** What to tell, or null when this event's outcome was told already. */
    progress: RequestProgress | null;
    isComplete: boolean;
}

/** Events that are remembered, so that one about thirteen episodes is told once. */
const MOST_TOLD = 1_000;

export class EpisodeAggregator {
    private readonly told = new Set<string>();

    /** Takes what an event did. An event about thirteen episodes comes thirteen times and is told once. */
    take({ request, event, requestFrom: from, outcome }: EpisodeChange): Aggregate {
        const key = `${request.id}/${event.id}`;
        if (this.told.has(key)) return { progress: null, isComplete: false };
        this.remember(key);
        const progress = progressOf(request.summary);
        const id = outcome?.id ?? `${request.id}/${progress.available}-of-${progress.total}/${request.state}`;
        return {
            progress: { id, request, from, to: request.state, progress },
            isComplete: outcome?.state === 'available',
        };
    }

    private remember(key: string): void {
        this.told.add(key);
        if (this.told.size <= MOST_TOLD) return;
        for (const oldest of this.told) {
            this.told.delete(oldest);
            return;
        }
    }
}
