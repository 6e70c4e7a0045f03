/** What the editor hears from a running Node-RED: the nodes' statuses, and what debug nodes and Catch nodes show. */
import WebSocket from 'ws';
import type { NodeRed } from './node-red';

export interface ShownStatus {
    fill?: string;
    shape?: string;
    text?: string;
}

export interface DebugMessage {
    /** Id of the debug node. */
    id: string;
    name?: string;
    /** The shown value as text; JSON where it is an object. */
    msg: string;
}

export class Comms {
    /** The last status of each node, by node id. */
    readonly statuses = new Map<string, ShownStatus>();
    readonly debug: DebugMessage[] = [];

    private constructor(private readonly socket: WebSocket) {
        socket.on('message', (data: Buffer) => this.take(data.toString('utf8')));
    }

    /** Connects as the editor does; statuses that were shown before arrive too. */
    static async open(nodeRed: NodeRed): Promise<Comms> {
        const socket = new WebSocket(`${nodeRed.url.replace('http', 'ws')}/comms`);
        const comms = new Comms(socket);
        await new Promise((resolve, reject) => {
            socket.once('open', resolve);
            socket.once('error', reject);
        });
        for (const topic of ['status/#', 'debug']) socket.send(JSON.stringify({ subscribe: topic }));
        return comms;
    }

    close(): void {
        this.socket.terminate();
    }

    private take(text: string): void {
        const notes = [JSON.parse(text)].flat() as { topic?: string; data?: unknown }[];
        for (const { topic, data } of notes) {
            if (topic?.startsWith('status/')) this.statuses.set(topic.slice('status/'.length), data as ShownStatus);
            else if (topic === 'debug') this.debug.push(data as DebugMessage);
        }
    }
}
