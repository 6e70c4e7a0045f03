/** Runs tasks one after another, in order, and refuses more than it may hold. */
export class SerialQueue {
    private tail: Promise<void> = Promise.resolve();
    private length = 0;

    constructor(
        private readonly limit: number,
        private readonly onFault: (thrown: unknown) => void,
    ) {}

    /** Returns false when the queue is full; the task is then not run. */
    push(task: () => Promise<void>): boolean {
        if (this.length >= this.limit) return false;
        this.length++;
        this.tail = this.tail
            .then(task)
            .catch(this.onFault)
            .finally(() => this.length--);
        return true;
    }

    /** Settles when everything that was pushed so far has run. */
    idle(): Promise<void> {
        return this.tail;
    }
}
