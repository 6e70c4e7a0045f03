/**
 * The durable queues: every webhook is kept once, and every receiver has a place in their order. What is changed here is durable
 * with the next write of the store, a webhook and the places together.
 */
import { MediaError } from '../model';
import type { Progress, Room, Webhook } from './webhook';

export interface Limits {
    /** The most webhooks that wait for one receiver. */
    count: number;
    /** The most bytes of bodies that wait for one receiver. */
    bytes: number;
}

/** One that a receiver will not get. */
export interface Dropped {
    receiver: string;
    webhook: Webhook;
    error: MediaError;
}

interface Entry {
    number: number;
    webhook: Webhook;
    bytes: number;
    /** How many receivers have not got it yet. */
    waiting: number;
}

const AT_THE_START = { tries: 0, since: null, code: null, retryAt: null } as const;

/** The webhooks that wait for one receiver, oldest first. */
export class Queue {
    bytes = 0;
    progress: Progress;
    private readonly entries: Entry[] = [];

    constructor(
        readonly receiver: string,
        private readonly room: Room<Progress>,
        private readonly settle: (entry: Entry) => void,
        next: number,
    ) {
        this.progress = room.all.get(receiver) ?? { ...AT_THE_START, next, dropped: 0 };
    }

    get count(): number {
        return this.entries.length;
    }

    get first(): Webhook | null {
        return this.entries[0]?.webhook ?? null;
    }

    /** A receiver that has no place yet is new, and begins with what comes next: from now on it has one. */
    keepPlace(): void {
        if (!this.room.all.has(this.receiver)) this.keep({});
    }

    add(entry: Entry): void {
        entry.waiting += 1;
        this.entries.push(entry);
        this.bytes += entry.bytes;
    }

    /** It has taken something: this one, if it is still the first. */
    deliver({ id }: Webhook): void {
        if (this.first?.id === id) this.shift({ ...AT_THE_START });
        else this.keep({ ...AT_THE_START });
    }

    /** The first did not arrive. */
    fail(why: Pick<Progress, 'code' | 'retryAt' | 'since'>): void {
        this.keep({ ...why, tries: this.progress.tries + 1 });
    }

    /** The first was refused for good; how it goes with the next is to be seen. */
    drop(): Webhook | null {
        return this.shift({ tries: 0, retryAt: null, dropped: this.progress.dropped + 1 });
    }

    /** The first makes room for others. What keeps the receiver from taking any has not changed by that. */
    makeRoom(): Webhook | null {
        return this.shift({ dropped: this.progress.dropped + 1 });
    }

    private shift(change: Partial<Progress>): Webhook | null {
        const entry = this.entries.shift();
        if (entry === undefined) return null;
        this.bytes -= entry.bytes;
        this.keep({ ...change, next: entry.number + 1 });
        this.settle(entry);
        return entry.webhook;
    }

    private keep(change: Partial<Progress>): void {
        this.progress = { ...this.progress, ...change };
        this.room.set(this.receiver, this.progress);
    }
}

export class Outbox {
    readonly queues: ReadonlyMap<string, Queue>;
    private next = 0;

    /**
     * What was not delivered before goes on where it was. A receiver that is new begins with what comes now; one that is gone is
     * forgotten.
     */
    constructor(
        private readonly webhooks: Room<Webhook>,
        progress: Room<Progress>,
        receivers: readonly string[],
        private readonly limits: Limits,
    ) {
        const kept = [...webhooks.all]
            .map(([key, webhook]) => entryOf(Number(key), webhook))
            .filter(({ number }) => Number.isSafeInteger(number))
            .sort((a, b) => a.number - b.number);
        const places = [...progress.all.values()].map(({ next }) => next);
        this.next = Math.max(0, ...places, ...kept.map(({ number }) => number + 1));
        for (const receiver of [...progress.all.keys()]) if (!receivers.includes(receiver)) progress.remove(receiver);
        const queues = receivers.map((receiver) => new Queue(receiver, progress, (entry) => this.settle(entry), this.next));
        this.queues = new Map(queues.map((queue) => [queue.receiver, queue]));
        for (const entry of kept) {
            for (const queue of queues) if (entry.number >= queue.progress.next) queue.add(entry);
            if (entry.waiting === 0) this.webhooks.remove(keyOf(entry));
        }
    }

    /**
     * Keeps a webhook for every receiver. Nobody is given it before the returned function is called, which is for when it is
     * durable, and returns what had to make room: the oldest of a queue that is full.
     */
    add(webhook: Webhook): () => Dropped[] {
        const entry = entryOf(this.next, webhook);
        const queues = [...this.queues.values()];
        for (const queue of queues) queue.keepPlace();
        this.webhooks.set(keyOf(entry), webhook);
        this.next += 1;
        return () => {
            for (const queue of queues) queue.add(entry);
            return queues.flatMap((queue) => this.makeRoom(queue));
        };
    }

    private makeRoom(queue: Queue): Dropped[] {
        const dropped: Dropped[] = [];
        while (queue.count > this.limits.count || queue.bytes > this.limits.bytes) {
            const webhook = queue.makeRoom();
            if (webhook === null) break;
            dropped.push({ receiver: queue.receiver, webhook, error: full(this.limits) });
        }
        return dropped;
    }

    private settle(entry: Entry): void {
        entry.waiting -= 1;
        if (entry.waiting === 0) this.webhooks.remove(keyOf(entry));
    }
}

function entryOf(number: number, webhook: Webhook): Entry {
    return { number, webhook, bytes: Buffer.byteLength(webhook.body), waiting: 0 };
}

function keyOf({ number }: Entry): string {
    return String(number);
}

function full({ count, bytes }: Limits): MediaError {
    const message = `More than ${count} webhooks or ${bytes} bytes wait for the receiver: the oldest was dropped`;
    return new MediaError('queue_full', message, { field: 'receivers' });
}
