/** Reads a text file a line at a time, so that a large one is never in memory as a whole. */
import { createReadStream } from 'node:fs';

const NEWLINE = 0x0a;

/**
 * The lines of a UTF-8 file, without their ends. Only `\n` ends one: Node's own readers also end one at U+2028, which JSON
 * leaves in its texts as it is.
 * @throws what the file system says, for example ENOENT
 */
export async function* linesOf(path: string): AsyncGenerator<string> {
    let parts: Buffer[] = [];
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
        let start = 0;
        for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
            parts.push(chunk.subarray(start, end));
            yield textOf(parts);
            parts = [];
            start = end + 1;
        }
        if (start < chunk.length) parts.push(chunk.subarray(start));
    }
    if (parts.length > 0) yield textOf(parts);
}

/** Put together before it is decoded: a letter may stand in two parts. */
function textOf([first, ...rest]: Buffer[]): string {
    if (first === undefined) return '';
    return (rest.length === 0 ? first : Buffer.concat([first, ...rest])).toString('utf8');
}
