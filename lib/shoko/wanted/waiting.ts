/** The files that requests wait for Shoko to match: each once, however many episodes are in it. */
import { comparablePath, fileNameOf } from '../../paths';

/** A file that a request waits for Shoko to match. */
export interface WaitingFile {
    /** As Sonarr or Radarr see it. */
    path: string;
    /** Whose it is. Without one it is only counted with all others. */
    requestId?: string;
    /**
     * Set when nobody says that it is anime: since when it has waited to be shown, ISO 8601. It is not counted as waited for.
     */
    unsureSince?: string;
}

/** Where it is known what is waited for. */
export interface WaitingSource {
    /** Everything. Costs as much as there is in all open requests. */
    all: () => readonly WaitingFile[];
    /** That of one request. */
    of: (requestId: string) => readonly WaitingFile[];
}

/** Asks its source only when told to count, and after an event only for the requests that changed. */
export class WaitingFiles {
    /** Comparable paths by request. */
    private readonly byRequest = new Map<string, ReadonlySet<string>>();
    /** By comparable path: the path as it was given, and how many requests wait for it. */
    private readonly files = new Map<string, { path: string; waiting: number }>();
    private readonly byName = new Map<string, Set<string>>();

    constructor(private readonly source: WaitingSource) {}

    /** How many there were when last counted. */
    get size(): number {
        return this.files.size;
    }

    paths(): string[] {
        return [...this.files.values()].map(({ path }) => path);
    }

    /** Those with the file name of `path`: the only ones that can be the same file. */
    named(path: string): readonly string[] {
        const keys = this.byName.get(comparablePath(fileNameOf(path))) ?? [];
        return [...keys].flatMap((key) => this.files.get(key)?.path ?? []);
    }

    /** Counts all of them anew, and returns those that were not there the last time. */
    count(): string[] {
        const all = new Map<string, WaitingFile[]>([...this.byRequest.keys()].map((requestId) => [requestId, []]));
        for (const file of this.source.all()) {
            const requestId = file.requestId ?? '';
            const files = all.get(requestId);
            if (files === undefined) all.set(requestId, [file]);
            else files.push(file);
        }
        return this.take(all);
    }

    /** Counts those of these requests anew, and returns those that were not there the last time. */
    countOf(requestIds: Iterable<string>): string[] {
        return this.take([...requestIds].map((requestId) => [requestId, this.source.of(requestId)]));
    }

    private take(counted: Iterable<readonly [requestId: string, files: readonly WaitingFile[]]>): string[] {
        const added = new Map<string, string>();
        const former: [requestId: string, keys: ReadonlySet<string>][] = [];
        for (const [requestId, files] of counted) {
            const sure = files.filter(({ unsureSince }) => unsureSince === undefined);
            const paths = new Map(sure.map(({ path }) => [comparablePath(path), path]));
            for (const [key, path] of paths) if (this.add(key, path)) added.set(key, path);
            former.push([requestId, this.byRequest.get(requestId) ?? new Set()]);
            if (paths.size === 0) this.byRequest.delete(requestId);
            else this.byRequest.set(requestId, new Set(paths.keys()));
        }
        // Only now, so that what goes from one request to another is not new.
        for (const [, keys] of former) for (const key of keys) this.remove(key);
        return [...added.values()];
    }

    /** Returns whether it was not there. */
    private add(key: string, path: string): boolean {
        const file = this.files.get(key);
        this.files.set(key, { path, waiting: (file?.waiting ?? 0) + 1 });
        if (file !== undefined) return false;
        const name = fileNameOf(key);
        this.byName.set(name, (this.byName.get(name) ?? new Set()).add(key));
        return true;
    }

    private remove(key: string): void {
        const file = this.files.get(key);
        if (file === undefined) return;
        file.waiting--;
        if (file.waiting > 0) return;
        this.files.delete(key);
        const name = fileNameOf(key);
        const keys = this.byName.get(name);
        keys?.delete(key);
        if (keys?.size === 0) this.byName.delete(name);
    }
}
