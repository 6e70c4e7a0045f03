import assert from 'node:assert/strict';
import { filesWaitedFor, readSettings } from '../../../lib/shoko';
import { bench, event, season } from '../../support/events';

describe('readSettings', () => {
    const environment = (name: string): string => ({ SHOKO_URL: 'http://env:8111', SHOKO_API_KEY: 'env-key' })[name] ?? '';
    const nothing = (): string => '';

    it('takes URL and key from the node', () => {
        const { server } = readSettings({ url: ' http://shoko:8111 ', apiKey: 'own' }, environment);
        assert.deepEqual(server, { url: 'http://shoko:8111', apiKey: 'own', verifyCertificate: true });
    });

    it('takes both from the environment when the URL is empty, whatever key the node holds', () => {
        const { server } = readSettings({ url: '', apiKey: 'own', verifyCertificate: false }, environment);
        assert.deepEqual(server, { url: 'http://env:8111', apiKey: 'env-key', verifyCertificate: false });
    });

    it('accepts any certificate when it is told so, also by a text', () => {
        for (const verifyCertificate of [false, 'false']) {
            const { server } = readSettings({ url: 'https://shoko', apiKey: 'own', verifyCertificate }, nothing);
            assert.equal(server.verifyCertificate, false);
        }
    });

    it("never sends the environment's key to a URL of the node's own", () => {
        assert.throws(() => readSettings({ url: 'http://shoko:8111' }, environment), { code: 'no_api_key', field: 'apiKey' });
    });

    it('says what is missing', () => {
        assert.throws(() => readSettings({}, nothing), { code: 'no_url', field: 'url' });
        assert.throws(() => readSettings({}, (name) => (name === 'SHOKO_URL' ? 'http://env' : '')), { code: 'no_api_key' });
    });

    it('refuses a key that no header can carry', () => {
        for (const apiKey of ['two words', 'Schlüssel', 'a\nb']) {
            assert.throws(() => readSettings({ url: 'http://shoko', apiKey }, nothing), { code: 'invalid_api_key' });
        }
    });

    it('keeps whole rows of the path mappings only', () => {
        const rows = [
            { from: '/mnt/a/', to: 'D:\\Anime' },
            { from: '', to: '/x' },
            { from: '/x' },
            null,
            'x',
            { from: 1, to: 2 },
        ];
        assert.deepEqual(readSettings({ mappings: rows }, environment).mappings, [{ from: '/mnt/a', to: 'D:/Anime' }]);
        assert.deepEqual(readSettings({ mappings: 'x' }, environment).mappings, []);
    });
});

describe('filesWaitedFor', () => {
    it('imported anime without a Shoko file: movies, and episodes one by one', async () => {
        const { gate, store, dispose } = await bench();
        const anime = { isAnime: true };
        const accept = (...events: Parameters<typeof event>): void => void gate.accept(event(...events));
        accept('seerr', 'approved', 'movie', { request: { tmdbId: 1 } });
        accept('radarr', 'imported', 'movie', { request: { tmdbId: 1, ...anime, finalPath: '/data/Film.mkv' } });
        accept('seerr', 'approved', 'movie', { request: { tmdbId: 2 } });
        accept('radarr', 'imported', 'movie', { request: { tmdbId: 2, finalPath: '/data/No anime.mkv' } });
        accept('seerr', 'approved', 'tv', { request: { tvdbId: 3 } });
        accept('sonarr', 'grabbed', 'tv', { request: { tvdbId: 3, ...anime }, episodes: season(1, 1, 4) });
        const imported = season(1, 1, 3, (number) => ({ finalPath: `/data/Show - ${number}.mkv` }));
        accept('sonarr', 'imported', 'tv', { request: { tvdbId: 3 }, episodes: imported });
        accept('shoko', 'matched', undefined, { path: '/data/Show - 2.mkv', request: { shokoFileId: 9, shokoSeriesId: 1 } });
        accept('jellyfin', 'verified', 'tv', { request: { tvdbId: 3 }, episodes: season(1, 3, 3) });

        const files = filesWaitedFor(store.openWithEpisodes());
        const sure = files.filter(({ unsureSince }) => unsureSince === undefined).map(({ path }) => path);
        assert.deepEqual(sure.sort(), ['/data/Film.mkv', '/data/Show - 1.mkv']);
        // Shoko may know better of what nobody called anime.
        const unsure = files.filter(({ unsureSince }) => unsureSince !== undefined);
        assert.deepEqual(unsure, [
            { path: '/data/No anime.mkv', requestId: 'request-2', unsureSince: '2026-01-22T04:00:00.000Z' },
        ]);
        await dispose();
    });

    it('nothing of no requests', () => assert.deepEqual(filesWaitedFor([]), []));
});
