import assert from 'node:assert/strict';
import mediaArrServer from '../../nodes/media-arr-server';
import type { ConnectionResult } from '../../lib/http/connection-result';
import { RadarrSimulator } from '../simulators/radarr';
import { SonarrSimulator } from '../simulators/sonarr';
import { helper } from '../support/node-test-helper';

describe('media-arr-server', () => {
    let sonarr: SonarrSimulator;
    let radarr: RadarrSimulator;

    before(async () => {
        await helper.startServer();
        sonarr = await SonarrSimulator.start();
        radarr = await RadarrSimulator.start();
    });
    after(async () => {
        await helper.stopServer();
        await sonarr.stop();
        await radarr.stop();
    });
    beforeEach(() =>
        helper.load([mediaArrServer] as never, [{ id: 'server', type: 'media-arr-server', kind: 'sonarr', url: sonarr.url }], {
            server: { apiKey: sonarr.apiKey },
        }),
    );
    afterEach(async () => {
        sonarr.fault = null;
        await helper.unload();
    });

    const test = async (body: object): Promise<ConnectionResult> => {
        const reply = await helper.request().post('/media-pipeline/media-arr-server/test').send(body);
        assert.equal(reply.status, 200);
        assert.doesNotMatch(JSON.stringify(reply.body), new RegExp(sonarr.apiKey));
        return reply.body as ConnectionResult;
    };
    const typed = (over: object = {}): Promise<ConnectionResult> =>
        test({ id: 'new', kind: 'sonarr', url: sonarr.url, apiKey: sonarr.apiKey, ...over });

    it('says which of the two answers, and in which version', async () => {
        const { ok, code, version, message } = await typed();
        assert.deepEqual({ ok, code, version }, { ok: true, code: 'ok', version: '4.0.19.2979' });
        assert.match(message, /^Sonarr 4\.0\.19\.2979 answers/);
        const film = await typed({ kind: 'radarr', url: radarr.url });
        assert.match(film.message, /^Radarr 6\.0\.3/);
        const wrong = await typed({ url: radarr.url });
        assert.equal(wrong.code, 'wrong_kind');
        assert.match(wrong.message, /This is Radarr 6\.0\.3\.10282, and Sonarr was meant/);
    });

    it('says of an old version that it is asked every minute', async () => {
        const old = await SonarrSimulator.start({ version: '3.0.10.1567' });
        const { ok, code, message } = await typed({ url: old.url });
        await old.stop();
        assert.deepEqual([ok, code], [true, 'ok_polling']);
        assert.match(message, /asked every minute/);
    });

    it('says what is missing or wrong', async () => {
        assert.equal((await test({ kind: 'sonarr' })).code, 'no_url');
        assert.equal((await test({ url: sonarr.url, apiKey: 'x' })).code, 'no_kind');
        assert.equal((await typed({ url: 'sonarr' })).code, 'invalid_url');
        assert.equal((await typed({ apiKey: 'two words' })).code, 'invalid_api_key');
        assert.equal((await typed({ url: 'http://127.0.0.1:1' })).code, 'refused');
        assert.equal((await typed({ apiKey: 'wrong' })).code, 'unauthorised');
        for (const [fault, code] of [
            ['html', 'not_json'],
            ['starting', 'starting'],
            ['forbidden', 'forbidden'],
            ['not-arr', 'not_arr'],
            ['half', 'dropped'],
        ] as const) {
            sonarr.fault = fault;
            assert.equal((await typed()).code, code);
        }
    });

    it('names a base path that is missing', async () => {
        const below = await SonarrSimulator.start({ urlBase: '/tv/sonarr' });
        const missing = await typed({ url: below.url.replace('/tv/sonarr', '') });
        const there = await typed({ url: `${below.url}/` });
        await below.stop();
        assert.equal(missing.code, 'base_path');
        assert.match(missing.message, /base path \/tv\/sonarr:/);
        assert.equal(there.code, 'ok');
    });

    it('uses the deployed key when it was not touched, and takes URL and key of its kind from the environment', async () => {
        assert.equal((await typed({ id: 'server', apiKey: '__PWRD__' })).code, 'ok');
        assert.equal((await typed({ apiKey: '__PWRD__' })).code, 'no_api_key');
        process.env['RADARR_URL'] = radarr.url;
        process.env['RADARR_API_KEY'] = radarr.apiKey;
        try {
            assert.equal((await typed({ kind: 'radarr', url: '', apiKey: '' })).code, 'ok');
            assert.equal((await typed({ kind: 'sonarr', url: '', apiKey: '' })).code, 'no_url');
        } finally {
            delete process.env['RADARR_URL'];
            delete process.env['RADARR_API_KEY'];
        }
    });
});
