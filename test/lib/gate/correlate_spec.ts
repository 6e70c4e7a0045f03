import assert from 'node:assert/strict';
import type { EventKind, MediaEvent, RequestFacts } from '../../../lib/model';
import { type Bench, bench, event, season } from '../../support/events';

const H1 = 'a'.repeat(40);
const FILM = { tmdbId: 603, title: 'Film' };
const SHOW = { tvdbId: 414057, title: 'Show' };

const radarr = (kind: EventKind, downloadId: string, facts: RequestFacts = {}): MediaEvent =>
    event('radarr', kind, 'movie', { downloadId, request: { ...FILM, ...facts } });
const sonarr = (kind: EventKind, downloadId: string, episodes: MediaEvent['episodes'], facts: RequestFacts = {}): MediaEvent =>
    event('sonarr', kind, 'tv', { downloadId, request: { ...SHOW, ...facts }, episodes });
const filmApproved = (seerrRequestId: number, facts: RequestFacts = {}): MediaEvent =>
    event('seerr', 'approved', 'movie', { request: { ...FILM, seerrRequestId, is4k: false, ...facts } });
const verified = (requestId: string): MediaEvent => event('jellyfin', 'verified', 'movie', { requestId });

const titles = ({ store }: Bench): (string | undefined)[] =>
    store
        .requests()
        .map(({ id, title }) => `${id} ${title ?? ''}`)
        .sort();

describe('correlation by ids', () => {
    it('makes a new request of an approval that has an old number in a Seerr which counts from 1 again', async () => {
        const room = await bench();
        room.feed(filmApproved(1), radarr('imported', H1), verified('request-1'));
        room.feed(filmApproved(1, { tmdbId: 604, title: 'Another film' }));
        assert.deepEqual(titles(room), ['request-1 Film', 'request-2 Another film']);
        assert.deepEqual([room.store.get('request-1')?.state, room.store.get('request-1')?.tmdbId], ['available', 603]);
    });

    it('takes series 12 of two Sonarrs that both kept their name for two shows', async () => {
        const room = await bench({ createRequests: true });
        const twelve = { sonarrId: 12, instanceName: 'Sonarr' };
        room.feed(
            sonarr('grabbed', H1, season(1, 1, 1), twelve),
            event('sonarr', 'grabbed', 'tv', {
                downloadId: 'b'.repeat(40),
                request: { ...twelve, tvdbId: 2, title: 'Another show' },
                episodes: season(1, 1, 1),
            }),
        );
        assert.deepEqual(titles(room), ['request-1 Show', 'request-2 Another show']);
    });

    it('bears one differing id where another agrees: databases renumber what they merge', async () => {
        const room = await bench({ createRequests: true });
        room.feed(
            sonarr('grabbed', H1, season(1, 1, 1), { tmdbId: 5, sonarrId: 12 }),
            sonarr('imported', 'b'.repeat(40), season(1, 2, 2), { tmdbId: 5, tvdbId: 99, sonarrId: 12 }),
        );
        assert.equal(room.only().episodes.length, 2);
    });
});
