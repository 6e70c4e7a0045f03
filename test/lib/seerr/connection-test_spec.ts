import assert from 'node:assert/strict';
import { testConnection } from '../../../lib/seerr';
import type { ConnectionResult } from '../../../lib/http/connection-result';
import { SeerrSimulator, type SeerrMisbehaviour } from '../../simulators/seerr-server';

describe('testing the connection to Seerr', () => {
    let simulator: SeerrSimulator;
    afterEach(() => simulator.stop());

    const test = (over: { url?: string; apiKey?: string } = {}): Promise<ConnectionResult> =>
        testConnection({ url: simulator.url, apiKey: simulator.apiKey, verifyCertificate: true, ...over });

    for (const [version, name] of [
        ['3.1.0', 'Seerr 3.1.0'],
        ['2.7.3', 'Jellyseerr 2.7.3'],
        ['2.5.2', 'Jellyseerr 2.5.2'],
    ] as const) {
        it(`says that it is ${name}`, async () => {
            simulator = await SeerrSimulator.start({ version });
            const { ok, code, version: found } = await test();
            assert.deepEqual([ok, code, found], [true, 'ok', name]);
        });
    }

    it('says that the key is wrong, and never the key', async () => {
        simulator = await SeerrSimulator.start();
        const result = await test({ apiKey: 'wrong-key' });
        assert.deepEqual([result.ok, result.code, result.version], [false, 'unauthorised', 'Seerr 3.1.0']);
        assert.doesNotMatch(result.message, /wrong-key/);
    });

    it('says when a path is one too many', async () => {
        simulator = await SeerrSimulator.start();
        const result = await test({ url: `${simulator.url}/seerr` });
        assert.equal(result.code, 'wrong_base_path');
        assert.match(result.message, /without the path \/seerr/);
    });

    it('works behind a path, and says what is not there without it', async () => {
        simulator = await SeerrSimulator.start({ basePath: '/seerr' });
        assert.equal((await test()).code, 'ok');
        assert.equal((await test({ url: simulator.url.replace('/seerr', '') })).code, 'not_seerr');
        assert.equal((await test({ url: simulator.url.replace('/seerr', '/other') })).code, 'not_seerr');
    });

    it('says that nobody listens there', async () => {
        simulator = await SeerrSimulator.start();
        assert.equal((await test({ url: 'http://127.0.0.1:1' })).code, 'refused');
    });

    const codes: readonly [SeerrMisbehaviour, string][] = [
        ['starting', 'starting'],
        ['html', 'not_seerr'],
        ['redirect', 'redirected'],
        ['wrong_json', 'not_seerr'],
        ['drop', 'dropped'],
        ['truncated', 'not_json'],
    ];
    for (const [misbehaviour, code] of codes) {
        it(`says ${code} for ${misbehaviour}`, async () => {
            simulator = await SeerrSimulator.start();
            simulator.misbehave(misbehaviour);
            assert.equal((await test()).code, code);
        });
    }
});
