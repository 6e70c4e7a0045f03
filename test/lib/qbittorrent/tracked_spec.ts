import assert from 'node:assert/strict';
import { isTorrentHash } from '../../../lib/qbittorrent/decide/tracked';

const A = 'a'.repeat(40);

describe('isTorrentHash', () => {
    it('tells torrents from other downloads', () => {
        assert.deepEqual([A, 'c'.repeat(64), 'SABnzbd_nzo_1', `${A}0`, 'release:x', A.toUpperCase()].map(isTorrentHash), [
            true,
            true,
            false,
            false,
            false,
            false,
        ]);
    });
});
