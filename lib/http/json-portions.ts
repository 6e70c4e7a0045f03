/**
 * Reads a long JSON answer in portions, so that all else has its turn in between: what `JSON.parse` makes of several megabytes
 * takes as long as dozens of webhooks. A list is read entry by entry, and so are the members of an object that are lists or
 * objects themselves: `{ "torrents": { ... } }`, `{ "records": [ ... ] }`.
 */
import type { Breath } from '../model';

/** What is shorter is read at once. In characters. */
const LONG = 512 * 1024;

/** @throws SyntaxError when it is not JSON */
export async function parseInPortions(text: string, breath: Breath): Promise<unknown> {
    if (text.length < LONG) return JSON.parse(text) as unknown;
    return await new Portions(text, breath).all();
}

class Portions {
    private at = 0;

    constructor(
        private readonly text: string,
        private readonly breath: Breath,
    ) {}

    async all(): Promise<unknown> {
        const whole = (): unknown => this.whole();
        const value = await this.entries(this.next() === '[' ? whole : () => this.entries(whole));
        if (this.next() !== '') throw this.fault();
        return value;
    }

    /** A list or an object, of which each entry is read by itself; what is neither is read at once. */
    private async entries(read: () => unknown): Promise<unknown> {
        const opening = this.next();
        if (opening === '[') return await this.list(read);
        return opening === '{' ? await this.object(read) : this.whole();
    }

    private async list(read: () => unknown): Promise<unknown[]> {
        const entries: unknown[] = [];
        await this.eachUntil(']', async () => void entries.push(await read()));
        return entries;
    }

    private async object(read: () => unknown): Promise<object> {
        const members: [string, unknown][] = [];
        await this.eachUntil('}', async () => {
            const key = this.whole();
            if (typeof key !== 'string') throw this.fault();
            this.take(':');
            members.push([key, await read()]);
        });
        // Of a key `__proto__` too this makes a member.
        return Object.fromEntries(members);
    }

    private async eachUntil(closing: string, read: () => Promise<void>): Promise<void> {
        this.at += 1;
        if (this.next() !== closing) {
            for (;;) {
                await read();
                await this.breath.take();
                if (this.next() !== ',') break;
                this.at += 1;
            }
        }
        this.take(closing);
    }

    private whole(): unknown {
        this.next();
        const start = this.at;
        this.at = endOf(this.text, start);
        return JSON.parse(this.text.slice(start, this.at)) as unknown;
    }

    /** The next character that is no space; empty at the end. */
    private next(): string {
        while (SPACE.has(this.text.charCodeAt(this.at))) this.at += 1;
        return this.text.charAt(this.at);
    }

    private take(expected: string): void {
        if (this.next() !== expected) throw this.fault();
        this.at += 1;
    }

    private fault(): SyntaxError {
        return new SyntaxError(`unexpected character at ${this.at}`);
    }
}

const SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENINGS: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSINGS: ReadonlySet<number> = new Set([0x5d, 0x7d]);
/** What ends a number or a word, beside the end of the list or object that it is in. */
const SEPARATORS: ReadonlySet<number> = new Set([0x2c, 0x3a, ...SPACE]);

/** Where the value ends that begins here, if it is one at all. */
function endOf(text: string, start: number): number {
    let depth = 0;
    for (let at = start; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (code === QUOTE) {
            at = closingQuote(text, at);
            if (depth === 0) return at + 1;
        } else if (OPENINGS.has(code)) {
            depth += 1;
        } else if (CLOSINGS.has(code)) {
            if (depth === 0) return at;
            depth -= 1;
            if (depth === 0) return at + 1;
        } else if (depth === 0 && SEPARATORS.has(code)) return at;
    }
    return text.length;
}

function closingQuote(text: string, opening: number): number {
    for (let at = opening + 1; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (code === BACKSLASH) at += 1;
        else if (code === QUOTE) return at;
    }
    return text.length;
}
