/**
 * Follows one Sonarr or Radarr for ever. Whatever it pushes is only a hint: what it names is asked for. Nothing is pushed twice,
 * so after every connection, and every few minutes, the history is asked for what was missed.
 */
import {
    type ArrFacts,
    type Clock,
    elapsedSince,
    type Episode,
    hasOpenSubject,
    type Lister,
    type MediaError,
    type MediaEvent,
    type QueuedDownload,
    type MediaRequest,
    type RequestWithEpisodes,
    toMediaError,
    type Transfer,
} from '../model';
import { instanceFacts } from '../webhook';
import { ArrClient, type ArrServer } from './ask/client';
import { KnownTitles } from './ask/known';
import { CatchUp } from './catch-up';
import { QueueWatch } from './decide/queue-watch';
import { RowEvents } from './decide/row-events';
import { Teller } from './decide/teller';
import { LiveEar } from './hear/live-ear';
import { type Hint, readHint } from './hear/hints';
import { Pace } from './schedule/pace';
import { Rounds } from './schedule/rounds';
import type { ArrStatus, CaughtUp } from './status';
import { LiveFacts } from './live-facts';
import { TitleLook } from './title-look';
import { TitleRounds } from './title-rounds';
import { type Instance, mayBeIn } from './wanted';
import type { HistoryRow } from './wire/rows';
import type { ArrTitle } from './wire/titles';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HISTORY_EVERY_MS = 5 * MINUTE_MS;
const QUEUE_EVERY_MS = MINUTE_MS;
const TITLES_EVERY_MS = 24 * 60 * MINUTE_MS;
/** A pack makes a push for each of its episodes: all of them are to be there before it is asked. In milliseconds. */
const HINT_DELAY_MS = 500;
/** A push may be faster than the row it is about, when a webhook of another receiver holds that up. In milliseconds. */
const SECOND_THOUGHT_MS = 5 * SECOND_MS;
/** How long it is shown what a catch-up brought, and from which gap on there is something to show. In milliseconds. */
const SHOWN_MS = 5 * MINUTE_MS;
const GAP_MS = MINUTE_MS;
/** After so long everything may be another than before. In milliseconds. */
const LONG_GAP_MS = 10 * MINUTE_MS;
/** What a search came to is in the log by then, and several that end together are asked about once. In milliseconds. */
const SEARCH_LOG_MS = 3 * SECOND_MS;

export interface ArrListenerOptions {
    server: ArrServer;
    /** Tells this server from all others, over restarts. */
    serverId: string;
    /** What its user calls it. */
    name: string;
    clock: Clock;
    /** The requests that are open, with their episodes. */
    open: () => Iterable<MediaRequest>;
    /** Every request, open or closed. */
    all: () => Iterable<MediaRequest>;
    /** The requests, open or closed, for the work with this id: TVDB's of a series, TMDB's of a film. */
    find: (workId: number) => RequestWithEpisodes[];
    /** Where a source had got to, and what keeps it together with what it brought; resolves when that is durable. */
    cursor: (name: string) => string | undefined;
    accept: (events: readonly MediaEvent[], cursors: Record<string, string>) => Promise<void>;
    emit: (event: MediaEvent) => void;
    /** Whether the download client itself tells of a download. */
    isFollowed: (downloadId: string) => boolean;
    setTransfer: (downloadId: string, transfer: Transfer) => void;
    setQueued: (downloadId: string, queued: QueuedDownload | null) => void;
    /** Told who the server is, each time that it is asked. */
    onKnown: (lister: Lister) => void;
    onCaughtUp: (caughtUp: CaughtUp) => void;
    onStatus: (status: ArrStatus) => void;
    /** Something went wrong that the status does not show. May repeat. */
    onFault: (thrown: unknown) => void;
}

type Part = 'history' | 'catch-up' | 'queue' | 'titles' | 'all-titles' | 'health' | 'searches';

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
    private instance: Instance;
    private status: ArrStatus = { connection: 'connecting', version: null, error: null, caughtUp: null };
    private isKnown = false;
    private isClosed = false;
    private queueCount: number | null = null;
    /** When nothing was missing, by our clock; null before the first time. */
    private upToDateAt: number | null = null;
    private shownUntil = -Infinity;
    private waiting: Waiting[] = [];

    /** @throws MediaError `invalid_url` when the address is not an http(s) URL */
    constructor(private readonly options: ArrListenerOptions) {
        const { server, serverId, name, clock } = options;
        const { kind } = server;
        this.cursorName = `arr:${serverId}`;
        this.instance = instanceFacts({}, name === '' ? {} : { instance: name });
        this.client = new ArrClient(server);
        this.known = new KnownTitles(this.client, clock);
        const instanceName = (): string => this.instance.instanceName ?? this.client.service;
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
        this.queue = new QueueWatch({ kind, teller, clock, title, instanceName, isFollowed, setTransfer, setQueued });
        const look = new TitleLook({
            kind,
            client: this.client,
            teller,
            clock,
            requestsFor: (found) => this.requestsFor(found),
            isOpen: hasOpenSubject,
        });
        this.titles = new TitleRounds({
            kind,
            serverId,
            client: this.client,
            known: this.known,
            look,
            clock,
            open: () => this.open(),
            all: () => this.ownOf(this.options.all()),
            find: (workId) => this.options.find(workId).filter((request) => mayBeIn(request, kind, this.instance)),
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
            mayBeIn: (request) => mayBeIn(request, kind, this.instance),
            titleIdOf: (workId) => this.titles.titleIdOf(workId),
            onFault: options.onFault,
        });
        this.rounds = new Rounds<Part>({ clock, run: (due) => this.round(due), onFault: (thrown) => this.failed(thrown) });
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
        const isNameless = changed !== undefined && this.isOwn(changed) && this.titles.wantName(changed);
        if (this.titles.wantNew() || isNameless) this.rounds.want('titles', HINT_DELAY_MS);
        if (!this.ear.isOpen) this.rounds.want('queue', QUEUE_EVERY_MS);
        if (this.hasOpen()) this.rounds.want('health', Math.max(SECOND_THOUGHT_MS, this.facts.healthDueIn(this.ear.isOpen)));
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
        this.instance = instanceFacts({ instanceName }, name === '' ? {} : { instance: name });
        this.isKnown = true;
        this.options.onKnown({ server: this.options.serverId, kind: this.options.server.kind, ...this.instance });
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
            server: this.instance.instanceName ?? this.client.service,
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
        if (this.queue.size > 0 || this.hasOpen()) {
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
        for (const titleId of await this.facts.askSearches()) {
            this.known.forget(titleId);
            this.wantTitle(titleId, {});
        }
    }

    private async askHealth(): Promise<void> {
        if (!this.hasOpen()) return;
        await this.facts.askHealth();
        this.rounds.want('health', this.facts.healthDueIn(this.ear.isOpen));
    }

    private heard(message: unknown): void {
        const hint = readHint(message);
        if (hint === null || this.isClosed) return;
        this.follow(hint);
    }

    private follow(hint: Hint): void {
        switch (hint.kind) {
            case 'episode':
                this.rounds.want('history', HINT_DELAY_MS);
                this.rounds.want('queue', SECOND_THOUGHT_MS);
                if (hint.titleId !== undefined) this.wantTitle(hint.titleId, {});
                return;
            case 'title': {
                const { titleId, tvdbId, tmdbId, path } = hint;
                this.known.forget(titleId);
                const isWanted = this.wantTitle(titleId, { workId: this.isSonarr ? tvdbId : tmdbId, path });
                // Of a film's file, unlike an episode's, nothing else is pushed.
                if (isWanted && !this.isSonarr) this.rounds.want('history', HINT_DELAY_MS);
                return;
            }
            case 'queue':
                if (this.queue.size > 0) this.rounds.want('queue', HINT_DELAY_MS);
                return;
            case 'queue_count':
                if (hint.count !== this.queueCount) this.rounds.want('queue', HINT_DELAY_MS);
                this.queueCount = hint.count;
                return;
            case 'command':
                if (this.facts.hear(hint.command) && this.hasOpen()) this.rounds.want('searches', SEARCH_LOG_MS);
                if (!hint.tells) return;
                this.rounds.want('history', HINT_DELAY_MS);
                for (const titleId of hint.command.titleIds) {
                    this.known.forget(titleId);
                    this.wantTitle(titleId, {});
                }
                return;
            case 'health':
                this.rounds.want('history', HINT_DELAY_MS);
                if (this.hasOpen()) this.rounds.want('health', Math.max(HINT_DELAY_MS, this.facts.healthGap()));
        }
    }

    private wantTitle(id: number, told: { workId?: number | undefined; path?: string | undefined }): boolean {
        const isWanted = this.titles.want(id, told);
        // What the push is about is in the history by then, where it is there at all.
        if (isWanted) this.rounds.want('titles', SECOND_THOUGHT_MS);
        return isWanted;
    }

    private opened(): void {
        this.show({ connection: 'live', error: null });
        this.rounds.want('catch-up', 0);
        this.rounds.want('queue', 0);
    }

    private deaf(error: MediaError | null): void {
        this.facts.isDeaf();
        if (this.status.connection !== 'lost') this.show({ connection: error === null ? 'connecting' : 'polling', error });
        if (this.hasOpen() || this.queue.size > 0) this.rounds.want('queue', QUEUE_EVERY_MS);
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

    private open(): Generator<MediaRequest> {
        return this.ownOf(this.options.open());
    }

    private isOwn(request: MediaRequest): boolean {
        return mayBeIn(request, this.options.server.kind, this.instance);
    }

    private *ownOf(requests: Iterable<MediaRequest>): Generator<MediaRequest> {
        for (const request of requests) {
            if (this.isOwn(request)) yield request;
        }
    }

    private hasOpen(): boolean {
        return this.open().next().done !== true;
    }

    private requestsFor(title: ArrTitle): RequestWithEpisodes[] {
        const { kind } = this.options.server;
        const workId = kind === 'sonarr' ? title.tvdbId : title.tmdbId;
        if (workId === undefined || workId === 0) return [];
        return this.options.find(workId).filter((request) => mayBeIn(request, kind, this.instance));
    }

    private get isSonarr(): boolean {
        return this.options.server.kind === 'sonarr';
    }

    private show(change: Partial<ArrStatus>): void {
        if (this.isClosed) return;
        const isOver = this.options.clock.monotonic() >= this.shownUntil;
        this.status = { ...this.status, ...change, ...(isOver && { caughtUp: null }) };
        this.options.onStatus(this.status);
    }
}
