/** Every rule that holds a step back, in one place, in the order in which they are said. */
import type { Limits } from './limits';
import { sourcesOf } from './signals';
import type { Obligation, PastDeed, Situation } from './situation';
import { DAY_MS, HOUR_MS, STEPS, type StepName } from './steps';

export const HOLDS = [
    'fuse',
    'service_away',
    'said_not_now',
    'others_at_work',
    'by_hand',
    'private_tracker',
    'seeding',
    'others_in_download',
    'removed_before',
    'one_signal',
    'budget_download',
    'budget_title',
    'budget_day',
    'budget_hour',
    'budget_removals',
] as const;
export type HoldCode = (typeof HOLDS)[number];

/** Why a step is not taken now; `until` when that may be over by itself, in milliseconds since 1970. */
export interface Hold {
    code: HoldCode;
    until?: number;
}

/** A step that is thought of, with how many calls it takes. */
interface Thought {
    step: StepName;
    calls: number;
    situation: Situation;
    limits: Limits;
}

type Rule = (thought: Thought) => Hold | null;

/** Signals that must be independent before anything is deleted. */
const SIGNALS_NEEDED = 2;

const RULES: readonly Rule[] = [
    fuse,
    serviceAway,
    saidNotNow,
    othersAtWork,
    byHand,
    privateTracker,
    seeding,
    othersInDownload,
    removedBefore,
    oneSignal,
    budgets,
];

/** The first rule that holds the step back; null when none does. */
export function holdOf(step: StepName, calls: number, situation: Situation, limits: Limits): Hold | null {
    const thought = { step, calls, situation, limits };
    for (const rule of RULES) {
        const hold = rule(thought);
        if (hold !== null) return hold;
    }
    return null;
}

function fuse({ situation: { now, stuck }, limits: { fuseCount, fuseMs } }: Thought): Hold | null {
    const lately = stuck.filter((since) => now - since < fuseMs);
    if (lately.length < fuseCount) return null;
    return { code: 'fuse', until: Math.max(...lately) + fuseMs };
}

/** What is not said of a torrent while its client is away may be that it still has to be seeded; usenet has no torrent. */
function serviceAway({ step, situation: { away, download } }: Thought): Hold | null {
    const isBlind = STEPS[step].touchesTorrent && away.includes('client') && download?.privacy !== 'public';
    return isBlind || away.includes(STEPS[step].service) ? { code: 'service_away' } : null;
}

function saidNotNow({ situation: { now, dismissedAt }, limits: { dismissMs } }: Thought): Hold | null {
    if (dismissedAt === undefined || now - dismissedAt >= dismissMs) return null;
    return { code: 'said_not_now', until: dismissedAt + dismissMs };
}

/** Two that mend the same thing at once undo each other's work; looking disturbs nobody. */
function othersAtWork({ step, situation: { now, commands }, limits: { quietMs } }: Thought): Hold | null {
    const { service } = STEPS[step];
    if (service !== 'arr' && service !== 'client') return null;
    if (commands.some(({ isRunning }) => isRunning)) return { code: 'others_at_work' };
    const lastEnd = Math.max(...commands.map(({ endedAt }) => endedAt ?? -Infinity));
    return now - lastEnd < quietMs ? { code: 'others_at_work', until: lastEnd + quietMs } : null;
}

function byHand({ step, situation: { now, byHand: acts }, limits: { handMs } }: Thought): Hold | null {
    const undone = acts.filter(({ deed, at }) => STEPS[step].undoes.includes(deed) && now - at < handMs);
    if (undone.length === 0) return null;
    return { code: 'by_hand', until: Math.max(...undone.map(({ at }) => at)) + handMs };
}

/** Where nobody says that it is public it may be private. */
function privateTracker({ step, situation: { download }, limits: { allowPrivate } }: Thought): Hold | null {
    if (!STEPS[step].touchesTorrent || allowPrivate) return null;
    return download?.privacy === 'public' ? null : { code: 'private_tracker' };
}

function seeding({ step, situation: { now, download } }: Thought): Hold | null {
    if (!STEPS[step].deletes) return null;
    const owed = (download?.obligations ?? []).filter((obligation) => !isMet(obligation));
    if (owed.length === 0) return null;
    const seconds = Math.max(...owed.map(({ time }) => (time === undefined ? Infinity : time.goal - time.reached)));
    return { code: 'seeding', ...(seconds < Infinity && { until: now + seconds * 1000 }) };
}

function isMet({ ratio, time }: Obligation): boolean {
    return [ratio, time].some((goal) => goal !== undefined && goal.reached >= goal.goal);
}

/** A download is one decision: what still comes of it is not thrown away with what does not. */
function othersInDownload({ step, situation: { download } }: Thought): Hold | null {
    if (!STEPS[step].deletes || download === null || download.goingOn === 0) return null;
    return { code: 'others_in_download' };
}

/** Also when nobody knows whether that came to pass: a person has to look. */
function removedBefore({ step, situation: { download, deeds } }: Thought): Hold | null {
    if (!STEPS[step].deletes) return null;
    const before = deeds.some((deed) => STEPS[deed.step].deletes && deed.downloadId === download?.id);
    return before ? { code: 'removed_before' } : null;
}

function oneSignal({ step, situation: { signals } }: Thought): Hold | null {
    if (!STEPS[step].deletes || sourcesOf(signals) >= SIGNALS_NEEDED) return null;
    return { code: 'one_signal' };
}

function budgets({ step, calls, situation, limits }: Thought): Hold | null {
    const { now, deeds, title, download } = situation;
    const inDay = deeds.filter(({ at }) => now - at < DAY_MS);
    const inHour = inDay.filter(({ at }) => now - at < HOUR_MS);
    const ofTitle = inDay.filter((deed) => deed.title === title);
    const over = (used: readonly PastDeed[], most: number): boolean => used.reduce((sum, deed) => sum + deed.calls, calls) > most;
    const ofDownload = deeds.filter(({ downloadId }) => downloadId === download?.id);
    if (download !== null && over(ofDownload, limits.perDownload)) return { code: 'budget_download' };
    if (over(ofTitle, limits.perTitle)) return { code: 'budget_title', ...freeAt(ofTitle, DAY_MS) };
    if (over(inDay, limits.perDay)) return { code: 'budget_day', ...freeAt(inDay, DAY_MS) };
    if (over(inHour, limits.perHour)) return { code: 'budget_hour', ...freeAt(inHour, HOUR_MS) };
    if (!STEPS[step].deletes) return null;
    const removals = (past: readonly PastDeed[]): number => past.filter((deed) => STEPS[deed.step].deletes).length;
    const isSpent = removals(ofTitle) >= limits.removalsPerTitle || removals(inDay) >= limits.removalsPerDay;
    return isSpent ? { code: 'budget_removals', ...freeAt(inDay, DAY_MS) } : null;
}

/** When the oldest of them no longer counts. */
function freeAt(used: readonly PastDeed[], windowMs: number): { until?: number } {
    return used.length === 0 ? {} : { until: Math.min(...used.map(({ at }) => at)) + windowMs };
}
