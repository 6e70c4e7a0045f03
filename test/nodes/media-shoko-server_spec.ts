import assert from 'node:assert/strict';
import mediaShokoServer from '../../nodes/media-shoko-server';
import type { ConnectionResult } from '../../lib/http/connection-result';
import { ShokoSimulator } from '../simulators/shoko';
import { helper } from '../support/node-test-helper';

describe('media-shoko-server', () => {
    let simulator: ShokoSimulator;

    before(async () => {
        await helper.startServer();
        simulator = await ShokoSimulator.start();
    });
    after(async () => {
        await helper.stopServer();
        await simulator.stop();
    });
    beforeEach(() =>
        helper.load(
            [mediaShokoServer] as never,
            [
                { id: 'server', type: 'media-shoko-server', url: simulator.url },
                { id: 'other', type: 'helper' },
            ],
            { server: { apiKey: simulator.apiKey }, other: { apiKey: simulator.apiKey } },
        ),
    );
    afterEach(() => helper.unload());

    const test = async (body: object): Promise<ConnectionResult> => {
        const reply = await helper.request().post('/media-pipeline/media-shoko-server/test').send(body);
        assert.equal(reply.status, 200);
        assert.doesNotMatch(JSON.stringify(reply.body), new RegExp(simulator.apiKey));
        return reply.body as ConnectionResult;
    };

    it('tests what is typed, before it is deployed', async () => {
        const { ok, code, version } = await test({ id: 'new', url: simulator.url, apiKey: simulator.apiKey });
        assert.deepEqual({ ok, code, version }, { ok: true, code: 'ok', version: '5.3.3' });
        assert.equal((await test({ id: 'new', url: simulator.url, apiKey: 'wrong' })).code, 'unauthorised');
    });

    it('uses the deployed key when it was not touched, and only its own', async () => {
        assert.equal((await test({ id: 'server', url: simulator.url, apiKey: '__PWRD__' })).code, 'ok');
        assert.equal((await test({ id: 'other', url: simulator.url, apiKey: '__PWRD__' })).code, 'no_api_key');
        assert.equal((await test({ id: 'nobody', url: simulator.url, apiKey: '__PWRD__' })).code, 'no_api_key');
    });

    it('says what is missing or wrong', async () => {
        assert.equal((await test({})).code, 'no_url');
        assert.equal((await test({ url: 'shoko', apiKey: 'x' })).code, 'invalid_url');
        assert.equal((await test({ url: 'http://127.0.0.1:1', apiKey: 'x' })).code, 'refused');
    });

    it('takes URL and key from the environment when the URL is empty', async () => {
        process.env['SHOKO_URL'] = simulator.url;
        process.env['SHOKO_API_KEY'] = simulator.apiKey;
        try {
            assert.equal((await test({ url: '', apiKey: '' })).code, 'ok');
            assert.equal((await test({ url: simulator.url, apiKey: '' })).code, 'no_api_key');
        } finally {
            delete process.env['SHOKO_URL'];
            delete process.env['SHOKO_API_KEY'];
        }
    });
});
