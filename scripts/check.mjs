// `node scripts/check.mjs [--skip-tests]`: everything that has to hold before a change is merged. Goes on after a fault,
// so that one run tells all. `--skip-tests` is for a caller that has just run them; the summary says so.
import { join } from 'node:path';
import { dependency, prepare, root, run } from './prepare.mjs';
import { keepTelling } from './progress.mjs';

const node = (...args) => run(process.execPath, args);
const script = (name, ...args) => node(join(root, 'scripts', name), ...args);

const STEPS = [
    ['types', () => node(dependency('typescript/bin/tsc'), '-p', 'tsconfig.json')],
    ['page', () => node(dependency('typescript/bin/tsc'), '-p', 'page/tsconfig.json')],
    ['lint', () => node(dependency('eslint/bin/eslint.js'), '--max-warnings', '0', '.')],
    ['format', () => node(dependency('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.')],
    ['build', () => script('same-build.mjs')],
    ['pack', () => script('pack-contents.mjs')],
    ['tests', () => script('test.mjs', '--long')],
];

const skipTests = process.argv.includes('--skip-tests');
const lines = [];
let passed = 0;
let failed = 0;

await prepare();
for (const [name, step] of STEPS) {
    if (name === 'tests' && skipTests) {
        lines.push('tests    not run here: --skip-tests');
        continue;
    }
    console.log(`\n> ${name}`);
    const start = Date.now();
    // The tests tell by themselves how far they are.
    const stopTelling = name === 'tests' ? () => undefined : keepTelling((seconds) => `${name} ... ${seconds} s`);
    const ok = (await step()) === 0;
    stopTelling();
    if (ok) passed++;
    else failed++;
    lines.push(`${name.padEnd(8)} ${ok ? 'ok    ' : 'FAILED'} ${((Date.now() - start) / 1000).toFixed(1)} s`);
}
console.log(`\n${lines.join('\n')}\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
