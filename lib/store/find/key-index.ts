/** Which records go by which key. */
import type { IdentityKey } from '../../identity';

export class KeyIndex {
    /** Nearly every key has one record only, for which a Set would take several times the room. */
    private readonly records = new Map<IdentityKey, string | Set<string>>();

    get isEmpty(): boolean {
        return this.records.size === 0;
    }

    /** The ids of the records that go by this key. */
    get(key: IdentityKey): Iterable<string> {
        const known = this.records.get(key) ?? [];
        return typeof known === 'string' ? [known] : known;
    }

    add(key: IdentityKey, id: string): void {
        const known = this.records.get(key);
        if (known === undefined || known === id) this.records.set(key, id);
        else if (typeof known === 'string') this.records.set(key, new Set([known, id]));
        else known.add(id);
    }

    remove(key: IdentityKey, id: string): void {
        const known = this.records.get(key);
        if (known === id) this.records.delete(key);
        if (!(known instanceof Set)) return;
        known.delete(id);
        if (known.size === 0) this.records.delete(key);
    }
}
