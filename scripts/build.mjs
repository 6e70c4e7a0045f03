// Builds dist/: compiles nodes/ and lib/, puts what Node-RED looks for beside the compiled nodes, and bundles the page that
// the household looks at. Built aside and
// swapped in at the end, so that a failed build leaves the last good one, and a running Node-RED never meets half of one.
// `--unchecked` makes the same files in a third of the time, and leaves the types to `npm run check`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePage } from './bundle-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const fresh = join(root, `dist.${process.pid}`);

rmSync(fresh, { recursive: true, force: true });
try {
    if (process.argv.includes('--unchecked')) await transpile();
    else compile();
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

function compile() {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh], { cwd: root, stdio: 'inherit' });
}

/** File by file. Every import of types alone says so, as ESLint asks, so that the outcome is the compiler's own. */
async function transpile() {
    const { default: ts } = await import('typescript');
    const { config } = ts.readConfigFile(join(root, 'tsconfig.build.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const names = ['nodes', 'lib'].flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name)),
    );
    for (const name of names.filter((each) => each.endsWith('.ts'))) {
        const text = readFileSync(join(root, name), 'utf8');
        const { outputText, diagnostics } = ts.transpileModule(text, {
            compilerOptions: options,
            fileName: join(root, name),
            reportDiagnostics: true,
        });
        if (diagnostics.length > 0) {
            console.error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(options)));
            throw new Error(`${name} is no TypeScript`);
        }
        const file = join(fresh, name.replace(/\.ts$/, '.js'));
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, outputText);
    }
}
