/**
 * What a status dot may look like, decided once: red ring lost or refused, yellow ring waiting for something,
 * green dot live, blue dot working, grey ring idle or not set up.
 */
import { toMediaError } from '../../lib/model';
import type { NodeStatus, Red, StatusFill } from './red';

export type StatusKind = 'lost' | 'waiting' | 'live' | 'working' | 'idle';

const LOOKS: Readonly<Record<StatusKind, { fill: StatusFill; shape: 'ring' | 'dot' }>> = {
    lost: { fill: 'red', shape: 'ring' },
    waiting: { fill: 'yellow', shape: 'ring' },
    live: { fill: 'green', shape: 'dot' },
    working: { fill: 'blue', shape: 'dot' },
    idle: { fill: 'grey', shape: 'ring' },
};

/** A status with its text, which is already translated (`RED._`) or a catalogue key that the editor translates. */
export function statusOf(kind: StatusKind, text: string): NodeStatus {
    return { ...LOOKS[kind], text };
}

/** Sets a node's status only when it changed, so that a poll every five seconds is not five status events. */
export class StatusLine {
    private shown = '';

    constructor(private readonly node: { status(status: NodeStatus): void }) {}

    show(kind: StatusKind, text: string): void {
        const key = `${kind} ${text}`;
        if (key === this.shown) return;
        this.shown = key;
        this.node.status(statusOf(kind, text));
    }
}

/** Longest text that fits under a node. */
const TEXT_LENGTH = 20;

/** An error's code in words: the catalogue's (`<type>.fault.<code>`), or the code itself. */
export function faultText(RED: Red, type: string, thrown: unknown): string {
    const { code } = toMediaError(thrown);
    const key = `${type}.fault.${code}`;
    const text = RED._(key);
    return text === key ? code.replaceAll('_', ' ').slice(0, TEXT_LENGTH) : text;
}
