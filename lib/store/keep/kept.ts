/** What another part of the package keeps in the store beside requests: small records of its own, in a room of its own. */
import type { z } from 'zod';
import type { Records } from './records';

/** Any value that JSON can hold. */
export type Json = z.infer<ReturnType<typeof z.json>>;

/** What a record may be: what JSON can hold, with properties that may be absent. */
export type Keepable = Json | object;

/**
 * The records of one room. They stand in memory, are durable after the next `flush` of the store, and are read once, when the
 * room is opened. A record that does not fit the schema (any more) is as good as not there: what is kept here can be found
 * out again, so that it must never keep a store closed.
 */
export class Kept<T extends Keepable> {
    private readonly values = new Map<string, T>();

    /** @param room a short name without a slash; it stands before each key in the file */
    constructor(
        private readonly records: Records<Json>,
        private readonly room: string,
        schema: z.ZodType<T>,
    ) {
        const prefix = `${room}/`;
        for (const [key, value] of records.all) {
            if (!key.startsWith(prefix)) continue;
            const parsed = schema.safeParse(value);
            if (parsed.success) this.values.set(key.slice(prefix.length), parsed.data);
        }
    }

    /** In the order in which they came. */
    get all(): ReadonlyMap<string, T> {
        return this.values;
    }

    get(key: string): T | undefined {
        return this.values.get(key);
    }

    /** @throws MediaError `store_closed` */
    set(key: string, value: T): void {
        this.records.set(`${this.room}/${key}`, value as Json);
        this.values.set(key, value);
    }

    /** @throws MediaError `store_closed` */
    remove(key: string): void {
        if (!this.values.delete(key)) return;
        this.records.remove(`${this.room}/${key}`);
    }
}
