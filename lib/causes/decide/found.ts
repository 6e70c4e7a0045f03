/** What each of the deciding parts is given, and what it answers. */
import { type Episode, isEpisode, type MediaRequest } from '../../model';
import type { CauseCode, StepCode } from '../codes';
import type { Outage, SubjectFacts } from '../facts';
import { isInstant, known, quoteOf, type Values } from '../values';

export interface Case {
    subject: MediaRequest | Episode;
    request: MediaRequest;
    facts: SubjectFacts;
    /** Milliseconds since 1970. */
    now: number;
    /** `Radarr` or `Sonarr`. */
    arr: string;
    /** When the subject came to its present state, ISO 8601 UTC. */
    stageSince: string;
}

export interface Found {
    code: CauseCode;
    values?: Values;
    /** Since when, where that is another time than that of the state. */
    since?: string | undefined;
    /** Instead of the step in the table. */
    next?: StepCode;
    /** When what is next happens. */
    nextAt?: string | undefined;
}

export function caseOf(subject: MediaRequest | Episode, request: MediaRequest, facts: SubjectFacts, now: number): Case {
    const arr = request.mediaType === 'movie' ? 'Radarr' : 'Sonarr';
    return { subject, request, facts, now, arr, stageSince: stageSinceOf(subject, request, now) };
}

/** When a subject came to its state. What waits for a release waits from when there could be one: its air or release date. */
export function stageSinceOf(subject: MediaRequest | Episode, request: MediaRequest, now: number): string {
    const { state, reached, failure } = subject;
    const began = state === 'failed' ? failure?.at : state === 'available' ? subject.availableAt : reached[state];
    const known = [began, lastReached(subject), request.createdAt].find((time) => isInstant(time));
    if (known === undefined) return new Date(now).toISOString();
    const isWaitingForRelease = state === 'approved' || state === 'requested';
    return isWaitingForRelease ? latest([known, outAt(subject, request, now) ?? known]) : known;
}

/** When a subject came out that is out: an episode by its air date, a movie by the first release for home viewing. */
function outAt(subject: MediaRequest | Episode, request: MediaRequest, now: number): string | undefined {
    const dates = isEpisode(subject) ? [subject.airDateUtc] : [request.digitalRelease, request.physicalRelease];
    const past = dates.filter((date) => isInstant(date)).filter((date) => Date.parse(date) <= now);
    return past.sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}

function lastReached({ reached }: MediaRequest | Episode): string | undefined {
    const times = Object.values(reached).filter((time) => isInstant(time));
    return times.length === 0 ? undefined : latest(times);
}

export function latest(times: readonly string[]): string {
    return times.reduce((a, b) => (Date.parse(b) > Date.parse(a) ? b : a));
}

/** Codes of errors (`MediaError`) that say that a server is there and refuses us. */
const REFUSALS = ['unauthorised', 'forbidden', 'invalid_api_key', 'no_api_key', 'banned'];

/** A server does not answer, or answers that it does not know us. @param unreachable what it is where it does not answer */
export function outageFound({ since, message, code }: Outage, server: string, unreachable: CauseCode, more: Values = {}): Found {
    const isRefused = code !== undefined && REFUSALS.includes(code);
    return {
        code: isRefused ? 'server_refuses' : unreachable,
        values: { server, ...more, ...known({ theirs: quoteOf(message) }) },
        since,
    };
}

/** Milliseconds since an instant. */
export function ageOf(iso: string, now: number): number {
    return now - Date.parse(iso);
}
