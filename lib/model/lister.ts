/** A Sonarr or Radarr that is asked which episodes and films there are. */
import type { MediaRequest } from './request';

export interface Lister {
    /** The id of its node, the same over restarts. */
    server: string;
    kind: 'sonarr' | 'radarr';
    /** What the server or its user calls it; undefined while nobody has said it. */
    instanceName?: string | undefined;
    is4k?: boolean | undefined;
}

/** Whether a server may have a request in its list. One that names another instance it has not, nor, if it is for 4K, one in HD. */
export function mayList({ kind, instanceName, is4k }: Lister, request: MediaRequest): boolean {
    const workId = kind === 'sonarr' ? request.tvdbId : request.tmdbId;
    if ((kind === 'sonarr') !== (request.mediaType === 'tv') || !workId) return false;
    if (request.instanceName === undefined || instanceName === undefined) return is4k !== true || request.is4k;
    return request.instanceName.toLowerCase() === instanceName.toLowerCase();
}
