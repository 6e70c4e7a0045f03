/**
 * The three rules, for one subject (a movie request or an episode):
 * later evidence wins, late evidence enriches and never regresses, a new attempt may go back.
 * Pure: takes a subject and an event, gives a new subject and what became of the event.
 */
import {
    type Attempt,
    EVIDENCE,
    type EventKind,
    FAILURES,
    isImported,
    type MediaEvent,
    NEW_ATTEMPT_FROM,
    rankOf,
    type RequestState,
    type Stage,
    stagesBetween,
    type SubjectState,
    TRANSITIONS,
} from '../../model';
import { attemptOf, newAttempt, withAttempt } from './attempts';
import type { Subject } from './facts';
import { switchedTo } from './releases';
import { isSameFile } from '../alike/same';

/** Why an event changed no state. Stable; shown on the gate's second output. */
export type UnappliedCode = 'duplicate' | 'late' | 'closed' | 'upgrade' | 'old_attempt' | 'other_download';

export interface Ruling<S> {
    subject: S;
    /** Set when the state did not change. */
    code?: UnappliedCode;
}

/** Events that are about one download and mean nothing for another. */
const ABOUT_A_DOWNLOAD: readonly EventKind[] = [
    'downloading',
    'downloaded',
    'download_resumed',
    'download_failed',
    'download_removed',
];
/** States of an attempt that has no file yet: what is known of one is an earlier attempt's. */
const NOT_IMPORTED_YET: readonly RequestState[] = ['grabbing', 'downloading', 'downloaded'];
const IMPORTS: readonly EventKind[] = ['imported', 'upgraded'];
const DELETIONS: readonly EventKind[] = ['deleted', 'file_deleted'];
/** Deleted files that are kept in mind of one subject; the oldest go first. */
const MOST_GONE = 5;
/** Stages that a new attempt goes through again. */
const ATTEMPT_STAGES: readonly Stage[] = ['grabbing', 'downloading', 'downloaded', 'importing', 'anime_matching'];

/** Applies one event to one subject at time `at`. */
export function ruleOn<S extends Subject>(subject: S, event: MediaEvent, at: string): Ruling<S> {
    const known = attemptOf(subject, event);
    if (event.kind === 'grabbed') return ruleOnGrab(subject, event, known, at);
    if (ABOUT_A_DOWNLOAD.includes(event.kind) && known?.downloadId !== subject.qbitHash) {
        return { subject, code: known?.upgrade === true ? 'upgrade' : 'old_attempt' };
    }
    if (event.kind === 'import_blocked' && known !== undefined && known.downloadId !== subject.qbitHash) {
        return { subject, code: known.upgrade === true ? 'upgrade' : 'old_attempt' };
    }
    if (event.kind === 'import_blocked' && known === undefined && isWithAnother(subject, event))
        return { subject, code: 'other_download' };
    if (IMPORTS.includes(event.kind) && known !== undefined && isReplaced(subject, known))
        return { subject, code: 'old_attempt' };
    if (event.kind === 'file_deleted' && !isFileOf(subject, event.path)) return { subject, code: 'late' };
    const failsAt = FAILURES[event.kind];
    if (failsAt !== undefined) return ruleOnFailure(subject, event, failsAt, at);
    if (event.kind === 'file_missing') return { subject: withoutMissing(subject, event), code: noneOf(subject) };
    const stage = stageOf(subject, event);
    if (stage === undefined) return { subject, code: subject.state === 'available' ? 'closed' : 'duplicate' };
    const adopted = IMPORTS.includes(event.kind) ? adoptAttempt(withoutGone(subject), event, known, at) : subject;
    const ruling = ruleOnEvidence(adopted, event.kind, stage, at);
    const tellsOfFile = IMPORTS.includes(event.kind) || stage === 'available';
    // What is told of a file that was there is no news, now and later.
    if (event.backfill !== true || !tellsOfFile || ruling.code !== undefined) return ruling;
    return { subject: { ...ruling.subject, wasThere: true } };
}

/** What an event is evidence for. What Seerr called available before anybody listened is believed where nothing else is known. */
function stageOf(subject: Subject, { kind, backfill }: MediaEvent): Stage | undefined {
    const isHearsay = kind === 'reported_available' && backfill === true;
    return isHearsay && Object.keys(subject.reached).length === 0 ? 'available' : EVIDENCE[kind];
}

function noneOf({ state }: Subject): UnappliedCode {
    return state === 'available' ? 'closed' : 'duplicate';
}

/** A file that is not where it was proves nothing by itself: Jellyfin may still show it there. */
function withoutMissing<S extends Subject>(subject: S, event: MediaEvent): S {
    const { path } = event;
    if (subject.state === 'available' || path === undefined || !isFileOf(subject, path)) return subject;
    return withGone(subject, { ...event, deletedFiles: true });
}

/** Whether an event is about a download that nobody told of, while another one is under way: its trouble is not this one's. */
function isWithAnother({ attempts, state }: Subject, { downloadId }: MediaEvent): boolean {
    return downloadId !== undefined && attempts.length > 0 && state !== 'failed' && !isImported(state);
}

/** Whether the file of an attempt was replaced by that of a later one. */
function isReplaced({ attempts, qbitHash, state }: Subject, known: Attempt): boolean {
    if (known.downloadId === qbitHash || !isImported(state)) return false;
    const current = attempts.find(({ downloadId }) => downloadId === qbitHash);
    return current?.upgrade === true && known.upgrade !== true;
}

/** The stages between two states that nobody has reported, for a subject that just moved. */
export function skippedStages(subject: SubjectState, from: RequestState, to: RequestState, isAnime: boolean): Stage[] {
    if (to === 'failed') return [];
    return stagesBetween(from === 'failed' ? 'requested' : from, to, isAnime).filter(
        (stage) => subject.reached[stage] === undefined,
    );
}

/**
 * An anime that was imported waits for its match, whichever of the two facts came first; what is no anime never does.
 */
export function settleImporting(state: RequestState, isAnime: boolean): RequestState {
    if (state === 'importing' && isAnime) return 'anime_matching';
    if (state === 'anime_matching' && !isAnime) return 'importing';
    return state;
}

function ruleOnGrab<S extends Subject>(subject: S, event: MediaEvent, known: Attempt | undefined, at: string): Ruling<S> {
    if (known !== undefined) {
        if (known.upgrade === true) return { subject, code: 'duplicate' };
        return known.downloadId === subject.qbitHash
            ? ruleOnEvidence(subject, event.kind, 'grabbing', at)
            : { subject, code: 'old_attempt' };
    }
    const attempt = newAttempt(event, at);
    if (attempt === undefined) return ruleOnEvidence(subject, event.kind, 'grabbing', at);
    // The first release there is cannot be an upgrade, even if the proof came before it.
    if (isImported(subject.state) && subject.attempts.length > 0) {
        return { subject: withUpgrade(subject, attempt), code: 'upgrade' };
    }
    const begun = begunWith(subject, attempt);
    return NEW_ATTEMPT_FROM.includes(subject.state)
        ? { subject: restarted(begun, at) }
        : ruleOnEvidence(begun, event.kind, 'grabbing', at);
}

/** A new attempt begins at `grabbing`; what the old one reached counts no more, and its file is to be replaced. */
function restarted<S extends Subject>(subject: S, at: string): S {
    const reached = Object.fromEntries(
        Object.entries(subject.reached).filter(([stage]) => !ATTEMPT_STAGES.includes(stage as Stage)),
    );
    return { ...subject, state: 'grabbing', failure: null, reached: { ...reached, grabbing: at } };
}

/** The subject with another attempt, which counts from now on. */
function begunWith<S extends Subject>(subject: S, attempt: Attempt): S {
    const begun = { ...subject, attempts: withAttempt(subject, attempt), attempt: subject.attempt + 1 };
    // What was told before there was any attempt is the first one's.
    return subject.qbitHash === undefined ? { ...begun, qbitHash: attempt.downloadId } : switchedTo(begun, attempt.downloadId);
}

function withUpgrade<S extends Subject>(subject: S, attempt: Attempt): S {
    return { ...withoutFormerPaths(subject), attempts: withAttempt(subject, { ...attempt, upgrade: true }) };
}

/** A new release is another file, also where it takes a name that the old one once had. */
function withoutFormerPaths<S extends Subject>(subject: S): S {
    const rest = { ...subject };
    delete rest.formerPaths;
    return rest;
}

/** After an import, what was deleted before is no reason to doubt what Jellyfin shows. */
function withoutGone<S extends Subject>(subject: S): S {
    if (subject.gone === undefined) return subject;
    const rest = { ...subject };
    delete rest.gone;
    return rest;
}

/** Keeps in mind which file is gone by this event, as far as it is known. */
function withGone<S extends Subject>(subject: S, { kind, deletedFiles = kind === 'file_deleted' }: MediaEvent): S {
    const { finalPath, jellyfinId } = subject;
    if (!deletedFiles || (finalPath === undefined && jellyfinId === undefined)) return subject;
    const file = { ...(finalPath !== undefined && { path: finalPath }), ...(jellyfinId !== undefined && { jellyfinId }) };
    return { ...subject, gone: [...(subject.gone ?? []), file].slice(-MOST_GONE) };
}

/** The release that was imported is the one that counts, even if its grab was never reported. */
function adoptAttempt<S extends Subject>(subject: S, event: MediaEvent, known: Attempt | undefined, at: string): S {
    if (known !== undefined) return switchedTo(subject, known.downloadId);
    const attempt = newAttempt(event, at);
    if (attempt === undefined) return subject;
    if (isImported(subject.state) && subject.attempts.length > 0)
        return switchedTo(withUpgrade(subject, attempt), attempt.downloadId);
    return begunWith(subject, attempt);
}

function ruleOnEvidence<S extends Subject>(subject: S, kind: EventKind, stage: Stage, at: string): Ruling<S> {
    const isNews = subject.reached[stage] === undefined;
    const noted: S = isNews ? { ...subject, reached: { ...subject.reached, [stage]: at } } : subject;
    if (subject.state === 'available') return { subject: noted, code: isNews ? 'closed' : 'duplicate' };
    if (subject.state === 'failed' && !reopens(subject, kind, stage))
        return { subject: noted, code: isNews ? 'late' : 'duplicate' };
    if (subject.state !== 'failed' && rankOf(stage) <= rankOf(subject.state))
        return { subject: noted, code: isNews ? 'late' : 'duplicate' };
    return {
        subject: {
            ...moved(noted, stage),
            failure: null,
            ...(stage === 'available' && { availableAt: at }),
        },
    };
}

function ruleOnFailure<S extends Subject>(subject: S, event: MediaEvent, failsAt: Stage, at: string): Ruling<S> {
    const failure = 'failure' in event ? event.failure : { code: event.kind, message: event.kind };
    if (subject.state === 'available') {
        if (!DELETIONS.includes(event.kind) || subject.deletedAt !== null) return { subject, code: 'closed' };
        return { subject: { ...withGone(subject, event), deletedAt: at }, code: 'closed' };
    }
    if (subject.state === 'failed') {
        if (subject.failure !== null && rankOf(failsAt) <= rankOf(subject.failure.stage)) return { subject, code: 'duplicate' };
        return { subject: { ...subject, failure: { ...failure, at, stage: failsAt } }, code: 'duplicate' };
    }
    if (rankOf(subject.state) > rankOf(failsAt)) return { subject, code: 'late' };
    // Whatever was there is not there any more, and what comes then is news.
    const { wasThere: _, ...rest } = moved(withGone(subject, event), 'failed');
    return { subject: { ...rest, failure: { ...failure, at, stage: failsAt } } as S };
}

/** Whether a deleted file is the subject's own, and not one that was moved, replaced, or is to be replaced. */
function isFileOf(subject: Subject, path: string | undefined): boolean {
    const { state, finalPath, attempt } = subject;
    if (NOT_IMPORTED_YET.includes(state)) return false;
    // Without its own path, a first release has no other file that could be meant.
    if (path === undefined || finalPath === undefined) return path === undefined || attempt <= 1;
    return isSameFile(path, finalPath);
}

/** Whether evidence takes a failed subject up again: by going further than the failure, or by undoing it. */
function reopens(subject: SubjectState, kind: EventKind, stage: Stage): boolean {
    const { failure } = subject;
    if (failure === null || rankOf(stage) > rankOf(failure.stage)) return true;
    if (kind === 'approved') return failure.stage === 'approved';
    // A deleted file that is imported once more without a grab, by hand.
    if (IMPORTS.includes(kind)) return failure.stage === 'anime_matching';
    return kind === 'download_resumed' && failure.code.startsWith('download_');
}

function moved<S extends Subject>(subject: S, to: RequestState): S {
    if (!TRANSITIONS[subject.state].includes(to)) throw new Error(`no transition from ${subject.state} to ${to}`);
    return { ...subject, state: to };
}
