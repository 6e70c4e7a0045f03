import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaStore } from '../../lib/store';
import mediaGate from '../../nodes/media-gate';
import mediaRequests from '../../nodes/media-requests';
import mediaStore from '../../nodes/media-store';
import type { StoreOwner } from '../../nodes/shared/store-access';
import { event } from '../support/events';
import { makeFolder, namesIn, removeFolders } from '../support/folder';
import { helper, messagesOf, type TestNode } from '../support/node-test-helper';
import { movie } from '../support/requests';
import { until } from '../support/until';

const DAY_MS = 24 * 60 * 60 * 1000;
const settings = helper as unknown as { settings(own: { userDir?: string }): void };

describe('media-store', () => {
    let userDir: string;

    before(() => helper.startServer());
    after(async () => {
        settings.settings({});
        await helper.stopServer();
    });
    beforeEach(async () => {
        userDir = await makeFolder();
        settings.settings({ userDir });
    });
    afterEach(async () => {
        await helper.unload();
        delete process.env['TEST_STORE_PATH'];
        await removeFolders();
    });

    function flow(...stores: object[]): TestNode[] {
        // Without a place on the canvas Node-RED takes a node for a config node.
        const place = { z: 'tab', x: 0, y: 0 };
        return [
            { id: 'tab', type: 'tab', label: 'test' },
            ...stores.flatMap((store, index) => [
                { id: `store${index}`, type: 'media-store', ...store },
                { id: `gate${index}`, type: 'media-gate', ...place, store: `store${index}`, wires: [[`changed${index}`], []] },
                { id: `changed${index}`, type: 'helper', ...place, wires: [] },
                {
                    id: `requests${index}`,
                    type: 'media-requests',
                    ...place,
                    store: `store${index}`,
                    wires: [[`answers${index}`]],
                },
                { id: `answers${index}`, type: 'helper', ...place, wires: [] },
            ]),
        ];
    }

    const run = (...stores: object[]): Promise<void> => helper.load([mediaStore, mediaGate, mediaRequests], flow(...stores));

    /** Approves a film at the gate, and waits for the change. */
    async function approve(tmdbId = 1, index = 0): Promise<void> {
        const changed = messagesOf(`changed${index}`);
        helper.getNode(`gate${index}`).receive({ payload: event('seerr', 'approved', 'movie', { request: { tmdbId } }) });
        await until('the change', () => changed.length === 1);
    }

    async function listed(index = 0): Promise<{ tmdbId: number }[]> {
        const answers = messagesOf<{ payload: { tmdbId: number }[] }>(`answers${index}`);
        helper.getNode(`requests${index}`).receive({ payload: {} });
        return (await until('the answer', () => answers[0])).payload;
    }

    /** What is logged of a store node, at level warn and above. */
    const complaints = (id = 'store0'): string[] =>
        helper
            .log()
            .args.map(([entry]) => entry)
            .filter((entry) => entry.id === id && entry.level <= 30)
            .map(({ msg }) => String((msg as { message?: string }).message ?? msg));

    for (const [what, path, expected] of [
        ['no path', undefined, 'media-pipeline/store.json'],
        ['an empty path', '  ', 'media-pipeline/store.json'],
        ['a relative path', 'mine/requests.json', 'mine/requests.json'],
        ['a variable', '${TEST_STORE_PATH}', 'from/environment.json'],
    ] as const) {
        it(`with ${what} it is in the user directory`, async () => {
            process.env['TEST_STORE_PATH'] = 'from/environment.json';
            await run({ path });
            await approve();
            await helper.unload();
            assert.ok(existsSync(join(userDir, expected)));
        });
    }

    it('with a variable that is not set it is where it is without one', async () => {
        await run({ path: '${TEST_STORE_PATH}' });
        await approve();
        await helper.unload();
        assert.deepEqual(await namesIn(userDir), ['media-pipeline']);
    });

    it('with an absolute path it is there', async () => {
        const path = join(await makeFolder(), 'store.json');
        await run({ path });
        await approve();
        await helper.unload();
        assert.ok(existsSync(path));
        assert.deepEqual(await namesIn(userDir), []);
    });

    it('is one store for all that name its file', async () => {
        await run({ path: 'store.json' }, { path: join(userDir, 'store.json') });
        await approve(1, 0);
        await approve(2, 1);
        assert.deepEqual((await listed(0)).map(({ tmdbId }) => tmdbId).sort(), [1, 2]);
        assert.deepEqual(await listed(1), await listed(0));
    });

    it('is two stores for two files', async () => {
        await run({ path: 'one.json' }, { path: 'two.json' });
        await approve(1, 0);
        assert.equal((await listed(0)).length, 1);
        assert.equal((await listed(1)).length, 0);
    });

    it('has everything after each of ten redeploys, and is plain JSON at the end', async () => {
        const store = { path: 'store.json' };
        await run(store);
        for (let deploy = 1; deploy <= 10; deploy++) {
            await approve(deploy);
            await helper.setFlows(flow(store), 'full');
            assert.equal((await listed()).length, deploy);
        }
        await helper.unload();
        assert.deepEqual(await namesIn(userDir), ['store.json']);
        const stored = JSON.parse(await readFile(join(userDir, 'store.json'), 'utf8')) as { requests: object };
        assert.equal(Object.keys(stored.requests).length, 10);
    });

    it('stays open while another flow still uses it', async () => {
        await run({ path: 'store.json' }, { path: 'store.json' });
        await approve(1, 0);
        await helper.setFlows(flow({ path: 'store.json' }), 'full');
        await approve(2, 0);
        assert.equal((await listed()).length, 2);
        assert.deepEqual(complaints(), []);
    });

    it('says in the log where a broken file went', async () => {
        await writeFile(join(userDir, 'store.json'), 'no JSON');
        await run({ path: 'store.json' });
        assert.deepEqual(await listed(), []);
        const [aside] = (await namesIn(userDir)).filter((name) => name.includes('broken'));
        assert.ok(aside);
        assert.equal(complaints().length, 1);
        assert.ok(complaints()[0]?.includes(aside));
    });

    it('says in the log, once, that the file is of a later version, and leaves it alone', async () => {
        const file = join(userDir, 'store.json');
        await writeFile(file, '{"version":99}');
        await run({ path: 'store.json' });
        await until('the complaint', () => complaints().length > 0);
        await helper.setFlows(flow(), 'full');
        assert.equal(complaints().length, 1);
        assert.match(complaints()[0] ?? '', /version 99.*Update the package/);
        assert.equal(await readFile(file, 'utf8'), '{"version":99}');
    });

    it('sets from when on something is late, for every answer', async () => {
        const path = join(userDir, 'store.json');
        const store = await MediaStore.open({ path });
        const at = new Date(Date.now() - 3 * 60 * 60_000).toISOString();
        store.put(movie({ createdAt: at, updatedAt: at, reached: { approved: at } }));
        await store.close();
        const isLate = async (own: object): Promise<unknown> => {
            await run({ path, ...own });
            const [request] = (await listed()) as { wait?: { late: boolean } | null }[];
            await helper.unload();
            return request?.wait?.late;
        };
        assert.equal(await isLate({}), false);
        assert.equal(await isLate({ lateAfter: { approved: { amount: 2, unit: 'hours' } } }), true);
        assert.equal(
            await isLate({ lateAfter: { approved: { amount: 'two', unit: 'hours' } } }),
            false,
            'what is none is not taken',
        );
    });

    describe('retention', () => {
        for (const [retentionDays, daysAgo, isKept] of [
            [undefined, 89, true],
            [undefined, 91, false],
            ['', 91, false],
            ['', 89, true],
            ['7', 8, false],
            [7, 6, true],
            [0, 5_000, true],
            ['0', 5_000, true],
            ['many', 89, true],
            [-1, 91, false],
        ] as const) {
            it(`of ${retentionDays === undefined ? 'nothing' : JSON.stringify(retentionDays)} ${isKept ? 'keeps' : 'archives'} what is ${daysAgo} days old`, async () => {
                const path = join(userDir, 'store.json');
                const before = await MediaStore.open({ path, retentionDays: 0 });
                before.put(movie({ state: 'available', updatedAt: new Date(Date.now() - daysAgo * DAY_MS).toISOString() }));
                await before.close();
                await run({ path, retentionDays });
                const { opened } = helper.getNode('store0') as unknown as StoreOwner;
                await (await opened).prune();
                assert.equal((await listed()).length, isKept ? 1 : 0);
                assert.equal(existsSync(`${path}.archive.jsonl`), !isKept);
            });
        }
    });
});
