import assert from 'node:assert/strict';
import { QBittorrentClient, readServer, testConnection, TorrentSync } from '../../lib/qbittorrent';
import { TORRENT_FIELDS } from '../../lib/qbittorrent/ask/wire';
import { describeLive, environment } from './environment';

describeLive('qBittorrent', 'QBITTORRENT_URL', () => {
    const options = () => readServer({}, environment);

    async function withClient(use: (client: QBittorrentClient) => Promise<void>): Promise<void> {
        const client = new QBittorrentClient(options());
        try {
            await use(client);
        } finally {
            client.close();
        }
    }

    it('accepts the credentials and says its version', async () => {
        const result = await testConnection(options());
        assert.equal(result.ok, true, result.message);
        assert.match(result.version ?? '', /^v?\d+\.\d+/);
    });

    it('answers a probe that does not log in', () => withClient((client) => client.probe()));

    it('tells of each torrent all that is relied on, and what is free', () =>
        withClient(async (client) => {
            const { torrents = new Map(), server_state: server } = await client.maindata(0);
            for (const [hash, torrent] of torrents) {
                const told = new Map(Object.entries(torrent).filter(([, value]) => value !== undefined));
                const missing = TORRENT_FIELDS.filter((field) => !told.has(field));
                assert.deepEqual(missing, [], `of ${hash}`);
            }
            assert.equal(typeof server?.free_space_on_disk, 'number');
        }));

    it('lists its torrents, and then only what changed', () =>
        withClient(async (client) => {
            const { rid, full_update: isFull } = await client.maindata(0);
            assert.equal(isFull, true);
            assert.equal((await client.maindata(rid)).full_update, undefined);
            const sync = new TorrentSync(client);
            const { size } = await sync.refresh();
            assert.equal((await client.torrents()).length, size);
            assert.equal(sync.isWholeList, false);
        }));

    it('lists the files of a torrent', function () {
        return withClient(async (client) => {
            const [torrent] = (await client.torrents()).filter(({ size = 0 }) => size > 0);
            if (torrent === undefined) this.skip();
            assert.ok((await client.files(torrent.hash)).length > 0);
        });
    });
});
