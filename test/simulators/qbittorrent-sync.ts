/** The sequence of `sync/maindata` answers that one login session gets, as `SyncController` makes it. */

export type Fields = Record<string, unknown>;

export class SimulatedSync {
    private lastSent = 0;
    private accepted = 0;
    private readonly snapshot = new Map<string, Fields>();
    private readonly pending = new Map<string, Fields>();
    private readonly removed = new Set<string>();
    /** Former ids of hybrids, as they were. */
    private readonly former = new Map<string, Fields>();
    private freeBytes: number | undefined;

    /** What changed since the answer `rid`, or everything when that is not the last one. */
    answer(rid: number, torrents: ReadonlyMap<string, Fields>, freeBytes: number): object {
        if (rid > 0 && rid === this.lastSent) {
            this.accepted = rid;
            this.forgetPending();
        }
        const isFull = rid <= 0 || this.accepted !== rid;
        this.collect(torrents);
        this.lastSent = (this.lastSent % 1_000_000) + 1;
        if (isFull) return this.fullUpdate(freeBytes);
        const hasMore = this.freeBytes !== freeBytes;
        this.freeBytes = freeBytes;
        return {
            rid: this.lastSent,
            ...(this.pending.size > 0 && { torrents: Object.fromEntries(this.pending) }),
            ...(this.removed.size > 0 && { torrents_removed: [...this.removed] }),
            ...(hasMore && { server_state: { free_space_on_disk: freeBytes } }),
        };
    }

    /** The id of a hybrid changes without a word: what this session was told of the old one stays in its full answers. */
    renameSilently(hash: string): void {
        const known = this.snapshot.get(hash);
        if (known) this.former.set(hash, known);
        this.snapshot.delete(hash);
    }

    /** Notes what changed. As in the real one a difference replaces an older one that was never accepted: its fields are lost. */
    private collect(torrents: ReadonlyMap<string, Fields>): void {
        for (const [hash, now] of torrents) {
            const before = this.snapshot.get(hash) ?? {};
            const changed = Object.entries(now).filter(([field, value]) => before[field] !== value);
            this.removed.delete(hash);
            if (changed.length === 0) continue;
            this.pending.set(hash, Object.fromEntries(changed));
            this.snapshot.set(hash, now);
        }
        for (const hash of this.snapshot.keys()) {
            if (torrents.has(hash)) continue;
            this.snapshot.delete(hash);
            this.pending.delete(hash);
            this.removed.add(hash);
        }
    }

    private fullUpdate(freeBytes: number): object {
        this.freeBytes = freeBytes;
        this.accepted = 0;
        this.forgetPending();
        return {
            categories: {},
            full_update: true,
            rid: this.lastSent,
            server_state: serverState(freeBytes),
            tags: [],
            torrents: Object.fromEntries([...this.snapshot, ...this.former]),
            trackers: {},
        };
    }

    private forgetPending(): void {
        this.pending.clear();
        this.removed.clear();
    }
}

function serverState(freeBytes: number): object {
    return {
        alltime_dl: 12_137_137,
        alltime_ul: 346_041,
        average_time_queue: 35,
        connection_status: 'connected',
        dht_nodes: 0,
        dl_info_data: 0,
        dl_info_speed: 0,
        dl_rate_limit: 0,
        free_space_on_disk: freeBytes,
        global_ratio: '0.02',
        queueing: true,
        refresh_interval: 1500,
        total_peer_connections: 1,
        up_info_data: 0,
        up_info_speed: 0,
        use_alt_speed_limits: false,
    };
}
