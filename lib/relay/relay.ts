/** Brings queues, receivers and what is told of them together. */
import { type Clock, type MediaError, systemClock } from '../model';
import { Courier } from './courier';
import { Lane } from './lane';
import { Outbox, type Queue } from './outbox';
import type { Receiver, RelaySettings } from './settings';
import { type Pace, USUAL_PACE } from './verdict';
import type { Progress, Room, Webhook } from './webhook';

/** A webhook that waits longer is late, also if its receiver takes one after the other. */
const SLOW_MS = 60_000;

/** A receiver takes nothing. */
export interface Late {
    receiver: string;
    code: string;
    message: string;
    /** How many wait for it. */
    waiting: number;
}

/** A receiver takes webhooks again. */
export interface Recovered {
    receiver: string;
    since: string;
    waiting: number;
}

/** A webhook that a receiver will not get. */
export interface Lost {
    receiver: string;
    code: string;
    message: string;
    webhook: Webhook;
}

export interface RelayStatus {
    /** Deliveries since the relay was begun. */
    delivered: number;
    /** The most that wait for one receiver which is late, and since when; null while nobody is late. */
    late: { receiver: string; waiting: number; since: string; code: string } | null;
    /** What is wrong with a receiver's settings. */
    fault: MediaError | null;
}

export interface RelayOptions {
    settings: RelaySettings;
    webhooks: Room<Webhook>;
    progress: Room<Progress>;
    /** Makes durable what was changed, at once. */
    flush: () => Promise<void>;
    /** The same, soon: nobody waits for it. */
    writeSoon: () => void;
    clock?: Clock;
    pace?: Pace;
    random?: () => number;
    onLate: (late: Late) => void;
    onRecovered: (recovered: Recovered) => void;
    onLost: (lost: Lost) => void;
    onStatus: (status: RelayStatus) => void;
}

export class WebhookRelay {
    private readonly outbox: Outbox;
    private readonly lanes = new Map<string, { lane: Lane; courier: Courier; receiver: Receiver; queue: Queue }>();

    constructor(private readonly options: RelayOptions) {
        const { settings, webhooks, progress } = options;
        const ids = settings.receivers.map(({ id }) => id);
        this.outbox = new Outbox(webhooks, progress, ids, settings.limits);
        for (const receiver of settings.receivers) this.addLane(receiver);
    }

    /** Goes on with what was not delivered before. */
    start(): void {
        this.wake();
        this.show();
    }

    /**
     * Takes a webhook for every receiver. Resolves when that is durable; only then it is on its way.
     * @throws MediaError `store_not_writable`: it is on its way nevertheless, since its sender does not come again;
     * `store_closed`: it is not
     */
    async take(webhook: Webhook): Promise<void> {
        const release = this.outbox.add(webhook);
        try {
            await this.options.flush();
        } catch (thrown) {
            this.options.writeSoon();
            throw thrown;
        } finally {
            for (const { receiver, webhook: lost, error } of release()) this.lose(receiver, lost, error);
            this.wake();
            this.show();
        }
    }

    /** Says how things are, without waiting for a change. */
    show(): void {
        const all = [...this.lanes.values()];
        const late = all.flatMap((each) => this.lateness(each) ?? []).sort((a, b) => b.waiting - a.waiting)[0];
        const delivered = all.reduce((sum, { lane }) => sum + lane.delivered, 0);
        this.options.onStatus({
            delivered,
            late: late ?? null,
            fault: all.find(({ receiver }) => receiver.fault)?.receiver.fault ?? null,
        });
    }

    async close(): Promise<void> {
        await Promise.all([...this.lanes.values()].map(({ lane }) => lane.close()));
        for (const { courier } of this.lanes.values()) courier.close();
    }

    private addLane(receiver: Receiver): void {
        const { clock = systemClock, pace = USUAL_PACE, random = Math.random, writeSoon, onLate, onRecovered } = this.options;
        const queue = this.outbox.queues.get(receiver.id);
        if (queue === undefined || this.lanes.has(receiver.id)) return;
        const courier = new Courier(receiver, clock);
        const { name } = receiver;
        const lane = new Lane({
            receiver,
            queue,
            clock,
            pace,
            random,
            bring: (webhook, signal) => courier.bring(webhook, signal),
            onLate: ({ code, message }) => onLate({ receiver: name, code, message, waiting: queue.count }),
            onRecovered: (since) => onRecovered({ receiver: name, since, waiting: queue.count }),
            onDropped: (webhook, error) => this.lose(receiver.id, webhook, error),
            onChange: () => {
                writeSoon();
                this.show();
            },
        });
        this.lanes.set(receiver.id, { lane, courier, receiver, queue });
    }

    private wake(): void {
        for (const { lane } of this.lanes.values()) lane.wake();
    }

    private lose(id: string, webhook: Webhook, { code, message }: MediaError): void {
        this.options.onLost({ receiver: this.lanes.get(id)?.receiver.name ?? id, code, message, webhook });
    }

    private lateness({ receiver, queue }: { receiver: Receiver; queue: Queue }): RelayStatus['late'] {
        const { first, count, progress } = queue;
        const { clock = systemClock } = this.options;
        if (first === null) return null;
        const isSlow = clock.now() - Date.parse(first.at) > SLOW_MS;
        const since = progress.since ?? (isSlow ? first.at : null);
        return since === null ? null : { receiver: receiver.name, waiting: count, since, code: progress.code ?? 'slow' };
    }
}
