import assert from 'node:assert/strict';
import type { MediaRequest } from '../../../lib/model';
import { waitingDownloads } from '../../../lib/qbittorrent';
import { isTorrentHash } from '../../../lib/qbittorrent/decide/tracked';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const show = (episodes: object[]): MediaRequest => ({ mediaType: 'tv', episodes }) as unknown as MediaRequest;
const movie = (subject: object): MediaRequest => ({ mediaType: 'movie', episodes: [], ...subject }) as unknown as MediaRequest;

describe('waitingDownloads', () => {
    it('names what subjects wait for, and nothing that is over', () => {
        assert.deepEqual([...waitingDownloads(movie({ state: 'grabbing', qbitHash: A }))], [A]);
        assert.deepEqual([...waitingDownloads(movie({ state: 'importing', qbitHash: A }))], []);
        assert.deepEqual([...waitingDownloads(movie({ state: 'grabbing' }))], []);
        const episodes = ['grabbing', 'downloading', 'available'].map((state, index) => ({ state, qbitHash: index < 2 ? A : B }));
        assert.deepEqual([...waitingDownloads(show(episodes))], [A]);
    });
});

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
