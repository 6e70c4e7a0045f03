// Builds dist/: compiles nodes/ and lib/, puts what Node-RED looks for beside the compiled nodes, and bundles the page that
// the household looks at. Built aside and
// swapped in at the end, so that a failed build leaves the last good one, and a running Node-RED never meets half of one.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const fresh = join(root, `dist.${process.pid}`);

rmSync(fresh, { recursive: true, force: true });
const tsc = join(root, 'node_modules/typescript/bin/tsc');
try {
    execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh], { cwd: root, stdio: 'inherit' });
    await bundlePage(join(fresh, 'page'));
} catch {
    // The compiler, or the bundler, has said what is wrong.
    rmSync(fresh, { recursive: true, force: true });
    process.exit(1);
}
for (const file of readdirSync(join(root, 'nodes'))) {
    if (file.endsWith('.html')) cpSync(join(root, 'nodes', file), join(fresh, 'nodes', file));
}
cpSync(join(root, 'nodes/locales'), join(fresh, 'nodes/locales'), { recursive: true });
// Node-RED looks for icons only beside the node files.
cpSync(join(root, 'icons'), join(fresh, 'nodes/icons'), { recursive: true });

rmSync(dist, { recursive: true, force: true });
renameSync(fresh, dist);

/** index.html, which the node fills in, and assets/ with all that it asks for. */
async function bundlePage(to) {
    const page = join(root, 'page');
    const assets = join(to, 'assets');
    await build({
        entryPoints: { app: join(page, 'main.tsx') },
        outdir: assets,
        bundle: true,
        minify: true,
        format: 'esm',
        target: ['es2022', 'safari16', 'firefox115', 'chrome110'],
        jsx: 'automatic',
        jsxImportSource: 'preact',
        tsconfigRaw: {},
        charset: 'utf8',
        legalComments: 'none',
        logLevel: 'warning',
    });
    await build({
        entryPoints: { app: join(page, 'styles/app.css') },
        outdir: assets,
        bundle: true,
        minify: true,
        target: ['safari16', 'firefox115', 'chrome110'],
        logLevel: 'warning',
    });
    cpSync(join(page, 'icons'), assets, { recursive: true });
    cpSync(join(page, 'manifest.webmanifest'), join(assets, 'manifest.webmanifest'));
    writeFileSync(join(to, 'index.html'), readFileSync(join(page, 'index.html')));
}
