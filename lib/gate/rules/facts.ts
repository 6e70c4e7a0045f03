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

const RANKS: ReadonlyMap<string, number> = new Map(AUTHORITY.map((source, rank) => [source, rank]));

/** What is noted as a field's source. */
export function sourceOf(event: Pick<MediaEvent, 'source' | 'kind'>): string {
    const exact = `${event.source}/${event.kind}`;
    return RANKS.has(exact) ? exact : event.source;
}

/** The source of what an event tells of a whole pack: of one of its episodes, who names that one knows more. */
export function sourceOfPack(event: Pick<MediaEvent, 'source' | 'kind'>): string {
    const ofPack = `${sourceOf(event)}/pack`;
    return RANKS.has(ofPack) ? ofPack : sourceOf(event);
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
 * What was once said to be anime stays it: nobody says that something is none. Returns a new object where that changes anything.
 */
export function mergeFacts<T extends Bearer>(target: T, facts: object, source: string): T {
    const known = target as T & Record<string, unknown>;
    const told: [string, unknown][] = Object.entries(facts);
    const news = told.filter(([field, value]) => isNews(known, field, value, source));
    if (news.length === 0) return target;
    const merged = { ...target, sources: { ...target.sources } } as T & Record<string, unknown>;
    for (const [field, value] of news) {
        (merged as Record<string, unknown>)[field] = value;
        merged.sources[field] = source;
    }
    return merged;
}

function isNews(target: Bearer & Record<string, unknown>, field: string, value: unknown, source: string): boolean {
    if (value === undefined || value === null || value === '') return false;
    const isKnown = target[field] === value && target.sources[field] === source;
    return !isKnown && isBelieved(target, field, value, source);
}

function isBelieved(target: Bearer & Record<string, unknown>, field: string, value: unknown, source: string): boolean {
    if (field === 'isAnime' && target[field] !== value) return value === true;
    const known = target.sources[field];
    if (known === undefined || rank(source) > rank(known)) return true;
    if (rank(source) < rank(known)) return false;
    return source !== known || !OF_ONE_RELEASE.includes(field) || String(value) > String(target[field]);
}

function rank(source: string): number {
    return RANKS.get(source) ?? -1;
}
