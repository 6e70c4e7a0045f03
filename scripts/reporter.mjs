// Mocha's own spec reporter, which also tells scripts/mocha.mjs what runs, what failed, the counts and how long each file took.
import { relative } from 'node:path';
import Mocha from 'mocha';

const { EVENT_HOOK_BEGIN, EVENT_TEST_BEGIN, EVENT_TEST_FAIL, EVENT_SUITE_END, EVENT_TEST_END, EVENT_RUN_END } =
    Mocha.Runner.constants;

export default class CountingReporter extends Mocha.reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        const tell = (message) => process.send?.(message);
        for (const begin of [EVENT_HOOK_BEGIN, EVENT_TEST_BEGIN]) runner.on(begin, ({ title }) => tell({ running: title }));
        const tookMs = {};
        let last = Date.now();
        // With its hooks.
        const count = ({ file }) => {
            const [name, now] = [file && relative('.', file).replaceAll('\\', '/'), Date.now()];
            if (name) tookMs[name] = (tookMs[name] ?? 0) + now - last;
            last = now;
        };
        for (const end of [EVENT_TEST_END, EVENT_SUITE_END]) runner.on(end, count);
        runner.on(EVENT_TEST_FAIL, (test) => tell({ failure: test.fullTitle() }));
        runner.once(EVENT_RUN_END, () => {
            const { passes, failures, pending } = this.stats;
            tell({ tookMs, counts: { passed: passes, failed: failures, skipped: pending } });
        });
    }
}
