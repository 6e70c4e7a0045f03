/**
 * Keeps two Node-RED processes off one store file. The lock says which process holds it, so that one left behind by a
 * crash, a power cut or an old container never keeps anybody out.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { type Clock, MediaError } from '../../model';
import { notWritable } from './disk';

/** What tells one process from every other, on this machine and over restarts of it. */
interface Holder {
    pid: number;
    host: string;
    /** When the machine was started, as an id of the kernel; '' where there is none. */
    boot: string;
    /** When the process was started, in the kernel's ticks; '' where it cannot be told. */
    start: string;
}

const CHECK_EVERY_MS = 1_000;

export class StoreLock {
    /** What says that the lock is ours. */
    private text = '';
    /** What was there before us. */
    private found = '';
    private isTaken = false;
    private checkedAt = Number.NEGATIVE_INFINITY;

    private constructor(
        private readonly path: string,
        private readonly clock: Clock,
    ) {}

    /**
     * Looks who holds the lock of a store file; `check` takes it.
     * @throws MediaError `store_in_use` when another living process on this machine holds it
     */
    static async of(storePath: string, clock: Clock): Promise<StoreLock> {
        const lock = new StoreLock(`${storePath}.lock`, clock);
        lock.found = await readFile(lock.path, 'utf8').catch(() => '');
        const holder = parseHolder(lock.found);
        if (holder !== null && (await isAlive(holder))) {
            throw new MediaError(
                'store_in_use',
                `Another Node-RED (process ${holder.pid}) uses the store file ${storePath}. Stop it, or choose another path`,
                {
                    field: 'path',
                },
            );
        }
        lock.text = JSON.stringify(await describeSelf());
        return lock;
    }

    /**
     * Takes the lock if the disk did not let us before, and makes sure that nobody on another machine has taken it
     * since. That one goes on; who held it before stops. Looks at most once a second: a folder shared by two machines is
     * none that one look fewer makes safe, and each write would take as long again.
     * @throws MediaError `store_in_use`, `store_not_writable`
     */
    async check(): Promise<void> {
        const now = this.clock.monotonic();
        if (this.isTaken && now - this.checkedAt < CHECK_EVERY_MS) return;
        await this.look();
        this.checkedAt = now;
    }

    private async look(): Promise<void> {
        const text = await readFile(this.path, 'utf8').catch(() => (this.isTaken ? this.text : ''));
        if (text === this.text) return;
        // Half a lock is ours: the disk was full.
        if (this.isTaken || (text !== this.found && parseHolder(text) !== null)) {
            throw new MediaError('store_in_use', 'Another Node-RED has opened this store file. This one no longer writes to it', {
                field: 'path',
            });
        }
        try {
            await mkdir(dirname(this.path), { recursive: true });
            await writeFile(this.path, this.text, { mode: 0o600 });
        } catch (cause) {
            throw notWritable(cause);
        }
        this.isTaken = true;
    }

    async release(): Promise<void> {
        const text = await readFile(this.path, 'utf8').catch(() => '');
        // One that cannot be removed keeps nobody out once this process has ended.
        if (text === this.text) await rm(this.path, { force: true }).catch(() => undefined);
    }
}

async function describeSelf(): Promise<Holder> {
    return { pid: process.pid, host: hostname(), boot: await bootId(), start: await startOf(process.pid) };
}

/** A holder on another machine cannot be asked; see `check` for what keeps the two apart then. */
async function isAlive(holder: Holder): Promise<boolean> {
    if (holder.pid === process.pid || holder.host !== hostname() || holder.boot !== (await bootId())) return false;
    try {
        process.kill(holder.pid, 0);
    } catch (thrown) {
        // EPERM: it lives, and belongs to another user.
        if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM')) return false;
    }
    return (await startOf(holder.pid)) === holder.start;
}

async function bootId(): Promise<string> {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
}

/** Field 22 of /proc/PID/stat (proc(5)): the program's name before it may hold blanks and brackets. */
async function startOf(pid: number): Promise<string> {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function parseHolder(text: string): Holder | null {
    try {
        const value = JSON.parse(text) as Partial<Holder> | null;
        if (typeof value?.pid !== 'number') return null;
        return { pid: value.pid, host: value.host ?? '', boot: value.boot ?? '', start: value.start ?? '' };
    } catch {
        return null;
    }
}
