/** All torrents of one qBittorrent as its polls tell them, and every name each one goes by. */
import type { Maindata, Torrent, TorrentChange } from './wire';

/** Letters and digits of v1 and truncated v2 hashes. */
const SHORT_HASH = 40;

export class TorrentList {
    private readonly torrents = new Map<string, Torrent>();
    /** Other names of torrents: v1, full v2. Made anew when it is asked for after a change. */
    private aliases: Map<string, Torrent> | null = null;
    private fullAnswers = 0;

    /** How many full answers there were: a torrent can be missing after one because qBittorrent is still loading. */
    get generation(): number {
        return this.fullAnswers;
    }

    get size(): number {
        return this.torrents.size;
    }

    /**
     * Takes the answer of a poll.
     * @returns false when it speaks of torrents that we know nothing of: an earlier answer was lost, ask for everything
     */
    apply(maindata: Maindata): boolean {
        const isFull = maindata.full_update === true;
        if (isFull) {
            this.fullAnswers++;
            this.torrents.clear();
        }
        for (const hash of maindata.torrents_removed ?? []) this.torrents.delete(hash.toLowerCase());
        const changes = Object.entries(maindata.torrents ?? {});
        if (isFull || changes.length > 0 || maindata.torrents_removed !== undefined) this.aliases = null;
        return changes.map(([hash, change]) => this.merge(hash.toLowerCase(), change)).every(Boolean);
    }

    /** Finds a torrent by v1 hash, truncated or full v2 hash, in lower case. */
    find(hash: string): Torrent | undefined {
        return this.torrents.get(hash) ?? this.names().get(hash);
    }

    private merge(hash: string, change: TorrentChange): boolean {
        const known = this.torrents.get(hash);
        if (!known && change.state === undefined) return false;
        const torrent = { ...(known ?? blank(hash)), ...withoutUndefined(change) };
        this.torrents.set(hash, torrent);
        // A magnet link of a hybrid changes its id when the metadata arrive, and the old one is never reported as removed.
        const formerId = torrent.infohash_v1.toLowerCase();
        if (formerId !== hash) this.torrents.delete(formerId);
        return true;
    }

    private names(): Map<string, Torrent> {
        if (this.aliases) return this.aliases;
        this.aliases = new Map();
        for (const torrent of this.torrents.values()) for (const name of hashesOf(torrent)) this.aliases.set(name, torrent);
        return this.aliases;
    }
}

/** Every hash that names this torrent, its id first. */
export function hashesOf(torrent: Torrent): string[] {
    const v1 = torrent.infohash_v1.toLowerCase();
    const v2 = torrent.infohash_v2.toLowerCase();
    return [...new Set([torrent.hash, v1, v2.slice(0, SHORT_HASH), v2])].filter((hash) => hash !== '');
}

function blank(hash: string): Torrent {
    return {
        hash,
        name: '',
        state: 'unknown',
        progress: 0,
        dlspeed: 0,
        eta: -1,
        size: 0,
        amount_left: 0,
        save_path: '',
        download_path: '',
        content_path: '',
        infohash_v1: '',
        infohash_v2: '',
    };
}

function withoutUndefined(change: TorrentChange): Partial<Torrent> {
    return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
