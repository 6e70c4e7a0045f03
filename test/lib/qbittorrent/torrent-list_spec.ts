import assert from 'node:assert/strict';
import { MediaError } from '../../../lib/model';
import { TorrentSync } from '../../../lib/qbittorrent';
import { hashesOf, TorrentList } from '../../../lib/qbittorrent/ask/torrent-list';
import { type Maindata, readMaindata, type TorrentInfo } from '../../../lib/qbittorrent/ask/wire';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

function full(torrents: Record<string, object>): Maindata {
    return readMaindata({ rid: 1, full_update: true, torrents });
}

describe('TorrentList', () => {
    it('merges changes into what it knows', () => {
        const list = new TorrentList();
        assert.equal(list.apply(full({ [A]: { state: 'downloading', progress: 0.1, name: 'Film' } })), true);
        assert.equal(list.apply(readMaindata({ rid: 2, torrents: { [A]: { progress: 0.2 } } })), true);
        assert.deepEqual([list.find(A)?.name, list.find(A)?.state, list.find(A)?.progress], ['Film', 'downloading', 0.2]);
    });

    it('forgets what is removed, and everything else at a full answer', () => {
        const list = new TorrentList();
        list.apply(full({ [A]: { state: 'downloading' }, [B]: { state: 'downloading' } }));
        list.apply(readMaindata({ rid: 2, torrents_removed: [A.toUpperCase()] }));
        assert.deepEqual([list.find(A), list.size, list.generation], [undefined, 1, 1]);
        list.apply(full({}));
        assert.deepEqual([list.size, list.generation], [0, 2]);
    });

    it('notices that an earlier answer was lost', () => {
        assert.equal(new TorrentList().apply(readMaindata({ rid: 2, torrents: { [A]: { progress: 0.2 } } })), false);
    });

    it('takes a field of a wrong type for one that was not sent', () => {
        const list = new TorrentList();
        list.apply(full({ [A]: { state: 'downloading', progress: 0.1 } }));
        list.apply(readMaindata({ rid: 2, torrents: { [A]: { progress: 'half', state: null } } }));
        assert.deepEqual([list.find(A)?.progress, list.find(A)?.state], [0.1, 'downloading']);
    });

    describe('of a hybrid that was added by its v1 magnet', () => {
        const V2 = 'd4'.repeat(32);
        const stale = { [A]: { state: 'metaDL', progress: 0, size: 0, infohash_v1: A, infohash_v2: '' } };
        const whole = { [V2.slice(0, 40)]: { state: 'stalledUP', progress: 1, size: 9, infohash_v1: A, infohash_v2: V2 } };

        for (const [order, torrents] of Object.entries({ before: { ...stale, ...whole }, behind: { ...whole, ...stale } })) {
            it(`knows only the new id, with the old one ${order} it in a full answer`, () => {
                const list = new TorrentList();
                list.apply(full(stale));
                list.apply(readMaindata({ rid: 2, torrents: whole }));
                list.apply(full(torrents));
                assert.equal(list.size, 1);
                for (const name of [A, V2, V2.slice(0, 40)]) assert.equal(list.find(name)?.state, 'stalledUP');
            });
        }
    });

    it('knows what is free, and keeps that while nothing new is said', () => {
        const list = new TorrentList();
        assert.equal(list.freeBytes, undefined);
        list.apply(readMaindata({ rid: 1, full_update: true, server_state: { free_space_on_disk: 5, dht_nodes: 0 } }));
        list.apply(readMaindata({ rid: 2, server_state: { dht_nodes: 3 } }));
        assert.equal(list.freeBytes, 5);
        list.apply(readMaindata({ rid: 3, server_state: { free_space_on_disk: 4 } }));
        assert.equal(list.freeBytes, 4);
    });

    it('does not take a 0 of the first answer for a full disk before the next one has left it so', () => {
        const list = new TorrentList();
        list.apply(readMaindata({ rid: 1, full_update: true, server_state: { free_space_on_disk: 0 } }));
        assert.equal(list.freeBytes, undefined);
        list.apply(readMaindata({ rid: 2, server_state: { free_space_on_disk: 7 } }));
        assert.equal(list.freeBytes, 7);
        list.apply(readMaindata({ rid: 1, full_update: true, server_state: { free_space_on_disk: 0 } }));
        assert.equal(list.freeBytes, undefined);
        list.apply(readMaindata({ rid: 2 }));
        assert.equal(list.freeBytes, 0);
    });

    it('finds a torrent by each of its hashes, whatever their case, and still after a change', () => {
        const list = new TorrentList();
        const v2 = 'c'.repeat(64);
        list.apply(
            full({ [v2.slice(0, 40)]: { state: 'downloading', infohash_v1: A.toUpperCase(), infohash_v2: v2.toUpperCase() } }),
        );
        for (const hash of [v2.slice(0, 40), v2, A]) assert.equal(list.find(hash)?.hash, v2.slice(0, 40));
        list.apply(readMaindata({ rid: 2, torrents: { [B]: { state: 'downloading', infohash_v1: B } } }));
        assert.deepEqual([list.find(A)?.hash, list.find(B)?.hash], [v2.slice(0, 40), B]);
        list.apply(full({ [A]: { state: 'downloading', infohash_v1: A, infohash_v2: v2 } }));
        assert.equal(list.find(v2.slice(0, 40))?.hash, A);
        list.apply(full({ [v2.slice(0, 40)]: { state: 'downloading', infohash_v1: A, infohash_v2: v2 } }));
        assert.deepEqual(hashesOf(list.find(A)!), [v2.slice(0, 40), A, v2]);
    });
});

describe('TorrentSync', () => {
    /** Answers one after the other; notes what was asked for. */
    function client(...answers: (Maindata | MediaError)[]): {
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
                return answer instanceof MediaError
                    ? Promise.reject(answer)
                    : Promise.resolve(answer ?? readMaindata({ rid: 9 }));
            },
        };
    }

    it('builds on the last answer, and asks for everything after a failure', async () => {
        const failing = client(full({}), readMaindata({ rid: 2 }), new MediaError('timeout', 'late'), full({}));
        const sync = new TorrentSync(failing);
        await sync.refresh();
        await sync.refresh();
        await assert.rejects(sync.refresh(), { code: 'timeout' });
        await sync.refresh();
        await sync.refresh();
        assert.deepEqual(failing.asked, [0, 1, 2, 0, 1]);
    });

    it('asks for everything when it misses something', async () => {
        const lossy = client(readMaindata({ rid: 5, torrents: { [A]: { progress: 0.2 } } }), full({}));
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
