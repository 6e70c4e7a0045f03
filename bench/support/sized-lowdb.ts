/** Side process: the same requests in a plain lowdb store with its own file adapter, which writes the whole file each time. */
import { rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Low } from 'lowdb' with { 'resolution-mode': 'import' };
import type { MediaRequest } from '../../lib/model';
import { makeFolder } from '../../test/support/folder';
import { requestMaker, type RequestMaker } from './copies';
import { collectGarbage, serve } from './side-process';

interface PlainStore {
    requests: Record<string, MediaRequest>;
}

let db: Low<PlainStore> | null = null;
let path = '';
let make: RequestMaker | null = null;

const commands = {
    async fill({ size }: { size: number }): Promise<void> {
        const { Low } = await import('lowdb');
        const { JSONFile } = await import('lowdb/node');
        make ??= await requestMaker();
        if (path !== '') rmSync(dirname(path), { recursive: true, force: true });
        path = join(await makeFolder(), 'store.json');
        db = new Low<PlainStore>(new JSONFile(path), { requests: {} });
        for (let number = 0; number < size; number++) {
            const request = make(number);
            db.data.requests[request.id] = request;
        }
        await db.write();
    },

    /** Puts this many requests one after the other, each written before the next. */
    async write({ times }: { times: number }): Promise<{ writeMs: number; bytes: number; longestBlockMs: number }> {
        if (db === null || make === null) throw new Error('the store was not filled');
        collectGarbage();
        const loop = monitorEventLoopDelay({ resolution: 1 });
        loop.enable();
        const begin = performance.now();
        for (let number = 0; number < times; number++) {
            const request = make(number);
            db.data.requests[request.id] = request;
            await db.write();
        }
        const writeMs = (performance.now() - begin) / times;
        loop.disable();
        return { writeMs, bytes: statSync(path).size, longestBlockMs: loop.max / 1e6 };
    },
};

export type SizedLowdbCommands = typeof commands;

serve(commands);
