/**
 * What is wrong at the moment, for whoever shows it: one list for each store, in memory. What was told is marked in the store,
 * so that each finding is told once, over restarts too, and that it is gone is told once as well.
 */
import { z } from 'zod';
import type { Kept, MediaStore } from '../store';
import type { Finding, Found } from './finding';

/** What is kept of a finding that was told: enough to say that it is gone. */
const toldSchema = z.object({ since: z.string(), finding: z.json() });

export interface Difference {
    /** Seen for the first time. */
    appeared: Finding[];
    /** No longer so. */
    gone: Finding[];
}

export class Findings {
    private current: Finding[] = [];
    private at: string | null = null;
    private readonly told: Kept<z.infer<typeof toldSchema>>;
    private readonly listeners = new Set<() => void>();

    constructor(store: MediaStore) {
        this.told = store.kept('doctor', toldSchema);
    }

    /** What is wrong, in the order of the services; as of the last look. Empty before the first one. */
    get list(): readonly Finding[] {
        return this.current;
    }

    /** When it was last looked, ISO 8601 UTC; null before. */
    get lookedAt(): string | null {
        return this.at;
    }

    /** Calls back after each look that changed something. Returns what ends it. */
    onChange(listener: () => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /**
     * Takes what a look found in place of what the last one found.
     * @param isOpen whether a finding that was told and is not found now can be believed to be gone: a server that did not
     * answer this time says nothing of what was wrong in it
     */
    take(found: readonly Found[], now: string, isOpen: (finding: Finding) => boolean = () => false): Difference {
        const appeared: Finding[] = [];
        const next = found.map((each) => {
            const since = this.told.get(each.id)?.since ?? now;
            const finding = { ...each, since };
            if (this.told.get(each.id) === undefined) {
                appeared.push(finding);
                this.told.set(each.id, { since, finding: jsonOf(finding) });
            }
            return finding;
        });
        const ids = new Set(next.map(({ id }) => id));
        const gone: Finding[] = [];
        for (const [id, { finding: value }] of [...this.told.all]) {
            if (ids.has(id)) continue;
            const finding = value as unknown as Finding;
            if (isOpen(finding)) {
                next.push(finding);
                continue;
            }
            this.told.remove(id);
            gone.push(finding);
        }
        const isChanged = JSON.stringify(next) !== JSON.stringify(this.current);
        this.current = next;
        this.at = now;
        if (isChanged) for (const listener of this.listeners) listener();
        return { appeared, gone };
    }
}

const all = new WeakMap<MediaStore, Findings>();

/** The findings of a house. Who shows them reads them here; only a doctor writes them. */
export function findings(store: MediaStore): Findings {
    const known = all.get(store) ?? new Findings(store);
    all.set(store, known);
    return known;
}

function jsonOf(finding: Finding): z.infer<typeof toldSchema>['finding'] {
    return JSON.parse(JSON.stringify(finding)) as z.infer<typeof toldSchema>['finding'];
}
