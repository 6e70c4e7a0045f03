/** A listener at a Sonarr, with a store on disk and a gate behind it: what one long catch-up costs its process. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ArrListener, workKeyOf } from '../../lib/arr';
import { systemClock } from '../../lib/model';
import { openRoom, type Room } from './room';
import { collectGarbage, serve } from './side-process';

export interface CaughtUpFigures {
    events: number;
    ms: number;
    /** The longest time between two turns of the event loop, and what 99 of 100 are below. In milliseconds. */
    longestMs: number;
    p99Ms: number;
    /** The most processor time between two turns: what others on the machine take does not count. In milliseconds. */
    longestOwnMs: number;
    /** Of the heap, after a full garbage collection before and after, and the most in between. In bytes. */
    heap: { before: number; peak: number; after: number };
    requests: number;
    episodes: number;
}

const SAMPLE_MS = 5;

let room: Room | null = null;
let listener: ArrListener | null = null;

async function begin({ url, apiKey }: { url: string; apiKey: string }): Promise<void> {
    const opened = await openRoom();
    room = opened;
    const { store, gate } = opened;
    const started = new ArrListener({
        server: { kind: 'sonarr', url, apiKey },
        serverId: 'sonarr',
        name: '',
        clock: systemClock,
        open: () => store.open(),
        all: () => store.requests(),
        find: (workId) => store.findWhole(workKeyOf('sonarr', workId)),
        cursor: (name) => store.cursor(name),
        accept: (events, cursors) => store.acceptAll(events, cursors),
        emit: (event) => void gate.accept(event),
        isFollowed: () => false,
        setTransfer: () => undefined,
        setQueued: () => undefined,
        onKnown: () => undefined,
        onCaughtUp: () => undefined,
        onStatus: () => undefined,
        onFault: () => undefined,
    });
    listener = started;
    store.onChange((request) => started.openChanged(request));
    started.start();
    await started.lookNow();
}

async function catchUp(): Promise<CaughtUpFigures> {
    if (room === null || listener === null) throw new Error('begin comes first');
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    let [peak, longestOwn] = [before, 0];
    let last = process.cpuUsage();
    const sampling = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage().heapUsed);
        const { user, system } = process.cpuUsage(last);
        last = process.cpuUsage();
        longestOwn = Math.max(longestOwn, user + system);
    }, SAMPLE_MS);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const { events, ms } = await listener.lookNow();
    delay.disable();
    clearInterval(sampling);
    await room.store.flush();
    collectGarbage();
    return {
        events,
        ms,
        longestMs: delay.max / 1e6,
        p99Ms: delay.percentile(99) / 1e6,
        longestOwnMs: longestOwn / 1000,
        heap: { before, peak, after: process.memoryUsage().heapUsed },
        requests: room.store.requests().length,
        episodes: room.store.requests().reduce((sum, { summary }) => sum + (summary?.total ?? 0), 0),
    };
}

const commands = { begin, catchUp };
export type AskerCommands = typeof commands;

serve(commands, async () => {
    await listener?.close();
    await room?.store.close();
});
