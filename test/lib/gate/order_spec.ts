/** Order-free: whatever way the events of one life cycle come, the same request is stored. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MediaEvent } from '../../../lib/model';
import { bench, event, season, timeless } from '../../support/events';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 150);
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

async function outcomeOf(events: MediaEvent[], createRequests: boolean): Promise<unknown> {
    const { feed, only, store } = await bench({ createRequests });
    feed(...events);
    const result = timeless(only());
    assert.deepEqual(store.unmatched(), []);
    return result;
}

const LIVES: [string, MediaEvent[]][] = [
    ['movie', movieLife(false)],
    ['anime movie', movieLife(true)],
    ['tv', seasonLife(false, 3)],
    ['anime tv', seasonLife(true, 3)],
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
