import assert from 'node:assert/strict';
import { ATTEMPTS_LIMIT, type MediaEvent, type RequestFacts } from '../../../lib/model';
import { type Bench, bench, event, season } from '../../support/events';

/** One hybrid torrent by all its names. */
const V1 = 'f'.repeat(40);
const V2 = 'c'.repeat(64);
const V2_SHORT = V2.slice(0, 40);
const TITLE = 'Film.2160p-GRP';
const FILM = { tmdbId: 603, title: 'Film' };
const SHOW = { tvdbId: 414057, title: 'Show' };

const approved = event('seerr', 'approved', 'movie', { request: { ...FILM, seerrRequestId: 1 } });
const grabbed = (downloadId: string, facts: RequestFacts = {}): MediaEvent =>
    event('radarr', 'grabbed', 'movie', { downloadId, request: { ...FILM, ...facts } });
const imported = (downloadId: string, facts: RequestFacts = {}): MediaEvent =>
    event('radarr', 'imported', 'movie', { downloadId, request: { ...FILM, ...facts } });
const listed = (kind: 'downloading' | 'downloaded', hashes = [V2_SHORT, V1, V2]): MediaEvent =>
    event('qbittorrent', kind, undefined, { downloadId: V1, hashes });
const attemptsOf = ({ only }: Bench): unknown => {
    const { attempt, attempts, qbitHash } = only();
    return [attempt, qbitHash, attempts.map(({ downloadId, hashes }) => [downloadId, ...(hashes ?? [])])];
};
const ONE = [1, V1, [[V1, V2, V2_SHORT].sort((a, b) => (a === V1 ? -1 : b === V1 ? 1 : a < b ? -1 : 1))]];

describe('attempts', () => {
    it('that are imported by another name of their torrent are no second ones', async () => {
        const room = await bench();
        room.feed(approved, grabbed(V1), listed('downloading'), listed('downloaded'), imported(V2_SHORT));
        assert.equal(room.only().state, 'importing');
        assert.deepEqual(attemptsOf(room), ONE);
    });

    it('are one as soon as it is known that their names are of one torrent', async () => {
        const room = await bench();
        room.feed(approved, grabbed(V1), imported(V2_SHORT));
        assert.deepEqual(attemptsOf(room), [2, V2_SHORT, [[V1], [V2_SHORT]]]);
        room.feed(listed('downloaded'));
        assert.deepEqual(attemptsOf(room), ONE);
    });

    it('go by a full v2 hash and by its first 40 digits alike', async () => {
        for (const [first, second] of [
            [grabbed(V2), imported(V2_SHORT)],
            [imported(V2_SHORT), grabbed(V2)],
        ] as const) {
            const room = await bench();
            room.feed(approved, first, second);
            assert.deepEqual(attemptsOf(room), [1, V2, [[V2, V2_SHORT]]]);
        }
    });

    it('are found by every name that was told of them', async () => {
        const room = await bench();
        room.feed(approved, grabbed(V1), listed('downloading'));
        room.feed(event('qbittorrent', 'downloaded', undefined, { downloadId: V2_SHORT }));
        assert.equal(room.only().state, 'downloaded');
    });

    it('remember nothing more of a torrent with one name', async () => {
        const room = await bench();
        room.feed(approved, grabbed(V1), listed('downloading', [V1]));
        assert.ok(room.only().attempts.every((attempt) => !('hashes' in attempt)));
    });

    it('share their names among the episodes of a pack, also with one that comes to light later', async () => {
        const room = await bench();
        const pack = { request: SHOW, episodes: season(1, 1, 2) };
        room.feed(
            event('seerr', 'approved', 'tv', { request: { ...SHOW, seerrRequestId: 1 } }),
            event('sonarr', 'grabbed', 'tv', { ...pack, downloadId: V1 }),
            listed('downloaded'),
            event('sonarr', 'imported', 'tv', { request: SHOW, episodes: season(1, 3, 3), downloadId: V2_SHORT }),
        );
        const names = room.only().episodes.map(({ attempts }) => attempts.map(({ downloadId, hashes }) => [downloadId, hashes]));
        assert.deepEqual(names, [names[0], names[0], names[0]]);
        assert.equal(room.only().qbitHash, V1);
    });

    it('of a client that gave no id are imported under the title by which they were grabbed, whatever comes first', async () => {
        const grab = grabbed(`release:${TITLE.toLowerCase()}`, { releaseTitle: TITLE, indexer: 'Indexer' });
        const file = imported(V1, { releaseTitle: TITLE });
        for (const events of [
            [grab, file],
            [file, grab],
            [grab, file, grab, file],
        ]) {
            const room = await bench();
            room.feed(approved, ...events);
            assert.deepEqual(attemptsOf(room), [1, V1, [[V1, `release:${TITLE.toLowerCase()}`]]]);
            assert.deepEqual([room.only().state, room.only().indexer], ['importing', 'Indexer']);
        }
    });

    describe('without end', () => {
        const hashOf = (number: number): string => String(number).padStart(40, '0');
        const numbers = Array.from({ length: 3 * ATTEMPTS_LIMIT }, (_, index) => index + 1);

        it('are counted, and the oldest forgotten: a release that always fails is grabbed for ever', async () => {
            const room = await bench();
            const failure = { code: 'download_failed', message: 'No space left' };
            const fails = (downloadId: string) => event('qbittorrent', 'download_failed', undefined, { downloadId, failure });
            room.feed(approved, ...numbers.flatMap((number) => [grabbed(hashOf(number)), fails(hashOf(number))]));
            const { state, attempt, attempts } = room.only();
            assert.deepEqual([state, attempt], ['failed', numbers.length]);
            assert.deepEqual(
                attempts.map(({ downloadId }) => downloadId),
                numbers.slice(-ATTEMPTS_LIMIT).map(hashOf),
            );
            room.feed(fails(hashOf(1)), imported(hashOf(numbers.length)));
            assert.equal(room.only().state, 'importing');
        });

        it('leave the one that was imported, however often it is upgraded', async () => {
            const room = await bench();
            room.feed(approved, grabbed(V1), imported(V1), ...numbers.map((number) => grabbed(hashOf(number))));
            const { state, qbitHash, attempts } = room.only();
            assert.deepEqual([state, qbitHash, attempts.length], ['importing', V1, ATTEMPTS_LIMIT]);
            assert.deepEqual([attempts[0]?.downloadId, attempts.at(-1)?.downloadId], [V1, hashOf(numbers.length)]);
        });
    });

    it('of another release with that title are counted, since its torrent is grabbed by a hash of its own', async () => {
        const room = await bench();
        room.feed(approved, grabbed(V1, { releaseTitle: TITLE }), grabbed(V2, { releaseTitle: TITLE }));
        assert.equal(room.only().attempt, 2);
    });
});
