/** A signal that fires after a time, or when another one does. Must be ended, or its timer and listener stay. */
export class Deadline {
    /** Whether the time has run out. */
    hasPassed = false;
    private readonly aborter = new AbortController();
    private readonly timer: NodeJS.Timeout;
    private readonly abort = (): void => this.aborter.abort();

    constructor(
        ms: number,
        private readonly other?: AbortSignal,
    ) {
        // Not `AbortSignal.timeout`: its timer goes on when the answer has long come.
        this.timer = setTimeout(() => {
            this.hasPassed = true;
            this.abort();
        }, ms);
        if (other?.aborted === true) this.abort();
        other?.addEventListener('abort', this.abort);
    }

    get signal(): AbortSignal {
        return this.aborter.signal;
    }

    end(): void {
        clearTimeout(this.timer);
        this.other?.removeEventListener('abort', this.abort);
    }
}
