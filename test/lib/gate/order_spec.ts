/** Order-free: whatever way the events of one life cycle come, the same request is stored. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MediaEvent } from '../../../lib/model';
import { amount } from '../../support/amount';
import { type Bench, bench, event, season, timeless } from '../../support/events';

const RUNS = amount('PROPERTY_RUNS', { usual: 30, long: 100 });
/** One of so many is tried where all of them are too many for each time. */
const EVERY_NTH_ORDER = amount('EVERY_NTH_ORDER', { usual: 5, long: 1 });
const HASH = 'c2c60f66c126652a86f7f2ee73dc83d4e255929e';

const ids = { tmdbId: 533514 };
const PATH = '/data/movies/Film (2020)/Film.mkv';

function movieLife(isAnime: boolean): MediaEvent[] {
    return [
        event('seerr', 'requested', 'movie', {
            request: { ...ids, seerrRequestId: 69, title: 'Film', year: 2020, overview: 'short' },
        }),
        event('seerr', 'approved', 'movie', {
            request: { ...ids, seerrRequestId: 69, title: 'Film', year: 2020, overview: 'short' },
        }),
        event('radarr', 'grabbed', 'movie', {
            downloadId: HASH,
            request: {
                ...ids,
                imdbId: 'tt1',
                radarrId: 52,
                title: 'Film: long',
                isAnime,
                quality: 'Bluray-1080p',
                fileSize: 10,
                instanceName: 'Radarr',
            },
        }),
        event('qbittorrent', 'downloading', undefined, { downloadId: HASH }),
        event('qbittorrent', 'downloaded', undefined, { downloadId: HASH, request: { downloadPath: '/dl/Film.mkv' } }),
        event('radarr', 'imported', 'movie', {
            downloadId: HASH,
            request: {
                ...ids,
                radarrId: 52,
                title: 'Film: long',
                isAnime,
                quality: 'Bluray-1080p',
                fileSize: 12,
                finalPath: PATH,
                instanceName: 'Radarr',
            },
        }),
        ...(isAnime
            ? [
                  event('shoko', 'matched', undefined, {
                      path: '/mnt/anime/movies/Film (2020)/Film.mkv',
                      request: { shokoFileId: 7, shokoSeriesId: 3 },
                  }),
              ]
            : []),
        event('jellyfin', 'verified', 'movie', { requestId: 'request-1', request: { jellyfinId: 'abc', foundAs: 'Movie' } }),
    ];
}

function seasonLife(isAnime: boolean, episodes: number): MediaEvent[] {
    const series = { tvdbId: 414057, tmdbId: 154494, sonarrId: 23, title: 'Show long', isAnime, instanceName: 'Sonarr' };
    const fileOf = (n: number): string => `/data/shows/Show/Season 1/Show.S01E0${n}.mkv`;
    const numbers = Array.from({ length: episodes }, (_, index) => index + 1);
    return [
        event('seerr', 'approved', 'tv', {
            request: { tmdbId: 154494, tvdbId: 414057, seerrRequestId: 68, title: 'Show', requestedSeasons: '1' },
        }),
        event('sonarr', 'grabbed', 'tv', {
            downloadId: HASH,
            request: { ...series, quality: 'Bluray-1080p' },
            episodes: season(1, 1, episodes, (n) => ({ episodeTitle: `Title ${n}`, sonarrEpisodeId: 700 + n })),
        }),
        event('qbittorrent', 'downloading', undefined, { downloadId: HASH }),
        event('qbittorrent', 'downloaded', undefined, { downloadId: HASH, request: { downloadPath: '/dl/Show' } }),
        ...numbers.map((n) =>
            event('sonarr', 'imported', 'tv', {
                downloadId: HASH,
                request: series,
                episodes: season(1, n, n, () => ({ finalPath: fileOf(n), fileSize: n })),
            }),
        ),
        event('sonarr', 'imported', 'tv', {
            downloadId: HASH,
            request: series,
            episodes: season(1, 1, episodes, (n) => ({ finalPath: fileOf(n), fileSize: n })),
        }),
        ...(isAnime
            ? numbers.map((n) =>
                  event('shoko', 'matched', undefined, {
                      path: `/anime/Show/Season 1/Show.S01E0${n}.mkv`,
                      request: { shokoFileId: n, shokoSeriesId: 3 },
                  }),
              )
            : []),
        ...numbers.map((n) =>
            event('jellyfin', 'verified', 'tv', {
                requestId: 'request-1',
                episodes: season(1, n, n, () => ({ jellyfinId: `j${n}`, foundAs: `Episode S01E0${n}` })),
            }),
        ),
    ];
}

/** The same life with a torrent that has a v1 and a v2 hash: grabbed by one, imported by the other. */
function ofHybrid(life: MediaEvent[]): MediaEvent[] {
    const full = 'a1'.repeat(32);
    const listed = full.slice(0, 40);
    const hashes = [listed, HASH, full];
    const release = { releaseTitle: 'Release-GRP' };
    return life.map((each) => {
        if (each.source === 'qbittorrent') return { ...each, hashes };
        if (each.kind !== 'grabbed' && each.kind !== 'imported') return each;
        const told = {
            ...each,
            ...(each.kind === 'imported' && { downloadId: listed }),
            episodes: each.episodes.map((episode) => ({ ...episode, ...release })),
        };
        return each.mediaType === 'movie' ? { ...told, request: { ...each.request, ...release } } : told;
    });
}

/** The same life, of which Seerr too says in the end that it is available. */
function withSeersEnd(life: MediaEvent[]): MediaEvent[] {
    const wish = life.find(({ kind }) => kind === 'approved');
    return [...life, event('seerr', 'reported_available', wish?.mediaType, { request: { ...wish?.request } })];
}

async function outcomeOf(events: MediaEvent[], createRequests: boolean): Promise<unknown> {
    const room = await bench({ createRequests });
    room.feed(...events);
    const result = timeless(room.only());
    assert.deepEqual(room.store.unmatched(), []);
    await room.dispose();
    return result;
}

const LIVES: [string, MediaEvent[]][] = [
    ['movie', movieLife(false)],
    ['anime movie', movieLife(true)],
    ['tv', seasonLife(false, 3)],
    ['anime tv', seasonLife(true, 3)],
    ['movie (hybrid torrent)', ofHybrid(movieLife(false))],
    ['anime tv (hybrid torrent)', ofHybrid(seasonLife(true, 3))],
    ['movie (and Seerr tells the end)', withSeersEnd(movieLife(false))],
    ['tv (and Seerr tells the end)', withSeersEnd(seasonLife(false, 3))],
];

describe('order of events', () => {
    for (const createRequests of [false, true]) {
        for (const [name, events] of LIVES) {
            it(`does not matter for the ${name} pipeline${createRequests ? ', unasked requests on' : ''}`, async () => {
                const expected = await outcomeOf(events, createRequests);
                assert.equal((expected as { state: string }).state, 'available');
                const orders = fc.tuple(
                    fc.shuffledSubarray(events, { minLength: events.length }),
                    fc.array(fc.nat({ max: events.length - 1 }), { maxLength: 8 }),
                );
                await fc.assert(
                    fc.asyncProperty(orders, async ([order, repeats]) => {
                        const twice = repeats.flatMap((index) => events[index] ?? []);
                        assert.deepEqual(await outcomeOf([...order, ...twice], createRequests), expected);
                    }),
                    { numRuns: RUNS },
                );
            });
        }
    }
});

/** Every order there is. */
function* permutations<T>(items: readonly T[]): Generator<T[]> {
    if (items.length === 0) yield [];
    for (const [index, first] of items.entries()) {
        for (const rest of permutations(items.filter((_, other) => other !== index))) yield [first, ...rest];
    }
}

describe('every single order of events', () => {
    /** What can come twice in other words is left to chance above: with it there would be seven times as many. */
    const isCore = ({ kind }: MediaEvent): boolean => kind !== 'requested' && kind !== 'downloading';

    for (const [name, events] of [
        ['movie', movieLife(false).filter(({ kind }) => kind !== 'requested')],
        ['anime movie', movieLife(true).filter(isCore)],
        ['tv', seasonLife(false, 1).filter(isCore)],
    ] as const) {
        it(`ends the ${name} pipeline alike`, async function () {
            this.timeout(240_000);
            const expected = await outcomeOf([...events], true);
            const first = Date.now() % EVERY_NTH_ORDER;
            let orders = 0;
            for (const order of permutations(events)) {
                orders += 1;
                if (orders % EVERY_NTH_ORDER !== first) continue;
                assert.deepEqual(await outcomeOf(order, true), expected, order.map(({ kind }) => kind).join(', '));
            }
            this.test!.title += ` (${Math.floor(orders / EVERY_NTH_ORDER)} of ${orders} orders)`;
        });
    }
});

/** Everything else in any order, and twice, around events that keep their own. */
async function assertSame(inOrder: MediaEvent[], anyOrder: MediaEvent[], check: (room: Bench) => unknown): Promise<void> {
    const play = async (events: MediaEvent[]): Promise<unknown> => {
        const room = await bench();
        room.feed(...events);
        const result = check(room);
        await room.dispose();
        return result;
    };
    const expected = await play([...inOrder, ...anyOrder]);
    const mixes = fc.tuple(
        fc.shuffledSubarray(anyOrder, { minLength: anyOrder.length }),
        fc.array(fc.constantFrom(...anyOrder), { maxLength: 4 }),
    );
    await fc.assert(
        fc.asyncProperty(mixes, async ([shuffled, again]) => {
            assert.deepEqual(await play([...inOrder, ...shuffled, ...again]), expected);
        }),
        { numRuns: RUNS },
    );
}

const only = ({ only: request }: Bench): unknown => timeless(request());

describe('proof of playability', () => {
    for (const [name, events] of LIVES) {
        it(`is enough in the ${name} pipeline, whatever else was lost`, async () => {
            const isNeeded = ({ kind }: MediaEvent): boolean => kind === 'approved' || kind === 'verified';
            const needed = events.filter(isNeeded);
            const rest = events.filter((each) => !isNeeded(each));
            const parts = fc.tuple(
                fc.shuffledSubarray(needed, { minLength: needed.length }),
                fc.shuffledSubarray(rest),
                fc.infiniteStream(fc.boolean()),
            );
            await fc.assert(
                fc.asyncProperty(parts, async ([proof, heard, coin]) => {
                    const room = await bench();
                    const mixed: MediaEvent[] = [];
                    while (proof.length + heard.length > 0) {
                        const next = (coin.next().value === true ? proof : heard).shift();
                        if (next) mixed.push(next);
                    }
                    room.feed(...mixed);
                    assert.equal(room.only().state, 'available');
                    await room.dispose();
                }),
                { numRuns: RUNS },
            );
        });
    }
});

describe('order of events around a second release', () => {
    const SECOND = 'b'.repeat(40);
    const life = movieLife(false);
    const secondGrab = event('radarr', 'grabbed', 'movie', {
        downloadId: SECOND,
        request: { ...ids, quality: 'Bluray-2160p', instanceName: 'Radarr' },
    });

    it('does not matter for what is left of the first attempt once the second began', async () => {
        const [requested, approved, grab] = life as [MediaEvent, MediaEvent, MediaEvent];
        const stale = [
            event('qbittorrent', 'downloading', undefined, { downloadId: HASH }),
            event('qbittorrent', 'download_failed', undefined, { downloadId: HASH }),
            event('qbittorrent', 'downloaded', undefined, { downloadId: HASH }),
            grab,
        ];
        await assertSame(
            [requested, approved, grab, secondGrab],
            [...stale, event('qbittorrent', 'downloading', undefined, { downloadId: SECOND })],
            only,
        );
    });

    it('does not matter for an old file that is deleted while the next release is on its way', async () => {
        const [, approved, grab, , , imported, verified] = life as [
            MediaEvent,
            MediaEvent,
            MediaEvent,
            MediaEvent,
            MediaEvent,
            MediaEvent,
            MediaEvent,
        ];
        const deleted = event('radarr', 'file_deleted', 'movie', { path: PATH, request: ids });
        const again = [
            event('qbittorrent', 'downloaded', undefined, { downloadId: SECOND }),
            event('radarr', 'imported', 'movie', {
                downloadId: SECOND,
                request: { ...ids, finalPath: '/data/movies/Film (2020)/Again.mkv', instanceName: 'Radarr' },
            }),
            verified,
            deleted,
        ];
        await assertSame([approved, grab, imported, deleted, secondGrab], again, (room) => {
            assert.deepEqual([room.only().state, room.only().deletedAt], ['available', null]);
            return only(room);
        });
    });

    it('does not matter for an upgrade in flight, nor for its failure', async () => {
        const upgrade = [
            event('qbittorrent', 'downloading', undefined, { downloadId: SECOND }),
            event('qbittorrent', 'download_failed', undefined, { downloadId: SECOND }),
            event('radarr', 'import_blocked', 'movie', { downloadId: SECOND, request: ids }),
        ];
        await assertSame([...life, secondGrab], upgrade, (room) => {
            assert.equal(room.only().state, 'available');
            return only(room);
        });
    });

    it('does not matter for an upgrade that comes while the first file is still being verified', async () => {
        const verified = life.at(-1)!;
        const upgraded = event('radarr', 'upgraded', 'movie', {
            downloadId: SECOND,
            request: { ...ids, finalPath: '/data/movies/Film (2020)/Better.mkv', quality: 'Remux' },
        });
        await assertSame(
            [...life.slice(0, -1), secondGrab],
            [verified, upgraded, event('qbittorrent', 'downloaded', undefined, { downloadId: SECOND })],
            (room) => {
                assert.equal(room.only().finalPath, '/data/movies/Film (2020)/Better.mkv');
                return only(room);
            },
        );
    });
});

describe('order of events of two requests for one title', () => {
    const twin = (wish: number, hash: string, instanceName: string, is4k: boolean, requestId: string): MediaEvent[] => [
        event('radarr', 'grabbed', 'movie', { downloadId: hash, request: { ...ids, instanceName, is4k, radarrId: 5 } }),
        event('qbittorrent', 'downloaded', undefined, { downloadId: hash }),
        event('radarr', 'imported', 'movie', {
            downloadId: hash,
            request: { ...ids, instanceName, is4k, radarrId: 5, finalPath: `/data/${instanceName}/Film.mkv` },
        }),
        event('jellyfin', 'verified', 'movie', { requestId, request: { jellyfinId: String(wish) } }),
    ];
    const wishes = [
        event('seerr', 'approved', 'movie', { request: { ...ids, seerrRequestId: 1, title: 'Film' } }),
        event('seerr', 'approved', 'movie', { request: { ...ids, seerrRequestId: 2, title: 'Film', is4k: true } }),
    ];
    const both = (room: Bench): unknown => room.store.requests().map(({ id }) => timeless(room.whole(id)));

    it('does not matter for HD beside 4K, in two instances with the same ids', async () => {
        await assertSame(
            wishes,
            [...twin(1, HASH, 'Radarr', false, 'request-1'), ...twin(2, 'd'.repeat(40), 'Radarr 4K', true, 'request-2')],
            (room) => {
                assert.deepEqual(
                    room.store.requests().map(({ state }) => state),
                    ['available', 'available'],
                );
                return both(room);
            },
        );
    });

    it('does not matter for a re-request after a deletion', async () => {
        const first = movieLife(false);
        const deleted = event('radarr', 'deleted', 'movie', { request: ids });
        const wish = event('seerr', 'approved', 'movie', { request: { ...ids, seerrRequestId: 70, title: 'Film' } });
        const again = [
            event('radarr', 'grabbed', 'movie', { downloadId: 'e'.repeat(40), request: { ...ids, instanceName: 'Radarr' } }),
            event('qbittorrent', 'downloaded', undefined, { downloadId: 'e'.repeat(40) }),
            event('radarr', 'imported', 'movie', {
                downloadId: 'e'.repeat(40),
                request: { ...ids, finalPath: '/data/movies/Film (2020)/Again.mkv', instanceName: 'Radarr' },
            }),
            event('jellyfin', 'verified', 'movie', { requestId: 'request-2' }),
        ];
        await assertSame([...first, deleted, wish], again, (room) => {
            assert.equal(room.store.get('request-2')?.state, 'available');
            return both(room);
        });
    });
});
