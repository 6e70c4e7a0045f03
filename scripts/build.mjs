// Builds dist/: compiles nodes/ and lib/, puts what Node-RED looks for beside the compiled nodes, and bundles the page that
// the household looks at. Built aside and
// swapped in at the end, so that a failed build leaves the last good one, and a running Node-RED never meets half of one.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePage } from './bundle-page.mjs';

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
