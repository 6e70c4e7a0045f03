import assert from 'node:assert/strict';
import { type MediaEvent, TIMELINE_LIMIT } from '../../../lib/model';
import { bench, event, season } from '../../support/events';

const H1 = 'a'.repeat(40);
const SHOW = { tvdbId: 414057, title: 'Show' };

const approved = event('seerr', 'approved', 'tv', { request: { ...SHOW, seerrRequestId: 1 } });
const reported = event('seerr', 'reported_available', 'tv', { request: { ...SHOW, seerrRequestId: 1 } });
const sonarr = (kind: 'grabbed' | 'imported', downloadId: string, episodeNumber: number): MediaEvent =>
    event('sonarr', kind, 'tv', { downloadId, request: SHOW, episodes: season(1, episodeNumber, episodeNumber) });
const added = (episodeNumber: number): MediaEvent =>
    event('jellyfin', 'library_added', 'tv', {
        request: SHOW,
        episodes: season(1, episodeNumber, episodeNumber),
        message: `Jellyfin added ${episodeNumber}`,
    });
const many = Array.from({ length: TIMELINE_LIMIT + 10 }, (_, index) => index + 1);

describe('timeline', () => {
    it('has no line for what Jellyfin added, however much that is', async () => {
        const room = await bench();
        room.feed(approved);
        const before = room.only();
        const results = room.feed(...many.map(added));
        assert.ok(results.every(({ changes }) => changes.length === 1));
        assert.deepEqual(room.only(), before);
    });

    it('keeps how it began, and that Seerr calls it available, when it grows too long', async () => {
        const room = await bench();
        for (const each of [approved, sonarr('grabbed', H1, 1), sonarr('imported', H1, 1), reported]) {
            room.feed(each);
            await room.clock.advance(1000);
        }
        for (const episode of many) {
            room.feed(sonarr('grabbed', `${'b'.repeat(36)}${1000 + episode}`, episode));
            await room.clock.advance(1000);
        }
        const { timeline } = room.only();
        assert.equal(timeline.length, TIMELINE_LIMIT);
        const oldest = [...timeline].sort((a, b) => a.at.localeCompare(b.at)).slice(0, 4);
        assert.deepEqual(
            oldest.map(({ kind }) => kind),
            ['approved', 'grabbed', 'imported', 'reported_available'],
        );
    });
});
