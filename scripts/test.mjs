// `node scripts/test.mjs [--suite=<name>] [spec files or mocha options]`: installs if needed, builds, runs the specs.
// The last line is always `N passed, N failed` with `, N skipped` behind it when tests were skipped.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { dependency, prepare, root } from './prepare.mjs';

const SUITES = {
    default: ['test/lib/**/*_spec.ts', 'test/*_spec.ts', 'test/nodes/**/*_spec.ts', 'test/flows/**/*_spec.ts'],
    browser: ['test/browser/**/*_spec.ts'],
    live: ['test/live/**/*_spec.ts'],
};

/** How long after its last test mocha may take to end. What holds it longer is a timer or socket that a test left open. */
const LEAK_AFTER_MS = 30_000;

const suiteOption = '--suite=';
const args = process.argv.slice(2).filter((arg) => !arg.startsWith(suiteOption));
const suite = process.argv.find((arg) => arg.startsWith(suiteOption))?.slice(suiteOption.length) ?? 'default';
const specs = args.some((arg) => arg.endsWith('.ts')) ? [] : SUITES[suite];

await prepare();
const { passed, failed, skipped } = await runMocha([...specs, ...args]);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
// Without any service in the environment the live tests have nothing to do, and say so.
process.exitCode = failed > 0 || (passed === 0 && suite !== 'live') ? 1 : 0;

/** Settles with the counts; whatever stops mocha from counting is a failure of its own. */
function runMocha(mochaArgs) {
    return new Promise((resolve) => {
        const reporter = join(root, 'scripts/reporter.mjs');
        const mocha = spawn(process.execPath, [dependency('mocha/bin/mocha.js'), '--reporter', reporter, ...mochaArgs], {
            cwd: root,
            stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
        });
        let counts = null;
        let leaked = false;
        let leakTimer;
        mocha.on('message', (message) => {
            counts = message;
            leakTimer = setTimeout(() => {
                leaked = true;
                console.error(
                    `mocha did not end ${LEAK_AFTER_MS / 1000} s after its last test: a test left a timer, socket or process open.`,
                );
                mocha.kill('SIGKILL');
            }, LEAK_AFTER_MS);
        });
        mocha.on('exit', (code) => {
            clearTimeout(leakTimer);
            const { passed, failed, skipped } = counts ?? { passed: 0, failed: 0, skipped: 0 };
            const unexplained = leaked || (code !== 0 && failed === 0);
            resolve({ passed, failed: failed + (unexplained ? 1 : 0), skipped });
        });
        process.on('SIGINT', () => undefined);
        process.on('SIGTERM', () => mocha.kill('SIGTERM'));
    });
}
