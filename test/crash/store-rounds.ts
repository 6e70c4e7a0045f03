/** The store alone in a process that is killed over and over, with a journal that is folded every few events. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Step } from '../simulators/senders';
import { makeFolder } from '../support/folder';
import { Ledger } from './ledger';
import { type Life, randomLife } from './lives';
import { whenFolding } from './folding';
import { inspect } from './outcome';
import { Random } from './random';

export interface StoreRoundsOptions {
    rounds: number;
    seed: number;
    /** Told after each round. */
    onRound?: (round: number, figures: StoreFigures) => void;
}

export interface StoreFigures {
    rounds: number;
    acknowledged: number;
    /** Kills that left the new file half written or not yet in its place. */
    whileFolding: number;
    /** Acknowledged events that were not applied when their process was killed. */
    waiting: number;
    /** Rounds whose process was done, closed store and all, before it was killed. */
    tooLate: number;
}

const LANES = 4;
const LIVES_PER_LANE = 3;
const COMPACT_ABOVE_BYTES = 16 * 1024;
/** A store is given up after so many rounds: the larger its file, the more rarely it is folded. */
const ROUNDS_PER_STORE = 25;
const MOST_DELAY_MS = 12;

/** @throws what the comparison threw, with the round and the seed in its message */
export async function runStoreRounds({ rounds, seed, onRound }: StoreRoundsOptions): Promise<StoreFigures> {
    const random = new Random(seed);
    const figures: StoreFigures = { rounds: 0, acknowledged: 0, whileFolding: 0, waiting: 0, tooLate: 0 };
    let ledger = new Ledger();
    let path = '';
    let lives = 0;
    for (let round = 1; round <= rounds; round++) {
        if ((round - 1) % ROUNDS_PER_STORE === 0) {
            path = join(await makeFolder(), 'store.json');
            ledger = new Ledger();
        }
        const lanes = Array.from({ length: LANES }, () =>
            Array.from({ length: LIVES_PER_LANE }, () => randomLife(random, ++lives)),
        );
        const before = ledger.acknowledged;
        try {
            const isTooLate = await killOne(path, lanes, ledger, random);
            if (isTooLate) figures.tooLate += 1;
            if (existsSync(`${path}.new`)) figures.whileFolding += 1;
            const wreck = await inspect(path);
            figures.waiting += wreck.waiting;
            await ledger.settle(wreck);
        } catch (thrown) {
            throw new Error(`store round ${round}, seed ${seed}: ${(thrown as Error).message}`, { cause: thrown });
        }
        figures.rounds = round;
        figures.acknowledged += ledger.acknowledged - before;
        onRound?.(round, figures);
    }
    return figures;
}

/** Starts a process, gives it work and kills it. Returns whether it was done before. */
async function killOne(path: string, lanes: readonly Life[][], ledger: Ledger, random: Random): Promise<boolean> {
    const child = spawn(
        process.execPath,
        ['--require', 'tsx/cjs', join(__dirname, 'store-process.ts'), path, String(COMPACT_ABOVE_BYTES)],
        { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    const work = lanes.map((lives) => lives.flatMap((life) => life.steps.map((step) => ({ life, step }))));
    const total = work.reduce((sum, steps) => sum + steps.length, 0);
    const killAfter = 1 + random.below(total);
    const delayMs = random.next() * MOST_DELAY_MS;
    const isAimed = random.chance(0.5);
    const next = work.map(() => 0);
    const post = (lane: number): void => {
        const { life, step } = work[lane]?.[next[lane] ?? 0] ?? {};
        if (life && step) ledger.posting(life, step);
    };
    let answers = 0;
    let stopWatching = (): void => undefined;
    const output = createInterface({ input: child.stdout }).on('line', (line) => {
        const lane = Number(line);
        const { life } = work[lane]![next[lane]!]!;
        ledger.answered(life);
        next[lane]! += 1;
        post(lane);
        answers += 1;
        if (answers === killAfter && !isAimed) setTimeout(() => child.kill('SIGKILL'), delayMs);
        if (answers === killAfter && isAimed) stopWatching = whenFolding(path, () => child.kill('SIGKILL'));
    });
    const told = new Promise((resolve) => output.once('close', resolve));
    work.forEach((_, lane) => post(lane));
    child.stdin.write(`${JSON.stringify(work.map((steps) => steps.map(({ step }): Step => step)))}\n`);
    const signal = await endOf(child);
    await told;
    stopWatching();
    return signal !== 'SIGKILL';
}

/** @throws when it ended by a fault of its own */
async function endOf(child: ChildProcessWithoutNullStreams): Promise<NodeJS.Signals | null> {
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    child.stdin.on('error', () => undefined);
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
        child.once('close', (...ended) => resolve(ended)),
    );
    child.stdin.destroy();
    if (complaints !== '' || (signal === null && code !== 0))
        throw new Error(`the process ended with ${code ?? signal ?? ''}: ${complaints}`);
    return signal;
}
