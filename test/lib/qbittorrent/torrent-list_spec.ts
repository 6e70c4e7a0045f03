import assert from 'node:assert/strict';
import { Breath, MediaError, systemClock } from '../../../lib/model';
import { TorrentSync } from '../../../lib/qbittorrent';
import { hashesOf, TorrentList } from '../../../lib/qbittorrent/ask/torrent-list';
import { type Maindata, readMaindata, type TorrentInfo } from '../../../lib/qbittorrent/ask/wire';
import { longestStretch, meanwhile, TickingClock } from '../../support/ticking-clock';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

function said(json: object): Promise<Maindata> {
    return readMaindata(json, new Breath(systemClock));
}

function full(torrents: Record<string, object>): Promise<Maindata> {
    return said({ rid: 1, full_update: true, torrents });
}

describe('TorrentList', () => {
    it('merges changes into what it knows', async () => {
        const list = new TorrentList();
        assert.equal(await list.apply(await full({ [A]: { state: 'downloading', progress: 0.1, name: 'Film' } })), true);
        assert.equal(await list.apply(await said({ rid: 2, torrents: { [A]: { progress: 0.2 } } })), true);
        assert.deepEqual([list.find(A)?.name, list.find(A)?.state, list.find(A)?.progress], ['Film', 'downloading', 0.2]);
    });

    it('forgets what is removed, and everything else at a full answer', async () => {
        const list = new TorrentList();
        await list.apply(await full({ [A]: { state: 'downloading' }, [B]: { state: 'downloading' } }));
        await list.apply(await said({ rid: 2, torrents_removed: [A.toUpperCase()] }));
        assert.deepEqual([list.find(A), list.size, list.generation], [undefined, 1, 1]);
        await list.apply(await full({}));
        assert.deepEqual([list.size, list.generation], [0, 2]);
    });

    it('notices that an earlier answer was lost', async () => {
        assert.equal(await new TorrentList().apply(await said({ rid: 2, torrents: { [A]: { progress: 0.2 } } })), false);
    });

    it('takes a field of a wrong type for one that was not sent', async () => {
        const list = new TorrentList();
        await list.apply(await full({ [A]: { state: 'downloading', progress: 0.1 } }));
        await list.apply(await said({ rid: 2, torrents: { [A]: { progress: 'half', state: null } } }));
        assert.deepEqual([list.find(A)?.progress, list.find(A)?.state], [0.1, 'downloading']);
    });

    describe('of a hybrid that was added by its v1 magnet', () => {
        const V2 = 'd4'.repeat(32);
        const stale = { [A]: { state: 'metaDL', progress: 0, size: 0, infohash_v1: A, infohash_v2: '' } };
        const whole = { [V2.slice(0, 40)]: { state: 'stalledUP', progress: 1, size: 9, infohash_v1: A, infohash_v2: V2 } };

        for (const [order, torrents] of Object.entries({ before: { ...stale, ...whole }, behind: { ...whole, ...stale } })) {
            it(`knows only the new id, with the old one ${order} it in a full answer`, async () => {
                const list = new TorrentList();
                await list.apply(await full(stale));
                await list.apply(await said({ rid: 2, torrents: whole }));
                await list.apply(await full(torrents));
                assert.equal(list.size, 1);
                for (const name of [A, V2, V2.slice(0, 40)]) assert.equal(list.find(name)?.state, 'stalledUP');
            });
        }
    });

    it('knows what is free, and keeps that while nothing new is said', async () => {
        const list = new TorrentList();
        assert.equal(list.freeBytes, undefined);
        await list.apply(await said({ rid: 1, full_update: true, server_state: { free_space_on_disk: 5, dht_nodes: 0 } }));
        await list.apply(await said({ rid: 2, server_state: { dht_nodes: 3 } }));
        assert.equal(list.freeBytes, 5);
        await list.apply(await said({ rid: 3, server_state: { free_space_on_disk: 4 } }));
        assert.equal(list.freeBytes, 4);
    });

    it('does not take a 0 of the first answer for a full disk before the next one has left it so', async () => {
        const list = new TorrentList();
        await list.apply(await said({ rid: 1, full_update: true, server_state: { free_space_on_disk: 0 } }));
        assert.equal(list.freeBytes, undefined);
        await list.apply(await said({ rid: 2, server_state: { free_space_on_disk: 7 } }));
        assert.equal(list.freeBytes, 7);
        await list.apply(await said({ rid: 1, full_update: true, server_state: { free_space_on_disk: 0 } }));
        assert.equal(list.freeBytes, undefined);
        await list.apply(await said({ rid: 2 }));
        assert.equal(list.freeBytes, 0);
    });

    it('finds a torrent by each of its hashes, whatever their case, and still after a change', async () => {
        const list = new TorrentList();
        const v2 = 'c'.repeat(64);
        await list.apply(
            await full({
                [v2.slice(0, 40)]: { state: 'downloading', infohash_v1: A.toUpperCase(), infohash_v2: v2.toUpperCase() },
            }),
        );
        for (const hash of [v2.slice(0, 40), v2, A]) assert.equal(list.find(hash)?.hash, v2.slice(0, 40));
        await list.apply(await said({ rid: 2, torrents: { [B]: { state: 'downloading', infohash_v1: B } } }));
        assert.deepEqual([list.find(A)?.hash, list.find(B)?.hash], [v2.slice(0, 40), B]);
        await list.apply(await full({ [A]: { state: 'downloading', infohash_v1: A, infohash_v2: v2 } }));
        assert.equal(list.find(v2.slice(0, 40))?.hash, A);
        await list.apply(await full({ [v2.slice(0, 40)]: { state: 'downloading', infohash_v1: A, infohash_v2: v2 } }));
        assert.deepEqual(hashesOf(list.find(A)!), [v2.slice(0, 40), A, v2]);
    });

    describe('of thousands of torrents', () => {
        const MOST = 5_000;
        const torrents = Object.fromEntries(
            Array.from({ length: MOST }, (_, index) => [
                index.toString(16).padStart(40, '0'),
                { state: 'stalledUP', progress: 1 },
            ]),
        );

        it('is read and taken in without keeping all else waiting', async () => {
            const clock = new TickingClock();
            const list = new TorrentList(clock);
            const stretch = await longestStretch(clock, async () => {
                await list.apply(await readMaindata({ rid: 1, full_update: true, torrents }, new Breath(clock)));
            });
            assert.equal(list.size, MOST);
            assert.ok(stretch <= 10, `${stretch} torrents in one turn`);
        });

        it('shows all of an answer, or nothing of it yet', async () => {
            const list = new TorrentList(new TickingClock());
            await list.apply(await full({ [A]: { state: 'downloading' }, [B]: { state: 'downloading' } }));
            const seen = new Set<string>();
            const look = (): unknown => seen.add([list.size, list.generation, list.find(A)?.state].join());
            for (const answer of [
                await full(torrents),
                await said({ rid: 2, torrents, torrents_removed: Object.keys(torrents) }),
            ]) {
                await meanwhile(list.apply(answer), look);
            }
            assert.deepEqual([...seen], ['2,1,downloading', `${MOST},2,`]);
        });
    });
});

describe('TorrentSync', () => {
    /** Answers one after the other; notes what was asked for. */
    function client(...answers: (Promise<Maindata> | MediaError)[]): {
        maindata: (rid: number) => Promise<Maindata>;
        torrents: () => Promise<TorrentInfo[]>;
        asked: number[];
    } {
        const asked: number[] = [];
        return {
            asked,
            torrents: () => Promise.reject(new MediaError('http_404', 'no list')),
            maindata: (rid) => {
                asked.push(rid);
                const answer = answers.shift();
                return answer instanceof MediaError ? Promise.reject(answer) : (answer ?? said({ rid: 9 }));
            },
        };
    }

    it('builds on the last answer, and asks for everything after a failure', async () => {
        const failing = client(full({}), said({ rid: 2 }), new MediaError('timeout', 'late'), full({}));
        const sync = new TorrentSync(failing);
        await sync.refresh();
        await sync.refresh();
        await assert.rejects(sync.refresh(), { code: 'timeout' });
        await sync.refresh();
        await sync.refresh();
        assert.deepEqual(failing.asked, [0, 1, 2, 0, 1]);
    });

    it('asks for everything when it misses something', async () => {
        const lossy = client(said({ rid: 5, torrents: { [A]: { progress: 0.2 } } }), full({}));
        const sync = new TorrentSync(lossy);
        await sync.refresh();
        await sync.refresh();
        assert.deepEqual(lossy.asked, [0, 0]);
    });

    it('tries once more, from the beginning, when the connection was just being closed', async () => {
        const closing = client(full({}), new MediaError('dropped', 'gone'), full({}));
        const sync = new TorrentSync(closing);
        await sync.refresh();
        await sync.refresh();
        assert.deepEqual(closing.asked, [0, 1, 0]);
    });

    it('lets polls at the same time share one request', async () => {
        const shared = client(full({ [A]: { state: 'downloading' } }));
        const sync = new TorrentSync(shared);
        const [one, two] = await Promise.all([sync.refresh(), sync.refresh()]);
        assert.equal(one, two);
        assert.deepEqual(shared.asked, [0]);
    });
});
