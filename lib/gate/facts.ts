/** How facts of several services become one value each, whatever the order in which they come. */
import type { MediaEvent } from '../model';

/**
 * Who is believed when two services tell a field differently, weakest first: what the user asked for is called as
 * Seerr calls it; of a file the import knows more than the grab did; an upgrade replaces what was imported before.
 */
const AUTHORITY: readonly string[] = [
    'qbittorrent',
    'jellyfin',
    'shoko',
    'radarr',
    'sonarr',
    'radarr/grabbed',
    'sonarr/grabbed',
    'radarr/imported',
    'sonarr/imported',
    'radarr/upgraded',
    'sonarr/upgraded',
    'seerr',
];

/** What is noted as a field's source. */
export function sourceOf(event: Pick<MediaEvent, 'source' | 'kind'>): string {
    const exact = `${event.source}/${event.kind}`;
    return AUTHORITY.includes(exact) ? exact : event.source;
}

/** Facts by name, with who told them: a request or an episode. */
interface Bearer {
    sources: Record<string, string>;
}

/**
 * Puts `facts` into `target`: an empty field is filled, a filled one replaced only by the same or a higher authority.
 * What was once said to be anime stays it: nobody says that something is none. Returns a new object.
 */
export function mergeFacts<T extends Bearer>(target: T, facts: object, source: string): T {
    const merged = { ...target, sources: { ...target.sources } } as T & Record<string, unknown>;
    for (const [field, value] of Object.entries(facts) as [string, unknown][]) {
        if (value === undefined || value === null || value === '') continue;
        if (!isBelieved(merged, field, value, source)) continue;
        (merged as Record<string, unknown>)[field] = value;
        merged.sources[field] = source;
    }
    return merged;
}

function isBelieved(target: Bearer & Record<string, unknown>, field: string, value: unknown, source: string): boolean {
    if (field === 'isAnime' && target[field] !== value) return value === true;
    const known = target.sources[field];
    return known === undefined || rank(source) >= rank(known);
}

function rank(source: string): number {
    return AUTHORITY.indexOf(source);
}
