/** What the page is asked to show, and whether a request fits: decided here too, since a change is told to every tab alike. */
import type { Group, Summary } from '../../lib/page/contract';

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

/** @param before as it was when it did fit: of its names the server knows more than the page */
export function fits(summary: Summary, { filter, q, me, id }: Query, before?: Summary): boolean {
    if (id !== null) return summary.id === id;
    if (filter === 'mine' && summary.requestedBy !== me) return false;
    if (isGroup(filter) && summary.group !== filter) return false;
    if (before !== undefined && before.title === summary.title && before.year === summary.year) return true;
    return hasWords(`${summary.title ?? ''} ${summary.year ?? ''}`, q);
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

/** Every word of the text somewhere in the title, whatever its case, accents and signs: as lib/requests folds them. */
export function hasWords(title: string, text: string): boolean {
    const folded = fold(title);
    return fold(text)
        .split(/\s+/)
        .every((word) => folded.includes(word));
}

function fold(text: string): string {
    return text
        .normalize('NFKD')
        .replace(/[\p{M}'’]/gu, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim();
}
