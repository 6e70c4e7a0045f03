/** A few rounds of the crash tests. `npm run test:crash` runs many; `CRASH_ROUNDS` and `CRASH_SEED` are heeded here too. */
import assert from 'node:assert/strict';
import { runNodeRedRounds } from '../crash/node-red-rounds';
import { runRelayRounds } from '../crash/relay-rounds';
import { runRemedyRounds } from '../crash/remedy-rounds';
import { runStoreRounds } from '../crash/store-rounds';
import { amount } from '../support/amount';
import { removeFolders } from '../support/folder';

const rounds = amount('CRASH_ROUNDS', { usual: 3, long: 10 });
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);
const ROUND_MS = 60_000;

describe(`a kill at any moment (seed ${seed})`, function () {
    this.timeout(60_000 + rounds * ROUND_MS);
    after(removeFolders);

    it('loses nothing that the store has taken, and applies nothing by half or twice', async () => {
        const figures = await runStoreRounds({ rounds, seed });
        assert.equal(figures.rounds, rounds);
        assert.ok(figures.acknowledged > 0);
    });

    it('passes on every webhook that was answered, in order, to each receiver', async () => {
        const figures = await runRelayRounds({ rounds, seed });
        assert.equal(figures.rounds, rounds);
        assert.ok(figures.delivered >= figures.acknowledged * 4);
    });

    it('removes nothing twice, and searches for nothing twice', async () => {
        const figures = await runRemedyRounds({ rounds, seed });
        assert.equal(figures.rounds, rounds);
        assert.ok(figures.kills >= rounds);
    });

    it('loses no webhook that was answered 200, and Node-RED goes on by itself where it was', async () => {
        const figures = await runNodeRedRounds({ rounds, seed });
        assert.equal(figures.rounds, rounds);
        assert.ok(figures.acknowledged > 0);
    });
});
