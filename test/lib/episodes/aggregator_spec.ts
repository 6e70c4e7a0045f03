import assert from 'node:assert/strict';
import { type Aggregate, EpisodeAggregator, type EpisodeChange } from '../../../lib/episodes';
import type { RequestState } from '../../../lib/model';
import { bench, event, season } from '../../support/events';
import { episode, show } from '../../support/requests';

const HASH = 'c2c60f66c126652a86f7f2ee73dc83d4e255929e';

const change = (from: RequestState, to: RequestState, eventId = 'event-1', id = 'show-1'): EpisodeChange => {
    const { episodes: _episodes, ...request } = show([episode(1, to)], { id, state: to });
    const isEnd = to === 'available' && from !== to;
    return {
        request,
        event: { id: eventId },
        requestFrom: from,
        ...(isEnd && { outcome: { id: `${id}/all-1/1/available`, state: to } }),
    };
};

describe('episode aggregator', () => {
    it('tells a change of the request’s state', () => {
        const { progress, isComplete } = new EpisodeAggregator().take(change('approved', 'grabbing'));
        assert.deepEqual([progress?.from, progress?.to, isComplete], ['approved', 'grabbing', false]);
        assert.equal(progress?.progress.text, '1 queued');
        assert.equal(progress.id, 'show-1/0-of-1/grabbing');
    });

    it('tells progress when only the counts moved', () => {
        const { progress } = new EpisodeAggregator().take(change('importing', 'importing'));
        assert.deepEqual([progress?.from, progress?.to], ['importing', 'importing']);
    });

    it('tells an event about thirteen episodes once, also the one that completes the season', () => {
        const aggregator = new EpisodeAggregator();
        for (const [from, to] of [
            ['approved', 'grabbing'],
            ['grabbing', 'importing'],
            ['importing', 'available'],
        ] as const) {
            const told = Array.from({ length: 13 }, () => aggregator.take(change(from, to, `event-${to}`)));
            assert.equal(told.filter(({ progress }) => progress !== null).length, 1, to);
            assert.equal(told.filter(({ isComplete }) => isComplete).length, to === 'available' ? 1 : 0);
        }
    });

    it('tells one event about two requests of each', () => {
        const aggregator = new EpisodeAggregator();
        assert.notEqual(aggregator.take(change('approved', 'grabbing', 'event-1', 'a')).progress, null);
        assert.notEqual(aggregator.take(change('approved', 'grabbing', 'event-1', 'b')).progress, null);
    });

    it('tells what it is told again with the same id, also after a restart', () => {
        const told = [1, 2].map(() => new EpisodeAggregator().take(change('importing', 'available')));
        assert.deepEqual(
            told.map(({ progress, isComplete }) => [progress?.id, isComplete]),
            [1, 2].map(() => ['show-1/all-1/1/available', true]),
        );
    });

    it('says nothing again of what is complete already', () => {
        assert.equal(new EpisodeAggregator().take(change('available', 'available')).isComplete, false);
    });

    it('forgets events of long ago', () => {
        const aggregator = new EpisodeAggregator();
        for (let n = 0; n <= 1_000; n++) aggregator.take(change('importing', 'importing', `event-${n}`));
        assert.equal(aggregator.take(change('importing', 'importing', 'event-1000')).progress, null);
        assert.notEqual(aggregator.take(change('importing', 'importing', 'event-0')).progress, null);
    });

    it('follows a season behind a gate: one change per stage, progress in between, complete once', async () => {
        const { gate, dispose } = await bench();
        const aggregator = new EpisodeAggregator();
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
            .map((each) => aggregator.take(each))
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
