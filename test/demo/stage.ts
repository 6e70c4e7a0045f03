/** What a story of the demo acts with: time that can be hurried and broken off, the services, and their webhooks. */
import type { ArrServerSimulator } from '../simulators/arr-server';
import { type Film, type Release, Sender, seerrWebhook, type Show, type Step } from '../simulators/senders';
import type { Services } from './services';
import type { Watcher } from './watcher';

/** Faults that a key press switches on and off. */
export interface Faults {
    /** No webhook is sent: what happens has to be asked for. */
    noWebhooks: boolean;
    /** Import webhooks come long after the file is in Jellyfin. */
    lateImports: boolean;
    /** Every webhook comes three times, the last time after the next one. */
    duplicates: boolean;
}

/** Seconds by which a story's imports are late, all together. */
const LATE_S = 15;
const DOWNLOAD_STEPS = 25;

export interface StageOptions {
    services: Services;
    faults: Faults;
    watcher: Watcher;
    /** Breaks the story off. */
    signal: AbortSignal;
    pace: number;
    url: string;
}

export class Stage {
    readonly services: Services;
    private readonly sender: Sender;
    private previous: Step | null = null;
    private wasLate = false;

    constructor(private readonly options: StageOptions) {
        this.services = options.services;
        const secret = this.services.environment['MEDIA_WEBHOOK_SECRET'];
        this.sender = new Sender({ url: `${options.url}/media/webhook`, ...(secret !== undefined && { secret }) });
    }

    /** Waits so many seconds of the demo's time. @throws when the story was broken off */
    async pause(seconds: number): Promise<void> {
        const { signal, pace } = this.options;
        signal.throwIfAborted();
        await new Promise<void>((resolve, reject) => {
            const abort = (): void => {
                clearTimeout(timer);
                reject(signal.reason as Error);
            };
            const timer = setTimeout(
                () => {
                    signal.removeEventListener('abort', abort);
                    resolve();
                },
                seconds * 1000 * pace,
            );
            signal.addEventListener('abort', abort, { once: true });
        });
    }

    /** Waits until the list shows a title in this state, so that a person sees it, but no longer than `seconds`. */
    async sees(title: string, state: string, seconds = 12): Promise<void> {
        for (let waited = 0; waited < seconds; waited += 0.25) {
            if (this.options.watcher.find(title)?.state === state) break;
            await this.pause(0.25);
        }
        await this.pause(1.5);
    }

    /** Somebody asks for a title in Seerr, who needs nobody's approval. */
    async ask(title: Film | Show, seasons: readonly number[] = []): Promise<void> {
        const { tmdbId, imdbId } = title;
        const ids = { tmdbId, ...(imdbId !== undefined && { imdbId }) };
        const work =
            'tvdbId' in title ? ({ ...ids, mediaType: 'tv', tvdbId: title.tvdbId, seasons } as const) : ({ ...ids } as const);
        const { id: requestId, requestedBy } = this.services.seerr.data.ask({ ...work, isAutoApproved: true });
        const request = { requestId, username: requestedBy.displayName, seasons };
        await this.send({ service: 'seerr', what: 'approved', body: seerrWebhook('MEDIA_AUTO_APPROVED', title, request) });
    }

    /** Posts a webhook, as often as the faults have it. @throws when it is refused */
    async send(step: Step): Promise<void> {
        const { faults, signal } = this.options;
        if (faults.noWebhooks) return;
        if (faults.lateImports && step.what.startsWith('import') && !this.wasLate) {
            this.wasLate = true;
            await this.pause(LATE_S);
        }
        signal.throwIfAborted();
        const again = faults.duplicates ? [step, ...(this.previous ? [this.previous] : [])] : [];
        this.previous = step;
        for (const each of [step, ...again]) {
            const answer = await this.sender.post(each);
            if (answer.status !== 200)
                throw new Error(`the webhook "${each.what}" was answered ${answer.status}: ${answer.body.message ?? ''}`);
        }
    }

    /** Lets a torrent download in so many seconds and then seed, which Sonarr or Radarr notices. */
    async download(release: Release, seconds: number, arr: ArrServerSimulator): Promise<void> {
        const { qbittorrent } = this.services;
        const hash = torrentOf(release);
        const speed = Math.round((qbittorrent.torrents.get(hash)?.size ?? 0) / seconds);
        for (let step = 1; step < DOWNLOAD_STEPS; step++) {
            qbittorrent.download(hash, step / DOWNLOAD_STEPS, speed);
            await this.pause(seconds / DOWNLOAD_STEPS);
        }
        qbittorrent.finish(hash);
        arr.progress(release, 1);
    }
}

/** The torrent's id as qBittorrent writes it. */
export function torrentOf(release: Release): string {
    return (release.downloadId ?? '').toLowerCase();
}
