/** One event of the stream as it goes over the wire (HTML, "Server-sent events"), made once for all who get it. */
export interface Frame {
    /** Counts up by one. */
    number: number;
    bytes: Buffer;
    /** What request it is about; null for what is about all. */
    requestId: string | null;
}

/** @param data JSON, which has no line breaks outside of its texts, and in these only escaped ones */
export function frameBytes(event: string, id: string, data: string): Buffer {
    return Buffer.from(`id: ${id}\nevent: ${event}\ndata: ${data}\n\n`);
}

/** What proves that the stream is alive. Readers ignore it. */
export const HEARTBEAT = Buffer.from(':\n\n');

/** Enough for proxies that pass on nothing before they have some, and how soon to come again after a break, in milliseconds. */
export const OPENING = Buffer.from(`:${' '.repeat(2048)}\nretry: 2000\n\n`);
