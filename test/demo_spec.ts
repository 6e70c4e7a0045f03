/** The demo without a terminal: plays once, quickly, and its exit code tells whether everything became available. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { STORIES } from './demo/stories';
import { projectRoot } from './support/node-red';

interface Outcome {
    code: number | null;
    lines: string[];
}

async function playDemo(options: readonly string[]): Promise<Outcome> {
    const args = ['--require', 'tsx/cjs', join(projectRoot, 'test/demo/main.ts'), '--fast', '--port=0', ...options];
    const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { code, lines: output.split('\n') };
}

const RUNS = [
    { name: 'npm run demo', options: [], webhooks: 'sent' },
    { name: 'npm run demo -- --without-webhooks', options: ['--without-webhooks'], webhooks: 'none: everything is asked for' },
] as const;

for (const { name, options, webhooks } of RUNS) {
    describe(name, function () {
        this.timeout(240_000);
        let demo: Outcome;

        before(async () => {
            demo = await playDemo(options);
        });

        it('says whether webhooks are sent', () => {
            assert.ok(demo.lines.includes(`Webhooks:                          ${webhooks}`), demo.lines.join('\n'));
        });

        it('says first where the page for the house is, and in the end what stands there', () => {
            const first = demo.lines.find((line) => !line.startsWith('Node-RED starts ...')) ?? '';
            assert.match(first, /^The page for the house: +http:\/\/127\.0\.0\.1:\d+\/media\/$/);
            const count = STORIES.length;
            const last = demo.lines.filter((line) => line !== '').at(-1) ?? '';
            assert.match(last, new RegExp(`/media/ shows ${count} of ${count} as ready\\.$`));
        });

        it('says where the editor and the list are', () => {
            assert.ok(demo.lines.some((line) => /^Node-RED \d with the example flow: +http:\/\/127\.0\.0\.1:\d+\/$/.test(line)));
            assert.ok(demo.lines.some((line) => /http:\/\/127\.0\.0\.1:\d+\/media\/requests$/.test(line)));
        });

        for (const { title, pipeline } of STORIES) {
            it(`brings ${title} through the ${pipeline} pipeline to available`, () => {
                const own = demo.lines.filter((line) => line.includes(title));
                const last = own.at(-1) ?? '';
                assert.match(last, new RegExp(`^\\d\\d:\\d\\d:\\d\\d  ${pipeline} +.*  available `), own.join('\n'));
            });
        }

        it('ends by itself and well', () => {
            assert.equal(demo.code, 0, demo.lines.join('\n'));
        });
    });
}
