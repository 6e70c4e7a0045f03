// One mocha process: what it prints, what it counts, and whether it ends by itself.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { dependency, root } from './prepare.mjs';

/** How long after its last test mocha may take to end. What holds it longer is a timer or socket that a test left open. */
const LEAK_AFTER_MS = 30_000;

const running = new Set();
process.on('SIGTERM', () => running.forEach((run) => run.kill()));

export class MochaRun {
    passed = 0;
    failed = 0;
    skipped = 0;
    /** Full titles of the tests that failed, and what else went wrong. */
    failures = [];
    /** How long each spec file took. */
    tookMs = {};
    /** The test that runs now. */
    current = 'loading';
    #process;
    #counted = false;
    #onOutput;

    /** Starts it; `onOutput(stream, chunk)` gets whatever it prints, as it comes. */
    constructor(args, onOutput) {
        this.#onOutput = onOutput;
        const color = process.stdout.isTTY && process.env.NO_COLOR === undefined ? '--color' : '--no-color';
        const options = ['--reporter', join(root, 'scripts/reporter.mjs'), color];
        this.#process = spawn(process.execPath, [dependency('mocha/bin/mocha.js'), ...options, ...args], {
            cwd: root,
            stdio: ['inherit', 'pipe', 'pipe', 'ipc'],
        });
        for (const name of ['stdout', 'stderr']) this.#process[name].on('data', (chunk) => onOutput(process[name], chunk));
        running.add(this);
    }

    kill(signal = 'SIGTERM') {
        this.#process.kill(signal);
    }

    /** Settles when the process is gone. Whatever stops mocha from counting is a failure of its own. */
    ended() {
        return new Promise((resolve) => {
            let leakTimer;
            this.#process.on('message', ({ running: title, failure, counts, tookMs }) => {
                if (title !== undefined) this.current = title;
                if (failure !== undefined) this.failures.push(failure);
                if (counts === undefined) return;
                this.#counted = true;
                Object.assign(this, counts, { tookMs, current: 'ending' });
                leakTimer = setTimeout(() => this.#leaked(), LEAK_AFTER_MS);
            });
            // Not `exit`: what it printed last comes after that.
            this.#process.on('close', (code, signal) => {
                clearTimeout(leakTimer);
                running.delete(this);
                if (!this.#counted || (code !== 0 && this.failed === 0)) this.#fault(`mocha ended with ${signal ?? code}`);
                resolve(this);
            });
        });
    }

    #leaked() {
        const text = `mocha did not end ${LEAK_AFTER_MS / 1000} s after its last test: a test left a timer, socket or process open.`;
        this.#onOutput(process.stderr, `${text}\n`);
        this.kill('SIGKILL');
    }

    #fault(text) {
        this.failed++;
        this.failures.push(text);
    }
}
