import assert from 'node:assert/strict';
import { type Missing, MissingLook } from '../../../../lib/arr/decide/missing';
import type { HealthComplaint } from '../../../../lib/model';

const MINUTE = 60_000;

describe('a download that is missing in the queue', () => {
    const silent = { source: 'DownloadClientCheck', message: 'Keine Verbindung zu SABnzbd. Connection refused' };
    const failing = {
        source: 'DownloadClientStatusCheck',
        message: 'Download clients unavailable due to failures: SABnzbd, Deluge',
    };
    const all = { source: 'DownloadClientStatusCheck', message: 'All download clients are unavailable due to failures' };
    const indexer = { source: 'IndexerStatusCheck', message: 'Indexers unavailable due to failures: SABnzbd' };

    /** A minute after it was last seen, with other downloads in the queue. */
    async function left(health: readonly HealthComplaint[], downloadClient: string | undefined): Promise<number | null> {
        const missing: Missing = { missingAt: 0, downloadClient, wasAway: false };
        return new MissingLook(MINUTE, false, () => Promise.resolve(health)).leftFor(missing);
    }

    for (const [health, client, isAway] of [
        [[], 'SABnzbd', false],
        [[indexer], 'SABnzbd', false],
        [[silent], 'SABnzbd', true],
        [[silent], 'qBittorrent', false],
        [[failing], 'Deluge', true],
        [[failing], 'qBittorrent', false],
        [[all], 'qBittorrent', true],
        [[silent], undefined, true],
        [[], undefined, false],
    ] as const) {
        const complaints = health.map(({ message }) => message).join() || 'all is well';
        it(`was ${isAway ? 'not ' : ''}removed from ${client ?? 'a client without a name'}: ${complaints}`, async () => {
            assert.equal(await left(health, client), isAway ? MINUTE : null);
        });
    }

    it('is waited for while nobody can say who is away, and asked for once a look', async () => {
        let asked = 0;
        const look = new MissingLook(MINUTE, false, () => {
            asked++;
            return Promise.reject(new Error('away'));
        });
        const missing: Missing[] = [1, 2, 3].map(() => ({ missingAt: 0, downloadClient: 'SABnzbd', wasAway: false }));
        for (const each of missing) assert.equal(await look.leftFor(each), MINUTE);
        assert.equal(asked, 1);
    });

    it('is removed after one minute beside others, and after three where nothing is there', async () => {
        const nobody = (): Promise<HealthComplaint[]> => Promise.resolve([]);
        const missing: Missing = { missingAt: null, downloadClient: 'SABnzbd', wasAway: false };
        assert.equal(await new MissingLook(0, true, nobody).leftFor(missing), 3 * MINUTE);
        assert.equal(await new MissingLook(2 * MINUTE, true, nobody).leftFor(missing), MINUTE);
        assert.equal(await new MissingLook(2 * MINUTE, false, nobody).leftFor(missing), null);
        assert.equal(await new MissingLook(3 * MINUTE, true, nobody).leftFor(missing), null);
    });
});
