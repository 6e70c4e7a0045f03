/** How requests are found without going through all of them: by key, and by being open. */
import { hasOpenSubject, type MediaRequest } from '../../model';
import { type IdentityKey, keysOfRequest, levelOf, valueOf } from '../../identity';
import type { TableChange } from './episode-table';
import { KeyIndex } from './key-index';

export class RequestIndex {
    private readonly byKey = new KeyIndex();
    private readonly open = new Set<string>();
    private count = 0;

    /** How many requests there are. */
    get size(): number {
        return this.count;
    }

    /** Ids of the requests with at least one subject that is neither available nor failed. */
    get openIds(): ReadonlySet<string> {
        return this.open;
    }

    /** Ids of the requests that hold this identity, themselves or by an episode. */
    idsBy(key: IdentityKey): Iterable<string> {
        return levelOf(key) === 'request' ? [valueOf(key)] : this.byKey.get(key);
    }

    /** Takes in a request in place of `before`. Returns the keys under which it could not be found before. */
    put(before: MediaRequest | undefined, request: MediaRequest): IdentityKey[] {
        if (before === undefined) this.count += 1;
        const keys = keysOfRequest(request);
        const known = before === undefined ? new Set<IdentityKey>() : keysOfRequest(before);
        for (const key of known) if (!keys.has(key)) this.byKey.remove(key, request.id);
        const fresh = [...keys].filter((key) => !known.has(key));
        for (const key of fresh) this.byKey.add(key, request.id);
        if (hasOpenSubject(request)) this.open.add(request.id);
        else this.open.delete(request.id);
        return fresh;
    }

    /** Takes in keys that the episodes of a request came to have, or have no more. */
    putEpisodeKeys(requestId: string, { fresh, gone }: { fresh: Iterable<IdentityKey>; gone: TableChange['gone'] }): void {
        for (const key of gone) this.byKey.remove(key, requestId);
        for (const key of fresh) this.byKey.add(key, requestId);
    }

    /** @param episodeKeys the keys of its episodes */
    remove(request: MediaRequest, episodeKeys: Iterable<IdentityKey>): void {
        this.count -= 1;
        for (const key of [...keysOfRequest(request), ...episodeKeys]) this.byKey.remove(key, request.id);
        this.open.delete(request.id);
    }
}
