/** What all verifiers of one Jellyfin share: one client, one index of its library, and who looks after which request. */
import type { Clock } from '../model';
import { Claims } from './schedule/claims';
import { JellyfinClient, type JellyfinOptions } from './ask/client';
import { LibraryIndex } from './ask/library-index';

export class JellyfinLink {
    readonly client: JellyfinClient;
    readonly index: LibraryIndex;
    readonly claims = new Claims();

    /** @throws MediaError as JellyfinClient */
    constructor(options: JellyfinOptions, clock: Clock) {
        this.client = new JellyfinClient(options);
        this.index = new LibraryIndex(this.client, clock);
    }

    /** Stops the walk and closes every connection. */
    close(): void {
        this.index.close();
        this.client.close();
    }
}
