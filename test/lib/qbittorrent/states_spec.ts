import assert from 'node:assert/strict';
import { type Phase, phaseOf, STATE_WORDS } from '../../../lib/qbittorrent/decide/states';

describe('phaseOf', () => {
    const table: Record<Phase, string[]> = {
        downloading:
            'metaDL forcedMetaDL queuedDL pausedDL stoppedDL stalledDL downloading forcedDL allocating moving unknown'.split(' '),
        checking: 'checkingResumeData checkingDL checkingUP'.split(' '),
        done: 'uploading stalledUP queuedUP forcedUP pausedUP stoppedUP'.split(' '),
        failed: 'error missingFiles'.split(' '),
    };

    for (const [phase, words] of Object.entries(table)) {
        for (const word of words)
            it(`calls ${word} ${phase}`, () => assert.equal(phaseOf({ state: word, progress: 0.5 }), phase));
    }

    it('has no word beside these', () => assert.deepEqual(Object.keys(STATE_WORDS).sort(), Object.values(table).flat().sort()));

    it('is done with the last byte, whatever else goes on', () => {
        for (const state of ['downloading', 'moving', 'stoppedDL', 'aWordOfTomorrow'])
            assert.equal(phaseOf({ state, progress: 1 }), 'done');
    });

    it('does not take the end of a check for the end of the download', () => {
        for (const state of table.checking) assert.equal(phaseOf({ state, progress: 1 }), 'checking');
    });

    it('believes a failure although every byte was there', () => {
        for (const state of table.failed) assert.equal(phaseOf({ state, progress: 1 }), 'failed');
    });

    it('takes a word it does not know for downloading', () =>
        assert.equal(phaseOf({ state: 'aWordOfTomorrow', progress: 0.2 }), 'downloading'));
});
