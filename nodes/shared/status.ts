/**
 * What a status dot may look like, decided once: red ring lost or refused, yellow ring waiting for something,
 * green dot live, blue dot working, grey ring idle or not set up.
 */
import type { NodeStatus, StatusFill } from './red';

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
