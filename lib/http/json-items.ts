/** Reads a long JSON list as it comes, item by item: of a library of 20,000 titles only one is in memory at a time. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
const CLOSE_LIST = 0x5d;
const CLOSE_OBJECT = 0x7d;

/** Larger items are nobody's title: what comes is something else. In bytes. */
const MOST_OF_ITEM = 4 * 1024 * 1024;

export class JsonItems {
    private depth = 0;
    private isInText = false;
    private isEscaped = false;
    private parts: Buffer[] = [];
    private size = 0;

    /** @param take is given each object of the list */
    constructor(private readonly take: (item: unknown) => void) {}

    /** Whether the list has come to its end. */
    isOver = false;

    /**
     * Takes the next bytes.
     * @throws SyntaxError when what comes is no list of objects
     */
    push(chunk: Buffer): void {
        let start = this.depth > 1 ? 0 : -1;
        for (let at = 0; at < chunk.length; at++) {
            const byte = chunk[at];
            if (this.isInText) {
                if (this.isEscaped) this.isEscaped = false;
                else if (byte === BACKSLASH) this.isEscaped = true;
                else if (byte === QUOTE) this.isInText = false;
            } else if (byte === QUOTE) {
                this.isInText = true;
            } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
                this.depth += 1;
                if (this.depth === 1 && byte !== OPEN_LIST) throw new SyntaxError('not a list');
                if (this.depth === 2) start = at;
            } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
                this.depth -= 1;
                if (this.depth === 1) {
                    this.finish(chunk.subarray(start, at + 1));
                    start = -1;
                }
                if (this.depth === 0) this.isOver = true;
            } else if (this.depth === 0 && byte !== undefined && byte > 0x20 && !this.isOver && byte < 0x80) {
                throw new SyntaxError('not a list');
            }
        }
        if (start >= 0) this.keep(chunk.subarray(start));
    }

    private keep(part: Buffer): void {
        this.size += part.length;
        if (this.size > MOST_OF_ITEM) throw new SyntaxError('an item is too large');
        // The bytes of a chunk may be used again by who sent it.
        this.parts.push(Buffer.from(part));
    }

    private finish(part: Buffer): void {
        const text = this.parts.length === 0 ? part.toString('utf8') : Buffer.concat([...this.parts, part]).toString('utf8');
        this.parts = [];
        this.size = 0;
        this.take(JSON.parse(text));
    }
}
