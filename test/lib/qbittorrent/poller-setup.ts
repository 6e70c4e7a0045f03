/** A poller on a simulated qBittorrent, with a clock that the test moves. */
import { type PollerStatus, QBittorrentClient, TorrentPoller, TorrentSync } from '../../../lib/qbittorrent';
import type { MediaEvent, Transfer, TrackedDownload } from '../../../lib/model';
import type { Credentials } from '../../../lib/qbittorrent/ask/session';
import { QBittorrentSimulator, type SimulatorOptions } from '../../simulators/qbittorrent';
import { FakeClock } from '../../support/fake-clock';

export class PollerSetup {
    readonly tracked = new Map<string, TrackedDownload>();
    readonly events: MediaEvent[] = [];
    readonly transfers = new Map<string, Transfer>();
    readonly statuses: PollerStatus[] = [];
    readonly poller: TorrentPoller;
    readonly client: QBittorrentClient;
    private ids = 0;

    private constructor(
        readonly clock: FakeClock,
        readonly simulator: QBittorrentSimulator,
        credentials: Partial<Credentials>,
    ) {
        this.client = new QBittorrentClient({ url: simulator.url, ...credentials, clock, timeoutMs: 2_000 });
        const sync = new TorrentSync(this.client);
        this.poller = new TorrentPoller({
            refresh: () => sync.refresh(),
            probe: () => this.client.probe(),
            isWholeList: () => sync.isWholeList,
            files: (hash) => this.client.files(hash),
            tracked: () => this.tracked,
            emit: (event) => this.events.push(event),
            onTransfer: (downloadId, transfer) => this.transfers.set(downloadId, transfer),
            onStatus: (status) => this.statuses.push(status),
            clock,
            newId: () => `event-${++this.ids}`,
            activeMs: 5_000,
            idleMs: 30_000,
        });
    }

    /** Without credentials where qBittorrent asks for none. */
    static async start(options: SimulatorOptions = {}): Promise<PollerSetup> {
        const clock = new FakeClock();
        const credentials = options.bypass === true ? {} : { username: 'admin', password: 'adminadmin' };
        return new PollerSetup(clock, await QBittorrentSimulator.start({ clock, ...options }), credentials);
    }

    /** Waits for `downloadId` as a movie, or as the given episodes of one season. */
    track(downloadId: string, episodes: number[] = [], seasonNumber = 1): void {
        this.tracked.set(downloadId, {
            requestId: 'request-1',
            episodes: episodes.map((episodeNumber) => ({ seasonNumber, episodeNumber })),
        });
    }

    /** Starts the poller and waits for its first poll. */
    async begin(): Promise<MediaEvent[]> {
        this.poller.start();
        return this.pollEnded();
    }

    /** Moves time on to the next poll and returns the events that it brings. */
    async next(): Promise<MediaEvent[]> {
        await this.clock.advance(this.clock.nextIn ?? 0);
        return this.pollEnded();
    }

    /** The next `polls` polls together. */
    async several(polls: number): Promise<MediaEvent[]> {
        const events: MediaEvent[] = [];
        for (let poll = 0; poll < polls; poll++) events.push(...(await this.next()));
        return events;
    }

    /** Waits until the poll under way has set the timer of the next one; returns the events since the last call. */
    async pollEnded(): Promise<MediaEvent[]> {
        while (this.clock.timers === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        return this.events.splice(0);
    }

    get status(): PollerStatus | undefined {
        return this.statuses.at(-1);
    }

    async end(): Promise<void> {
        this.poller.stop();
        this.client.close();
        await this.simulator.close();
    }
}

/** What an event says, in short: its kind and percent, for example `downloading 40`. */
export function brief(event: MediaEvent): string {
    const percent = 'transfer' in event ? event.transfer?.percent : undefined;
    return percent === undefined ? event.kind : `${event.kind} ${percent}`;
}
