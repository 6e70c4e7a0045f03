/** A cause in the words of an answer: what is waited for, since when, what comes next, who has to act, and whether it is late. */
import { type Episode, type MediaRequest, type Pipeline, pipelineOf } from '../model';
import type { Cause } from './cause';
import { ANSWERS, type CauseCode, CAUSES, type StepCode, type Who } from './codes';
import { ageOf } from './decide/found';
import type { LateLimits } from './times/late';
import type { StageTimes } from './times/stage-times';
import { sayAll } from './texts';
import type { Sentence, Values } from './values';

/** What is waited for. */
export interface Wait {
    /** Stable. */
    code: CauseCode;
    /** ISO 8601 UTC. */
    since: string;
    /** A whole sentence, or several, in English. */
    says: string;
    /** What happens by itself, or what to do. */
    next?: string;
    /** When it happens, ISO 8601 UTC. */
    nextAt?: string;
    who: Who;
    /** It takes longer than it usually does here, or than its limit. */
    late: boolean;
}

/** The same as codes with values, for `say` in the language of a reader. */
export interface Words {
    says: Sentence[];
    next?: Sentence[];
}

/** A cause with what the house's times make of it. */
export interface Judged {
    cause: Cause;
    late: boolean;
    /** How long the stage takes here, where that is known and all is well. */
    usual?: Values;
}

/** Whether a cause has lasted too long, and who has to act then. */
export function judge(
    cause: Cause,
    subject: MediaRequest | Episode,
    request: MediaRequest,
    times: StageTimes,
    now: number,
): Judged {
    const pipeline = pipelineOf(request);
    const late = isLate(cause, times.limitsOf(pipeline), now);
    if (!late) return { cause, late, ...usualOf(cause, subject, pipeline, times) };
    const { who, lateNext } = CAUSES[cause.code];
    if (who !== 'nobody' || lateNext === undefined) return { cause, late };
    return { cause: { ...cause, who: 'admin', next: lateNext }, late };
}

function isLate({ code, since }: Cause, limits: LateLimits, now: number): boolean {
    const { late } = CAUSES[code];
    return late !== 'never' && ageOf(since, now) >= limits[late];
}

/**
 * When a cause is to be brought to somebody's attention, in milliseconds since 1970: once it is late, and what may take any
 * time, but needs a person, once that person has had a moment to do it. Null for what keeps nobody waiting.
 */
export function attentionAt({ code, since }: Cause, limits: LateLimits): number | null {
    const { late, who } = CAUSES[code];
    if (ANSWERS.includes(code) || (late === 'never' && who === 'nobody')) return null;
    return Date.parse(since) + limits[late === 'never' ? 'silent' : late];
}

function usualOf({ code }: Cause, { state }: MediaRequest | Episode, pipeline: Pipeline, times: StageTimes): { usual?: Values } {
    const { who, late } = CAUSES[code];
    // How long a download takes depends on what it is; only its own figures tell.
    if (who !== 'nobody' || late !== state || state === 'approved' || state === 'downloading') return {};
    const usual = times.usual(pipeline, state);
    if (usual === null) return {};
    return { usual: { usual: { seconds: usual.median / 1000 }, most: { seconds: usual.p90 / 1000 } } };
}

/** What there is to say of a subject; `wait` is null when nothing is waited for. */
export function waitOf(
    { cause, late, usual }: Judged,
    says: Sentence[] = [sentenceOf(cause)],
): { wait: Wait | null; words: Words } {
    if (ANSWERS.includes(cause.code)) return { wait: null, words: { says } };
    const next = nextOf(cause, usual);
    const words = { says, ...(next.length > 0 && { next }) };
    const { code, since, nextAt, who } = cause;
    return {
        wait: {
            code,
            since,
            says: sayAll(says),
            ...(next.length > 0 && { next: sayAll(next) }),
            ...(nextAt !== undefined && { nextAt }),
            who,
            late,
        },
        words,
    };
}

export function sentenceOf({ code, values }: Cause): Sentence {
    return { code, values };
}

function nextOf({ next, values }: Cause, usual: Values | undefined): Sentence[] {
    const step = (code: StepCode): Sentence => ({ code, values });
    return [
        ...(next === undefined ? [] : [step(next)]),
        ...(usual === undefined ? [] : [{ code: 'takes_usually' as const, values: usual }]),
    ];
}
