import assert from 'node:assert/strict';
import { type Attention, AttentionWatch } from '../../../lib/attention';
import type { Episode, MediaRequest } from '../../../lib/model';
import { MediaStore } from '../../../lib/store';
import { type Bench, bench, event } from '../../support/events';
import { settle } from '../../support/fake-clock';
import { episode, movie, putWhole, show } from '../../support/requests';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HASH = 'c2c60f66c126652a86f7f2ee73dc83d4e255929e';

describe('what needs attention', () => {
    let room: Bench;
    let store: MediaStore;
    let watch: AttentionWatch;
    let told: Attention[];
    let over: Attention[];
    let counts: number[];

    beforeEach(async () => {
        room = await bench();
        ({ store } = room);
        [told, over, counts] = [[], [], []];
        watch = watching();
        await pass(5 * MINUTE);
    });
    afterEach(async () => {
        watch.close();
        if (store !== room.store) await store.close();
        await room.dispose();
        assert.equal(room.clock.timers, 0, 'no timer is left');
    });

    function watching(own: { language?: 'de' } = {}): AttentionWatch {
        const made = new AttentionWatch({
            store,
            clock: room.clock,
            timeZone: 'Europe/Berlin',
            onAttention: (attention) => told.push(attention),
            onOver: (attention) => over.push(attention),
            onCount: (count) => counts.push(count),
            onFault: (error) => assert.fail(error),
            ...own,
        });
        made.start();
        return made;
    }
    /** As a restart does: nothing is left but the file. */
    async function restart(): Promise<void> {
        watch.close();
        await store.close();
        store = await MediaStore.open({ path: room.path, clock: room.clock });
        watch = watching();
    }
    const pass = async (ms: number): Promise<void> => {
        await settle();
        await room.clock.advance(ms);
        // What is told is on the disk before.
        await store.flush();
        await settle();
    };
    const ago = (ms: number): string => new Date(room.clock.now() - ms).toISOString();
    const put = (request: MediaRequest & { episodes?: Episode[] }): void => void putWhole(store, request);
    const film = (own: Partial<MediaRequest> = {}): MediaRequest =>
        movie({ id: 'film', title: 'Sintel', year: 2010, reached: { approved: ago(0) }, createdAt: ago(0), ...own });
    const texts = (): string[] => told.map(({ text }) => text);
    const stalled = (isStalled: boolean): void =>
        store.live.setTransfer(HASH, isStalled ? { percent: 40, wait: 'stalled' } : { percent: 40, downloadSpeed: 1e6 });

    it('tells once what is late, and once that it is over', async () => {
        put(film());
        await pass(23 * HOUR);
        assert.equal(told.length, 0);
        await pass(HOUR + MINUTE);
        assert.deepEqual(texts(), [
            'Sintel (2010): Approved. Radarr has not grabbed a release yet. Search in Radarr by hand, which shows what there is and why it is not taken.',
        ]);
        const { id, wait, request, title } = told[0]!;
        assert.deepEqual(
            [wait?.code, wait?.late, wait?.who, request.id, title],
            ['approved', true, 'admin', 'film', 'Sintel (2010)'],
        );
        await pass(100 * HOUR);
        put(film({ state: 'available', availableAt: ago(0) }));
        await pass(5_000);
        assert.equal(told.length, 1);
        assert.deepEqual(
            [over.map((each) => [each.id, each.text, each.was?.code])],
            [[[id, 'Sintel (2010): Can be played in Jellyfin.', 'approved']]],
        );
        await pass(48 * HOUR);
        assert.deepEqual([told.length, over.length, counts], [1, 1, [0, 1, 0]]);
    });

    it('tells nothing again after restarts, and still that it is over', async () => {
        put(film());
        await pass(25 * HOUR);
        for (let times = 0; times < 5; times++) {
            await restart();
            await pass(times * HOUR);
        }
        assert.deepEqual([told.length, over.length], [1, 0]);
        put(film({ state: 'available', availableAt: ago(0) }));
        await restart();
        await pass(20 * MINUTE);
        assert.deepEqual([told.length, over.map(({ id }) => id)], [1, told.map(({ id }) => id)]);
    });

    it('tells of what became late while nothing ran, once what happened meanwhile is known', async () => {
        put(film({ state: 'downloaded', reached: { downloaded: ago(0) } }));
        await restart();
        room.clock.set(room.clock.now() + 8 * HOUR);
        await pass(MINUTE);
        assert.equal(told.length, 0);
        await pass(5 * MINUTE);
        assert.deepEqual(
            told.map(({ wait }) => wait?.code),
            ['import_silent'],
        );
    });

    it('says of a pack with one cause one thing, and names whom it is about', async () => {
        const pack = Array.from({ length: 13 }, (_, index) =>
            episode(index + 1, 'importing', {
                reached: { importing: ago(index * MINUTE) },
                finalPath: `/tv/${index}.mkv`,
                // The last is there already.
                ...(index === 12 && { state: 'available', availableAt: ago(0) }),
            }),
        );
        put(show(pack, { id: 'series', title: 'Pioneer One', reached: { approved: ago(0) } }));
        await pass(HOUR);
        assert.deepEqual(texts(), [
            'Pioneer One: S01E01, S01E02 and 10 more: Imported. Waiting for Jellyfin to show them. Scan the library in Jellyfin, and look whether it has the folder.',
        ]);
        assert.equal(told[0]?.episodes?.length, 12);
        assert.equal(told[0].episode, undefined);
    });

    it('tells of an episode that fails later on its own, and of what fails within the hour no more', async () => {
        const failed = (number: number, at: string): Episode =>
            episode(number, 'failed', {
                attempt: 1,
                failure: { code: 'download_failed', message: 'bad', at, stage: 'downloaded' },
            });
        const rest = [episode(2, 'approved'), episode(3, 'approved')];
        const series = (...episodes: Episode[]): void =>
            put(show(episodes, { id: 'series', title: 'Pioneer One', reached: { approved: ago(0) } }));
        const [first, second] = [ago(0), ago(-30 * MINUTE)];
        series(failed(1, first), ...rest);
        await pass(30 * MINUTE);
        series(failed(1, first), failed(2, second), episode(3, 'approved'));
        await pass(20 * MINUTE);
        assert.deepEqual(
            told.map(({ episodes }) => episodes),
            [['S01E01']],
        );
        assert.equal(told[0]?.episode?.episodeNumber, 1);
        await pass(2 * HOUR);
        series(failed(1, first), failed(2, second), failed(3, ago(0)));
        await pass(20 * MINUTE);
        assert.deepEqual(
            told.map(({ episodes }) => episodes),
            [['S01E01'], ['S01E03']],
        );
        assert.equal(counts.at(-1), 2);
    });

    it('tells neither end nor beginning of what goes and comes back within minutes', async () => {
        put(film({ state: 'downloading', qbitHash: HASH, reached: { downloading: ago(0) } }));
        stalled(true);
        await pass(62 * MINUTE);
        assert.equal(told.length, 1);
        for (let minutes = 0; minutes < 600; minutes += 8) {
            stalled(false);
            await pass(4 * MINUTE);
            stalled(true);
            await pass(4 * MINUTE);
        }
        assert.deepEqual([told.length, over.length], [1, 0]);
        stalled(false);
        await pass(16 * MINUTE);
        assert.deepEqual([told.length, over.length], [1, 1]);
    });

    it('tells at most every six hours of what comes and goes all day, and does not forget what came to stay', async () => {
        put(film({ state: 'downloading', qbitHash: HASH, reached: { downloading: ago(0) } }));
        for (let hours = 0; hours < 24; hours += 2) {
            stalled(true);
            await pass(80 * MINUTE);
            stalled(false);
            await pass(40 * MINUTE);
        }
        assert.ok(told.length >= 3 && told.length <= 4, `told ${told.length} times in a day`);
        assert.ok(over.length <= told.length && over.length >= told.length - 1);
        stalled(true);
        await pass(8 * HOUR);
        assert.equal(told.length, over.length + 1, 'it is known to be stalled now');
        assert.equal(new Set(told.map(({ id }) => id)).size, told.length, 'each fact has an id of its own');
    });

    it('says of a server that is away one thing, and names the requests', async () => {
        for (let number = 0; number < 30; number++)
            put(film({ id: `film-${number}`, title: `Film ${number}`, state: 'importing', reached: { importing: ago(0) } }));
        const since = ago(0);
        const stop = store.live.answerForJellyfin(() => ({ outage: { since, message: 'refused the connection' } }));
        await pass(HOUR);
        assert.equal(told.length, 1);
        assert.match(
            told[0]!.text,
            /^Film \d+ \(2010\), Film \d+ \(2010\) and 28 more: Imported\. Jellyfin does not answer: “refused the connection”\. Look/,
        );
        assert.equal(told[0]!.others?.length, 29);
        await restart();
        const stopAgain = store.live.answerForJellyfin(() => ({ outage: { since, message: 'refused the connection' } }));
        await pass(30 * MINUTE);
        assert.deepEqual([told.length, over.length], [1, 0]);
        stop();
        stopAgain();
        for (let number = 0; number < 30; number++) put(film({ id: `film-${number}`, state: 'available', availableAt: ago(0) }));
        await pass(15 * MINUTE);
        assert.deepEqual([told.length, over.length, over[0]?.id], [1, 1, told[0]?.id]);
    });

    it('tells nothing of an answer: declined, withdrawn, overtaken', async () => {
        for (const code of ['declined', 'withdrawn', 'superseded', 'deleted'])
            put(film({ id: code, state: 'failed', failure: { code, message: '', at: ago(0), stage: 'approved' } }));
        await pass(72 * HOUR);
        assert.deepEqual([told, counts], [[], [0]]);
    });

    it('tells nothing of what was late or had failed before anybody listened, but counts it', async () => {
        const first = { backfilledAt: ago(0) };
        put(
            film({
                id: 'late',
                ...first,
                reached: { approved: ago(90 * 24 * HOUR) },
                createdAt: ago(90 * 24 * HOUR),
            }),
        );
        put(
            film({
                id: 'failed',
                ...first,
                state: 'failed',
                failure: { code: 'download_failed', message: 'bad', at: ago(MINUTE), stage: 'downloading' },
            }),
        );
        put(film({ id: 'open', ...first, reached: { approved: ago(HOUR) }, createdAt: ago(HOUR) }));
        await pass(HOUR);
        assert.deepEqual([told, counts.at(-1)], [[], 2]);
        await restart();
        await pass(24 * HOUR);
        assert.deepEqual(
            told.map(({ request }) => request.id),
            ['open'],
            'what was open and becomes late is told as any other',
        );
        put(film({ id: 'late', state: 'available', availableAt: ago(0) }));
        await pass(HOUR);
        assert.deepEqual(over, [], 'nor that it is over');
        assert.equal(counts.at(-1), 2);
    });

    it('is silent about what was late before it was there itself', async () => {
        watch.close();
        await room.dispose();
        room = await bench();
        ({ store } = room);
        counts = [];
        put(film({ reached: { approved: ago(90 * 24 * HOUR) } }));
        watch = watching();
        await pass(48 * HOUR);
        assert.deepEqual([told, counts], [[], [0, 1]]);
    });

    it('tells anew what was grabbed again and failed again', async () => {
        const fail = (attempt: number): void =>
            put(
                film({
                    state: 'failed',
                    attempt,
                    failure: { code: 'download_failed', message: 'bad', at: ago(0), stage: 'downloading' },
                }),
            );
        fail(1);
        await pass(2 * HOUR);
        put(film({ state: 'downloading', attempt: 2, reached: { downloading: ago(0) } }));
        await pass(HOUR);
        fail(2);
        await pass(HOUR);
        assert.deepEqual([told.length, over.length], [2, 1]);
    });

    it('takes what the gate says, and tells nobody of a failure that is mended within minutes', async () => {
        const request = { tmdbId: 45745, title: 'Sintel', seerrRequestId: 1 };
        room.feed(event('seerr', 'approved', 'movie', { request }));
        room.feed(event('radarr', 'grabbed', 'movie', { request, downloadId: HASH }));
        room.feed(event('radarr', 'download_failed', 'movie', { request, downloadId: HASH }));
        await pass(5 * MINUTE);
        room.feed(event('radarr', 'grabbed', 'movie', { request, downloadId: HASH.replace('c', 'd') }));
        room.feed(event('qbittorrent', 'downloading', undefined, { downloadId: HASH.replace('c', 'd') }));
        await pass(HOUR);
        assert.deepEqual(told, []);
    });

    it('speaks German, and of times as they are in the house', async () => {
        watch.close();
        watch = watching({ language: 'de' });
        put(film({ lastSearchTime: ago(-HOUR), reached: { approved: ago(0) } }));
        await pass(25 * HOUR);
        assert.equal(
            told[0]?.text,
            'Sintel (2010): Radarr hat zuletzt am Do., 22. Jan., 06:05 gesucht und seither nichts geholt. In Radarr von Hand suchen: Das zeigt, was es gibt und warum es nicht genommen wird.',
        );
        assert.match(told[0].wait?.says ?? '', /^Radarr last searched at 2026-01-22 05:05 UTC/);
    });

    it('looks at each of many requests now and then, and not all the time', async () => {
        let looks = 0;
        const episodes = store.episodes.bind(store);
        store.episodes = (id) => {
            looks += 1;
            return episodes(id);
        };
        for (let number = 0; number < 2_000; number++)
            put(film({ id: `film-${number}`, inCinemas: ago(-999 * HOUR), reached: { approved: ago(0) } }));
        await pass(HOUR);
        assert.ok(looks < 2_000 * 4, `${looks} looks in an hour`);
    });
});
