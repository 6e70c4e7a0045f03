import assert from 'node:assert/strict';
import { progressOf } from '../../../lib/episodes';
import type { RequestState } from '../../../lib/model';
import { episode, tallyOf } from '../../support/requests';

const NOW = Date.parse('2026-01-22T04:00:00.000Z');

function of(...states: RequestState[]): ReturnType<typeof progressOf> {
    return progressOf(tallyOf(states.map((state, index) => episode(index + 1, state))).summary(NOW));
}

describe('progress of a TV request', () => {
    it('counts by state, the furthest first', () => {
        const states: RequestState[] = [
            'downloading',
            'downloading',
            'downloaded',
            'grabbing',
            'grabbing',
            'grabbing',
            'available',
        ];
        assert.deepEqual(of(...states), {
            total: 7,
            available: 1,
            unaired: 0,
            counts: { available: 1, downloaded: 1, downloading: 2, grabbing: 3 },
            text: '1 available, 1 downloaded, 2 downloading, 3 queued',
        });
    });

    it('has a word for every state', () => {
        const all: RequestState[] = [
            'requested',
            'approved',
            'grabbing',
            'downloading',
            'downloaded',
            'importing',
            'anime_matching',
            'available',
            'failed',
        ];
        assert.equal(
            of(...all).text,
            '1 available, 1 matching, 1 importing, 1 downloaded, 1 downloading, 1 queued, 1 waiting, 1 waiting for approval, 1 failed',
        );
    });

    it('keeps apart what has not aired', () => {
        const later = { airDateUtc: '2026-02-01T00:00:00.000Z' };
        const episodes = [episode(1, 'available'), episode(2, 'approved', later), episode(3, 'approved', later)];
        const progress = progressOf(tallyOf(episodes).summary(NOW));
        assert.deepEqual([progress.total, progress.available, progress.unaired], [1, 1, 2]);
        assert.equal(progress.text, '1 available, 2 not aired yet');
    });

    it('of no episodes is nothing', () => {
        assert.deepEqual(of(), { total: 0, available: 0, unaired: 0, counts: {}, text: '' });
    });
});
