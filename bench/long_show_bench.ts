/**
 * What one event about one episode costs in a show of 13, 130 and 1,100 episodes, and a store with ten of the longest.
 * `--beside=<folder>` measures another checkout in turn with this one; an older one needs a copy of this bench folder.
 */
import { join } from 'node:path';
import { type Benchmark, type BenchmarkOptions, type Figure, formatNumber, median, sum } from './figure';
import type { Applied, GateNodeCommands } from './support/gate-node';
import { SideProcess } from './support/side-process';

const LENGTHS = [13, 130, 1_100] as const;
const [SHORT, , LONG] = LENGTHS;
const SHOWS = 10;
/** Shows whose figures are thrown away: the compiler is still at work. */
const WARM_UP = 2;
const MOST_TIMES_THE_TIME = 1.5;
const MOST_TIMES_THE_BYTES = 2;
const MOST_BLOCK_MS = 20;

type Opened = Awaited<ReturnType<GateNodeCommands['reopen']>>;

interface Measured {
    applied: Map<number, Applied[]>;
    opened: Opened;
}

export const benchmark: Benchmark = {
    async run({ beside }: BenchmarkOptions = {}) {
        const folders = [join(__dirname, '..'), ...(beside === undefined ? [] : [beside])];
        const [ours, theirs] = await measure(folders);
        if (ours === undefined) throw new Error('nothing was measured');
        return figuresOf(ours, theirs);
    },
};

/** A process for each length and checkout, and the shows in turn, so that whatever else the machine does strikes all alike. */
async function measure(folders: readonly string[]): Promise<Measured[]> {
    const all = folders.map((folder) => new Map(LENGTHS.map((length) => [length as number, start(folder)])));
    const applied = all.map(() => new Map<number, Applied[]>(LENGTHS.map((length) => [length, []])));
    try {
        for (const processes of all) for (const nodes of processes.values()) await nodes.ask('start', {});
        for (let nth = 0; nth < SHOWS; nth++) {
            for (const episodes of LENGTHS) {
                for (const [index, processes] of all.entries()) {
                    const measured = await processes.get(episodes)?.ask('show', { episodes });
                    if (measured && nth >= WARM_UP) applied[index]?.get(episodes)?.push(measured);
                }
            }
        }
        const opened = [];
        for (const processes of all) opened.push(await processes.get(LONG)!.ask('reopen', {}));
        return opened.map((each, index) => ({ applied: applied[index]!, opened: each }));
    } finally {
        await Promise.all(all.flatMap((processes) => [...processes.values()].map((nodes) => nodes.end())));
    }
}

function start(folder: string): SideProcess<GateNodeCommands> {
    return SideProcess.start<GateNodeCommands>(join(folder, 'bench/support/gate-node.ts'));
}

function figuresOf(ours: Measured, theirs: Measured | undefined): Figure[] {
    const beside = (of: (measured: Measured) => string): Pick<Figure, 'yardstick'> =>
        theirs === undefined ? {} : { yardstick: `beside it ${of(theirs)}` };
    const ms = (measured: Measured, length: number): number => median(roundsOf(measured, length).map(timeOf));
    const bytes = (measured: Measured, length: number): number => median(roundsOf(measured, length).map((round) => round.bytes));
    const ratio = (measured: Measured, of: (round: Applied) => number): number =>
        median(roundsOf(measured, LONG).map((round, nth) => of(round) / of(roundsOf(measured, SHORT)[nth]!)));
    const block = (measured: Measured, length: number): number =>
        Math.max(...roundsOf(measured, length).map((round) => round.longestBlockMs));
    const name = (length: number): string => `event about one episode of ${formatNumber(length)}`;
    const compared = `${formatNumber(LONG)} episodes against ${SHORT}`;
    return [
        ...LENGTHS.flatMap((length): Figure[] => [
            {
                name: `${name(length)}: gate, messages, write`,
                value: ms(ours, length),
                unit: 'ms',
                ...beside((measured) => `${formatNumber(ms(measured, length))} ms`),
                note: `median of ${SHOWS - WARM_UP} shows, in each the mean of 26 events; longest block of the event loop ${formatNumber(block(ours, length))} ms`,
            },
            {
                name: `${name(length)}: bytes written`,
                value: bytes(ours, length),
                unit: 'bytes',
                ...beside((measured) => `${formatNumber(bytes(measured, length))} bytes`),
            },
        ]),
        {
            name: `time per event, ${compared}`,
            value: ratio(ours, timeOf),
            unit: '',
            target: { atMost: MOST_TIMES_THE_TIME },
            ...beside((measured) => formatNumber(ratio(measured, timeOf))),
        },
        {
            name: `bytes written per event, ${compared}`,
            value: ratio(ours, (round) => round.bytes),
            unit: '',
            target: { atMost: MOST_TIMES_THE_BYTES },
            ...beside((measured) => formatNumber(ratio(measured, (round) => round.bytes))),
        },
        {
            name: `longest block of the event loop, events about one episode of ${formatNumber(LONG)}`,
            value: block(ours, LONG),
            unit: 'ms',
            target: { atMost: MOST_BLOCK_MS },
            ...beside((measured) => `${formatNumber(block(measured, LONG))} ms`),
        },
        {
            name: `opening a store with ${SHOWS} shows of ${formatNumber(LONG)} episodes`,
            value: ours.opened.openMs,
            unit: 'ms',
            ...beside(({ opened }) => `${formatNumber(opened.openMs)} ms`),
            note: `${formatNumber(ours.opened.fileBytes / 1e6)} MB of file`,
        },
    ];
}

function roundsOf({ applied }: Measured, length: number): Applied[] {
    return applied.get(length) ?? [];
}

function timeOf({ timesMs }: Applied): number {
    return sum(timesMs) / timesMs.length;
}
