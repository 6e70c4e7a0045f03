import assert from 'node:assert/strict';
import type { ConnectionResult } from '../../lib/http/connection-result';
import mediaQBittorrentServer from '../../nodes/media-qbittorrent-server';
import { QBittorrentSimulator } from '../simulators/qbittorrent';
import { helper } from '../support/node-test-helper';

const PASSWORD = 'correct horse';

describe('media-qbittorrent-server', () => {
    let simulator: QBittorrentSimulator;

    before(() => helper.startServer());
    after(() => helper.stopServer());
    beforeEach(async () => {
        simulator = await QBittorrentSimulator.start({ password: PASSWORD });
        const credentials = { username: 'admin', password: PASSWORD };
        await helper.load(
            [mediaQBittorrentServer],
            [
                { id: 'server', type: 'media-qbittorrent-server', url: simulator.url },
                { id: 'other', type: 'helper' },
            ],
            { server: credentials, other: credentials },
        );
    });
    afterEach(async () => {
        await helper.unload();
        await simulator.close();
    });

    const test = async (body: object): Promise<ConnectionResult> => {
        const reply = await helper.request().post('/media-pipeline/media-qbittorrent-server/test').send(body);
        assert.equal(reply.status, 200);
        assert.doesNotMatch(JSON.stringify(reply.body), new RegExp(PASSWORD));
        return reply.body as ConnectionResult;
    };
    const typed = (over: object = {}): object => ({
        id: 'new',
        url: simulator.url,
        username: 'admin',
        password: PASSWORD,
        ...over,
    });

    it('tests what is typed, before it is deployed', async () => {
        assert.deepEqual(await test(typed()), {
            ok: true,
            code: 'ok',
            message: 'qBittorrent v4.5.2 (API 2.8.19)',
            version: 'v4.5.2',
        });
        assert.equal((await test(typed({ password: 'wrong' }))).code, 'wrong_credentials');
    });

    it('uses the deployed password when it was not touched, and only its own', async () => {
        assert.equal((await test(typed({ id: 'server', password: '__PWRD__' }))).code, 'ok');
        assert.equal((await test(typed({ id: 'other', password: '__PWRD__' }))).code, 'wrong_credentials');
        assert.equal((await test(typed({ id: 'nobody', password: '__PWRD__' }))).code, 'wrong_credentials');
    });

    it('says what is missing or wrong', async () => {
        assert.equal((await test({})).code, 'no_url');
        assert.equal((await test(typed({ url: 'qbittorrent' }))).code, 'invalid_url');
        assert.equal((await test(typed({ url: 'http://127.0.0.1:1' }))).code, 'refused');
        assert.equal((await test(typed({ username: '', password: '' }))).code, 'no_credentials');
        simulator.misbehave('html');
        assert.equal((await test(typed())).code, 'not_qbittorrent');
        simulator.misbehave(null);
        simulator.ban();
        const banned = await test(typed());
        assert.equal(banned.code, 'banned');
        assert.ok((banned.retryAt ?? 0) > Date.now());
    });

    it('takes URL and login from the environment when the URL is empty, and else nothing from there', async () => {
        const environment = { QBITTORRENT_URL: simulator.url, QBITTORRENT_USERNAME: 'admin', QBITTORRENT_PASSWORD: PASSWORD };
        Object.assign(process.env, environment);
        try {
            assert.equal((await test(typed({ url: '', username: '', password: '' }))).code, 'ok');
            assert.equal((await test(typed({ username: 'admin', password: '' }))).code, 'wrong_credentials');
        } finally {
            for (const name of Object.keys(environment)) Reflect.deleteProperty(process.env, name);
        }
    });
});
