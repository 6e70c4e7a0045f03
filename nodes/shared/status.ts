/**
 * What a status dot may look like, decided once: red ring lost or refused, yellow ring waiting for something,
 * green dot live, blue dot working, grey ring idle or not set up.
 */
import { type Clock, systemClock, type Timer, toMediaError } from '../../lib/model';
import type { NodeStatus, Red, StatusFill } from './red';

export type StatusKind = 'lost' | 'waiting' | 'live' | 'working' | 'idle';

const LOOKS: Readonly<Record<StatusKind, { fill: StatusFill; shape: 'ring' | 'dot' }>> = {
    lost: { fill: 'red', shape: 'ring' },
    waiting: { fill: 'yellow', shape: 'ring' },
    live: { fill: 'green', shape: 'dot' },
    working: { fill: 'blue', shape: 'dot' },
    idle: { fill: 'grey', shape: 'ring' },
};

/** The code of a server that has no address. */
export const NOT_WANTED = 'no_url';
/** Longest text that fits under a node. */
const TEXT_LENGTH = 20;
/** More than this many in a second nobody can read; each costs texts to look up and a message to every open editor. */
const MOST_PER_SECOND = 10;
const SECOND_MS = 1_000;

/** When something was, short enough for a status: a time of today, else a day. */
export function shortTime(iso: string, clock: Clock = systemClock): string {
    const [time, now] = [new Date(iso), new Date(clock.now())];
    if (time.toDateString() === now.toDateString()) return time.toTimeString().slice(0, 5);
    return [time.getMonth() + 1, time.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

/** What a status says: a text of the node's catalogue, by its name below `<type>.status`, with what is put into it. */
export interface StatusText {
    name: string;
    values?: Record<string, unknown>;
}

/** What a StatusLine needs of its node. */
interface StatusNode {
    type: string;
    status(status: NodeStatus): void;
    on(event: 'close', listener: () => void): void;
}

/**
 * The line under a node. Shows what is new at once, or at the end of a second that has seen enough, and always what came last.
 * Empty once the node is closed: a flow that is disabled or stopped would go on saying that it is connected.
 */
export class StatusLine {
    private shown = '';
    private next: (() => NodeStatus) | null = null;
    private pause: Timer | null = null;
    private isClosed = false;
    private secondEndsAt = Number.NEGATIVE_INFINITY;
    private left = MOST_PER_SECOND;

    constructor(
        private readonly RED: Pick<Red, '_'>,
        private readonly node: StatusNode,
        private readonly clock: Clock = systemClock,
    ) {
        node.on('close', () => {
            this.isClosed = true;
            this.pause?.cancel();
            node.status({});
        });
    }

    /** @param say asked for only when it is shown */
    show(kind: StatusKind, say: () => StatusText): void {
        this.take(() => {
            const { name, values } = say();
            return { ...LOOKS[kind], text: this.RED._(`${this.node.type}.status.${name}`, values) };
        });
    }

    /**
     * Says what went wrong: the error's code in the catalogue's words (`<type>.fault.<code>`), or the code itself.
     * @returns false where there is nothing to complain about: without an address of its server nobody wants a node to run
     */
    showFault(thrown: unknown): boolean {
        const { code } = toMediaError(thrown);
        if (code === NOT_WANTED) {
            this.show('idle', () => ({ name: 'no_address' }));
            return false;
        }
        this.take(() => {
            const key = `${this.node.type}.fault.${code}`;
            const text = this.RED._(key);
            return { ...LOOKS.lost, text: text === key ? code.replaceAll('_', ' ').slice(0, TEXT_LENGTH) : text };
        });
        return true;
    }

    private take(next: () => NodeStatus): void {
        if (this.isClosed) return;
        this.next = next;
        if (this.pause !== null) return;
        const now = this.clock.monotonic();
        if (now >= this.secondEndsAt) {
            this.secondEndsAt = now + SECOND_MS;
            this.left = MOST_PER_SECOND;
        }
        if (this.left > 0) this.showNext();
        else this.pause = this.clock.after(this.secondEndsAt - now, () => this.showNext());
    }

    private showNext(): void {
        const { next } = this;
        this.pause = null;
        this.next = null;
        if (next === null) return;
        this.left -= 1;
        const status = next();
        const look = JSON.stringify(status);
        if (look === this.shown) return;
        this.shown = look;
        this.node.status(status);
    }
}
