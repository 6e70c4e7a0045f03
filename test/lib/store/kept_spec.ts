import assert from 'node:assert/strict';
import { join } from 'node:path';
import { z } from 'zod';
import { MediaStore } from '../../../lib/store';
import { makeFolder, removeFolders } from '../../support/folder';

const told = z.object({ code: z.string(), at: z.string() });

describe('what other parts keep in the store', () => {
    let path: string;

    beforeEach(async () => {
        path = join(await makeFolder(), 'store.json');
    });
    afterEach(removeFolders);

    async function reopened<T>(read: (store: MediaStore) => T): Promise<T> {
        const store = await MediaStore.open({ path });
        const value = read(store);
        await store.close();
        return value;
    }

    it('is there at the next start, in the order in which it came, and what was removed is not', async () => {
        const store = await MediaStore.open({ path });
        const room = store.kept('attention', told);
        room.set('b', { code: 'late', at: '2026-01-02T00:00:00.000Z' });
        room.set('gone', { code: 'late', at: '2026-01-02T00:00:00.000Z' });
        room.set('a', { code: 'failed', at: '2026-01-03T00:00:00.000Z' });
        room.remove('gone');
        room.remove('never there');
        await store.flush();
        await store.close();
        const found = await reopened((again) => [...again.kept('attention', told).all]);
        assert.deepEqual(found, [
            ['b', { code: 'late', at: '2026-01-02T00:00:00.000Z' }],
            ['a', { code: 'failed', at: '2026-01-03T00:00:00.000Z' }],
        ]);
    });

    it('does not mix up rooms, nor a room whose name begins like another', async () => {
        const store = await MediaStore.open({ path });
        store.kept('relay', z.number()).set('x', 1);
        store.kept('relay-2', z.number()).set('x', 2);
        await store.close();
        const found = await reopened((again) => ['relay', 'relay-2'].map((room) => again.kept(room, z.number()).get('x')));
        assert.deepEqual(found, [1, 2]);
    });

    it('is as good as not there when it does not fit any more, and keeps no store closed', async () => {
        const store = await MediaStore.open({ path });
        store.kept('attention', z.string()).set('old', 'written by an older version');
        await store.close();
        const found = await reopened((again) => again.kept('attention', told).all.size);
        assert.equal(found, 0);
    });

    it('is forgotten by rooms, for those that nobody opens again', async () => {
        const store = await MediaStore.open({ path });
        for (const room of ['relay:a', 'relay:b', 'attention']) store.kept(room, z.number()).set('x/y', 1);
        assert.equal(
            store.forgetKept((room) => room === 'relay:a'),
            1,
        );
        await store.close();
        const found = await reopened((again) =>
            ['relay:a', 'relay:b', 'attention'].map((room) => again.kept(room, z.number()).all.size),
        );
        assert.deepEqual(found, [0, 1, 1]);
    });

    it('is refused when the store was closed', async () => {
        const store = await MediaStore.open({ path });
        const room = store.kept('attention', z.string());
        await store.close();
        assert.throws(() => room.set('a', 'b'), { code: 'store_closed' });
        assert.equal(room.get('a'), undefined);
    });
});
