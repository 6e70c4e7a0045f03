/** Pictures on the disk, each a file. When there are too many the oldest go. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface CacheOptions {
    folder: string;
    /** Bytes of all of them. */
    mostBytes: number;
}

/** As `posterKey` makes them. */
const KEY = /^[\da-f]{16}$/;

interface Kept {
    bytes: number;
    /** Milliseconds since 1970. */
    at: number;
}

export class PictureCache {
    /** What is there, the oldest first, once it has been looked for. */
    private known: Promise<Map<string, Kept>> | null = null;

    constructor(private readonly options: CacheOptions) {}

    /** Null when it is not there, or cannot be read. */
    async get(key: string): Promise<Buffer | null> {
        const known = await this.list();
        if (!known.has(key)) return null;
        return readFile(this.pathOf(key)).catch(() => {
            known.delete(key);
            return null;
        });
    }

    /** Keeps a picture if the disk takes it. What cannot be kept is fetched again. */
    async put(key: string, bytes: Buffer, now: number): Promise<void> {
        const known = await this.list();
        const path = this.pathOf(key);
        const fresh = `${path}.${process.pid}.new`;
        try {
            await mkdir(this.options.folder, { recursive: true });
            // Under another name until it is whole.
            await writeFile(fresh, bytes);
            await rename(fresh, path);
        } catch {
            await rm(fresh, { force: true }).catch(() => undefined);
            return;
        }
        known.delete(key);
        known.set(key, { bytes: bytes.length, at: now });
        await this.makeRoom(known);
    }

    private async makeRoom(known: Map<string, Kept>): Promise<void> {
        let total = [...known.values()].reduce((sum, { bytes }) => sum + bytes, 0);
        for (const [key, { bytes }] of known) {
            if (total <= this.options.mostBytes) return;
            known.delete(key);
            total -= bytes;
            await rm(this.pathOf(key), { force: true }).catch(() => undefined);
        }
    }

    private list(): Promise<Map<string, Kept>> {
        return (this.known ??= this.read());
    }

    private async read(): Promise<Map<string, Kept>> {
        const { folder } = this.options;
        const names = await readdir(folder).catch((): string[] => []);
        const found: [string, Kept][] = [];
        for (const name of names) {
            const path = join(folder, name);
            if (!KEY.test(name)) {
                // What a crash left behind.
                if (name.endsWith('.new')) await rm(path, { force: true }).catch(() => undefined);
                continue;
            }
            const about = await stat(path).catch(() => null);
            if (about?.isFile() === true) found.push([name, { bytes: about.size, at: about.mtimeMs }]);
        }
        return new Map(found.sort(([, a], [, b]) => a.at - b.at));
    }

    private pathOf(key: string): string {
        return join(this.options.folder, key);
    }
}
