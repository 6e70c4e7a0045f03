/**
 * When somebody is told, and when not again. A fact is a trouble of one subject in one attempt, or of one server.
 *
 * - It is told once it has lasted its limit. What else has the same trouble, or has it within the hour, belongs to the same
 *   message: a pack of thirteen is told once.
 * - It lasts as long as its subject has the same trouble, whatever its cause becomes within that, and is over once that was
 *   gone for ten minutes: what goes and comes back within minutes is told neither as over nor anew. After a restart, when
 *   nobody has looked anywhere yet, the same ten minutes keep what was told from being over by mistake.
 * - What comes back in the six hours after that it was over is told only when they have passed and it is still so: what comes
 *   and goes all day is told at most four times, and what comes back to stay is not forgotten.
 * - What had become late, or had failed, before anybody listened is never told, nor that it is over.
 */
import type { MediaRequest } from '../model';
import { isHouse, type Mark } from './marks';
import type { Trouble } from './troubles';

const MINUTE_MS = 60_000;
/** What joins a trouble so soon after it was told needs no message of its own. */
export const JOINS_MS = 60 * MINUTE_MS;
/** It is over when it was gone for so long. */
export const CALM_MS = 10 * MINUTE_MS;
/** What comes back so soon after it was over is told only then. */
export const RELAPSE_MS = 6 * 60 * MINUTE_MS;
/** What is seen so soon after the first contact, of what had come as far before, was so before: nobody had looked. */
const FIRST_LOOK_MS = 10 * MINUTE_MS;

/** What there is to do about the troubles that need attention in one scope. */
export type Ruling =
    /** Somebody knows already. */
    | { kind: 'known' }
    /** Belongs to what was told. */
    | { kind: 'joins'; mark: Mark; troubles: Trouble[] }
    /** Was so before anybody listened. */
    | { kind: 'silent'; troubles: Trouble[] }
    /** Is told not before this, if it is still so, in milliseconds since 1970. */
    | { kind: 'later'; at: number }
    | { kind: 'tell'; troubles: Trouble[] };

/**
 * @param troubles all of one scope in one request, also what does not need attention yet
 * @param marks all of that scope
 * @param began when attention was first paid in this house, in milliseconds since 1970
 */
export function rule(
    troubles: readonly Trouble[],
    marks: readonly Mark[],
    { request, began, now }: { request: Pick<MediaRequest, 'backfilledAt'>; began: number; now: number },
): Ruling[] {
    const open = marks.filter(({ overAt }) => overAt === null);
    const isKnown = ({ member, scope }: Trouble): boolean =>
        open.some(({ members }) => isHouse(scope) || members.includes(member));
    const unknown = troubles.filter((trouble) => !isKnown(trouble));
    const due = unknown.filter(({ at }) => at <= now);
    if (due.length === 0) return [{ kind: 'known' }];
    const contact = Math.max(began, Date.parse(request.backfilledAt ?? '') || 0);
    const old = due.filter((trouble) => wasSo(trouble, contact));
    const comesBackAt = (trouble: Trouble): number => relapseAt(trouble, marks);
    const relapsed = unknown.filter((trouble) => comesBackAt(trouble) > now);
    const news = due.filter((trouble) => !old.includes(trouble) && !relapsed.includes(trouble));
    const later = due.filter((trouble) => relapsed.includes(trouble) && !old.includes(trouble));
    const rest = unknown.filter((trouble) => trouble.at > now && trouble.at <= now + JOINS_MS && !relapsed.includes(trouble));
    return [
        ...(old.length > 0 ? [{ kind: 'silent' as const, troubles: old }] : []),
        ...(news.length > 0 ? [ruleNews(news, rest, open, now)] : []),
        ...(later.length > 0 ? [{ kind: 'later' as const, at: Math.min(...later.map(comesBackAt)) }] : []),
    ];
}

function ruleNews(news: Trouble[], rest: readonly Trouble[], open: readonly Mark[], now: number): Ruling {
    const fresh = open.find(({ at, silent }) => !silent && now - Date.parse(at) < JOINS_MS);
    return fresh === undefined
        ? { kind: 'tell', troubles: [...news, ...rest] }
        : { kind: 'joins', mark: fresh, troubles: [...news, ...rest] };
}

/** Until when it is not told that this came back, in milliseconds since 1970. */
function relapseAt({ member, scope }: Trouble, marks: readonly Mark[]): number {
    const over = marks.filter(({ overAt, members }) => overAt !== null && (isHouse(scope) || members.includes(member)));
    return Math.max(0, ...over.map(({ overAt }) => Date.parse(overAt ?? '') + RELAPSE_MS));
}

/** Whether a trouble was there at the first contact with what it is about. A server that is away now is another matter. */
function wasSo({ cause, at, stageSince, scope, isFailed }: Trouble, contact: number): boolean {
    if (isHouse(scope)) return false;
    const since = Date.parse(cause.since);
    if (at <= contact || (isFailed && since <= contact)) return true;
    return stageSince <= contact && since > contact && since <= contact + FIRST_LOOK_MS;
}
