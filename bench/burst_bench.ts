/** How large the process gets while a burst of webhooks comes, above a Node-RED with nothing to do. */
import { join } from 'node:path';
import { makeFolder } from '../test/support/folder';
import { exampleFlows, NodeRed } from '../test/support/node-red';
import { type Benchmark, formatNumber, median } from './figure';
import { NOBODY_THERE, targetOf } from './support/flows';
import type { LoadCommands, Target } from './support/load';
import { BARE_PATH, bareFlow, forgetPeak, memoryFlow, residentOf, weigh } from './support/probe';
import { SideProcess } from './support/side-process';

const WEBHOOKS = 2_000;
const CONNECTIONS = 100;
const BODY_BYTES = 4_096;
const ROUNDS = 5;

export const benchmark: Benchmark = {
    async run() {
        const storePath = join(await makeFolder(), 'store.json');
        const bare = await NodeRed.start({ flows: [...bareFlow(), ...memoryFlow()] });
        const flows = [...exampleFlows(), ...memoryFlow()];
        const ours = await NodeRed.start({ flows, env: { ...NOBODY_THERE, MEDIA_STORE_PATH: storePath } });
        const load = SideProcess.start<LoadCommands>(join(__dirname, 'support/load.ts'));
        try {
            const atRest = (await weigh(bare)).rss;
            const peaks: { bare: number; ours: number }[] = [];
            for (let round = 0; round < ROUNDS; round++) {
                peaks.push({
                    bare: await peakOf(bare, load, { target: targetOf(bare, BARE_PATH, false), round }),
                    ours: await peakOf(ours, load, { target: targetOf(ours, '/media/webhook', true), round }),
                });
            }
            const largest = Math.max(...peaks.map((peak) => peak.ours));
            return [
                {
                    name: `memory above bare Node-RED at its peak, ${formatNumber(WEBHOOKS)} webhooks in a burst`,
                    value: (median(peaks.map((peak) => peak.ours)) - atRest) / 1e6,
                    unit: 'MB',
                    target: { atMost: 100 },
                    yardstick: `bare flow ${megabytes(median(peaks.map((peak) => peak.bare)) - atRest)}`,
                    note: `median of ${ROUNDS} bursts over ${CONNECTIONS} connections, resident; bare Node-RED at rest ${megabytes(atRest)}, ours at its largest ${megabytes(largest)}`,
                },
            ];
        } finally {
            await Promise.all([load.end(), bare.dispose(), ours.dispose()]);
        }
    },
};

/** The largest resident set in bytes, from the first webhook until all are applied. */
async function peakOf(
    nodeRed: NodeRed,
    load: SideProcess<LoadCommands>,
    { target, round }: { target: Target; round: number },
): Promise<number> {
    await weigh(nodeRed);
    forgetPeak(nodeRed);
    const burst = { target, firstFilm: round * WEBHOOKS, bodyBytes: BODY_BYTES, count: WEBHOOKS, connections: CONNECTIONS };
    await load.ask('burst', burst);
    // Answered only when the loop is free of what the burst left to do.
    await nodeRed.fetch('/settings');
    return residentOf(nodeRed, 'VmHWM');
}

function megabytes(bytes: number): string {
    return `${formatNumber(bytes / 1e6)} MB`;
}
