/**
 * The part of Node-RED's runtime API that our nodes use, typed narrowly by ourselves: the published types lag
 * behind (getNode may return null) and pull in the whole editor.
 */
import type { Application, RequestHandler } from 'express';

export type StatusFill = 'red' | 'green' | 'yellow' | 'blue' | 'grey';
export type NodeStatus = { fill?: StatusFill; shape?: 'ring' | 'dot'; text?: string };

export interface NodeMessage {
    _msgid?: string;
    topic?: string;
    payload?: unknown;
    [property: string]: unknown;
}

export type Outgoing = NodeMessage | null | (NodeMessage | NodeMessage[] | null)[];
export type Send = (message: Outgoing) => void;
export type Done = (error?: Error) => void;

/** A node as the runtime makes it. `C` is the shape of its credentials. */
export interface RuntimeNode<C = Record<string, never>> {
    id: string;
    type: string;
    name?: string;
    credentials?: Partial<C>;
    on(event: 'input', listener: (message: NodeMessage, send: Send, done: Done) => void): void;
    /** A listener that takes nothing has ended when it returns. */
    on(event: 'close', listener: ((removed: boolean, done: () => void) => void) | (() => void)): void;
    send(message: Outgoing): void;
    status(status: NodeStatus): void;
    log(text: string): void;
    warn(text: string): void;
    error(error: Error | string, message?: NodeMessage): void;
}

/** What every definition in a flow file has. Everything else may be missing or a string. */
export interface NodeDefinition {
    id: string;
    type: string;
    name?: string;
    [property: string]: unknown;
}

export interface Red {
    nodes: {
        createNode(node: object, definition: NodeDefinition): void;
        getNode(id: string): object | null | undefined;
        /** Calls back for every deployed definition, also for those that do not run: disabled ones, and templates of subflows. */
        eachNode(callback: (definition: NodeDefinition) => void): void;
        /** As they were saved: a `${NAME}` is not replaced. */
        getCredentials(id: string): Record<string, unknown> | undefined;
        registerType(
            type: string,
            constructor: unknown,
            options?: { credentials?: Record<string, { type: 'text' | 'password' }> },
        ): void;
    };
    settings: { userDir?: string; [key: string]: unknown };
    util: {
        /** Reads an environment variable as the node sees it: group, flow, global, process. */
        getSetting(node: object, name: string): unknown;
        generateId(): string;
    };
    httpAdmin: Application;
    httpNode: Application;
    events: {
        on(event: 'flows:started', listener: () => void): void;
        once(event: 'flows:started', listener: () => void): void;
        removeListener(event: 'flows:started', listener: () => void): void;
    };
    auth: { needsPermission(permission: string): RequestHandler };
    log: { warn(text: string): void; info(text: string): void; error(text: string): void };
    _(key: string, replacements?: Record<string, unknown>): string;
}

/** The environment's value of `name` as this node sees it, or `''`. */
export function readEnvironment(RED: Red, node: object, name: string): string {
    return textOf(RED.util.getSetting(node, name));
}

/** A node's credentials as texts: Node-RED replaces a `${NAME}` in them by the variable's value. */
export function readCredentials<C extends object>(node: RuntimeNode<C>): Partial<Record<keyof C, string>> {
    const texts = Object.entries(node.credentials ?? {}).map(([name, value]) => [name, textOf(value)]);
    return Object.fromEntries(texts) as Partial<Record<keyof C, string>>;
}

/** In a flow's environment a variable may be a number. */
function textOf(value: unknown): string {
    if (value === undefined || value === null) return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
}
