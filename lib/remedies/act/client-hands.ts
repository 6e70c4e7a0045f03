/** What qBittorrent is told to do with a torrent, and what has to be asked before: WebUI API of 4.1 to 5.3. */
import { z } from 'zod';
import { toMediaError } from '../../model';
import type { QBittorrentClient } from '../../qbittorrent';
import { readAll } from './arr-hands';

const number = z.number().optional().catch(undefined);
const text = z.string().optional().catch(undefined);

const torrent = z.object({
    hash: z.string(),
    state: text,
    progress: number,
    /** Bytes that are there. */
    completed: number,
    availability: number,
    /** Whole copies that the trackers know of. */
    num_complete: number,
    ratio: number,
    /** In seconds. */
    seeding_time: number,
    /** What holds for it, whether set for it or for all; -1 is none. */
    max_ratio: number,
    /** In minutes. */
    max_seeding_time: number,
    /** From 5.0 on. */
    private: z.boolean().nullish().catch(undefined),
    infohash_v1: text,
    infohash_v2: text,
});
export type TorrentFacts = z.infer<typeof torrent>;

const tracker = z.object({ url: z.string(), msg: text });
/** What stands before the trackers in their list: sources that a private torrent may not use. */
const STICKY = '** [DHT] **';

export class ClientHands {
    constructor(private readonly client: Pick<QBittorrentClient, 'ask' | 'tell' | 'files'>) {}

    /** A torrent by any of its ids; null when it is not there. */
    async torrent(id: string): Promise<TorrentFacts | null> {
        const hash = id.toLowerCase();
        const [found] = readAll(torrent, await this.client.ask('/api/v2/torrents/info', { hashes: hash }));
        if (found !== undefined) return found;
        // Of a hybrid only its truncated v2 hash is found by `hashes` (`TorrentFilter::matchHash`).
        const all = readAll(torrent, await this.client.ask('/api/v2/torrents/info', {}));
        return all.find((each) => each.infohash_v1 === hash || each.infohash_v2 === hash) ?? null;
    }

    /** Whether it is of a private tracker; null when that is not said. */
    async isPrivate({ hash, private: said }: TorrentFacts): Promise<boolean | null> {
        if (typeof said === 'boolean') return said;
        // Before 5.0 only the message beside DHT tells, in the language of the server (`getStickyTrackers`).
        const trackers = readAll(tracker, await this.client.ask('/api/v2/torrents/trackers', { hash }));
        const dht = trackers.find(({ url }) => url === STICKY);
        return dht === undefined ? null : (dht.msg ?? '') !== '';
    }

    files(hash: string): ReturnType<QBittorrentClient['files']> {
        return this.client.files(hash);
    }

    /** `start` from 5.0 on, `resume` before; neither knows the other. */
    async resume(hash: string): Promise<void> {
        try {
            await this.client.tell('/api/v2/torrents/start', { hashes: hash });
        } catch (thrown) {
            if (toMediaError(thrown).code !== 'http_404') throw thrown;
            await this.client.tell('/api/v2/torrents/resume', { hashes: hash });
        }
    }

    recheck(hash: string): Promise<void> {
        return this.client.tell('/api/v2/torrents/recheck', { hashes: hash });
    }

    reannounce(hash: string): Promise<void> {
        return this.client.tell('/api/v2/torrents/reannounce', { hashes: hash });
    }
}
