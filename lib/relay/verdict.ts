/** What an answer means for a webhook, and how long to wait before it is tried again. */
import type { MediaError } from '../model';

/** Tried again until it arrives. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** What asks for a pause is given it, within reason. */
const LONGEST_PAUSE_MS = 60 * 60_000;
/** A refusal is most often final. A few tries more are for an address, a secret or a proxy that is being mended. */
const REFUSED_RETRY_MS = [5_000, 30_000, 120_000];

/** 4xx that mean later (RFC 9110 15.5.9, RFC 8470 5.2, RFC 6585 4), not never. */
const LATER = new Set([408, 425, 429]);

/** Whether a status means that the receiver does not want this, however often it is sent. */
export function isRefusal(status: number): boolean {
    return status < 500 && !LATER.has(status);
}

/** Errors of a receiver that has answered, and does not want it. */
export function isFinal(error: MediaError): boolean {
    const status = Number(/^http_(\d{3})$/.exec(error.code)?.[1] ?? Number.NaN);
    return error.code === 'unauthorised' || error.code === 'redirected' || isRefusal(status);
}

export interface Pace {
    firstMs: number;
    longestMs: number;
    refusedMs: readonly number[];
}

export const USUAL_PACE: Pace = { firstMs: FIRST_RETRY_MS, longestMs: LONGEST_RETRY_MS, refusedMs: REFUSED_RETRY_MS };

/**
 * Milliseconds until the next try, or null when there is none.
 * @param tries how many were made
 * @param random 0 to 1: receivers that were down together are not asked together
 */
export function nextTry(
    error: MediaError,
    tries: number,
    { pace, now, random }: { pace: Pace; now: number; random: number },
): number | null {
    if (isFinal(error)) return pace.refusedMs[tries - 1] ?? null;
    const doubled = Math.min(pace.longestMs, pace.firstMs * 2 ** Math.min(tries - 1, 30));
    const pause = error.retryAt === undefined ? 0 : Math.min(LONGEST_PAUSE_MS, error.retryAt - now);
    return Math.max(pause, Math.round(doubled * (0.75 + random / 4)));
}

/** When to come again, in milliseconds since 1970, of a `Retry-After` header: seconds or a date (RFC 9110 10.2.3). */
export function retryAtOf(header: unknown, now: number): number | undefined {
    if (typeof header !== 'string' || header.trim() === '') return undefined;
    const seconds = Number(header);
    const time = Number.isFinite(seconds) ? now + seconds * 1_000 : Date.parse(header);
    return Number.isNaN(time) ? undefined : time;
}
