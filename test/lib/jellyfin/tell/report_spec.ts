import assert from 'node:assert/strict';
import { checkOf, verifiedEvent } from '../../../../lib/jellyfin/tell/report';
import type { Missing, ReasonCode } from '../../../../lib/jellyfin/tell/result';
import { season, tvRequest } from '../../../support/jellyfin';

const AT = '2026-01-22T04:00:00.000Z';
const missing = (episodeNumber: number, code: ReasonCode, message = `of ${episodeNumber}`): Missing => ({
    subject: { type: 'episode', seasonNumber: 1, episodeNumber },
    code,
    message,
});
const say = (...all: Missing[]) => checkOf(all, AT, undefined).message;

describe('jellyfin: what is told of a check', () => {
    it('of one subject its own reason', () => {
        assert.equal(
            say(missing(3, 'not_probed', 'Jellyfin shows "Pilot", but has not read its file yet')),
            'Jellyfin shows "Pilot", but has not read its file yet',
        );
        assert.equal(say({ subject: { type: 'movie' }, code: 'no_such_item', message: 'Nothing' }), 'Nothing');
    });

    it('of several who they are, and what is true of all of them', () => {
        const more = (...numbers: number[]) => say(...numbers.map((number) => missing(number, 'no_such_episode')));
        assert.equal(more(3, 7), 'S01E03 and S01E07: Jellyfin shows the series, but not these episodes');
        assert.equal(more(3, 7, 9), 'S01E03, S01E07 and S01E09: Jellyfin shows the series, but not these episodes');
        assert.equal(more(3, 7, 9, 10, 11, 12), 'S01E03, S01E07 and 4 more: Jellyfin shows the series, but not these episodes');
    });

    it('of several reasons each with its own', () => {
        const check = checkOf(
            [missing(1, 'not_probed'), missing(2, 'not_probed'), missing(3, 'other_file', 'Old')],
            AT,
            undefined,
        );
        assert.equal(check.code, 'several');
        assert.equal(check.message, 'S01E01 and S01E02: Jellyfin shows them, but has not read their files yet. S01E03: Old');
        const many = (['not_probed', 'other_file', 'no_video', 'only_virtual', 'not_local'] as const).map((code, index) =>
            missing(index + 1, code),
        );
        assert.match(say(...many), /S01E03: of 3\. S01E04 and S01E05: for other reasons$/);
    });

    it('of proofs which they are', () => {
        const request = tvRequest({ episodes: season(1, 4) });
        const verified = request.episodes.map(({ seasonNumber, episodeNumber }) => ({
            subject: { type: 'episode' as const, seasonNumber, episodeNumber },
            jellyfinId: 'a'.repeat(32),
            foundAs: 'Episode',
            way: 'tvdb+number',
        }));
        assert.equal(
            verifiedEvent(request, verified, 'x', AT).message,
            '4 episodes proved playable: S01E01, S01E02 and 2 more (by tvdb+number)',
        );
    });
});
