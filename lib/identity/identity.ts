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

/** The key of a file's name, wherever it is. */
export function fileKey(path: string): IdentityKey {
    return keyOf('file', comparablePath(fileNameOf(path)));
}

function fileKeys(paths: readonly string[]): IdentityKey[] {
    return paths.map(fileKey);
}

/** Where the file of a subject is, or is known to have been. What was imported is no longer looked for in the client. */
export function pathsOf({ finalPath, downloadPath, formerPaths = [] }: MediaRequest | Episode): string[] {
    const path = finalPath ?? downloadPath;
    return path === undefined ? formerPaths : [path, ...formerPaths];
}

/** The key of any of the names that a download has. */
export function downloadKey(downloadId: string): IdentityKey {
    return keyOf('download', comparableDownload(downloadId.toLowerCase()));
}

/** The form in which two download ids are compared: qBittorrent lists a torrent by the first 40 digits of its full v2 hash. */
export function comparableDownload(downloadId: string): string {
    // Its length first: this is asked of every name of every episode of a pack.
    return downloadId.length === 64 && /^[0-9a-f]+$/.test(downloadId) ? downloadId.slice(0, 40) : downloadId;
}

/** Keys of what was grabbed for a subject, and of its file. */
function releaseKeys(subject: MediaRequest | Episode): IdentityKey[] {
    const downloads = subject.attempts.flatMap(({ downloadId, hashes = [] }) => [downloadId, ...hashes].map(downloadKey));
    return [...downloads, ...fileKeys(pathsOf(subject))];
}

/**
 * Every key under which a request is to be found by what is known of itself, but for its own id, which needs no index. A show
 * is found by its episodes' keys too.
 */
export function keysOfRequest(request: MediaRequest): Set<IdentityKey> {
    const ids = idKeys(request, request.mediaType);
    return new Set<IdentityKey>(request.mediaType === 'movie' ? [...releaseKeys(request), ...ids] : ids);
}

/** Every key under which an episode is to be found, beside its number. */
export function keysOfEpisode(episode: Episode): Set<IdentityKey> {
    return new Set(releaseKeys(episode));
}

/** The key of a request's own id. */
export function requestKey(requestId: string): IdentityKey {
    return keyOf('request', requestId);
}

/** Keys of the files of a subject that are where none of its files was before. */
export function movedFileKeys(before: MediaRequest | Episode | undefined, after: MediaRequest | Episode): IdentityKey[] {
    const known = before === undefined ? [] : pathsOf(before);
    return fileKeys(pathsOf(after).filter((path) => !known.includes(path)));
}

/** Every key that an event names, strongest first. */
export function keysOfEvent(event: MediaEvent): IdentityKey[] {
    const downloads = [event.downloadId, ...(event.hashes ?? [])].filter((hash) => hash !== undefined);
    // In the order of their levels.
    return [
        ...(event.requestId === undefined ? [] : [`request:${event.requestId}` as const]),
        ...new Set(downloads.map(downloadKey)),
        ...idKeys(event.request, event.mediaType),
        ...fileKeys(event.path === undefined ? [] : [event.path]),
    ];
}

/** What makes two receipts the same fact, so that an unmatched one is kept once however often it comes. */
export function factKey(event: MediaEvent): string {
    const episodes = event.episodes.map((episode) => `${episode.seasonNumber}x${episode.episodeNumber}`).join(',');
    return [event.source, event.kind, ...keysOfEvent(event), event.path ?? event.request.finalPath ?? '', episodes].join('|');
}
