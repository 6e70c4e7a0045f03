/** How a Seerr writes what it keeps, property for property as versions 2.5 to 3.1 do, and how it lists and counts. */
import {
    MEDIA_STATUS,
    REQUEST_STATUS,
    type SeerrVersion,
    type SimulatedMedia,
    type SimulatedRequest,
    type SimulatedRequests,
    type SimulatedUser,
} from './seerr-requests';

const ALL = Object.values(REQUEST_STATUS);
const OPEN_MEDIA = [MEDIA_STATUS.unknown, MEDIA_STATUS.pending, MEDIA_STATUS.processing, MEDIA_STATUS.partial];
const LISTED_MEDIA = [...OPEN_MEDIA, MEDIA_STATUS.available, MEDIA_STATUS.deleted];

/** Which states of request and of media a filter lets through (routes/request.ts). */
function filterOf(name: string, version: SeerrVersion): { requests: readonly number[]; media: readonly number[] } {
    const { pending, approved, failed, completed } = REQUEST_STATUS;
    // Up to 2.5 a request that is done stays approved.
    const done = version === '2.5.2' ? [approved] : [completed];
    switch (name) {
        case 'approved':
            return { requests: [approved], media: LISTED_MEDIA };
        case 'processing':
            return { requests: [approved], media: OPEN_MEDIA };
        case 'pending':
            return { requests: [pending], media: LISTED_MEDIA };
        case 'unavailable':
            return { requests: [pending, approved], media: OPEN_MEDIA };
        case 'failed':
            return { requests: [failed], media: LISTED_MEDIA };
        case 'completed':
            return { requests: done, media: LISTED_MEDIA };
        case 'available':
            return { requests: done, media: [MEDIA_STATUS.available] };
        case 'deleted':
            return { requests: done, media: [MEDIA_STATUS.deleted] };
        default:
            return { requests: ALL, media: LISTED_MEDIA };
    }
}

const mediaStatus = ({ media, is4k }: SimulatedRequest): number => (is4k ? media.status4k : media.status);

/** `GET /request`. @param isEndless full of requests that nobody made, whatever is skipped */
export function pageOf(
    data: SimulatedRequests,
    version: SeerrVersion,
    query: URLSearchParams,
    isEndless: boolean,
): { pageInfo: object; results: Record<string, unknown>[]; serviceErrors?: object } {
    const take = Number(query.get('take') ?? 10);
    const skip = Number(query.get('skip') ?? 0);
    const { requests, media } = filterOf(query.get('filter') ?? 'all', version);
    const fitting = data.requests
        .filter((each) => requests.includes(each.status) && media.includes(mediaStatus(each) as never))
        .sort((a, b) => (query.get('sort') === 'modified' ? b.updatedAt.localeCompare(a.updatedAt) : b.id - a.id));
    if (query.get('sortDirection') === 'asc') fitting.reverse();
    const results = fitting.slice(skip, skip + take).map((each) => requestJson(each, version, 'list'));
    const invented = (isEndless ? [...Array(take).keys()] : []).map((index) => ({
        ...results[0],
        ...requestJson(fitting[0] as SimulatedRequest, version, 'list'),
        id: 1_000_000_000 - skip - index,
    }));
    const total = isEndless ? 1_000_000 : fitting.length;
    return {
        pageInfo: { pages: Math.ceil(total / take), pageSize: take, results: total, page: Math.ceil(skip / take) + 1 },
        results: isEndless ? invented : results,
        ...(version === '3.1.0' && { serviceErrors: { radarr: [], sonarr: [] } }),
    };
}

/** `GET /request/count` */
export function countsOf({ requests }: SimulatedRequests, version: SeerrVersion): object {
    const count = (fits: (each: SimulatedRequest) => boolean): number => requests.filter(fits).length;
    const { pending, approved, declined, completed } = REQUEST_STATUS;
    const isApproved = (each: SimulatedRequest): boolean => each.status === approved;
    const isThere = (each: SimulatedRequest): boolean => mediaStatus(each) === MEDIA_STATUS.available;
    return {
        total: requests.length,
        movie: count(({ type }) => type === 'movie'),
        tv: count(({ type }) => type === 'tv'),
        pending: count(({ status }) => status === pending),
        approved: count(isApproved),
        declined: count(({ status }) => status === declined),
        processing: count((each) => isApproved(each) && !isThere(each)),
        available: count((each) => isApproved(each) && isThere(each)),
        ...(version !== '2.5.2' && { completed: count(({ status }) => status === completed) }),
    };
}

/** The single request has the seasons of its media; the list has not, and says what may be removed. */
export function requestJson(request: SimulatedRequest, version: SeerrVersion, where: 'list' | 'single'): Record<string, unknown> {
    const { id, status, createdAt, updatedAt, type, is4k, media, requestedBy, modifiedBy } = request;
    const settings = where === 'single' ? { settings: null } : {};
    const seasons = request.seasons.map((season) => ({ ...season, updatedAt: season.createdAt }));
    return {
        id,
        status,
        createdAt,
        updatedAt,
        type,
        is4k,
        serverId: null,
        profileId: null,
        rootFolder: null,
        languageProfileId: null,
        tags: null,
        isAutoRequest: false,
        media: mediaJson(media, where === 'single'),
        seasons,
        modifiedBy: modifiedBy === null ? null : { ...userJson(modifiedBy), ...settings },
        requestedBy: { ...userJson(requestedBy), ...settings },
        seasonCount: seasons.length,
        ...(where === 'list' && version !== '2.5.2' && { canRemove: false }),
    };
}

export function mediaJson(media: SimulatedMedia, withSeasons: boolean): object {
    const { addedAt, downloads, seasons, ...own } = media;
    return {
        downloadStatus: downloads,
        downloadStatus4k: [],
        ...own,
        lastSeasonChange: addedAt,
        mediaAddedAt: addedAt,
        serviceId: null,
        serviceId4k: null,
        externalServiceId: null,
        externalServiceId4k: null,
        externalServiceSlug: null,
        externalServiceSlug4k: null,
        ratingKey: null,
        ratingKey4k: null,
        jellyfinMediaId: null,
        jellyfinMediaId4k: null,
        ...(withSeasons && {
            seasons: seasons.map((season, index) => ({ id: index + 1, ...season, createdAt: addedAt, updatedAt: addedAt })),
        }),
    };
}

export function userJson({ id, displayName }: SimulatedUser): object {
    return {
        permissions: id === 1 ? 2 : 4_197_408,
        warnings: [],
        id,
        email: `user${id}@example.org`,
        plexUsername: null,
        jellyfinUsername: null,
        username: displayName,
        recoveryLinkExpirationDate: null,
        userType: 2,
        plexId: null,
        jellyfinUserId: null,
        avatar: '',
        avatarETag: null,
        avatarVersion: null,
        movieQuotaLimit: null,
        movieQuotaDays: null,
        tvQuotaLimit: null,
        tvQuotaDays: null,
        createdAt: '2026-01-01T00:00:00.000Z',
        updatedAt: '2026-01-01T00:00:00.000Z',
        requestCount: 1,
        displayName,
    };
}

/**
 * Requests as a home gathers them over the years: films and every fourth a season, most of them in the library, the newest
 * `open` of them not. They were made one after the other up to `until`.
 */
export function fill(
    data: SimulatedRequests,
    count: number,
    { open = 20, days = 1_000, until = Date.now() }: { open?: number; days?: number; until?: number } = {},
): void {
    for (let index = 0; index < count; index++) {
        const at = new Date(until - ((count - index) / count) * days * 86_400_000);
        const createdAt = `${at.toISOString().slice(0, 19)}.000Z`;
        const tmdbId = 10_000 + index;
        const mediaType = index % 4 === 3 ? 'tv' : 'movie';
        const request = data.ask({
            mediaType,
            tmdbId,
            isAutoApproved: index % 3 === 0,
            ...(mediaType === 'tv' && { tvdbId: tmdbId }),
        });
        Object.assign(request, { createdAt, updatedAt: createdAt });
        Object.assign(request.media, { createdAt, updatedAt: createdAt, addedAt: createdAt });
        if (request.status === REQUEST_STATUS.pending) data.approve(request.id);
        if (index < count - open) data.scan(mediaType, tmdbId, mediaType === 'tv' ? { seasons: [1] } : {});
        Object.assign(request, { updatedAt: createdAt });
    }
}
