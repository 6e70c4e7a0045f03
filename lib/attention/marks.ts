/** What somebody was told of: small records in the store, so that nobody is told twice, whatever is stopped in between. */
import { z } from 'zod';
import type { Kept, MediaStore } from '../store';

export const markSchema = z.object({
    /** Of the fact; the same in the message that says it is over. */
    id: z.string(),
    scope: z.string(),
    topic: z.string(),
    code: z.string(),
    since: z.string(),
    /** When it was told. */
    at: z.string(),
    /** The first request that it was about. */
    requestId: z.string(),
    /** Its subjects with their attempts. None for a trouble of the house: everything there is the same fact. */
    members: z.array(z.string()),
    /** It was so before anybody listened: nobody is told of it, nor of its end. */
    silent: z.boolean(),
    /** When somebody was told that it is over. Kept for a while: it may come back. */
    overAt: z.string().nullable(),
});
export type Mark = z.infer<typeof markSchema>;

export class Marks {
    private readonly kept: Kept<Mark>;
    private readonly byScope = new Map<string, Set<string>>();
    private readonly byRequest = new Map<string, Set<string>>();
    private openCount = 0;

    constructor(store: Pick<MediaStore, 'kept'>) {
        this.kept = store.kept('attention', markSchema);
        for (const mark of this.kept.all.values()) {
            this.index(mark);
            this.openCount += openOf(mark);
        }
    }

    get(id: string): Mark | undefined {
        return this.kept.get(id);
    }

    set(mark: Mark): void {
        this.openCount += openOf(mark) - openOf(this.kept.get(mark.id));
        this.kept.set(mark.id, mark);
        this.index(mark);
    }

    remove({ id, scope, requestId }: Mark): void {
        this.openCount -= openOf(this.kept.get(id));
        this.kept.remove(id);
        drop(this.byScope, scope, id);
        drop(this.byRequest, requestId, id);
    }

    /** Those of one trouble of one request or server, also what is over. */
    of(scope: string): Mark[] {
        return this.all(this.byScope.get(scope));
    }

    /** Those that are about a request alone, also what is over. */
    ofRequest(requestId: string): Mark[] {
        return this.all(this.byRequest.get(requestId)).filter(({ scope }) => !isHouse(scope));
    }

    /** Those of the servers, also what is over. */
    ofHouse(): Mark[] {
        return [...this.byScope].flatMap(([scope, ids]) => (isHouse(scope) ? this.all(ids) : []));
    }

    requestIds(): Iterable<string> {
        return this.byRequest.keys();
    }

    /** How many things need attention, told or not. */
    get open(): number {
        return this.openCount;
    }

    private all(ids: Iterable<string> = []): Mark[] {
        return [...ids].flatMap((id) => this.kept.get(id) ?? []);
    }

    private index({ id, scope, requestId }: Mark): void {
        add(this.byScope, scope, id);
        add(this.byRequest, requestId, id);
    }
}

function openOf(mark: Mark | undefined): number {
    return mark?.overAt === null ? 1 : 0;
}

export function isHouse(scope: string): boolean {
    return scope.startsWith('house/');
}

function add(ids: Map<string, Set<string>>, key: string, id: string): void {
    const known = ids.get(key) ?? new Set();
    ids.set(key, known.add(id));
}

function drop(ids: Map<string, Set<string>>, key: string, id: string): void {
    const known = ids.get(key);
    known?.delete(id);
    if (known?.size === 0) ids.delete(key);
}
