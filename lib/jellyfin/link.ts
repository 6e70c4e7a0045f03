/**
 * What all verifiers of one Jellyfin share: one client, one index of its library, whether it answers, one question for what
 * is new, and who looks after which request.
 */
import type { Clock, JellyfinFacts } from '../model';
import { JellyfinClient, type JellyfinOptions } from './ask/client';
import { LibraryIndex } from './ask/library-index';
import { Claims } from './schedule/claims';
import { NewsWatch } from './schedule/news-watch';
import { Outage } from './schedule/outage';
import { ScanWatch } from './schedule/scan-watch';

export class JellyfinLink {
    readonly client: JellyfinClient;
    readonly index: LibraryIndex;
    readonly outage: Outage;
    readonly news: NewsWatch;
    private readonly scan: ScanWatch;
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
        this.scan = new ScanWatch(() => client.isScanning(this.abort.signal), clock);
        this.news = new NewsWatch(this.index, this.outage, clock, () => void this.scan.wonder());
    }

    /** How Jellyfin itself is, from memory. */
    get facts(): JellyfinFacts {
        const { away } = this.outage;
        const { scanningSince } = this.scan;
        return { ...(away !== null && { outage: away }), ...(scanningSince !== null && { scanningSince }) };
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
