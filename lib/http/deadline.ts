/** A signal that fires after a time, or when another one does. Must be ended, or its timer and listener stay. */
export class Deadline {
    /** Whether the time has run out. */
    hasPassed = false;
    private readonly aborter = new AbortController();
    private readonly timer: NodeJS.Timeout;
    private readonly abort = (): void => this.aborter.abort();

    constructor(
        private readonly ms: number,
        private readonly other?: AbortSignal,
    ) {
        this.timer = this.start();
        if (other?.aborted === true) this.abort();
        other?.addEventListener('abort', this.abort);
    }

    /** The time begins anew. */
    extend(): void {
        this.timer.refresh();
    }

    get signal(): AbortSignal {
        return this.aborter.signal;
    }

    end(): void {
        clearTimeout(this.timer);
        this.other?.removeEventListener('abort', this.abort);
    }

    private start(): NodeJS.Timeout {
        // Not `AbortSignal.timeout`: its timer goes on when the answer has long come.
        return setTimeout(() => {
            this.hasPassed = true;
            this.abort();
        }, this.ms);
    }
}
