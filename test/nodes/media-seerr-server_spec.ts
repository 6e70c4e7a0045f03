import assert from 'node:assert/strict';
import mediaSeerrServer from '../../nodes/media-seerr-server';
import type { ConnectionResult } from '../../lib/http/connection-result';
import { SeerrSimulator } from '../simulators/seerr-server';
import { helper } from '../support/node-test-helper';

describe('media-seerr-server', () => {
    let simulator: SeerrSimulator;

    before(async () => {
        await helper.startServer();
        simulator = await SeerrSimulator.start({ version: '2.7.3' });
    });
    after(async () => {
        await helper.stopServer();
        await simulator.stop();
    });
    beforeEach(() =>
        helper.load([mediaSeerrServer] as never, [{ id: 'server', type: 'media-seerr-server', url: simulator.url }], {
            server: { apiKey: simulator.apiKey },
        }),
    );
    afterEach(async () => {
        delete process.env['SEERR_URL'];
        delete process.env['SEERR_API_KEY'];
        await helper.unload();
    });

    const test = async (body: object): Promise<ConnectionResult> => {
        const reply = await helper.request().post('/media-pipeline/media-seerr-server/test').send(body);
        assert.equal(reply.status, 200);
        assert.doesNotMatch(JSON.stringify(reply.body), new RegExp(simulator.apiKey));
        return reply.body as ConnectionResult;
    };

    it('tests what is typed, and says which of the family answers', async () => {
        const { ok, code, version } = await test({ id: 'new', url: simulator.url, apiKey: simulator.apiKey });
        assert.deepEqual({ ok, code, version }, { ok: true, code: 'ok', version: 'Jellyseerr 2.7.3' });
        assert.equal((await test({ id: 'new', url: simulator.url, apiKey: 'wrong' })).code, 'unauthorised');
    });

    it('uses the deployed key when it was not touched', async () => {
        assert.equal((await test({ id: 'server', url: simulator.url, apiKey: '__PWRD__' })).code, 'ok');
        assert.equal((await test({ id: 'nobody', url: simulator.url, apiKey: '__PWRD__' })).code, 'no_api_key');
    });

    it('takes URL and key from the environment when the URL is empty', async () => {
        assert.equal((await test({ url: '', apiKey: '' })).code, 'no_url');
        process.env['SEERR_URL'] = simulator.url;
        process.env['SEERR_API_KEY'] = simulator.apiKey;
        assert.equal((await test({ url: '', apiKey: '' })).code, 'ok');
        assert.equal((await test({ url: simulator.url, apiKey: '' })).code, 'no_api_key');
    });
});
