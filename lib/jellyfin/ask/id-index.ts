/** Which item carries which provider's id, of all that was seen. In memory only; some 100 bytes an id. */
import { idsOf, type ItemType, type JellyfinItem, PROVIDERS, type Provider } from './item';

/** Ids remembered at most; the first learned go first. */
const MAX_KEYS = 400_000;

export class IdIndex {
    private readonly ids = new Map<string, readonly string[]>();

    /** Ids of the items of these types that carry a provider's id. `Season` gives the ids of their series. */
    find(types: readonly ItemType[], provider: Provider, value: string): string[] {
        return [...new Set(types.flatMap((type) => this.ids.get(keyOf(type, provider, value)) ?? []))];
    }

    /** Remembers what these items are known by. */
    learn(items: readonly JellyfinItem[]): void {
        for (const item of items) {
            for (const provider of PROVIDERS) {
                for (const value of idsOf(item, provider)) this.learnId(item, provider, value);
            }
        }
        for (const key of this.ids.keys()) {
            if (this.ids.size <= MAX_KEYS) break;
            this.ids.delete(key);
        }
    }

    /** Forgets that an id leads to an item which is not there any more. */
    forget(types: readonly ItemType[], provider: Provider, value: string, itemId: string): void {
        for (const type of types) {
            const key = keyOf(type, provider, value);
            const left = this.ids.get(key)?.filter((id) => id !== itemId) ?? [];
            if (left.length === 0) this.ids.delete(key);
            else this.ids.set(key, left);
        }
    }

    private learnId(item: JellyfinItem, provider: Provider, value: string): void {
        if (item.type === 'Season' || item.type === 'Episode') {
            // A season's ids at TMDB and TVDB are none of its series', but a Shoko series is always one whole season.
            if (provider === 'shoko series' && item.seriesId !== undefined)
                this.add(keyOf('Season', provider, value), item.seriesId);
            if (item.type === 'Season' || provider === 'shoko series') return;
        }
        this.add(keyOf(item.type, provider, value), item.id);
    }

    private add(key: string, itemId: string): void {
        const known = this.ids.get(key) ?? [];
        if (!known.includes(itemId)) this.ids.set(key, [...known, itemId]);
    }
}

function keyOf(type: string, provider: Provider, value: string): string {
    return `${type} ${provider} ${value.toLowerCase()}`;
}
