/**
 * Requests, their episodes and their histories, as records of their own, and what finds them. A change touches the records
 * that changed and no others, whatever the length of the show.
 */
import { isDeepStrictEqual } from 'node:util';
import { deriveRequest, type SharedDownloads } from '../../episodes';
import { downloadKey, type IdentityKey, movedFileKeys, requestKey } from '../../identity';
import type { Episode, EpisodeKey, MediaRequest, RequestWithEpisodes, TimelineEntry, TrackedDownload } from '../../model';
import { episodeRecordKey } from '../file/shape';
import type { EpisodeTable } from '../find/episode-table';
import { EpisodeTables } from '../find/episode-tables';
import { newestFirst } from '../find/order';
import { RequestIndex } from '../find/request-index';
import { TrackedDownloads } from '../find/tracked';
import type { Records } from './records';
import { Timelines } from './timelines';

/** Where the records are. */
interface Parts {
    requests: Records<MediaRequest>;
    episodes: Records<Episode>;
    timeline: Records<TimelineEntry>;
}

export class RequestRecords {
    readonly timelines: Timelines;
    private readonly index = new RequestIndex();
    private readonly tables = new EpisodeTables();
    private readonly downloads = new TrackedDownloads((requestId, id) => this.wanting(requestId, id));

    constructor(private readonly parts: Parts) {
        this.timelines = new Timelines(parts.timeline);
    }

    /** Takes in what the disk held. What a request is by its episodes is found out anew, so that it cannot drift. */
    load(now: number): void {
        for (const episode of this.parts.episodes.all.values()) this.tables.load(episode);
        for (const request of this.parts.requests.all.values()) this.loadRequest(request, now);
        this.timelines.load();
    }

    get(id: string): MediaRequest | undefined {
        return this.parts.requests.get(id);
    }

    /** All of them, in no order. */
    get all(): Iterable<MediaRequest> {
        return this.parts.requests.all.values();
    }

    get size(): number {
        return this.index.size;
    }

    get openIds(): ReadonlySet<string> {
        return this.index.openIds;
    }

    /** The awaited downloads by download id. */
    get tracked(): ReadonlyMap<string, TrackedDownload> {
        return this.downloads.all;
    }

    /** The requests that hold this identity, newest first. */
    find(key: IdentityKey): MediaRequest[] {
        return [...this.index.idsBy(key)].flatMap((id) => this.get(id) ?? []).sort(newestFirst);
    }

    episode(requestId: string, key: EpisodeKey): Episode | undefined {
        return this.tables.get(requestId)?.get(key);
    }

    /** All episodes of a request, by season and number. Not to be changed. */
    episodes(requestId: string): readonly Episode[] {
        return this.tables.get(requestId)?.all ?? [];
    }

    openEpisodes(requestId: string): Episode[] {
        return this.use(requestId, (table) => table.open) ?? [];
    }

    /** The episodes of a request that go by this key. */
    episodesBy(requestId: string, key: IdentityKey): readonly Episode[] {
        return this.use(requestId, (table) => table.by(key)) ?? [];
    }

    /** Every name that the episodes of a request know of a download by one of them; none when nobody has it. */
    downloadNames(requestId: string, downloadId: string): readonly string[] {
        return this.use(requestId, (table) => table.namesOf(downloadKey(downloadId))) ?? [];
    }

    /** A request with what follows from its episodes at a time, in milliseconds since 1970. */
    derive(request: MediaRequest, now: number): MediaRequest {
        const derive = (table: EpisodeTable): MediaRequest => {
            const { tally } = table;
            const failureOf = () => (tally.firstFailed && table.get(tally.firstFailed)?.failure) ?? null;
            return deriveRequest(request, tally, failureOf, now);
        };
        return this.use(request.id, derive) ?? request;
    }

    /** What the episodes of a request know of their downloads; undefined while it has none. */
    sharedDownloads(requestId: string): SharedDownloads | undefined {
        return this.use(requestId, (table) => table.downloads);
    }

    withEpisodes(request: MediaRequest): RequestWithEpisodes {
        return { ...request, episodes: [...this.episodes(request.id)] };
    }

    /** Takes a request in place of the one with its id. Returns under which keys something may have waited for this. */
    put(request: MediaRequest): IdentityKey[] {
        const before = this.get(request.id);
        this.parts.requests.set(request.id, request);
        const fresh = this.index.put(before, request);
        if (before === undefined) fresh.push(requestKey(request.id));
        if (request.mediaType === 'tv') return fresh;
        this.downloads.replace(request.id, before, request);
        return [...new Set([...fresh, ...movedFileKeys(before, request)])];
    }

    /** Takes an episode in place of the one with its number. Returns under which keys something may have waited for this. */
    putEpisode(episode: Episode): IdentityKey[] {
        const { requestId } = episode;
        const table = this.tables.of(requestId);
        const before = table.get(episode);
        this.parts.episodes.set(episodeRecordKey(requestId, episode), episode);
        const change = table.set(episode);
        this.used(requestId);
        this.index.putEpisodeKeys(requestId, change);
        this.downloads.replace(requestId, before, episode);
        return [...new Set([...change.fresh, ...movedFileKeys(before, episode)])];
    }

    /** Forgets a request with all that belongs to it. */
    remove(request: MediaRequest): void {
        const { id } = request;
        const episodes = this.episodes(id);
        this.parts.requests.remove(id);
        this.index.remove(request, this.tables.get(id)?.keys ?? []);
        if (request.mediaType === 'movie') this.downloads.replace(id, request, undefined);
        for (const episode of episodes) {
            this.parts.episodes.remove(episodeRecordKey(id, episode));
            this.downloads.replace(id, episode, undefined);
        }
        this.timelines.remove(id);
        this.tables.remove(id);
    }

    private loadRequest(request: MediaRequest, now: number): void {
        const { id } = request;
        this.index.put(undefined, request);
        if (request.mediaType === 'movie') {
            this.downloads.replace(id, undefined, request);
            return;
        }
        const table = this.tables.get(id);
        if (table === undefined) return;
        this.index.putEpisodeKeys(id, { fresh: table.keys, gone: [] });
        for (const episode of table.all) this.downloads.replace(id, undefined, episode);
        const derived = this.derive(request, now);
        if (!isDeepStrictEqual(derived, request)) this.put(derived);
        // What is made of it again when it is first needed is not kept for all.
        table.rest();
    }

    private wanting(requestId: string, downloadId: string): (MediaRequest | Episode)[] {
        const request = this.get(requestId);
        const holders = request?.mediaType === 'movie' ? [request] : this.episodesBy(requestId, downloadKey(downloadId));
        return holders.filter(({ qbitHash }) => qbitHash === downloadId);
    }

    private use<T>(requestId: string, read: (table: EpisodeTable) => T): T | undefined {
        const table = this.tables.get(requestId);
        if (table === undefined) return undefined;
        this.used(requestId);
        return read(table);
    }

    private used(requestId: string): void {
        this.tables.used(requestId, this.index.openIds.has(requestId));
    }
}
