/** node-red-node-test-helper, which has no types, with those that our specs use. A real runtime in this process. */
import { type EventEmitter, once } from 'node:events';
import { createRequire } from 'node:module';
import type { Red } from '../../nodes/shared/red';

/** A node of a test flow. */
export interface TestNode {
    id: string;
    type: string;
    [property: string]: unknown;
}

/** A node as the runtime has it; its calls are events. */
export interface RunningNode {
    receive(message: object): void;
    on(event: string, listener: (...args: never[]) => void): void;
    removeListener(event: string, listener: (...args: never[]) => void): void;
}

export interface NodeTestHelper {
    init(runtimePath: string): void;
    startServer(): Promise<void>;
    stopServer(): Promise<void>;
    load(nodes: ((red: Red) => unknown)[], flow: readonly TestNode[], credentials?: object): Promise<void>;
    setFlows(flow: readonly TestNode[], type: 'full' | 'nodes', credentials?: object): Promise<void>;
    unload(): Promise<unknown>;
    getNode(id: string): RunningNode;
    /** Supertest on the admin routes. */
    request(): {
        post(path: string): { send(body: object): Promise<{ status: number; body: unknown }> };
        get(path: string): Promise<{ status: number; body: unknown }>;
    };
    /** Sinon's spy on everything that was logged. */
    log(): { args: [{ level: number; type: string; id: string; msg: unknown }][] };
}

/** What the helper works with, and does not show. */
interface Inside {
    _events: EventEmitter;
    _redNodes: { setFlows(flow: readonly TestNode[], credentials: object, type: string): Promise<unknown> };
}

const require = createRequire(__filename);
export const helper = require('node-red-node-test-helper') as NodeTestHelper;
helper.init(require.resolve('node-red'));
// Its own gives up after 300 ms, which a busy machine needs at times. A test's timeout is patience enough.
helper.setFlows = async (flow, type, credentials = {}) => {
    const { _events, _redNodes } = helper as NodeTestHelper & Inside;
    const started = once(_events, 'flows:started');
    await _redNodes.setFlows(flow, credentials, type);
    await started;
};

interface Status {
    fill?: string;
    shape?: string;
    text?: string;
}

/** Keeps what a helper node gets. */
export function messagesOf<T = Record<string, unknown>>(id: string): T[] {
    const messages: T[] = [];
    helper.getNode(id).on('input', (message: T) => messages.push(message));
    return messages;
}

/** Keeps the texts of a node's statuses, from now on. */
export function statusesOf(id: string): Status[] {
    const statuses: Status[] = [];
    helper.getNode(id).on('call:status', (call: { args: [Status] }) => statuses.push(call.args[0]));
    return statuses;
}
