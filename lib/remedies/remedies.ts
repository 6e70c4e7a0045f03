/**
 * Remedies of a house: looks at what is stuck, proposes the smallest step that fits, does it when told so, and sees what came
 * of it. One thing at a time.
 */
import type { StageTimes } from '../causes';
import { type Clock, isoNow, type Timer } from '../model';
import { explain } from '../requests';
import type { MediaStore } from '../store';
import { Doer } from './act/doer';
import type { OwnCommands, Services } from './act/services';
import { type Choice, choose } from './decide/choose';
import type { Limits } from './decide/limits';
import { MINUTE_MS, type StepName, STEPS } from './decide/steps';
import { Judge } from './keep/judge';
import type { Deed, Proposal } from './keep/records';
import { dropOld, oneAtATime, openProposals, roomsOf } from './keep/rooms';
import { type Case, casesOf } from './look/cases';
import { type Looked, Looker } from './look/looker';
import { AFTER_START_MS, Stuck } from './look/stuck';
import { proposalOf } from './tell/proposal';
import { type Refusal, Refusals } from './tell/refusals';
import { BY_ITSELF, lineOf } from './tell/words';
import type { Wish } from './wish';

export interface RemediesOptions {
    store: MediaStore;
    services: Services;
    clock: Clock;
    newId: () => string;
    limits: Limits;
    /** Nothing is called: it is only said what would be. */
    isDryRun: boolean;
    /** Steps that are taken without being asked. */
    kinds: readonly StepName[];
    /** How long is waited for others that get stuck at the same time, in milliseconds. */
    gatherMs?: number;
    /** How long things take in this house. */
    times?: () => StageTimes;
    onProposal: (proposal: Proposal) => void;
    /** `line` is what the request's history says of it. */
    onDone: (deed: Deed, line: string) => void;
    onRefused: (refusal: Refusal) => void;
    /** What `counts` says has changed. */
    onChange: () => void;
    /** Why something could not be asked, or written. */
    onFault: (thrown: unknown) => void;
}

type Step = Choice & { kind: 'step' };

const GATHER_MS = 20_000;
/** What is stuck is looked at again at the latest after this. */
const AGAIN_MS = 15 * MINUTE_MS;

export class Remedies {
    private readonly doer: Doer;
    private readonly looker: Looker;
    private readonly judge: Judge;
    private readonly stuck: Stuck;
    private readonly refusals: Refusals;
    private work: Promise<unknown> = Promise.resolve();
    private timer: Timer | null = null;
    private gathering: Timer | null = null;
    private isClosed = false;
    /** The look of an earlier minute is not over: services that answer slowly do not make a queue. */
    private isTicking = false;
    /** What the listeners know live is gone with the former process: until they have found it out again nothing can be judged. */
    private judgesFrom: number | undefined;

    constructor(private readonly options: RemediesOptions) {
        const { store, services, clock, times, onFault, onRefused } = options;
        const own: OwnCommands = new Set();
        this.stuck = new Stuck(clock, roomsOf(store).stuck);
        this.refusals = new Refusals(onRefused);
        this.doer = new Doer({ store, services, clock, own });
        this.judge = new Judge(store, clock, times);
        this.looker = new Looker({ store, services, clock, own, stuck: () => this.stuck.times(), onFault });
    }

    /** From now on looks every minute at what is due, and first at what was interrupted. */
    start(): void {
        if (!this.isTicking) {
            this.isTicking = true;
            void this.tick()
                .catch(this.options.onFault)
                .finally(() => (this.isTicking = false));
        }
        this.judgesFrom ??= this.options.clock.now() + AFTER_START_MS;
        this.timer = this.options.clock.after(MINUTE_MS, () => {
            if (!this.isClosed) this.start();
        });
    }

    /** Does what a message wishes for. */
    async take(wish: Wish): Promise<void> {
        switch (wish.kind) {
            case 'approve':
                return this.approve(wish.proposalId, wish.by);
            case 'dismiss':
                return this.dismiss(wish.proposalId);
            case 'stuck':
                wish.requestIds.forEach((id) => this.isStuck(id));
                return;
            case 'well':
                for (const id of wish.requestIds) await this.isWell(id);
                return;
            case 'help':
                for (const id of wish.requestIds) await this.help(id);
        }
    }

    /** A request is stuck. It is looked at when others have had time to say the same. */
    isStuck(requestId: string): void {
        const { store, clock, gatherMs = GATHER_MS, onFault } = this.options;
        this.stuck.note(requestId, clock.now() + gatherMs);
        store.flush().catch(onFault);
        this.gathering ??= clock.after(gatherMs, () => {
            this.gathering = null;
            void this.tick().catch(onFault);
        });
    }

    /** A request is well again, or over. */
    isWell(requestId: string): Promise<void> {
        this.stuck.forget(requestId);
        return this.queued(() => this.withdraw(({ requestId: of }) => of === requestId));
    }

    /** Somebody wishes for help with a request now. */
    help(requestId: string): Promise<void> {
        return this.queued(async () => {
            if (this.options.store.get(requestId) === undefined) {
                this.refusals.tell({ code: 'no_such_request', requestId });
                return;
            }
            this.stuck.note(requestId, this.options.clock.now() + AGAIN_MS);
            await this.consider(requestId, true);
        });
    }

    /** Somebody approves of a proposal: it is looked at once more, and done when it still fits. */
    approve(proposalId: string, by: string): Promise<void> {
        return this.queued(async () => {
            const proposal = roomsOf(this.options.store).proposals.get(proposalId);
            if (proposal === undefined || proposal.dismissedAt !== undefined) {
                this.refusals.tell({ code: 'no_such_proposal', proposalId });
                return;
            }
            const { requestId, step, target, cause } = proposal;
            const given = this.casesOf(requestId).find((each) => each.target === target && each.cause === cause);
            const looked = given && (await this.looker.look(given));
            const choice = looked && choose(looked.situation, this.options.limits);
            if (given !== undefined && looked !== undefined && choice?.kind === 'step' && choice.step === step) {
                await this.carryOut(proposal, given, looked, choice, by);
                return;
            }
            const about = { requestId, proposalId, step };
            if (choice?.kind === 'wait' && choice.step === step) {
                this.refusals.tell({ ...about, code: choice.code, ...untilOf(choice) });
                return;
            }
            await this.withdraw(({ id }) => id === proposalId);
            this.refusals.tell({ ...about, code: 'overtaken' });
        });
    }

    /** Somebody says *not now*. */
    dismiss(proposalId: string): Promise<void> {
        return this.queued(async () => {
            const { store, clock, onChange } = this.options;
            const { proposals } = roomsOf(store);
            const proposal = proposals.get(proposalId);
            if (proposal === undefined) {
                this.refusals.tell({ code: 'no_such_proposal', proposalId });
                return;
            }
            proposals.set(proposalId, { ...proposal, dismissedAt: isoNow(clock) });
            await store.flush();
            this.showAnew(proposal.requestId);
            onChange();
        });
    }

    /** How many requests are looked after, and how many proposals wait for an answer. */
    get counts(): { stuck: number; proposals: number } {
        return { stuck: this.stuck.size, proposals: openProposals(this.options.store).length };
    }

    /** Takes up what was interrupted, judges what was done, and looks at what is due. Once at a time. */
    tick(): Promise<void> {
        return this.queued(async () => {
            const { store, clock } = this.options;
            await this.takeUp();
            const judged = clock.now() < (this.judgesFrom ?? 0) ? [] : await this.judge.judge();
            for (const requestId of judged) this.stuck.note(requestId, clock.now());
            for (const requestId of this.stuck.due()) {
                if (this.isClosed) return;
                this.stuck.postpone(requestId, clock.now() + AGAIN_MS);
                await this.consider(requestId, false);
            }
            dropOld(roomsOf(store), clock.now());
            await store.flush();
        });
    }

    /** Resolves when nothing is under way. */
    async close(): Promise<void> {
        this.isClosed = true;
        this.timer?.cancel();
        this.gathering?.cancel();
        await this.work.catch(() => undefined);
    }

    private queued(task: () => Promise<void>): Promise<void> {
        const next = oneAtATime(this.options.store, task);
        this.work = next.catch(() => undefined);
        return next;
    }

    private casesOf(requestId: string): Case[] {
        const { store, clock, times } = this.options;
        return casesOf(store, requestId, clock.now(), times?.());
    }

    private async consider(requestId: string, isAsked: boolean): Promise<void> {
        const cases = this.casesOf(requestId);
        const targets = cases.map(({ target, cause }) => `${target}|${cause}`);
        await this.withdraw(({ requestId: of, target, cause }) => of === requestId && !targets.includes(`${target}|${cause}`));
        if (cases.length === 0) this.nothingFor(requestId, isAsked);
        for (const given of cases) {
            if (this.isClosed) return;
            const looked = await this.looker.look(given);
            const choice = choose(looked.situation, this.options.limits);
            if (choice.kind === 'step') {
                await this.propose(given, looked, choice);
                continue;
            }
            const { target, cause } = given;
            const step = choice.kind === 'wait' ? { step: choice.step } : {};
            this.refusals.tell({ code: choice.code, requestId, target, ...step, ...untilOf(choice) }, isAsked);
            if (choice.kind === 'wait' && choice.until !== undefined) this.stuck.note(requestId, choice.until);
            await this.withdraw((proposal) => proposal.target === target && proposal.cause === cause);
        }
    }

    private nothingFor(requestId: string, isAsked: boolean): void {
        const { store, clock, times } = this.options;
        const request = store.get(requestId);
        const told = request && explain(request, store.episodes(requestId), store.live, clock.now(), times?.());
        const isWell = told === undefined || told.wait === null;
        if (isWell) this.stuck.forget(requestId);
        if (isAsked) this.refusals.tell({ code: isWell ? 'well' : 'no_remedy', requestId }, true);
    }

    private async propose(given: Case, looked: Looked, choice: Step): Promise<void> {
        const { store, clock, newId, kinds, onProposal, onChange } = this.options;
        const { target, cause } = given;
        const known = openProposals(store).find((each) => each.target === target && each.step === choice.step);
        if (known?.cause === cause && !kinds.includes(choice.step)) return;
        const proposal = proposalOf(known?.id ?? newId(), isoNow(clock), given, looked, choice);
        if (kinds.includes(choice.step)) {
            await this.carryOut(proposal, given, looked, choice, BY_ITSELF);
            return;
        }
        await this.withdraw((each) => each.target === target && each.id !== proposal.id);
        roomsOf(store).proposals.set(proposal.id, proposal);
        await store.flush();
        this.showAnew(proposal.requestId);
        onProposal(proposal);
        onChange();
    }

    private async carryOut(proposal: Proposal, given: Case, looked: Looked, { step, calls }: Step, by: string): Promise<void> {
        const { store, clock, isDryRun } = this.options;
        const { id, requestId, target, title, downloadId, episodes, cause, what } = proposal;
        if (isDryRun) {
            this.refusals.tell({ code: 'dry_run', requestId, proposalId: id, target, step }, by !== BY_ITSELF);
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
        await this.doer.keep(planned);
        await this.tell(await this.doer.carryOut(planned));
    }

    private async tell(deed: Deed): Promise<void> {
        const { store, onDone, onChange } = this.options;
        const { requestId, step, downloadId, episodes, judgedAt, at } = deed;
        const line = lineOf(deed);
        store.addToTimeline({
            ...{ requestId, at, source: 'remedy', kind: 'remedied', code: step, message: line },
            ...(downloadId !== undefined && { downloadId }),
            ...(episodes.length > 0 && { episodes }),
        });
        this.stuck.note(requestId, Date.parse(judgedAt));
        this.showAnew(requestId);
        await store.flush();
        onDone(deed, line);
        onChange();
    }

    private async takeUp(): Promise<void> {
        const { store, clock, onFault } = this.options;
        const { deeds } = roomsOf(store);
        for (const deed of [...deeds.all.values()]) {
            if (this.isClosed) return;
            const isBegun = deed.calls.some(({ state }) => state !== 'planned');
            const isCut = deed.outcome === 'open' && deed.calls.some(({ state }) => state === 'intended' || state === 'planned');
            if (!isCut) continue;
            try {
                if (isBegun) await this.tell(await this.doer.takeUp(deed));
                else {
                    // Nothing was sent, and by now it may be wrong: it is thought of anew.
                    deeds.remove(deed.id);
                    this.stuck.note(deed.requestId, clock.now());
                    await store.flush();
                }
            } catch (thrown) {
                onFault(thrown);
            }
        }
    }

    private async withdraw(which: (proposal: Proposal) => boolean): Promise<void> {
        const { store, onChange } = this.options;
        const gone = openProposals(store).filter(which);
        if (gone.length === 0) return;
        for (const { id, requestId } of gone) {
            roomsOf(store).proposals.remove(id);
            this.showAnew(requestId);
        }
        await store.flush();
        onChange();
    }

    /** Whoever shows the request learns that there is something new of it. */
    private showAnew(requestId: string): void {
        const { store } = this.options;
        const request = store.get(requestId);
        if (request !== undefined) store.put(request);
    }
}

function untilOf(choice: Choice): { until?: string } {
    return choice.kind === 'wait' && choice.until !== undefined && Number.isFinite(choice.until)
        ? { until: new Date(choice.until).toISOString() }
        : {};
}
