/** What the page is asked to show, and whether a request fits: decided here too, since a change is told to every tab alike. */
import type { Group, Summary } from '../../lib/page/contract';
import { personFilter, wordFilter } from '../../lib/requests/words';

/** The filters of the header. `mine` is everything of one person. */
export const FILTERS = ['all', 'mine', 'attention', 'way', 'ready'] as const;
export type Filter = (typeof FILTERS)[number];

export interface Query {
    filter: Filter;
    /** Free text, as it was typed. */
    q: string;
    /** Whose `mine` is. */
    me: string | null;
    /** The only request to show: a person's link. */
    id: string | null;
}

export const EVERYTHING: Query = { filter: 'all', q: '', me: null, id: null };

/** As the server decides it for a list. */
export function fits(summary: Summary, { filter, q, me, id }: Query): boolean {
    if (id !== null) return summary.id === id;
    if (isGroup(filter) && summary.group !== filter) return false;
    if (filter === 'mine' && personFilter(me ?? '')?.(summary.requestedBy) === false) return false;
    return wordFilter(q)?.(summary) ?? true;
}

/** Parameters of `list` and `live`. */
export function parametersOf({ filter, q, me, id }: Query, limit: number, offset = 0): string {
    const parameters = new URLSearchParams();
    if (id !== null) parameters.set('id', id);
    else {
        if (isGroup(filter)) parameters.set('show', filter);
        if (filter === 'mine') parameters.set('requestedBy', me ?? '');
        if (q.trim() !== '') parameters.set('q', q.trim());
    }
    parameters.set('limit', String(limit));
    if (offset > 0) parameters.set('offset', String(offset));
    return parameters.toString();
}

export function isSame(a: Query, b: Query): boolean {
    return a.filter === b.filter && a.q.trim() === b.q.trim() && a.me === b.me && a.id === b.id;
}

function isGroup(filter: Filter): filter is Exclude<Group, 'past'> & Filter {
    return filter !== 'all' && filter !== 'mine';
}
