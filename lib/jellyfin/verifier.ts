/**
 * Watches open requests until Jellyfin proves them playable: when to look, what to tell of it, and what Jellyfin is asked
 * to look at. It changes no state; whoever hears its events does.
 */
import {
    type Check,
    type Clock,
    type Episode,
    hasOpenSubject,
    isoNow,
    type MediaError,
    type MediaEvent,
    type MediaRequest,
    type RequestWithEpisodes,
    toMediaError,
} from '../model';
import type { PathMapping } from '../paths';
import type { LibraryIndex } from './ask/library-index';
import type { JellyfinItem } from './ask/item';
import { News } from './decide/news';
import type { JellyfinLink } from './link';
import { LibraryRefresh } from './ask/library-refresh';
import type { RecheckPace } from './schedule/recheck-pace';
import { RecheckTimer } from './schedule/recheck-timer';
import type { Watched } from './schedule/watch-entry';
import { checkOf, verifiedEvent } from './tell/report';
import type { Missing, ReasonCode, Verified } from './tell/result';
import { knowsEpisodes, waitingSince } from './decide/subjects';
import { verifyRequest } from './ways/verify-request';

/** What a look in vain tells. */
export interface NotYet {
    request: MediaRequest;
    missing: Missing[];
    /** When it is looked at again, ISO 8601. */
    nextAt?: string;
}

export type VerifierStatus =
    { kind: 'watching'; watching: number; lastProofAt: number | null } | { kind: 'down'; error: MediaError; retryAt: number };

/** What the verifier knows requests by. None of these may cost more because a show is long. */
export interface OpenRequests {
    get(id: string): MediaRequest | undefined;
    /** The episodes of a request that are still to become available. */
    openEpisodes(id: string): Episode[];
    /** All requests of which something is open. */
    open(): Iterable<MediaRequest>;
}

export interface VerifierOptions {
    /** What it shares with the other verifiers of the same server. */
    link: Pick<JellyfinLink, 'client' | 'index' | 'claims' | 'outage' | 'news'>;
    clock: Clock;
    newId: () => string;
    requests: OpenRequests;
    pace?: Partial<RecheckPace>;
    /** Whether this verifier looks, unasked, after requests like this one. Default: after all. */
    handles?: (request: MediaRequest) => boolean;
    /** Set to tell Jellyfin of imported files it does not show: how paths of Sonarr and Radarr map to its own. */
    refreshLibrary?: { mappings: readonly PathMapping[] } | undefined;
    emit: (event: MediaEvent) => void;
    onNotYet: (notYet: NotYet) => void;
    setCheck: (requestId: string, check: Check) => void;
    onStatus: (status: VerifierStatus) => void;
    /** Jellyfin answers again. */
    onUp?: () => void;
    /** A fault of one check while Jellyfin is well. */
    onFault: (error: MediaError) => void;
}

export class JellyfinVerifier {
    private readonly timer: RecheckTimer;
    private readonly abort = new AbortController();
    private readonly refresh: LibraryRefresh | null;
    private readonly stopListening: (() => void)[];
    private lastProofAt: number | null = null;
    private down: { error: MediaError; retryAt: number } | null = null;

    constructor(private readonly options: VerifierOptions) {
        const { link, refreshLibrary } = options;
        this.timer = new RecheckTimer({
            clock: options.clock,
            ...(options.pace && { pace: options.pace }),
            open: () => this.watchedRequests(),
            find: (id) => this.find(id),
            check: (id) => this.check(id),
            outage: link.outage,
            isTold: () => link.index.tellsNews,
            onDown: (error, retryAt, due) => this.wentDown(error, retryAt, due),
            onUp: () => this.cameUp(),
            onFailed: (id, error) => this.failed(id, error),
            onRest: () => this.rest(),
        });
        this.refresh = refreshLibrary === undefined ? null : new LibraryRefresh(link.client, refreshLibrary.mappings);
        this.stopListening = [
            link.index.onWalked(() => this.lookAtFound()),
            link.index.onNews((items) => this.lookAtNews(items)),
            link.news.watch(() => this.timer.waits),
        ];
    }

    start(): void {
        this.timer.start();
    }

    /**
     * Looks at a request now. False when it is unknown or nothing of it is open.
     * @param isFound Seerr or Jellyfin says that it is there: looked at at once even if nothing of it was imported
     */
    checkNow(requestId: string, isFound = false): boolean {
        const request = this.options.requests.get(requestId);
        if (request === undefined || !hasOpenSubject(request)) return false;
        this.options.link.claims.take(requestId, this);
        this.timer.poke(requestId, isFound);
        return true;
    }

    /** Takes note that a request changed in the store. */
    requestChanged(requestId: string): void {
        this.timer.changed(requestId);
    }

    /** Breaks off what is under way, and settles when nothing is left. */
    async close(): Promise<void> {
        this.abort.abort();
        this.options.link.claims.release(this);
        const closed = this.timer.close();
        for (const stop of this.stopListening) stop();
        await closed;
    }

    private *watchedRequests(): Iterable<Watched> {
        const { requests, link, handles } = this.options;
        const { claims } = link;
        for (const request of requests.open()) {
            const isOurs = handles?.(request) === false ? claims.owns(request.id, this) : claims.isOwn(request.id, this);
            if (isOurs) yield watchedOf(request);
        }
    }

    private find(id: string): Watched | null {
        const { requests, link } = this.options;
        const { claims } = link;
        if (!claims.owns(id, this)) return null;
        const request = requests.get(id);
        if (request !== undefined && hasOpenSubject(request)) return watchedOf(request);
        claims.drop(id);
        return null;
    }

    private async check(id: string): Promise<void> {
        const { requests, link, clock } = this.options;
        const { client, index } = link;
        const request = requests.get(id);
        if (request === undefined) return;
        const episodes = request.mediaType === 'tv' ? requests.openEpisodes(id) : [];
        if (episodes.length === 0 && knowsEpisodes(request)) return;
        const asked = { ...request, episodes };
        const { verified, missing } = await verifyRequest(asked, { client, index, clock, signal: this.abort.signal });
        if (this.abort.signal.aborted) return;
        if (verified.length > 0) this.tellVerified(request, verified);
        if (missing.length > 0) {
            this.tellMissing(request, missing);
            if (waitingSince(request) !== null) await this.reportPaths(asked, missing);
        }
    }

    private async reportPaths(request: RequestWithEpisodes, missing: readonly Missing[]): Promise<void> {
        await this.refresh?.report(request, missing, this.abort.signal).catch((thrown: unknown) => {
            this.options.onFault(toMediaError(thrown));
        });
    }

    private tellVerified(request: MediaRequest, verified: readonly Verified[]): void {
        const { clock, emit, newId } = this.options;
        this.lastProofAt = clock.now();
        emit(verifiedEvent(request, verified, newId(), isoNow(clock)));
    }

    private tellMissing(request: MediaRequest, missing: Missing[]): void {
        const nextAt = this.nextAt(request.id);
        this.options.setCheck(request.id, checkOf(missing, isoNow(this.options.clock), nextAt));
        this.options.onNotYet({ request, missing, ...(nextAt !== undefined && { nextAt }) });
    }

    private wentDown(error: MediaError, retryAt: number, due: readonly string[]): void {
        this.down = { error, retryAt };
        for (const id of due) this.tellNoAnswer(id, 'jellyfin_unreachable', error);
    }

    private tellNoAnswer(id: string, code: ReasonCode, { message }: MediaError): void {
        const nextAt = this.nextAt(id);
        const at = isoNow(this.options.clock);
        this.options.setCheck(id, { at, code, message, ...(nextAt !== undefined && { nextAt }) });
    }

    private cameUp(): void {
        this.down = null;
        this.options.link.news.wake();
        this.options.onUp?.();
    }

    private failed(id: string, error: MediaError): void {
        this.tellNoAnswer(id, 'check_failed', error);
        this.options.onFault(error);
    }

    /** The walk may have met what was looked for in vain: those requests are worth another look. */
    private lookAtFound(): void {
        for (const { id } of this.watchedRequests()) {
            const request = this.options.requests.get(id);
            if (request !== undefined && isIndexed(request, this.options.link.index)) this.timer.poke(id, true);
        }
    }

    /** What Jellyfin saved lately may be what is looked for. */
    private lookAtNews(items: readonly JellyfinItem[]): void {
        const { requests, link } = this.options;
        const { ids } = this.timer;
        // Each verifier of a server is told: of most lanes nothing is open.
        if (ids.length === 0) return;
        const news = new News(items, link.index);
        for (const id of ids) {
            const request = requests.get(id);
            if (request !== undefined && news.concerns(request, () => requests.openEpisodes(id))) this.timer.poke(id, true);
        }
    }

    private nextAt(id: string): string | undefined {
        const { requests, link, clock } = this.options;
        const own = this.timer.nextAt(id);
        if (own === null) return undefined;
        const request = requests.get(id);
        const isTold =
            request !== undefined && waitingSince(request) !== null && link.index.tellsNews && link.outage.error === null;
        const question = clock.now() + link.news.nextAt - clock.monotonic();
        return new Date(isTold ? Math.min(own, question) : own).toISOString();
    }

    private rest(): void {
        this.options.link.news.wake();
        this.showStatus();
    }

    private showStatus(): void {
        const { onStatus } = this.options;
        if (this.down !== null) onStatus({ kind: 'down', ...this.down });
        else onStatus({ kind: 'watching', watching: this.timer.size, lastProofAt: this.lastProofAt });
    }
}

function watchedOf(request: MediaRequest): Watched {
    const { id, state, updatedAt } = request;
    return { id, waitingSince: waitingSince(request), version: `${state} ${updatedAt}`, state };
}

function isIndexed(request: MediaRequest, index: LibraryIndex): boolean {
    const type = request.mediaType === 'movie' ? (['Movie', 'Series'] as const) : (['Series'] as const);
    const ids = [
        ['tmdb', request.tmdbId],
        ['tvdb', request.tvdbId],
        ['imdb', request.imdbId],
        ['shoko series', request.shokoSeriesId],
    ] as const;
    return ids.some(([provider, id]) => id !== undefined && index.find([...type, 'Season'], provider, String(id)).length > 0);
}
