/**
 * Turns changes of single episodes into what happened to the request: one message when its state changes, progress
 * in between, and one when it is complete. Only derives; the states themselves are the gate's.
 */
import type { MediaRequest, RequestState } from '../model';
import { type EpisodeProgress, progressOf } from './progress';

export interface RequestProgress {
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

export class EpisodeAggregator {
    private readonly states = new Map<string, RequestState>();
    private readonly told = new Map<string, string>();

    /** @param known the requests as they are at the start: their states were told before */
    constructor(known: readonly MediaRequest[]) {
        for (const { id, state } of known) this.states.set(id, state);
    }

    /** Takes a request as it is after an event. An event about thirteen episodes comes thirteen times and is told once. */
    take(request: MediaRequest, eventId: string, now: number): Aggregate {
        if (this.told.get(request.id) === eventId) return { progress: null, isComplete: false };
        this.told.set(request.id, eventId);
        const from = this.states.get(request.id) ?? 'requested';
        this.states.set(request.id, request.state);
        const isComplete = request.state === 'available' && from !== 'available';
        return { progress: { request, from, to: request.state, progress: progressOf(request, now) }, isComplete };
    }
}
