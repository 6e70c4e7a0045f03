/** Checks what was read from the disk, and makes it take as little room as it can. */
import { MediaError } from '../../model';
import { migrate } from './migrations';
import { COLLECTIONS, type Collection, fromJson, RECORDS, STORE_VERSION, type StoreData, type StoreJson } from './shape';
import { Sharing } from './sharing';

export class StoreCheck {
    /** A record is checked when it is read, so that not all of them have to be there twice, and then not again. */
    private checked = new WeakSet<object>();
    private sharing = new Sharing();

    /** Checks a record as it is read. One of an older version is checked when it was brought up to date. */
    record(collection: string, record: unknown, version: unknown): void {
        const known = COLLECTIONS.find((name) => name === collection);
        if (version === STORE_VERSION && known !== undefined) this.check(known, record);
    }

    /**
     * Brings a store up to date, and checks what is not checked yet.
     * @throws MediaError `store_broken`, `store_newer`
     */
    store(json: unknown): StoreData {
        const current = migrate(json) as Record<string, unknown>;
        for (const collection of COLLECTIONS) {
            const records = current[collection];
            if (typeof records !== 'object' || records === null) throw broken(collection, 'is missing');
            for (const record of Object.values(records)) this.check(collection, record);
        }
        // All is read: what was remembered of it would only take room.
        this.checked = new WeakSet();
        this.sharing = new Sharing();
        return fromJson(current as unknown as StoreJson);
    }

    private check(collection: Collection, record: unknown): void {
        const isObject = typeof record === 'object' && record !== null;
        if (isObject && this.checked.has(record)) return;
        const parsed = RECORDS[collection].safeParse(record);
        const issue = parsed.error?.issues[0];
        if (issue !== undefined) throw broken([collection, ...issue.path].join('.'), issue.message);
        if (!isObject) return;
        this.sharing.share(record as Record<string, unknown>);
        this.checked.add(record);
    }
}

function broken(where: string, what: string): MediaError {
    return new MediaError('store_broken', `The store file does not hold what it should: ${where} ${what}`);
}
