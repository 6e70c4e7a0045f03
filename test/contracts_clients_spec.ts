/** Each client reads what each version of its service said. */
import assert from 'node:assert/strict';
import { JellyfinClient } from '../lib/jellyfin';
import { QBittorrentClient, TorrentSync } from '../lib/qbittorrent';
import { SeerrClient } from '../lib/seerr';
import { ShokoClient } from '../lib/shoko';
import { serveFixtures } from './contracts/fixture-server';
import { reliedOn } from './contracts/relied-on';
import type { ServiceName } from './contracts/reliance';

/** The same reading of every version of a service. */
function reading(service: ServiceName, read: (url: string, version: string) => Promise<void>): void {
    describe(`the client of ${service}`, () => {
        for (const version of reliedOn[service].versions) {
            it(`reads ${version}`, async () => {
                const server = await serveFixtures(reliedOn[service], version);
                try {
                    await read(server.url, version);
                } finally {
                    await server.close();
                }
            });
        }
    });
}

reading('qbittorrent', async (url, version) => {
    const client = new QBittorrentClient({ url });
    try {
        const [torrent] = await client.torrents();
        assert.ok(torrent);
        const synced = (await new TorrentSync(client).refresh()).find(torrent.hash);
        assert.ok(synced);
        assert.match(synced.state, /^(?:downloading|stalledDL)$/);
        assert.ok(synced.size > 0 && synced.progress >= 0 && synced.progress < 1);
        assert.match(synced.save_path, /^\//);
        if (version !== 'qbittorrent-4.5.2') assert.equal((await client.version()).app, `v${version.split('-')[1] ?? ''}`);
        if (version === 'qbittorrent-5.1.0') {
            assert.deepEqual(
                (await client.files(torrent.hash)).map(({ progress, priority }) => [progress, priority]),
                [
                    [0.5, 1],
                    [0, 0],
                ],
            );
        }
    } finally {
        client.close();
    }
});

reading('jellyfin', async (url, version) => {
    const client = new JellyfinClient({ url, apiKey: '0123456789abcdef0123456789abcdef' });
    try {
        const { items } = await client.list({ types: ['Movie'], fields: ['ProviderIds', 'Path'], limit: 5 });
        assert.ok(items.length > 0);
        const [item] = await client.byIds(items.map(({ id }) => id));
        assert.ok(item !== undefined && item.id.length === 32, version);
        const series = await client.list({ types: ['Series'], fields: ['ProviderIds'], limit: 5 });
        const page = await client.episodesPage({ seriesId: series.items[0]?.id ?? '', startIndex: 0, limit: 5 });
        assert.ok((page?.items.length ?? 0) > 0);
    } finally {
        client.close();
    }
});

reading('shoko', async (url, version) => {
    const client = new ShokoClient({ url, apiKey: '0123456789abcdef' });
    try {
        assert.match(await client.version(), /^\d+\.\d+/);
        assert.equal((await client.startup())?.code, 'setup');
        assert.equal((await client.folders()).get(1), '/data/media/anime/');
        const file = await client.file(3);
        assert.deepEqual([file?.id, file?.linked, file?.locations.length, file?.references.length], [3, true, 1, 1]);
        assert.ok((await client.connectivity()) !== null);
        if (version === 'shoko-5.3.3') assert.ok((await client.filesEndingWith('/x.mkv')).length > 0);
    } finally {
        client.close();
    }
});

reading('seerr', async (url, version) => {
    const client = new SeerrClient({ url, apiKey: 'key', verifyCertificate: true });
    try {
        const wish = await client.wish(3);
        assert.ok(wish !== null && wish !== 'unreadable');
        assert.ok(wish.facts.tmdbId !== undefined && wish.facts.requestedBy !== undefined);
        if (version !== 'seerr-3.1.0') return;
        const page = await client.page({ filter: 'all', skip: 0, take: 20 });
        assert.equal(page.wishes.length, page.rows);
        assert.match((await client.info()).version, /^\d|develop/);
        assert.match(await client.counts(), /"total":\d+/);
    } finally {
        client.close();
    }
});
