/** Flows that tell what their Node-RED weighs and how long it stood still, and another that does nothing but answer. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { FlowNode, NodeRed } from '../../test/support/node-red';

const MEMORY_PATH = '/bench/memory';
const LOOP_PATH = '/bench/loop';
export const BARE_PATH = '/bench/bare';

/** Bytes after a full garbage collection. */
export interface Weight {
    /** Of the whole process. */
    rss: number;
    heapUsed: number;
    external: number;
}

const WEIGH = `
v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');
const rounds = () => new Promise((resolve) => setTimeout(resolve, 200));
for (let round = 0; round < 4; round++) { collect(); await rounds(); }
const { rss, heapUsed, external } = process.memoryUsage();
msg.payload = { rss, heapUsed, external };
return msg;`;

/** `GET` answers this process's weight. */
export function memoryFlow(): FlowNode[] {
    const libs = ['v8', 'vm', 'process'].map((module) => ({ var: module, module }));
    return [
        { id: 'bench-memory-tab', type: 'tab', label: 'memory' },
        {
            id: 'bench-memory-in',
            type: 'http in',
            z: 'bench-memory-tab',
            url: MEMORY_PATH,
            method: 'get',
            wires: [['bench-memory']],
        },
        {
            id: 'bench-memory',
            type: 'function',
            z: 'bench-memory-tab',
            func: WEIGH,
            outputs: 1,
            libs,
            wires: [['bench-memory-out']],
        },
        { id: 'bench-memory-out', type: 'http response', z: 'bench-memory-tab', wires: [] },
    ];
}

export async function weigh(nodeRed: NodeRed): Promise<Weight> {
    return nodeRed.json<Weight>(MEMORY_PATH);
}

/** What was seen since the last time it was asked. */
export interface LoopFigures {
    /** Longest time that the event loop stood still, in milliseconds. */
    longestBlockMs: number;
    /** What 99.9 % of the looks at the loop stay below, in milliseconds. */
    p999Ms: number;
    /** Since the start: episodes in the events that the gate has applied, by kind; 1 for an event without. */
    applied: Record<string, number>;
}

const WATCH_LOOP = `
const loop = perf_hooks.monitorEventLoopDelay({ resolution: 1 });
loop.enable();
flow.set('loop', loop);
flow.set('applied', {});`;
const TELL_LOOP = `
const loop = flow.get('loop');
msg.payload = { longestBlockMs: loop.max / 1e6, p999Ms: loop.percentile(99.9) / 1e6, applied: flow.get('applied') };
loop.reset();
return msg;`;
const COUNT_APPLIED = `
const { kind, episodes = [] } = msg.payload;
const applied = flow.get('applied');
applied[kind] = (applied[kind] ?? 0) + Math.max(1, episodes.length);`;

/** `GET` answers how long the event loop stood still. Also counts what the nodes `counted` of the same tab are done with. */
export function loopFlow(z: string, counted: readonly string[] = []): FlowNode[] {
    return [
        { id: 'bench-loop-in', type: 'http in', z, url: LOOP_PATH, method: 'get', wires: [['bench-loop']] },
        {
            id: 'bench-loop',
            type: 'function',
            z,
            initialize: WATCH_LOOP,
            func: TELL_LOOP,
            outputs: 1,
            libs: [{ var: 'perf_hooks', module: 'perf_hooks' }],
            wires: [['bench-loop-out']],
        },
        { id: 'bench-loop-out', type: 'http response', z, wires: [] },
        { id: 'bench-done', type: 'complete', z, scope: [...counted], wires: [['bench-count']] },
        { id: 'bench-count', type: 'function', z, func: COUNT_APPLIED, outputs: 0, wires: [] },
    ];
}

export async function loopFigures(nodeRed: NodeRed): Promise<LoopFigures> {
    return nodeRed.json<LoopFigures>(LOOP_PATH);
}

/** Resident set as it stands, in bytes, from the kernel: a field of /proc/PID/status. */
export function residentOf({ pid }: NodeRed, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN) * 1024;
}

/** Has the kernel forget the peak of the resident set, so that `VmHWM` is that of what comes (proc(5), clear_refs). */
export function forgetPeak({ pid }: NodeRed): void {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

export const BARE_TAB = 'bench-bare-tab';

/** `POST` is answered with what was sent: the least that a flow can do with a webhook. */
export function bareFlow(): FlowNode[] {
    return [
        { id: BARE_TAB, type: 'tab', label: 'bare' },
        {
            id: 'bench-bare-in',
            type: 'http in',
            z: BARE_TAB,
            url: BARE_PATH,
            method: 'post',
            wires: [['bench-bare-out']],
        },
        { id: 'bench-bare-out', type: 'http response', z: BARE_TAB, wires: [] },
    ];
}
