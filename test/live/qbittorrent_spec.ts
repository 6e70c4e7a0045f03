import assert from 'node:assert/strict';
import { QBittorrentClient, readServer, testConnection, TorrentSync } from '../../lib/qbittorrent';
import { describeLive, environment } from './environment';

describeLive('qBittorrent', 'QBITTORRENT_URL', () => {
    const options = () => readServer({}, environment);

    it('accepts the credentials and says its version', async () => {
        const result = await testConnection(options());
        assert.equal(result.ok, true, result.message);
        assert.match(result.version ?? '', /^v?\d+\.\d+/);
    });

    it('lists its torrents, and then only what changed', async () => {
        const client = new QBittorrentClient(options());
        try {
            const sync = new TorrentSync(client);
            const first = await sync.refresh();
            const second = await sync.refresh();
            assert.equal(typeof first.find, 'function');
            assert.equal(typeof second.find, 'function');
        } finally {
            client.close();
        }
    });
});
