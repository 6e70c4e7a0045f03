/**
 * Remedies of a house: looks at what is stuck, proposes the smallest step that fits, does it when told so, and sees what came
 * of it. One thing at a time.
 */
import type { StageTimes } from '../causes';
import type { Clock, Timer } from '../model';
import type { MediaStore } from '../store';
import { Doer } from './act/doer';
import type { OwnCommands, Services } from './act/services';
import { Adviser } from './adviser';
import { Carrier } from './carrier';
import type { Limits } from './decide/limits';
import { MINUTE_MS, type StepName } from './decide/steps';
import { Board } from './keep/board';
import { Judge } from './keep/judge';
import type { Deed, Proposal } from './keep/records';
import { dropOld, oneAtATime, openProposals, roomsOf } from './keep/rooms';
import { Looker } from './look/looker';
import { AFTER_START_MS, Stuck } from './look/stuck';
import { type Refusal, Refusals } from './tell/refusals';
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

const GATHER_MS = 20_000;
/** What is stuck is looked at again at the latest after this. */
const AGAIN_MS = 15 * MINUTE_MS;

export class Remedies {
    private readonly adviser: Adviser;
    private readonly carrier: Carrier;
    private readonly board: Board;
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
        const stuck = new Stuck(clock, roomsOf(store).stuck);
        const refusals = new Refusals(onRefused);
        const looker = new Looker({ store, services, clock, own, stuck: () => stuck.times(), onFault });
        const parts = { ...options, stuck, refusals };
        this.board = new Board(options);
        this.carrier = new Carrier({ ...parts, doer: new Doer({ store, services, clock, own }) });
        this.adviser = new Adviser({ ...parts, looker, carrier: this.carrier, board: this.board });
        this.judge = new Judge(store, clock, times);
        this.stuck = stuck;
        this.refusals = refusals;
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
        return this.queued(() => this.board.withdraw(({ requestId: of }) => of === requestId));
    }

    /** Somebody wishes for help with a request now. */
    help(requestId: string): Promise<void> {
        return this.queued(async () => {
            if (this.options.store.get(requestId) === undefined) {
                this.refusals.tell({ code: 'no_such_request', requestId });
                return;
            }
            this.stuck.note(requestId, this.options.clock.now() + AGAIN_MS);
            await this.adviser.consider(requestId, true, this.isEnough);
        });
    }

    /** Somebody approves of a proposal: it is looked at once more, and done when it still fits. */
    approve(proposalId: string, by: string): Promise<void> {
        return this.queued(() => this.adviser.approve(proposalId, by));
    }

    /** Somebody says *not now*. */
    dismiss(proposalId: string): Promise<void> {
        return this.queued(async () => {
            if (!(await this.board.dismiss(proposalId))) this.refusals.tell({ code: 'no_such_proposal', proposalId });
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
            await this.carrier.takeUp(this.isEnough);
            const judged = clock.now() < (this.judgesFrom ?? 0) ? [] : await this.judge.judge();
            for (const requestId of judged) this.stuck.note(requestId, clock.now());
            for (const requestId of this.stuck.due()) {
                if (this.isClosed) return;
                this.stuck.postpone(requestId, clock.now() + AGAIN_MS);
                await this.adviser.consider(requestId, false, this.isEnough);
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

    private readonly isEnough = (): boolean => this.isClosed;
}
