/** The Seerr reader's questions to a real Seerr or Jellyseerr. Nothing is changed there. */
import assert from 'node:assert/strict';
import { readServer, SeerrClient, testConnection } from '../../lib/seerr';
import { describeLive, environment } from './environment';

describeLive('Seerr', 'SEERR_URL', () => {
    it('answers, and takes the key', async () => {
        const { ok, message } = await testConnection(readServer({}, environment));
        assert.ok(ok, message);
    });

    it('refuses another key', async () => {
        const { code } = await testConnection({ ...readServer({}, environment), apiKey: 'wrong' });
        assert.equal(code, 'unauthorised');
    });

    it('lists requests of which each can be read, one by one too', async () => {
        const client = new SeerrClient(readServer({}, environment));
        try {
            const page = await client.page({ filter: 'all', skip: 0, take: 5 });
            assert.equal(page.wishes.length, page.rows);
            assert.ok(page.total >= page.rows);
            for (const { id } of page.wishes) assert.notEqual(await client.wish(id), 'unreadable');
            assert.equal(await client.wish(2_147_483_647), null);
            assert.equal(await client.counts(), await client.counts());
        } finally {
            client.close();
        }
    });
});
