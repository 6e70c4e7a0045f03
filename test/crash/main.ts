/**
 * `npm run test:crash [-- <rounds> [<seed>]]`: kills the store alone, the relay, remedies, then a whole Node-RED, over
 * and over, and compares. The rounds (default 200, or CRASH_ROUNDS) are for Node-RED; each of the others has as many again.
 */
import { removeFolders } from '../support/folder';
import { runNodeRedRounds } from './node-red-rounds';
import { runRelayRounds } from './relay-rounds';
import { runRemedyRounds } from './remedy-rounds';
import { runStoreRounds } from './store-rounds';

/** A round takes seconds; who watches wants to see that it goes on. */
const REPORT_EVERY_MS = 8_000;

async function main(): Promise<void> {
    const [rounds = process.env['CRASH_ROUNDS'] ?? '200', seed = process.env['CRASH_SEED'] ?? String(Date.now() % 1_000_000)] =
        process.argv.slice(2);
    const options = { rounds: Number(rounds), seed: Number(seed) };
    console.log(`${rounds} rounds, seed ${seed}`);
    let reportedAt = Date.now();
    const onRound = (_round: number, figures: object): void => {
        if (Date.now() - reportedAt < REPORT_EVERY_MS) return;
        reportedAt = Date.now();
        console.log(`  ${lineOf(figures)}`);
    };
    console.log('> the store in a process of its own');
    console.log(`  ${lineOf(await runStoreRounds({ ...options, onRound }))}`);
    console.log('> the relay, with four receivers');
    console.log(`  ${lineOf(await runRelayRounds({ ...options, onRound }))}`);
    console.log('> remedies, with a Radarr');
    console.log(`  ${lineOf(await runRemedyRounds({ ...options, onRound }))}`);
    console.log('> Node-RED with the shipped flow');
    console.log(`  ${lineOf(await runNodeRedRounds({ ...options, onRound }))}`);
    console.log('nothing acknowledged was lost, nothing was applied by half or twice');
    await removeFolders();
}

function lineOf(figures: object): string {
    return Object.entries(figures)
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(', ');
}

main().catch((thrown: unknown) => {
    console.error(thrown);
    process.exitCode = 1;
});
