/** How what was put becomes durable: now, together with whatever is written next, or as soon as the disk takes it. */
import { type Clock, MediaError, toMediaError } from '../../model';
import { SharedWrite } from './shared-write';
import { type Asking, WriteSoon } from './soon';

const RETRY_MS = 5_000;

export class Writing {
    private readonly shared: SharedWrite;
    private readonly soon: WriteSoon;
    private readonly pauses = new Set<() => void>();
    private isOver = false;

    /** @param write writes all that was put and is not written yet */
    constructor(
        private readonly clock: Clock,
        write: () => Promise<void>,
    ) {
        this.shared = new SharedWrite(write);
        // Also while a write is under way that has taken it already: that one may fail.
        this.soon = new WriteSoon(clock, (onFault) => this.persist(onFault));
    }

    /** Whether `close` was called: from then on nothing may be put. */
    get isClosed(): boolean {
        return this.isOver;
    }

    /** Settles as the next write does, also after `close`. Calls of one tick share one write. */
    now(): Promise<void> {
        return this.shared.ask();
    }

    /** The same for those who put something. @throws MediaError `store_not_writable`, `store_closed` */
    flush(): Promise<void> {
        return this.isOver ? Promise.reject(storeClosed()) : this.now();
    }

    /** Does not give up, and takes at the latest 50 ms to begin. */
    writeSoon(asking: Asking): void {
        if (!this.isOver) this.soon.ask(asking);
    }

    /** As `flush`, but does not give up. @throws MediaError when the store was closed meanwhile, or another process took it over */
    async persist(onFault: (error: MediaError) => void): Promise<void> {
        for (;;) {
            try {
                await this.flush();
                return;
            } catch (thrown) {
                const error = toMediaError(thrown);
                onFault(error);
                if (this.isOver || error.code !== 'store_not_writable') throw error;
                await this.pause();
            }
        }
    }

    /** Ends all waiting: by the time that the store is closed those who wait are to have gone. */
    close(): void {
        this.isOver = true;
        this.soon.stop();
        for (const end of this.pauses) end();
    }

    private pause(): Promise<void> {
        return new Promise((resolve) => {
            const end = (): void => {
                timer.cancel();
                this.pauses.delete(end);
                resolve();
            };
            const timer = this.clock.after(RETRY_MS, end);
            this.pauses.add(end);
        });
    }
}

export function storeClosed(): MediaError {
    return new MediaError('store_closed', 'The store was closed by a redeploy; what it had taken is applied at the next start');
}
