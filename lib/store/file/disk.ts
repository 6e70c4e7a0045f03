/** The store's dealings with the file system: what makes a write last, and its refusals in words. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { MediaError } from '../../model';

/** The error for a disk that does not take what it is given. */
export function notWritable(cause: unknown): MediaError {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why =
        code === 'ENOSPC' ? 'the disk is full' : ['EACCES', 'EROFS', 'EPERM'].includes(code) ? 'its folder is read-only' : code;
    return new MediaError('store_not_writable', `The store cannot be written: ${why}`, { field: 'path', cause });
}

function notReadable(cause: unknown): MediaError {
    return new MediaError('store_not_readable', 'The store file cannot be read', { field: 'path', cause });
}

/** Puts what the file system says of a reading into words. @throws MediaError `store_not_readable`, or the reading's own */
export async function readable<T>(reading: Promise<T>): Promise<T> {
    try {
        return await reading;
    } catch (cause) {
        throw cause instanceof MediaError ? cause : notReadable(cause);
    }
}

/** Whether something went wrong because a file is not there. */
export function isMissing(cause: unknown): boolean {
    return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

/** Bytes of a file; null where there is none. @throws MediaError `store_not_readable` */
export async function sizeOf(path: string): Promise<number | null> {
    try {
        return (await stat(path)).size;
    } catch (cause) {
        if (isMissing(cause)) return null;
        throw notReadable(cause);
    }
}

/** A new or renamed file is durable only when its folder is synced; where that is not possible (Windows) it is skipped. */
export async function syncFolder(path: string): Promise<void> {
    const folder = await open(path, 'r').catch(() => null);
    if (folder === null) return;
    await folder.sync().catch(() => undefined);
    await folder.close();
}

/** Adds whole lines to a file and syncs it to the disk. @throws MediaError `store_not_writable` */
export async function appendDurably(path: string, text: string): Promise<void> {
    const file = await open(path, 'a+', 0o600).catch((cause: unknown) => {
        throw notWritable(cause);
    });
    try {
        // Half a line, left by a crash or a full disk, must not spoil the line behind it.
        await file.appendFile((await endsInLine(file)) ? text : `\n${text}`);
        await file.datasync();
    } catch (cause) {
        throw notWritable(cause);
    } finally {
        await file.close();
    }
}

async function endsInLine(file: FileHandle): Promise<boolean> {
    const { size } = await file.stat();
    if (size === 0) return true;
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] === 0x0a;
}
