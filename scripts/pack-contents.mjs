// `node scripts/pack-contents.mjs`: compares what `npm pack` would publish with what a user needs: nothing else may be
// in there, and nothing of it may be missing. Prints the size. Needs a build.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './prepare.mjs';

const ALLOWED = [
    /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
    /^examples\/[\w-]+\.json$/,
    /^dist\/lib\/[\w/-]+\.js$/,
    /^dist\/nodes\/[\w-]+\.(js|html)$/,
    /^dist\/nodes\/shared\/[\w-]+\.js$/,
    /^dist\/nodes\/locales\/(en-US|de)\/[\w-]+\.(json|html)$/,
    /^dist\/nodes\/icons\/[\w-]+\.svg$/,
    /^dist\/page\/index\.html$/,
    /^dist\/page\/assets\/[\w-]+\.(js|css|svg|png|webmanifest)$/,
];

const { nodes, plugins } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))['node-red'];
const required = [
    'package.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'examples/flows.json',
    'dist/page/index.html',
    'dist/page/assets/app.js',
    'dist/page/assets/app.css',
    'dist/page/assets/manifest.webmanifest',
    ...Object.values(plugins),
    ...Object.values(nodes).flatMap(filesOf),
];

const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
const args = [...npm.slice(1), 'pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'];
const [pack] = JSON.parse(execFileSync(npm[0], args, { cwd: root, encoding: 'utf8' }));
const paths = pack.files.map((file) => file.path);

const faults = [
    ...paths.filter((path) => !ALLOWED.some((pattern) => pattern.test(path))).map((path) => `should not be published: ${path}`),
    ...required.filter((path) => !paths.includes(path)).map((path) => `is missing: ${path}`),
];
for (const fault of faults) console.error(fault);
const kilobytes = (bytes) => `${Math.round(bytes / 1024)} KB`;
console.log(`${paths.length} files, ${kilobytes(pack.size)} packed, ${kilobytes(pack.unpackedSize)} unpacked`);
process.exitCode = faults.length > 0 ? 1 : 0;

/** What one node consists of. Config nodes show Node-RED's cog and need no icon. */
function filesOf(script) {
    const type = basename(script, '.js');
    const html = script.replace(/\.js$/, '.html');
    const locales = ['en-US', 'de'].flatMap((language) =>
        ['json', 'html'].map((kind) => `dist/nodes/locales/${language}/${type}.${kind}`),
    );
    const isConfig = /category:\s*'config'/.test(readFileSync(join(root, 'nodes', `${type}.html`), 'utf8'));
    return [script, html, ...locales, ...(isConfig ? [] : [`dist/nodes/icons/${type}.svg`])];
}
