/** The records of one collection: what is put in or taken out is marked, and written with the next flush. */
export class Records<R> {
    /**
     * @param records all of them, as they are now
     * @param mark told of a key before its record changes; when it throws, the record stays as it is
     */
    constructor(
        private readonly records: () => Map<string, R>,
        private readonly mark: (key: string) => void,
    ) {}

    /** In the order in which they came. */
    get all(): ReadonlyMap<string, R> {
        return this.records();
    }

    get(key: string): R | undefined {
        return this.records().get(key);
    }

    set(key: string, record: R): void {
        this.mark(key);
        this.records().set(key, record);
    }

    remove(key: string): void {
        this.mark(key);
        this.records().delete(key);
    }
}
