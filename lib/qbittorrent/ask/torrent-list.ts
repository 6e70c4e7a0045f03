/** All torrents of one qBittorrent as its polls tell them, and every name each one goes by. */
import type { Maindata, Torrent, TorrentChange, TorrentInfo } from './wire';

/** Letters and digits of v1 and truncated v2 hashes. */
const SHORT_HASH = 40;

export class TorrentList {
    private readonly torrents = new Map<string, Torrent>();
    /** Other names of torrents: v1, full v2. Made anew when it is asked for after a change. */
    private aliases: Map<string, Torrent> | null = null;
    private fullAnswers = 0;
    private free: number | undefined;
    /** What was said last, sure or not. */
    private saidFree: number | undefined;

    /** How many full answers there were: a torrent can be missing after one because qBittorrent is still loading. */
    get generation(): number {
        return this.fullAnswers;
    }

    get size(): number {
        return this.torrents.size;
    }

    /** Bytes that are free where qBittorrent saves by default; undefined when it does not say. */
    get freeBytes(): number | undefined {
        return this.free;
    }

    /** Takes a list of all torrents in place of what is known. */
    replace(torrents: readonly TorrentInfo[]): void {
        this.apply({ rid: 0, full_update: true, torrents: Object.fromEntries(torrents.map((each) => [each.hash, each])) });
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
        this.takeFree(maindata.server_state?.free_space_on_disk ?? this.saidFree);
        const merged = changes.map(([hash, change]) => this.merge(hash.toLowerCase(), change));
        for (const [hash] of changes) this.dropFormerId(hash.toLowerCase());
        return merged.every(Boolean);
    }

    /**
     * In the first answer of a session it says 0 when it has not looked yet (`SyncController`, seen with 4.5): only what is
     * still 0 in the next one is a disk that is full.
     */
    private takeFree(bytes: number | undefined): void {
        this.free = bytes === 0 && this.saidFree !== 0 ? undefined : bytes;
        this.saidFree = bytes;
    }

    /** Finds a torrent by v1 hash, truncated or full v2 hash, in lower case. */
    find(hash: string): Torrent | undefined {
        return this.torrents.get(hash) ?? this.names().get(hash);
    }

    private merge(hash: string, change: TorrentChange): boolean {
        const known = this.torrents.get(hash);
        if (!known && change.state === undefined) return false;
        this.torrents.set(hash, { ...(known ?? blank(hash)), ...withoutUndefined(change), hash });
        return true;
    }

    /**
     * A magnet link of a hybrid changes its id when the metadata arrive. The old one is never reported as removed, and goes on
     * in the full answers of that session, before or behind the new one: as it was, without metadata.
     */
    private dropFormerId(hash: string): void {
        const formerId = this.torrents.get(hash)?.infohash_v1.toLowerCase();
        if (formerId !== hash && formerId !== undefined) this.torrents.delete(formerId);
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
