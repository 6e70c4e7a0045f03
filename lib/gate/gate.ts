/**
 * The transition gate: the only writer of states. Each event is correlated and applied, and the outcome put in the
 * store; the caller flushes. An event that nobody claims is kept, and tried again when a request appears, unless it could
 * only harm that request.
 */
import { blankSubject, type Clock, type EventKind, isoNow, type MediaEvent, type MediaRequest, type SubjectRef } from '../model';
import type { MediaStore } from '../store';
import { forgetDeleted, isOfArchived } from './archive';
import { applyToRequest, type Change } from './apply';
import { correlate, RELEASES } from './correlate';
import type { UnappliedCode } from './subject';
import type { Target, Unclaimed } from './target';

/** An event, or its part for one subject, that changed no state. */
export interface Unapplied {
    /** Stable. */
    code: UnappliedCode | Unclaimed['reason'] | 'archived' | 'acknowledged';
    message: string;
    event: MediaEvent;
    requestId?: string;
    subject?: SubjectRef;
}

export interface GateResult {
    changes: Change[];
    unapplied: Unapplied[];
}

export interface GateOptions {
    clock: Clock;
    /** Makes the id of a new request. */
    newId: () => string;
    /** Make a request of its own from a grab or import that nobody asked for. */
    createRequests: boolean;
}

const MESSAGES: Readonly<Record<Unapplied['code'], string>> = {
    duplicate: 'Nothing new',
    late: 'Overtaken by what was reported before; only what was missing was filled in',
    closed: 'The request is complete; the fact was noted',
    upgrade: 'An upgrade of what was imported already; noted',
    old_attempt: 'About an earlier download, which was replaced',
    no_request: 'No request has these ids yet; kept, and tried again when one appears',
    unknown_path: 'No request has a file at this path yet; kept, and tried again when one appears',
    ambiguous_path: 'More than one file fits this path; kept, and tried again when more is known',
    nothing_waits: 'No open request waits for it',
    archived: 'The request was complete, and was archived since',
    acknowledged: 'Understood, and about no request',
};

const NOT_KEPT = 'Concerns no request that is known; not kept, since a later request is another one';

/** Failures of a life cycle that was never ours. */
const FOREIGN_FAILURES: readonly EventKind[] = ['deleted', 'file_deleted', 'declined', 'send_failed'];

/** Kinds that make a request where none is there, always; releases do when the gate is told to. */
const WISHES: readonly EventKind[] = ['requested', 'approved', 'declined', 'send_failed'];

export class TransitionGate {
    constructor(
        private readonly store: MediaStore,
        private readonly options: GateOptions,
    ) {}

    /** Applies one event, and whatever waited for what it told. Durable after the store's next flush. */
    accept(event: MediaEvent): GateResult {
        const result: GateResult = { changes: [], unapplied: [] };
        this.apply(event, result);
        this.store.settle(event.id);
        return result;
    }

    private apply(event: MediaEvent, result: GateResult): void {
        if (event.kind === 'noted') {
            result.unapplied.push(unapplied('acknowledged', event));
            return;
        }
        const { targets, unclaimed } = correlate(event, this.store, this.options.clock.now());
        for (const target of targets) this.applyTo(target, event, result);
        if (unclaimed === null) return;
        const rest = unclaimed.episodes === null ? event : { ...event, episodes: unclaimed.episodes };
        forgetDeleted(rest, this.store);
        if (isOfArchived(rest, this.store)) result.unapplied.push(unapplied('archived', rest));
        else if (this.begins(rest)) this.applyTo({ request: this.begin(rest), episodes: unclaimed.episodes }, rest, result);
        else this.keep(rest, unclaimed.reason, result);
    }

    private applyTo(target: Target, event: MediaEvent, result: GateResult): void {
        const before = this.store.get(target.request.id);
        const outcome = applyToRequest(before ?? target.request, target, event, this.options.clock.now());
        if (outcome === null) {
            this.keep(event, 'unknown_path', result);
            return;
        }
        result.changes.push(...outcome.changes);
        result.unapplied.push(...outcome.unmoved.map(({ code, subject }) => unapplied(code, event, outcome.request.id, subject)));
        if (outcome.request === before) return;
        for (const waiting of this.store.takeUnmatched(this.store.put(outcome.request))) this.apply(waiting, result);
    }

    private begins(event: MediaEvent): boolean {
        if (event.mediaType === undefined) return false;
        return WISHES.includes(event.kind) || (this.options.createRequests && RELEASES.includes(event.kind));
    }

    private begin(event: MediaEvent): MediaRequest {
        const at = isoNow(this.options.clock);
        return {
            ...blankSubject('requested'),
            id: this.options.newId(),
            mediaType: event.mediaType ?? 'movie',
            isAnime: false,
            is4k: false,
            createdAt: at,
            updatedAt: at,
            episodes: [],
            timeline: [],
        };
    }

    private keep(event: MediaEvent, reason: Unclaimed['reason'], result: GateResult): void {
        // A reason to look is not a fact: it is worth nothing later.
        if (reason === 'nothing_waits') result.unapplied.push(unapplied(reason, event));
        else if (isForeignFailure(event)) result.unapplied.push({ ...unapplied(reason, event), message: NOT_KEPT });
        else {
            this.store.keepUnmatched(event, reason);
            result.unapplied.push(unapplied(reason, event));
        }
    }
}

/** Whether an event that nobody claims would only harm a later request: one that is another wish, or another download. */
function isForeignFailure(event: MediaEvent): boolean {
    return FOREIGN_FAILURES.includes(event.kind) || (event.kind === 'import_blocked' && event.downloadId === undefined);
}

function unapplied(code: Unapplied['code'], event: MediaEvent, requestId?: string, subject?: SubjectRef): Unapplied {
    return { code, message: MESSAGES[code], event, ...(requestId !== undefined && { requestId }), ...(subject && { subject }) };
}
