/** A process beside ours that takes commands: for what needs a heap and an event loop of its own to be measured. */
import { type ChildProcess, fork } from 'node:child_process';

/** What a side process can be told to do. Arguments and answers travel as JSON. */
export type Commands = Record<string, (argument: never) => unknown>;

interface Question {
    id: number;
    command: string;
    argument: unknown;
}

type Answer = { id: number; value: unknown } | { id: number; error: string };

const running = new Set<ChildProcess>();
process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
});

export class SideProcess<C extends Commands> {
    private readonly waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
    private asked = 0;

    private constructor(private readonly child: ChildProcess) {
        running.add(child);
        child.on('message', (message) => this.take(message as Answer));
        child.on('exit', (code, signal) => {
            running.delete(child);
            this.fail(new Error(`a side process ended (${signal ?? code ?? ''})`));
        });
        child.on('error', (error) => this.fail(error));
    }

    /** Starts a TypeScript file that calls `serve`. */
    static start<C extends Commands>(file: string, flags: readonly string[] = []): SideProcess<C> {
        return new SideProcess<C>(fork(file, { execArgv: ['--require', 'tsx/cjs', '--expose-gc', ...flags] }));
    }

    /** Has it do something. @throws what it threw, as text */
    ask<K extends keyof C & string>(command: K, argument: Parameters<C[K]>[0]): Promise<Awaited<ReturnType<C[K]>>> {
        return new Promise((resolve, reject) => {
            const id = this.asked++;
            this.waiting.set(id, { resolve, reject });
            this.child.send({ id, command, argument } satisfies Question);
        });
    }

    async end(): Promise<void> {
        if (this.child.exitCode !== null || this.child.signalCode !== null) return;
        const ended = new Promise((resolve) => this.child.once('exit', resolve));
        this.child.disconnect();
        await ended;
    }

    private take(answer: Answer): void {
        const waiting = this.waiting.get(answer.id);
        this.waiting.delete(answer.id);
        if ('error' in answer) waiting?.reject(new Error(answer.error));
        else waiting?.resolve(answer.value as never);
    }

    private fail(error: Error): void {
        for (const { reject } of this.waiting.values()) reject(error);
        this.waiting.clear();
    }
}

/**
 * The other half: carries out commands one at a time, and ends when whoever started it is gone.
 * @param end lets go of what the commands have opened
 */
export function serve(commands: Commands, end: () => Promise<void> = () => Promise.resolve()): void {
    let last: Promise<void> = Promise.resolve();
    process.on('message', (message) => {
        const { id, command, argument } = message as Question;
        last = last.then(async () => {
            try {
                const value = await commands[command]?.(argument as never);
                process.send?.({ id, value: value ?? null } satisfies Answer);
            } catch (thrown) {
                const error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
                process.send?.({ id, error } satisfies Answer);
            }
        });
    });
    process.on('disconnect', () => void end().finally(() => process.exit()));
}

/** Collects all garbage, so that what comes next does not pay for what was before. */
export function collectGarbage(): void {
    globalThis.gc?.();
}
