/**
 * Outcomes that were told, until whoever is wired to the gate has surely heard of them. Till then the store keeps them: after a
 * crash they are told again, since once too often is better than never.
 */
import type { Clock, Timer } from '../../model';
import type { Change } from './changes';

/** Messages have found all their receivers by then, however many nodes they go through and whatever those do with them. */
const SURELY_MS = 500;
/** At a stop that is no crash: receivers take a turn of the event loop each, and what they do then they may end. */
const AT_STOP_MS = 50;

export interface ToldOptions {
    clock: Clock;
    /** Called with the id of an outcome that needs not be kept any more. */
    settle: (outcomeId: string) => void;
    /** Called once what was to be settled is. */
    onSettled: () => void;
}

export class ToldOutcomes {
    private readonly waiting = new Set<{ ids: ReadonlySet<string>; at: number; timer: Timer }>();

    constructor(private readonly options: ToldOptions) {}

    /** Takes in changes that are just told. */
    add(changes: readonly Pick<Change, 'outcome'>[]): void {
        const ids = new Set(changes.flatMap(({ outcome }) => outcome?.id ?? []));
        if (ids.size === 0) return;
        const { clock } = this.options;
        const told = { ids, at: clock.monotonic(), timer: clock.after(SURELY_MS, () => this.settle(told)) };
        this.waiting.add(told);
    }

    /** Ends the waiting. What was told too shortly before is told again at the next start. */
    close(): void {
        const { clock } = this.options;
        for (const told of this.waiting) {
            told.timer.cancel();
            if (clock.monotonic() - told.at >= AT_STOP_MS) this.settle(told);
        }
        this.waiting.clear();
    }

    private settle(told: { ids: ReadonlySet<string>; at: number; timer: Timer }): void {
        this.waiting.delete(told);
        for (const id of told.ids) this.options.settle(id);
        this.options.onSettled();
    }
}
