/**
 * Side process: the media-store and media-gate nodes in a runtime of their own, and events about single episodes of shows
 * of one length. Uses what a checkout of any age has, so that an older one can be measured beside this.
 */
import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MediaEvent } from '../../lib/model';
import { MediaStore } from '../../lib/store';
import gateNode from '../../nodes/media-gate';
import storeNode from '../../nodes/media-store';
import { makeFolder } from '../../test/support/folder';
import { helper } from '../../test/support/node-test-helper';
import { beginningOf, eventsOf, longShow } from './long-show';
import { collectGarbage, serve } from './side-process';

/** In one show, spread over its length: two events each. */
const EPISODES_PER_SHOW = 13;

export interface Applied {
    /** Of each event: until its message has come out of the gate and what it changed is on the disk, in milliseconds. */
    timesMs: number[];
    /** Per event: bytes of the journal. */
    bytes: number;
    /** Longest time that the event loop stood still meanwhile, in milliseconds. */
    longestBlockMs: number;
}

let path = '';
let store: MediaStore | null = null;
let shows = 0;

const commands = {
    /** Starts the nodes with an empty store. */
    async start(_: object): Promise<void> {
        path = join(await makeFolder(), 'store.json');
        await helper.startServer();
        await helper.load(
            [storeNode, gateNode],
            [
                { id: 'store', type: 'media-store', path },
                { id: 'gate', type: 'media-gate', store: 'store', createRequests: true, wires: [['out'], ['out']] },
                { id: 'out', type: 'helper' },
            ],
        );
        store = await (helper.getNode('store') as unknown as { opened: Promise<MediaStore> }).opened;
    },

    /** Takes a new show of this length in, then measures what comes of some of its episodes. */
    async show({ episodes }: { episodes: number }): Promise<Applied> {
        const long = longShow(++shows, episodes);
        for (const event of await beginningOf(long)) await apply(event);
        const events: MediaEvent[] = [];
        for (let nth = 0; nth < EPISODES_PER_SHOW; nth++)
            events.push(...(await eventsOf(long, Math.floor((nth * episodes) / EPISODES_PER_SHOW))));
        collectGarbage();
        const loop = monitorEventLoopDelay({ resolution: 1 });
        loop.enable();
        const written = opened().bytesWritten;
        const timesMs: number[] = [];
        for (const event of events) {
            const begin = performance.now();
            await apply(event);
            timesMs.push(performance.now() - begin);
        }
        loop.disable();
        return { timesMs, bytes: (opened().bytesWritten - written) / events.length, longestBlockMs: loop.max / 1e6 };
    },

    /** Stops the nodes and opens their store anew. */
    async reopen(_: object): Promise<{ shows: number; openMs: number; fileBytes: number }> {
        await stop();
        collectGarbage();
        const begin = performance.now();
        const again = await MediaStore.open({ path });
        const openMs = performance.now() - begin;
        if (again.size !== shows) throw new Error(`${again.size} requests are in the store, and not ${shows}`);
        await again.close();
        return { shows, openMs, fileBytes: statSync(path).size };
    },
};

export type GateNodeCommands = typeof commands;

serve(commands, async () => {
    await stop();
    if (path !== '') await rm(dirname(path), { recursive: true, force: true });
});

/** As the flow does it: into the gate, and out of it again. */
async function apply(event: MediaEvent): Promise<void> {
    const out = helper.getNode('out');
    const told = new Promise<string>((resolve) => {
        const listen = ({ topic = '', payload }: { topic?: string; payload: { event: MediaEvent } }): void => {
            if (payload.event.id !== event.id) return;
            out.removeListener('input', listen);
            resolve(topic);
        };
        out.on('input', listen);
    });
    helper.getNode('gate').receive({ payload: event });
    const topic = await told;
    if (topic.startsWith('not applied')) throw new Error(`${event.id}: ${topic}`);
    await opened().flush();
}

function opened(): MediaStore {
    if (store === null) throw new Error('the nodes were not started');
    return store;
}

async function stop(): Promise<void> {
    if (store === null) return;
    store = null;
    await helper.unload();
    await helper.stopServer();
}
