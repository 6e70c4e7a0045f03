import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import fs, { type FileHandle, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JournalAdapter, type JournalOptions } from '../../../../lib/store/file/journal-adapter';
import { emptyStore, fromJson, STORE_VERSION, type StoreData, type StoreJson } from '../../../../lib/store/file/shape';
import { FakeClock } from '../../../support/fake-clock';
import { makeFolder, namesIn, removeFolders } from '../../../support/folder';
import { movie } from '../../../support/requests';
import { until } from '../../../support/until';

const made = new Set<JournalAdapter>();

function adapterAt(path: string, options: Partial<JournalOptions> = {}): JournalAdapter {
    const adapter = new JournalAdapter({
        path,
        compactAboveBytes: 1_000_000,
        upgrade: (data) => data,
        settle: () => Promise.resolve(),
        take: () => undefined,
        check: (data) => fromJson(data as StoreJson),
        ...options,
    });
    made.add(adapter);
    return adapter;
}

/** What the end of a process does to an adapter that was not closed. */
async function crash(adapter: JournalAdapter): Promise<void> {
    const held = adapter as unknown as { journal: FileHandle | null };
    await held.journal?.close();
    held.journal = null;
}

/** What a fresh start reads from a folder. */
async function readAt(path: string): Promise<StoreData> {
    const data = await adapterAt(path).read();
    assert.ok(data, 'nothing was stored');
    return data;
}

function put(adapter: JournalAdapter, data: StoreData, id: string, title?: string): void {
    data.requests.set(id, movie({ id, ...(title !== undefined && { title }) }));
    adapter.mark('requests', id);
}

describe('journal adapter', () => {
    let folder: string;
    let path: string;
    let data: StoreData;

    beforeEach(async () => {
        folder = await makeFolder();
        path = join(folder, 'store.json');
        data = emptyStore();
    });
    afterEach(async () => {
        for (const adapter of made) await crash(adapter);
        made.clear();
        await removeFolders();
    });

    it('reads nothing where nothing is', async () => {
        assert.equal(await adapterAt(path).read(), null);
    });

    it('appends only the records that changed', async () => {
        const adapter = adapterAt(path);
        for (let n = 0; n < 100; n++) put(adapter, data, `request-${n}`);
        await adapter.write(data);
        const before = adapter.bytesWritten;
        put(adapter, data, 'request-7', 'Amélie');
        await adapter.write(data);

        const lines = (await readFile(`${path}.journal-0`, 'utf8')).trim().split('\n');
        assert.deepEqual(JSON.parse(lines[1]!), {
            version: STORE_VERSION,
            changes: [{ c: 'requests', k: 'request-7', v: data.requests.get('request-7') }],
        });
        assert.equal(adapter.bytesWritten - before, Buffer.byteLength(lines[1]!) + 1);
        assert.deepEqual(await readAt(path), data);
    });

    it('writes nothing when nothing changed', async () => {
        await adapterAt(path).write(data);
        assert.deepEqual(await namesIn(folder), []);
    });

    it('removes a record that is gone', async () => {
        const adapter = adapterAt(path);
        put(adapter, data, 'request-1');
        put(adapter, data, 'request-2');
        await adapter.write(data);
        data.requests.delete('request-1');
        adapter.mark('requests', 'request-1');
        await adapter.write(data);
        assert.deepEqual([...(await readAt(path)).requests.keys()], ['request-2']);
    });

    it('leaves out a last line that a crash cut off, and goes on in a journal of its own', async () => {
        const adapter = adapterAt(path);
        put(adapter, data, 'request-1');
        await adapter.write(data);
        const whole = await readFile(`${path}.journal-0`, 'utf8');
        await writeFile(`${path}.journal-0`, whole + whole.slice(0, -20));

        const next = adapterAt(path);
        const found = (await next.read())!;
        assert.deepEqual(found, data);
        put(next, found, 'request-2');
        await next.write(found);
        assert.deepEqual(await namesIn(folder), ['store.json.journal-0', 'store.json.journal-1']);
        assert.deepEqual([...(await readAt(path)).requests.keys()], ['request-1', 'request-2']);
    });

    it('leaves out a last line of which a power cut left only zeros', async () => {
        const adapter = adapterAt(path);
        put(adapter, data, 'request-1');
        await adapter.write(data);
        await writeFile(`${path}.journal-0`, Buffer.concat([await readFile(`${path}.journal-0`), Buffer.alloc(300)]));
        assert.deepEqual(await readAt(path), data);
    });

    it('takes journals in the order of their numbers, not of their names', async () => {
        const adapter = adapterAt(path);
        for (let n = 0; n <= 10; n++) {
            put(adapter, data, 'request-1', `title ${n}`);
            await adapter.write(data);
            await crash(adapter);
            await adapter.read();
        }
        assert.ok((await namesIn(folder)).includes('store.json.journal-10'));
        assert.equal((await readAt(path)).requests.get('request-1')?.title, 'title 10');
    });

    describe('folding the journal', () => {
        it('makes it one JSON file, one record a line, when it has grown too large', async () => {
            const adapter = adapterAt(path, { compactAboveBytes: 100 });
            put(adapter, data, 'request-1');
            put(adapter, data, 'request-2');
            await adapter.write(data);
            await until('the journal to be folded', () => !adapter.isCompacting);
            assert.deepEqual(await namesIn(folder), ['store.json']);
            const text = await readFile(path, 'utf8');
            assert.deepEqual(fromJson(JSON.parse(text) as StoreJson), data);
            assert.ok(text.split('\n').some((line) => line.startsWith('"request-2": {') && line.endsWith('}')));
        });

        it('waits until the journal is larger than the file, so that the cost of folding stays in proportion', async () => {
            const adapter = adapterAt(path, { compactAboveBytes: 100 });
            for (let n = 0; n < 50; n++) put(adapter, data, `request-${n}`);
            await adapter.write(data);
            await until('the journal to be folded', () => !adapter.isCompacting);
            const { mtimeMs } = statSync(path);
            for (let n = 0; n < 10; n++) {
                put(adapter, data, 'request-1');
                await adapter.write(data);
            }
            assert.equal(adapter.isCompacting, false);
            assert.equal(statSync(path).mtimeMs, mtimeMs);
        });

        it('counts what killed processes left: their journals do not pile up', async () => {
            const compactAboveBytes = 5_000;
            let most = 0;
            for (let start = 0; start < 40; start++) {
                const adapter = adapterAt(path, { compactAboveBytes });
                data = (await adapter.read()) ?? data;
                put(adapter, data, `request-${start % 3}`, `title ${start}`);
                await adapter.write(data);
                await until('the journal to be folded', () => !adapter.isCompacting);
                await crash(adapter);
                most = Math.max(most, (await namesIn(folder)).length);
            }
            assert.ok(most < 20, `${most} files`);
            assert.deepEqual(await readAt(path), data);
        });

        /** Folds 2,000 requests, and applies an event when its request is in the new file already and the inbox is not. */
        const applyMeanwhile = async (settle: () => Promise<void>): Promise<JournalAdapter> => {
            const adapter = adapterAt(path, { compactAboveBytes: 100, settle });
            for (let n = 0; n < 2_000; n++) put(adapter, data, `request-${n}`);
            data.inbox.set('event-1', { id: 'event-1', kind: 'noted' } as never);
            adapter.mark('inbox', 'event-1');
            await adapter.write(data);
            while (!existsSync(`${path}.new`) || statSync(`${path}.new`).size < 10_000)
                await new Promise((resolve) => setImmediate(resolve));
            put(adapter, data, 'request-0', 'applied');
            data.inbox.delete('event-1');
            adapter.mark('inbox', 'event-1');
            return adapter;
        };

        it('writes to a journal what changed meanwhile, before the new file counts', async () => {
            const steps: string[] = [];
            const adapter: JournalAdapter = await applyMeanwhile(async () => {
                assert.equal(existsSync(path), false);
                await adapter.write(data);
                steps.push('settled');
            });
            await until('the journal to be folded', () => !adapter.isCompacting);
            assert.deepEqual([steps, existsSync(path)], [['settled'], true]);
            assert.deepEqual(await readAt(path), data);
        });

        it('leaves the journals as they are where that cannot be written: nothing is applied by half', async () => {
            const adapter = await applyMeanwhile(() => Promise.reject(new Error('disk full')));
            await until('folding to be given up', () => !adapter.isCompacting);
            const found = await readAt(path);
            assert.equal(found.requests.get('request-0')?.title, undefined);
            assert.deepEqual([...found.inbox.keys()], ['event-1']);
            await adapter.write(data);
            assert.deepEqual(await readAt(path), data);
        });

        it('takes writes while it goes on', async () => {
            const adapter = adapterAt(path, { compactAboveBytes: 100 });
            const { rename } = fs;
            let goOn = (): void => undefined;
            const held = new Promise<void>((resolve) => (goOn = resolve));
            fs.rename = (from, to) => held.then(() => rename(from, to));
            try {
                put(adapter, data, 'request-0');
                await adapter.write(data);
                put(adapter, data, 'request-0', 'meanwhile');
                await adapter.write(data);
                assert.ok(adapter.isCompacting);
                assert.match(await readFile(`${path}.journal-1`, 'utf8'), /meanwhile/);
            } finally {
                fs.rename = rename;
                goOn();
            }
            await until('the journal to be folded', () => !adapter.isCompacting);
            assert.deepEqual(await namesIn(folder), ['store.json', 'store.json.journal-1']);
            assert.equal((await readAt(path)).requests.get('request-0')?.title, 'meanwhile');
        });

        it('takes its time while nobody waits for it, and none when it is closed', async () => {
            const clock = new FakeClock();
            // Every look at the clock is 100 ms later: no stretch of the work is short.
            clock.monotonic = () => (looks += 100);
            let looks = 0;
            const adapter = adapterAt(path, { compactAboveBytes: 100, clock });
            for (let n = 0; n < 300; n++) put(adapter, data, `request-${n}`);
            await adapter.write(data);
            await until('it to rest', () => clock.timers === 1);
            put(adapter, data, 'request-1', 'meanwhile');
            await adapter.write(data);
            assert.deepEqual(await namesIn(folder), ['store.json.journal-0', 'store.json.journal-1', 'store.json.new']);
            await adapter.close(data);
            assert.equal(clock.timers, 0);
            assert.deepEqual(await namesIn(folder), ['store.json']);
            assert.equal((await readAt(path)).requests.get('request-1')?.title, 'meanwhile');
        });

        it('keeps the journals and leaves no half file when it fails', async () => {
            const adapter = adapterAt(path, { compactAboveBytes: 100 });
            await fs.mkdir(join(path, 'in the way'), { recursive: true });
            put(adapter, data, 'request-1');
            await adapter.write(data);
            await until('the fold to fail', () => !adapter.isCompacting);
            assert.deepEqual(await namesIn(folder), ['store.json', 'store.json.journal-0']);
            await fs.rm(path, { recursive: true });
            assert.deepEqual(await readAt(path), data);
        });
    });

    describe('a disk that takes nothing', () => {
        it('is said, and what was to be written is written with the next write', async function () {
            if (!existsSync('/dev/full')) this.skip();
            const adapter = adapterAt(path);
            await symlink('/dev/full', `${path}.journal-0`);
            put(adapter, data, 'request-1');
            await assert.rejects(adapter.write(data), {
                code: 'store_not_writable',
                message: 'The store cannot be written: the disk is full',
            });
            put(adapter, data, 'request-2');
            await adapter.write(data);
            await fs.rm(`${path}.journal-0`);
            assert.deepEqual(await readAt(path), data);
        });

        it('leaves no half line behind, however often it fails', async () => {
            const adapter = adapterAt(path);
            put(adapter, data, 'request-1');
            await adapter.write(data);
            const whole = await readFile(`${path}.journal-0`, 'utf8');
            put(adapter, data, 'request-2');
            for (let times = 0; times < 3; times++)
                await withHalfAppends(async () => assert.rejects(adapter.write(data), { code: 'store_not_writable' }));
            assert.equal(readFileSync(`${path}.journal-0`, 'utf8'), whole);
            assert.deepEqual(await namesIn(folder), ['store.json.journal-0']);
            await adapter.write(data);
            assert.deepEqual(await readAt(path), data);
        });
    });

    describe('what is no journal of ours', () => {
        for (const line of ['5', 'null', '[]', '{"version":1}', '{"version":1,"changes":[null]}']) {
            it(`is broken: ${line}`, async () => {
                await writeFile(`${path}.journal-0`, `${line}\n`);
                await assert.rejects(adapterAt(path).read(), { code: 'store_broken' });
            });
        }

        for (const collection of ['others', '__proto__', 'constructor']) {
            it(`changes nothing but our collections: ${collection}`, async () => {
                const change = { c: collection, k: 'polluted', v: true };
                await writeFile(`${path}.journal-0`, `${JSON.stringify({ version: 1, changes: [change] })}\n`);
                await assert.rejects(adapterAt(path).read(), { code: 'store_broken' });
                assert.equal(({} as { polluted?: unknown }).polluted, undefined);
            });
        }

        it('is left alone when its name is not quite a journal’s', async () => {
            await writeFile(`${path}.journal-0.bak`, 'mine');
            const adapter = adapterAt(path);
            put(adapter, data, 'request-1');
            await adapter.write(data);
            await adapter.close(data);
            assert.deepEqual(await namesIn(folder), ['store.json', 'store.json.journal-0.bak']);
        });
    });

    describe('a journal that goes on in a later version', () => {
        /** The next version has a mark after each title. */
        const upgraded = (): JournalAdapter =>
            adapterAt(path, {
                upgrade: (old, version) => {
                    const store = structuredClone(old) as StoreJson;
                    for (const request of Object.values(store.requests)) request.title = `${request.title ?? ''}!`;
                    return { ...store, version };
                },
            });

        it('has what came before it brought up to date, and itself not once more', async () => {
            const old = adapterAt(path);
            put(old, data, 'request-1', 'file');
            put(old, data, 'request-2', 'file');
            await old.write(data);
            await old.close(data);
            const late = adapterAt(path);
            const again = (await late.read())!;
            put(late, again, 'request-2', 'journal');
            await late.write(again);

            const next = upgraded();
            const found = (await next.read())!;
            found.version = STORE_VERSION + 1;
            put(next, found, 'request-3', 'new');
            await next.write(found);

            const titles = [...(await upgraded().read())!.requests.values()].map(({ title }) => title);
            assert.deepEqual(titles, ['file!', 'journal!', 'new']);
        });

        it('is not overruled by older journals that a crash left beside a newer file', async () => {
            await writeFile(
                path,
                JSON.stringify({
                    ...emptyStore(),
                    version: STORE_VERSION + 1,
                    requests: { a: movie({ id: 'a', title: 'new' }) },
                }),
            );
            const change = { c: 'requests', k: 'a', v: movie({ id: 'a', title: 'old' }) };
            await writeFile(`${path}.journal-0`, `${JSON.stringify({ version: STORE_VERSION, changes: [change] })}\n`);
            assert.equal((await upgraded().read())!.requests.get('a')?.title, 'new');
        });
    });
});

/** The disk takes half of what is appended and is full then. */
async function withHalfAppends(act: () => Promise<void>): Promise<void> {
    const probe = await fs.open(__filename);
    const prototype = Object.getPrototypeOf(probe) as { appendFile: (text: string) => Promise<void> };
    await probe.close();
    const { appendFile } = prototype;
    prototype.appendFile = async function (text) {
        await appendFile.call(this, text.slice(0, text.length / 2));
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    try {
        await act();
    } finally {
        prototype.appendFile = appendFile;
    }
}
