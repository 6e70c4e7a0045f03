/** Temporary folders that are gone after the test, also when it failed. */
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made = new Set<string>();
process.on('exit', () => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

export async function makeFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'media-pipeline-'));
    made.add(folder);
    return folder;
}

/** Removes all that `makeFolder` made. For `afterEach`. */
export async function removeFolders(): Promise<void> {
    for (const folder of made) await rm(folder, { recursive: true, force: true });
    made.clear();
}

/** Names in a folder, sorted. */
export async function namesIn(folder: string): Promise<string[]> {
    return (await readdir(folder)).sort();
}

/** A user id that owns nothing. */
const NOBODY = 65_534;

/** Runs `act` while nothing can be created in `folder`. Root, who may write anywhere, is nobody for that time. */
export async function whileReadOnly<T>(folder: string, act: () => Promise<T>): Promise<T> {
    const { mode } = await stat(folder);
    const isRoot = process.geteuid?.() === 0;
    await chmod(folder, 0o555);
    if (isRoot) process.seteuid?.(NOBODY);
    try {
        return await act();
    } finally {
        if (isRoot) process.seteuid?.(0);
        await chmod(folder, mode);
    }
}
