/** The requests that may be in one server: of its kind, and of no other instance. */
import type { MediaRequest, RequestWithEpisodes } from '../model';
import type { ArrKind } from './ask/client';
import { type Instance, mayBeIn } from './wanted';
import type { ArrTitle } from './wire/titles';

/** All requests that there are. */
interface Requests {
    open: () => Iterable<MediaRequest>;
    all: () => Iterable<MediaRequest>;
    find: (workId: number) => RequestWithEpisodes[];
}

export class OwnRequests {
    /** @param instance what the server is called: better known once it was asked */
    constructor(
        private readonly kind: ArrKind,
        public instance: Instance,
        private readonly requests: Requests,
    ) {}

    has(request: MediaRequest): boolean {
        return mayBeIn(request, this.kind, this.instance);
    }

    open(): Generator<MediaRequest> {
        return this.among(this.requests.open());
    }

    get hasOpen(): boolean {
        return this.open().next().done !== true;
    }

    all(): Generator<MediaRequest> {
        return this.among(this.requests.all());
    }

    /** Those for the work with this id: TVDB's of a series, TMDB's of a film. */
    find(workId: number): RequestWithEpisodes[] {
        return this.requests.find(workId).filter((request) => this.has(request));
    }

    /** Those for a series or film of the server. */
    of({ tvdbId, tmdbId }: ArrTitle): RequestWithEpisodes[] {
        const workId = this.kind === 'sonarr' ? tvdbId : tmdbId;
        return workId === undefined || workId === 0 ? [] : this.find(workId);
    }

    private *among(requests: Iterable<MediaRequest>): Generator<MediaRequest> {
        for (const request of requests) if (this.has(request)) yield request;
    }
}
