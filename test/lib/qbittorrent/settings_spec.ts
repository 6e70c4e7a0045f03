import assert from 'node:assert/strict';
import { readPace, readServer } from '../../../lib/qbittorrent';

const ENVIRONMENT: Record<string, string> = {
    QBITTORRENT_URL: 'http://there:8080',
    QBITTORRENT_USERNAME: 'somebody',
    QBITTORRENT_PASSWORD: 'there',
};
const environment = (name: string): string => ENVIRONMENT[name] ?? '';
const nothing = (): string => '';

describe('readServer', () => {
    it('takes nothing from the environment for a URL of its own', () => {
        const own = { url: ' http://here:8080 ', verifyCertificate: true, username: '', password: '', apiKey: '' };
        assert.deepEqual(readServer({ url: own.url }, environment), { ...own, url: 'http://here:8080' });
    });

    it('takes everything from the environment without one', () => {
        const fields = { url: '', username: 'admin', password: 'here', apiKey: 'qbt_here', verifyCertificate: false };
        assert.deepEqual(readServer(fields, environment), {
            url: 'http://there:8080',
            username: 'somebody',
            password: 'there',
            verifyCertificate: false,
        });
    });

    it('keeps the blanks of a password', () => {
        assert.equal(readServer({ url: 'http://here', password: ' a b ' }, nothing).password, ' a b ');
    });

    it('names the field when there is no URL at all', () =>
        assert.throws(() => readServer({}, nothing), { code: 'no_url', field: 'url' }));
});

describe('readPace', () => {
    it('is 5 and 30 seconds unless the dialog says otherwise', () => {
        assert.deepEqual(readPace({}), { activeMs: 5_000, idleMs: 30_000 });
        assert.deepEqual(readPace({ activeSeconds: '', idleSeconds: null }), { activeMs: 5_000, idleMs: 30_000 });
        assert.deepEqual(readPace({ activeSeconds: '2', idleSeconds: 120 }), { activeMs: 2_000, idleMs: 120_000 });
    });

    it('names the field of a number that is none', () => {
        for (const idleSeconds of ['often', 0, -5, Infinity, 100_000, {}]) {
            assert.throws(() => readPace({ idleSeconds }), { code: 'invalid_setting', field: 'idleSeconds' });
        }
    });
});
