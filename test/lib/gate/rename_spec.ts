import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MediaEvent } from '../../../lib/model';
import { amount } from '../../support/amount';
import { bench, event, season, timeless } from '../../support/events';

const HASH = 'c2c60f66c126652a86f7f2ee73dc83d4e255929e';
const BETTER = 'b'.repeat(40);
const RUNS = amount('PROPERTY_RUNS', { usual: 30, long: 100 });

const ids = { tmdbId: 1, title: 'Film' };
const approved = event('seerr', 'approved', 'movie', { request: { ...ids, seerrRequestId: 5 } });
const importOf = (finalPath: string, downloadId = HASH): MediaEvent =>
    event('radarr', 'imported', 'movie', { downloadId, request: { ...ids, isAnime: true, finalPath } });
const renameOf = (from: string, to: string): MediaEvent =>
    event('shoko', 'renamed', undefined, { path: from, request: { finalPath: to } });
const matchOf = (path: string): MediaEvent =>
    event('shoko', 'matched', undefined, { path, request: { shokoFileId: 7, shokoSeriesId: 3 } });

const OLD = '/data/Film/Old name.mkv';
const NEW = '/data/Film/New name.mkv';

async function filmAfter(...events: MediaEvent[]) {
    const room = await bench();
    room.feed(approved, ...events);
    const film = room.only();
    await room.dispose();
    return film;
}

describe('a file that was renamed', () => {
    it('is not taken back to its old name by an import that is told again', async () => {
        const film = await filmAfter(importOf(OLD), renameOf(OLD, NEW), importOf(OLD));
        assert.deepEqual([film.finalPath, film.formerPaths], [NEW, [OLD]]);
    });

    it('is known by its old name to a match that comes late', async () => {
        const film = await filmAfter(importOf(OLD), renameOf(OLD, NEW), matchOf(OLD));
        assert.equal(film.shokoFileId, 7);
    });

    it('keeps its old names over several renames, and forgets the one it has again', async () => {
        const third = '/data/Film/Third name.mkv';
        const film = await filmAfter(importOf(OLD), renameOf(OLD, NEW), renameOf(NEW, third), renameOf(third, OLD));
        assert.deepEqual([film.finalPath, film.formerPaths], [OLD, [NEW, third]]);
    });

    it('was another file when a new release is imported under the old name', async () => {
        const grab = event('radarr', 'grabbed', 'movie', { downloadId: BETTER, request: ids });
        const upgraded = event('radarr', 'upgraded', 'movie', { downloadId: BETTER, request: { ...ids, finalPath: OLD } });
        const film = await filmAfter(importOf(OLD), renameOf(OLD, NEW), grab, upgraded);
        assert.deepEqual([film.finalPath, film.formerPaths], [OLD, undefined]);
    });

    it('ends the same in any order, and told again', async () => {
        const life = [
            event('radarr', 'grabbed', 'movie', { downloadId: HASH, request: ids }),
            importOf(OLD),
            renameOf(OLD, NEW),
            matchOf(NEW),
            event('jellyfin', 'verified', 'movie', { requestId: 'request-1', request: { jellyfinId: 'abc' } }),
        ];
        const expected = timeless(await filmAfter(...life));
        const orders = fc.tuple(
            fc.shuffledSubarray(life, { minLength: life.length }),
            fc.array(fc.constantFrom(...life), { maxLength: 4 }),
        );
        await fc.assert(
            fc.asyncProperty(orders, async ([order, again]) => {
                assert.deepEqual(timeless(await filmAfter(...order, ...again)), expected);
            }),
            { numRuns: RUNS },
        );
    });
});

describe('a rename that another service sees elsewhere', () => {
    it('follows the file by the part of the path that both see, and finds its match there', async () => {
        const room = await bench();
        room.feed(
            event('sonarr', 'imported', 'tv', {
                downloadId: HASH,
                request: { tvdbId: 1, title: 'Show', isAnime: true },
                episodes: season(1, 1, 2, (n) => ({ finalPath: `/tv/Show/Season 01/Show - S01E0${n}.mkv` })),
            }),
            event('seerr', 'approved', 'tv', { request: { tvdbId: 1, title: 'Show', requestedSeasons: '1' } }),
            renameOf('/anime/Show/Season 01/Show - S01E02.mkv', '/anime/Show/Show - 02.mkv'),
            matchOf('/anime/Show/Show - 02.mkv'),
        );
        const [first, second] = room.only().episodes;
        assert.deepEqual([first?.finalPath, first?.shokoFileId], ['/tv/Show/Season 01/Show - S01E01.mkv', undefined]);
        assert.deepEqual([second?.finalPath, second?.shokoFileId], ['/tv/Show/Show - 02.mkv', 7]);
        await room.dispose();
    });

    it('of Radarr or Sonarr means the very file, and no other of the same name', async () => {
        const film = await filmAfter(
            importOf(OLD),
            event('radarr', 'renamed', 'movie', { path: '/other/Film/Old name.mkv', request: { ...ids, finalPath: NEW } }),
        );
        assert.equal(film.finalPath, OLD);
    });
});
