/** What became of what was done: whether what had to be true after it is true, within its time. */
import type { StageTimes } from '../../causes';
import type { Clock } from '../../model';
import type { MediaStore } from '../../store';
import { hasHelped } from '../decide/after';
import { standingOf } from '../look/cases';
import type { Deed } from './records';
import { roomsOf } from './rooms';

export class Judge {
    constructor(
        private readonly store: MediaStore,
        private readonly clock: Clock,
        private readonly times?: () => StageTimes,
    ) {}

    /** Judges what can be judged now. Returns the requests of which something new is known. */
    async judge(): Promise<string[]> {
        const { deeds } = roomsOf(this.store);
        const judged: string[] = [];
        for (const deed of [...deeds.all.values()]) {
            const outcome = this.outcomeOf(deed);
            if (outcome === 'open' || outcome === deed.outcome) continue;
            deeds.set(deed.id, { ...deed, outcome });
            judged.push(deed.requestId);
        }
        if (judged.length > 0) await this.store.flush();
        return judged;
    }

    private outcomeOf({ outcome, calls, step, before, requestId, episodes, judgedAt }: Deed): Deed['outcome'] {
        const isDone = calls.every(({ state }) => state === 'done');
        if (outcome !== 'open' || !isDone) return outcome;
        const now = standingOf(this.store, requestId, episodes, this.clock.now(), this.times?.());
        if (now === null || hasHelped(step, before, now)) return 'helped';
        return this.clock.now() >= Date.parse(judgedAt) ? 'did_not_help' : 'open';
    }
}
