/** Where Sonarr and Radarr see what Shoko has: its folder, its relative path, and the user's mappings made into one path. */
import { bestPathMatch, mapPath, type PathMapping } from '../../paths';
import type { ShokoFile, ShokoLocation } from './files';
import type { FolderCache } from './folders';

const CLOSENESS = { exact: 3, suffix: 2, name: 1 } as const;

/** A location of a file, as Sonarr and Radarr see it, and how close it comes to a file that is waited for (0: not at all). */
export interface Place {
    path: string;
    closeness: 0 | 1 | 2 | 3;
}

export class Places {
    /** @param mappings from Shoko's view of a folder to Sonarr's and Radarr's */
    constructor(
        private readonly folders: FolderCache,
        private readonly mappings: readonly PathMapping[],
    ) {}

    /**
     * The file's location that comes closest to a waiting file, else its first; null when it has none.
     * @param waitingFor the waiting files that a path might be
     */
    async placeOf(file: ShokoFile, waitingFor: (path: string) => readonly string[]): Promise<Place | null> {
        let best: Place | null = null;
        for (const location of file.locations) {
            const path = await this.pathOf(location);
            const closeness = closenessOf(path, waitingFor(path));
            if (best === null || closeness > best.closeness) best = { path, closeness };
        }
        return best;
    }

    /** Where Sonarr and Radarr see a location; a folder that no mapping covers keeps Shoko's own path. */
    async pathOf(location: ShokoLocation): Promise<string> {
        return mapPath(await this.folders.pathOf(location), this.mappings);
    }
}

function closenessOf(path: string, waiting: readonly string[]): Place['closeness'] {
    const candidates = waiting.map((each) => ({ path: each, value: each }));
    const result = bestPathMatch(path, candidates);
    return result.match === null ? 0 : CLOSENESS[result.how];
}
