/** Follows `sync/maindata`, so that a poll in which nothing happened costs a few bytes. */
import { type Clock, MediaError } from '../../model';
import type { QBittorrentClient } from './client';
import { TorrentList } from './torrent-list';

export class TorrentSync {
    private readonly list: TorrentList;
    /** The answer that the next poll builds on; 0 asks for everything. */
    private rid = 0;
    private hasNoSync = false;
    private underWay: Promise<TorrentList> | null = null;

    constructor(
        private readonly client: Pick<QBittorrentClient, 'maindata' | 'torrents'>,
        clock?: Clock,
    ) {
        this.list = new TorrentList(clock);
    }

    /**
     * Whether what answers has no `sync/maindata`, as stand-ins for qBittorrent do, and is asked for its whole list each time.
     */
    get isWholeList(): boolean {
        return this.hasNoSync;
    }

    /**
     * Asks for what changed and returns the whole list. One session has one sequence of answers, so everyone who polls
     * this qBittorrent shares this object, and polls at the same time share one request.
     */
    refresh(): Promise<TorrentList> {
        this.underWay ??= this.poll().finally(() => (this.underWay = null));
        return this.underWay;
    }

    private async poll(): Promise<TorrentList> {
        if (this.hasNoSync) {
            // Something else may answer when it is back.
            this.hasNoSync = false;
            await this.pollWhole();
            return this.list;
        }
        try {
            await this.pollChanges();
        } catch (thrown) {
            if (codeOf(thrown) !== 'http_404') throw thrown;
            // Where that is missing as well it is the address that is wrong.
            await this.pollWhole().catch(() => {
                throw thrown;
            });
        }
        return this.list;
    }

    private async pollChanges(): Promise<void> {
        const { rid } = this;
        // Changes of a lost answer are not sent again (`synccontroller.cpp`): only a full one is safe after a failure.
        this.rid = 0;
        const maindata = await this.client.maindata(rid).catch((thrown: unknown) => {
            // qBittorrent closes idle connections after seven seconds, now and then just as we use one.
            if (codeOf(thrown) === 'dropped') return this.client.maindata(0);
            throw thrown;
        });
        if (await this.list.apply(maindata)) this.rid = maindata.rid;
    }

    private async pollWhole(): Promise<void> {
        await this.list.replace(await this.client.torrents());
        this.hasNoSync = true;
    }
}

function codeOf(thrown: unknown): string | undefined {
    return thrown instanceof MediaError ? thrown.code : undefined;
}
