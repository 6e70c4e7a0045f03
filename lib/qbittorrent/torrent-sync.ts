/** Follows `sync/maindata`, so that a poll in which nothing happened costs a few bytes. */
import { MediaError } from '../model';
import type { QBittorrentClient } from './client';
import { TorrentList } from './torrent-list';

export class TorrentSync {
    private readonly list = new TorrentList();
    /** The answer that the next poll builds on; 0 asks for everything. */
    private rid = 0;
    private underWay: Promise<TorrentList> | null = null;

    constructor(private readonly client: Pick<QBittorrentClient, 'maindata'>) {}

    /**
     * Asks for what changed and returns the whole list. One session has one sequence of answers, so everyone who polls
     * this qBittorrent shares this object, and polls at the same time share one request.
     */
    refresh(): Promise<TorrentList> {
        this.underWay ??= this.poll().finally(() => (this.underWay = null));
        return this.underWay;
    }

    private async poll(): Promise<TorrentList> {
        const { rid } = this;
        // Changes of a lost answer are not sent again (`synccontroller.cpp`): only a full one is safe after a failure.
        this.rid = 0;
        const maindata = await this.client.maindata(rid).catch((thrown: unknown) => {
            // qBittorrent closes idle connections after seven seconds, now and then just as we use one.
            if (thrown instanceof MediaError && thrown.code === 'dropped') return this.client.maindata(0);
            throw thrown;
        });
        if (this.list.apply(maindata)) this.rid = maindata.rid;
        return this.list;
    }
}
