/** Where a request stands on the page: in which group, and in which place of it. */
import { type MediaRequest, type RequestState, STAGES } from '../../model';
import { CAUSES, type Eta, type Wait } from '../../causes';
import type { Group } from '../contract';

const DAY_MS = 86_400_000;
/** Estimates move with every poll. What is sorted by them shall not. */
const ETA_STEP_MS = 5 * 60_000;
/** Longer than any time in milliseconds that a Date holds, so that texts of digits sort as the numbers do. */
const DIGITS = 16;
const LATEST = 8.64e15;

export interface Standing {
    request: MediaRequest;
    wait: Wait | null;
    eta?: Eta | undefined;
    /** Milliseconds since 1970. */
    now: number;
    /** For how many days what is ready is shown as ready; 0 is for ever. */
    readyDays: number;
}

/**
 * Whether a person should look: it is late, it failed, or it is somebody's turn. A server that is away for a moment, as when
 * it is started anew, is nobody's turn yet: all that waits for it would jump to the top and back.
 */
function needsAttention({ request, wait }: Standing): boolean {
    if (wait === null) return false;
    const isTurn = wait.who !== 'nobody' && CAUSES[wait.code].late !== 'silent';
    return wait.late || isTurn || request.state === 'failed';
}

export function groupOf(standing: Standing): Group {
    const { request, wait, now } = standing;
    if (needsAttention(standing)) return 'attention';
    if (request.state !== 'available') return wait === null ? 'past' : 'way';
    if (request.deletedAt !== null) return 'past';
    // A show of which more is to come stays: its next episode is what people look for.
    if (wait !== null) return 'ready';
    return now >= pastAt(standing) ? 'past' : 'ready';
}

/** From when on what is ready is past, in milliseconds since 1970. */
export function pastAt({ request, readyDays }: Pick<Standing, 'request' | 'readyDays'>): number {
    const since = timeOf(request.availableAt ?? request.updatedAt);
    return readyDays === 0 ? Infinity : since + readyDays * DAY_MS;
}

const PLACES: Readonly<Record<Group, string>> = { attention: '0', way: '1', ready: '2', past: '3' };

/**
 * What sorts the page, by code units. Newest first, but on the way: there what is soonest playable, then what is furthest,
 * then what waits for its release, by its date.
 */
export function orderOf(group: Group, standing: Standing): string {
    const { request, wait } = standing;
    const place = group === 'way' ? placeOnTheWay(standing) : newestFirst(timeIn(group, request, wait));
    return `${PLACES[group]}${place}${request.id}`;
}

function timeIn(group: Group, request: MediaRequest, wait: Wait | null): string {
    if (group === 'attention') return wait?.since ?? request.updatedAt;
    return group === 'ready' ? (request.availableAt ?? request.updatedAt) : request.updatedAt;
}

function placeOnTheWay({ request, wait, eta }: Standing): string {
    const asked = newestFirst(request.createdAt);
    if (eta !== undefined) return `0${digits(Math.floor(timeOf(eta.at) / ETA_STEP_MS))}${asked}`;
    if (isForItsRelease(wait)) return `2${wait?.nextAt === undefined ? digits(LATEST) : digits(timeOf(wait.nextAt))}${asked}`;
    return `1${STAGES.length - rankIn(request.state)}${asked}`;
}

function isForItsRelease(wait: Wait | null): boolean {
    return wait !== null && ['not_aired', 'not_in_cinemas', 'not_released', 'no_release_date'].includes(wait.code);
}

function rankIn(state: RequestState): number {
    return (STAGES as readonly string[]).indexOf(state);
}

function newestFirst(iso: string): string {
    return digits(LATEST - timeOf(iso));
}

function timeOf(iso: string): number {
    const time = Date.parse(iso);
    return Number.isNaN(time) ? 0 : time;
}

function digits(number: number): string {
    return Math.max(0, Math.min(LATEST * 2, number))
        .toFixed(0)
        .padStart(DIGITS + 1, '0');
}
