import assert from 'node:assert/strict';
import type { Episode, MediaRequest, RequestState } from '../../../lib/model';
import { causeOf, judge, sayAll, StageTimes, type SubjectFacts, wholeOf } from '../../../lib/causes';
import { episode, show, tallyOf } from '../../support/requests';

const NOW = Date.parse('2026-11-28T21:30:00.000Z');
const at = (minutesAgo: number): string => new Date(NOW - minutesAgo * 60_000).toISOString();
const times = new StageTimes();

const one = (number: number, state: RequestState, own: Partial<Episode> = {}, minutesAgo = 2): Episode =>
    episode(number, state, { reached: state === 'failed' ? {} : { [state]: at(minutesAgo) }, ...own });
const several = (from: number, to: number, state: RequestState, own: Partial<Episode> = {}): Episode[] =>
    Array.from({ length: to - from + 1 }, (_, index) => one(from + index, state, own));

function whole(episodes: Episode[], factsOf: (one: Episode) => SubjectFacts = () => ({}), own: Partial<MediaRequest> = {}) {
    const request = show(episodes, own);
    const judgedOf = (each: Episode) => judge(causeOf(each, request, factsOf(each), NOW), each, request, times, NOW);
    const { judged, says } = wholeOf({
        request,
        summary: tallyOf(episodes).summary(NOW),
        members: episodes.map((each) => ({ episode: each, ...judgedOf(each) })),
        times,
        now: NOW,
        ofDownload: (each) => causeOf(each, request, { ...factsOf(each), isWholeTransfer: true }, NOW),
    });
    return { says: sayAll(says), german: sayAll(says, 'de'), ...judged };
}

describe('a TV request as a whole', () => {
    it('counts, and says of each group what it waits for', () => {
        const { says, german, cause } = whole([
            ...several(1, 2, 'available'),
            ...several(3, 4, 'importing'),
            one(5, 'downloaded'),
        ]);
        assert.equal(
            says,
            '2 of 5 episodes can be played. S01E05: Downloaded. Waiting for Sonarr to import it. S01E03 and S01E04: Imported. Waiting for Jellyfin to show them.',
        );
        assert.equal(
            german,
            '2 von 5 Folgen abspielbar. S01E05: Geladen. Wartet auf den Import durch Sonarr. S01E03 und S01E04: Importiert. Jellyfin muss es noch anzeigen.',
        );
        assert.equal(cause.code, 'downloaded');
    });

    it('puts first who needs a person, then what is late, then what is furthest behind', () => {
        const order = (...episodes: Episode[]): string => whole(episodes).cause.code;
        assert.equal(order(one(1, 'approved'), one(2, 'requested')), 'not_approved');
        assert.equal(order(one(1, 'downloading'), one(2, 'grabbing', {}, 25)), 'not_in_client');
        assert.equal(order(one(1, 'approved'), one(2, 'importing', {}, 99)), 'jellyfin_next');
        assert.equal(order(one(1, 'importing'), one(2, 'approved')), 'approved');
        assert.equal(order(one(1, 'approved', { isMonitored: false }), one(2, 'importing')), 'jellyfin_next');
        assert.equal(
            order(
                one(1, 'failed', { failure: { code: 'deleted', message: '', at: at(1), stage: 'importing' } }),
                one(2, 'importing'),
            ),
            'jellyfin_next',
        );
    });

    it('is not known to be all while Sonarr has not said so', () => {
        const awaiting = { state: 'available' as const, lists: { 'server-1': 'awaited' as const }, availableAt: at(2) };
        const { says, german, cause, late } = whole(several(1, 2, 'available'), undefined, awaiting);
        assert.equal(says, 'All 2 episodes so far can be played. Sonarr has not said yet whether more is to come.');
        assert.equal(german, 'Alle 2 bisherigen Folgen sind abspielbar. Sonarr hat noch nicht gesagt, ob noch etwas kommt.');
        assert.deepEqual([cause.code, cause.who, late], ['list_awaited', 'nobody', false]);
        const down = whole(several(1, 2, 'available'), undefined, { ...awaiting, availableAt: at(24 * 60) });
        assert.deepEqual([down.cause.who, down.cause.next, down.late], ['admin', 'start_server', true]);
    });

    it('names a few members of a group and counts the rest, and a season that is whole by its number', () => {
        const second = several(1, 8, 'downloading').map((each) => ({ ...each, seasonNumber: 2 }));
        assert.match(whole([one(1, 'available'), ...several(2, 7, 'importing')]).says, /S01E02, S01E03 and 4 more: Imported/);
        assert.match(
            whole([...several(1, 3, 'available'), ...second]).says,
            /^3 of 11 episodes can be played\. Season 2: Downloading\.$/,
        );
    });

    it('gives the figures of a download to the group that shares it', () => {
        const transfer = { percent: 42, downloadSpeed: 5e6, etaSeconds: 754 };
        const { says, cause } = whole(several(1, 2, 'downloading', { qbitHash: 'aa' }), () => ({ transfer }));
        assert.equal(says, '0 of 2 episodes can be played. S01E01 and S01E02: Downloading 42 % at 5.0 MB/s, 13 min left.');
        assert.equal(cause.nextAt, new Date(NOW + 754_000).toISOString());
        const two = [one(1, 'downloading', { qbitHash: 'aa' }), one(2, 'downloading', { qbitHash: 'bb' })];
        assert.equal(whole(two, () => ({ transfer })).says, '0 of 2 episodes can be played. S01E01 and S01E02: Downloading.');
    });

    it('gathers the files of one refusal', () => {
        const factsOf = ({ episodeNumber }: Episode): SubjectFacts => ({
            queued: {
                at: at(1),
                source: 'sonarr',
                instanceName: 'Sonarr',
                trackedDownloadState: 'importBlocked',
                statusMessages: [{ title: `Odd.S01E0${episodeNumber}.mkv`, messages: ['No audio tracks detected'] }],
            },
        });
        assert.equal(
            whole(several(1, 4, 'downloaded'), factsOf).says,
            '0 of 4 episodes can be played. Season 1: Sonarr does not import Odd.S01E01.mkv, Odd.S01E02.mkv and 2 more: no sound in there.',
        );
    });

    it('speaks of seasons that were asked for and are not there', () => {
        const wish = { requestedSeasons: '1, 2', reached: { approved: at(5) } };
        const { says, cause } = whole([...several(1, 5, 'available'), ...several(6, 8, 'importing')], undefined, wish);
        assert.equal(
            says,
            '5 of 8 episodes can be played. Season 2: Sonarr has not grabbed anything of it yet. S01E06, S01E07 and S01E08: Imported. Waiting for Jellyfin to show them.',
        );
        assert.equal(cause.code, 'season_not_grabbed');
        assert.equal(
            whole(several(1, 2, 'available'), undefined, { requestedSeasons: '1, 2, 3' }).says,
            'All 2 episodes so far can be played. Seasons 2 and 3: Waiting for approval in Seerr.',
        );
    });

    it('says what airs next', () => {
        const later = (number: number, days: number): Episode => one(number, 'approved', { airDateUtc: at(-days * 24 * 60) });
        const weekly = whole([...several(1, 6, 'available'), later(7, 6), later(8, 13)]);
        assert.equal(
            weekly.says,
            'All 6 episodes that have aired can be played in Jellyfin. S01E07 airs 2026-12-04 21:30 UTC, 1 more later.',
        );
        assert.deepEqual([weekly.cause.code, weekly.cause.nextAt], ['not_aired', at(-6 * 24 * 60)]);
        assert.equal(whole([later(1, 6)]).says, 'The episode has not aired yet. S01E01 airs 2026-12-04 21:30 UTC.');
        assert.match(whole([later(1, 6), later(2, 6)]).says, /^None of the 2 episodes has aired yet\. S01E01 airs /);
    });

    it('says when all is well, of one as of many', () => {
        assert.equal(whole(several(1, 13, 'available')).says, 'All 13 episodes can be played in Jellyfin.');
        assert.equal(whole([one(1, 'available')]).says, 'The episode can be played in Jellyfin.');
        assert.equal(whole(several(1, 13, 'available')).cause.code, 'playable');
    });

    it('does not count what was deleted', () => {
        assert.equal(
            whole([one(1, 'available'), one(2, 'available', { deletedAt: at(1) })]).says,
            '1 of 2 episodes can be played, 1 deleted in Sonarr since.',
        );
    });

    it('tells three groups and names the rest', () => {
        const episodes = [
            one(1, 'requested'),
            one(2, 'approved'),
            one(3, 'grabbing'),
            one(4, 'downloading'),
            one(5, 'downloaded'),
        ];
        assert.match(whole(episodes).says, / S01E04 and S01E05: for other reasons\.$/);
    });

    it('never calls a season late of which Sonarr lists no episode yet', () => {
        const own = { requestedSeasons: '1, 2', reached: { approved: at(40 * 24 * 60) }, createdAt: at(40 * 24 * 60) };
        const unknown = whole([one(1, 'available')], () => ({}), own);
        assert.deepEqual([unknown.cause.code, unknown.late], ['season_not_grabbed', true]);
        const listed = whole([one(1, 'available')], () => ({}), { ...own, listedAt: at(60) });
        assert.deepEqual([listed.cause.code, listed.late], ['season_not_listed', false]);
        assert.equal(listed.says, 'The only episode so far can be played. Season 2: Sonarr lists no episode of it yet.');
        assert.equal(listed.german, 'Die bisher einzige Folge ist abspielbar. Staffel 2: Sonarr führt davon noch keine Folge.');
    });
});
