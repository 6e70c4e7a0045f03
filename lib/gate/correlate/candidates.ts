/** Who may be meant by an event: the requests that share an identity with it, without those that are another wish, life or instance. */
import { type EventKind, hasOpenSubject, type MediaEvent, type MediaRequest } from '../../model';
import { fileKey, IDENTITY_LEVELS, keysOfEvent, levelOf } from '../../identity';
import { isSameFile, isSameWork } from '../alike/same';
import { isInSeasons } from '../alike/seasons';
import type { Lookup } from './target';
import { isOtherTrack, isSameInstance } from '../alike/track';

/** What begins a life cycle where there is none. */
export const RELEASES: readonly EventKind[] = ['grabbed', 'imported', 'upgraded'];
const FROM_SEERR: readonly EventKind[] = [
    'requested',
    'approved',
    'edited',
    'declined',
    'withdrawn',
    'send_failed',
    'reported_available',
];
/** How long after it became available a request that nobody had asked for can still be claimed by its late approval. */
const LATE_APPROVAL_MS = 24 * 60 * 60 * 1000;

/** From here on up an identity is of one download, or of one request. */
export const DOWNLOAD_LEVEL = IDENTITY_LEVELS.indexOf('download');
const FILE_LEVEL = IDENTITY_LEVELS.indexOf('file');
/** Weaker than any id. */
export const TITLE_LEVEL = IDENTITY_LEVELS.length;

/** A request that an event may be about. */
export interface Candidate {
    request: MediaRequest;
    /** Index of the strongest identity it shares with the event. */
    level: number;
}

/** All that share an identity with an event, by the strongest. */
export function candidates(event: MediaEvent, store: Lookup): Candidate[] {
    const found = new Map<string, Candidate>();
    for (const key of keysOfEvent(event)) {
        const level = IDENTITY_LEVELS.indexOf(levelOf(key));
        // A file's name says little, and what names nothing else was joined by its path before.
        if (level === FILE_LEVEL) continue;
        for (const request of store.find(key)) if (!found.has(request.id)) found.set(request.id, { request, level });
    }
    return [...found.values()].filter((candidate) => isPlausible(candidate, event));
}

/** Numbers that a service counts by itself begin at 1 again after a new installation: the ids of the work overrule them. */
function isPlausible({ request, level }: Candidate, event: MediaEvent): boolean {
    if (event.mediaType !== undefined && event.mediaType !== request.mediaType) return false;
    return level <= DOWNLOAD_LEVEL || isSameWork(request, event) !== false;
}

/** Keeps apart what shares ids and is not the same: life cycles, wishes, instances. */
export function mayConcern({ request, level }: Candidate, event: MediaEvent, now: number): boolean {
    if (FROM_SEERR.includes(event.kind)) return isWishFor(request, event, now);
    if (RELEASES.includes(event.kind) && request.deletedAt !== null) return false;
    if (level <= DOWNLOAD_LEVEL) return true;
    return isSameInstance(request, event.request) && !isOtherTrack(request, event.request);
}

/** What became of a file concerns who has it, and not who asks for another; when nobody has it, everyone. */
export function havingFile(path: string, pool: readonly Candidate[], store: Lookup): readonly Candidate[] {
    const having = pool.filter(({ request }) => {
        const subjects = request.mediaType === 'movie' ? [request] : store.episodesBy(request.id, fileKey(path));
        return subjects.some(({ finalPath }) => finalPath !== undefined && isSameFile(path, finalPath));
    });
    return having.length > 0 ? having : pool;
}

/** Another wish in Seerr is another request. A request that nobody had wished for can be claimed. */
function isWishFor(request: MediaRequest, event: MediaEvent, now: number): boolean {
    const { seerrRequestId, is4k } = event.request;
    // What became of one wish says nothing of another one for the same title.
    if (event.kind === 'withdrawn') return seerrRequestId !== undefined && seerrRequestId === request.seerrRequestId;
    if (seerrRequestId !== undefined && request.seerrRequestId !== undefined) return seerrRequestId === request.seerrRequestId;
    if ((is4k ?? false) !== request.is4k || !isInSeasons(request, event)) return false;
    if (hasOpenSubject(request)) return true;
    if (isDeleted(request)) return false;
    if (event.kind === 'reported_available') return true;
    if (request.state === 'failed') return true;
    return request.seerrRequestId === undefined && now - Date.parse(request.availableAt ?? request.updatedAt) < LATE_APPROVAL_MS;
}

/** Whether all that a request had is gone from the library. */
function isDeleted({ summary, deletedAt }: MediaRequest): boolean {
    return summary === undefined ? deletedAt !== null : summary.deleted === summary.total;
}
