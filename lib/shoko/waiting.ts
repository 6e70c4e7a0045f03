/** The files that requests wait for Shoko to match: each once, however many episodes are in it. */
import { comparablePath } from '../paths';

/** A file that a request waits for Shoko to match. */
export interface WaitingFile {
    /** As Sonarr or Radarr see it. */
    path: string;
}

export class WaitingFiles {
    private counted = new Set<string>();

    constructor(private readonly source: () => readonly WaitingFile[]) {}

    /** How many there were when last counted. */
    get size(): number {
        return this.counted.size;
    }

    paths(): string[] {
        return [...new Map(this.source().map(({ path }) => [comparablePath(path), path])).values()];
    }

    /** Counts them, and returns those that were not there the last time. */
    count(): string[] {
        const paths = this.paths();
        const added = paths.filter((path) => !this.counted.has(comparablePath(path)));
        this.counted = new Set(paths.map(comparablePath));
        return added;
    }
}
