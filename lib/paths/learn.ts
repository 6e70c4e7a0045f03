/**
 * How the folders of one service are called by another, learned from files that both have shown. Nothing is guessed: a folder
 * is mapped when a file in it proves it and none speaks against it, and is left open otherwise.
 */
import { isInFolder, normalisePath, type PathMapping, segmentsOf } from './paths';

/** One and the same file, as each of two services has it. That it is the same is proved by an id, never by its name. */
export interface SameFile {
    here: string;
    there: string;
}

export interface LearnedFolder {
    /** The folder, as the first service has it. */
    folder: string;
    /** `same`: both call it alike. `typed`: its user has said it, which wins. `open`: nothing is known for sure. */
    status: 'same' | 'mapped' | 'typed' | 'open';
    /** The folder as the other service has it; absent while it is open. */
    to?: string;
    /** A file that proves it, or, where it is open, one of those that speak against each other. */
    proof?: SameFile;
    /** How many files prove it. */
    proofs: number;
    /** Why it is open: no file is known to both, their ends differ, or files speak against each other. */
    reason?: 'no_file' | 'other_names' | 'conflict';
    /** A file that speaks against what its user has typed. */
    against?: SameFile;
}

/**
 * What is known of each folder.
 * @param folders root folders of the first service; a file belongs to the innermost that holds it
 * @param typed mappings that a person has entered: they win, and a file that speaks against one is shown
 */
export function learnFolders(
    folders: readonly string[],
    files: readonly SameFile[],
    typed: readonly PathMapping[] = [],
): LearnedFolder[] {
    const roots = [...new Set(folders.map(normalisePath))].filter((folder) => folder !== '');
    return roots.map((folder) => {
        const own = files.filter(({ here }) => innermost(roots, here) === folder);
        return typedFor(folder, own, typed) ?? learned(folder, own);
    });
}

/** The mappings that follow: what differs and is proved. */
export function mappingsLearned(learnt: readonly LearnedFolder[]): PathMapping[] {
    return learnt.flatMap(({ folder, status, to }) => (status === 'mapped' && to !== undefined ? [{ from: folder, to }] : []));
}

/**
 * Folders that can be told from files alone, where a service does not list its own: of files whose paths differ in the same
 * way, the innermost folder that holds all of them. One file alone, or files of one folder, tell none.
 */
export function foldersOf(files: readonly SameFile[]): string[] {
    const groups = new Map<string, SameFile[]>();
    for (const file of files) {
        const common = commonEnd(file);
        if (common === 0) continue;
        const key = JSON.stringify([withoutEnd(file.here, common), withoutEnd(file.there, common)]);
        groups.set(key, [...(groups.get(key) ?? []), file]);
    }
    return [...groups.values()].flatMap((group) => {
        const inside = sharedFolder(group.map(({ here }) => here));
        const isOne = new Set(group.map(({ here }) => parentOf(here))).size < 2;
        return isOne || inside === null ? [] : [inside];
    });
}

function learned(folder: string, files: readonly SameFile[]): LearnedFolder {
    const found = new Map<string, { to: string; proof: SameFile; count: number }>();
    // Called otherwise below the folder, as behind a link into another one: what is true of the rest is not true of it.
    const odd = files.find((file) => folderThere(folder, file) === null);
    for (const file of files) {
        const to = folderThere(folder, file);
        if (to === null) continue;
        const key = isWindows(file.there) ? to.toLowerCase() : to;
        const before = found.get(key);
        found.set(key, { to: before?.to ?? to, proof: before?.proof ?? file, count: (before?.count ?? 0) + 1 });
    }
    const [first, second] = [...found.values()];
    if (first === undefined) {
        const reason = odd === undefined ? 'no_file' : 'other_names';
        return { folder, status: 'open', proofs: 0, reason, ...(odd !== undefined && { proof: odd }) };
    }
    const against = second?.proof ?? odd;
    if (against !== undefined) return { folder, status: 'open', proofs: 0, reason: 'conflict', proof: against };
    const status = first.to === folder ? 'same' : 'mapped';
    return { folder, status, to: first.to, proof: first.proof, proofs: first.count };
}

/** What its user has typed for a folder, or for one around it. */
function typedFor(folder: string, files: readonly SameFile[], typed: readonly PathMapping[]): LearnedFolder | null {
    const around = typed
        .filter(({ from, to }) => from.trim() !== '' && to.trim() !== '' && isInFolder(folder, from.trim()))
        .sort((a, b) => segmentsOf(b.from).length - segmentsOf(a.from).length)[0];
    if (around === undefined) return null;
    const rest = segmentsOf(folder).slice(segmentsOf(around.from).length).join('/');
    const to = normalisePath(rest === '' ? around.to.trim() : `${around.to.trim()}/${rest}`);
    const told = files.flatMap((file) => {
        const there = folderThere(folder, file);
        return there === null ? [] : [{ file, isSame: equal(there, to) }];
    });
    const proof = told.find(({ isSame }) => isSame)?.file;
    // Where some files prove it and others do not, the folder is in several places, and what was typed is right for one.
    const against = proof === undefined ? told[0]?.file : undefined;
    return {
        folder,
        status: 'typed',
        to,
        proofs: told.filter(({ isSame }) => isSame).length,
        ...(proof !== undefined && { proof }),
        ...(against !== undefined && { against }),
    };
}

/** Where the other service has the folder, when all that is below it is called alike; else null. */
function folderThere(folder: string, { here, there }: SameFile): string | null {
    const below = segmentsOf(here).slice(segmentsOf(folder).length);
    const inThere = segmentsOf(there);
    if (below.length === 0 || below.length > inThere.length) return null;
    const isAlike = isWindows(here) || isWindows(there) ? alikeOnWindows : alike;
    const end = inThere.slice(-below.length);
    if (!below.every((segment, index) => isAlike(segment, end[index] ?? ''))) return null;
    return withoutEnd(there, below.length);
}

function commonEnd({ here, there }: SameFile): number {
    const isAlike = isWindows(here) || isWindows(there) ? alikeOnWindows : alike;
    const inHere = segmentsOf(here).reverse();
    const inThere = segmentsOf(there).reverse();
    const different = inHere.findIndex((segment, index) => !isAlike(segment, inThere[index] ?? ''));
    return different === -1 ? inHere.length : different;
}

/** Linux tells upper from lower case: what differs in that may be two folders. */
function alike(a: string, b: string): boolean {
    return a.normalize('NFC') === b.normalize('NFC');
}

function alikeOnWindows(a: string, b: string): boolean {
    return alike(a.toLowerCase(), b.toLowerCase());
}

function equal(a: string, b: string): boolean {
    return isWindows(a) || isWindows(b) ? a.toLowerCase() === b.toLowerCase() : a === b;
}

/** A drive, or a share. */
function isWindows(path: string): boolean {
    return /^[a-z]:(?:[\\/]|$)/i.test(path) || path.startsWith('\\\\');
}

function withoutEnd(path: string, count: number): string {
    const kept = normalisePath(path).split('/').slice(0, -count).join('/');
    return kept === '' ? '/' : kept;
}

function parentOf(path: string): string {
    return withoutEnd(path, 1);
}

function innermost(folders: readonly string[], path: string): string | undefined {
    return folders.filter((folder) => isWithin(path, folder)).sort((a, b) => segmentsOf(b).length - segmentsOf(a).length)[0];
}

function isWithin(path: string, folder: string): boolean {
    const isAlike = isWindows(path) ? alikeOnWindows : alike;
    const inPath = segmentsOf(path);
    return (
        path.startsWith('/') === folder.startsWith('/') &&
        segmentsOf(folder).every((segment, index) => isAlike(segment, inPath[index] ?? ''))
    );
}

/** The innermost folder that holds all of the files; null when that is the root of everything. */
function sharedFolder(paths: readonly string[]): string | null {
    const [first = '', ...others] = paths.map(parentOf);
    let shared = first;
    while (shared !== '/' && shared !== '' && !others.every((other) => isWithin(other, shared))) shared = parentOf(shared);
    return shared === '/' || shared === '' ? null : shared;
}
