/** Watches the requests of a store, and tells once what needs somebody's attention, and once that it is over. */
import { type Clock, isoNow, type MediaError, type MediaRequest } from '../model';
import { type Language, timesIn } from '../causes';
import { houseTimesOf, JudgedRequest, mayWait } from '../requests';
import type { MediaStore } from '../store';
import { isHouse } from './marks';
import type { Attention } from './message';
import { Rounds } from './rounds';
import { rule } from './rules';
import { Teller } from './teller';
import { earlier, type Trouble, troublesOf } from './troubles';

export interface AttentionOptions {
    store: MediaStore;
    clock: Clock;
    language?: Language;
    /** Of `Intl`; without it that of this machine. */
    timeZone?: string;
    /** Something needs attention. It is in the store by then that this was told. */
    onAttention: (attention: Attention) => void;
    /** It is over. */
    onOver: (attention: Attention) => void;
    /** How many things need attention now; told when that changes. */
    onCount: (count: number) => void;
    onFault: (error: MediaError) => void;
}

/** Before this nothing is told: after a start the listeners have to catch up with what happened meanwhile. */
export const SETTLES_MS = 2 * 60_000;
/** Since when attention is paid in a house: what was late before is told to nobody. */
const BEGAN = 'attention/began';
/**
 * What is known live of a request (a stalled transfer, a server that is away) changes often and without a word. It counts from
 * when it began, so that it is enough to look again after a tenth of what is left until something needs attention, between these.
 */
const SOONEST_MS = 60_000;
const LATEST_MS = 5 * 60_000;
/** Of what waits for a date and for nothing else. */
const SELDOM_MS = 30 * 60_000;
/** A change is looked at once those that come with it are there; a long show, which takes longer to look at, after more. */
const AFTER_CHANGE_MS = 1_000;
const PER_EPISODE_MS = 20;
/** Stands for the servers among the ids of requests. */
const HOUSE = '';

export class AttentionWatch {
    private readonly teller: Teller;
    private readonly rounds: Rounds;
    private readonly endings: (() => void)[] = [];
    /** Who waits for a server, and how, by scope and request. */
    private readonly house = new Map<string, Map<string, Trouble[]>>();
    private began = 0;
    private hasBegun = false;
    private count: number | null = null;

    constructor(private readonly options: AttentionOptions) {
        const { language = 'en-US', timeZone, clock } = options;
        this.teller = new Teller({ ...options, manner: { language, times: timesIn(language, timeZone) } });
        this.rounds = new Rounds(clock, (id) => (id === HOUSE ? this.lookAtHouse() : this.look(id)));
    }

    start(): void {
        const { store, clock } = this.options;
        const began = store.cursor(BEGAN) ?? isoNow(clock);
        store.setCursor(BEGAN, began);
        store.writeSoon(this.options);
        this.began = Date.parse(began);
        this.tellCount();
        const timer = clock.after(SETTLES_MS, () => this.begin());
        this.endings.push(() => timer.cancel());
    }

    /** Looks at everything now, without waiting for what happened before the start. */
    lookNow(): void {
        if (this.hasBegun) this.askAll();
        else this.begin();
    }

    close(): void {
        for (const end of this.endings) end();
        this.rounds.close();
        this.teller.close();
    }

    private begin(): void {
        if (this.hasBegun) return;
        this.hasBegun = true;
        const { store } = this.options;
        const onChange = ({ id, summary }: MediaRequest): void =>
            this.rounds.ask(id, AFTER_CHANGE_MS + PER_EPISODE_MS * (summary?.total ?? 0));
        this.endings.push(store.onChange(onChange));
        this.askAll();
    }

    private askAll(): void {
        const { store } = this.options;
        for (const request of store.requests()) if (mayWait(request)) this.rounds.ask(request.id, 0);
        for (const id of this.teller.marks.requestIds()) this.rounds.ask(id, 0);
        // What was told of a server is not over because nobody has been looked at yet.
        this.rounds.ask(HOUSE, SOONEST_MS);
    }

    /** Looks at one request. Returns in how many milliseconds to look again; null when nothing of it can need attention. */
    private look(requestId: string): number | null {
        const { marks } = this.teller;
        const judged = this.judge(requestId);
        if (judged === null) return this.forget(requestId);
        const { request, now } = judged;
        const { all, nextAt } = troublesOf(judged);
        this.noteHouse(requestId, all);
        let next = nextAt;
        this.teller.forgetOld(marks.ofRequest(requestId));
        for (const [scope, troubles] of byScope(all)) next = earlier(next, this.ruleOn(scope, troubles, judged));
        const isClosed = request.state === 'available' || request.state === 'failed';
        let isEnding = false;
        for (const mark of marks.ofRequest(requestId)) {
            const isThere = all.some(({ scope, member }) => scope === mark.scope && mark.members.includes(member));
            if (this.teller.endUnless(isThere, mark, judged, isClosed && all.length === 0)) isEnding = true;
        }
        this.tellCount();
        const left = next === null ? Infinity : Math.max(0, next - now);
        if (isEnding) return SOONEST_MS;
        if (all.length > 0) return Math.min(left, Math.max(left / 10, SOONEST_MS), LATEST_MS, judged.limits.silent / 2);
        if (mayWait(request)) return Math.min(left, SELDOM_MS);
        return left === Infinity ? null : left;
    }

    private judge(requestId: string): JudgedRequest | null {
        const { store, clock } = this.options;
        const now = clock.now();
        const stored = store.get(requestId);
        if (stored === undefined) return null;
        const times = houseTimesOf(store).at(now);
        return new JudgedRequest(store.derive(stored, now), store.episodes(requestId), store.live, now, times);
    }

    /** Returns when to look again at what is not told yet, in milliseconds since 1970. */
    private ruleOn(scope: string, troubles: readonly Trouble[], judged: JudgedRequest): number | null {
        const { request, now } = judged;
        const { marks } = this.teller;
        let next: number | null = null;
        for (const { at } of troubles) if (at > now) next = earlier(next, at);
        for (const ruling of rule(troubles, marks.of(scope), { request, began: this.began, now })) {
            if (ruling.kind === 'later') next = earlier(next, ruling.at);
            else if (ruling.kind === 'joins') this.teller.join(ruling.mark, ruling.troubles);
            else if (ruling.kind === 'silent') this.teller.keepSilent(ruling.troubles, judged);
            else if (ruling.kind === 'tell') {
                this.teller.tell(ruling.troubles, judged, this.othersIn(scope, request.id));
                if (isHouse(scope)) this.rounds.ask(HOUSE, SOONEST_MS);
            }
        }
        return next;
    }

    private othersIn(scope: string, requestId: string): MediaRequest[] {
        const others = [...(this.house.get(scope)?.keys() ?? [])].filter((id) => id !== requestId);
        return others.flatMap((id) => this.options.store.get(id) ?? []);
    }

    /** What was told of a server is over when nobody waits for it any more. */
    private lookAtHouse(): number | null {
        for (const mark of this.teller.marks.ofHouse()) {
            const judged = this.judge(mark.requestId);
            if (judged === null) this.teller.forget(mark);
            else this.teller.endUnless((this.house.get(mark.scope)?.size ?? 0) > 0, mark, judged, false);
        }
        this.teller.forgetOld(this.teller.marks.ofHouse());
        this.tellCount();
        return this.teller.marks.ofHouse().length > 0 ? SOONEST_MS : null;
    }

    private noteHouse(requestId: string, all: readonly Trouble[]): void {
        for (const waiting of this.house.values()) waiting.delete(requestId);
        for (const [scope, troubles] of byScope(all.filter((trouble) => isHouse(trouble.scope)))) {
            const waiting = this.house.get(scope) ?? new Map<string, Trouble[]>();
            this.house.set(scope, waiting.set(requestId, troubles));
        }
    }

    private forget(requestId: string): null {
        this.noteHouse(requestId, []);
        for (const mark of this.teller.marks.ofRequest(requestId)) this.teller.forget(mark);
        this.tellCount();
        return null;
    }

    private tellCount(): void {
        const { open } = this.teller.marks;
        if (open === this.count) return;
        this.count = open;
        this.options.onCount(open);
    }
}

function byScope(troubles: readonly Trouble[]): Map<string, Trouble[]> {
    const scopes = new Map<string, Trouble[]>();
    for (const trouble of troubles) scopes.set(trouble.scope, [...(scopes.get(trouble.scope) ?? []), trouble]);
    return scopes;
}
