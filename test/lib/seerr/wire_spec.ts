import assert from 'node:assert/strict';
import { phaseOf } from '../../../lib/seerr/phase';
import { readPage, readWish } from '../../../lib/seerr/wire';

/** A request as Seerr 3.1.0 lists it, without what nobody reads. */
const listed = {
    id: 12,
    status: 2,
    createdAt: '2026-11-28T14:15:36.000Z',
    updatedAt: '2026-11-28T14:15:36.000Z',
    type: 'tv',
    is4k: false,
    tags: null,
    media: { mediaType: 'tv', tmdbId: 2003, tvdbId: 300003, imdbId: null, status: 3, status4k: 1, mediaAddedAt: null },
    seasons: [
        { id: 4, seasonNumber: 1, status: 2 },
        { id: 5, seasonNumber: 0, status: 2 },
    ],
    modifiedBy: { id: 3, displayName: 'Auto' },
    requestedBy: { id: 3, displayName: 'Auto', email: 'auto@example.org' },
    seasonCount: 2,
};

describe('a request of Seerr', () => {
    it('is read with what correlates it, who asked, and its seasons as a webhook writes them', () => {
        const wish = readWish(listed);
        assert.deepEqual(wish?.facts, {
            seerrRequestId: 12,
            tmdbId: 2003,
            tvdbId: 300003,
            requestedBy: 'Auto',
            requestedById: 3,
            is4k: false,
            requestedSeasons: '0, 1',
        });
        assert.equal(wish.isAutoApproved, true);
        assert.equal(phaseOf(wish), 'approved');
    });

    const phases: readonly [string, object, object, string][] = [
        ['pending', { status: 1 }, {}, 'requested'],
        ['declined', { status: 3 }, {}, 'declined'],
        ['not sent', { status: 4 }, {}, 'send_failed'],
        ['completed', { status: 5 }, { status: 5 }, 'reported_available'],
        ['completed, and its media lost since', { status: 5 }, { status: 7 }, 'reported_available'],
        ['on the blocklist', { status: 2 }, { status: 6 }, 'declined'],
        ['of a series that is there', {}, { status: 5 }, 'unsure'],
        ['of a series of which that season is there', {}, { status: 5, seasons: seasons(0, 1) }, 'reported_available'],
        ['of a series of which another season is there', {}, { status: 5, seasons: seasons(0, 2) }, 'approved'],
        ['in 4K of a series that is there in HD', { is4k: true }, { status: 5, seasons: seasons(0, 1) }, 'approved'],
        ['an approved film that is there', { type: 'movie', seasons: [] }, { status: 5 }, 'reported_available'],
        ['an approved film in 4K that is there in HD', { type: 'movie', is4k: true }, { status: 5 }, 'approved'],
    ];
    for (const [what, over, media, phase] of phases) {
        it(`${what}: ${phase}`, () => {
            const wish = readWish({ ...listed, ...over, media: { ...listed.media, ...media } });
            assert.ok(wish);
            assert.equal(phaseOf(wish), phase);
        });
    }

    it('is none without an id, a state that is known, a title or a kind', () => {
        for (const over of [{ id: '12' }, { id: 0 }, { status: 9 }, { status: '2' }, { media: undefined }, { media: {} }])
            assert.equal(readWish({ ...listed, ...over }), null, JSON.stringify(over));
        for (const row of [null, 7, [], 'x', {}]) assert.equal(readWish(row), null);
    });

    it('takes its kind from its media where it has none itself', () => {
        assert.equal(readWish({ ...listed, type: undefined })?.mediaType, 'tv');
    });
});

describe('a page of requests', () => {
    it('counts rows that cannot be read, so that the next page begins where this one ends', () => {
        const page = readPage({ pageInfo: { results: 40, pages: 2 }, results: [listed, null, { id: 3 }] });
        assert.deepEqual([page?.rows, page?.total, page?.wishes.length], [3, 40, 1]);
    });

    it('is none without its two parts', () => {
        for (const answer of [null, [], {}, { results: [] }, { pageInfo: { results: 1 } }, { pageInfo: {}, results: [] }])
            assert.equal(readPage(answer), null);
    });
});

function seasons(...numbers: number[]): object[] {
    return numbers.map((seasonNumber) => ({ seasonNumber, status: 5, status4k: 1 }));
}
