// `node scripts/test.mjs [--suite=<name>] [--long] [--jobs=<n>] [--seconds] [spec files or mocha options]`: installs if needed,
// builds, runs the specs, several mocha processes side by side. `--long` tries at random more often: what CI and a merge ask for.
// `--seconds` prints how long the files took that take long.
// The last line is always `N passed, N failed` with `, N skipped` behind it when tests were skipped.
import { availableParallelism } from 'node:os';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MochaRun } from './mocha.mjs';
import { partsOf } from './parts.mjs';
import { prepare, root } from './prepare.mjs';
import { forward, keepTelling, say } from './progress.mjs';

/** Suites that `npm test` leaves out. They run in one process: one has a browser, the other somebody's real servers. */
const SUITES_OF_THEIR_OWN = ['browser', 'live'];

/** Two more than there are processors, since half of the time a test waits; more than four would only wake up flaws. */
const USUAL_JOBS = Math.min(4, availableParallelism() + 2);

const own = { suite: 'default', long: false, jobs: USUAL_JOBS, seconds: false };
const mochaArgs = process.argv.slice(2).filter((arg) => {
    const [, name, value] = /^--(suite|long|jobs|seconds)(?:=(.*))?$/.exec(arg) ?? [];
    if (name === undefined) return true;
    own[name] = value ?? true;
    return false;
});
if (own.long) process.env.LONG_TESTS = '1';

const start = Date.now();
let isInterrupted = false;
process.on('SIGINT', () => (isInterrupted = true));

await prepare();
const parts = partsToRun(own.suite, mochaArgs);
const finished = await runAll(parts, Number(own.jobs));

for (const { name, failures } of finished) for (const failure of failures) say(`failed: ${name}: ${failure}`);
const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((what) =>
    finished.reduce((sum, run) => sum + run[what], 0),
);
if (own.seconds) sayWhatTakesLong(finished);
if (parts.length > 1) say(`${finished.length} of ${parts.length} parts in ${seconds(start)} s`);
say(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
// Without any service in the environment the live tests have nothing to do, and say so.
process.exitCode = isInterrupted ? 130 : failed > 0 || (passed === 0 && own.suite !== 'live') ? 1 : 0;

/** What runs in a process of its own each: its name, and mocha's arguments. */
function partsToRun(suite, args) {
    if (args.some((arg) => arg.endsWith('.ts'))) return [{ name: args.filter((arg) => arg.endsWith('.ts')).join(' '), args }];
    const files = readdirSync(join(root, 'test'), { recursive: true })
        .map((file) => `test/${file.replaceAll('\\', '/')}`)
        .filter((file) => file.endsWith('_spec.ts') && suiteOf(file) === suite)
        .sort();
    const groups = suite === 'default' ? partsOf(files) : [{ name: `test/${suite}`, specs: files }];
    return groups.map(({ name, specs }) => ({ name, args: [...specs, ...args] }));
}

function suiteOf(file) {
    const [, folder] = file.split('/');
    return SUITES_OF_THEIR_OWN.includes(folder) ? folder : 'default';
}

function sayWhatTakesLong(finished) {
    const files = finished.flatMap(({ tookMs }) => Object.entries(tookMs)).filter(([, ms]) => ms >= 1_500);
    for (const [file, ms] of files.sort(([, a], [, b]) => b - a)) say(`    '${file}': ${Math.round(ms / 1000)},`);
}

/** Runs the parts, some at a time. What a part prints comes in one piece when it ends, or at once where it is the only one. */
async function runAll(parts, jobs) {
    const waiting = [...parts];
    const active = new Set();
    const done = [];
    const stopTelling = keepTelling((passedS) => {
        const now = [...active].map(({ name, begin, run }) => `${name} (${seconds(begin)} s, ${shortened(run.current)})`);
        return `... ${passedS} s, ${done.length} of ${parts.length} done, running: ${now.join(', ')}`;
    });
    const lane = async () => {
        for (let part = waiting.shift(); part !== undefined && !isInterrupted; part = waiting.shift()) {
            const printed = [];
            const run = new MochaRun(part.args, parts.length === 1 ? forward : (...output) => printed.push(output));
            const entry = { name: part.name, begin: Date.now(), run };
            active.add(entry);
            await run.ended();
            active.delete(entry);
            done.push({ ...run, name: part.name });
            if (parts.length > 1 && run.passed + run.failed + run.skipped > 0) {
                say(`\n> ${part.name}, ${seconds(entry.begin)} s (${done.length} of ${parts.length})`);
                for (const output of printed) forward(...output);
            }
        }
    };
    await Promise.all(Array.from({ length: jobs }, lane));
    stopTelling();
    return done;
}

function shortened(title) {
    return title.length > 60 ? `${title.slice(0, 57)}...` : title;
}

function seconds(since) {
    return ((Date.now() - since) / 1000).toFixed(1);
}
