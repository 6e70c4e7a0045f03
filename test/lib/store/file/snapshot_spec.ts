import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyJson, fromJson, STORE_VERSION, type StoreJson } from '../../../../lib/store/file/shape';
import { readSnapshot, snapshotText } from '../../../../lib/store/file/snapshot';
import { makeFolder, removeFolders } from '../../../support/folder';
import { episode, movie, show } from '../../../support/requests';

interface Read {
    data: unknown;
    /** What was told record by record. */
    taken: [collection: string, version: unknown][];
}

async function read(text: string): Promise<Read> {
    const path = join(await makeFolder(), 'store.json');
    await writeFile(path, text);
    const taken: Read['taken'] = [];
    const data = await readSnapshot(path, (collection, _record, version) => taken.push([collection, version]));
    return { data, taken };
}

async function piecesOf(json: StoreJson): Promise<string[]> {
    const pieces: string[] = [];
    for await (const piece of snapshotText(fromJson(json))) pieces.push(piece);
    return pieces;
}

function storeOf(...titles: string[]): StoreJson {
    const requests = titles.map((title, index) => movie({ id: `request-${index}`, title }));
    return {
        ...emptyJson(),
        requests: Object.fromEntries(requests.map((request) => [request.id, request])),
        cursors: { sonarr: '7' },
    };
}

describe('store file', () => {
    after(removeFolders);

    it('is JSON with a record a line, and is read record by record', async () => {
        const data = storeOf('Amélie', 'a "quoted" {title},', 'two\nlines', 'a line\u2028separator', '🐱');
        const text = (await piecesOf(data)).join('');
        assert.deepEqual(JSON.parse(text), data);
        assert.equal(text.split('\n').filter((line) => line.startsWith('"request-')).length, 5);
        const { data: found, taken } = await read(text);
        assert.deepEqual(found, data);
        assert.deepEqual(taken, [...Array.from({ length: 5 }, () => ['requests', STORE_VERSION]), ['cursors', STORE_VERSION]]);
    });

    it('is read when it is empty', async () => {
        const text = (await piecesOf(emptyJson())).join('');
        assert.deepEqual((await read(text)).data, emptyJson());
    });

    it('is written a little at a time, however many records there are', async () => {
        const pieces = await piecesOf(storeOf(...Array.from({ length: 1_500 }, (_, index) => `Film ${index}`)));
        const longest = Math.max(...pieces.map(({ length }) => length));
        assert.ok(pieces.length > 5 && longest < 100_000, `${pieces.length} pieces, the longest of ${longest}`);
    });

    for (const [what, layout] of [
        ['on one line', (data: StoreJson) => JSON.stringify(data)],
        ['indented, as lowdb does', (data: StoreJson) => JSON.stringify(data, null, 2)],
        ['with the lines ends of Windows', (_data: StoreJson, text: string) => text.replaceAll('\n', '\r\n')],
        ['with a byte order mark', (_data: StoreJson, text: string) => `\uFEFF${text}`],
        ['with nothing behind the end', (_data: StoreJson, text: string) => text.trimEnd()],
    ] as const) {
        it(`may be written by something else: ${what}`, async () => {
            const data = storeOf('Amélie');
            const text = layout(data, (await piecesOf(data)).join(''));
            assert.deepEqual((await read(text)).data, data);
        });
    }

    it('has its requests and episodes by their own ids, whatever keys somebody gave them by hand', () => {
        const { episodes, ...request } = show([episode(3, 'importing')], { id: 'a/b' });
        const { requests, episodes: records } = fromJson({
            ...emptyJson(),
            requests: { copy: request },
            episodes: { third: episodes[0]! },
        });
        assert.deepEqual([...requests], [['a/b', request]]);
        assert.deepEqual([...records], [['a/b/S01E03', episodes[0]]]);
    });

    it('is broken wherever it ends too early', async () => {
        const text = (await piecesOf(storeOf('Amélie', 'Dune'))).join('').trimEnd();
        for (let length = 0; length < text.length; length += 7)
            await assert.rejects(read(text.slice(0, length)), { code: 'store_broken' }, `${length} of ${text.length}`);
    });
});
