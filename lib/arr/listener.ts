/**
 * Follows one Sonarr or Radarr for ever. Whatever it pushes is only a hint: what it names is asked for. Nothing is pushed twice,
 * so after every connection, and every few minutes, the history is asked for what was missed.
 */
import {
    type ArrFacts,
    elapsedSince,
    type Episode,
    hasOpenSubject,
    type HealthComplaint,
    type MediaError,
    type MediaRequest,
    toMediaError,
} from '../model';
import { instanceFacts } from '../webhook';
import { ArrClient } from './ask/client';
import { KnownTitles } from './ask/known';
import { CatchUp } from './catch-up';
import { QueueWatch } from './decide/queue-watch';
import { RowEvents } from './decide/row-events';
import { Teller } from './decide/teller';
import { LiveEar } from './hear/live-ear';
import { HINT_DELAY_MS, HintFollower, SECOND_THOUGHT_MS } from './follow';
import { readHint } from './hear/hints';
import { Pace } from './schedule/pace';
import type { Part } from './schedule/parts';
import { Rounds } from './schedule/rounds';
import type { ArrStatus, CaughtUp } from './status';
import { LiveFacts } from './live-facts';
import type { ArrListenerOptions } from './options';
import { TitleLook } from './title-look';
import { TitleRounds } from './title-rounds';
import { OwnRequests } from './own';
import type { HistoryRow } from './wire/rows';
import type { ArrTitle } from './wire/titles';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HISTORY_EVERY_MS = 5 * MINUTE_MS;
const QUEUE_EVERY_MS = MINUTE_MS;
const TITLES_EVERY_MS = 24 * 60 * MINUTE_MS;
/** How long it is shown what a catch-up brought, and from which gap on there is something to show. In milliseconds. */
const SHOWN_MS = 5 * MINUTE_MS;
const GAP_MS = MINUTE_MS;
/** After so long everything may be another than before. In milliseconds. */
const LONG_GAP_MS = 10 * MINUTE_MS;

/** Who asked for a look now. */
interface Waiting {
    resolve: (caughtUp: CaughtUp) => void;
    reject: (thrown: unknown) => void;
}

export class ArrListener {
    private readonly client: ArrClient;
    private readonly known: KnownTitles;
    private readonly catchUp: CatchUp;
    private readonly queue: QueueWatch;
    private readonly titles: TitleRounds;
    private readonly facts: LiveFacts;
    private readonly ear: LiveEar;
    private readonly rounds: Rounds<Part>;
    private readonly pace = new Pace();
    private readonly cursorName: string;
    private readonly follower: HintFollower;
    private readonly own: OwnRequests;
    private status: ArrStatus = { connection: 'connecting', version: null, error: null, caughtUp: null };
    private isKnown = false;
    private isClosed = false;
    /** When nothing was missing, by our clock; null before the first time. */
    private upToDateAt: number | null = null;
    private shownUntil = -Infinity;
    private waiting: Waiting[] = [];

    /** @throws MediaError `invalid_url` when the address is not an http(s) URL */
    constructor(private readonly options: ArrListenerOptions) {
        const { server, serverId, name, clock } = options;
        const { kind } = server;
        this.cursorName = `arr:${serverId}`;
        this.own = new OwnRequests(kind, instanceFacts({}, name === '' ? {} : { instance: name }), options);
        this.client = new ArrClient(server, clock);
        this.known = new KnownTitles(this.client, clock);
        const instanceName = (): string => this.own.instance.instanceName ?? this.client.service;
        const labels = (title: ArrTitle): Promise<string[]> => this.known.labels(title);
        const teller = new Teller({ kind, serverId, instanceName: () => this.ownName, name, labels });
        const title = (id: number): Promise<ArrTitle | null> => this.known.title(id);
        const rowEvents = new RowEvents({
            kind,
            teller,
            clock,
            title,
            grab: (downloadId) => this.known.grab(downloadId),
            noteGrab: (downloadId, release) => this.known.noteGrab(downloadId, release),
        });
        this.catchUp = new CatchUp({
            client: this.client,
            rowEvents,
            clock,
            cursor: () => options.cursor(this.cursorName),
            accept: (events, cursor) => options.accept(events, { [this.cursorName]: cursor }),
            emit: options.emit,
            onRow: (row) => this.noteRow(row),
        });
        const { isFollowed, setTransfer, setQueued } = options;
        const health = (): Promise<HealthComplaint[]> => this.client.health();
        this.queue = new QueueWatch({ kind, teller, clock, title, health, instanceName, isFollowed, setTransfer, setQueued });
        const look = new TitleLook({
            kind,
            client: this.client,
            teller,
            clock,
            requestsFor: (found) => this.own.of(found),
            isOpen: hasOpenSubject,
        });
        this.titles = new TitleRounds({
            kind,
            serverId,
            client: this.client,
            known: this.known,
            look,
            clock,
            open: () => this.own.open(),
            all: () => this.own.all(),
            find: (workId) => this.own.find(workId),
            stored: options.cursor(`${this.cursorName}:titles`),
            keep: (text) => options.accept([], { [`${this.cursorName}:titles`]: text }),
            emit: options.emit,
            onFault: options.onFault,
        });
        this.facts = new LiveFacts({
            kind,
            client: this.client,
            known: this.known,
            clock,
            name: instanceName,
            mayBeIn: (request) => this.own.has(request),
            titleIdOf: (workId) => this.titles.titleIdOf(workId),
            onFault: options.onFault,
        });
        this.rounds = new Rounds<Part>({ clock, run: (due) => this.round(due), onFault: (thrown) => this.failed(thrown) });
        const { rounds, known, titles, queue, facts } = this;
        this.follower = new HintFollower({ kind, rounds, known, titles, queue, facts, hasOpen: () => this.own.hasOpen });
        this.ear = new LiveEar({
            server,
            clock,
            onMessage: (message) => this.heard(message),
            onOpen: () => this.opened(),
            onDown: (error) => this.deaf(error),
        });
    }

    /** Begins to ask. Returns at once; everything further is told through the callbacks. */
    start(): void {
        this.show({});
        for (const part of ['catch-up', 'queue', 'titles'] as const) this.rounds.want(part, 0);
        this.rounds.want('health', SECOND_THOUGHT_MS);
    }

    /** To be called when what is open may have changed; cheap, so it may be called often. @param changed what has changed */
    openChanged(changed?: MediaRequest): void {
        if (!this.isKnown || this.isClosed) return;
        const isNameless = changed !== undefined && this.own.has(changed) && this.titles.wantName(changed);
        if (this.titles.wantNew() || isNameless) this.rounds.want('titles', HINT_DELAY_MS);
        if (!this.ear.isOpen) this.rounds.want('queue', QUEUE_EVERY_MS);
        if (this.own.hasOpen) this.rounds.want('health', Math.max(SECOND_THOUGHT_MS, this.facts.healthDueIn(this.ear.isOpen)));
    }

    /** What this server knows of a movie request or of an episode, from memory; undefined for what cannot be in it. */
    factsOf(subject: MediaRequest | Episode, request: MediaRequest): ArrFacts | undefined {
        return this.facts.factsOf(subject, request);
    }

    /** Its webhooks were muted until now: what they would have told is asked for. */
    unmuted(): void {
        if (!this.isClosed) this.rounds.want('catch-up', HINT_DELAY_MS);
    }

    /**
     * Asks for everything now, and says what that brought.
     * @throws MediaError why it could not be asked
     */
    lookNow(): Promise<CaughtUp> {
        return new Promise((resolve, reject) => {
            this.waiting.push({ resolve, reject });
            this.titles.wantAll();
            for (const part of ['catch-up', 'queue', 'titles', 'health'] as const) this.rounds.postpone(part, 0);
        });
    }

    /** Ends everything; settles when no timer and no socket is left. */
    async close(): Promise<void> {
        this.isClosed = true;
        this.client.close();
        await Promise.all([this.ear.close(), this.rounds.close()]);
    }

    private async round(due: ReadonlySet<Part>): Promise<void> {
        if (!this.isKnown) await this.introduce();
        if (due.has('catch-up') || due.has('history')) await this.askHistory(due.has('catch-up'));
        if (due.has('queue')) await this.askQueue();
        if (due.has('all-titles')) this.titles.wantAll();
        if (due.has('searches')) await this.askSearches();
        if (due.has('titles') || due.has('all-titles')) await this.askTitles();
        if (due.has('health')) await this.askHealth();
        this.pace.worked();
        this.facts.isThere();
        this.show({ connection: this.ear.isOpen ? 'live' : this.ear.isTrying ? 'connecting' : 'polling', error: this.ear.error });
    }

    /** Asks who is there: once, and again after every fault, since another may be there by then. */
    private async introduce(): Promise<void> {
        const { version, instanceName } = await this.client.system();
        this.ownName = instanceName;
        const { name } = this.options;
        this.own.instance = instanceFacts({ instanceName }, name === '' ? {} : { instance: name });
        this.isKnown = true;
        this.options.onKnown({ server: this.options.serverId, kind: this.options.server.kind, ...this.own.instance });
        const { upToDateAt } = this;
        // Whose requests are this server's is not known before.
        if (upToDateAt === null || elapsedSince(this.options.clock, upToDateAt) >= LONG_GAP_MS) this.titles.wantAll();
        this.show({ version });
        this.ear.listen(version);
    }

    private ownName: string | undefined;

    private async askHistory(isCatchUp: boolean): Promise<void> {
        const { clock } = this.options;
        const began = clock.monotonic();
        const from = this.upToDateAt ?? this.catchUp.newestAt ?? clock.now();
        const isFirst = this.catchUp.isFirst;
        const events = isFirst ? await this.firstContact() : await this.catchUp.run(!isCatchUp);
        const until = clock.now();
        this.upToDateAt = until;
        this.rounds.postpone('catch-up', HISTORY_EVERY_MS);
        // Where nothing is pushed nobody says that a title was added.
        if (isCatchUp && !this.ear.isOpen && this.titles.wantMissing()) this.rounds.want('titles', 0);
        const caughtUp: CaughtUp = {
            server: this.own.instance.instanceName ?? this.client.service,
            events,
            from: new Date(Math.min(from, until)).toISOString(),
            until: new Date(until).toISOString(),
            ms: clock.monotonic() - began,
        };
        const isAsked = this.waiting.length > 0;
        for (const { resolve } of this.waiting.splice(0)) resolve(caughtUp);
        if (!isCatchUp) return;
        if (events > 0 && until - from >= GAP_MS) {
            this.shownUntil = clock.monotonic() + SHOWN_MS;
            this.status = { ...this.status, caughtUp };
        }
        if (events > 0 || isAsked || isFirst) this.options.onCaughtUp(caughtUp);
    }

    /** What was so before anybody listened: what is in the queue, and what open requests have (`titles`). */
    private async firstContact(): Promise<number> {
        const { events } = await this.queue.look((await this.client.queue()).downloads, true);
        await this.catchUp.begin(events);
        for (const event of events) this.options.emit(event);
        this.titles.isBackfill = true;
        return events.length;
    }

    private async askQueue(): Promise<void> {
        const { downloads: items, heldBack } = await this.client.queue();
        this.facts.setHeldBack(heldBack);
        // What began a download, or ended it, comes before how far it has got.
        if (this.queue.differsFrom(items)) await this.askHistory(false);
        const { events, againIn } = await this.queue.look(items, false);
        for (const event of events) this.options.emit(event);
        if (againIn !== null) this.rounds.want('queue', againIn);
        if (this.queue.size > 0 || this.own.hasOpen) {
            // With live events a look now and then makes up for a push that was lost.
            this.rounds.want('queue', this.ear.isOpen ? HISTORY_EVERY_MS : QUEUE_EVERY_MS);
        }
    }

    private async askTitles(): Promise<void> {
        const againIn = await this.titles.run(() => this.isClosed);
        if (againIn !== null) this.rounds.want('titles', againIn);
        this.rounds.want('all-titles', TITLES_EVERY_MS);
    }

    private async askSearches(): Promise<void> {
        for (const titleId of await this.facts.askSearches()) this.follower.lookAnew(titleId);
    }

    private async askHealth(): Promise<void> {
        if (!this.own.hasOpen) return;
        await this.facts.askHealth();
        this.rounds.want('health', this.facts.healthDueIn(this.ear.isOpen));
    }

    private heard(message: unknown): void {
        const hint = readHint(message);
        if (hint !== null && !this.isClosed) this.follower.follow(hint);
    }

    private opened(): void {
        this.show({ connection: 'live', error: null });
        this.rounds.want('catch-up', 0);
        this.rounds.want('queue', 0);
    }

    private deaf(error: MediaError | null): void {
        this.facts.isDeaf();
        if (this.status.connection !== 'lost') this.show({ connection: error === null ? 'connecting' : 'polling', error });
        if (this.own.hasOpen || this.queue.size > 0) this.rounds.want('queue', QUEUE_EVERY_MS);
    }

    private failed(thrown: unknown): number {
        if (this.isClosed) return 0;
        const error = toMediaError(thrown);
        this.isKnown = false;
        this.facts.isAway(error);
        for (const { reject } of this.waiting.splice(0)) reject(error);
        this.show({ connection: 'lost', error });
        return this.pace.failed(error);
    }

    private noteRow(row: HistoryRow): void {
        this.titles.noteRow(row);
        if (row.downloadId !== undefined && ['imported', 'failed', 'ignored'].includes(row.kind)) {
            this.queue.hasEnded(row.downloadId);
        }
    }

    private show(change: Partial<ArrStatus>): void {
        if (this.isClosed) return;
        const isOver = this.options.clock.monotonic() >= this.shownUntil;
        this.status = { ...this.status, ...change, ...(isOver && { caughtUp: null }) };
        this.options.onStatus(this.status);
    }
}
