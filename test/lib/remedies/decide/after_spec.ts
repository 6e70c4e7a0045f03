import assert from 'node:assert/strict';
import { hasHelped, type Standing } from '../../../../lib/remedies/decide/after';
import { STEP_NAMES, STEPS, type StepName } from '../../../../lib/remedies/decide/steps';

const BEFORE: Standing = { cause: 'download_stalled', stage: 'downloading', downloadId: 'a', percent: 20 };
const helped = (step: StepName, now: Partial<Standing>, before: Partial<Standing> = {}): boolean =>
    hasHelped(step, { ...BEFORE, ...before }, { ...BEFORE, ...before, ...now });
const of = (after: string): StepName[] => STEP_NAMES.filter((step) => STEPS[step].after === after);

describe('what has to be true after a step', () => {
    it('is not, where nothing has changed', () => {
        for (const step of STEP_NAMES) {
            if (STEPS[step].after !== 'matched') assert.equal(helped(step, {}), false, step);
        }
        assert.equal(helped('rescan_shoko', {}, { cause: 'shoko_not_asked' }), false);
    });

    it('another cause, or another stage', () => {
        for (const step of [...of('other_cause'), ...of('goes_on')]) {
            assert.ok(helped(step, { cause: 'downloading' }), step);
            assert.ok(helped(step, { stage: 'downloaded' }), step);
            assert.equal(helped(step, { stage: 'grabbing' }), false, step);
        }
        for (const step of of('other_cause')) assert.equal(helped(step, { percent: 99 }), false, step);
    });

    it('bytes that have come in', () => {
        for (const step of of('goes_on')) {
            assert.ok(helped(step, { percent: 20.1 }), step);
            assert.equal(helped(step, { percent: 19 }), false, step);
            assert.ok(helped(step, { percent: 0.5 }, { percent: undefined }), step);
            assert.equal(helped(step, { percent: 0 }, { percent: undefined }), false, step);
            assert.equal(helped(step, { percent: undefined }, { percent: 0 }), false, step);
        }
    });

    it('another release', () => {
        for (const step of of('grabbed')) {
            assert.ok(helped(step, { downloadId: 'b' }), step);
            assert.ok(helped(step, { stage: 'grabbing', downloadId: 'b' }), step);
            assert.ok(helped(step, { stage: 'grabbing' }, { stage: 'approved' }), step);
            assert.equal(helped(step, { stage: 'approved', downloadId: 'b' }), false, step);
            assert.equal(helped(step, { stage: 'approved' }, { stage: 'requested' }), false, step);
            assert.equal(helped(step, { cause: 'searched' }), false, step);
        }
    });

    it('a file in the library', () => {
        for (const step of of('imported')) {
            assert.ok(helped(step, { stage: 'importing' }), step);
            assert.ok(helped(step, { stage: 'anime_matching' }), step);
            assert.equal(helped(step, { stage: 'downloaded', cause: 'import_pending' }), false, step);
        }
    });

    it('a match', () => {
        for (const step of of('matched')) {
            const before: Partial<Standing> = { stage: 'anime_matching', cause: 'shoko_not_recognised' };
            assert.ok(helped(step, { cause: 'jellyfin_next' }, before), step);
            assert.ok(helped(step, { stage: 'available' }, before), step);
            assert.equal(helped(step, { cause: 'shoko_searching' }, before), false, step);
        }
    });

    it('the proof', () => {
        for (const step of of('playable')) {
            assert.ok(helped(step, { stage: 'available' }), step);
            assert.equal(helped(step, { stage: 'anime_matching', cause: 'jellyfin_next' }), false, step);
        }
    });
});
