/** What the package weighs in a Node-RED with 5,000 requests, above one with nothing of ours in it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../lib/model';
import { startServices } from '../test/demo/services';
import { exampleFlows, NodeRed } from '../test/support/node-red';
import { until } from '../test/support/until';
import { type Benchmark, formatNumber, median } from './figure';
import { filmLife, packLife } from './support/lives';
import { openRoom } from './support/room';

const REQUESTS = 5_000;
const EPISODES = 10;
/** Three in ten are seasons; one in twenty still waits for Jellyfin. */
const isSeason = (number: number): boolean => number % 10 < 3;
const isOpen = (number: number): boolean => number % 20 === 4;
const LOOKS = 10;
const LOOK_EVERY_MS = 500;

export const benchmark: Benchmark = {
    async run() {
        const folder = mkdtempSync(join(tmpdir(), 'media-pipeline-memory-'));
        const services = await startServices();
        const path = join(folder, 'store.json');
        const bytes = await fill(path);
        const bare = await NodeRed.start({ install: () => undefined });
        const empty = await NodeRed.start({ flows: exampleFlows(), env: services.environment });
        const full = await NodeRed.start({ flows: exampleFlows(), env: { ...services.environment, MEDIA_STORE_PATH: path } });
        try {
            await until(
                'the requests to be there',
                async () => (await full.json<unknown[]>('/media/requests?state=open')).length > 0,
            );
            const [without, small, with_] = [await residentOf(bare), await residentOf(empty), await residentOf(full)];
            const listBytes = (await (await full.fetch('/media/requests')).arrayBuffer()).byteLength;
            const listed = await residentOf(full);
            const name = `memory above bare Node-RED, ${formatNumber(REQUESTS)} requests`;
            const yardstick = `bare Node-RED ${formatNumber(without / 1e6)} MB`;
            return [
                {
                    name,
                    value: (with_ - without) / 1e6,
                    unit: 'MB',
                    target: { atMost: 60 },
                    yardstick,
                    note: `resident, median of ${LOOKS} looks; without requests ${formatNumber((small - without) / 1e6)} MB; 3 in 10 are seasons of ${EPISODES}, ${formatNumber(bytes / 1e6)} MB of file`,
                },
                {
                    name: `${name}, after all were listed`,
                    value: (listed - without) / 1e6,
                    unit: 'MB',
                    yardstick,
                    note: `one answer of ${formatNumber(listBytes / 1e6)} MB`,
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
async function fill(path: string): Promise<number> {
    const { store, gate } = await openRoom({ path, clock: systemClock });
    for (let number = 0; number < REQUESTS; number++) {
        const life = isSeason(number) ? await packLife(number, EPISODES) : await filmLife(number);
        for (const event of isOpen(number) ? life.slice(0, -1) : life) gate.accept(event);
        if (number % 500 === 0) await store.flush();
    }
    await store.close();
    return readFileSync(path).byteLength;
}

/** Resident set of a Node-RED, in bytes, from the kernel: field VmRSS of /proc/PID/status. */
async function residentOf({ pid }: NodeRed): Promise<number> {
    const looks: number[] = [];
    for (let look = 0; look < LOOKS; look++) {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        looks.push(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) * 1024);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return median(looks);
}
