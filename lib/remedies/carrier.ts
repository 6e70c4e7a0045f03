/** Carries out a step, tells what came of it, and takes up what was interrupted. */
import { type Clock, isoNow } from '../model';
import type { MediaStore } from '../store';
import type { Doer } from './act/doer';
import type { Choice } from './decide/choose';
import { STEPS } from './decide/steps';
import { showAnew } from './keep/board';
import type { Deed, Proposal } from './keep/records';
import { roomsOf } from './keep/rooms';
import type { Case } from './look/cases';
import type { Looked } from './look/looker';
import type { Stuck } from './look/stuck';
import type { Refusals } from './tell/refusals';
import { BY_ITSELF, lineOf } from './tell/words';

/** A choice that is to do something. */
export type Step = Choice & { kind: 'step' };

export interface CarrierOptions {
    store: MediaStore;
    clock: Clock;
    doer: Doer;
    stuck: Stuck;
    refusals: Refusals;
    /** Nothing is called: it is only said what would be. */
    isDryRun: boolean;
    /** `line` is what the request's history says of it. */
    onDone: (deed: Deed, line: string) => void;
    onChange: () => void;
    onFault: (thrown: unknown) => void;
}

export class Carrier {
    constructor(private readonly options: CarrierOptions) {}

    async carryOut(proposal: Proposal, given: Case, looked: Looked, { step, calls }: Step, by: string): Promise<void> {
        const { store, clock, doer, refusals, isDryRun } = this.options;
        const { id, requestId, target, title, downloadId, episodes, cause, what } = proposal;
        if (isDryRun) {
            refusals.tell({ code: 'dry_run', requestId, proposalId: id, target, step }, by !== BY_ITSELF);
            return;
        }
        const planned: Deed = {
            ...{ id, requestId, target, title, episodes, cause, step, by, what },
            ...(downloadId !== undefined && { downloadId }),
            at: isoNow(clock),
            calls: calls.map((call) => ({ call, state: 'planned' })),
            before: given.standing,
            bytes: STEPS[step].deletes ? (looked.situation.download?.bytes ?? 0) : 0,
            outcome: 'open',
            judgedAt: new Date(clock.now() + STEPS[step].withinMs).toISOString(),
        };
        roomsOf(store).proposals.remove(id);
        await doer.keep(planned);
        await this.tell(await doer.carryOut(planned));
    }

    /** @param isEnough asked before each deed: whether to leave the others for the next time */
    async takeUp(isEnough: () => boolean): Promise<void> {
        const { store, clock, doer, stuck, onFault } = this.options;
        const { deeds } = roomsOf(store);
        for (const deed of [...deeds.all.values()]) {
            if (isEnough()) return;
            const isBegun = deed.calls.some(({ state }) => state !== 'planned');
            const isCut = deed.outcome === 'open' && deed.calls.some(({ state }) => state === 'intended' || state === 'planned');
            if (!isCut) continue;
            try {
                if (isBegun) await this.tell(await doer.takeUp(deed));
                else {
                    // Nothing was sent, and by now it may be wrong: it is thought of anew.
                    deeds.remove(deed.id);
                    stuck.note(deed.requestId, clock.now());
                    await store.flush();
                }
            } catch (thrown) {
                onFault(thrown);
            }
        }
    }

    private async tell(deed: Deed): Promise<void> {
        const { store, stuck, onDone, onChange } = this.options;
        const { requestId, step, downloadId, episodes, judgedAt, at } = deed;
        const line = lineOf(deed);
        store.addToTimeline({
            ...{ requestId, at, source: 'remedy', kind: 'remedied', code: step, message: line },
            ...(downloadId !== undefined && { downloadId }),
            ...(episodes.length > 0 && { episodes }),
        });
        stuck.note(requestId, Date.parse(judgedAt));
        showAnew(store, requestId);
        await store.flush();
        onDone(deed, line);
        onChange();
    }
}
