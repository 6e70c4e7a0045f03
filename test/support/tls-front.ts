/** An https address in front of an http server on loopback, with a certificate that nobody trusts. */
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { projectRoot } from './node-red';

export interface TlsFront {
    url: string;
    close(): Promise<void>;
}

/** @param target address of the http server */
export async function tlsFront(target: string): Promise<TlsFront> {
    const file = (name: string): Buffer => readFileSync(join(projectRoot, 'test/fixtures/self-signed', name));
    const open = new Set<Socket>();
    const server = createServer({ cert: file('cert.pem'), key: file('key.pem') }, (outside) => {
        const inside = connect(Number(new URL(target).port), '127.0.0.1');
        for (const socket of [outside, inside]) {
            open.add(socket);
            socket
                .on('error', () => undefined)
                .on('close', () => {
                    open.delete(socket);
                    outside.destroy();
                    inside.destroy();
                });
        }
        outside.pipe(inside).pipe(outside);
    });
    // Whoever does not trust the certificate breaks off.
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
        url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close: async () => {
            for (const socket of open) socket.destroy();
            await new Promise((resolve) => server.close(resolve));
        },
    };
}
