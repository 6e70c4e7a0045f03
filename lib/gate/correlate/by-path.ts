/**
 * Correlation of what names nothing but a path, as Shoko does, and sees that path in its own way. Several episodes in one
 * file are all meant; two files that fit are none.
 */
import { type Episode, isClosed, isEpisode, type MediaEvent, type MediaRequest } from '../../model';
import { bestPathMatch, comparablePath, type PathCandidate, type PathMatch } from '../../paths';
import { type IdentityKey, keysOfEvent, levelOf } from '../../identity';
import { type Correlation, type Lookup, nobody, type Target } from './target';

/** Whether a path is all that an event has to be joined by. */
export function isPathOnly(event: MediaEvent): boolean {
    return event.path !== undefined && keysOfEvent(event).every((key) => levelOf(key) === 'file');
}

/** A subject, and whose it is. */
interface Located {
    request: MediaRequest;
    subject: MediaRequest | Episode;
}

/** Finds the movie or the episodes whose file is, or was, at the event's path: open ones before closed ones. */
export function correlatePath(event: MediaEvent, store: Lookup): Correlation {
    const path = event.path ?? '';
    const located = keysOfEvent(event)
        .flatMap((key) => store.find(key).map((request) => ({ request, key })))
        .flatMap(({ request, key }) => subjectsBy(key, request, store).map((subject) => ({ request, subject })));
    const open = located.filter(({ subject }) => !isClosed(subject.state));
    const found = firstMatch(path, [
        placesOf(open, presentPath),
        placesOf(open, formerPaths),
        placesOf(located, presentPath),
        placesOf(located, formerPaths),
    ]);
    if (found.match === null) return nobody(found.reason === 'none' ? 'unknown_path' : 'ambiguous_path');
    const targets = new Map<string, Target>();
    for (const { request, subject } of found.match) {
        const target = targets.get(request.id) ?? { request, episodes: isEpisode(subject) ? [] : null };
        if (isEpisode(subject)) {
            const { seasonNumber, episodeNumber } = subject;
            target.episodes?.push({ ...event.episodes[0], seasonNumber, episodeNumber });
        }
        targets.set(request.id, target);
    }
    return { targets: [...targets.values()], unclaimed: null };
}

function subjectsBy(key: IdentityKey, request: MediaRequest, store: Lookup): readonly (MediaRequest | Episode)[] {
    return request.mediaType === 'movie' ? [request] : store.episodesBy(request.id, key);
}

type Places = PathCandidate<Located[]>[];

/** Where a subject's file is; before the import, where the client has it. */
function presentPath({ finalPath, downloadPath }: MediaRequest | Episode): string[] {
    const path = finalPath ?? downloadPath;
    return path === undefined ? [] : [path];
}

function formerPaths({ formerPaths: paths = [] }: MediaRequest | Episode): string[] {
    return paths;
}

/** Several episodes in one file are one place, not a tie. */
function placesOf(located: readonly Located[], pathsOf: (subject: MediaRequest | Episode) => string[]): Places {
    const places = new Map<string, Places[number]>();
    for (const each of located) {
        for (const path of pathsOf(each.subject)) {
            const place = places.get(comparablePath(path)) ?? { path, value: [] };
            place.value.push(each);
            places.set(comparablePath(path), place);
        }
    }
    return [...places.values()];
}

/** What is found in the first places that have anything to say. */
function firstMatch(path: string, choices: readonly Places[]): PathMatch<Located[]> {
    for (const places of choices) {
        const found = bestPathMatch(path, places);
        if (found.match !== null || found.reason !== 'none') return found;
    }
    return { match: null, reason: 'none' };
}
