/** Polls one qBittorrent, now and then or at once, and says how that goes. What a poll brings is looked through in `Rounds`. */
import { type ClientFacts, isoNow, type MediaError, type Outage, type Timer, toMediaError } from '../../model';
import type { TorrentList } from '../ask/torrent-list';
import { isTorrentHash } from '../decide/tracked';
import { Pace, type PollerPace } from './pace';
import { type RoundOptions, Rounds } from './rounds';

export type PollerStatus =
    /**
     * `downloading`: how many of the awaited downloads are downloading now. `isWholeList`: it has no `sync/maindata`, so each
     * poll costs the whole list, and a removal is noticed after a minute.
     */
    { state: 'connected'; downloading: number; isWholeList: boolean } | { state: 'failed'; error: MediaError };

export interface PollerOptions extends PollerPace, RoundOptions {
    /** One poll. */
    refresh: () => Promise<TorrentList>;
    /** See `QBittorrentClient.probe`. */
    probe: () => Promise<void>;
    /** See `TorrentSync.isWholeList`. */
    isWholeList: () => boolean;
    onStatus: (status: PollerStatus) => void;
}

export class TorrentPoller {
    private readonly rounds: Rounds;
    private readonly pace: Pace;
    private timer: Timer | null = null;
    private polling = false;
    private poked = false;
    private stopped = false;
    /** Nothing answered as qBittorrent does. */
    private isAway = false;
    private outage: Outage | null = null;

    constructor(private readonly options: PollerOptions) {
        this.rounds = new Rounds(options);
        this.pace = new Pace(options, options.clock);
    }

    /** Polls now, and from then on by itself. */
    start(): void {
        this.poke();
    }

    /** Polls at once; if a poll is under way, once more after it. */
    poke(): void {
        if (this.stopped) return;
        this.poked = true;
        if (!this.polling) void this.run();
    }

    /**
     * These downloads are waited for now: polls at once for one that was never looked for. While polls fail the next one
     * is soon enough, or a night of grabs would be a night of logins.
     */
    awaits(downloadIds: Iterable<string>): void {
        if (this.pace.isFailing) return;
        for (const downloadId of downloadIds) {
            if (!isTorrentHash(downloadId) || this.rounds.knows(downloadId)) continue;
            this.poke();
            return;
        }
    }

    /** How this qBittorrent is, from memory, for a download that may be in it; undefined for one that is no torrent. */
    factsOf(downloadId: string | undefined): ClientFacts | undefined {
        if (downloadId !== undefined && !isTorrentHash(downloadId)) return undefined;
        const isHere = downloadId !== undefined && this.rounds.isFound(downloadId);
        return { ...(this.outage !== null && { outage: this.outage }), ...(isHere && { isHere }) };
    }

    /** Ends everything. What a poll under way still brings is dropped. */
    stop(): void {
        this.stopped = true;
        this.rounds.stop();
        this.timer?.cancel();
        this.timer = null;
    }

    private async run(): Promise<void> {
        this.timer?.cancel();
        this.timer = null;
        this.polling = true;
        let delay = 0;
        while (this.poked && !this.stopped) {
            this.poked = false;
            delay = await this.poll();
        }
        this.polling = false;
        if (!this.stopped) this.timer = this.options.clock.after(delay, () => this.poke());
    }

    /** Returns the time to the next poll, in milliseconds. */
    private async poll(): Promise<number> {
        const { refresh, isWholeList } = this.options;
        let isThere = false;
        try {
            if (this.isAway) {
                await this.options.probe();
                isThere = true;
            }
            const list = await refresh();
            if (!this.stopped) await this.rounds.look(list);
        } catch (thrown) {
            return this.afterFailure(toMediaError(thrown), isThere);
        }
        this.isAway = false;
        this.outage = null;
        const { downloading, isPressing } = this.rounds;
        this.tell({ state: 'connected', downloading, isWholeList: isWholeList() });
        return this.pace.afterSuccess(isPressing);
    }

    private afterFailure(error: MediaError, isThere: boolean): number {
        this.isAway = !isAboutLogin(error);
        const { code, message } = error;
        this.outage = { since: this.outage?.since ?? isoNow(this.options.clock), code, message };
        this.tell({ state: 'failed', error });
        return this.pace.afterFailure(error, this.rounds.isPressing, this.isAway && !isThere);
    }

    private tell(status: PollerStatus): void {
        if (!this.stopped) this.options.onStatus(status);
    }
}

/** It is there, and does not let us in. */
function isAboutLogin({ code, retryAt }: MediaError): boolean {
    return retryAt !== undefined || code === 'no_credentials' || code === 'host_rejected' || code === 'unauthorised';
}
