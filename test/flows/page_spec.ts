/** The page in a real Node-RED: behind its root, its password and proxies, over deploys and restarts. */
import assert from 'node:assert/strict';
import { createServer, request as ask, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Change, Counts } from '../../lib/page/contract';
import { nightTrain, seerrWebhook } from '../simulators/senders';
import { exampleFlows, newestMajor, NodeRed } from '../support/node-red';
import { Listener } from '../support/page-server';
import { until } from '../support/until';

const { hashSync } = createRequire(require.resolve('node-red'))('bcryptjs') as {
    hashSync: (text: string, rounds: number) => string;
};
const PASSWORD = 'a long word';
const AUTHORIZATION = `Basic ${Buffer.from(`house:${PASSWORD}`).toString('base64')}`;

/** A proxy that passes answers on in pieces of this size, unless it is told not to and heeds that. */
async function bufferingProxy(target: string, bytes: number, heeds: boolean): Promise<Server> {
    const proxy = createServer((request, response) => {
        const upstream = ask(`${target}${request.url ?? ''}`, { headers: request.headers, method: request.method }, (reply) => {
            response.writeHead(reply.statusCode ?? 502, reply.headers);
            const passes = heeds && reply.headers['x-accel-buffering'] === 'no';
            let held = Buffer.alloc(0);
            reply.on('data', (part: Buffer) => {
                held = Buffer.concat([held, part]);
                const ready = passes ? held.length : held.length - (held.length % bytes);
                response.write(held.subarray(0, ready));
                held = held.subarray(ready);
            });
            reply.on('end', () => response.end(held));
        });
        upstream.on('error', () => response.destroy());
        response.on('close', () => upstream.destroy());
        request.pipe(upstream);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    return proxy;
}

for (const major of newestMajor() === 5 ? ([4, 5] as const) : ([4] as const)) {
    describe(`the page in Node-RED ${major}`, function () {
        this.timeout(180_000);
        let nodeRed: NodeRed;
        const listeners: Listener[] = [];
        before(async () => {
            nodeRed = await NodeRed.start({
                major,
                flows: exampleFlows(),
                settings: { httpNodeRoot: '/red', httpNodeAuth: { user: 'house', pass: hashSync(PASSWORD, 4) } },
            });
        });
        afterEach(() => listeners.splice(0).forEach((listener) => listener.close()));
        after(() => nodeRed.dispose());

        const headers = { authorization: AUTHORIZATION };
        const listen = async (base = nodeRed.url): Promise<Listener> => {
            const listener = await Listener.open(`${base}/red/media/live`, headers);
            listeners.push(listener);
            return listener;
        };
        async function post(tmdbId: number, title: string): Promise<void> {
            const url = `${nodeRed.url}/red/media/webhook/seerr`;
            const body = JSON.stringify(
                seerrWebhook('MEDIA_AUTO_APPROVED', { ...nightTrain, tmdbId, title }, { requestId: tmdbId }),
            );
            const reply = await fetch(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
            assert.equal(reply.status, 200, await reply.text());
        }
        const hears = async (tab: Listener, title: string): Promise<Change> =>
            until(`a change of ${title}`, async () => {
                const change = await tab.next<Change>('change');
                return change.request.title === title ? change : null;
            });

        it('asks for the password of the flows, for every address', async () => {
            for (const path of ['/', '/counts', '/list', '/live', '/people', '/assets/app.js', '/posters/x'])
                assert.equal((await nodeRed.fetch(`/red/media${path}`)).status, 401, path);
        });

        it('is at its place with all that it loads', async () => {
            const moved = await fetch(`${nodeRed.url}/red/media?id=x`, { headers, redirect: 'manual' });
            assert.deepEqual([moved.status, moved.headers.get('location')], [302, './media/?id=x']);
            const base = `${nodeRed.url}/red/media/`;
            const html = await (await fetch(base, { headers })).text();
            const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) =>
                address.replaceAll('&amp;', '&'),
            );
            assert.ok(loaded.length >= 3, html);
            for (const address of loaded) {
                assert.doesNotMatch(address, /^(\/|https?:)/);
                assert.equal((await fetch(new URL(address, base), { headers })).status, 200, address);
            }
            assert.doesNotMatch(html, /\{\{|<script(?![^>]* src=)|<style|style=/);
        });

        it('shows a webhook to every open page, and the flow’s own list stays', async () => {
            const [one, other] = [await listen(), await listen()];
            await Promise.all([one.snapshot(), other.snapshot()]);
            await post(101, 'First');
            for (const tab of [one, other]) assert.equal((await hears(tab, 'First')).request.group, 'way');
            assert.equal((await nodeRed.json<unknown[]>('/red/media/requests', { headers })).length, 1);
            assert.equal((await nodeRed.json<Counts>('/red/media/counts', { headers })).open, 1);
        });

        for (const [what, bytes, heeds] of [
            ['that holds answers back unless it is asked not to, as nginx does', 16 * 1024, true],
            ['that always waits for two kilobytes: what is open is seen to be', 2 * 1024, false],
        ] as const) {
            it(`goes through a proxy ${what}`, async () => {
                const proxy = await bufferingProxy(nodeRed.url, bytes, heeds);
                try {
                    const tab = await listen(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
                    if (heeds) {
                        await tab.snapshot();
                        await post(102, 'Through a proxy');
                        await hears(tab, 'Through a proxy');
                    } else await until('its opening', () => tab.text.length + tab.told.length > 0);
                } finally {
                    listeners.splice(0).forEach((listener) => listener.close());
                    proxy.closeAllConnections();
                    await new Promise((resolve) => proxy.close(resolve));
                }
            });
        }

        it('ends its streams with a deploy, and opens them anew', async () => {
            const tab = await listen();
            await tab.snapshot();
            await nodeRed.deploy(await nodeRed.flows());
            await until('the end', () => tab.isOver);
            const again = await listen();
            assert.ok((await again.snapshot()).total > 0);
            await post(103, 'After a deploy');
            await hears(again, 'After a deploy');
        });

        it('comes back after a crash with all that was acknowledged', async () => {
            const tab = await listen();
            const { total } = await tab.snapshot();
            await post(104, 'Before the crash');
            await nodeRed.kill();
            await until('the end', () => tab.isOver);
            await nodeRed.start();
            assert.equal((await (await listen()).snapshot()).total, total + 1);
        });

        it('complains of nothing', () => {
            assert.deepEqual(nodeRed.complaints(), []);
        });
    });
}
