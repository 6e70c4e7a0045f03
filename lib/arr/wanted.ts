/** Which requests one server is asked about. */
import type { MediaRequest, RequestWithEpisodes } from '../model';
import type { ArrKind } from './ask/client';

/** What a server is called, and whether it is one for 4K. */
export interface Instance {
    instanceName?: string | undefined;
    is4k?: boolean | undefined;
}

export function mediaTypeOf(kind: ArrKind): MediaRequest['mediaType'] {
    return kind === 'sonarr' ? 'tv' : 'movie';
}

/** Whether a request may be in this server. One that names another instance is not, nor is one in HD in one for 4K. */
export function mayBeIn(request: RequestWithEpisodes, kind: ArrKind, instance: Instance): boolean {
    if (request.mediaType !== mediaTypeOf(kind)) return false;
    if (request.instanceName !== undefined) return isSameName(request.instanceName, instance.instanceName);
    return instance.is4k !== true || request.is4k;
}

function isSameName(a: string, b: string | undefined): boolean {
    return a.toLowerCase() === b?.toLowerCase();
}
