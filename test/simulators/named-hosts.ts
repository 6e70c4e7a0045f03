/**
 * Names of hosts as a service in a container of its own knows them: each leads to loopback, to where something listens or to
 * where nothing does. Its own `localhost` is itself, where no Node-RED is.
 */
import { request } from 'node:http';

/** Nothing listens there. */
const NOBODY = '127.0.0.2';

export interface Sent {
    method: string;
    url: string;
    headers: Record<string, string>;
    body: string;
}

/** Thrown when there is no answer, in .NET's words. */
export class NoAnswer extends Error {}

/** Sends as from within a container: `known` are the names that it can reach. */
export function sendFrom(known: readonly string[], { method, url, headers, body }: Sent): Promise<{ status: number }> {
    const { hostname, port } = new URL(url);
    const isOwn = hostname === 'localhost';
    const isNumber = /^[\d.]+$/.test(hostname);
    if (!isOwn && !isNumber && !known.includes(hostname))
        return Promise.reject(new NoAnswer(`Name or service not known (${hostname}:${port || 80})`));
    return new Promise((resolve, reject) => {
        const sending = request(
            url,
            {
                method,
                headers: { ...headers, 'content-length': Buffer.byteLength(body) },
                agent: false,
                lookup: (_name, options, answer) => {
                    const address = isOwn ? NOBODY : '127.0.0.1';
                    if (options.all === true) answer(null, [{ address, family: 4 }]);
                    else answer(null, address, 4);
                },
            },
            (response) => {
                response.resume();
                response.on('end', () => resolve({ status: response.statusCode ?? 0 }));
            },
        );
        sending.on('error', () => reject(new NoAnswer(`Connection refused (${hostname}:${port || 80})`)));
        sending.end(body);
    });
}
