import assert from 'node:assert/strict';
import type { MediaEvent } from '../../../lib/model';
import { type Bench, bench, event, season } from '../../support/events';

const H1 = 'a'.repeat(40);
const H2 = 'b'.repeat(40);
const FILM = { tmdbId: 603, title: 'Film' };
const SHOW = { tvdbId: 414057, title: 'Show' };
const OLD = '/data/movies/Film/Film one.mkv';
const NEW = '/data/movies/Film/Film two.mkv';

const approved = (seerrRequestId: number): MediaEvent =>
    event('seerr', 'approved', 'movie', { request: { ...FILM, seerrRequestId } });
const grabbed = (downloadId: string): MediaEvent => event('radarr', 'grabbed', 'movie', { downloadId, request: FILM });
const imported = (downloadId: string, finalPath: string, kind: 'imported' | 'upgraded' = 'imported'): MediaEvent =>
    event('radarr', kind, 'movie', { downloadId, request: { ...FILM, finalPath } });
const verified = (requestId: string): MediaEvent => event('jellyfin', 'verified', 'movie', { requestId });
const deleted = (path?: string): MediaEvent =>
    event('radarr', 'file_deleted', 'movie', { request: FILM, ...(path !== undefined && { path }) });
const codesOf = (results: ReturnType<Bench['feed']>): string[] =>
    results.flatMap(({ unapplied }) => unapplied.map(({ code }) => code));

describe('a deleted file', () => {
    it('fails who has it, however its path is written', async () => {
        for (const path of [OLD, '\\data\\Movies\\Film\\film ONE.mkv', undefined]) {
            const room = await bench();
            room.feed(approved(1), grabbed(H1), imported(H1, OLD), deleted(path));
            assert.equal(room.only().failure?.code, 'file_deleted');
        }
    });

    it('that Shoko had moved before does not fail the episode: it is missing only from where it was', async () => {
        const was = '/data/anime/Show/Season 1/Show - 01.mkv';
        const room = await bench();
        room.feed(
            event('seerr', 'approved', 'tv', { request: { ...SHOW, seerrRequestId: 1 } }),
            event('sonarr', 'imported', 'tv', {
                downloadId: H1,
                request: SHOW,
                episodes: season(1, 1, 1, () => ({ finalPath: was })),
            }),
            event('shoko', 'renamed', undefined, { path: was, request: { finalPath: '/data/anime/Show/01.mkv' } }),
        );
        const missing = event('sonarr', 'file_deleted', 'tv', { path: was, request: SHOW, episodes: season(1, 1, 1) });
        assert.deepEqual(codesOf(room.feed(missing)), ['late']);
        assert.deepEqual([room.only().state, room.only().episodes[0]?.finalPath], ['importing', '/data/anime/Show/01.mkv']);
    });

    it('does not fail the new attempt that is to take its place', async () => {
        const room = await bench();
        room.feed(approved(1), grabbed(H1));
        assert.deepEqual(codesOf(room.feed(deleted(OLD), deleted())), ['late', 'late']);
        room.feed(imported(H1, OLD), deleted(OLD), grabbed(H2));
        assert.deepEqual(codesOf(room.feed(deleted(OLD))), ['late']);
        assert.equal(room.only().state, 'grabbing');
    });

    it('of a film that was upgraded since does not make it deleted', async () => {
        const room = await bench();
        room.feed(approved(1), grabbed(H1), imported(H1, OLD), verified('request-1'), grabbed(H2), imported(H2, NEW, 'upgraded'));
        assert.deepEqual(codesOf(room.feed(deleted(OLD))), ['late']);
        assert.equal(room.only().deletedAt, null);
        room.feed(deleted(NEW));
        assert.notEqual(room.only().deletedAt, null);
    });

    it('concerns who has it, and not who asks for the film again', async () => {
        const room = await bench();
        room.feed(approved(1), grabbed(H1), imported(H1, OLD), verified('request-1'), approved(2), deleted(OLD));
        assert.notEqual(room.store.get('request-1')?.deletedAt, null);
        assert.equal(room.store.get('request-2')?.state, 'approved');
    });
});
