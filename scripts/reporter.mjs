// Mocha's own spec reporter, which also tells scripts/test.mjs the counts.
import Mocha from 'mocha';

export default class CountingReporter extends Mocha.reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
            const { passes, failures, pending } = this.stats;
            process.send?.({ passed: passes, failed: failures, skipped: pending });
        });
    }
}
