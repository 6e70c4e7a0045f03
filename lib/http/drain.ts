/** Reads what nobody wants to know. */
import { addAbortSignal, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** What is longer is not worth a connection that can be used again. */
const MOST_BYTES = 64 * 1024;

/** Reads an answer to its end and keeps nothing of it. One that is long, slow or broken is cut off. Never rejects. */
export async function drain(answer: Readable, signal: AbortSignal): Promise<void> {
    let bytes = 0;
    addAbortSignal(signal, answer);
    answer.on('data', (chunk: Uint8Array) => {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) answer.destroy();
    });
    await finished(answer).catch(() => undefined);
}
