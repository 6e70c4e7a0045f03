/** All torrents of one qBittorrent as its polls tell them, and every name each one goes by. */
import { Breath, type Clock, systemClock } from '../../model';
import type { Maindata, Torrent, TorrentChange, TorrentInfo } from './wire';

/** Letters and digits of v1 and truncated v2 hashes. */
const SHORT_HASH = 40;

export class TorrentList {
    private torrents = new Map<string, Torrent>();
    /** Other names of torrents: v1, full v2. Made anew when it is asked for after a change. */
    private aliases: Map<string, Torrent> | null = null;
    private fullAnswers = 0;
    private free: number | undefined;
    /** What was said last, sure or not. */
    private saidFree: number | undefined;

    constructor(private readonly clock: Clock = systemClock) {}

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
    async replace(torrents: readonly TorrentInfo[]): Promise<void> {
        await this.apply({ rid: 0, full_update: true, torrents: new Map(torrents.map((each) => [each.hash, each])) });
    }

    /**
     * Takes the answer of a poll, one at a time. Who reads the list meanwhile finds it as it was before.
     * @returns false when it speaks of torrents that we know nothing of: an earlier answer was lost, ask for everything
     */
    async apply(maindata: Maindata): Promise<boolean> {
        const isFull = maindata.full_update === true;
        const removed = new Set(maindata.torrents_removed?.map((hash) => hash.toLowerCase()));
        const merged = new Map<string, Torrent>();
        let isAllKnown = true;
        const breath = new Breath(this.clock);
        for (const [id, change] of maindata.torrents ?? []) {
            const hash = id.toLowerCase();
            const known = isFull || removed.has(hash) ? undefined : this.torrents.get(hash);
            if (known !== undefined || change.state !== undefined) merged.set(hash, mergedOf(known ?? blank(hash), change));
            else isAllKnown = false;
            await breath.take();
        }
        if (isFull) this.fullAnswers++;
        if (isFull || merged.size + removed.size > 0) this.put(isFull, removed, merged);
        this.takeFree(maindata.server_state?.free_space_on_disk ?? this.saidFree);
        return isAllKnown;
    }

    private put(isFull: boolean, removed: ReadonlySet<string>, merged: Map<string, Torrent>): void {
        this.aliases = null;
        for (const hash of removed) this.torrents.delete(hash);
        if (isFull) this.torrents = merged;
        else for (const [hash, torrent] of merged) this.torrents.set(hash, torrent);
        for (const torrent of merged.values()) this.dropFormerId(torrent);
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

    /**
     * A magnet link of a hybrid changes its id when the metadata arrive. The old one is never reported as removed, and goes on
     * in the full answers of that session, before or behind the new one: as it was, without metadata.
     */
    private dropFormerId({ hash, infohash_v1 }: Torrent): void {
        const formerId = infohash_v1.toLowerCase();
        if (formerId !== hash) this.torrents.delete(formerId);
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

function mergedOf(known: Torrent, change: TorrentChange): Torrent {
    const told = Object.entries(change).filter(([, value]) => value !== undefined);
    return { ...known, ...Object.fromEntries(told), hash: known.hash };
}
