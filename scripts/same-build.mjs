// `node scripts/same-build.mjs`: holds dist/ as tests and demo have it, built file by file, against what the compiler makes of the
// whole, which is what is published: a difference would be an import of types alone that does not say so. Needs a build.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dependency, root, run } from './prepare.mjs';

const compiled = mkdtempSync(join(tmpdir(), 'media-pipeline-build-'));
try {
    const code = await run(process.execPath, [
        dependency('typescript/bin/tsc'),
        '-p',
        'tsconfig.build.json',
        '--outDir',
        compiled,
    ]);
    const names = readdirSync(compiled, { recursive: true }).filter((name) => name.endsWith('.js'));
    const others = names.filter((name) => textOf(join(compiled, name)) !== textOf(join(root, 'dist', name)));
    for (const name of others) console.error(`is another file when it is built by itself: ${name}`);
    console.log(`${names.length - others.length} of ${names.length} files are the same`);
    process.exitCode = code !== 0 || names.length === 0 || others.length > 0 ? 1 : 0;
} finally {
    rmSync(compiled, { recursive: true, force: true });
}

function textOf(path) {
    try {
        return readFileSync(path, 'utf8');
    } catch {
        return null;
    }
}
