/** How facts of several services become one value each, whatever the order in which they come. */
import type { MediaEvent, ReleaseFacts, SubjectState } from '../../model';

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
    'sonarr/imported/pack',
    'radarr/imported',
    'sonarr/imported',
    'sonarr/upgraded/pack',
    'radarr/upgraded',
    'sonarr/upgraded',
    // A list is how things are, also where they have changed since: a date that was moved, what is no longer monitored.
    'radarr/listed',
    'sonarr/listed',
    'seerr',
];

/** What is noted as a field's source. */
export function sourceOf(event: Pick<MediaEvent, 'source' | 'kind'>): string {
    const exact = `${event.source}/${event.kind}`;
    return AUTHORITY.includes(exact) ? exact : event.source;
}

/** The source of what an event tells of a whole pack: of one of its episodes, who names that one knows more. */
export function sourceOfPack(event: Pick<MediaEvent, 'source' | 'kind'>): string {
    const ofPack = `${sourceOf(event)}/pack`;
    return AUTHORITY.includes(ofPack) ? ofPack : sourceOf(event);
}

/**
 * What a release is called, and where it is from. Of two reports of one release by one source that differ neither is the
 * newer one: which of them stays must not depend on which came last.
 */
const OF_ONE_RELEASE: readonly string[] = [
    'quality',
    'releaseTitle',
    'releaseGroup',
    'indexer',
    'downloadClient',
] satisfies (keyof ReleaseFacts)[];

/** What is known of a release and its file, and means nothing for another release. */
export const RELEASE_FIELDS: readonly string[] = [...OF_ONE_RELEASE, 'downloadPath', 'finalPath', 'fileSize'];

/** A subject as the rules see it: its state, its current attempt, and its file. */
export type Subject = SubjectState & {
    qbitHash?: string | undefined;
    finalPath?: string | undefined;
    jellyfinId?: string | undefined;
};

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
    if (known === undefined || rank(source) > rank(known)) return true;
    if (rank(source) < rank(known)) return false;
    return source !== known || !OF_ONE_RELEASE.includes(field) || String(value) > String(target[field]);
}

function rank(source: string): number {
    return AUTHORITY.indexOf(source);
}
