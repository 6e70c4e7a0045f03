/** Decides what is to be done for a request: looks at each of its cases, and proposes the step, takes it, or says why there is none. */
import type { StageTimes } from '../causes';
import { type Clock, isoNow } from '../model';
import { explain } from '../requests';
import type { MediaStore } from '../store';
import type { Carrier, Step } from './carrier';
import { type Choice, choose } from './decide/choose';
import type { Limits } from './decide/limits';
import type { StepName } from './decide/steps';
import type { Board } from './keep/board';
import { openProposals, roomsOf } from './keep/rooms';
import { type Case, casesOf } from './look/cases';
import type { Looked, Looker } from './look/looker';
import type { Stuck } from './look/stuck';
import { proposalOf } from './tell/proposal';
import type { Refusals } from './tell/refusals';
import { BY_ITSELF } from './tell/words';

export interface AdviserOptions {
    store: MediaStore;
    clock: Clock;
    newId: () => string;
    limits: Limits;
    /** Steps that are taken without being asked. */
    kinds: readonly StepName[];
    times?: (() => StageTimes) | undefined;
    looker: Looker;
    carrier: Carrier;
    board: Board;
    stuck: Stuck;
    refusals: Refusals;
}

export class Adviser {
    constructor(private readonly options: AdviserOptions) {}

    /**
     * @param isAsked somebody waits for the answer
     * @param isEnough asked before each case: whether to leave the others
     */
    async consider(requestId: string, isAsked: boolean, isEnough: () => boolean): Promise<void> {
        const { limits, looker, board, stuck, refusals } = this.options;
        const cases = this.casesOf(requestId);
        const targets = cases.map(({ target, cause }) => `${target}|${cause}`);
        await board.withdraw(({ requestId: of, target, cause }) => of === requestId && !targets.includes(`${target}|${cause}`));
        if (cases.length === 0) this.nothingFor(requestId, isAsked);
        for (const given of cases) {
            if (isEnough()) return;
            const looked = await looker.look(given);
            const choice = choose(looked.situation, limits);
            if (choice.kind === 'step') {
                await this.propose(given, looked, choice);
                continue;
            }
            const { target, cause } = given;
            const step = choice.kind === 'wait' ? { step: choice.step } : {};
            refusals.tell({ code: choice.code, requestId, target, ...step, ...untilOf(choice) }, isAsked);
            if (choice.kind === 'wait' && choice.until !== undefined) stuck.note(requestId, choice.until);
            await board.withdraw((proposal) => proposal.target === target && proposal.cause === cause);
        }
    }

    /** Somebody approves of a proposal: it is looked at once more, and done when it still fits. */
    async approve(proposalId: string, by: string): Promise<void> {
        const { store, limits, looker, carrier, board, refusals } = this.options;
        const proposal = roomsOf(store).proposals.get(proposalId);
        if (proposal === undefined || proposal.dismissedAt !== undefined) {
            refusals.tell({ code: 'no_such_proposal', proposalId });
            return;
        }
        const { requestId, step, target, cause } = proposal;
        const given = this.casesOf(requestId).find((each) => each.target === target && each.cause === cause);
        const looked = given && (await looker.look(given));
        const choice = looked && choose(looked.situation, limits);
        if (given !== undefined && looked !== undefined && choice?.kind === 'step' && choice.step === step) {
            await carrier.carryOut(proposal, given, looked, choice, by);
            return;
        }
        const about = { requestId, proposalId, step };
        if (choice?.kind === 'wait' && choice.step === step) {
            refusals.tell({ ...about, code: choice.code, ...untilOf(choice) });
            return;
        }
        await board.withdraw(({ id }) => id === proposalId);
        refusals.tell({ ...about, code: 'overtaken' });
    }

    private casesOf(requestId: string): Case[] {
        const { store, clock, times } = this.options;
        return casesOf(store, requestId, clock.now(), times?.());
    }

    private nothingFor(requestId: string, isAsked: boolean): void {
        const { store, clock, times, stuck, refusals } = this.options;
        const request = store.get(requestId);
        const told = request && explain(request, store.episodes(requestId), store.live, clock.now(), times?.());
        const isWell = told === undefined || told.wait === null;
        if (isWell) stuck.forget(requestId);
        if (isAsked) refusals.tell({ code: isWell ? 'well' : 'no_remedy', requestId }, true);
    }

    private async propose(given: Case, looked: Looked, choice: Step): Promise<void> {
        const { store, clock, newId, kinds, carrier, board } = this.options;
        const { target, cause } = given;
        const known = openProposals(store).find((each) => each.target === target && each.step === choice.step);
        if (known?.cause === cause && !kinds.includes(choice.step)) return;
        const proposal = proposalOf(known?.id ?? newId(), isoNow(clock), given, looked, choice);
        if (kinds.includes(choice.step)) {
            await carrier.carryOut(proposal, given, looked, choice, BY_ITSELF);
            return;
        }
        await board.withdraw((each) => each.target === target && each.id !== proposal.id);
        await board.put(proposal);
    }
}

function untilOf(choice: Choice): { until?: string } {
    return choice.kind === 'wait' && choice.until !== undefined && Number.isFinite(choice.until)
        ? { until: new Date(choice.until).toISOString() }
        : {};
}
