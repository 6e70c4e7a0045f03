// `node scripts/bundle-page.mjs`: bundles the page that the household looks at into dist/page, as the build does with all else.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** index.html, which the node fills in, and assets/ with all that it asks for. */
export async function bundlePage(to) {
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
    cpSync(join(page, 'index.html'), join(to, 'index.html'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundlePage(join(root, 'dist/page'));
