/** What an event costs in stores of 100, 10,000 and 100,000 requests, beside a plain lowdb file of the same requests. */
import { join } from 'node:path';
import { type Benchmark, type Figure, formatNumber, median } from './figure';
import { SideProcess } from './support/side-process';
import type { SizedLowdbCommands } from './support/sized-lowdb';
import type { Applied, SizedStoreCommands } from './support/sized-store';

const SIZES = [100, 10_000, 100_000];
const ROUNDS = 11;
/** New films per round and size: half of them are measured with the disk, half without. */
const FILMS = 100;
/** Rounds whose figures are thrown away: the compiler is still at work. */
const WARM_UP = 3;
const LOWDB_WRITES: Readonly<Record<number, number>> = { 100: 50, 10_000: 8, 100_000: 2 };
const AT_MOST_RATIO = 1.2;

export const benchmark: Benchmark = {
    async run() {
        const ours = await measureOurs();
        const lowdb = await measureLowdb();
        return [...timeFigures(ours, lowdb), ...bytesFigures(ours, lowdb), ...foldFigures(ours)];
    },
};

interface Sized {
    rounds: Applied[];
    openMs: number;
    fileBytes: number;
    heapBytes: number;
}

interface Ours {
    sized: Map<number, Sized>;
    folded: Awaited<ReturnType<SizedStoreCommands['fold']>>;
    worn: Awaited<ReturnType<SizedStoreCommands['wear']>>;
}

/** A process for each size, and the rounds in turn, so that whatever else the machine does strikes all sizes alike. */
async function measureOurs(): Promise<Ours> {
    const processes = new Map(SIZES.map((size) => [size, startStore()]));
    try {
        const sized = new Map<number, Sized>();
        const largest = processes.get(Math.max(...SIZES)) ?? startStore();
        const folded = await largest.ask('fold', { size: Math.max(...SIZES) });
        for (const [size, store] of processes)
            sized.set(size, { rounds: [], ...(await store.ask(store === largest ? 'fill' : 'make', { size })) });
        for (let round = -WARM_UP; round < ROUNDS; round++) {
            for (const [size, store] of processes) {
                // The small one is made anew, or it would not be small for long.
                if (size === Math.min(...SIZES)) await store.ask('make', { size });
                const applied = await store.ask('live', { films: FILMS });
                if (round >= 0) sized.get(size)?.rounds.push(applied);
            }
        }
        const smallest = processes.get(Math.min(...SIZES)) ?? startStore();
        await smallest.ask('make', { size: 1_000 });
        return { sized, folded, worn: await smallest.ask('wear', { films: 800 }) };
    } finally {
        await Promise.all([...processes.values()].map((store) => store.end()));
    }
}

async function measureLowdb(): Promise<Map<number, Awaited<ReturnType<SizedLowdbCommands['write']>>>> {
    const lowdb = SideProcess.start<SizedLowdbCommands>(join(__dirname, 'support/sized-lowdb.ts'));
    try {
        const sized = new Map<number, Awaited<ReturnType<SizedLowdbCommands['write']>>>();
        for (const size of SIZES) {
            await lowdb.ask('fill', { size });
            sized.set(size, await lowdb.ask('write', { times: LOWDB_WRITES[size] ?? 3 }));
        }
        return sized;
    } finally {
        await lowdb.end();
    }
}

function startStore(): SideProcess<SizedStoreCommands> {
    return SideProcess.start<SizedStoreCommands>(join(__dirname, 'support/sized-store.ts'), ['--max-old-space-size=8192']);
}

function timeFigures({ sized }: Ours, lowdb: Awaited<ReturnType<typeof measureLowdb>>): Figure[] {
    const rounds = (size: number): Applied[] => sized.get(size)?.rounds ?? [];
    const of = (size: number, part: keyof Applied): number => median(rounds(size).map((round) => round[part]));
    const [small = 0] = SIZES;
    const ratio = (size: number, part: keyof Applied): number =>
        median(rounds(size).map((round, index) => round[part] / (rounds(small)[index]?.[part] ?? Number.NaN)));
    const writes = (size: number): string => `lowdb JSONFile ${formatNumber(lowdb.get(size)?.writeMs ?? 0)} ms`;
    return SIZES.flatMap((size): Figure[] => [
        {
            name: `applied and durable, ${formatNumber(size)} requests`,
            value: of(size, 'durableMs'),
            unit: 'ms',
            yardstick: writes(size),
            note: `median of ${ROUNDS} rounds of ${(FILMS / 2) * 6} events, one after the other; webhooks are acknowledged (durable) before`,
        },
        {
            name: `processor time of the gate per event, ${formatNumber(size)} requests`,
            value: of(size, 'gateMs'),
            unit: 'ms',
            note: `largest block of the event loop in a round ${formatNumber(of(size, 'longestBlockMs'))} ms (median)`,
        },
        ...(size === small
            ? []
            : (['durableMs', 'gateMs'] as const).map((part): Figure => ({
                  name: `${part === 'gateMs' ? 'processor time of the gate' : 'time'} per applied event, ${formatNumber(size)} requests against ${small}`,
                  value: ratio(size, part),
                  unit: '',
                  target: { atMost: AT_MOST_RATIO },
                  yardstick: `lowdb JSONFile ${formatNumber((lowdb.get(size)?.writeMs ?? 0) / (lowdb.get(small)?.writeMs ?? 1))}`,
              }))),
    ]);
}

function bytesFigures({ sized, worn }: Ours, lowdb: Awaited<ReturnType<typeof measureLowdb>>): Figure[] {
    const largest = Math.max(...SIZES);
    const rounds = sized.get(largest)?.rounds ?? [];
    const bytes = median(rounds.map((round) => round.bytes));
    const requestBytes = median(rounds.map((round) => round.requestBytes));
    const figures: Figure[] = [
        {
            name: `bytes written per applied event, ${formatNumber(largest)} requests, to the size of the changed request`,
            value: bytes / requestBytes,
            unit: '',
            target: { atMost: 2 },
            yardstick: `lowdb JSONFile ${formatNumber((lowdb.get(largest)?.bytes ?? 0) / requestBytes)}`,
            note: `${formatNumber(bytes)} bytes in the journal, inbox included; a request has ${formatNumber(requestBytes)}`,
        },
    ];
    if (worn === null) return figures;
    return [
        ...figures,
        {
            name: 'the same with folding the journal into the file',
            value: worn.bytes / worn.requestBytes,
            unit: '',
            note: 'every byte the process wrote, 4,800 events on a store of 1,000 requests at first',
        },
    ];
}

function foldFigures({ sized, folded }: Ours): Figure[] {
    const largest = sized.get(Math.max(...SIZES));
    const calm = median(largest?.rounds.map((round) => round.durableMs) ?? []);
    const size = formatNumber(folded.size);
    return [
        {
            name: `applied and durable while the journal is folded, ${size} requests`,
            value: folded.durableMs,
            unit: 'ms',
            yardstick: `not folding ${formatNumber(calm)} ms`,
            note: `${folded.events} events during ${formatNumber(folded.foldMs / 1000)} s of folding; p99 ${formatNumber(folded.p99Ms)} ms`,
        },
        {
            name: `largest block of the event loop while the journal is folded, ${size} requests`,
            value: folded.longestBlockMs,
            unit: 'ms',
            yardstick: `not folding ${formatNumber(median(largest?.rounds.map((round) => round.longestBlockMs) ?? []))} ms`,
        },
        {
            name: `opening a store of ${formatNumber(Math.max(...SIZES))} requests`,
            value: (largest?.openMs ?? 0) / 1000,
            unit: 's',
            note: `${formatNumber((largest?.fileBytes ?? 0) / 1e6)} MB of file`,
        },
        {
            name: `heap of a store of ${formatNumber(Math.max(...SIZES))} requests`,
            value: (largest?.heapBytes ?? 0) / 1e6,
            unit: 'MB',
            note: 'after garbage collection',
        },
    ];
}
