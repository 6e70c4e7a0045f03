/** Side process: a store of a given size, to which whole lives of films come event by event. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MediaEvent, MediaRequest } from '../../lib/model';
import { until } from '../../test/support/until';
import { percentile, sum } from '../figure';
import { requestMaker, type RequestMaker } from './copies';
import { filmLife, isWebhook } from './lives';
import { openRoom, type Room } from './room';
import { collectGarbage, serve } from './side-process';

/** Numbers of the films that come in while it is measured; those that are there already begin at 0. */
const FIRST_NEW = 5_000_000;
/** Requests that are put between two flushes while the store is filled, and more bytes than they have. */
const TOGETHER = 500;
const TOGETHER_BYTES = 4_000_000;
const FOLD_TIMEOUT_MS = 120_000;
/** Films. */
const MOST_WHILE_FOLDING = 50_000;

export interface Opened {
    fileBytes: number;
    openMs: number;
    /** Of the store, after garbage collection. */
    heapBytes: number;
}

export interface Applied {
    /** Per event, in milliseconds of processor time: what the gate takes, without the disk. */
    gateMs: number;
    /** Per event, in milliseconds, one after the other: until it is durable, and acknowledged before if it is a webhook. */
    durableMs: number;
    /** Per event: bytes of the journal. */
    bytes: number;
    /** Per event: bytes of the changed request as JSON. */
    requestBytes: number;
    /** Longest time that the event loop stood still, in milliseconds. */
    longestBlockMs: number;
}

export interface Folded {
    /** Requests in the store. */
    size: number;
    events: number;
    /** How long the folding took, in milliseconds. */
    foldMs: number;
    /** Per event, as in `Applied`, while the journal was folded. */
    durableMs: number;
    p99Ms: number;
    longestBlockMs: number;
}

let room: Room | null = null;
let make: RequestMaker | null = null;
let copied = 0;
let next = FIRST_NEW;

const commands = {
    /** A new store with this many requests. */
    async make({ size }: { size: number }): Promise<Opened> {
        await close();
        room = await openRoom();
        copied = 0;
        return commands.fill({ size });
    },

    /** Puts as many requests as are still missing, and opens the store anew, so that its journal is empty. */
    async fill({ size }: { size: number }): Promise<Opened> {
        const { store, path } = opened();
        await put(opened(), size - store.size);
        await store.close();
        room = null;
        collectGarbage();
        const before = process.memoryUsage().heapUsed;
        const begin = performance.now();
        room = await openRoom({ path });
        const openMs = performance.now() - begin;
        collectGarbage();
        return { fileBytes: statSync(path).size, openMs, heapBytes: process.memoryUsage().heapUsed - before };
    },

    /** Whole lives of this many new films, half of them without the disk. */
    async live({ films }: { films: number }): Promise<Applied> {
        const { store, gate } = opened();
        const [inMemory, durably] = [await lives(films / 2), await lives(films / 2)];
        const loop = monitorEventLoopDelay({ resolution: 1 });
        loop.enable();
        const cpuBegin = process.cpuUsage();
        for (const event of inMemory) gate.accept(event);
        const cpu = process.cpuUsage(cpuBegin);
        await store.flush();

        const written = store.bytesWritten;
        const begin = performance.now();
        const changed: MediaRequest[] = [];
        for (const event of durably) changed.push(await applyDurably(event));
        const durableMs = performance.now() - begin;
        loop.disable();
        return {
            gateMs: (cpu.user + cpu.system) / 1000 / inMemory.length,
            durableMs: durableMs / durably.length,
            bytes: (store.bytesWritten - written) / durably.length,
            requestBytes: sum(changed.map(jsonBytes)) / durably.length,
            longestBlockMs: loop.max / 1e6,
        };
    },

    /** A new store, filled until its journal is about to be folded: applies events from then on until it is. */
    async fold({ size }: { size: number }): Promise<Folded> {
        await close();
        room = await openRoom();
        copied = 0;
        const { store, path } = room;
        const half = size / 2;
        await put(room, half, half);
        await untilFolded(room);
        const fileBytes = statSync(path).size;
        const writtenBefore = store.bytesWritten;
        while (store.bytesWritten - writtenBefore < fileBytes - TOGETHER_BYTES) await put(room, TOGETHER);
        return applyWhileFolding(room);
    },

    /** Applies whole lives, so that the journal is folded several times, and counts every byte that the process writes. */
    async wear({ films }: { films: number }): Promise<{ bytes: number; requestBytes: number } | null> {
        const events = await lives(films);
        const before = bytesWritten();
        if (before === null) return null;
        let requestBytes = 0;
        for (const event of events) requestBytes += jsonBytes(await applyDurably(event));
        await untilFolded(opened());
        return { bytes: ((bytesWritten() ?? 0) - before) / events.length, requestBytes: requestBytes / events.length };
    },
};

export type SizedStoreCommands = typeof commands;

serve(commands, close);

async function close(): Promise<void> {
    const closing = room;
    room = null;
    if (closing === null) return;
    await closing.store.close();
    await rm(dirname(closing.path), { recursive: true, force: true });
}

function opened(): Room {
    if (room === null) throw new Error('the store was not filled');
    return room;
}

/** Puts copies, and flushes when so many are together. */
async function put({ store }: Room, count: number, together = TOGETHER): Promise<void> {
    make ??= await requestMaker();
    for (let put = 1; put <= count; put++) {
        store.put(make(copied++));
        if (put % together === 0) await store.flush();
    }
    await store.flush();
}

async function applyWhileFolding(folding: Room): Promise<Folded> {
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    const times: number[] = [];
    let begin: number | null = null;
    for await (const event of manyLives()) {
        const started = performance.now();
        await applyDurably(event);
        const isUnderWay = isFolding(folding);
        if (isUnderWay) begin ??= started;
        if (begin === null) loop.reset();
        else if (!isUnderWay) break;
        else times.push(performance.now() - started);
    }
    loop.disable();
    if (begin === null || isFolding(folding)) throw new Error('the journal was not folded, or not to the end');
    return {
        size: folding.store.size,
        events: times.length,
        foldMs: performance.now() - begin,
        durableMs: sum(times) / times.length,
        p99Ms: percentile(times, 0.99),
        longestBlockMs: loop.max / 1e6,
    };
}

/** More than come while the largest store is folded. */
async function* manyLives(): AsyncGenerator<MediaEvent> {
    for (let film = 0; film < MOST_WHILE_FOLDING; film++) yield* await filmLife(next++);
}

async function lives(films: number): Promise<MediaEvent[]> {
    const events: MediaEvent[] = [];
    for (let film = 0; film < films; film++) events.push(...(await filmLife(next++)));
    return events;
}

/** As the shipped flow does it: a webhook's event is durable twice, in the inbox and applied. */
async function applyDurably(event: MediaEvent): Promise<MediaRequest> {
    const { store, gate } = opened();
    if (isWebhook(event)) await store.accept(event);
    const [change] = gate.accept(event).changes;
    await store.flush();
    if (!change) throw new Error(`${event.kind} changed nothing`);
    return change.request;
}

function jsonBytes(value: unknown): number {
    return Buffer.byteLength(JSON.stringify(value));
}

/** The new file that is to take the old one's place is there only while the journal is folded. */
function isFolding({ path }: Room): boolean {
    return readdirSync(dirname(path)).some((name) => name.endsWith('.new'));
}

async function untilFolded(filling: Room): Promise<void> {
    // A fold that has just begun has no file yet.
    await until('the journal to be folded', () => existsSync(filling.path) && !isFolding(filling), FOLD_TIMEOUT_MS);
}

/** All that this process has written so far (proc(5)); null where nothing tells. */
function bytesWritten(): number | null {
    try {
        return Number(/^wchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
    } catch {
        return null;
    }
}
