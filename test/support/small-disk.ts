/** A disk of its own that can be full or read-only: a small tmpfs. Only root may mount one. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mounted = new Set<SmallDisk>();
process.on('exit', () => {
    for (const disk of mounted) disk.unmount();
});

/** Written at a time while the disk is filled; less than a page, so that nothing is left at the end. */
const BLOCK = Buffer.alloc(1_024);

export class SmallDisk {
    private constructor(readonly folder: string) {
        mounted.add(this);
    }

    /** A disk of this size, or null where mounting is not allowed. */
    static mount(kilobytes: number): SmallDisk | null {
        const folder = mkdtempSync(join(tmpdir(), 'media-pipeline-disk-'));
        try {
            execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'media-pipeline-test', folder], {
                stdio: 'ignore',
            });
            return new SmallDisk(folder);
        } catch {
            rmdirSync(folder);
            return null;
        }
    }

    /** Leaves no byte free. What has room in the last block of its file may still be appended to. */
    fill(): void {
        try {
            for (;;) appendFileSync(this.ballast, BLOCK);
        } catch (thrown) {
            if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown;
        }
    }

    /** Frees what `fill` took. */
    free(): void {
        rmSync(this.ballast);
    }

    /** @throws when a file on it is open for writing */
    setReadOnly(isReadOnly: boolean): void {
        execFileSync('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, this.folder]);
    }

    unmount(): void {
        mounted.delete(this);
        // Lazily: whoever still has a file open there is about to end.
        execFileSync('umount', ['--lazy', this.folder]);
        rmdirSync(this.folder);
    }

    private get ballast(): string {
        return join(this.folder, 'ballast');
    }
}
