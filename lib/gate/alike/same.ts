/** What tells one thing from another that shares an id or a name with it. */
import type { MediaEvent, MediaRequest, RequestFacts } from '../../model';
import { comparablePath } from '../../paths';

/** Ids of a work, which no other work of its media type has. An id of 0 stands for none. */
const WORK_IDS = ['tmdbId', 'tvdbId', 'imdbId'] as const satisfies readonly (keyof RequestFacts)[];

/**
 * Whether a request and an event are about one work by the ids that both have: one that agrees is enough, since
 * databases renumber. Undefined when there is nothing to compare.
 */
export function isSameWork(request: MediaRequest, { mediaType, request: facts }: MediaEvent): boolean | undefined {
    if (mediaType !== undefined && mediaType !== request.mediaType) return undefined;
    const comparable = WORK_IDS.filter((id) => request[id] && facts[id]);
    if (comparable.length === 0) return undefined;
    return comparable.some((id) => String(request[id]).toLowerCase() === String(facts[id]).toLowerCase());
}

/** Whether both have one title, and neither ids that tell more than it nor a year that tells them apart. */
export function isSameTitle(request: MediaRequest, event: MediaEvent): boolean {
    const { title, year } = event.request;
    if (title === undefined || isSameWork(request, event) !== undefined) return false;
    if (year !== undefined && request.year !== undefined && year !== request.year) return false;
    return request.title?.toLowerCase() === title.toLowerCase();
}

/** Whether two paths of Sonarr's or Radarr's name one file. */
export function isSameFile(a: string, b: string): boolean {
    return comparablePath(a) === comparablePath(b);
}
