/**
 * Which Sonarrs and Radarrs are still to say what there is of a title. While one of them is, nobody knows whether what is there
 * is all: a request may be *available* by then, and is not *complete*.
 */
import {
    type Clock,
    isClosed,
    isListAwaited,
    isoNow,
    type Lister,
    mayList,
    type MediaEvent,
    type MediaRequest,
    parseSeasons,
} from '../model';
import { isWish } from './alike/seasons';

/** Whether more is wanted now than was before: then a list from before does not tell of all of it. */
export function wantsMore(before: MediaRequest, after: MediaRequest): boolean {
    if (after.mediaType !== 'tv') return false;
    const known = parseSeasons(before.requestedSeasons);
    const named = parseSeasons(after.requestedSeasons);
    if (known.length > 0) return named.length === 0 || named.some((season) => !known.includes(season));
    // What nobody wished for is what was seen of it: of that, a list makes no episode.
    return !isWish(before) && isWish(after);
}

/** The request without what was listed for what it was before. */
export function unlisted(request: MediaRequest): MediaRequest {
    const { listedAt: _listedAt, lists: _lists, ...rest } = request;
    return rest;
}

/** The request with the servers that may have it, and what each has said so far; without, where nobody needs to know. */
export function withLists(request: MediaRequest, listers: Iterable<Lister>): MediaRequest {
    const { lists: known, ...bare } = request;
    const lists: NonNullable<MediaRequest['lists']> = {};
    if (needsList(request)) {
        for (const lister of listers) if (mayList(lister, request)) lists[lister.server] = known?.[lister.server] ?? 'awaited';
    }
    if (Object.keys(lists).length > 0) return { ...bare, lists };
    return known === undefined ? request : bare;
}

/** Of a film a list tells only whether it was there before anybody listened. */
function needsList({ mediaType, listedAt, state, summary, backfilledAt }: MediaRequest): boolean {
    if (listedAt !== undefined) return false;
    if (summary === undefined && isClosed(state)) return false;
    return mediaType === 'tv' || backfilledAt !== undefined;
}

/** The request once a server has said that it has none of it. */
export function withoutListOf(request: MediaRequest, server: string | undefined): MediaRequest {
    if (server === undefined || request.lists?.[server] === undefined) return request;
    return { ...request, lists: { ...request.lists, [server]: 'none' } };
}

/** What there is to tell those who wait for servers that nobody asks any more. */
export function notAskedAnyMore(
    open: Iterable<MediaRequest>,
    listers: Iterable<Lister>,
    { clock, newId }: { clock: Clock; newId: () => string },
): MediaEvent[] {
    const known = [...listers];
    const isAsked = (server: string, request: MediaRequest): boolean =>
        known.some((lister) => lister.server === server && mayList(lister, request));
    return [...open].filter(isListAwaited).flatMap((request): MediaEvent[] => {
        const awaited = Object.entries(request.lists ?? {}).filter(([, said]) => said === 'awaited');
        const [server] = awaited.map(([id]) => id).filter((id) => !isAsked(id, request));
        if (server === undefined) return [];
        const source = request.mediaType === 'tv' ? 'sonarr' : 'radarr';
        const about = { requestId: request.id, request: {}, episodes: [] };
        return [{ ...about, id: newId(), kind: 'not_listed', source, at: isoNow(clock), server }];
    });
}
