/** The demo's terminal: one line per change, and keys where there is a keyboard. */
import { on } from 'node:events';
import type { Seen } from './watcher';

const KEYS = 'Keys:  r start over   s Shoko down/up   w webhooks on/off   l late imports   d duplicate webhooks   q quit';
const CTRL_C = '\u0003';

/** ANSI colours by state: yellow on its way, green arrived, red failed. */
const COLOURS: Readonly<Record<string, number>> = { available: 32, failed: 31 };
const ON_ITS_WAY = 33;

export class Screen {
    readonly isInteractive = process.stdin.isTTY && process.stdout.isTTY;
    private readonly abort = new AbortController();

    say(text: string): void {
        console.log(text);
    }

    showKeys(): void {
        this.say(`${KEYS}\n`);
    }

    /** One line: when, which pipeline, what, and where it is now. */
    change({ request }: Seen): void {
        const time = new Date().toTimeString().slice(0, 8);
        const title = (request.title ?? '?').padEnd(32).slice(0, 32);
        const state = this.colour(request.state.padEnd(14), COLOURS[request.state] ?? ON_ITS_WAY);
        this.say(`${time}  ${request.pipeline.padEnd(11)}  ${title}  ${state}  ${request.says}`);
    }

    /** Keys as they are pressed; Ctrl-C is `q`. */
    async *keys(): AsyncGenerator<string> {
        process.stdin.setRawMode(true).setEncoding('utf8').resume();
        for await (const [text] of on(process.stdin, 'data', { signal: this.abort.signal }) as AsyncIterable<[string]>) {
            for (const key of text) yield key === CTRL_C ? 'q' : key;
        }
    }

    close(): void {
        this.abort.abort();
        if (this.isInteractive) process.stdin.setRawMode(false);
        process.stdin.pause();
    }

    private colour(text: string, code: number): string {
        return this.isInteractive ? `\u001b[${code}m${text}\u001b[0m` : text;
    }
}
