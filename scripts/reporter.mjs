// Mocha's own spec reporter, which also tells scripts/mocha.mjs what runs, what failed and the counts.
import Mocha from 'mocha';

const { EVENT_HOOK_BEGIN, EVENT_TEST_BEGIN, EVENT_TEST_FAIL, EVENT_RUN_END } = Mocha.Runner.constants;

export default class CountingReporter extends Mocha.reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        const tell = (message) => process.send?.(message);
        for (const begin of [EVENT_HOOK_BEGIN, EVENT_TEST_BEGIN]) runner.on(begin, ({ title }) => tell({ running: title }));
        runner.on(EVENT_TEST_FAIL, (test) => tell({ failure: test.fullTitle() }));
        runner.once(EVENT_RUN_END, () => {
            const { passes, failures, pending } = this.stats;
            tell({ counts: { passed: passes, failed: failures, skipped: pending } });
        });
    }
}
