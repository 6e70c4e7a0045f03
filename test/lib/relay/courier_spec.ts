import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../../lib/model';
import { readRelaySettings } from '../../../lib/relay';
import { Courier } from '../../../lib/relay/courier';
import { WebhookReceiver } from '../../simulators/webhook-receiver';
import { webhookNumbered } from '../../support/relaying';
import { tlsFront } from '../../support/tls-front';

describe('the courier', () => {
    let there: WebhookReceiver;
    let couriers: Courier[];

    beforeEach(async () => {
        couriers = [];
        there = await new WebhookReceiver().open();
    });
    afterEach(async () => {
        for (const each of couriers) each.close();
        await there.close();
    });

    function bring(row: object, webhook = webhookNumbered(1), secret = ''): Promise<void> {
        const [receiver] = readRelaySettings(
            { receivers: [{ id: 'r', name: 'There', secret: 0, ...row }] },
            () => secret,
        ).receivers;
        const courier = new Courier(receiver!, systemClock);
        couriers.push(courier);
        return courier.bring(webhook, new AbortController().signal);
    }

    it('sends address, headers, login, content type and the id that tells a repetition', async () => {
        const url = `${there.url.replace('http://', 'http://me:p%40ss@')}/a/?b=c&d=`;
        await bring({ url, headers: 'X-One: 1\nContent-Type: text/x' }, webhookNumbered(1, { id: 'say "it"' }));
        const [{ path, headers, key }] = there.taken as [(typeof there.taken)[0]];
        assert.equal(path, '/a/?b=c&d=');
        assert.equal(headers.authorization, `Basic ${Buffer.from('me:p@ss').toString('base64')}`);
        assert.deepEqual([headers['x-one'], headers['content-type'], key], ['1', 'text/x', '"say \\"it\\""']);
    });

    it('sends text that is no JSON as it is, whatever it is called', async () => {
        await bring({ url: there.url }, webhookNumbered(1, { body: ' [not json ' }));
        assert.equal(there.taken[0]?.body, ' [not json ');
        await bring({ url: there.url, body: 'template', template: 'New: {{notification_type}}' });
        assert.deepEqual(
            [there.taken[1]?.body, there.taken[1]?.headers['content-type']],
            ['New: MEDIA_APPROVED', 'text/plain; charset=utf-8'],
        );
    });

    it('repeats its request where the same server sends it, and gives nobody else what the secret opens', async () => {
        const other = await new WebhookReceiver().open();
        const to = (location: string, status = 307): void => {
            there.manner = ({ path }) => (path === '/old' ? { status, headers: { location } } : 200);
        };
        to('/new?x=1', 308);
        await bring({ url: `${there.url}/old` }, webhookNumbered(1), 'hush');
        assert.deepEqual(
            there.taken.map(({ path, method, body, headers }) => [path, method, body, headers.authorization]),
            [['/new?x=1', 'POST', webhookNumbered(1).body, 'hush']],
        );
        to(`${other.url}/new`);
        await assert.rejects(bring({ url: `${there.url}/old` }, webhookNumbered(1), 'hush'), { code: 'redirected' });
        assert.equal(other.tries.length, 0);
        for (const status of [301, 302, 303]) {
            to('/login', status);
            await assert.rejects(bring({ url: `${there.url}/old` }), { code: 'redirected', field: 'url' });
        }
        there.manner = () => ({ status: 307, headers: { location: '/old' } });
        await assert.rejects(bring({ url: `${there.url}/old` }), { code: 'redirected' });
        await other.close();
    });

    it('says what is wrong in a sentence that names the receiver, and nothing secret', async () => {
        const url = `${there.url}/hooks/{{secret}}`;
        const says = async (code: string, message: RegExp): Promise<void> =>
            assert.rejects(bring({ url }, webhookNumbered(1), 'hush'), (error: { code: string; message: string }) => {
                assert.equal(error.code, code);
                assert.match(error.message, message);
                assert.doesNotMatch(error.message, /hush/);
                return true;
            });
        there.manner = () => 401;
        await says('unauthorised', /^There refused the secret \(401\)$/);
        there.manner = () => 500;
        await says('http_500', /^There answered 500$/);
        there.manner = () => 'drop';
        await says('dropped', /^There dropped the connection$/);
        await there.close();
        await says('refused', /^There refused the connection/);
    });

    it('trusts no certificate of its own making, unless it may', async () => {
        const front = await tlsFront(there.url);
        try {
            await assert.rejects(bring({ url: front.url }), { code: 'certificate', field: 'verifyCertificate' });
            await bring({ url: front.url, verifyCertificate: false });
            assert.equal(there.taken.length, 1);
        } finally {
            await front.close();
        }
    });

    it('takes an answer without end for one', async () => {
        const endless = createServer((_request, response) => {
            response.writeHead(200);
            const pour = (): void => {
                while (!response.destroyed && response.write('x'.repeat(16_384)));
            };
            response.on('drain', pour).on('error', () => undefined);
            pour();
        });
        await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
        const { port } = endless.address() as AddressInfo;
        await bring({ url: `http://127.0.0.1:${port}` });
        endless.closeAllConnections();
        await new Promise((resolve) => endless.close(resolve));
    });
});
