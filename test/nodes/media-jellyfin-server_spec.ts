import assert from 'node:assert/strict';
import mediaJellyfinServer from '../../nodes/media-jellyfin-server';
import type { ConnectionResult } from '../../lib/http/connection-result';
import { JellyfinSimulator } from '../simulators/jellyfin';
import { helper } from '../support/node-test-helper';

describe('media-jellyfin-server', () => {
    let simulator: JellyfinSimulator;

    before(async () => {
        await helper.startServer();
        simulator = await JellyfinSimulator.start();
    });
    after(async () => {
        await helper.stopServer();
        await simulator.stop();
    });
    beforeEach(() =>
        helper.load(
            [mediaJellyfinServer] as never,
            [
                { id: 'server', type: 'media-jellyfin-server', url: simulator.url },
                { id: 'other', type: 'helper' },
                { id: 'subflow', type: 'subflow', name: 'a lane', in: [], out: [] },
                { id: 'inside', type: 'media-jellyfin-server', z: 'subflow', url: '${TEST_URL}' },
                { id: 'disabled', type: 'tab', disabled: true, label: 'disabled' },
                { id: 'asleep', type: 'media-jellyfin-server', z: 'disabled', url: simulator.url },
            ],
            {
                server: { apiKey: simulator.apiKey },
                other: { apiKey: simulator.apiKey },
                inside: { apiKey: '${TEST_KEY}' },
                asleep: { apiKey: simulator.apiKey },
            },
        ),
    );
    afterEach(async () => {
        delete process.env['TEST_URL'];
        delete process.env['TEST_KEY'];
        await helper.unload();
    });

    const test = async (body: object): Promise<ConnectionResult> => {
        const reply = await helper.request().post('/media-pipeline/media-jellyfin-server/test').send(body);
        assert.equal(reply.status, 200);
        assert.doesNotMatch(JSON.stringify(reply.body), new RegExp(simulator.apiKey));
        return reply.body as ConnectionResult;
    };

    it('tests what is typed, before it is deployed', async () => {
        const { ok, code, version } = await test({ id: 'new', url: simulator.url, apiKey: simulator.apiKey });
        assert.deepEqual({ ok, code, version }, { ok: true, code: 'ok', version: '10.10.7' });
        assert.equal((await test({ id: 'new', url: simulator.url, apiKey: 'wrong' })).code, 'unauthorised');
    });

    it('uses the deployed key when it was not touched, and only its own', async () => {
        assert.equal((await test({ id: 'server', url: simulator.url, apiKey: '__PWRD__' })).code, 'ok');
        assert.equal((await test({ id: 'other', url: simulator.url, apiKey: '__PWRD__' })).code, 'no_api_key');
        assert.equal((await test({ id: 'nobody', url: simulator.url, apiKey: '__PWRD__' })).code, 'no_api_key');
    });

    it('knows the key of a server that does not run itself: inside a subflow, or disabled', async () => {
        process.env['TEST_KEY'] = simulator.apiKey;
        assert.equal((await test({ id: 'inside', url: simulator.url, apiKey: '__PWRD__' })).code, 'ok');
        assert.equal((await test({ id: 'asleep', url: simulator.url, apiKey: '__PWRD__' })).code, 'ok');
    });

    it('puts the value of a variable in its place, in a new server too', async () => {
        process.env['TEST_URL'] = simulator.url;
        process.env['TEST_KEY'] = simulator.apiKey;
        for (const id of ['server', 'new']) {
            assert.equal((await test({ id, url: '${TEST_URL}', apiKey: simulator.apiKey })).code, 'ok');
            assert.equal((await test({ id, url: simulator.url, apiKey: '${TEST_KEY}' })).code, 'ok');
            assert.equal((await test({ id, url: '${NO_SUCH_VARIABLE}', apiKey: '${TEST_KEY}' })).code, 'invalid_url');
        }
    });

    it('says what is missing or wrong', async () => {
        assert.equal((await test({})).code, 'no_url');
        assert.equal((await test({ url: 'jellyfin', apiKey: 'x' })).code, 'invalid_url');
        assert.equal((await test({ url: 'http://127.0.0.1:1', apiKey: 'x' })).code, 'refused');
        assert.equal((await test({ url: simulator.url, apiKey: 'not "a" key' })).code, 'invalid_api_key');
    });

    it('takes URL and key from the environment when the URL is empty', async () => {
        process.env['JELLYFIN_URL'] = simulator.url;
        process.env['JELLYFIN_API_KEY'] = simulator.apiKey;
        try {
            assert.equal((await test({ url: '', apiKey: '' })).code, 'ok');
            assert.equal((await test({ url: simulator.url, apiKey: '' })).code, 'no_api_key');
        } finally {
            delete process.env['JELLYFIN_URL'];
            delete process.env['JELLYFIN_API_KEY'];
        }
    });
});
