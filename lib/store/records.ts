/** The records of one collection: what is put in or taken out is marked, and written with the next flush. */
export class Records<R> {
    /**
     * @param records all of them, as they are now
     * @param mark told of a key before its record changes; when it throws, the record stays as it is
     */
    constructor(
        private readonly records: () => Record<string, R>,
        private readonly mark: (key: string) => void,
    ) {}

    /** Not to be changed from outside. */
    get all(): Readonly<Record<string, R>> {
        return this.records();
    }

    get(key: string): R | undefined {
        return this.records()[key];
    }

    set(key: string, record: R): void {
        this.mark(key);
        this.records()[key] = record;
    }

    remove(key: string): void {
        this.mark(key);
        Reflect.deleteProperty(this.records(), key);
    }
}
