/** What a running Node-RED holds: memory after its garbage was collected, open files, timers and sockets. */
import { join } from 'node:path';
import type { NodeRed } from './node-red';
import { until } from './until';

export interface Figures {
    /** Sockets, pipes, file watchers and so on that keep the process alive, by kind. */
    resources: Record<string, number>;
    /** Also those that do not keep it alive. */
    timers: number;
    /** Open file descriptors, sockets included. */
    files: number;
    heapBytes: number;
    residentBytes: number;
}

/** To be added to the environment of a Node-RED that is to be asked. */
export const figuresEnvironment = { NODE_OPTIONS: `--import=${join(__dirname, 'show-figures.mjs')}` };

export async function figuresOf(nodeRed: NodeRed): Promise<Figures> {
    const before = nodeRed.log.length;
    process.kill(nodeRed.pid!, 'SIGWINCH');
    const text = await until('the figures', () => /^figures (.*)$/m.exec(nodeRed.log.slice(before))?.[1]);
    return JSON.parse(text) as Figures;
}
