/** What the package weighs in a Node-RED with 5,000 requests, above one with nothing of ours in it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../lib/model';
import { startServices } from '../test/demo/services';
import { exampleFlows, NodeRed } from '../test/support/node-red';
import { until } from '../test/support/until';
import { type Benchmark, formatNumber } from './figure';
import { filmLife, packLife } from './support/lives';
import { memoryFlow, residentOf, weigh } from './support/probe';
import { openRoom } from './support/room';

const REQUESTS = 5_000;
const EPISODES = 10;
/** Three in ten are seasons; one in twenty still waits for Jellyfin. */
const isSeason = (number: number): boolean => number % 10 < 3;
const isOpen = (number: number): boolean => number % 20 === 4;

export const benchmark: Benchmark = {
    async run() {
        const folder = mkdtempSync(join(tmpdir(), 'media-pipeline-memory-'));
        const services = await startServices();
        const path = join(folder, 'store.json');
        const bytes = await fill(path);
        const weighing = memoryFlow();
        const flows = [...exampleFlows(), ...weighing];
        const bare = await NodeRed.start({ install: () => undefined, flows: weighing });
        const empty = await NodeRed.start({ flows, env: services.environment });
        const full = await NodeRed.start({ flows, env: { ...services.environment, MEDIA_STORE_PATH: path } });
        try {
            await until(
                'the requests to be there',
                async () => (await full.json<unknown[]>('/media/requests?state=open')).length > 0,
            );
            const [bareAsItIs, fullAsItIs] = [residentOf(bare), residentOf(full)];
            const [without, small, with_] = [await weightOf(bare), await weightOf(empty), await weightOf(full)];
            const listBytes = (await (await full.fetch('/media/requests')).arrayBuffer()).byteLength;
            const listed = await weightOf(full);
            const name = `memory above bare Node-RED, ${formatNumber(REQUESTS)} requests`;
            const yardstick = `bare Node-RED ${megabytes(without)}`;
            return [
                {
                    name,
                    value: (with_ - without) / 1e6,
                    unit: 'MB',
                    target: { atMost: 60 },
                    yardstick,
                    note: `resident after a full garbage collection in both, before it ${megabytes(fullAsItIs - bareAsItIs)}; without requests ${megabytes(small - without)}; 3 in 10 are seasons of ${EPISODES}, ${megabytes(bytes)} of file`,
                },
                {
                    name: `${name}, after all were listed`,
                    value: (listed - without) / 1e6,
                    unit: 'MB',
                    yardstick,
                    note: `one answer of ${megabytes(listBytes)}; measured alike`,
                },
            ];
        } finally {
            for (const nodeRed of [bare, empty, full]) await nodeRed.dispose();
            await services.close();
            rmSync(folder, { recursive: true, force: true });
        }
    },
};

/** Every request goes through the gate, so that it carries what a real one does. Returns the file's size in bytes. */
export async function fill(path: string): Promise<number> {
    const { store, gate } = await openRoom({ path, clock: systemClock });
    for (let number = 0; number < REQUESTS; number++) {
        const life = isSeason(number) ? await packLife(number, EPISODES) : await filmLife(number);
        for (const event of isOpen(number) ? life.slice(0, -1) : life) gate.accept(event);
        if (number % 500 === 0) await store.flush();
    }
    await store.close();
    return readFileSync(path).byteLength;
}

/**
 * Resident set of a Node-RED, in bytes, after a full garbage collection: V8 lets garbage lie for as long as it likes, and the
 * same bare Node-RED weighs 20 MB more or less a minute later.
 */
async function weightOf(nodeRed: NodeRed): Promise<number> {
    return (await weigh(nodeRed)).rss;
}

function megabytes(bytes: number): string {
    return `${formatNumber(bytes / 1e6)} MB`;
}
