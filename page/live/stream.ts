/**
 * The stream of one tab. Read by `fetch` instead of `EventSource`, for three reasons: comments prove that the connection
 * lives, a new connection can say where the last one stopped, and the answer's status tells why there is none.
 */
import { EventParser } from './parse';

/** How the page is connected. `since` is milliseconds since 1970: when it became so, and of `offline` when last heard. */
export type Link =
    | { kind: 'connecting'; since: number }
    | { kind: 'live'; since: number }
    | { kind: 'offline'; since: number; why?: 'denied' | 'too_many' }
    /** Something on the way keeps the stream back: the page asks now and then instead. */
    | { kind: 'asking'; since: number };

export interface Listener {
    event: (name: string, data: unknown) => void;
    link: (link: Link) => void;
    /** The stream is kept back: ask for what it would have told. Settles with whether that worked. */
    ask: () => Promise<boolean>;
}

/** What the surroundings offer; times in milliseconds. */
export interface Ports {
    fetch: (url: string, init: { headers: Record<string, string>; signal: AbortSignal }) => Promise<Answer>;
    now: () => number;
    setTimeout: (callback: () => void, ms: number) => unknown;
    clearTimeout: (timer: unknown) => void;
    /** 0 to 1. */
    random: () => number;
}

/** The part of `Response` that is read. */
export interface Answer {
    ok: boolean;
    status: number;
    headers: { get: (name: string) => string | null };
    body: { getReader: () => { read: () => Promise<{ done: boolean; value?: Uint8Array | undefined }> } } | null;
}

/** The server comments every 20 s: after this long without a byte the connection is dead, whatever TCP believes. */
export const SILENCE_MS = 45_000;
/** The first event follows the opening at once, unless something on the way collects the answer. */
export const FIRST_EVENT_MS = 15_000;
export const FIRST_DELAY_MS = 1_000;
export const LONGEST_DELAY_MS = 30_000;
/** How often to ask while the stream is kept back, and after how many questions to try the stream again. */
export const ASK_MS = 15_000;
const ASKED_BEFORE_STREAM = 8;

type Ending = { why?: 'denied' | 'too_many' | 'kept_back' };

export class LiveStream {
    private link: Link;
    private lastEventId = '';
    private heardAt: number;
    private failures = 0;
    private timer: unknown;
    private running: AbortController | null = null;

    constructor(
        private readonly url: string,
        private readonly listener: Listener,
        private readonly ports: Ports,
    ) {
        this.heardAt = ports.now();
        this.link = { kind: 'connecting', since: this.heardAt };
    }

    /** Connects, at once also when a later try is planned. Does nothing while there is a connection. */
    open(): void {
        if (this.running !== null) return;
        this.ports.clearTimeout(this.timer);
        void this.connect();
    }

    /** Lets go of the connection. What is shown stays as it is, and so does where the next one goes on. */
    close(): void {
        this.ports.clearTimeout(this.timer);
        const { running } = this;
        this.running = null;
        running?.abort();
    }

    private async connect(): Promise<void> {
        const own = new AbortController();
        this.running = own;
        const ending = await this.follow(own);
        if (this.running !== own) return;
        this.running = null;
        own.abort();
        if (ending.why === 'kept_back') {
            this.askInstead(ASKED_BEFORE_STREAM);
            return;
        }
        this.tell({ kind: 'offline', since: this.heardAt, ...(ending.why !== undefined && { why: ending.why }) });
        const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.failures++) * (0.75 + this.ports.random() / 2);
        this.timer = this.ports.setTimeout(() => this.open(), delay);
    }

    /** Reads one connection to its end. */
    private async follow(own: AbortController): Promise<Ending> {
        const headers: Record<string, string> = { accept: 'text/event-stream' };
        if (this.lastEventId !== '') headers['last-event-id'] = this.lastEventId;
        let isKeptBack = false;
        let watch = this.ports.setTimeout(() => own.abort(), FIRST_EVENT_MS);
        try {
            const answer = await this.ports.fetch(this.url, { headers, signal: own.signal });
            if (answer.status === 401 || answer.status === 403) return { why: 'denied' };
            if (answer.status === 429 || answer.status === 503) return { why: 'too_many' };
            const type = answer.headers.get('content-type') ?? '';
            if (!answer.ok || answer.body === null || !type.startsWith('text/event-stream')) return {};
            isKeptBack = true;
            const parser = new EventParser();
            const decoder = new TextDecoder();
            const reader = answer.body.getReader();
            for (;;) {
                const { done, value } = await reader.read();
                if (done || this.running !== own) return {};
                this.heardAt = this.ports.now();
                const events = parser.push(decoder.decode(value, { stream: true }));
                // Of a stream that goes on where it stopped nothing but a comment may come for long.
                if (events.length > 0 || this.lastEventId !== '') {
                    isKeptBack = false;
                    this.failures = 0;
                    this.tell({ kind: 'live', since: this.heardAt });
                }
                for (const event of events) this.hear(event);
                if (isKeptBack) continue;
                this.ports.clearTimeout(watch);
                watch = this.ports.setTimeout(() => own.abort(), SILENCE_MS);
            }
        } catch {
            return isKeptBack ? { why: 'kept_back' } : {};
        } finally {
            this.ports.clearTimeout(watch);
        }
    }

    private hear({ name, data, id }: { name: string; data: string; id: string }): void {
        this.lastEventId = id;
        let told: unknown;
        try {
            told = JSON.parse(data);
        } catch {
            // A piece that is no JSON tells nothing, and the next snapshot tells all.
            return;
        }
        this.listener.event(name, told);
    }

    private askInstead(left: number): void {
        const own = new AbortController();
        this.running = own;
        void this.listener.ask().then((hasAnswered) => {
            if (this.running !== own) return;
            this.running = null;
            const now = this.ports.now();
            if (hasAnswered) this.heardAt = now;
            this.tell({ kind: hasAnswered ? 'asking' : 'offline', since: this.heardAt });
            const again = (): void => (left > 1 ? this.askInstead(left - 1) : this.open());
            this.timer = this.ports.setTimeout(again, ASK_MS);
        });
    }

    private tell(link: Link): void {
        const isSame = link.kind === this.link.kind && link.kind !== 'offline';
        if (isSame) return;
        this.link = link;
        this.listener.link(link);
    }
}
