import assert from 'node:assert/strict';
import { hasHub } from '../../../../lib/arr/hear/hub';
import { type Hint, readHint } from '../../../../lib/arr/hear/hints';

describe('pushes of Sonarr and Radarr', () => {
    const push = (name: string, action: string, resource?: object): unknown => ({ name, body: { action, resource }, version: 3 });

    it('are hints: which series, which film, that the queue moved', () => {
        assert.deepEqual(readHint(push('episode', 'updated', { id: 3, seriesId: 23 })), { kind: 'episode', titleId: 23 });
        assert.deepEqual(readHint(push('series', 'updated', { id: 23, tvdbId: 414057, tmdbId: 1, path: '/data/x' })), {
            kind: 'title',
            titleId: 23,
            tvdbId: 414057,
            tmdbId: 1,
            path: '/data/x',
        });
        const gone = { kind: 'title', tvdbId: undefined, tmdbId: undefined, path: undefined };
        // An empty film from Radarr 6.1.0, and all that there was from Sonarr 4.0.19.
        assert.deepEqual(readHint(push('movie', 'deleted', { id: 51, tmdbId: 0, year: 0 })), { ...gone, titleId: 51 });
        const series = { id: 23, tvdbId: 414057, tmdbId: 0, path: '/data/x' };
        assert.deepEqual(readHint(push('series', 'deleted', series)), { ...gone, titleId: 23, tvdbId: 414057 });
        assert.deepEqual(readHint(push('queue', 'sync')), { kind: 'queue' });
        assert.deepEqual(readHint(push('queue/status', 'updated', { totalCount: 4 })), { kind: 'queue_count', count: 4 });
        assert.deepEqual(readHint(push('health', 'sync')), { kind: 'health' });
    });

    it('of a command count when it has ended and may have brought something', () => {
        const command = (name: string, status: string, body: object = {}): Hint | null =>
            readHint(push('command', 'updated', { id: 1, name, status, body }));
        const titlesOf = (hint: Hint | null) => (hint?.kind === 'command' && hint.tells ? hint.command.titleIds : null);
        assert.deepEqual(titlesOf(command('SeriesSearch', 'completed', { seriesId: 23 })), [23]);
        assert.deepEqual(titlesOf(command('MoviesSearch', 'completed', { movieIds: [51, 'x'] })), [51]);
        assert.deepEqual(titlesOf(command('RssSync', 'completed')), []);
        assert.equal(command('RssSync', 'started'), null);
        assert.equal(command('RefreshMonitoredDownloads', 'completed'), null);
        assert.equal(command('Housekeeping', 'completed'), null);
    });

    it('of a search count with each of its steps, since it is shown that it runs', () => {
        const resource = {
            id: 41,
            name: 'EpisodeSearch',
            status: 'started',
            started: '2026-11-28T14:20:00Z',
            body: { episodeIds: [1, 2] },
        };
        assert.deepEqual(readHint(push('command', 'updated', resource)), {
            kind: 'command',
            tells: false,
            command: {
                id: 41,
                name: 'EpisodeSearch',
                state: 'running',
                message: undefined,
                startedAt: Date.parse('2026-11-28T14:20:00Z'),
                endedAt: undefined,
                titleIds: [],
                seasonNumber: undefined,
                episodeIds: [1, 2],
            },
        });
        const failed = readHint(push('command', 'updated', { ...resource, status: 'aborted' }));
        assert.equal(failed?.kind === 'command' && failed.command.state, 'failed');
    });

    it('that are of no use, or of another shape, are none', () => {
        const others = [null, 1, 'x', {}, [], { name: 5 }, push('version', 'x'), push('calendar', 'updated', { id: 1 })];
        for (const other of [...others, push('series', 'sync'), push('queue/status', 'updated'), { name: 'command' }])
            assert.equal(readHint(other), null);
    });

    it('come from Sonarr 4 and Radarr 5 on', () => {
        assert.deepEqual(
            [hasHub('sonarr', '3.0.10.1567'), hasHub('sonarr', '4.0.0.741'), hasHub('sonarr', '5.0.0.1')],
            [false, true, true],
        );
        assert.deepEqual([hasHub('radarr', '4.7.5.7809'), hasHub('radarr', '5.0.3.8127')], [false, true]);
        assert.equal(hasHub('radarr', 'unknown'), false);
    });
});
