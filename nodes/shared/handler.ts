/** Glue for input handlers: one try/catch, and exactly one `done` per message. */
import { type MediaEvent, toMediaError } from '../../lib/model';
import type { NodeMessage, RuntimeNode, Send } from './red';

/**
 * Runs `handle` for every message. What it throws reaches Catch nodes once, with its `code`, and `onError`, which
 * shows it in the status; `done(error)` already logs, so nothing else does.
 */
export function handleInput<C>(
    node: RuntimeNode<C>,
    handle: (message: NodeMessage, send: Send) => unknown,
    onError: (error: Error) => void = () => undefined,
): void {
    node.on('input', (message, send, done) => {
        void (async () => {
            try {
                await handle(message, send);
            } catch (thrown) {
                const error = toMediaError(thrown);
                onError(error);
                done(error);
                return;
            }
            done();
        })();
    });
}

/**
 * Tells the log about a fault that has no message, once: no code is repeated until `clear` was called, also when several
 * take turns. Timers and pollers use it, so that a service that is down for a day makes a line or two.
 */
export class OnceReporter {
    private readonly codes = new Set<string>();

    constructor(private readonly warn: (text: string) => void) {}

    report(thrown: unknown): void {
        const error = toMediaError(thrown);
        if (this.codes.has(error.code)) return;
        this.codes.add(error.code);
        this.warn(`${error.message} [${error.code}]`);
    }

    clear(): void {
        this.codes.clear();
    }
}

/** The message in which an event travels. */
export function messageOf(event: MediaEvent): NodeMessage {
    return { topic: topicOf(event), payload: event };
}

/** What the messages about an event are called. */
export function topicOf({ source, kind }: MediaEvent): string {
    return `${source}/${kind}`;
}
