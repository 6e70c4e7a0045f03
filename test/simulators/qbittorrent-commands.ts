/** What a qBittorrent is told to do with torrents, beside stopping and starting: `recheck`, `reannounce`, and what their trackers say. */
import { json, plain, type Reply } from './qbittorrent-http';
import type { SimulatedTorrent } from './qbittorrent';

export interface TorrentWrite {
    endpoint: string;
    hashes: string[];
}

export class TorrentCommands {
    /** Every one that was taken, in its order. */
    readonly writes: TorrentWrite[] = [];
    /** What an action brings about beside what it does by itself. */
    on: (write: TorrentWrite) => void = () => undefined;

    constructor(private readonly torrents: ReadonlyMap<string, SimulatedTorrent>) {}

    /** Notes a write that another part has carried out. */
    note(endpoint: string, hashes: string[]): void {
        const write = { endpoint, hashes };
        this.writes.push(write);
        this.on(write);
    }

    /** Null for what is no endpoint of these. */
    answer(endpoint: string, query: URLSearchParams, isPost: boolean): Reply | null {
        if (endpoint === 'torrents/trackers') return this.trackers(query.get('hash')?.toLowerCase() ?? '');
        if (endpoint !== 'torrents/recheck' && endpoint !== 'torrents/reannounce') return null;
        if (!isPost) return plain(405, 'Method Not Allowed');
        const hashes = (query.get('hashes') ?? '')
            .toLowerCase()
            .split('|')
            .filter((hash) => this.torrents.has(hash));
        if (endpoint === 'torrents/recheck') {
            for (const hash of hashes) {
                const torrent = this.torrents.get(hash);
                if (torrent !== undefined) torrent.state = torrent.progress === 1 ? 'checkingUP' : 'checkingDL';
            }
        }
        this.note(endpoint, hashes);
        return plain(200, '');
    }

    /** The three sources that are no trackers come first; their message is empty unless the torrent is private (`getStickyTrackers`). */
    private trackers(hash: string): Reply {
        const torrent = this.torrents.get(hash);
        if (torrent === undefined) return plain(404, 'Not Found');
        const isPrivate = torrent.fields['private'] === true || torrent.fields['simulated_private'] === true;
        const sticky = ['** [DHT] **', '** [PeX] **', '** [LSD] **'].map((url) => ({
            url,
            tier: -1,
            status: isPrivate ? 0 : 2,
            msg: isPrivate ? 'This torrent is private' : '',
            num_peers: 0,
            num_seeds: 0,
            num_leeches: 0,
            num_downloaded: 0,
        }));
        return json([
            ...sticky,
            { url: 'http://tracker.example/announce', tier: 0, status: 2, msg: '', num_peers: 0, num_seeds: 0 },
        ]);
    }
}
