/** One connection to one qBittorrent, for all who ask it. */
import type { Clock } from '../model';
import { QBittorrentClient, type QBittorrentOptions } from './ask/client';
import { TorrentSync } from './ask/torrent-sync';

/** Shared, so that several pollers of one qBittorrent have one login and one sequence of polls. */
export class QBittorrentLink {
    readonly client: QBittorrentClient;
    readonly sync: TorrentSync;

    /** @throws MediaError `invalid_url` */
    constructor(options: QBittorrentOptions, clock: Clock) {
        this.client = new QBittorrentClient({ ...options, clock });
        this.sync = new TorrentSync(this.client, clock);
    }

    close(): void {
        this.client.close();
    }
}
