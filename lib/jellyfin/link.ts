/**
 * What all verifiers of one Jellyfin share: one client, one index of its library, whether it answers, one question for what
 * is new, and who looks after which request.
 */
import type { Clock } from '../model';
import { JellyfinClient, type JellyfinOptions } from './ask/client';
import { LibraryIndex } from './ask/library-index';
import { Claims } from './schedule/claims';
import { NewsWatch } from './schedule/news-watch';
import { Outage } from './schedule/outage';

export class JellyfinLink {
    readonly client: JellyfinClient;
    readonly index: LibraryIndex;
    readonly outage: Outage;
    readonly news: NewsWatch;
    readonly claims = new Claims();
    private readonly abort = new AbortController();

    /** @throws MediaError as JellyfinClient */
    constructor(options: JellyfinOptions, clock: Clock) {
        const client = new JellyfinClient(options);
        this.client = client;
        this.index = new LibraryIndex(client, clock);
        this.outage = new Outage(async () => {
            // Some 200 bytes, without the key: what costs more is asked only of a server that has started.
            await client.publicInfo(this.abort.signal);
            await client.checkKey(this.abort.signal);
        }, clock);
        this.news = new NewsWatch(this.index, this.outage, clock);
    }

    /** Stops whatever asks by itself, and closes every connection. */
    close(): void {
        this.abort.abort();
        this.news.close();
        this.outage.close();
        this.index.close();
        this.client.close();
    }
}
