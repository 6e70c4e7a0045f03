// What every command needs first: the dependencies that the lock file names, and a build. Plain Node without
// dependencies, because in a fresh clone nothing is installed yet.
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepTelling, say } from './progress.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

const OLDEST_NODE = [20, 19];

/** Path of a file inside a dependency, to be run with this very Node. */
export function dependency(...path) {
    return join(root, 'node_modules', ...path);
}

/**
 * Runs a program in the project's folder with our own terminal and settles with its exit code (1 when it was killed).
 * Ctrl-C reaches the program from the terminal itself; we only have to outlive it.
 */
export function run(program, args, options = {}) {
    return new Promise((resolve, reject) => {
        const child = spawn(program, args, { cwd: root, stdio: 'inherit', ...options });
        const onInterrupt = () => undefined;
        const onTerminate = () => child.kill('SIGTERM');
        process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
        child.on('error', reject);
        child.on('exit', (code) => {
            process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
            resolve(code ?? 1);
        });
    });
}

/** Runs npm: the one that runs us, where there is one. */
export function npm(args, options = {}) {
    const path = process.env.npm_execpath;
    if (path?.endsWith('.js')) return run(process.execPath, [path, ...args], options);
    return run('npm', args, { shell: process.platform === 'win32', ...options });
}

/** Installs when nothing is installed, or when the lock file is newer than what is; then builds. Ends the process on failure. */
export async function prepare() {
    requireNode();
    if (!isInstalled()) {
        await must('npm ci', () => npm(['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error']));
    }
    await must('the build', () => run(process.execPath, [join(root, 'scripts/build.mjs'), '--unchecked']));
}

function requireNode() {
    const [major, minor] = process.versions.node.split('.').map(Number);
    if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
    console.error(`Building and testing needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
    process.exit(1);
}

function isInstalled() {
    // npm writes this file last, so it is missing after an install that was broken off.
    const installed = statSync(dependency('.package-lock.json'), { throwIfNoEntry: false });
    return installed !== undefined && installed.mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

/** Does what has to succeed, and says so while it goes on: the first install takes a minute or two. */
async function must(what, begin) {
    say(`${what} ...`);
    const stopTelling = keepTelling((seconds) => `${what} ... ${seconds} s`);
    const code = await begin();
    stopTelling();
    if (code === 0) return;
    console.error(`${what} failed (exit code ${code}).`);
    process.exit(code);
}
