import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionResult } from '../../../lib/http/connection-result';
import { QBittorrentClient, type QBittorrentOptions, testConnection } from '../../../lib/qbittorrent';
import { DIALECTS, QBittorrentSimulator } from '../../simulators/qbittorrent';

const selfSigned = (name: string): string => readFileSync(join(__dirname, '../../fixtures/self-signed', name), 'utf8');

describe('testConnection', () => {
    let simulator: QBittorrentSimulator;
    afterEach(() => simulator.close());

    function test(options: Partial<QBittorrentOptions> = {}): Promise<ConnectionResult> {
        return testConnection({ url: simulator.url, username: 'admin', password: 'adminadmin', timeoutMs: 1_000, ...options });
    }

    for (const dialect of DIALECTS) {
        it(`finds the version of ${dialect}`, async () => {
            simulator = await QBittorrentSimulator.start({ dialect });
            const { ok, code, version } = await test();
            assert.deepEqual([ok, code, version?.slice(0, 2)], [true, 'ok', dialect === '4.x' ? 'v4' : 'v5']);
        });

        it(`finds a wrong password wrong although ${dialect} would take it from a running session`, async () => {
            simulator = await QBittorrentSimulator.start({ dialect });
            const running = new QBittorrentClient({ url: simulator.url, username: 'admin', password: 'adminadmin' });
            await running.version();
            assert.equal((await test({ password: 'wrong' })).code, 'wrong_credentials');
            running.close();
        });
    }

    it('sends no cookie with a login, neither of a running session nor of its own', async () => {
        simulator = await QBittorrentSimulator.start({ bypass: true });
        const running = new QBittorrentClient({ url: simulator.url });
        await running.version();
        const cookie = simulator.cookies.at(-1) ?? '';
        const { length } = simulator.requests;
        assert.equal((await test()).code, 'ok');
        running.close();
        assert.deepEqual([simulator.requests[length], simulator.cookies[length]], ['POST /api/v2/auth/login', '']);
        assert.ok(cookie !== '' && !simulator.cookies.slice(length).includes(cookie));
    });

    it('needs no credentials where none are asked for', async () => {
        simulator = await QBittorrentSimulator.start({ bypass: true });
        assert.equal((await test({ username: '', password: '' })).code, 'ok');
        simulator.letIn(false);
        assert.equal((await test({ username: '', password: '' })).code, 'no_credentials');
    });

    it('refuses a certificate that is not trusted, unless it need not be verified', async () => {
        simulator = await QBittorrentSimulator.start({ tls: { key: selfSigned('key.pem'), cert: selfSigned('cert.pem') } });
        assert.equal((await test()).code, 'certificate');
        assert.equal((await test({ verifyCertificate: false })).code, 'ok');
    });

    it('says until when a ban lasts', async () => {
        simulator = await QBittorrentSimulator.start();
        simulator.ban();
        const { ok, code, retryAt } = await test();
        assert.deepEqual([ok, code], [false, 'banned']);
        assert.ok(retryAt !== undefined && retryAt > Date.now());
    });

    it('tells what else answers', async () => {
        simulator = await QBittorrentSimulator.start();
        const codes: string[] = [];
        for (const how of ['html', 'empty', 'error', 'login_page', 'hang', 'drop', 'reject_host'] as const) {
            simulator.misbehave(how);
            codes.push((await test()).code);
        }
        simulator.misbehave('not_found');
        codes.push((await test({ username: '', password: '' })).code);
        assert.deepEqual(codes.splice(0), [
            'not_qbittorrent',
            'not_qbittorrent',
            'http_500',
            'redirected',
            'timeout',
            'dropped',
            'host_rejected',
            'not_qbittorrent',
        ]);
        assert.equal((await test({ url: 'nowhere' })).code, 'invalid_url');
        assert.equal((await test({ url: 'http://name.invalid' })).code, 'unreachable');
    });
});
