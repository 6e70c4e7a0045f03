import assert from 'node:assert/strict';
import { MediaError } from '../../lib/model';
import { OnceReporter } from '../../nodes/shared/handler';

describe('what is told once', () => {
    const refused = new MediaError('refused', 'Shoko refused the connection');
    const late = new MediaError('timeout', 'Shoko did not answer in time');

    it('is not told again when two faults take turns for months', () => {
        const log: string[] = [];
        const reporter = new OnceReporter((text) => log.push(text));
        for (let time = 0; time < 1_000; time++) reporter.report(time % 2 === 0 ? refused : late);
        assert.deepEqual(log, ['Shoko refused the connection [refused]', 'Shoko did not answer in time [timeout]']);
    });

    it('is told again after it was mended', () => {
        const log: string[] = [];
        const reporter = new OnceReporter((text) => log.push(text));
        reporter.report(refused);
        reporter.clear();
        reporter.report(refused);
        assert.equal(log.length, 2);
    });
});
