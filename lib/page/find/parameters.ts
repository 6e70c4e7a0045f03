/** What a list is asked for, as it comes in an address. */
import { MediaError, type MediaRequest } from '../../model';
import { filterOf, personFilter, readPaging } from '../../requests';
import type { Group } from '../contract';

/** What is sent at once when nothing is said. */
const USUAL_LIMIT = 60;
const MOST = 500;
const SHOWS: readonly (Group | 'all')[] = ['all', 'attention', 'way', 'ready', 'past'];

export interface ListQuery {
    show: Group | 'all';
    limit: number;
    offset: number;
    late: boolean | undefined;
    /** Null when every request fits. */
    fits: ((request: MediaRequest) => boolean) | null;
    /** Only this one. */
    id: string | null;
}

/** @throws MediaError `invalid_query` */
export function readListQuery(parameters: URLSearchParams): ListQuery {
    const text = (name: string): string | undefined => parameters.get(name) ?? undefined;
    const query = {
        id: blankless(text('id')),
        state: text('state'),
        mediaType: blankless(text('mediaType')),
        q: text('q'),
        requestedBy: text('requestedBy'),
        late: text('late'),
        limit: text('limit'),
        offset: text('offset'),
    };
    const { limit, offset, late } = readPaging(query);
    // By the name alone, since no more of who asked is in a summary, and what is listed and what is told have to be the same.
    const isOfPerson = personFilter(query.requestedBy);
    const accepts = filterOf({ ...query, requestedBy: undefined });
    const fits = (request: MediaRequest): boolean => accepts(request) && isOfPerson?.(request.requestedBy) !== false;
    const isFiltered = [query.id, query.state, query.mediaType, query.q, query.requestedBy].some((value) => value !== undefined);
    return {
        show: showOf(text('show')),
        limit: Number.isFinite(limit) ? Math.min(limit, MOST) : USUAL_LIMIT,
        offset,
        late,
        fits: isFiltered ? fits : null,
        id: query.id ?? null,
    };
}

function showOf(text: string | undefined): Group | 'all' {
    if (text === undefined || text === '') return 'all';
    const show = SHOWS.find((known) => known === text);
    if (show !== undefined) return show;
    throw new MediaError('invalid_query', `show must be one of: ${SHOWS.join(', ')}; not ${text.slice(0, 50)}`, {
        field: 'show',
    });
}

function blankless(text: string | undefined): string | undefined {
    return text === undefined || text === '' ? undefined : text;
}
