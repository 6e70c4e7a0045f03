/** Who asks a Sonarr has its list before anything is complete; who asks none, or one that has it not, does without. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type EpisodeFacts, hasOpenSubject, isListAwaited, type MediaEvent } from '../../../lib/model';
import { MediaStore } from '../../../lib/store';
import { amount } from '../../support/amount';
import { type Bench, bench, event, season, timeless } from '../../support/events';

const RUNS = amount('PROPERTY_RUNS', { usual: 60, long: 300 });
const H1 = 'a'.repeat(40);
const SHOW = { tvdbId: 414057, tmdbId: 154494, title: 'Show', year: 2021 };
const FILM = { tmdbId: 603, title: 'Film' };
const NEXT_WEEK = '2026-01-29T04:00:00.000Z';
const LAST_WEEK = '2026-01-15T04:00:00.000Z';

const approved = (requestedSeasons: string, extra: object = {}): MediaEvent =>
    event('seerr', 'approved', 'tv', { request: { ...SHOW, seerrRequestId: 1, requestedSeasons }, ...extra });
const sonarr = (kind: 'grabbed' | 'imported', episodes: EpisodeFacts[], extra: object = {}): MediaEvent =>
    event('sonarr', kind, 'tv', { downloadId: H1, request: SHOW, episodes, ...extra });
const verified = (episodes: EpisodeFacts[]): MediaEvent =>
    event('jellyfin', 'verified', 'tv', { requestId: 'request-1', episodes });
const keys = (from: number, to: number): EpisodeFacts[] => season(1, from, to);
const aired = (from: number, to: number, hasFile = false): EpisodeFacts[] =>
    season(1, from, to, () => ({ airDateUtc: LAST_WEEK, isMonitored: true, hasFile }));
const toAir = (from: number, to: number): EpisodeFacts[] =>
    season(1, from, to, () => ({ airDateUtc: NEXT_WEEK, isMonitored: true, hasFile: false }));
const listed = (episodes: EpisodeFacts[], extra: object = {}): MediaEvent =>
    event('sonarr', 'listed', 'tv', { server: 'server-1', request: { ...SHOW, sonarrId: 5 }, episodes, ...extra });
const notListed = (server = 'server-1'): MediaEvent =>
    event('sonarr', 'not_listed', 'tv', { server, request: { tvdbId: SHOW.tvdbId } });
const outcomes = (results: ReturnType<Bench['feed']>): string[] => [
    ...new Set(results.flatMap(({ changes }) => changes.flatMap(({ outcome }) => (outcome ? [outcome.id] : [])))),
];

async function asking(options: { createRequests?: boolean } = {}): Promise<Bench> {
    const room = await bench(options);
    room.store.listers.set('node-1', { server: 'server-1', kind: 'sonarr' });
    return room;
}

describe('a Sonarr that is asked', () => {
    it('says what there is before anything is complete', async () => {
        const room = await asking();
        const proof = room.feed(
            approved('1'),
            sonarr('grabbed', keys(1, 1)),
            sonarr('imported', keys(1, 1)),
            verified(keys(1, 1)),
        );
        const early = room.only();
        assert.deepEqual(
            [early.state, early.complete, hasOpenSubject(early), outcomes(proof)],
            ['available', undefined, true, []],
        );
        const list = room.feed(listed([...aired(1, 1, true), ...toAir(2, 2)]));
        const { state, complete, summary, lists } = room.only();
        assert.deepEqual([state, complete, summary?.unaired, lists, outcomes(list)], ['available', undefined, 1, undefined, []]);
        const end = room.feed(listed(aired(1, 2, true)), verified(keys(2, 2)));
        assert.deepEqual([room.only().complete, outcomes(end)], [true, ['request-1/all-2/1/available']]);
    });

    it('need not be waited for when it has none of it', async () => {
        const room = await asking();
        room.feed(approved('1'), sonarr('grabbed', keys(1, 2)), verified(keys(1, 2)));
        const end = room.feed(notListed());
        const { complete, lists } = room.only();
        assert.deepEqual([complete, lists, outcomes(end).length, hasOpenSubject(room.only())], [true, undefined, 1, false]);
        assert.deepEqual(outcomes(room.feed(notListed())), []);
    });

    it('may have said so before there was anything', async () => {
        const room = await asking();
        room.feed(approved('1'), notListed());
        assert.deepEqual(room.only().lists, { 'server-1': 'none' });
        assert.equal(outcomes(room.feed(verified(keys(1, 1)))).length, 1);
    });

    it('is one of several: all of them have to say that they have none of it', async () => {
        const room = await asking();
        room.store.listers.set('node-2', { server: 'server-2', kind: 'sonarr' });
        room.store.listers.set('node-3', { server: 'server-3', kind: 'sonarr', is4k: true });
        room.store.listers.set('node-4', { server: 'server-4', kind: 'radarr' });
        room.feed(approved('1'), verified(keys(1, 1)), notListed('server-1'));
        assert.deepEqual(room.only().lists, { 'server-1': 'none', 'server-2': 'awaited' });
        assert.equal(room.only().complete, undefined);
        room.feed(notListed('server-2'));
        assert.equal(room.only().complete, true);
    });

    it('that is not asked any more keeps nothing from being complete', async () => {
        const room = await asking();
        room.feed(approved('1'), verified(keys(1, 1)));
        assert.deepEqual(room.gate.notAskedAnyMore(), []);
        room.store.listers.remove('node-1');
        const end = room.feed(...room.gate.notAskedAnyMore());
        assert.deepEqual([room.only().complete, outcomes(end).length, room.gate.notAskedAnyMore()], [true, 1, []]);
    });

    it('that turns out to be another instance than the one of a request has nothing to say of it', async () => {
        const room = await asking();
        const grabbed = sonarr('grabbed', keys(1, 1), { request: { ...SHOW, instanceName: 'Main' } });
        room.feed(approved('1'), grabbed, verified(keys(1, 1)));
        assert.equal(isListAwaited(room.only()), true);
        room.store.listers.set('node-1', { server: 'server-1', kind: 'sonarr', instanceName: 'Other' });
        room.feed(...room.gate.notAskedAnyMore());
        assert.equal(room.only().complete, true);
    });

    it('is still waited for after a restart, before its node has begun', async () => {
        const { store, path, clock, feed } = await asking();
        feed(approved('1'), verified(keys(1, 1)));
        await store.close();
        const again = await MediaStore.open({ path, clock });
        assert.deepEqual([again.get('request-1')?.state, again.get('request-1')?.complete], ['available', undefined]);
        assert.deepEqual([again.openCount, again.outcomes().size], [1, 0]);
        await again.close();
    });

    it('leaves alone what was complete before there was one', async () => {
        const room = await bench();
        room.feed(approved('1'), verified(keys(1, 1)));
        room.store.listers.set('node-1', { server: 'server-1', kind: 'sonarr' });
        const again = room.feed(sonarr('imported', keys(1, 1)), verified(keys(1, 1)));
        assert.deepEqual([room.only().complete, outcomes(again)], [true, []]);
    });

    it('lists one of two that share an episode: the other waits no longer', async () => {
        const room = await asking();
        room.feed(
            approved('1'),
            event('seerr', 'approved', 'tv', { request: { ...SHOW, seerrRequestId: 2, requestedSeasons: '1', is4k: true } }),
        );
        room.feed(listed(aired(1, 2)));
        const said = room.store.requests().map(({ listedAt, lists }) => [listedAt !== undefined, lists]);
        assert.deepEqual(said.sort(), [
            [false, { 'server-1': 'none' }],
            [true, undefined],
        ]);
    });
});

describe('a list', () => {
    /** What nobody had asked for, complete with what was seen of it. */
    const unasked = [
        sonarr('grabbed', keys(1, 2)),
        listed(aired(1, 2, true)),
        sonarr('imported', keys(1, 2)),
        verified(keys(1, 2)),
    ];

    it('from before a wish does not tell of all that the wish is for', async () => {
        const room = await asking({ createRequests: true });
        room.feed(...unasked);
        assert.deepEqual([room.only().complete, room.store.openCount], [true, 0]);
        room.feed(approved('1'));
        const claimed = room.only();
        assert.deepEqual([claimed.state, claimed.complete, claimed.listedAt], ['available', undefined, undefined]);
        assert.equal(room.store.openCount, 1);
        room.feed(listed([...aired(1, 2, true), ...toAir(3, 3)]));
        assert.deepEqual([room.only().complete, room.only().summary?.unaired], [undefined, 1]);
        const end = room.feed(listed(aired(1, 3, true)), verified(keys(3, 3)));
        assert.deepEqual([room.only().complete, outcomes(end)], [true, ['request-1/all-3/1/available']]);
    });

    it('is forgotten when another season is wanted, and not when one less is', async () => {
        const room = await asking();
        room.feed(approved('1, 2'), listed(aired(1, 1)), verified(keys(1, 1)));
        const edited = (requestedSeasons: string): MediaEvent =>
            event('seerr', 'edited', 'tv', { request: { ...SHOW, seerrRequestId: 1, requestedSeasons } });
        room.feed(edited('1'));
        assert.deepEqual([room.only().listedAt !== undefined, room.only().complete], [true, true]);
        room.feed(edited('1, 2'));
        assert.deepEqual([room.only().listedAt, isListAwaited(room.only()), room.only().complete], [undefined, true, undefined]);
    });

    it('is not waited for by who asks nobody, also after a wish', async () => {
        const room = await bench({ createRequests: true });
        room.feed(sonarr('grabbed', keys(1, 2)), sonarr('imported', keys(1, 2)), verified(keys(1, 2)), approved('1'));
        assert.deepEqual([room.only().complete, room.store.openCount], [true, 0]);
    });

    it('decides alike, and at once, wherever it comes among the facts of a season', async () => {
        const facts = [
            approved('1'),
            sonarr('grabbed', keys(1, 2)),
            sonarr('imported', keys(1, 1)),
            sonarr('imported', keys(2, 2)),
            verified(keys(1, 1)),
            verified(keys(2, 2)),
        ];
        const list = listed(aired(1, 2, true));
        const play = async (order: readonly MediaEvent[]): Promise<[stored: unknown, told: number]> => {
            const room = await asking();
            let isListed = false;
            const told = order.flatMap((each) => {
                isListed ||= each === list;
                const results = room.feed(each);
                if (!isListed)
                    assert.deepEqual([room.store.requests().some(({ complete }) => complete), outcomes(results)], [false, []]);
                return outcomes(results);
            });
            const result = timeless(room.only());
            await room.dispose();
            return [result, told.length];
        };
        const [expected, once] = await play([...facts, list]);
        assert.equal(once, 1);
        // A list without a wish is worth nothing: a Sonarr is asked again once there is one.
        const orders = fc.shuffledSubarray([...facts, list], { minLength: facts.length + 1 });
        await fc.assert(
            fc.asyncProperty(orders, async (order) => {
                assert.deepEqual(
                    await play([
                        ...order.filter((each) => each !== list || order.indexOf(list) > order.indexOf(facts[0]!)),
                        list,
                    ]),
                    [expected, once],
                );
            }),
            { numRuns: RUNS },
        );
    });
});

describe('what was there at the first contact', () => {
    const before = { backfill: true, at: '2026-01-10T04:00:00.000Z' };
    const film = (kind: 'grabbed' | 'imported', extra: object = {}): MediaEvent =>
        event('radarr', kind, 'movie', { request: { ...FILM, finalPath: '/data/Film.mkv' }, ...extra });
    const wish = event('seerr', 'approved', 'movie', { request: { ...FILM, seerrRequestId: 7 }, ...before });
    const proof = event('jellyfin', 'verified', 'movie', { requestId: 'request-1' });
    const told = (results: ReturnType<Bench['feed']>): string[] =>
        results.flatMap(({ changes }) => changes.filter((each) => each.event.backfill !== true).map(({ to }) => to));

    it('is told to nobody when it is proved, then and later', async () => {
        const room = await bench();
        const results = room.feed(wish, film('imported', before), proof);
        assert.deepEqual([room.only().state, outcomes(results), told(results)], ['available', [], []]);
        assert.deepEqual([room.store.outcomes().size, room.gate.untold()], [0, []]);
        await room.clock.advance(3 * 24 * 3_600_000);
        assert.deepEqual(told(room.feed(proof, film('imported'))), []);
    });

    it('is told to nobody although Jellyfin proves it before Radarr says that it has it', async () => {
        const room = await bench();
        room.store.listers.set('node-1', { server: 'server-1', kind: 'radarr' });
        const results = room.feed(wish, proof, film('imported', before));
        assert.deepEqual([room.only().state, outcomes(results), told(results)], ['available', [], []]);
    });

    it('is not what Radarr had not then, and became playable afterwards', async () => {
        const room = await bench();
        room.store.listers.set('node-1', { server: 'server-1', kind: 'radarr' });
        const list = event('radarr', 'listed', 'movie', { server: 'server-1', request: { ...FILM, hasFile: false }, ...before });
        const results = room.feed(wish, list, film('grabbed', { downloadId: H1 }), film('imported', { downloadId: H1 }), proof);
        assert.deepEqual(outcomes(results), ['request-1/movie/1/available']);
    });

    it('is not what was deleted since and came again', async () => {
        const room = await bench();
        const gone = event('radarr', 'file_deleted', 'movie', { request: FILM, path: '/data/Film.mkv' });
        const results = room.feed(wish, film('imported', before), gone, film('imported'), proof);
        assert.equal(outcomes(results).length, 2);
    });

    it('of a show is told once something of it came afterwards', async () => {
        const there = [approved('1', before), sonarr('imported', keys(1, 2), { ...before, downloadId: undefined })];
        const room = await asking();
        const all = room.feed(...there, listed(aired(1, 2, true), before), verified(keys(1, 2)));
        assert.deepEqual([room.only().complete, room.only().wasThere, outcomes(all), told(all)], [true, true, [], []]);
        const weekly = await asking();
        weekly.feed(...there, listed([...aired(1, 2, true), ...toAir(3, 3)], before), sonarr('grabbed', keys(3, 3)));
        // The last to be proved may be one that was there: the end is told all the same.
        const end = weekly.feed(
            sonarr('imported', keys(3, 3)),
            listed(aired(1, 3, true)),
            verified(keys(3, 3)),
            verified(keys(1, 2)),
        );
        assert.deepEqual([weekly.only().complete, weekly.only().wasThere], [true, undefined]);
        assert.deepEqual(outcomes(end), ['request-1/all-3/1/available']);
        assert.ok(told(end).includes('available'));
    });

    it('of a show that Seerr called available stays no news when a file of it is upgraded', async () => {
        const room = await asking();
        const available = event('seerr', 'reported_available', 'tv', {
            request: { ...SHOW, seerrRequestId: 1, requestedSeasons: '1' },
            ...before,
        });
        const upgrade = event('sonarr', 'upgraded', 'tv', { downloadId: H1, request: SHOW, episodes: keys(2, 2) });
        const found = sonarr('imported', keys(1, 1), { downloadId: undefined });
        const results = room.feed(
            available,
            upgrade,
            verified(keys(2, 2)),
            listed(aired(1, 2, true)),
            found,
            verified(keys(1, 1)),
        );
        assert.deepEqual([room.only().complete, outcomes(results)], [true, []]);
    });
});
