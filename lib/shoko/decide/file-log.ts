/** What Shoko was last heard to do with each file. Kept whether or not the file is waited for: Shoko is often first. */
import { isoNow, type Clock, type ShokoDoing } from '../../model';
import { bestPathMatch, comparablePath, fileNameOf } from '../../paths';

/** Files remembered; the oldest go first. */
const LIMIT = 2_000;

export interface LoggedFile {
    /** As Sonarr and Radarr see it. */
    path: string;
    doing: ShokoDoing;
    /** What went wrong, for `search_failed`. */
    fault?: string;
    /** Since when: ISO 8601, and by the monotonic clock. */
    since: string;
    at: number;
}

export class FileLog {
    private readonly files = new Map<string, LoggedFile>();
    /** Comparable paths by comparable file name. */
    private readonly byName = new Map<string, Set<string>>();

    constructor(private readonly clock: Clock) {}

    note(path: string, doing: ShokoDoing, fault?: string): void {
        const key = comparablePath(path);
        const before = this.files.get(key);
        const isSame = before?.doing === doing && before.fault === fault;
        const time = isSame ? before : { since: isoNow(this.clock), at: this.clock.monotonic() };
        this.forget(path);
        this.files.set(key, { path, doing, since: time.since, at: time.at, ...(fault !== undefined && { fault }) });
        const name = fileNameOf(key);
        this.byName.set(name, (this.byName.get(name) ?? new Set()).add(key));
        const oldest = this.files.keys().next().value;
        if (this.files.size > LIMIT && oldest !== undefined) this.forget(oldest);
    }

    /** The file that a path of Sonarr's or Radarr's means. */
    find(path: string): LoggedFile | undefined {
        const key = comparablePath(path);
        const same = this.files.get(key);
        if (same !== undefined) return same;
        const candidates = [...(this.byName.get(fileNameOf(key)) ?? [])].flatMap((one) => this.files.get(one) ?? []);
        return (
            bestPathMatch(
                path,
                candidates.map((value) => ({ path: value.path, value })),
            ).match ?? undefined
        );
    }

    forget(path: string): void {
        const key = comparablePath(path);
        if (!this.files.delete(key)) return;
        const name = fileNameOf(key);
        const keys = this.byName.get(name);
        keys?.delete(key);
        if (keys?.size === 0) this.byName.delete(name);
    }
}
