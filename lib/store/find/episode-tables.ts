/** The episodes of all requests, a table for each. */
import type { Episode } from '../../model';
import { EpisodeTable } from './episode-table';

/** Tables of closed requests that stay ready for what may still come; an upgrade of a whole show comes file by file. */
const MOST_RESTLESS = 64;

export class EpisodeTables {
    private readonly tables = new Map<string, EpisodeTable>();
    /** Closed requests whose tables are ready, the one that was used last at the end. */
    private readonly restless = new Set<string>();

    /** The table of a request; undefined while it has none. */
    get(requestId: string): EpisodeTable | undefined {
        return this.tables.get(requestId);
    }

    /** The table of a request, made when there is none. */
    of(requestId: string): EpisodeTable {
        const known = this.tables.get(requestId) ?? new EpisodeTable();
        this.tables.set(requestId, known);
        return known;
    }

    /** Takes in what the disk held. */
    load(episode: Episode): void {
        this.of(episode.requestId).load(episode);
    }

    /** To be called after each use of a table: what is closed does not stay ready for ever. */
    used(requestId: string, isOpen: boolean): void {
        this.restless.delete(requestId);
        if (isOpen) return;
        this.restless.add(requestId);
        for (const oldest of this.restless) {
            if (this.restless.size <= MOST_RESTLESS) return;
            this.restless.delete(oldest);
            this.tables.get(oldest)?.rest();
        }
    }

    remove(requestId: string): void {
        this.tables.delete(requestId);
        this.restless.delete(requestId);
    }
}
