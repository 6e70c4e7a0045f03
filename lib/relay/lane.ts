/** Delivers to one receiver, one webhook after the other, and knows of no other receiver. */
import { type Clock, isoNow, type MediaError, type Timer, toMediaError } from '../model';
import type { Queue } from './outbox';
import type { Receiver } from './settings';
import { nextTry, type Pace } from './verdict';
import type { Webhook } from './webhook';

export interface LaneOptions {
    receiver: Receiver;
    queue: Queue;
    clock: Clock;
    pace: Pace;
    /** 0 to 1. */
    random: () => number;
    /** Rejects with a MediaError when it did not arrive. */
    bring: (webhook: Webhook, signal: AbortSignal) => Promise<void>;
    /** It takes nothing any more. Once, until it takes something again, over restarts too. */
    onLate: (error: MediaError) => void;
    /** It takes something again. */
    onRecovered: (since: string) => void;
    onDropped: (webhook: Webhook, error: MediaError) => void;
    /** The queue or its place has changed. */
    onChange: () => void;
}

export class Lane {
    /** Since it was begun. */
    delivered = 0;
    private timer: Timer | null = null;
    private isBringing = false;
    private readonly ending = new AbortController();
    private settled: Promise<void> = Promise.resolve();

    constructor(private readonly options: LaneOptions) {}

    /** Begins or goes on, unless it is waiting for its next try. */
    wake(): void {
        const { receiver, queue, clock, pace } = this.options;
        const { first, progress } = queue;
        if (this.ending.signal.aborted || this.isBringing || this.timer !== null || first === null) return;
        if (receiver.fault !== null) {
            this.complain(receiver.fault, null);
            this.options.onChange();
            return;
        }
        // After a restart the rest of the pause is waited for. By a clock that was set back it would be for ever.
        const left = progress.retryAt === null ? 0 : Math.min(Date.parse(progress.retryAt) - clock.now(), pace.longestMs);
        if (left > 0) this.rest(left);
        else this.settled = this.bringFirst(first);
    }

    /** What is on its way is let go of, and brought again after the next start. */
    async close(): Promise<void> {
        this.timer?.cancel();
        this.ending.abort();
        await this.settled;
    }

    private rest(ms: number): void {
        this.timer = this.options.clock.after(ms, () => {
            this.timer = null;
            this.begin();
        });
    }

    /** The pause is over: not to be waited for once more, should the clock have been set meanwhile. */
    private begin(): void {
        const { first } = this.options.queue;
        if (first !== null) this.settled = this.bringFirst(first);
    }

    private async bringFirst(webhook: Webhook): Promise<void> {
        this.isBringing = true;
        let error: MediaError | null = null;
        try {
            await this.options.bring(webhook, this.ending.signal);
        } catch (thrown) {
            error = toMediaError(thrown);
        }
        this.isBringing = false;
        if (this.ending.signal.aborted) return;
        try {
            this.take(webhook, error);
        } catch {
            // The store was closed meanwhile: whoever opens it next brings the webhook once more.
            this.ending.abort();
            return;
        }
        this.options.onChange();
        this.wake();
    }

    /** While it was on its way it may have had to make room for a newer one. */
    private take(webhook: Webhook, error: MediaError | null): void {
        const { queue, clock, pace, random, onRecovered, onDropped } = this.options;
        if (error === null) {
            const { since } = queue.progress;
            this.delivered += 1;
            queue.deliver(webhook);
            if (since !== null) onRecovered(since);
            return;
        }
        const wait = nextTry(error, queue.progress.tries + 1, { pace, now: clock.now(), random: random() });
        this.complain(error, wait === null ? null : new Date(clock.now() + wait).toISOString());
        if (wait !== null) {
            this.rest(wait);
            return;
        }
        if (queue.first?.id !== webhook.id) return;
        queue.drop();
        onDropped(webhook, error);
    }

    private complain(error: MediaError, retryAt: string | null): void {
        const { queue, clock, onLate } = this.options;
        const { since } = queue.progress;
        if (since !== null && queue.progress.code === error.code && retryAt === null) return;
        queue.fail({ since: since ?? isoNow(clock), code: error.code, retryAt });
        if (since === null) onLate(error);
    }
}
