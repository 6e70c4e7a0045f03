import assert from 'node:assert/strict';
import { Claims } from '../../../lib/jellyfin/schedule/claims';
import { readServer, readVerifierSettings } from '../../../lib/jellyfin';
import { movieRequest, tvRequest } from '../../support/jellyfin';

const environment = (values: Record<string, string>) => (name: string) => values[name] ?? '';
const both = environment({ JELLYFIN_URL: 'http://env:8096', JELLYFIN_API_KEY: 'env-key' });

describe('jellyfin: settings', () => {
    it('of a server are its own, or all from the environment', () => {
        assert.deepEqual(readServer({ url: ' http://own:8096 ', apiKey: 'own-key' }, both), {
            url: 'http://own:8096',
            apiKey: 'own-key',
            verifyCertificate: true,
        });
        const { url, apiKey } = readServer({ url: '', apiKey: 'own-key', verifyCertificate: false }, both);
        assert.deepEqual([url, apiKey], ['http://env:8096', 'env-key']);
        assert.throws(() => readServer({ url: 'http://own:8096' }, both), { code: 'no_api_key', field: 'apiKey' });
        assert.throws(() => readServer({}, environment({})), { code: 'no_url', field: 'url' });
    });

    it('of a verifier have defaults, and may be strings', () => {
        const { pace, handles, refreshLibrary } = readVerifierSettings({});
        assert.deepEqual(pace, { intervalMs: 30_000, waitMs: 120_000, slowMs: 1_800_000 });
        assert.deepEqual([handles(movieRequest()), handles(tvRequest()), refreshLibrary], [true, true, undefined]);
        const set = readVerifierSettings({
            pipeline: 'anime-tv',
            recheckSeconds: '60',
            waitSeconds: 0,
            slowMinutes: '5',
            refreshLibrary: true,
            mappings: [{ from: '/a', to: '/b' }, 'nonsense', null],
        });
        assert.deepEqual(set.pace, { intervalMs: 60_000, waitMs: 0, slowMs: 300_000 });
        assert.deepEqual(set.refreshLibrary, { mappings: [{ from: '/a', to: '/b' }] });
        assert.deepEqual([set.handles(tvRequest()), set.handles(tvRequest({ isAnime: true }))], [false, true]);
    });

    it('that cannot be are refused by their name', () => {
        for (const [field, value] of [
            ['recheckSeconds', 'often'],
            ['recheckSeconds', 1],
            ['waitSeconds', -1],
            ['slowMinutes', NaN],
        ] as const) {
            assert.throws(() => readVerifierSettings({ [field]: value }), { code: 'invalid_setting', field });
        }
    });
});

describe('jellyfin: claims', () => {
    it('give each request to one owner, until it is closed or the owner is gone', () => {
        const claims = new Claims();
        const [a, b] = [{}, {}];
        assert.deepEqual([claims.isOwn('r', a), claims.isOwn('r', b), claims.owns('s', a)], [true, false, false]);
        claims.take('r', b);
        assert.deepEqual([claims.isOwn('r', a), claims.owns('r', b)], [false, true]);
        claims.release(b);
        assert.equal(claims.isOwn('r', a), true);
        claims.drop('r');
        assert.equal(claims.isOwn('r', b), true);
    });
});
