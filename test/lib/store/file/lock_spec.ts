import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { MediaStore } from '../../../../lib/store';
import { FakeClock } from '../../../support/fake-clock';
import { makeFolder, namesIn, removeFolders, whileReadOnly } from '../../../support/folder';
import { movie } from '../../../support/requests';

const OTHER = join(__dirname, '../../../support/other-process.ts');

describe('store lock', () => {
    let path: string;
    const children = new Set<ChildProcess>();

    beforeEach(async () => {
        path = join(await makeFolder(), 'store.json');
    });
    afterEach(async () => {
        for (const child of children) await kill(child);
        children.clear();
        await removeFolders();
    });

    /** Another process that opens the store; resolves with what it says of it. */
    async function another(): Promise<{ child: ChildProcess; says: string }> {
        const child = spawn(process.execPath, ['--require', 'tsx/cjs', OTHER, path], { stdio: ['pipe', 'pipe', 'inherit'] });
        children.add(child);
        const [said] = (await once(child.stdout, 'data')) as [Buffer];
        return { child, says: said.toString().trim() };
    }

    async function kill(child: ChildProcess): Promise<void> {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
    }

    it('keeps a second process off the store while the first one lives, and not longer', async () => {
        const { child, says } = await another();
        assert.equal(says, 'open');
        await assert.rejects(MediaStore.open({ path }), {
            code: 'store_in_use',
            field: 'path',
            message: new RegExp(`process ${child.pid ?? 0}\\).*Stop it, or choose another path`),
        });
        await kill(child);
        const store = await MediaStore.open({ path });
        assert.equal((await another()).says, 'store_in_use');
        await store.close();
        assert.equal((await another()).says, 'open');
    });

    it('is gone after a clean close', async () => {
        const store = await MediaStore.open({ path });
        await store.close();
        assert.deepEqual(await namesIn(join(path, '..')), []);
    });

    for (const [what, holder] of [
        ['half written', '{"pid":'],
        ['of a process that is gone', JSON.stringify({ pid: 4_194_305, host: hostname(), boot: '', start: '' })],
        ['of a process number that another process has now', JSON.stringify({ pid: 1, host: hostname(), boot: '', start: '1' })],
        ['of another container', JSON.stringify({ pid: 1, host: 'another', boot: '', start: '1' })],
    ] as const) {
        it(`that a crash left behind keeps nobody out: ${what}`, async () => {
            await writeFile(`${path}.lock`, holder);
            const store = await MediaStore.open({ path });
            await store.close();
        });
    }

    it('that another machine took over ends our writing within a second, also at the close', async () => {
        const clock = new FakeClock();
        const store = await MediaStore.open({ path, clock });
        store.put(movie());
        await store.flush();
        const theirs = JSON.stringify({ pid: 1, host: 'another', boot: '', start: '1' });
        await writeFile(`${path}.lock`, theirs);
        clock.set(0);
        await clock.advance(1_000);
        store.put(movie({ title: 'too late' }));
        await assert.rejects(store.flush(), { code: 'store_in_use' });
        await assert.rejects(
            store.persist(() => undefined),
            { code: 'store_in_use' },
        );
        await assert.rejects(store.close(), { code: 'store_in_use' });
        assert.deepEqual(await namesIn(join(path, '..')), ['store.json.journal-0', 'store.json.lock']);
        assert.doesNotMatch(await readFile(`${path}.journal-0`, 'utf8'), /too late/);
        assert.equal(await readFile(`${path}.lock`, 'utf8'), theirs);
    });

    it('is taken when the disk lets us, unless another has the store by then', async () => {
        const folder = join(path, '..');
        const store = await whileReadOnly(folder, () => MediaStore.open({ path }));
        store.put(movie());
        const { child, says } = await another();
        assert.equal(says, 'open');
        await assert.rejects(store.flush(), { code: 'store_in_use' });
        await kill(child);
        await assert.rejects(store.close(), { code: 'store_in_use' });
        assert.deepEqual(await namesIn(folder), ['store.json.lock']);
    });

    it('of which a full disk took only half is still ours', async () => {
        const store = await whileReadOnly(join(path, '..'), () => MediaStore.open({ path }));
        await writeFile(`${path}.lock`, '{"pid":');
        store.put(movie());
        await store.flush();
        await store.close();
        assert.deepEqual(await namesIn(join(path, '..')), ['store.json']);
    });

    it('is let go of when the store cannot be opened', async () => {
        await mkdir(path);
        await assert.rejects(MediaStore.open({ path }), { code: 'store_not_readable' });
        assert.deepEqual(await namesIn(join(path, '..')), ['store.json']);
    });
});
