/**
 * What one Sonarr or Radarr knows now and nobody stores: that it is away, what its health checks complain of, what is held back,
 * what a search came to, and when it looks again. Answers from memory; asks only while something waits.
 */
import {
    type ArrFacts,
    type Clock,
    type Episode,
    type HealthComplaint,
    isEpisode,
    isoNow,
    type MediaError,
    type MediaRequest,
    type Outage,
    type SearchResult,
    toMediaError,
} from '../model';
import { cleanText } from '../webhook';
import type { ArrClient, ArrKind } from './ask/client';
import type { KnownTitles } from './ask/known';
import { grabbedBy, isRssSync, isSearch, readSearch } from './decide/searches';
import type { HeldBack } from './wire/queue';
import { known } from './wire/read';
import type { ArrCommand, Task } from './wire/system';

const MINUTE_MS = 60_000;
/** Health checks tell of themselves where there is a hub. In milliseconds. */
const HEALTH_EVERY_MS = { live: 60 * MINUTE_MS, polled: 10 * MINUTE_MS };
/** They are run anew with each import: so often it is enough to know what came of it. In milliseconds. */
const HEALTH_GAP_MS = MINUTE_MS;
/** Titles that were searched for, and searches of each: enough for who asks today. */
const MOST_SEARCHES = 500;
const MOST_OF_TITLE = 50;
const MOST_RUNNING = 50;

type Questions = Pick<ArrClient, 'health' | 'rssTask' | 'log' | 'episodesWith'>;

export interface LiveFactsOptions {
    kind: ArrKind;
    client: Questions;
    known: Pick<KnownTitles, 'title'>;
    clock: Clock;
    /** What the server is called. */
    name: () => string;
    /** Whether a request may be in this server. */
    mayBeIn: (request: MediaRequest) => boolean;
    /** The server's own id of a work; null when it was asked for and is not there, undefined when nobody asked yet. */
    titleIdOf: (workId: number) => number | null | undefined;
    onFault: (thrown: unknown) => void;
}

/** What a search was for. */
interface Target {
    titleId: number;
    seasonNumber?: number | undefined;
    /** Empty for all that there are. */
    episodes: { seasonNumber: number; episodeNumber: number }[];
}

export class LiveFacts {
    private outage: Outage | null = null;
    private health: readonly HealthComplaint[] = [];
    /** By the monotonic clock. */
    private healthAt = -Infinity;
    private task: Task | null = null;
    /** By title: whoever lists all requests asks for each episode of them. */
    private heldBack: ReadonlyMap<number, readonly HeldBack[]> = new Map();
    /** Commands under way; what they are for is asked once. */
    private readonly running = new Map<number, Target[]>();
    private ended: ArrCommand[] = [];
    /** By title, those that were searched for last at the end. */
    private readonly searches = new Map<number, { target: Target; result: SearchResult }[]>();

    constructor(private readonly options: LiveFactsOptions) {}

    /** It answers. */
    isThere(): void {
        this.outage = null;
    }

    /** It does not answer, or does not let us in. */
    isAway({ code, message }: MediaError): void {
        const since = this.outage?.since ?? isoNow(this.options.clock);
        this.outage = { since, code, message: cleanText(message, 500), ...(code === 'starting' && { isStarting: true }) };
    }

    setHeldBack(heldBack: readonly HeldBack[]): void {
        const byTitle = new Map<number, HeldBack[]>();
        for (const each of heldBack) byTitle.set(each.titleId, [...(byTitle.get(each.titleId) ?? []), each]);
        this.heldBack = byTitle;
    }

    /** What was under way may have ended unheard. */
    isDeaf(): void {
        this.running.clear();
    }

    /** Takes in a command's step. Returns whether it ended and its result is worth asking for. */
    hear(command: ArrCommand): boolean {
        if (isRssSync(command) && command.endedAt !== undefined && this.task !== null) this.task.lastAt = command.endedAt;
        if (!isSearch(command)) return false;
        if (command.state === 'waiting' || command.state === 'running') {
            if (this.running.size < MOST_RUNNING && command.titleIds.length > 0) this.running.set(command.id, titlesOf(command));
            return false;
        }
        this.running.delete(command.id);
        if (command.state === 'failed' || this.ended.some(({ id }) => id === command.id)) return false;
        this.ended = [...this.ended, command].slice(-MOST_RUNNING);
        return true;
    }

    /** Milliseconds until the health checks should be asked. @param isLive whether they tell of themselves */
    healthDueIn(isLive: boolean): number {
        const every = isLive ? HEALTH_EVERY_MS.live : HEALTH_EVERY_MS.polled;
        return Math.max(0, this.healthAt + every - this.options.clock.monotonic());
    }

    /** The same, when one of them has just told of itself. */
    healthGap(): number {
        return Math.max(0, this.healthAt + HEALTH_GAP_MS - this.options.clock.monotonic());
    }

    async askHealth(): Promise<void> {
        this.healthAt = this.options.clock.monotonic();
        await this.unlessRefused(async () => {
            const health = await this.options.client.health();
            this.health = health.map(({ source, message }) => ({ source, message: cleanText(message, 500) }));
        });
        if (this.task !== null && this.options.clock.now() < this.task.lastAt + this.task.intervalMs) return;
        await this.unlessRefused(async () => {
            this.task = await this.options.client.rssTask();
        });
    }

    /**
     * Finds out what became of the searches that have ended.
     * @returns the titles that were searched for
     */
    async askSearches(): Promise<number[]> {
        const ended = this.ended.splice(0);
        const titleIds = new Set<number>();
        await this.unlessRefused(async () => {
            const log = await this.options.client.log();
            for (const command of ended) {
                const targets = await this.targetsOf(command);
                for (const target of targets) {
                    titleIds.add(target.titleId);
                    this.keep(target, await this.resultOf(command, targets.length === 1, target, log));
                }
            }
        });
        return [...titleIds];
    }

    /** What is known of a movie request or an episode; undefined for what cannot be in this server. */
    factsOf(subject: MediaRequest | Episode, request: MediaRequest): ArrFacts | undefined {
        if (!this.options.mayBeIn(request)) return undefined;
        const workId = this.options.kind === 'sonarr' ? request.tvdbId : request.tmdbId;
        const titleId = workId === undefined ? undefined : this.options.titleIdOf(workId);
        const episode = isEpisode(subject) ? subject : null;
        return known<ArrFacts>({
            server: this.options.name(),
            outage: this.outage ?? undefined,
            isMissing: titleId === null ? true : undefined,
            health: this.health.length > 0 ? this.health : undefined,
            nextLookAt: this.nextLookAt(),
            ...(typeof titleId === 'number' && this.factsOfTitle(titleId, episode)),
        });
    }

    private factsOfTitle(titleId: number, episode: Episode | null): Partial<ArrFacts> {
        const held = this.heldBack.get(titleId)?.find((each) => isOf(each.episode, episode));
        const search = this.searches.get(titleId)?.findLast(({ target }) => covers(target, titleId, episode))?.result;
        const isSearching = [...this.running.values()].flat().some((target) => covers(target, titleId, episode));
        return known<Partial<ArrFacts>>({
            pending: held && known({ reason: held.reason, until: isoOf(held.until), release: shortOf(held.release) }),
            search: search && known({ ...search, nextAt: this.nextLookAt() }),
            isSearching: isSearching ? true : undefined,
        });
    }

    /** It looks through what is new at an interval, give or take half a minute (TaskManager.cs). */
    private nextLookAt(): string | undefined {
        if (this.task === null || this.task.intervalMs === 0) return undefined;
        const { lastAt, intervalMs } = this.task;
        const missed = Math.max(0, Math.ceil((this.options.clock.now() - lastAt) / intervalMs) - 1);
        return isoOf(lastAt + (missed + 1) * intervalMs);
    }

    private async targetsOf(command: ArrCommand): Promise<Target[]> {
        if (command.episodeIds.length === 0) return titlesOf(command);
        const targets = new Map<number, Target>();
        for (const { seriesId, seasonNumber, episodeNumber } of await this.options.client.episodesWith(command.episodeIds)) {
            if (seriesId === undefined) continue;
            const target = targets.get(seriesId) ?? { titleId: seriesId, episodes: [] };
            target.episodes.push({ seasonNumber, episodeNumber });
            targets.set(seriesId, target);
        }
        return [...targets.values()];
    }

    private async resultOf(
        command: ArrCommand,
        isOnly: boolean,
        { titleId, episodes }: Target,
        log: Parameters<typeof readSearch>[2],
    ): Promise<SearchResult> {
        const { startedAt, endedAt = this.options.clock.now() } = command;
        const title = (await this.options.known.title(titleId))?.title;
        const grabbed = isOnly ? grabbedBy(command) : undefined;
        const read = title === undefined || startedAt === undefined ? {} : readSearch(title, { startedAt, endedAt }, log);
        // Of what was offered for several, and partly taken, nothing is true of each.
        const isTrueOfEach = read.offered === 0 || (episodes.length < 2 && grabbed === 0);
        const { notAdded } = read;
        return {
            at: new Date(endedAt).toISOString(),
            rejections: [],
            ...known({ grabbed, offered: isTrueOfEach ? read.offered : undefined }),
            ...(notAdded && {
                notAdded: { release: shortOf(notAdded.release) ?? '', message: cleanText(notAdded.message, 500) },
            }),
        };
    }

    private keep(target: Target, result: SearchResult): void {
        const before = this.searches.get(target.titleId) ?? [];
        // Taken out first, so that it counts as new.
        this.searches.delete(target.titleId);
        this.searches.set(target.titleId, [...before, { target, result }].slice(-MOST_OF_TITLE));
        const [oldest] = this.searches.keys();
        if (this.searches.size > MOST_SEARCHES && oldest !== undefined) this.searches.delete(oldest);
    }

    /** What the server does not tell, or stumbles at, is not known: that is no reason to ask nothing else. */
    private async unlessRefused(ask: () => Promise<void>): Promise<void> {
        try {
            await ask();
        } catch (thrown) {
            if (!/^http_(?:4|5)/.test(toMediaError(thrown).code)) throw thrown;
            this.options.onFault(thrown);
        }
    }
}

function titlesOf({ titleIds, seasonNumber }: ArrCommand): Target[] {
    return titleIds.map((titleId) => ({ titleId, episodes: [], seasonNumber }));
}

function covers({ titleId, seasonNumber, episodes }: Target, id: number, episode: Episode | null): boolean {
    if (titleId !== id) return false;
    if (episode === null) return true;
    if (seasonNumber !== undefined && seasonNumber !== episode.seasonNumber) return false;
    return episodes.length === 0 || episodes.some((each) => isOf(each, episode));
}

function isOf(key: { seasonNumber: number; episodeNumber: number } | undefined, episode: Episode | null): boolean {
    if (episode === null || key === undefined) return episode === null;
    return key.seasonNumber === episode.seasonNumber && key.episodeNumber === episode.episodeNumber;
}

function shortOf(text: string | undefined): string | undefined {
    return text === undefined ? undefined : cleanText(text, 300);
}

function isoOf(at: number | undefined): string | undefined {
    return at === undefined ? undefined : new Date(at).toISOString();
}
