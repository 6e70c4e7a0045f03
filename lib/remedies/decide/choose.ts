/** The chooser: from a situation to the smallest step that fits and was not tried, or to why there is none now. Pure. */
import type { Call } from './calls';
import { LADDERS } from './ladders';
import type { Limits } from './limits';
import { planOf } from './plan';
import { type HoldCode, holdOf } from './rules';
import type { PastDeed, Situation } from './situation';
import { type StepName, STEPS } from './steps';

export type Choice =
    | {
          kind: 'step';
          step: StepName;
          calls: Call[];
          /** What was tried before it for the same, oldest first. */
          tried: StepName[];
      }
    /** Not now. `until` in milliseconds since 1970, where that is known. */
    | { kind: 'wait'; code: 'too_early' | 'being_done' | HoldCode; step: StepName; until?: number }
    | {
          kind: 'none';
          /** There is no step for this cause, or for want of means; or all were tried. */
          code: 'no_remedy' | 'no_means' | 'all_tried';
          tried: StepName[];
      };

/** Decides about one target. */
export function choose(situation: Situation, limits: Limits): Choice {
    const { now, cause, since, target } = situation;
    const own = situation.deeds.filter((deed) => deed.target === target && now - deed.at < limits.memoryMs);
    const open = own.find(({ outcome, judgedAt }) => outcome === 'open' && now < judgedAt);
    if (open !== undefined) return { kind: 'wait', code: 'being_done', step: open.step, until: open.judgedAt };
    const ladder = LADDERS[cause];
    const tried = [...new Set(own.filter(isInVain).map(({ step }) => step))];
    if (ladder.length === 0) return { kind: 'none', code: 'no_remedy', tried };
    for (const { step, afterMs } of ladder) {
        if (tried.includes(step)) continue;
        const calls = planOf(step, situation);
        // What would have shown the means for it does not answer: nobody knows that they are not there.
        if (calls === null && situation.away.includes(STEPS[step].service)) return { kind: 'wait', code: 'service_away', step };
        if (calls === null) continue;
        if (now - since < afterMs) return { kind: 'wait', code: 'too_early', step, until: since + afterMs };
        const hold = holdOf(step, calls.length, situation, limits);
        return hold === null ? { kind: 'step', step, calls, tried } : { kind: 'wait', step, ...hold };
    }
    const isTried = ladder.some(({ step }) => tried.includes(step));
    return { kind: 'none', code: isTried ? 'all_tried' : 'no_means', tried };
}

/** What helped may be done again when the same comes back. */
function isInVain({ outcome }: PastDeed): boolean {
    return outcome !== 'helped';
}
