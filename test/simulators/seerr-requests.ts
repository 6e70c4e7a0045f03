/**
 * What a Seerr keeps: users, media, requests, and how they change. As versions 2.5 to 3.1 do it (server/entity/MediaRequest.ts,
 * subscriber/*.ts). Times are whole seconds, as SQLite's CURRENT_TIMESTAMP.
 */

export type SeerrVersion = '2.5.2' | '2.7.3' | '3.1.0';

export const REQUEST_STATUS = { pending: 1, approved: 2, declined: 3, failed: 4, completed: 5 } as const;
export const MEDIA_STATUS = {
    unknown: 1,
    pending: 2,
    processing: 3,
    partial: 4,
    available: 5,
    blocklisted: 6,
    deleted: 7,
} as const;

export interface SimulatedUser {
    id: number;
    displayName: string;
}

export interface SimulatedMedia {
    id: number;
    mediaType: 'movie' | 'tv';
    tmdbId: number;
    tvdbId: number | null;
    imdbId: string | null;
    status: number;
    status4k: number;
    createdAt: string;
    updatedAt: string;
    addedAt: string;
    seasons: { seasonNumber: number; status: number; status4k: number }[];
    downloads: object[];
}

export interface SimulatedRequest {
    id: number;
    status: number;
    type: 'movie' | 'tv';
    is4k: boolean;
    createdAt: string;
    updatedAt: string;
    requestedBy: SimulatedUser;
    modifiedBy: SimulatedUser | null;
    media: SimulatedMedia;
    seasons: { id: number; seasonNumber: number; status: number; createdAt: string }[];
}

export interface Asking {
    mediaType?: 'movie' | 'tv';
    tmdbId: number;
    tvdbId?: number;
    imdbId?: string;
    is4k?: boolean;
    seasons?: readonly number[];
    requestedBy?: SimulatedUser;
    isAutoApproved?: boolean;
}

/** The account that an API key acts as. */
const ADMIN: SimulatedUser = { id: 1, displayName: 'admin' };

export class SimulatedRequests {
    readonly users: SimulatedUser[] = [ADMIN, { id: 2, displayName: 'Kim Requester' }];
    requests: SimulatedRequest[] = [];
    readonly media: SimulatedMedia[] = [];
    private lastId = 0;
    private lastSeason = 0;

    constructor(
        private readonly version: SeerrVersion,
        private readonly now: () => number,
    ) {}

    addUser(displayName: string): SimulatedUser {
        const user = { id: this.users.length + 1, displayName };
        this.users.push(user);
        return user;
    }

    ask({ mediaType = 'movie', tmdbId, tvdbId, imdbId, is4k = false, seasons = [1], ...rest }: Asking): SimulatedRequest {
        const requestedBy = rest.requestedBy ?? this.users[1]!;
        const status = rest.isAutoApproved === true ? REQUEST_STATUS.approved : REQUEST_STATUS.pending;
        const media = this.mediaOf(mediaType, tmdbId, tvdbId ?? null, imdbId ?? null);
        const at = this.time();
        const request: SimulatedRequest = {
            id: ++this.lastId,
            status,
            type: mediaType,
            is4k,
            createdAt: at,
            updatedAt: at,
            requestedBy,
            modifiedBy: rest.isAutoApproved === true ? requestedBy : null,
            media,
            seasons: (mediaType === 'tv' ? seasons : []).map((seasonNumber) => this.season(seasonNumber, status)),
        };
        this.requests.push(request);
        this.followMedia(request);
        return request;
    }

    approve(id: number): void {
        this.decide(id, REQUEST_STATUS.approved);
    }

    decline(id: number): void {
        this.decide(id, REQUEST_STATUS.declined);
    }

    /** Sonarr or Radarr did not take it. */
    fail(id: number): void {
        const request = this.get(id);
        request.status = REQUEST_STATUS.failed;
        this.touch(request);
    }

    /** In place: no notification, and from 2.6 on not even another `updatedAt`. */
    edit(id: number, { seasons, requestedBy }: { seasons?: readonly number[]; requestedBy?: SimulatedUser }): void {
        const request = this.get(id);
        if (requestedBy !== undefined) request.requestedBy = requestedBy;
        if (seasons !== undefined) {
            const kept = request.seasons.filter(({ seasonNumber }) => seasons.includes(seasonNumber));
            const added = seasons.filter((number) => !kept.some(({ seasonNumber }) => seasonNumber === number));
            request.seasons = [...kept, ...added.map((number) => this.season(number, REQUEST_STATUS.pending))];
        }
        this.touch(request);
    }

    remove(id: number): void {
        const { media, is4k } = this.get(id);
        this.requests = this.requests.filter((request) => request.id !== id);
        const key = is4k ? 'status4k' : 'status';
        const isAskedFor = this.requests.some((request) => request.media === media && request.is4k === is4k);
        if (!isAskedFor && media[key] < MEDIA_STATUS.partial) media[key] = MEDIA_STATUS.unknown;
    }

    /** *Clear data*: the media and every request for it. */
    clear(mediaType: 'movie' | 'tv', tmdbId: number): void {
        const media = this.find(mediaType, tmdbId);
        this.requests = this.requests.filter((request) => request.media !== media);
        this.media.splice(this.media.indexOf(media), 1);
    }

    blocklist(mediaType: 'movie' | 'tv', tmdbId: number): void {
        Object.assign(this.find(mediaType, tmdbId), {
            status: MEDIA_STATUS.blocklisted,
            status4k: MEDIA_STATUS.blocklisted,
        });
    }

    /** Seerr's own scan of the library finds it; of a series those seasons that are whole. */
    scan(
        mediaType: 'movie' | 'tv',
        tmdbId: number,
        { seasons = [], is4k = false }: { seasons?: number[]; is4k?: boolean } = {},
    ): void {
        const media = this.find(mediaType, tmdbId);
        const key = is4k ? 'status4k' : 'status';
        for (const seasonNumber of seasons) {
            const known = media.seasons.find((season) => season.seasonNumber === seasonNumber);
            const season = known ?? { seasonNumber, status: MEDIA_STATUS.unknown, status4k: MEDIA_STATUS.unknown };
            season[key] = MEDIA_STATUS.available;
            if (known === undefined) media.seasons.push(season);
        }
        media[key] = MEDIA_STATUS.available;
        for (const request of this.requests.filter((each) => each.media === media && each.is4k === is4k)) this.settle(request);
    }

    /** The file or series is gone from the library. */
    loseMedia(mediaType: 'movie' | 'tv', tmdbId: number): void {
        const status = this.version === '2.5.2' ? MEDIA_STATUS.unknown : MEDIA_STATUS.deleted;
        Object.assign(this.find(mediaType, tmdbId), { status, seasons: [] });
    }

    get(id: number): SimulatedRequest {
        const request = this.requests.find((each) => each.id === id);
        if (request === undefined) throw new Error(`there is no request ${id}`);
        return request;
    }

    find(mediaType: 'movie' | 'tv', tmdbId: number): SimulatedMedia {
        const media = this.media.find((each) => each.mediaType === mediaType && each.tmdbId === tmdbId);
        if (media === undefined) throw new Error(`there is no ${mediaType} ${tmdbId}`);
        return media;
    }

    /** Ids begin again, as after a backup was put back. */
    forget(): void {
        this.requests = [];
        this.media.length = 0;
        this.lastId = 0;
    }

    /** What was asked for and is in the library is done: up to 2.5 the request stays *approved*. */
    private settle(request: SimulatedRequest): void {
        const { media, is4k } = request;
        if (request.status === REQUEST_STATUS.pending) {
            // Approved by the scan, without a word to anybody.
            request.status = REQUEST_STATUS.approved;
            this.touch(request);
            return;
        }
        if (this.version === '2.5.2' || request.status !== REQUEST_STATUS.approved) return;
        const isWhole = (seasonNumber: number): boolean =>
            media.seasons.some(
                (season) =>
                    season.seasonNumber === seasonNumber && season[is4k ? 'status4k' : 'status'] === MEDIA_STATUS.available,
            );
        for (const season of request.seasons) if (isWhole(season.seasonNumber)) season.status = REQUEST_STATUS.completed;
        if (request.seasons.every(({ status }) => status === REQUEST_STATUS.completed)) request.status = REQUEST_STATUS.completed;
    }

    private decide(id: number, status: number): void {
        const request = this.get(id);
        request.status = status;
        request.modifiedBy = ADMIN;
        for (const season of request.seasons) season.status = status;
        this.touch(request);
        this.followMedia(request);
    }

    private followMedia({ media, is4k, status }: SimulatedRequest): void {
        const key = is4k ? 'status4k' : 'status';
        if (media[key] === MEDIA_STATUS.available || media[key] === MEDIA_STATUS.partial) return;
        if (status === REQUEST_STATUS.approved) media[key] = MEDIA_STATUS.processing;
        if (status === REQUEST_STATUS.pending) media[key] = MEDIA_STATUS.pending;
        if (status === REQUEST_STATUS.declined) media[key] = MEDIA_STATUS.unknown;
    }

    private mediaOf(mediaType: 'movie' | 'tv', tmdbId: number, tvdbId: number | null, imdbId: string | null): SimulatedMedia {
        const known = this.media.find((each) => each.mediaType === mediaType && each.tmdbId === tmdbId);
        if (known !== undefined) return known;
        const at = this.time();
        const { unknown } = MEDIA_STATUS;
        const media = { id: this.media.length + 1, mediaType, tmdbId, tvdbId, imdbId, status: unknown, status4k: unknown };
        const whole: SimulatedMedia = { ...media, createdAt: at, updatedAt: at, addedAt: at, seasons: [], downloads: [] };
        this.media.push(whole);
        return whole;
    }

    private season(seasonNumber: number, status: number): SimulatedRequest['seasons'][number] {
        return { id: ++this.lastSeason, seasonNumber, status, createdAt: this.time() };
    }

    /** From 2.6 on the column is updated by MySQL alone, which Seerr does not use: it stays what it was. */
    private touch(request: SimulatedRequest): void {
        if (this.version === '2.5.2') request.updatedAt = this.time();
    }

    private time(): string {
        return `${new Date(this.now()).toISOString().slice(0, 19)}.000Z`;
    }
}
