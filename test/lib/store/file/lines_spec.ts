import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linesOf } from '../../../../lib/store/file/lines';
import { makeFolder, removeFolders } from '../../../support/folder';

async function linesIn(content: string | Buffer): Promise<string[]> {
    const path = join(await makeFolder(), 'file');
    await writeFile(path, content);
    const lines: string[] = [];
    for await (const line of linesOf(path)) lines.push(line);
    return lines;
}

describe('lines of a file', () => {
    after(removeFolders);

    for (const [what, content, lines] of [
        ['of an empty file are none', '', []],
        ['end where the file does', 'a\nb', ['a', 'b']],
        ['may be empty', '\n\na\n', ['', '', 'a']],
        ['end at nothing but a newline', 'a\u2028b\u2029c\rd\n', ['a\u2028b\u2029c\rd']],
    ] as const) {
        it(what, async () => assert.deepEqual(await linesIn(content), lines));
    }

    it('may be longer than what is read at a time, and have a letter across two reads', async () => {
        const long = 'é🐱'.repeat(100_000);
        assert.deepEqual(await linesIn(`x${long}\n${long}\n`), [`x${long}`, long]);
    });

    it('of a file that is not there are an error', async () => {
        const lines = linesOf(join(await makeFolder(), 'nothing'));
        await assert.rejects(lines.next(), { code: 'ENOENT' });
    });
});
