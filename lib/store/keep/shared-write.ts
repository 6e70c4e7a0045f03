/** One write at a time, which all share who ask for one before it begins. */
export class SharedWrite {
    private underWay: Promise<void> | null = null;
    private next: Promise<void> | null = null;

    constructor(private readonly write: () => Promise<void>) {}

    /**
     * Settles as the next write does. The one under way may have taken its records already: who comes now waits for the one
     * after it.
     */
    ask(): Promise<void> {
        this.next ??= (this.underWay ?? Promise.resolve()).then(
            () => this.begin(),
            () => this.begin(),
        );
        return this.next;
    }

    private begin(): Promise<void> {
        this.next = null;
        this.underWay = this.write().finally(() => (this.underWay = null));
        return this.underWay;
    }
}
