/** Which requests one server is asked about. */
import type { MediaRequest } from '../model';
import type { ArrKind } from './ask/client';

/** What a server is called, and whether it is one for 4K. */
export interface Instance {
    instanceName?: string | undefined;
    is4k?: boolean | undefined;
}

function mediaTypeOf(kind: ArrKind): MediaRequest['mediaType'] {
    return kind === 'sonarr' ? 'tv' : 'movie';
}

/** The key by which the store finds requests for a work: TVDB's id of a series, TMDB's of a film. */
export function workKeyOf(kind: ArrKind, workId: number): `tvdb:tv:${number}` | `tmdb:movie:${number}` {
    return kind === 'sonarr' ? `tvdb:tv:${workId}` : `tmdb:movie:${workId}`;
}

/** Whether a request may be in this server. One that names another instance is not, nor is one in HD in one for 4K. */
export function mayBeIn(request: MediaRequest, kind: ArrKind, instance: Instance): boolean {
    if (request.mediaType !== mediaTypeOf(kind)) return false;
    if (request.instanceName !== undefined) return isSameName(request.instanceName, instance.instanceName);
    return instance.is4k !== true || request.is4k;
}

function isSameName(a: string, b: string | undefined): boolean {
    return a.toLowerCase() === b?.toLowerCase();
}
