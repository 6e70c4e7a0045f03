import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createNetServer, type Server as NetServer } from 'node:net';
import { join } from 'node:path';
import { HttpClient } from '../../../lib/http/http';
import { MediaError } from '../../../lib/model';
import { until } from '../../support/until';

const DRIP_MS = 20;

describe('HttpClient', () => {
    let server: Server;
    let client: HttpClient;
    let answer: (response: ServerResponse) => void;
    const drips = new Set<NodeJS.Timeout>();

    beforeEach(async () => {
        server = createServer((_, response) => answer(response));
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const { port } = server.address() as AddressInfo;
        client = new HttpClient({ baseUrl: `http://127.0.0.1:${port}`, service: 'Service', timeoutMs: 1_000 });
    });
    afterEach(async () => {
        client.close();
        for (const drip of drips) clearInterval(drip);
        drips.clear();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    });

    /** Sends a byte now and then, and never ends. */
    const drip = (response: ServerResponse): void => {
        response.writeHead(200, { 'content-type': 'application/json' });
        drips.add(setInterval(() => response.write(' '), DRIP_MS));
    };
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

    it('waits no longer than it may for an answer that comes byte by byte', async () => {
        answer = drip;
        const began = Date.now();
        await assert.rejects(client.json({ path: '/' }), { code: 'timeout', message: 'Service did not answer in time' });
        assert.ok(Date.now() - began < 5_000, `${Date.now() - began} ms`);
        await until('the connection to be given up', async () => {
            const open = await new Promise<number>((resolve, reject) => {
                server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
            });
            return open === 0;
        });
    });

    it('waits no longer for one that does not begin', async () => {
        answer = () => undefined;
        await assert.rejects(client.json({ path: '/' }), { code: 'timeout' });
    });

    it('asks again when the server has just closed the connection that it was kept for, and only then', async () => {
        let asked = 0;
        answer = (response) => void response.end('{}');
        await client.json({ path: '/' });
        const kept = await new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
        assert.equal(kept, 1);
        let isKept = true;
        answer = (response) => {
            asked++;
            if (isKept) response.socket?.resetAndDestroy();
            else response.end('{}');
            isKept = false;
        };
        await client.json({ path: '/' });
        assert.equal(asked, 2);

        answer = (response) => {
            asked++;
            response.socket?.resetAndDestroy();
        };
        asked = 0;
        await assert.rejects(client.json({ path: '/' }), { code: 'dropped', message: 'Service dropped the connection' });
        assert.equal(asked, 2, 'once where it was kept, once anew');
        await assert.rejects(client.json({ path: '/' }), { code: 'dropped' });
        assert.equal(asked, 3, 'once anew');
    });

    for (const method of ['POST', 'PUT', 'DELETE'] as const) {
        it(`never sends a ${method} twice, which may have been taken in, and loses none to a connection that was closed`, async () => {
            let asked = 0;
            answer = (response) => void response.end('{}');
            await client.json({ path: '/' });
            answer = (response) => {
                asked++;
                response.socket?.resetAndDestroy();
            };
            await assert.rejects(client.send({ method, path: '/' }), { code: 'dropped' });
            assert.equal(asked, 1);

            answer = (response) => void response.end('{}');
            await client.json({ path: '/' });
            server.closeIdleConnections();
            assert.equal((await client.send({ method, path: '/' })).status, 200);
        });
    }

    it('sends again what its receiver knows by a key', async () => {
        let asked = 0;
        answer = (response) => void response.end('{}');
        await client.json({ path: '/' });
        answer = (response) => (asked++ === 0 ? void response.socket?.resetAndDestroy() : void response.end('{}'));
        await client.send({ method: 'POST', path: '/', headers: { 'idempotency-key': '"1"' } });
        assert.equal(asked, 2);
    });

    it('tells a request that was cancelled from one that took too long', async () => {
        answer = drip;
        const aborter = new AbortController();
        const asked = client.json({ path: '/', signal: aborter.signal });
        await until('the answer to begin', () => drips.size === 1);
        aborter.abort();
        await assert.rejects(asked, { code: 'aborted' });
        await assert.rejects(client.json({ path: '/', signal: aborter.signal }), { code: 'aborted' });
    });

    it('leaves no timer and no listener behind', async () => {
        answer = (response) => void response.end('{}');
        const { signal } = new AbortController();
        await client.json({ path: '/', signal });
        const before = timers();
        for (let round = 0; round < 20; round++) await client.json({ path: '/', signal });
        answer = drip;
        await assert.rejects(client.json({ path: '/', signal }), { code: 'timeout' });
        assert.equal(timers() - drips.size, before);
        assert.deepEqual(getEventListeners(signal, 'abort'), []);
    });

    describe('says that the URL begins with the wrong one of http and https', () => {
        const file = (name: string): Buffer => readFileSync(join(__dirname, '../../fixtures/self-signed', name));
        const listening = async (other: NetServer): Promise<number> => {
            await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
            return (other.address() as AddressInfo).port;
        };
        async function failureAt(url: string): Promise<MediaError> {
            const asking = new HttpClient({ baseUrl: url, service: 'Service', timeoutMs: 1_000, verifyCertificate: false });
            const thrown: unknown = await asking.json({ path: '/' }).catch((error: unknown) => error);
            asking.close();
            assert.ok(thrown instanceof MediaError);
            return thrown;
        }

        it('http to a server of https, that closes or answers in TLS', async () => {
            const secure = createTlsServer({ key: file('key.pem'), cert: file('cert.pem') }, (_, response) => response.end('{}'));
            const port = await listening(secure);
            const { code, message, field } = await failureAt(`http://127.0.0.1:${port}`);
            assert.deepEqual([code, field], ['wrong_scheme', 'url']);
            assert.equal(message, 'Service speaks https at this address: begin its URL with https://');
            secure.closeAllConnections();
            await new Promise((resolve) => secure.close(resolve));
        });

        for (const text of ['The plain HTTP request was sent to HTTPS port', 'Client sent an HTTP request to an HTTPS server.']) {
            it(`http to a server that answers "${text}"`, async () => {
                answer = (response) => void response.writeHead(400).end(`<html>${text}</html>`);
                await assert.rejects(client.json({ path: '/' }), { code: 'wrong_scheme' });
            });
        }

        it('https to a server of http', async () => {
            const { code, message } = await failureAt(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
            assert.deepEqual(
                [code, message],
                ['wrong_scheme', 'Service speaks http at this address: begin its URL with http://'],
            );
        });

        it('but not of a server that drops the connection, or speaks neither', async () => {
            for (const [answered, code] of [
                ['', 'dropped'],
                ['SSH-2.0-OpenSSH_9.2\r\n', 'unreachable'],
            ] as const) {
                const other = createNetServer((socket) => {
                    socket.on('error', () => undefined).once('data', () => socket.end(answered));
                });
                const port = await listening(other);
                assert.equal((await failureAt(`http://127.0.0.1:${port}`)).code, code);
                await new Promise((resolve) => other.close(resolve));
            }
        });
    });

    it('waits as long for one request as that says', async () => {
        answer = () => undefined;
        const began = performance.now();
        await assert.rejects(client.json({ path: '/', timeoutMs: 50 }), { code: 'timeout' });
        assert.ok(performance.now() - began < 900);
    });
});
