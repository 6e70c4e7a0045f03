/** All that the page knows, and what changes it: the stream, the answers to its questions, and the reader. */
import type {
    Action,
    Change,
    Counts,
    Gone,
    Notice,
    ServiceState,
    Snapshot,
    Summary,
    SummaryList,
    Whole,
} from '../../lib/page/contract';
import {
    fromStart,
    type Held,
    nothing,
    offsetOf,
    type Pins,
    unpinned,
    withMore,
    withOpened,
    without,
    withSummary,
} from '../list/held';
import { mayBeLong } from '../list/few';
import { fits, type Filter, isSame, parametersOf, type Query } from '../list/query';
import { type Link, LiveStream, type Ports } from '../live/stream';
import { type Service, ServiceError } from './service';
import { Store } from './store';

/** An opened request: what is known of it by now. */
export interface Opened {
    whole: Whole | null;
    hasFailed: boolean;
}

/** What became of a button that asks Node-RED to do something, by its key. */
export type Deed = { kind: 'sending' } | { kind: 'sent' } | { kind: 'failed'; message: string };

export interface AppState {
    link: Link;
    counts: Counts | null;
    services: readonly ServiceState[];
    findings: number;
    /** Whether buttons that ask Node-RED to do something are shown. */
    actions: boolean;
    held: Held;
    pins: Pins;
    opened: ReadonlyMap<string, Opened>;
    more: 'idle' | 'loading' | 'failed';
    deeds: ReadonlyMap<string, Deed>;
    people: readonly string[];
    isChoosing: boolean;
    /** A long section is shown whole: said once, while the page is open. */
    isWhole: boolean;
}

export interface Surroundings extends Ports {
    service: Service;
    /** Remembered from one visit to the next; may throw where the browser forbids it. */
    remember: (name: string | null) => void;
    /** Shows in the address bar what is shown on the page. */
    address: (query: Query, opened: string | null) => void;
}

/** Requests that are asked for at a time. */
export const PAGE_SIZE = 60;
/** More are not answered at a time. */
const MOST_AT_ONCE = 500;
/** The least time between two looks at an opened request, ms. */
const LOOK_MS = 1_500;
/** How long somebody who types has to pause before the server is asked, ms. */
const TYPING_MS = 150;

export class App {
    readonly store: Store<AppState>;
    private readonly stream: LiveStream;
    /** The server's clock less ours, ms. */
    private skew = 0;
    private question = 0;
    private typing: unknown;
    private readonly looks = new Map<string, { at: number; timer?: unknown }>();

    constructor(
        query: Query,
        private readonly around: Surroundings,
    ) {
        this.store = new Store<AppState>({
            link: { kind: 'connecting', since: around.now() },
            counts: null,
            services: [],
            findings: 0,
            actions: false,
            held: nothing(query),
            pins: new Map(),
            opened: new Map(),
            more: 'idle',
            deeds: new Map(),
            people: [],
            isChoosing: false,
            isWhole: false,
        });
        const plain: Query = { filter: 'all', q: '', me: null, id: query.id };
        this.stream = new LiveStream(
            `live?${parametersOf(plain, PAGE_SIZE)}`,
            {
                event: (name, data) => this.hear(name, data),
                link: (link) => this.store.set({ link }),
                ask: () => this.refresh(),
            },
            around,
        );
    }

    /** The server's time, ms since 1970: what is shown is told by its clock. */
    now(): number {
        return this.around.now() + this.skew;
    }

    connect(): void {
        this.stream.open();
    }

    /** Nobody looks: what comes meanwhile is told by the next snapshot. */
    pause(): void {
        this.stream.close();
    }

    private get state(): AppState {
        return this.store.value;
    }

    private hear(name: string, data: unknown): void {
        this.skew = Date.parse((data as { now: string }).now) - this.around.now() || 0;
        if (name === 'snapshot') this.takeSnapshot(data as Snapshot);
        else if (name === 'change') this.takeChange(data as Change);
        else if (name === 'gone') this.takeGone(data as Gone);
        else if (name === 'notice') this.takeNotice(data as Notice);
    }

    private takeSnapshot(snapshot: Snapshot): void {
        const { counts, actions } = snapshot;
        const { held, pins } = this.state;
        const loaded = offsetOf(held);
        const isOfThis = isSame({ ...held.query, me: null }, { filter: 'all', q: '', me: null, id: held.query.id });
        this.takeNotice(snapshot);
        this.store.set({ counts, actions, ...(isOfThis && { held: fromStart(held, snapshot, pins) }) });
        if (!isOfThis || loaded > snapshot.requests.length) void this.refresh(loaded);
        for (const id of pins.keys()) this.look(id);
    }

    private takeChange({ counts, request }: Change): void {
        const { held, pins } = this.state;
        if (!held.isEmpty) this.store.set({ held: this.counted(withSummary(held, request, pins), counts) });
        if (counts !== undefined) this.store.set({ counts });
        if (pins.has(request.id)) this.look(request.id);
    }

    private takeGone({ counts, id }: Gone): void {
        this.close(id);
        this.store.set({ held: this.counted(without(this.state.held, id), counts), ...(counts !== undefined && { counts }) });
    }

    private takeNotice({ services, findings = 0 }: Pick<Notice, 'services' | 'findings'>): void {
        this.store.set({ services, findings });
    }

    /** Of what no text or name narrows, the counts tell how many there are. */
    private counted(held: Held, counts: Counts | undefined): Held {
        const { filter, q, id } = held.query;
        if (counts === undefined || id !== null || q.trim() !== '' || filter === 'mine') return held;
        return { ...held, total: counts[filter] };
    }

    /** Asks for the list from its beginning on, as much of it as is held. Settles with whether there was an answer. */
    async refresh(atLeast = offsetOf(this.state.held)): Promise<boolean> {
        const question = ++this.question;
        const { query } = this.state.held;
        try {
            const answer = await this.around.service.list(query, Math.min(Math.max(PAGE_SIZE, atLeast), MOST_AT_ONCE));
            while (answer.requests.length < Math.min(atLeast, answer.total)) {
                const next = await this.around.service.list(query, MOST_AT_ONCE, answer.requests.length);
                if (next.requests.length === 0) break;
                answer.requests.push(...next.requests);
            }
            if (question !== this.question) return true;
            this.store.set({ held: fromStart(this.state.held, answer, this.state.pins), more: 'idle' });
            return true;
        } catch {
            if (question === this.question && this.state.held.isEmpty) this.store.set({ more: 'failed' });
            return false;
        }
    }

    /** Asks for what follows. */
    async loadMore(): Promise<void> {
        const { held, more } = this.state;
        if (more === 'loading' || held.end === null) return;
        const { question } = this;
        const offset = offsetOf(held);
        this.store.set({ more: 'loading' });
        let answer: SummaryList;
        try {
            answer = await this.around.service.list(held.query, this.sizeOfMore(), offset);
        } catch {
            if (question === this.question) this.store.set({ more: 'failed' });
            return;
        }
        if (question !== this.question) return;
        this.store.set({ held: withMore(this.state.held, answer, offset, this.state.pins), more: 'idle' });
    }

    /** What is not shown is asked for at once, with what comes after it: else the reader would wait for many answers and see none. */
    private sizeOfMore(): number {
        const { held, counts, isWhole } = this.state;
        const { end, query } = held;
        if (isWhole || counts === null || end === null || query.filter !== 'all' || !mayBeLong(held, end.group)) return PAGE_SIZE;
        return Math.min(MOST_AT_ONCE, PAGE_SIZE + Math.max(0, counts[end.group] - offsetOf(held)));
    }

    filter(filter: Filter): void {
        if (filter === 'mine' && this.state.held.query.me === null) {
            this.choose();
            return;
        }
        this.ask({ ...this.state.held.query, filter });
    }

    search(q: string): void {
        this.ask({ ...this.state.held.query, q }, TYPING_MS);
    }

    /** What is held and fits is shown at once; the server knows the rest. */
    private ask(query: Query, delay = 0): void {
        const items = this.state.held.items.filter((summary) => fits(summary, query));
        this.question++;
        this.store.set({
            more: 'idle',
            held: { query, items, total: items.length, end: null, isEmpty: true },
            isChoosing: false,
        });
        this.around.address(query, this.lastOpened());
        this.around.clearTimeout(this.typing);
        this.typing = this.around.setTimeout(() => void this.refresh(0), delay);
    }

    choose(): void {
        this.store.set({ isChoosing: true });
        const seen = this.state.held.items.flatMap(({ requestedBy }) => requestedBy ?? []);
        const known = (others: readonly string[]): string[] =>
            [...new Set([...others, ...seen])].sort((a, b) => a.localeCompare(b));
        this.around.service.people().then(
            (people) => this.store.set({ people: known(people) }),
            () => this.store.set({ people: known(this.state.people) }),
        );
    }

    showAll(isWhole: boolean): void {
        this.store.set({ isWhole });
    }

    chooseNot(): void {
        this.store.set({ isChoosing: false });
    }

    iAm(me: string): void {
        this.around.remember(me);
        this.ask({ ...this.state.held.query, me, filter: 'mine' });
    }

    /** What is opened keeps its place, and is looked at whenever it changes. */
    open(id: string): void {
        const summary = this.state.held.items.find((each) => each.id === id);
        if (summary !== undefined) this.pin(summary);
        this.store.set({ opened: new Map(this.state.opened).set(id, { whole: null, hasFailed: false }) });
        this.around.address(this.state.held.query, id);
        this.look(id);
    }

    close(id: string): void {
        const pins = new Map(this.state.pins);
        const opened = new Map(this.state.opened);
        if (!pins.delete(id) && !opened.has(id)) return;
        opened.delete(id);
        this.around.clearTimeout(this.looks.get(id)?.timer);
        this.looks.delete(id);
        this.store.set({ pins, opened, held: unpinned(this.state.held, id, pins) });
        this.around.address(this.state.held.query, this.lastOpened());
    }

    toggle(id: string): void {
        if (this.state.opened.has(id)) this.close(id);
        else this.open(id);
    }

    private pin({ group, order, id }: Summary): void {
        this.store.set({ pins: new Map(this.state.pins).set(id, { group, order, id }) });
    }

    private lastOpened(): string | null {
        return [...this.state.opened.keys()].at(-1) ?? null;
    }

    /** Looks at an opened request, not more often than a reader can follow. */
    private look(id: string): void {
        const now = this.around.now();
        const before = this.looks.get(id);
        if (before?.timer !== undefined) return;
        const wait = before === undefined ? 0 : Math.max(0, before.at + LOOK_MS - now);
        if (wait > 0) {
            const timer = this.around.setTimeout(() => {
                this.looks.set(id, { at: this.around.now() });
                void this.ofWhole(id);
            }, wait);
            this.looks.set(id, { at: before?.at ?? now, timer });
            return;
        }
        this.looks.set(id, { at: now });
        void this.ofWhole(id);
    }

    private async ofWhole(id: string): Promise<void> {
        const set = (change: Partial<Opened>): void => {
            const before = this.state.opened.get(id);
            if (before !== undefined) this.store.set({ opened: new Map(this.state.opened).set(id, { ...before, ...change }) });
        };
        try {
            const whole = await this.around.service.whole(id);
            set({ whole, hasFailed: false });
            this.place(whole.summary);
        } catch (error) {
            // One that is gone is told of by the stream; what does not answer is seen by the stream too.
            set({ hasFailed: true });
            if (error instanceof ServiceError && error.code === 'not_found') this.close(id);
        }
    }

    /** What was opened by its address may be far down the list: it is shown all the same. */
    private place(summary: Summary): void {
        if (!this.state.opened.has(summary.id) || this.state.pins.has(summary.id)) return;
        this.pin(summary);
        this.store.set({ held: withOpened(this.state.held, summary, this.state.pins) });
    }

    async act(key: string, action: Action): Promise<void> {
        const set = (deed: Deed): void => this.store.set({ deeds: new Map(this.state.deeds).set(key, deed) });
        if (this.state.deeds.get(key)?.kind === 'sending') return;
        set({ kind: 'sending' });
        try {
            await this.around.service.act(action);
            set({ kind: 'sent' });
        } catch (error) {
            set({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
        }
    }
}
