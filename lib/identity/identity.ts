/** The keys by which requests and unmatched events find each other. Ids are qualified by media type: movie 1 is not show 1. */
import type { Episode, MediaEvent, MediaRequest, MediaType, RequestFacts } from '../model';
import { comparablePath, fileNameOf } from '../paths';

/** How strongly a key speaks for being the same thing, strongest first. Correlation asks them in this order. */
export const IDENTITY_LEVELS = ['request', 'download', 'seerr', 'tmdb', 'tvdb', 'imdb', 'arr', 'file'] as const;
export type IdentityLevel = (typeof IDENTITY_LEVELS)[number];

/** A level and a value, for example `tmdb:movie:533514`. */
export type IdentityKey = `${IdentityLevel}:${string}`;

export function levelOf(key: IdentityKey): IdentityLevel {
    return key.slice(0, key.indexOf(':')) as IdentityLevel;
}

/** What stands behind the level: `movie:533514`. */
export function valueOf(key: IdentityKey): string {
    return key.slice(key.indexOf(':') + 1);
}

/**
 * Joined, and not written as a template: V8 keeps the parts of a template beside what it makes of them, for each of tens of
 * thousands of keys.
 */
function keyOf(level: IdentityLevel, ...parts: readonly (string | number)[]): IdentityKey {
    return [level, ...parts].join(':') as IdentityKey;
}

/** Keys of ids that mean the same in a request and in an event. */
function idKeys(facts: RequestFacts, mediaType: MediaType | undefined): IdentityKey[] {
    const keys: IdentityKey[] = [];
    if (facts.seerrRequestId !== undefined) keys.push(keyOf('seerr', facts.seerrRequestId));
    if (mediaType === undefined) return keys;
    if (facts.tmdbId) keys.push(keyOf('tmdb', mediaType, facts.tmdbId));
    if (facts.tvdbId) keys.push(keyOf('tvdb', mediaType, facts.tvdbId));
    if (facts.imdbId) keys.push(keyOf('imdb', mediaType, facts.imdbId.toLowerCase()));
    const arrId = mediaType === 'movie' ? facts.radarrId : facts.sonarrId;
    // Two Sonarr instances both count from 1: their ids mean something only with the instance's name.
    if (arrId !== undefined) keys.push(keyOf('arr', mediaType, (facts.instanceName ?? '').toLowerCase(), arrId));
    return keys;
}

function fileKeys(paths: readonly string[]): IdentityKey[] {
    return paths.map((path) => keyOf('file', comparablePath(fileNameOf(path))));
}

/** Where the files of a request are, or are known to have been. What was imported is no longer looked for in the client. */
function pathsOf(request: MediaRequest): string[] {
    return [request, ...request.episodes]
        .flatMap(({ finalPath, downloadPath, formerPaths = [] }) => [finalPath ?? downloadPath, ...formerPaths])
        .filter((path) => path !== undefined);
}

function downloadKeys({ attempts }: MediaRequest | Episode): IdentityKey[] {
    return attempts.flatMap(({ downloadId, hashes = [] }) => [downloadId, ...hashes].map(downloadKey));
}

function downloadKey(downloadId: string): IdentityKey {
    return keyOf('download', comparableDownload(downloadId.toLowerCase()));
}

/** The form in which two download ids are compared: qBittorrent lists a torrent by the first 40 digits of its full v2 hash. */
export function comparableDownload(downloadId: string): string {
    return /^[0-9a-f]{64}$/.test(downloadId) ? downloadId.slice(0, 40) : downloadId;
}

/** Every key under which a request is to be found, but for its own id, which needs no index. */
export function keysOfRequest(request: MediaRequest): Set<IdentityKey> {
    const subjects = [request, ...request.episodes];
    return new Set<IdentityKey>([
        ...subjects.flatMap(downloadKeys),
        ...idKeys(request, request.mediaType),
        ...fileKeys(pathsOf(request)),
    ]);
}

/** What a change of a request means for how it is found. */
export interface KeyChange {
    /** Keys under which it can be found no longer, and those under which it could not be found before. */
    gone: IdentityKey[];
    fresh: IdentityKey[];
    /** What waited for one of these is worth another try: `fresh`, a new request's own id, and files that have another path. */
    awaited: IdentityKey[];
}

/** What it means that a request takes the place of another, or is new. */
export function keyChange(before: MediaRequest | undefined, after: MediaRequest): KeyChange {
    const keys = keysOfRequest(after);
    if (before === undefined) return { gone: [], fresh: [...keys], awaited: [...keys, keyOf('request', after.id)] };
    const known = keysOfRequest(before);
    const knownPaths = new Set(pathsOf(before));
    const fresh = [...keys].filter((key) => !known.has(key));
    const moved = fileKeys(pathsOf(after).filter((path) => !knownPaths.has(path)));
    return { gone: [...known].filter((key) => !keys.has(key)), fresh, awaited: [...new Set([...fresh, ...moved])] };
}

/** Every key that an event names, strongest first. */
export function keysOfEvent(event: MediaEvent): IdentityKey[] {
    const downloads = [event.downloadId, ...(event.hashes ?? [])].filter((hash) => hash !== undefined);
    const keys: IdentityKey[] = [
        ...(event.requestId === undefined ? [] : [`request:${event.requestId}` as const]),
        ...new Set(downloads.map(downloadKey)),
        ...idKeys(event.request, event.mediaType),
        ...fileKeys(event.path === undefined ? [] : [event.path]),
    ];
    return keys.sort((a, b) => IDENTITY_LEVELS.indexOf(levelOf(a)) - IDENTITY_LEVELS.indexOf(levelOf(b)));
}

/** What makes two receipts the same fact, so that an unmatched one is kept once however often it comes. */
export function factKey(event: MediaEvent): string {
    const episodes = event.episodes.map((episode) => `${episode.seasonNumber}x${episode.episodeNumber}`).join(',');
    return [event.source, event.kind, ...keysOfEvent(event), event.path ?? event.request.finalPath ?? '', episodes].join('|');
}
