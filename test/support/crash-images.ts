/**
 * What a crash would leave behind, at every step: real file operations in one folder are done one after the other, and
 * the folder is copied before the first and after each. Appends also leave copies in which only a part got through.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import fs, { type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFolder } from './folder';

export interface Image<T> {
    /** The copy of the folder. */
    folder: string;
    /** The operation after which it was taken, for example `append store.json.journal-0`. */
    after: string;
    /** What the test knew at this moment. */
    known: T;
}

type Operation = (...args: unknown[]) => Promise<unknown>;

const FUNCTIONS = ['open', 'rename', 'rm', 'writeFile'] as const;
const METHODS = ['appendFile', 'datasync', 'sync', 'truncate', 'close'] as const;

export class CrashImages<T> {
    readonly images: Image<T>[] = [];
    /** Every operation, in the order in which they were done. */
    readonly operations: string[] = [];
    private readonly seen = new Map<string, Image<T>>();
    private readonly originals = new Map<string, Operation>();
    private last: Promise<unknown> = Promise.resolve();

    private constructor(
        private readonly folder: string,
        private readonly target: string,
        private readonly know: () => T,
    ) {}

    /** Watches `folder` until `stop`. `know` is asked at each image. */
    static async of<T>(folder: string, know: () => T): Promise<CrashImages<T>> {
        const images = new CrashImages(folder, await makeFolder(), know);
        images.take('nothing');
        const functions = fs as unknown as Record<string, Operation>;
        for (const name of FUNCTIONS) {
            const original = functions[name]!;
            images.originals.set(name, original);
            functions[name] = (path, ...rest) => images.run(name, String(path), () => original.call(fs, path, ...rest));
        }
        return images;
    }

    stop(): void {
        for (const [name, original] of this.originals) (fs as unknown as Record<string, Operation>)[name] = original;
    }

    private async run(name: string, path: string, operate: () => Promise<unknown>): Promise<unknown> {
        if (!path.startsWith(this.folder)) return operate();
        const result = await this.inTurn(`${name} ${basename(path)}`, operate);
        if (name === 'open') this.watch(result as FileHandle, path);
        return result;
    }

    private watch(handle: FileHandle, path: string): void {
        const methods = handle as unknown as Record<string, Operation>;
        for (const name of METHODS) {
            const original = methods[name]!.bind(handle);
            const operate = (...args: unknown[]): Promise<unknown> => original(...args);
            methods[name] = (...args) =>
                this.inTurn(
                    `${name} ${basename(path)}`,
                    () => operate(...args),
                    name === 'appendFile' ? Buffer.byteLength(String(args[0])) : 0,
                );
        }
    }

    private inTurn(what: string, operate: () => Promise<unknown>, appended = 0): Promise<unknown> {
        const turn = this.last.then(async () => {
            const known = this.know();
            this.operations.push(what);
            const result = await operate();
            if (appended > 0) this.takeTorn(what, appended, known);
            this.take(what);
            return result;
        });
        this.last = turn.catch(() => undefined);
        return turn;
    }

    private take(after: string): void {
        const hash = createHash('sha256');
        for (const name of readdirSync(this.folder).sort()) hash.update(name).update(readFileSync(join(this.folder, name)));
        const content = hash.digest('hex');
        const same = this.seen.get(content);
        if (same) {
            // What is known only grows: of equal folders the last one asks for most.
            same.known = this.know();
            return;
        }
        const image = { folder: this.copy(), after, known: this.know() };
        this.seen.set(content, image);
        this.images.push(image);
    }

    private takeTorn(what: string, appended: number, known: T): void {
        const name = what.slice(what.indexOf(' ') + 1);
        for (const part of [1, Math.floor(appended / 2), appended - 1]) {
            const folder = this.copy();
            const path = join(folder, name);
            truncateSync(path, readFileSync(path).byteLength - appended + part);
            this.images.push({ folder, after: `${part} of ${appended} bytes of ${what}`, known });
        }
    }

    private copy(): string {
        const folder = join(this.target, String(this.images.length));
        mkdirSync(folder);
        cpSync(this.folder, folder, { recursive: true });
        return folder;
    }
}
