/** Files that get another path: Sonarr, Radarr and Shoko all rename, and tell of it as each of them sees it. */
import type { EventKind, MediaEvent } from '../../model';
import { movedPath } from '../../paths';
import type { Subject } from './facts';
import { isSameFile } from '../alike/same';

/** Old names that are kept of a file; the oldest go first. */
const MOST_FORMER_PATHS = 5;

/**
 * The subject with its file's new path; null when it is not its file, so that an older file's rename cannot harm.
 * @param to the new path, as the sender sees it
 * @param isLocated whether the subject was found by the old path, which may then look otherwise than its own
 */
export function renamed<S extends Subject>(
    subject: S,
    { path: from }: MediaEvent,
    to: string | undefined,
    isLocated: boolean,
): S | null {
    const { finalPath } = subject;
    if (to === undefined || finalPath === undefined) return null;
    if (from !== undefined && isFormerPath(subject, from)) return subject;
    if (from !== undefined && !isLocated && !isSameFile(from, finalPath)) return null;
    const now = from === undefined ? to : movedPath(finalPath, from, to);
    if (isSameFile(now, finalPath)) return subject;
    const former = [...(subject.formerPaths ?? []), finalPath].filter((path) => !isSameFile(path, now));
    return { ...subject, finalPath: now, formerPaths: former.slice(-MOST_FORMER_PATHS) };
}

/** The facts of an import that is told once more, after its file was renamed, without the path that it no longer has. */
export function withoutFormerPath<F extends { finalPath?: string | undefined }>(facts: F, subject: Subject, kind: EventKind): F {
    if (kind !== 'imported' || facts.finalPath === undefined || !isFormerPath(subject, facts.finalPath)) return facts;
    const rest = { ...facts };
    delete rest.finalPath;
    return rest;
}

function isFormerPath({ formerPaths = [] }: Subject, path: string): boolean {
    return formerPaths.some((former) => isSameFile(former, path));
}
