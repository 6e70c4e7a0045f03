/**
 * Whether an item proves a subject: it can be played, and its file is the one that counts. Jellyfin looks at no disk to
 * answer, so until its next scan it shows a file that was deleted, or the one that an upgrade has replaced.
 */
import type { SubjectState } from '../../model';
import { fileNameOf, segmentsOf } from '../../paths';
import { fileKey, type JellyfinItem } from '../ask/item';
import type { Reason } from '../tell/result';
import { whyNotPlayable } from './playable';
import { matchByPath } from './same-file';

/** What is known of a movie request or an episode that bears on which file proves it. */
export type Judged = Pick<SubjectState, 'state' | 'reached' | 'failure'> & {
    finalPath?: string | undefined;
    /** Files that are known to be deleted. */
    gone?: readonly GoneFile[] | undefined;
};

interface GoneFile {
    path?: string | undefined;
    jellyfinId?: string | undefined;
}

export interface JudgeOptions {
    is4k: boolean;
    /** In milliseconds since 1970. */
    now: number;
}

/**
 * For so long after an import another file in its folder counts as the old one. After that whatever has been done to the
 * file's name since, without a word of it, has to be believed.
 */
const OLD_FILE_MS = 24 * 60 * 60 * 1000;

/** Null when the item proves the subject, else why not. The item must have been read with its media sources. */
export function whyNotProof(item: JellyfinItem, subject: Judged, { is4k, now }: JudgeOptions): Reason | null {
    const named = item.name === '' ? 'the item' : `"${item.name}"`;
    if (isGone(item, subject)) {
        const message = `Jellyfin still shows ${named} with the file that was deleted: it has not scanned since`;
        return { code: 'deleted_file', message };
    }
    const reason = whyNotPlayable(item, { is4k });
    if (reason !== null) return reason;
    const shown = oldFileOf(item, subject, now);
    if (shown === null) return null;
    const message = `Jellyfin shows ${named} with another file (${shown}) than the imported one (${fileNameOf(subject.finalPath ?? '')}): it has not scanned it yet`;
    return { code: 'other_file', message };
}

/** Paths of an item and of its versions. */
function pathsOf(item: JellyfinItem): string[] {
    const paths = [item.path, ...(item.sources ?? []).map((source) => source.path)];
    return [...new Set(paths.filter((path) => path !== undefined))];
}

/** Whether an item is one that is known to be deleted; a new path makes it another file. */
function isGone(item: JellyfinItem, { gone, failure, finalPath }: Judged): boolean {
    const deleted = failure?.code === 'file_deleted' && finalPath !== undefined ? [{ path: finalPath }] : [];
    return [...(gone ?? []), ...deleted].some((file) => isFile(item, file));
}

function isFile(item: JellyfinItem, { path, jellyfinId }: GoneFile): boolean {
    const paths = pathsOf(item);
    const isElsewhere = path !== undefined && paths.length > 0 && paths.every((each) => fileKey(each) !== fileKey(path));
    if (isElsewhere) return false;
    if (jellyfinId !== undefined) return jellyfinId === item.id;
    return path !== undefined && (matchByPath(path, [item]) !== null || paths.some((each) => isSameFile(each, path)));
}

/** The name of the file that an item shows instead of the imported one from the same folder; null when it shows that one. */
function oldFileOf(item: JellyfinItem, subject: Judged, now: number): string | null {
    const { finalPath, gone, reached } = subject;
    const importedAt = Date.parse(reached.importing ?? '');
    if (finalPath === undefined || Number.isNaN(importedAt) || now - importedAt > OLD_FILE_MS) return null;
    // Where the imported file is gone itself, another one in its place is what a converter has left.
    if (!/\.\w{1,5}$/.test(finalPath) || gone?.some(({ path }) => path !== undefined && isSameFile(path, finalPath))) return null;
    const paths = pathsOf(item);
    const isOld = paths.length > 0 && paths.every((path) => isNeighbour(path, finalPath));
    return isOld ? fileNameOf(paths[0] ?? '') : null;
}

/** Whether two files with different names are in one folder, as far as two machines can tell. */
function isNeighbour(path: string, other: string): boolean {
    const [ownFolder, otherFolder] = [folderKey(path), folderKey(other)];
    return ownFolder !== '' && ownFolder === otherFolder && stemOf(path) !== stemOf(other);
}

/** The name of the folder, and of the one above it where that is a season's, which every series has. */
function folderKey(path: string): string {
    const folders = segmentsOf(path).slice(0, -1);
    const isSeason = /^(?:(?:season|series|staffel|saison|s)\s*\d+|specials?)$/iu.test(folders.at(-1) ?? '');
    return folders
        .slice(isSeason ? -2 : -1)
        .join('/')
        .normalize('NFC')
        .toLowerCase();
}

function isSameFile(path: string, other: string): boolean {
    return folderKey(path) === folderKey(other) && fileKey(path) === fileKey(other);
}

/** A converter changes the extension only. */
function stemOf(path: string): string {
    return (fileKey(path) ?? '').replace(/\.\w{1,5}$/, '');
}
