import assert from 'node:assert/strict';
import { knownWishes, readReaderSettings, readServer } from '../../../lib/seerr';
import { bench, event } from '../../support/events';

describe('readServer for Seerr', () => {
    const environment = (name: string): string => ({ SEERR_URL: 'http://env:5055', SEERR_API_KEY: 'env-key' })[name] ?? '';
    const nothing = (): string => '';

    it('takes URL and key from the node, or both from the environment', () => {
        const own = readServer({ url: ' http://seerr:5055/ ', apiKey: 'own', verifyCertificate: false }, environment);
        assert.deepEqual(own, { url: 'http://seerr:5055', apiKey: 'own', verifyCertificate: false });
        assert.equal(readServer({ apiKey: 'own' }, environment).apiKey, 'env-key');
    });

    it('takes the address of the API for that of the server', () => {
        for (const url of ['http://h/seerr/api/v1', 'http://h/seerr/api/v1/', 'http://h/seerr/api', 'http://h/seerr//'])
            assert.equal(readServer({ url, apiKey: 'k' }, nothing).url, 'http://h/seerr');
    });

    it('says what is missing or cannot be', () => {
        assert.throws(() => readServer({}, nothing), { code: 'no_url', field: 'url' });
        assert.throws(() => readServer({ url: 'http://h' }, environment), { code: 'no_api_key', field: 'apiKey' });
        assert.throws(() => readServer({ url: 'http://h', apiKey: 'two words' }, nothing), { code: 'invalid_api_key' });
    });
});

describe('readReaderSettings', () => {
    it('is every 5 minutes and 30 days, unless said otherwise', () => {
        assert.deepEqual(readReaderSettings({}), { intervalMs: 300_000, backfillMs: 2_592_000_000 });
        assert.deepEqual(readReaderSettings({ intervalMinutes: '1', backfillDays: 0 }), { intervalMs: 60_000, backfillMs: 0 });
    });

    it('names the setting that cannot be', () => {
        for (const intervalMinutes of ['soon', 0, -1, 1e9]) {
            assert.throws(() => readReaderSettings({ intervalMinutes }), { code: 'invalid_setting', field: 'intervalMinutes' });
        }
        assert.throws(() => readReaderSettings({ backfillDays: -1 }), { code: 'invalid_setting', field: 'backfillDays' });
    });
});

describe('knownWishes', () => {
    it('names open requests by their number and their title', async () => {
        const { gate, store, dispose } = await bench();
        gate.accept(event('seerr', 'approved', 'movie', { request: { seerrRequestId: 1, tmdbId: 603 } }));
        gate.accept(event('seerr', 'approved', 'tv', { request: { seerrRequestId: 2, tmdbId: 1399, requestedSeasons: '1' } }));
        gate.accept(event('seerr', 'approved', 'movie', { request: { tmdbId: 7 } }));
        const known = knownWishes(store.open()).sort((a, b) => a.seerrRequestId - b.seerrRequestId);
        assert.deepEqual(known, [
            { seerrRequestId: 1, mediaType: 'movie', tmdbId: 603, is4k: false },
            { seerrRequestId: 2, mediaType: 'tv', tmdbId: 1399, is4k: false, requestedSeasons: '1' },
        ]);
        await dispose();
    });
});
