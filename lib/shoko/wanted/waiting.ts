/** The files that requests wait for Shoko to match: each once, however many episodes are in it. */
import { comparablePath, fileNameOf } from '../../paths';

/** A file that a request waits for Shoko to match. */
export interface WaitingFile {
    /** As Sonarr or Radarr see it. */
    path: string;
    /**
     * Set when nobody says that it is anime: since when it has waited to be shown, ISO 8601. It is not counted as waited for.
     */
    unsureSince?: string;
}

/** Asks its source only when told to count, so that an event costs the same however much is waited for. */
export class WaitingFiles {
    /** Paths as they were given, by their comparable form. */
    private files = new Map<string, string>();
    private byName = new Map<string, string[]>();

    constructor(private readonly source: () => readonly WaitingFile[]) {}

    /** How many there were when last counted. */
    get size(): number {
        return this.files.size;
    }

    paths(): string[] {
        return [...this.files.values()];
    }

    /** Those with the file name of `path`: the only ones that can be the same file. */
    named(path: string): readonly string[] {
        return this.byName.get(comparablePath(fileNameOf(path))) ?? [];
    }

    /** Counts them anew, and returns those that were not there the last time. */
    count(): string[] {
        const before = this.files;
        const sure = this.source().filter(({ unsureSince }) => unsureSince === undefined);
        this.files = new Map(sure.map(({ path }) => [comparablePath(path), path]));
        this.byName = new Map();
        for (const path of this.files.values()) {
            const name = comparablePath(fileNameOf(path));
            this.byName.set(name, [...(this.byName.get(name) ?? []), path]);
        }
        return [...this.files].filter(([comparable]) => !before.has(comparable)).map(([, path]) => path);
    }
}
