import assert from 'node:assert/strict';
import { MOST_RECEIVERS, passesOn, readRelaySettings, type Receiver } from '../../../lib/relay';

const one = (row: object, secrets: string[] = []): Receiver => {
    const [receiver] = readRelaySettings({ receivers: [row] }, (slot) => secrets[slot] ?? '').receivers;
    assert.ok(receiver);
    return receiver;
};

describe('readRelaySettings', () => {
    it('makes do with a flow file that holds nothing', () => {
        const settings = readRelaySettings({}, () => '');
        assert.deepEqual(settings, { service: '', receivers: [], limits: { count: 1_000, bytes: 10 * 1024 * 1024 } });
        assert.equal(passesOn(settings, 'seerr'), false);
    });

    it('passes on one service, or all', () => {
        const receivers = [{ id: 'a', url: 'http://h' }];
        assert.equal(
            passesOn(
                readRelaySettings({ receivers, service: 'seerr' }, () => ''),
                'radarr',
            ),
            false,
        );
        assert.equal(
            passesOn(
                readRelaySettings({ receivers, service: 'seerr' }, () => ''),
                'seerr',
            ),
            true,
        );
        assert.equal(
            passesOn(
                readRelaySettings({ receivers, service: '' }, () => ''),
                'radarr',
            ),
            true,
        );
    });

    it('says what no header and no login can hold, without quoting it', () => {
        for (const row of [
            { url: 'http://h', secret: 0 },
            { url: 'http://h', headers: 'X-Key: {{secret}}', secret: 0 },
            { url: 'http://h', headers: 'X-Key: \u{1f511}' },
        ]) {
            const { fault } = one(row, ['key\u{1f511}']);
            assert.deepEqual([fault?.code, fault?.field], ['invalid_headers', 'headers']);
            assert.ok(!/key\u{1f511}/u.test(fault?.message ?? ''));
        }
        assert.equal(one({ url: 'http://h', secret: 0 }, ['schl\u00fcssel']).fault, null);
        assert.equal(one({ url: 'http://h', body: 'template', template: '{{secret}}', secret: 0 }, ['\u{1f511}']).fault, null);
        const { fault } = one({ url: 'http://me:100%@h' });
        assert.deepEqual([fault?.code, fault?.field], ['invalid_url', 'url']);
        assert.ok(!fault?.message.includes('100%'));
        assert.equal(one({ url: 'http://me:100%25@h' }).fault, null);
    });

    it('has no secret in the name that stands in every message', () => {
        assert.equal(one({ url: 'https://{{secret}}.hooks.example/in', secret: 0 }, ['abc']).name, 'secret.hooks.example');
    });

    it('sends a secret as Seerr does, unless it is put somewhere', () => {
        assert.deepEqual(one({ url: 'http://h', secret: 1 }, ['', ' Bearer abc\n']).headers, { authorization: 'Bearer abc' });
        assert.deepEqual(
            one({ url: 'http://h', headers: 'X-Api-Key: {{secret}}\n\nX-From: here: there', secret: 0 }, ['abc']).headers,
            {
                'x-api-key': 'abc',
                'x-from': 'here: there',
            },
        );
        const inUrl = one({ url: 'https://h/hooks/{{ secret }}', secret: 0 }, ['12/token']);
        assert.deepEqual([inUrl.url, inUrl.headers, inUrl.name], ['https://h/hooks/12/token', {}, 'h']);
        assert.deepEqual(
            one({ url: 'http://h', body: 'template', template: '{"t":"{{secret}}"}', secret: 0 }, ['abc']).headers,
            {},
        );
        assert.deepEqual(one({ url: 'http://h', headers: 'Authorization: mine', secret: 0 }, ['abc']).headers, {
            authorization: 'mine',
        });
    });

    it('says what is wrong with a receiver, and with which, without its secret', () => {
        const faults = [
            [{ name: 'N', url: '' }, 'invalid_url', 'url'],
            [{ name: 'N', url: 'ftp://h' }, 'invalid_url', 'url'],
            [{ name: 'N', url: 'http://h', headers: 'no colon {{secret}}' }, 'invalid_headers', 'headers'],
            [{ name: 'N', url: 'http://h', headers: 'a b: c' }, 'invalid_headers', 'headers'],
            [{ name: 'N', url: 'http://h', headers: 'Idempotency-Key: mine' }, 'invalid_headers', 'headers'],
            [{ name: 'N', url: 'http://h', body: 'template', template: ' ' }, 'no_template', 'template'],
        ] as const;
        for (const [row, code, field] of faults) {
            const { fault } = one({ ...row, secret: 0 }, ['hush']);
            assert.deepEqual([fault?.code, fault?.field], [code, field]);
            assert.match(fault?.message ?? '', /receiver N/);
            assert.doesNotMatch(fault?.message ?? '', /hush/);
        }
    });

    it('takes limits that are numbers, and no more receivers than there are credentials', () => {
        const rows = Array.from({ length: MOST_RECEIVERS + 2 }, (_, index) => ({ id: `r${index}`, url: 'http://h' }));
        const settings = readRelaySettings({ receivers: rows, maxCount: '20', maxMb: 'many' }, () => '');
        assert.equal(settings.receivers.length, MOST_RECEIVERS);
        assert.deepEqual(settings.limits, { count: 20, bytes: 10 * 1024 * 1024 });
    });
});
