/** How requests are found without going through all of them: by key, by being open, by waiting for a download. */
import { hasOpenSubject, type MediaRequest } from '../model';
import { type IdentityKey, keyChange, keysOfRequest, levelOf, valueOf } from '../identity';
import { KeyIndex } from './key-index';
import { tracksDownload } from './tracked';

export class RequestIndex {
    private readonly byKey = new KeyIndex();
    private readonly open = new Set<string>();
    private readonly tracking = new Set<string>();
    private count = 0;

    /** How many requests there are. */
    get size(): number {
        return this.count;
    }

    /** Ids of the requests with at least one subject that is neither available nor failed. */
    get openIds(): ReadonlySet<string> {
        return this.open;
    }

    /** Ids of the requests of which something waits for its download. */
    get trackingIds(): ReadonlySet<string> {
        return this.tracking;
    }

    /** Ids of the requests that hold this identity. */
    idsBy(key: IdentityKey): Iterable<string> {
        return levelOf(key) === 'request' ? [valueOf(key)] : this.byKey.get(key);
    }

    /** Takes in a request that was not there before. */
    add(request: MediaRequest): void {
        this.count += 1;
        for (const key of keysOfRequest(request)) this.byKey.add(key, request.id);
        this.sort(request);
    }

    /** Takes in a request in place of `before`. Returns the keys of events that may have waited for this. */
    put(before: MediaRequest | undefined, request: MediaRequest): IdentityKey[] {
        const { gone, fresh, awaited } = keyChange(before, request);
        if (before === undefined) this.count += 1;
        for (const key of gone) this.byKey.remove(key, request.id);
        for (const key of fresh) this.byKey.add(key, request.id);
        this.sort(request);
        return awaited;
    }

    remove(request: MediaRequest): void {
        this.count -= 1;
        for (const key of keysOfRequest(request)) this.byKey.remove(key, request.id);
        this.open.delete(request.id);
        this.tracking.delete(request.id);
    }

    private sort(request: MediaRequest): void {
        setMember(this.open, request.id, hasOpenSubject(request));
        setMember(this.tracking, request.id, tracksDownload(request));
    }
}

/** Puts an id into a set, or out of it. */
function setMember(ids: Set<string>, id: string, isIn: boolean): void {
    if (isIn) ids.add(id);
    else ids.delete(id);
}
