import assert from 'node:assert/strict';
import type { MediaRequest } from '../../../lib/model';
import { listRequests, pageOfRequests, type RequestQuery, showRequest } from '../../../lib/requests';
import { type Bench, bench } from '../../support/events';
import { episode, movie, putWhole, show } from '../../support/requests';

const HASH = 'c2c60f66c126652a86f7f2ee73dc83d4e255929e';

describe('query for requests', () => {
    let room: Bench;

    beforeEach(async () => {
        room = await bench();
        put(
            movie({ id: 'film', title: 'Film', state: 'importing', createdAt: '2026-01-03T00:00:00.000Z' }),
            movie({ id: 'done', state: 'available', createdAt: '2026-01-02T00:00:00.000Z' }),
            movie({ id: 'broken', state: 'failed', createdAt: '2026-01-01T00:00:00.000Z' }),
            show([episode(1, 'available'), episode(2, 'downloading', { qbitHash: HASH })], {
                id: 'series',
                state: 'downloading',
                createdAt: '2026-01-04T00:00:00.000Z',
            }),
        );
    });
    afterEach(() => room.dispose());

    function put(...requests: MediaRequest[]): void {
        for (const request of requests) putWhole(room.store, request);
    }
    const idsFor = (query: RequestQuery): string[] => listRequests(room.store, query, room.clock.now()).map(({ id }) => id);
    const one = (id: string) => showRequest(room.store, id, room.clock.now());

    for (const [query, ids] of [
        [{}, ['series', 'film', 'done', 'broken']],
        [{ state: '' }, ['series', 'film', 'done', 'broken']],
        [{ state: 'available' }, ['done']],
        [{ state: 'open' }, ['series', 'film']],
        [{ state: 'failed, importing' }, ['film', 'broken']],
        [{ state: 'open,failed' }, ['series', 'film', 'broken']],
        [{ mediaType: 'tv' }, ['series']],
        [{ mediaType: 'movie', state: 'open' }, ['film']],
        [{ id: 'done' }, ['done']],
        [{ id: 'done', state: 'open' }, []],
        [{ id: 'nobody' }, []],
    ] as const satisfies readonly [RequestQuery, string[]][]) {
        it(`${JSON.stringify(query)} finds ${ids.join(', ') || 'nothing'}, newest first`, () => {
            assert.deepEqual(idsFor(query), ids);
        });
    }

    for (const [query, ids] of [
        [{ q: 'pokemon' }, ['pokemon']],
        [{ q: ' POKÉMON  concierge' }, ['pokemon']],
        [{ q: 'concierge pokemon 2023' }, ['pokemon']],
        [{ q: 'ポケモン' }, ['pokemon']],
        [{ q: 'pokemon 2024' }, []],
        [{ q: 'oceans eleven' }, ['oceans']],
        [{ q: 'straße' }, ['strasse']],
        [{ q: '$' }, ['dollar']],
        [{ q: '.*' }, []],
        [{ q: '  ' }, ['strasse', 'dollar', 'oceans', 'pokemon']],
        [{ requestedBy: 'ada' }, ['pokemon', 'oceans']],
        [{ requestedBy: '7' }, ['oceans']],
        [{ requestedBy: 'Ad' }, []],
        [{ q: 'o', limit: '1' }, ['oceans']],
        [{ limit: '1', offset: '1' }, ['dollar']],
        [{ limit: '0' }, []],
        [{ limit: '', offset: '3' }, ['pokemon']],
        [{ offset: '99' }, []],
    ] as const satisfies readonly [RequestQuery, string[]][]) {
        it(`${JSON.stringify(query)} finds ${ids.join(', ') || 'nothing'} of other titles`, async () => {
            await room.dispose();
            room = await bench();
            const [day, requestedBy] = ['2026-01-0', 'Ada'];
            put(
                movie({
                    id: 'pokemon',
                    title: 'Pokémon Concierge',
                    originalTitle: 'ポケモンコンシェルジュ',
                    year: 2023,
                    requestedBy,
                }),
                movie({ id: 'oceans', title: 'Ocean’s Eleven', createdAt: `${day}2`, requestedBy: 'ADA', requestedById: 7 }),
                movie({ id: 'dollar', title: '$', createdAt: `${day}3` }),
                movie({ id: 'strasse', title: 'Die Straße', createdAt: `${day}4` }),
            );
            room.store.put({ ...room.store.get('pokemon')!, createdAt: `${day}1` });
            assert.deepEqual(
                idsFor(query).filter((id) => id !== 'nobody'),
                [...ids].sort((a, b) => room.store.get(b)!.createdAt.localeCompare(room.store.get(a)!.createdAt)),
            );
        });
    }

    it('says how many fit beside the part that is shown', () => {
        const { total, requests } = pageOfRequests(room.store, { state: 'open', limit: '1' }, room.clock.now());
        assert.deepEqual([total, requests.map(({ id }) => id)], [2, ['series']]);
    });

    it('finds what takes too long, and what does not', () => {
        // An import is waited for since the day before yesterday, and a download for a minute.
        const now = Date.parse('2026-01-04T00:01:00.000Z');
        const ids = (late: string) => listRequests(room.store, { late }, now).map(({ id }) => id);
        assert.deepEqual(
            [ids('true'), ids('1')],
            [
                ['film', 'broken'],
                ['film', 'broken'],
            ],
        );
        assert.deepEqual(
            [ids('false'), ids('')],
            [
                ['series', 'done'],
                ['series', 'film', 'done', 'broken'],
            ],
        );
    });

    for (const [query, field] of [
        [{ limit: '-1' }, 'limit'],
        [{ limit: '1.5' }, 'limit'],
        [{ offset: 'all' }, 'offset'],
        [{ offset: '99999999999999999999' }, 'offset'],
        [{ late: 'yes' }, 'late'],
    ] as const satisfies readonly [RequestQuery, string][]) {
        it(`refuses ${JSON.stringify(query)}`, () => {
            assert.throws(() => idsFor(query), { code: 'invalid_query', field });
        });
    }

    it('says which states there are when it is asked for another', () => {
        for (const state of ['finished', 'open,finished', 'AVAILABLE'])
            assert.throws(() => idsFor({ state }), {
                code: 'invalid_query',
                field: 'state',
                message: /there are: open, requested, .*failed$/,
            });
    });

    it('says which media types there are when it is asked for another', () => {
        assert.throws(() => idsFor({ mediaType: 'film' }), { code: 'invalid_query', field: 'mediaType', message: /movie, tv$/ });
    });

    it('keeps its errors short, whatever it was asked', () => {
        const long = 'x'.repeat(10_000);
        for (const ask of [() => idsFor({ state: long }), () => idsFor({ mediaType: long }), () => one(long)])
            assert.throws(ask, (error: Error) => error.message.length < 250);
    });

    describe('one request', () => {
        it('has its history, oldest first, and its sources', () => {
            const requestId = 'film';
            room.store.addToTimeline({ requestId, at: '2026-01-02T00:00:00.000Z', source: 'radarr', kind: 'imported' });
            room.store.addToTimeline({ requestId, at: '2026-01-01T00:00:00.000Z', source: 'seerr', kind: 'approved' });
            put(movie({ id: 'film', sources: { title: 'seerr' } }));
            assert.deepEqual(
                one('film').timeline?.map(({ kind }) => kind),
                ['approved', 'imported'],
            );
            assert.deepEqual(one('film').sources, { title: 'seerr' });
        });

        it('is not there', () => {
            assert.throws(() => one('nobody'), { code: 'not_found', field: 'id', message: /nobody/ });
        });

        it('has its pipeline, sentence and what was skipped', () => {
            const { pipeline, says, skipped } = one('film');
            assert.deepEqual([pipeline, says], ['movie', 'Imported. Waiting for Jellyfin to show it.']);
            assert.deepEqual(skipped, ['approved', 'grabbing', 'downloading', 'downloaded']);
        });

        it('shows its episodes with sentence and live figures', () => {
            room.store.live.setTransfer(HASH, {
                percent: 50,
                episodes: [{ seasonNumber: 1, episodeNumber: 2, percent: 75, wanted: false }],
            });
            const [first, second] = one('series').episodes;
            assert.deepEqual([first?.says, first?.percent, first?.wanted], ['Can be played in Jellyfin.', undefined, undefined]);
            assert.deepEqual(
                [second?.says, second?.percent, second?.wanted],
                ['Grabbed, but its file is deselected in the download client.', 75, false],
            );
            assert.equal(one('series').progress?.text, '1 available, 1 downloading');
        });

        it('shows transfer and check while it is not available', () => {
            const check = { at: '', code: 'not_found', message: 'Jellyfin has no such film' };
            put(movie({ id: 'film', state: 'importing', qbitHash: HASH }));
            room.store.live.setTransfer(HASH, { percent: 100 });
            room.store.live.setCheck('film', check);
            assert.deepEqual([one('film').transfer, one('film').check], [{ percent: 100 }, check]);
            put(movie({ id: 'film', state: 'available', qbitHash: HASH }));
            room.store.live.setTransfer(HASH, { percent: 100 });
            assert.deepEqual(['transfer' in one('film'), 'check' in one('film')], [false, false]);
        });

        it('without its bookkeeping in a list', () => {
            const [view] = listRequests(room.store, { id: 'series' }, room.clock.now());
            for (const key of ['timeline', 'sources']) assert.ok(!(key in view!), key);
            for (const key of ['sources', 'attempts']) assert.ok(!(key in view!.episodes[0]!), key);
        });
    });

    it('counts an episode from the moment it airs, without any event', async () => {
        const weekly = [episode(1, 'available'), episode(2, 'approved', { airDateUtc: '2026-01-22T05:00:00.000Z' })];
        put(show(weekly, { id: 'series', state: 'available' }));
        assert.deepEqual(idsFor({ id: 'series', state: 'available' }), ['series']);
        await room.clock.advance(60 * 60 * 1000);
        assert.deepEqual(idsFor({ id: 'series', state: 'available' }), []);
        assert.equal(one('series').state, 'approved');
    });

    it('gives copies: what is done to an answer does not reach the store', () => {
        const failure = { code: 'declined', message: 'No', at: '', stage: 'approved' as const };
        put(
            movie({
                id: 'film',
                state: 'failed',
                failure,
                reached: { approved: 'x' },
            }),
        );
        room.store.addToTimeline({ requestId: 'film', at: '', source: 'seerr', kind: 'declined' });
        const all = () => room.store.requests().map(({ id }) => room.whole(id));
        const before = structuredClone(all());
        for (const view of [...listRequests(room.store, {}, room.clock.now()), one('film'), one('series')]) {
            ruin(view);
        }
        assert.deepEqual(all(), before);
    });
});

/** Changes everything in a value, to the last leaf. */
function ruin(value: object): void {
    for (const [key, child] of Object.entries(value) as [string, unknown][]) {
        if (typeof child === 'object' && child !== null) ruin(child);
        (value as Record<string, unknown>)[key] = 'ruined';
    }
}
