import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { StoreRegistry } from '../../../lib/store';
import { FakeClock } from '../../support/fake-clock';
import { makeFolder, removeFolders } from '../../support/folder';
import { movie } from '../../support/requests';

describe('store registry', () => {
    const clock = new FakeClock();
    let registry: StoreRegistry;
    let path: string;

    beforeEach(async () => {
        registry = new StoreRegistry();
        path = join(await makeFolder(), 'store.json');
    });
    afterEach(removeFolders);

    it('opens one store per path, however it is written', async () => {
        const first = await registry.acquire({ path, clock });
        const second = await registry.acquire({ path: relative(process.cwd(), path), clock });
        const other = await registry.acquire({ path: `${path}.other`, clock });
        assert.equal(second, first);
        assert.notEqual(other, first);
        await Promise.all([registry.release(path), registry.release(path), registry.release(`${path}.other`)]);
    });

    it('closes it with its last user', async () => {
        const store = await registry.acquire({ path, clock });
        await registry.acquire({ path, clock });
        await registry.release(path);
        store.put(movie());
        await store.flush();
        await registry.release(path);
        await assert.rejects(store.flush(), { code: 'store_closed' });
        assert.equal(clock.timers, 0);
    });

    it('opens it again after a redeploy, when all of the last one is written', async () => {
        const store = await registry.acquire({ path, clock });
        for (let n = 0; n < 1_000; n++) store.put(movie({ id: `request-${n}` }));
        const closed = registry.release(path);
        const next = await registry.acquire({ path, clock });
        assert.notEqual(next, store);
        assert.equal(next.size, 1_000);
        await closed;
        await registry.release(path);
    });

    it('keeps the order when redeploys come faster than the store closes', async () => {
        const releases: Promise<void>[] = [];
        for (let deploy = 0; deploy < 5; deploy++) {
            const opening = registry.acquire({ path, clock });
            void opening.then((store) => store.put(movie({ id: `request-${deploy}` }))).catch(() => undefined);
            releases.push(registry.release(path));
        }
        await Promise.all(releases);
        const store = await registry.acquire({ path, clock });
        assert.equal(store.size, 5);
        await registry.release(path);
    });

    it('says to each user why it could not be opened, and opens it once that is mended', async () => {
        await mkdir(path);
        await assert.rejects(registry.acquire({ path, clock }), { code: 'store_not_readable' });
        await assert.rejects(registry.acquire({ path, clock }), { code: 'store_not_readable' });
        await registry.release(path);
        await registry.release(path);
        await rm(path, { recursive: true });
        await registry.acquire({ path, clock });
        await registry.release(path);
    });

    it('takes a release that nobody needs', async () => {
        await registry.release(path);
    });
});
