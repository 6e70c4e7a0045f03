import assert from 'node:assert/strict';
import type { MediaEvent } from '../../../lib/model';
import { type Bench, bench, event, season } from '../../support/events';

const DAY_MS = 24 * 60 * 60 * 1000;
const film = { tmdbId: 1, title: 'Film' };
const series = { tvdbId: 4, title: 'Show' };

const approved = (seerrRequestId: number): MediaEvent =>
    event('seerr', 'approved', 'movie', { request: { ...film, seerrRequestId } });
const verified = (requestId: string, mediaType: 'movie' | 'tv', episodes = season(1, 1, 0)): MediaEvent =>
    event('jellyfin', 'verified', mediaType, { requestId, episodes });
const grabbed = (downloadId: string, request: MediaEvent['request'] = film): MediaEvent =>
    event('radarr', 'grabbed', 'movie', { downloadId, request });
const seasonGrab = (from: number, to: number): MediaEvent =>
    event('sonarr', 'grabbed', 'tv', { downloadId: 'd'.repeat(40), request: series, episodes: season(1, from, to) });

/** A film and a season that were complete long ago, and are in the archive. */
async function archive(): Promise<Bench> {
    const room = await bench({ createRequests: true });
    room.feed(
        approved(5),
        grabbed('a'.repeat(40)),
        verified('request-1', 'movie'),
        event('seerr', 'approved', 'tv', { request: { ...series, seerrRequestId: 6, requestedSeasons: '1' } }),
        verified('request-2', 'tv', season(1, 1, 2)),
    );
    await room.clock.advance(91 * DAY_MS);
    await room.store.prune();
    assert.equal(room.store.size, 0);
    return room;
}

/** What the gate makes of an event: the code for what it did not apply, or how many requests there are. */
function outcomeOf(room: Bench, each: MediaEvent): string | number {
    const [result] = room.feed(each);
    return result?.unapplied[0]?.code ?? room.store.size;
}

describe('what comes about an archived request', () => {
    const cases: [what: string, events: MediaEvent[], outcome: string | number][] = [
        ['is noted: the grab of an upgrade', [grabbed('b'.repeat(40))], 'archived'],
        [
            'is noted: its import',
            [event('radarr', 'upgraded', 'movie', { downloadId: 'b'.repeat(40), request: film })],
            'archived',
        ],
        ['is noted: the same wish once more', [approved(5)], 'archived'],
        ['begins anew: another wish', [approved(7)], 1],
        [
            'begins anew: a wish whose number Seerr has given again',
            [event('seerr', 'approved', 'movie', { request: { tmdbId: 2, seerrRequestId: 5 } })],
            1,
        ],
        ['begins anew: a release in 4K', [grabbed('b'.repeat(40), { ...film, is4k: true })], 1],
        [
            'begins anew: a release after it was deleted',
            [event('radarr', 'file_deleted', 'movie', { request: film, path: '/a/b.mkv' }), grabbed('b'.repeat(40))],
            1,
        ],
        ['is noted: an upgrade of its episodes', [seasonGrab(1, 2)], 'archived'],
        ['begins anew: an episode that was not there', [seasonGrab(3, 3)], 1],
        [
            'begins anew: an episode that was deleted',
            [event('sonarr', 'file_deleted', 'tv', { request: series, episodes: season(1, 2, 2) }), seasonGrab(2, 2)],
            1,
        ],
        [
            'is noted: another episode of the same season',
            [event('sonarr', 'file_deleted', 'tv', { request: series, episodes: season(1, 2, 2) }), seasonGrab(1, 1)],
            'archived',
        ],
        ['begins anew: a series that was deleted', [event('sonarr', 'deleted', 'tv', { request: series }), seasonGrab(1, 2)], 1],
    ];
    for (const [what, events, outcome] of cases) {
        it(what, async () => {
            const room = await archive();
            const last = events.pop();
            room.feed(...events);
            assert.equal(last && outcomeOf(room, last), outcome);
            await room.dispose();
        });
    }
});
