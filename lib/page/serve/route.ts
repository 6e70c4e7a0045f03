/** Which part of the page an address means. What is no part of it is left to the flow's own nodes. */

export type Route =
    | { name: 'redirect' | 'html' | 'live' | 'list' | 'counts' | 'people' | 'actions' }
    | { name: 'whole' | 'poster' | 'asset'; of: string };

const SINGLE = ['live', 'list', 'counts', 'people', 'actions'] as const;
const OF = { list: 'whole', posters: 'poster', assets: 'asset' } as const;

/** @param path what follows the page's own path, still encoded */
export function routeOf(path: string): Route | null {
    if (path === '') return { name: 'redirect' };
    if (path === '/') return { name: 'html' };
    const [, first = '', second, ...more] = path.split('/');
    if (more.length > 0) return null;
    const single = SINGLE.find((name) => name === first);
    if (second === undefined) return single === undefined ? null : { name: single };
    const of = decoded(second);
    if (!(first in OF) || of === null || of === '') return null;
    return { name: OF[first as keyof typeof OF], of };
}

function decoded(text: string): string | null {
    try {
        return decodeURIComponent(text);
    } catch {
        return null;
    }
}

/** What stands before the query. Not by `URL`, which takes `//name/` for a host and throws at `//`. */
export function pathOf(address: string | undefined): string {
    return (address ?? '').split('?')[0] ?? '';
}

/** What stands behind the first question mark. */
export function queryOf(address: string | undefined): string {
    const all = address ?? '';
    const mark = all.indexOf('?');
    return mark < 0 ? '' : all.slice(mark + 1);
}
