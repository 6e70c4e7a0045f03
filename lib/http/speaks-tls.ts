/** Whether a server expects TLS where it was spoken to in plain text. */
import { isIP } from 'node:net';
import { connect } from 'node:tls';

/** A handshake takes two round trips; who needs longer is not worth waiting for, since only the words of an error depend on it. */
const HANDSHAKE_MS = 2_000;
const HTTP_PORT = 80;

/** Tries a TLS handshake with whatever certificate, and sends nothing. Never rejects. */
export function speaksTls({ hostname, port }: URL): Promise<boolean> {
    const host = hostname.replace(/^\[|\]$/g, '');
    return new Promise((resolve) => {
        const socket = connect({
            host,
            port: port === '' ? HTTP_PORT : Number(port),
            rejectUnauthorized: false,
            timeout: HANDSHAKE_MS,
            ...(isIP(host) === 0 && { servername: host }),
        });
        const end = (isTls: boolean): void => {
            resolve(isTls);
            socket.destroy();
        };
        socket.once('secureConnect', () => end(true));
        socket.once('timeout', () => end(false));
        socket.once('close', () => end(false));
        // What comes after the end is of no interest.
        socket.on('error', () => end(false));
    });
}
