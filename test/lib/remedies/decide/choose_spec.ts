import assert from 'node:assert/strict';
import { type Choice, choose } from '../../../../lib/remedies/decide/choose';
import type { PastDeed, Situation } from '../../../../lib/remedies/decide/situation';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../lib/remedies/decide/steps';
import { deed, LIMITS, NOW, situation, tried } from './situations';

const chosen = (own: Partial<Situation>): Choice => choose(situation({ cause: 'import_matched_by_id', ...own }), LIMITS);
const stepOf = (choice: Choice): string => (choice.kind === 'step' ? choice.step : choice.code);

describe('the chooser', () => {
    it('takes the first step of the ladder', () => {
        assert.deepEqual(chosen({}), {
            kind: 'step',
            step: 'refresh_downloads',
            calls: [{ action: 'refresh_downloads', service: 'arr', server: 's' }],
            tried: [],
        });
    });

    it('waits while the cause is young, and takes the step from then on', () => {
        assert.deepEqual(chosen({ since: NOW - 2 * MINUTE_MS + 1 }), {
            kind: 'wait',
            code: 'too_early',
            step: 'refresh_downloads',
            until: NOW + 1,
        });
        assert.equal(stepOf(chosen({ since: NOW - 2 * MINUTE_MS })), 'refresh_downloads');
    });

    it('goes on to the next when one did not help, failed, or is unknown', () => {
        for (const outcome of ['did_not_help', 'failed', 'unknown'] as const) {
            const choice = chosen({ deeds: [deed({ outcome })] });
            assert.equal(stepOf(choice), 'import', outcome);
            assert.deepEqual(choice.kind === 'step' && choice.tried, ['refresh_downloads']);
        }
        const twice = chosen({ deeds: [...tried('refresh_downloads', 'refresh_downloads', 'look')] });
        assert.deepEqual(twice.kind === 'step' && twice.tried, ['refresh_downloads', 'look']);
    });

    it('goes past no step whose means are not seen because their service does not answer', () => {
        const deeds = tried('refresh_downloads');
        const { arr, ...others } = situation({}).means;
        const means = { ...others, arr: { ...arr!, importable: [] } };
        assert.deepEqual(chosen({ deeds, means, away: ['arr'] }), { kind: 'wait', code: 'service_away', step: 'import' });
        assert.equal(stepOf(chosen({ deeds, means, away: ['client'] })), 'all_tried');
    });

    it('may do again what helped', () => {
        assert.equal(stepOf(chosen({ deeds: [deed({ outcome: 'helped' })] })), 'refresh_downloads');
    });

    it('forgets after a week', () => {
        const at = (ago: number): PastDeed[] => [deed({ at: NOW - ago, downloadId: 'other' })];
        assert.equal(stepOf(chosen({ deeds: at(7 * DAY_MS) })), 'refresh_downloads');
        assert.equal(stepOf(chosen({ deeds: at(7 * DAY_MS - 1) })), 'import');
    });

    it('counts what was tried for something else not', () => {
        assert.equal(stepOf(chosen({ deeds: [deed({ target: 'download:other' })] })), 'refresh_downloads');
    });

    it('waits for what is being done, and takes it for vain when nobody says', () => {
        const open = (ms: number): PastDeed[] => [deed({ outcome: 'open', step: 'import', judgedAt: NOW + ms })];
        assert.deepEqual(chosen({ deeds: open(5) }), { kind: 'wait', code: 'being_done', step: 'import', until: NOW + 5 });
        assert.equal(stepOf(chosen({ deeds: open(0) })), 'refresh_downloads');
        assert.equal(stepOf(chosen({ deeds: [...tried('refresh_downloads'), ...open(0)] })), 'all_tried');
        const other = [deed({ outcome: 'open', target: 'download:other', judgedAt: NOW + 5 })];
        assert.equal(stepOf(chosen({ deeds: other })), 'refresh_downloads');
        assert.equal(stepOf(chosen({ deeds: [deed({ outcome: 'helped', judgedAt: NOW + 5 })] })), 'refresh_downloads');
    });

    it('leaves out what cannot be done here', () => {
        const { arr } = situation().means;
        const means = { arr: { ...arr!, importable: [] } };
        assert.deepEqual(chosen({ means, deeds: tried('refresh_downloads') }), {
            kind: 'none',
            code: 'all_tried',
            tried: ['refresh_downloads'],
        });
        assert.deepEqual(chosen({ means: {} }), { kind: 'none', code: 'no_means', tried: [] });
        assert.deepEqual(chosen({ means: {}, deeds: tried('look') }), { kind: 'none', code: 'no_means', tried: ['look'] });
    });

    it('has nothing for what only a person can end', () => {
        assert.deepEqual(chosen({ cause: 'not_approved' }), { kind: 'none', code: 'no_remedy', tried: [] });
        assert.deepEqual(chosen({ cause: 'shoko_banned', deeds: tried('look') }), {
            kind: 'none',
            code: 'no_remedy',
            tried: ['look'],
        });
    });

    it('says which rule holds the step back, and goes no further', () => {
        assert.deepEqual(chosen({ commands: [{ isRunning: true }] }), {
            kind: 'wait',
            code: 'others_at_work',
            step: 'refresh_downloads',
        });
        const held = chosen({ cause: 'import_sample', deeds: tried('refresh_downloads'), signals: ['refused'] });
        assert.deepEqual(held, { kind: 'wait', code: 'one_signal', step: 'remove' });
    });

    it('counts the calls of a step', () => {
        const choice = choose(situation({ cause: 'import_sample', deeds: tried('refresh_downloads') }), {
            ...LIMITS,
            perDownload: 2,
        });
        assert.deepEqual(choice, { kind: 'wait', code: 'budget_download', step: 'remove' });
        assert.equal(
            choose(situation({ cause: 'import_sample', deeds: tried('refresh_downloads') }), { ...LIMITS, perDownload: 3 }).kind,
            'step',
        );
    });

    it('holds the last step of a ladder until its time', () => {
        const stalled = (hours: number): Choice =>
            chosen({
                cause: 'download_stalled',
                since: NOW - hours * HOUR_MS,
                signals: ['client_stalled', 'no_copy'],
                deeds: [deed({ step: 'reannounce' })],
            });
        assert.equal(stepOf(stalled(23.9)), 'too_early');
        assert.equal(stepOf(stalled(24)), 'remove');
    });
});
