import assert from 'node:assert/strict';
import { type Aggregate, EpisodeAggregator } from '../../../lib/episodes';
import type { MediaRequest, RequestState } from '../../../lib/model';
import { bench, event, season } from '../../support/events';
import { episode, show } from '../../support/requests';

const NOW = Date.parse('2026-01-22T04:00:00.000Z');
const HASH = 'c2c60f66c126652a86f7f2ee73dc83d4e255929e';

const inState = (state: RequestState, id = 'show-1'): MediaRequest => show([episode(1, state)], { id, state });

describe('episode aggregator', () => {
    it('tells a change of the request’s state', () => {
        const aggregator = new EpisodeAggregator([inState('approved')]);
        const { progress, isComplete } = aggregator.take(inState('grabbing'), 'event-1', NOW);
        assert.deepEqual([progress?.from, progress?.to, isComplete], ['approved', 'grabbing', false]);
        assert.equal(progress?.progress.text, '1 queued');
    });

    it('begins a request that it did not know at requested', () => {
        const { progress } = new EpisodeAggregator([]).take(inState('grabbing'), 'event-1', NOW);
        assert.equal(progress?.from, 'requested');
    });

    it('tells progress when only the counts moved', () => {
        const aggregator = new EpisodeAggregator([]);
        aggregator.take(inState('importing'), 'event-1', NOW);
        const { progress } = aggregator.take(inState('importing'), 'event-2', NOW);
        assert.deepEqual([progress?.from, progress?.to], ['importing', 'importing']);
    });

    it('tells an event about thirteen episodes once, also the one that completes the season', () => {
        const aggregator = new EpisodeAggregator([]);
        for (const state of ['grabbing', 'importing', 'available'] as const) {
            const told = Array.from({ length: 13 }, () => aggregator.take(inState(state), `event-${state}`, NOW));
            assert.equal(told.filter(({ progress }) => progress !== null).length, 1, state);
            assert.equal(told.filter(({ isComplete }) => isComplete).length, state === 'available' ? 1 : 0);
        }
    });

    it('tells one event about two requests of each', () => {
        const aggregator = new EpisodeAggregator([]);
        assert.notEqual(aggregator.take(inState('grabbing', 'a'), 'event-1', NOW).progress, null);
        assert.notEqual(aggregator.take(inState('grabbing', 'b'), 'event-1', NOW).progress, null);
    });

    it('says nothing again of what was complete before the start', () => {
        const aggregator = new EpisodeAggregator([inState('available')]);
        assert.equal(aggregator.take(inState('available'), 'event-1', NOW).isComplete, false);
    });

    it('completes a weekly show anew with each new episode', () => {
        const aggregator = new EpisodeAggregator([inState('available')]);
        aggregator.take(inState('importing'), 'event-1', NOW);
        assert.equal(aggregator.take(inState('available'), 'event-2', NOW).isComplete, true);
    });

    it('follows a season behind a gate: one change per stage, progress in between, complete once', async () => {
        const { gate, dispose } = await bench();
        const aggregator = new EpisodeAggregator([]);
        const show = { tvdbId: 414057 };
        const events = [
            event('seerr', 'approved', 'tv', { request: { ...show, requestedSeasons: '1' } }),
            event('sonarr', 'grabbed', 'tv', { downloadId: HASH, request: show, episodes: season(1, 1, 3) }),
            event('qbittorrent', 'downloading', undefined, { downloadId: HASH }),
            event('qbittorrent', 'downloaded', undefined, { downloadId: HASH }),
            event('sonarr', 'imported', 'tv', { downloadId: HASH, request: show, episodes: season(1, 1, 3) }),
            ...[1, 2, 3].map((n) => event('jellyfin', 'verified', 'tv', { requestId: 'request-1', episodes: season(1, n, n) })),
            event('jellyfin', 'verified', 'tv', { requestId: 'request-1', episodes: season(1, 3, 3) }),
        ];
        const told: Aggregate[] = events
            .flatMap((each) => gate.accept(each).changes)
            .map(({ request, event: of }) => aggregator.take(request, of.id, NOW))
            .filter(({ progress }) => progress !== null);
        assert.deepEqual(
            told.map(
                ({ progress, isComplete }) => `${progress?.from ?? ''} > ${progress?.to ?? ''}${isComplete ? ', complete' : ''}`,
            ),
            [
                'requested > approved',
                'approved > grabbing',
                'grabbing > downloading',
                'downloading > downloaded',
                'downloaded > importing',
                'importing > importing',
                'importing > importing',
                'importing > available, complete',
            ],
        );
        assert.equal(told.at(-2)?.progress?.progress.text, '2 available, 1 importing');
        await dispose();
    });
});
