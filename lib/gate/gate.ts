/**
 * The transition gate: the only writer of states. Each event is correlated and applied, and the outcome put in the
 * store; the caller flushes. An event that nobody claims is kept, and tried again when a request appears, unless it could
 * only harm that request.
 */
import { isDeepStrictEqual } from 'node:util';
import type { IdentityKey } from '../identity';
import {
    blankSubject,
    type Clock,
    type EpisodeKey,
    episodeLabel,
    type EventKind,
    hasOpenSubject,
    isoNow,
    type MediaEvent,
    type MediaRequest,
    parseSeasons,
    pipelineOf,
    type SubjectRef,
} from '../model';
import type { MediaStore } from '../store';
import { forgetDeleted, isOfArchived } from './correlate/archive';
import { applyToRequest, type Ruled } from './apply';
import { type Applied, type Change, changesOf, outcomeOf } from './tell/changes';
import { RELEASES } from './correlate/candidates';
import { leftOutOf } from './correlate/by-list';
import { correlate } from './correlate/correlate';
import { othersOf } from './gone';
import { notAskedAnyMore, withLists } from './lists';
import type { UnappliedCode } from './rules/subject';
import type { Target, Unclaimed } from './correlate/target';
import { entryFor } from './tell/timeline';
import { isSameInstance } from './alike/track';
import { RequestWork } from './work';

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
    other_download: 'About another download, while one is under way; noted',
    no_request: 'No request has these ids yet; kept, and tried again when one appears',
    unknown_path: 'No request has a file at this path yet; kept, and tried again when one appears',
    ambiguous_path: 'More than one file fits this path; kept, and tried again when more is known',
    nothing_waits: 'No open request waits for it',
    archived: 'The request was complete, and was archived since',
    acknowledged: 'Understood, and about no request',
};

const NOT_KEPT = 'Concerns no request that is known; not kept, since a later request is another one';

/** Failures of a life cycle that was never ours. */
const FOREIGN_FAILURES: readonly EventKind[] = ['deleted', 'file_deleted', 'declined', 'withdrawn', 'send_failed'];

/** Kinds that tell of what is known already, and are worth nothing where it is not. */
const OF_THE_KNOWN: readonly EventKind[] = ['edited', 'listed', 'not_listed', 'file_missing'];

/** Kinds that make a request where none is there, always; releases do when the gate is told to. */
const WISHES: readonly EventKind[] = ['requested', 'approved', 'declined', 'send_failed'];
const FROM_A_WISH: readonly EventKind[] = ['requested', 'approved'];

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

    /** Outcomes that were perhaps not told before the last stop, to be told again: with the same ids. */
    untold(): Change[] {
        return [...this.store.outcomes()].flatMap(([id, { requestId, event, from, to }]) => {
            const request = this.store.get(requestId);
            if (request === undefined || (to !== 'available' && to !== 'failed')) return [];
            const subject: SubjectRef = request.mediaType === 'movie' ? { type: 'movie' } : { type: 'request' };
            const outcome = { id, state: to };
            const pipeline = pipelineOf(request);
            return [{ id, request, pipeline, subject, from, to, skipped: [], event, requestFrom: from, outcome }];
        });
    }

    /** What is to be accepted because a server is not asked any more: who waited for its list waits in vain. */
    notAskedAnyMore(): MediaEvent[] {
        return notAskedAnyMore(this.store.open(), this.store.listers.all, this.options);
    }

    private apply(event: MediaEvent, result: GateResult): void {
        if (event.kind === 'noted') {
            result.unapplied.push(unapplied('acknowledged', event));
            return;
        }
        const { targets, unclaimed } = correlate(event, this.store, this.options.clock.now());
        const leftOut = leftOutOf(event, targets, this.store);
        for (const target of targets) this.applyTo(target, event, result);
        for (const request of leftOut)
            this.applyTo({ request, episodes: null }, { ...event, kind: 'not_listed', episodes: [] }, result);
        if (unclaimed === null) return;
        const rest = unclaimed.episodes === null ? event : { ...event, episodes: unclaimed.episodes };
        forgetDeleted(rest, this.store);
        if (isOfArchived(rest, this.store)) result.unapplied.push(unapplied('archived', rest));
        else if (this.begins(rest)) this.applyToNew(rest, unclaimed.episodes, result);
        else this.keep(rest, unclaimed.reason, result);
    }

    private applyTo(target: Target, event: MediaEvent, result: GateResult): void {
        const { store } = this;
        const at = this.timeOf(event);
        const work = new RequestWork(store, store.get(target.request.id) ?? target.request);
        const rulings = applyToRequest(work, target, event, at);
        if (rulings === null) {
            this.keep(event, 'unknown_path', result);
            return;
        }
        const { applied, awaited } = this.put(work, target, event, rulings, at);
        const { changes, unmoved } = changesOf(applied);
        result.changes.push(...changes);
        result.unapplied.push(...unmoved.map(({ code, subject }) => unapplied(code, event, applied.after.id, subject)));
        this.keepOutcome(applied);
        for (const waiting of store.takeUnmatched(awaited)) this.apply(waiting, result);
    }

    /** Puts what an event made of a request into the store: the records that it changed, and no others. */
    private put(
        work: RequestWork,
        target: Target,
        event: MediaEvent,
        rulings: readonly Ruled[],
        at: string,
    ): { applied: Applied; awaited: Set<IdentityKey> } {
        const { store } = this;
        const { before } = work;
        const awaited = new Set<IdentityKey>();
        const changed = work.changed().filter((episode) => !isDeepStrictEqual(episode, work.stored(episode)));
        for (const episode of changed) for (const key of store.putEpisode(episode)) awaited.add(key);
        const derived = this.derive(work);
        const entry = entryFor(before.id, event, at, labelled(target, rulings), target.note);
        const isTold = entry !== null && store.addToTimeline(entry);
        const isNew = work.isBegun || isTold || changed.length > 0 || !isDeepStrictEqual(derived, before);
        const after = isNew ? { ...derived, updatedAt: isoNow(this.options.clock) } : before;
        if (isNew) for (const key of store.put(after)) awaited.add(key);
        const facts = new Map(event.episodes.map((each) => [episodeLabel(each), each]));
        return { applied: { work, after, isNew, rulings, event, facts }, awaited };
    }

    /** What a request is by its episodes, and by what the servers have said that are asked about it. */
    private derive({ before, request, wantsMore }: RequestWork): MediaRequest {
        // What was complete before there was a server to ask is not doubted.
        const isOver = before.complete === true && !wantsMore;
        const asked = isOver ? request : withLists(request, this.store.listers.all);
        const derived = this.store.derive(asked, this.options.clock.now());
        return derived.complete === true ? withLists(derived, []) : derived;
    }

    /** What came to its end is told at least once, whatever happens: until it surely was, the store knows of it. */
    private keepOutcome({ work, after, event }: Applied): void {
        const outcome = outcomeOf(work.before, after);
        if (outcome === null || event.backfill === true) return;
        this.store.keepOutcome(outcome.id, {
            requestId: after.id,
            event: { ...event, episodes: [] },
            from: work.before.state,
            to: after.state,
        });
    }

    /** When a fact was heard; by a clock that ran ahead it would be later than now. */
    private timeOf({ at }: MediaEvent): string {
        const now = isoNow(this.options.clock);
        const time = Date.parse(at);
        return Number.isNaN(time) || time > this.options.clock.now() ? now : new Date(time).toISOString();
    }

    private applyToNew(event: MediaEvent, episodes: Unclaimed['episodes'], result: GateResult): void {
        const request = this.begin(event);
        // That something is available tells of a wish, of which nobody had told: it was approved.
        const isHearsay = event.kind === 'reported_available' && event.backfill !== true;
        if (isHearsay) this.applyTo({ request, episodes }, { ...event, kind: 'approved' }, result);
        this.applyTo({ request, episodes }, event, result);
        if (FROM_A_WISH.includes(event.kind)) this.supersede(request.id, event, result);
    }

    /** Who asks anew for a title waits for that: an older wish for it that is still open is overtaken. */
    private supersede(id: string, event: MediaEvent, result: GateResult): void {
        const request = this.store.get(id);
        if (request?.seerrRequestId === undefined || event.backfill === true) return;
        for (const older of othersOf(request, this.store)) {
            if (!isOvertaken(older, request)) continue;
            const failure = { code: 'superseded', message: `Asked for again: request ${request.seerrRequestId} in Seerr` };
            const withdrawn: MediaEvent = { ...event, kind: 'withdrawn', episodes: [], request: {}, failure };
            this.applyTo({ request: older, episodes: null }, withdrawn, result);
        }
    }

    private begins(event: MediaEvent): boolean {
        if (event.mediaType === undefined) return false;
        if (event.kind === 'reported_available') return event.request.seerrRequestId !== undefined;
        return WISHES.includes(event.kind) || (this.options.createRequests && RELEASES.includes(event.kind));
    }

    private begin(event: MediaEvent): MediaRequest {
        const at = this.timeOf(event);
        return {
            ...blankSubject('requested'),
            id: this.options.newId(),
            mediaType: event.mediaType ?? 'movie',
            isAnime: false,
            is4k: false,
            createdAt: at,
            updatedAt: at,
            ...(event.backfill === true && { backfilledAt: isoNow(this.options.clock) }),
        };
    }

    private keep(event: MediaEvent, reason: Unclaimed['reason'], result: GateResult): void {
        // A reason to look is not a fact: it is worth nothing later.
        if (OF_THE_KNOWN.includes(event.kind)) result.unapplied.push(unapplied('nothing_waits', event));
        else if (reason === 'nothing_waits') result.unapplied.push(unapplied(reason, event));
        else if (isForeignFailure(event)) result.unapplied.push({ ...unapplied(reason, event), message: NOT_KEPT });
        else {
            this.store.keepUnmatched(event, reason);
            result.unapplied.push(unapplied(reason, event));
        }
    }
}

/** Whether an older wish is for nothing but what a newer one is for. What has come so far that it was imported goes on. */
function isOvertaken(older: MediaRequest, newer: MediaRequest): boolean {
    const isAnother = older.seerrRequestId !== undefined && older.seerrRequestId !== newer.seerrRequestId;
    if (!isAnother || older.is4k !== newer.is4k || older.mediaType !== newer.mediaType || !hasOpenSubject(older)) return false;
    if (older.createdAt > newer.createdAt || !isSameInstance(older, newer)) return false;
    const wanted = parseSeasons(newer.requestedSeasons);
    const before = parseSeasons(older.requestedSeasons);
    if (older.mediaType === 'movie') return true;
    return before.length > 0 && before.every((season) => wanted.includes(season));
}

/** The episodes that a line of the history names: what is told of a whole download is not told again for each in it. */
function labelled(target: Target, rulings: readonly Ruled[]): EpisodeKey[] {
    if (target.episodes === null) return [];
    return rulings.flatMap(({ subject }) => (subject.type === 'episode' ? [subject] : []));
}

/** Whether an event that nobody claims would only harm a later request: one that is another wish, or another download. */
function isForeignFailure(event: MediaEvent): boolean {
    return FOREIGN_FAILURES.includes(event.kind) || (event.kind === 'import_blocked' && event.downloadId === undefined);
}

function unapplied(code: Unapplied['code'], event: MediaEvent, requestId?: string, subject?: SubjectRef): Unapplied {
    return { code, message: MESSAGES[code], event, ...(requestId !== undefined && { requestId }), ...(subject && { subject }) };
}
