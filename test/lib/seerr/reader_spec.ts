import assert from 'node:assert/strict';
import { MediaError, mediaEventSchema } from '../../../lib/model';
import { ReaderBench } from '../../support/seerr';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('Seerr reader', () => {
    let bench: ReaderBench;
    afterEach(() => bench.close());

    for (const version of ['2.5.2', '2.7.3', '3.1.0'] as const) {
        describe(`with ${version}`, () => {
            beforeEach(async () => {
                bench = await ReaderBench.start({ version });
            });

            it('tells of wishes, of what becomes of them, and of nothing twice', async () => {
                const { data } = bench.simulator;
                await bench.begin();
                const film = data.ask({ tmdbId: 603 });
                await bench.round();
                assert.deepEqual(bench.told(), ['1 requested']);
                data.approve(film.id);
                await bench.round();
                assert.deepEqual(bench.told(), ['1 approved']);
                data.scan('movie', 603);
                await bench.round();
                await bench.round();
                await bench.restart();
                assert.deepEqual(bench.told(), ['1 reported_available']);
            });

            it('tells of a refusal, of a failure to send, and of the approval that follows', async () => {
                const { data } = bench.simulator;
                await bench.begin();
                data.ask({ tmdbId: 1 });
                data.ask({ tmdbId: 2, isAutoApproved: true });
                await bench.round();
                assert.deepEqual(bench.told(), ['1 requested', '2 approved']);
                data.decline(1);
                data.fail(2);
                await bench.round();
                assert.deepEqual(bench.told(), ['1 declined', '2 send_failed']);
                data.approve(2);
                await bench.round();
                assert.ok(bench.told().includes('2 approved'));
            });

            it('tells of a pending film that a scan found and approved without a word', async () => {
                const { data } = bench.simulator;
                data.ask({ tmdbId: 603 });
                await bench.begin();
                bench.told();
                data.scan('movie', 603);
                await bench.round();
                assert.deepEqual(bench.told(), ['1 approved', '1 reported_available']);
            });

            it('tells of other seasons and of another requester, at the latest after half an hour', async () => {
                const { data } = bench.simulator;
                data.ask({ mediaType: 'tv', tmdbId: 1399, tvdbId: 121361, seasons: [1], isAutoApproved: true });
                await bench.begin();
                bench.told();
                await bench.round();
                data.edit(1, { seasons: [1, 2] });
                await bench.pass(30 * MINUTE);
                const [edited, ...others] = bench.events.splice(0);
                assert.deepEqual(others, []);
                assert.equal(edited?.kind, 'edited');
                assert.equal(edited.request.requestedSeasons, '1, 2');
                assert.match(edited.message ?? '', /Seasons 1 became 1, 2/);
                assert.equal(edited.backfill, undefined);
                data.edit(1, { requestedBy: data.addUser('Robin') });
                await bench.reader.lookNow();
                const [again] = bench.events.splice(0);
                assert.equal(again?.request.requestedBy, 'Robin');
                assert.equal(again.request.requestedById, 3);
                assert.notEqual(again.id, edited.id);
            });

            it('tells that a wish was withdrawn when it was missing twice, within two minutes of the first time', async () => {
                const { data } = bench.simulator;
                data.ask({ tmdbId: 603 });
                data.ask({ mediaType: 'tv', tmdbId: 1399, seasons: [1], isAutoApproved: true });
                await bench.begin();
                bench.told();
                data.remove(1);
                data.clear('tv', 1399);
                await bench.round();
                assert.deepEqual(bench.told(), []);
                await bench.pass(2 * MINUTE);
                const events = bench.events.splice(0);
                assert.deepEqual(
                    events.map((event) => (event.kind === 'withdrawn' ? [event.request.tmdbId, event.failure.code] : event)),
                    [
                        [603, 'withdrawn'],
                        [1399, 'withdrawn'],
                    ],
                );
                await bench.pass(2 * HOUR);
                assert.deepEqual(bench.told(), []);
            });

            it('knows a season of a series that the library has already', async () => {
                const { data } = bench.simulator;
                data.ask({ mediaType: 'tv', tmdbId: 1399, seasons: [1], isAutoApproved: true });
                data.scan('tv', 1399, { seasons: [1] });
                await bench.begin();
                bench.told();
                data.ask({ mediaType: 'tv', tmdbId: 1399, seasons: [2], isAutoApproved: true });
                await bench.round();
                assert.deepEqual(bench.told(), ['2 approved']);
                data.scan('tv', 1399, { seasons: [2] });
                await bench.pass(30 * MINUTE);
                assert.deepEqual(bench.told(), ['2 reported_available']);
            });
        });
    }

    it('takes up what was asked for, decided and deleted while Node-RED was off, with its own time', async () => {
        bench = await ReaderBench.start();
        const { data } = bench.simulator;
        data.ask({ tmdbId: 1 });
        data.ask({ tmdbId: 2 });
        await bench.begin();
        bench.told();
        await bench.end();
        await bench.clock.advance(HOUR);
        data.approve(1);
        data.remove(2);
        const made = data.ask({ tmdbId: 3, is4k: true });
        await bench.clock.advance(3 * HOUR);
        await bench.restart();
        await bench.pass(2 * MINUTE);
        const wish = bench.events.find(({ request }) => request.tmdbId === 3);
        assert.equal(wish?.at, made.createdAt);
        assert.equal(wish.request.is4k, true);
        assert.equal(wish.backfill, undefined);
        assert.deepEqual(bench.told().sort(), ['1 approved', '2 withdrawn', '3 requested']);
        const catchUp = bench.caughtUp[1];
        assert.equal(catchUp?.events, 2);
        assert.equal(catchUp.from, '2026-11-28T12:00:00.000Z');
        assert.equal(catchUp.until, '2026-11-28T16:00:00.000Z');
    });

    it('says by which wish another one was superseded', async () => {
        bench = await ReaderBench.start();
        const { data } = bench.simulator;
        data.ask({ tmdbId: 603, isAutoApproved: true });
        await bench.begin();
        bench.told();
        data.remove(1);
        data.ask({ tmdbId: 603, isAutoApproved: true });
        await bench.round();
        assert.deepEqual(bench.told(), ['2 approved']);
        await bench.round();
        const [event] = bench.events.splice(0);
        assert.ok(event?.kind === 'withdrawn');
        assert.equal(event.request.seerrRequestId, 1);
        assert.equal(event.failure.code, 'superseded');
        assert.match(event.failure.message, /request 2 /);
    });

    it('closes a wish that is done in Seerr, still waited for here, and asked for again', async () => {
        bench = await ReaderBench.start();
        const { data } = bench.simulator;
        data.ask({ tmdbId: 603, isAutoApproved: true });
        data.scan('movie', 603);
        bench.known = [{ seerrRequestId: 1, mediaType: 'movie', tmdbId: 603, is4k: false }];
        await bench.begin();
        assert.deepEqual(bench.told(), ['1 reported_available']);
        data.loseMedia('movie', 603);
        data.ask({ tmdbId: 603, isAutoApproved: true });
        await bench.round();
        assert.deepEqual(bench.told().sort(), ['1 withdrawn', '2 approved']);
        // Though nobody closes it here, it is told once.
        await bench.pass(3 * HOUR);
        await bench.restart();
        await bench.pass(HOUR);
        assert.deepEqual(bench.told(), []);
    });

    it('finds out what became of requests that are open here and that Seerr does not list as open', async () => {
        bench = await ReaderBench.start();
        const { data } = bench.simulator;
        data.ask({ tmdbId: 603, isAutoApproved: true });
        data.scan('movie', 603);
        await bench.clock.advance(60 * 24 * HOUR);
        bench.known = [
            { seerrRequestId: 1, mediaType: 'movie', tmdbId: 603, is4k: false },
            { seerrRequestId: 77, mediaType: 'movie', tmdbId: 77, is4k: false },
        ];
        await bench.begin();
        assert.deepEqual(bench.told(), ['1 reported_available']);
        await bench.pass(7 * MINUTE);
        assert.deepEqual(bench.told(), ['77 withdrawn']);
    });

    it('tells at the first contact that a known wish has other seasons by now', async () => {
        bench = await ReaderBench.start();
        bench.simulator.data.ask({ mediaType: 'tv', tmdbId: 1399, seasons: [1, 2], isAutoApproved: true });
        bench.known = [{ seerrRequestId: 1, mediaType: 'tv', tmdbId: 1399, is4k: false, requestedSeasons: '1' }];
        await bench.begin();
        assert.deepEqual(bench.told(), ['1 approved', '1 edited']);
    });

    it('looks soon when something else heard of a new wish, and not again for one that it does not find', async () => {
        bench = await ReaderBench.start();
        bench.simulator.data.ask({ tmdbId: 1 });
        await bench.begin();
        bench.told();
        bench.simulator.data.ask({ tmdbId: 2 });
        bench.reader.hint(2);
        await bench.pass(6_000);
        assert.deepEqual(bench.told(), ['2 requested']);
        bench.simulator.resetStats();
        bench.reader.hint(2);
        bench.reader.hint(9);
        await bench.pass(6_000);
        const { calls } = bench.simulator;
        assert.ok(calls > 0);
        bench.reader.hint(9);
        await bench.pass(6_000);
        assert.equal(bench.simulator.calls, calls);
    });

    it('looks soon when a request begins of which no wish is known, and once for each of them', async () => {
        bench = await ReaderBench.start();
        await bench.begin();
        bench.simulator.data.ask({ tmdbId: 2, isAutoApproved: true });
        bench.reader.hintOfUnasked('request-1');
        await bench.pass(6_000);
        assert.deepEqual(bench.told(), ['1 approved']);
        bench.simulator.resetStats();
        bench.reader.hintOfUnasked('request-1');
        await bench.pass(6_000);
        assert.equal(bench.simulator.calls, 0);
    });

    it('takes a wish for another one when a backup was put back and ids begin again', async () => {
        bench = await ReaderBench.start();
        const { data } = bench.simulator;
        for (const tmdbId of [1, 2, 3]) data.ask({ tmdbId });
        await bench.begin();
        bench.told();
        await bench.clock.advance(HOUR);
        data.forget();
        data.ask({ tmdbId: 4 });
        await bench.pass(10 * MINUTE);
        assert.deepEqual(bench.told().sort(), ['1 requested', '1 withdrawn', '2 withdrawn', '3 withdrawn']);
        data.ask({ tmdbId: 5 });
        await bench.round();
        assert.deepEqual(bench.told(), ['2 requested']);
    });

    it('goes on where it was after an outage, says so once per look, and comes back sooner than it looks', async () => {
        bench = await ReaderBench.start();
        await bench.begin();
        await bench.simulator.stop();
        await bench.round();
        const lost = bench.statuses.at(-1);
        assert.ok(lost?.state === 'lost');
        assert.equal(lost.error.code, 'refused');
        assert.equal(bench.clock.nextIn, 10_000);
        await bench.pass(HOUR);
        assert.ok(bench.statuses.length < 25, `${bench.statuses.length} looks at a server that is not there`);
        await bench.simulator.comeBack();
        bench.simulator.data.ask({ tmdbId: 1 });
        await bench.round();
        assert.deepEqual(bench.told(), ['1 requested']);
        assert.equal(bench.statuses.at(-1)?.state, 'read');
    });

    it('keeps what the disk does not take, and tells it in its order when it does', async () => {
        bench = await ReaderBench.start();
        bench.simulator.data.ask({ tmdbId: 1 });
        bench.refusal = new MediaError('store_not_writable', 'The disk is full');
        await bench.begin();
        assert.deepEqual(bench.told(), []);
        bench.refusal = null;
        bench.simulator.data.approve(1);
        await bench.round();
        assert.deepEqual(bench.told(), ['1 requested', '1 approved']);
    });

    it('loses nothing when it ends between the write and what follows: the ids are those of the first time', async () => {
        bench = await ReaderBench.start();
        bench.simulator.data.ask({ tmdbId: 1 });
        await bench.begin();
        const [first] = bench.events.splice(0);
        bench.cursor = undefined;
        await bench.restart();
        assert.deepEqual(bench.events.splice(0)[0], first);
    });

    it('is quiet while nothing happens: under 1 KB a minute, and Sonarr and Radarr are left alone', async () => {
        bench = await ReaderBench.start();
        for (let tmdbId = 1; tmdbId <= 40; tmdbId++) bench.simulator.data.ask({ tmdbId });
        await bench.begin();
        await bench.pass(HOUR);
        bench.simulator.resetStats();
        await bench.pass(6 * HOUR);
        const { bytes, calls, askedArrs } = bench.simulator;
        assert.ok(bytes / 360 < 100, `${Math.round(bytes / 360)} bytes a minute of answers`);
        // Headers of an answer without a body weigh some 250 bytes.
        assert.ok((bytes + calls * 250) / 360 < 1_000, `${calls} calls in six hours`);
        assert.ok(askedArrs <= 14);
        assert.deepEqual(bench.told().length, 40);
    });

    it('is quiet enough where a proxy takes the tags of answers away', async () => {
        bench = await ReaderBench.start({ etags: false });
        for (let tmdbId = 1; tmdbId <= 10; tmdbId++) bench.simulator.data.ask({ tmdbId });
        await bench.begin();
        await bench.pass(HOUR);
        bench.simulator.resetStats();
        await bench.pass(6 * HOUR);
        assert.ok(bench.simulator.bytes / 360 < 2_000, `${Math.round(bench.simulator.bytes / 360)} bytes a minute`);
    });

    it('makes events that the gate takes', async () => {
        bench = await ReaderBench.start();
        bench.simulator.fill(40, { open: 10, days: 20, until: bench.clock.now() });
        await bench.begin();
        assert.ok(bench.events.length > 40);
        for (const event of bench.events) assert.deepEqual(mediaEventSchema.parse(event), event);
    });

    it('does not look twice for those who ask while it is looking', async () => {
        bench = await ReaderBench.start();
        await bench.begin();
        bench.simulator.resetStats();
        await Promise.all(Array.from({ length: 20 }, () => bench.reader.lookNow()));
        assert.ok(bench.simulator.calls <= 6, `${bench.simulator.calls} calls`);
    });

    it('leaves nothing behind when it is closed in the middle of a look', async () => {
        bench = await ReaderBench.start();
        bench.simulator.misbehave('hang');
        bench.reader.start();
        await bench.clock.advance(0);
        await bench.reader.close();
        assert.equal(bench.clock.timers, 0);
        await assert.rejects(bench.reader.lookNow(), { code: 'closed' });
    });
});
