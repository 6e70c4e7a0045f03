/** A flow that tells what its Node-RED weighs, and another that does nothing but answer. */
import type { FlowNode, NodeRed } from '../../test/support/node-red';

const MEMORY_PATH = '/bench/memory';
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

/** `POST` is answered with what was sent: the least that a flow can do with a webhook. */
export function bareFlow(): FlowNode[] {
    return [
        { id: 'bench-bare-tab', type: 'tab', label: 'bare' },
        {
            id: 'bench-bare-in',
            type: 'http in',
            z: 'bench-bare-tab',
            url: BARE_PATH,
            method: 'post',
            wires: [['bench-bare-out']],
        },
        { id: 'bench-bare-out', type: 'http response', z: 'bench-bare-tab', wires: [] },
    ];
}
