/** What can be read of the requests in a store, their episodes and their histories. All in memory and synchronous. */
import type { SharedDownloads } from '../episodes';
import type { IdentityKey } from '../identity';
import type { Episode, EpisodeKey, MediaRequest, RequestWithEpisodes, TimelineEntry, TrackedDownload } from '../model';
import { newestFirst } from './find/order';
import type { RequestRecords } from './keep/request-records';

export abstract class RequestReader {
    protected abstract readonly records: RequestRecords;

    /** The request with this id, without its episodes. */
    get(id: string): MediaRequest | undefined {
        return this.records.get(id);
    }

    /** A request with all its episodes. Costs as much as it has. */
    whole(id: string): RequestWithEpisodes | undefined {
        const request = this.get(id);
        return request && this.records.withEpisodes(request);
    }

    /** One episode of a request. */
    episode(requestId: string, key: EpisodeKey): Episode | undefined {
        return this.records.episode(requestId, key);
    }

    /** All episodes of a request, by season and number. Not to be changed. */
    episodes(requestId: string): readonly Episode[] {
        return this.records.episodes(requestId);
    }

    /** Those that are neither available nor failed. */
    openEpisodes(requestId: string): Episode[] {
        return this.records.openEpisodes(requestId);
    }

    /** Those that go by this key: a name of a torrent, or of a file. */
    episodesBy(requestId: string, key: IdentityKey): readonly Episode[] {
        return this.records.episodesBy(requestId, key);
    }

    /** What the episodes of a request know of their downloads; undefined while it has none. */
    sharedDownloads(requestId: string): SharedDownloads | undefined {
        return this.records.sharedDownloads(requestId);
    }

    /** Every name that the episodes of a request know of a download by one of them; none when nobody has it. */
    downloadNames(requestId: string, downloadId: string): readonly string[] {
        return this.records.downloadNames(requestId, downloadId);
    }

    /** A request with what follows from its episodes at a time, in milliseconds since 1970. */
    derive(request: MediaRequest, now: number): MediaRequest {
        return this.records.derive(request, now);
    }

    /** A request's history, in the order of its times. */
    timeline(requestId: string): TimelineEntry[] {
        return this.records.timelines.of(requestId);
    }

    /** All requests, newest first. */
    requests(): MediaRequest[] {
        return [...this.records.all].sort(newestFirst);
    }

    /** Requests with at least one subject that is neither available nor failed, newest first. */
    openRequests(): MediaRequest[] {
        return [...this.open()].sort(newestFirst);
    }

    /** The same in no order. */
    *open(): Generator<MediaRequest> {
        for (const id of this.records.openIds) {
            const request = this.get(id);
            if (request !== undefined) yield request;
        }
    }

    /** The same, each with its open episodes; or only the one with this id. */
    *openWithEpisodes(id?: string): Generator<RequestWithEpisodes> {
        const one = id === undefined ? undefined : this.get(id);
        for (const request of id === undefined ? this.open() : one === undefined ? [] : [one])
            yield { ...request, episodes: this.openEpisodes(request.id) };
    }

    /** How many requests there are. */
    get size(): number {
        return this.records.size;
    }

    /** How many of them are open. */
    get openCount(): number {
        return this.records.openIds.size;
    }

    /** The requests that hold this identity, newest first. */
    find(key: IdentityKey): MediaRequest[] {
        return this.records.find(key);
    }

    /** The same, each with all its episodes. Costs as much as they have. */
    findWhole(key: IdentityKey): RequestWithEpisodes[] {
        return this.find(key).map((request) => this.records.withEpisodes(request));
    }

    /**
     * Download ids (lower case) of subjects that wait for their download, or whose download failed and may be resumed. Not to
     * be changed.
     */
    trackedDownloads(): ReadonlyMap<string, TrackedDownload> {
        return this.records.tracked;
    }
}
