import assert from 'node:assert/strict';
import { JellyfinClient, readServer, testConnection } from '../../lib/jellyfin';
import { describeLive, environment } from './environment';

describeLive('Jellyfin', 'JELLYFIN_URL', () => {
    const options = () => readServer({}, environment);

    it('accepts the key and says its version', async () => {
        const result = await testConnection(options());
        assert.equal(result.ok, true, result.message);
        assert.match(result.version ?? '', /^\d+\.\d+\.\d+/);
    });

    it('lists movies with their provider ids, a page of them, and reads one by its id', async function () {
        const client = new JellyfinClient(options());
        try {
            const { items } = await client.list({ types: ['Movie'], order: 'newest', fields: ['ProviderIds', 'Path'], limit: 5 });
            assert.ok(items.length <= 5);
            if (items[0] === undefined) this.skip();
            const [item] = await client.byIds([items[0].id]);
            assert.equal(item?.id, items[0].id);
        } finally {
            client.close();
        }
    });
});
