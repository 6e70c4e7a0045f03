// Builds dist/: compiles nodes/ and lib/, then puts what Node-RED looks for beside the compiled nodes.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
for (const file of readdirSync(join(root, 'nodes'))) {
    if (file.endsWith('.html')) cpSync(join(root, 'nodes', file), join(dist, 'nodes', file));
}
cpSync(join(root, 'nodes/locales'), join(dist, 'nodes/locales'), { recursive: true });
// Node-RED looks for icons only beside the node files.
cpSync(join(root, 'icons'), join(dist, 'nodes/icons'), { recursive: true });
