/** The media page with 5,000 requests and 50 open tabs: how soon a change is there, and what looking on costs. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { startServices } from '../test/demo/services';
import { nightTrain, seerrWebhook, Sender } from '../test/simulators/senders';
import { exampleFlows, NodeRed } from '../test/support/node-red';
import { Listener } from '../test/support/page-server';
import { until } from '../test/support/until';
import { type Benchmark, type Figure, formatNumber, median, percentile } from './figure';
import { fill } from './memory_bench';
import { memoryFlow, weigh } from './support/probe';

const TABS = 50;
const CHANGES = 40;
/** Longer than what is told together, so that each change is one for itself, as in a house. */
const BETWEEN_MS = 400;
const REST_MS = 20_000;
/** Linux counts processor time in these. */
const TICKS_PER_S = 100;

export const benchmark: Benchmark = {
    async run() {
        const folder = mkdtempSync(join(tmpdir(), 'media-pipeline-page-'));
        const services = await startServices();
        const path = join(folder, 'store.json');
        await fill(path);
        const env: Record<string, string> = { ...services.environment, MEDIA_STORE_PATH: path };
        const nodeRed = await NodeRed.start({ flows: [...exampleFlows(), ...memoryFlow()], env });
        const tabs: Listener[] = [];
        try {
            await nodeRed.json('/media/counts');
            const figures = await measure(nodeRed, tabs, env['MEDIA_WEBHOOK_SECRET'] ?? '');
            return figures;
        } finally {
            for (const tab of tabs) tab.close();
            await nodeRed.dispose();
            await services.close();
            rmSync(folder, { recursive: true, force: true });
        }
    },
};

async function measure(nodeRed: NodeRed, tabs: Listener[], secret: string): Promise<Figure[]> {
    const alone = await weigh(nodeRed);
    const restAlone = await restOf(nodeRed);
    const [snapshotMs, snapshotBytes] = await openTabs(nodeRed, tabs);
    const open = await weigh(nodeRed);
    const restOpen = await restOf(nodeRed);
    const arrivals = await arrivalsOf(nodeRed, tabs, secret);
    const what = `${TABS} tabs, 5,000 requests`;
    return [
        {
            name: `change to a tab, p95, ${what}`,
            value: percentile(arrivals, 0.95),
            unit: 'ms',
            target: { atMost: 250 },
            yardstick: `median ${formatNumber(median(arrivals))} ms`,
            note: `from posting a webhook to its event in each of the tabs, ${CHANGES} webhooks`,
        },
        {
            name: `first snapshot, ${what}`,
            value: snapshotBytes / 1e3,
            unit: 'kB',
            yardstick: `there after ${formatNumber(snapshotMs)} ms (median)`,
            note: '60 summaries with counts, opening included',
        },
        {
            name: `memory of a tab in Node-RED, ${what}`,
            value: (open.heapUsed + open.external - alone.heapUsed - alone.external) / TABS / 1e3,
            unit: 'kB',
            yardstick: `without tabs ${formatNumber(alone.rss / 1e6)} MB in all`,
            note: 'heap and buffers, after a full garbage collection in both',
        },
        {
            name: `processor at rest, ${what}`,
            value: restOpen,
            unit: '%',
            yardstick: `without tabs ${formatNumber(restAlone)} %`,
            note: `of one core, all of Node-RED with its services asked as always, over ${REST_MS / 1000} s`,
        },
    ];
}

/** Returns the median time until a snapshot, and the bytes of one. */
async function openTabs(nodeRed: NodeRed, tabs: Listener[]): Promise<[ms: number, bytes: number]> {
    const times: number[] = [];
    let bytes = 0;
    for (let number = 0; number < TABS; number++) {
        const begin = performance.now();
        const tab = await Listener.open(`${nodeRed.url}/media/live?limit=60`);
        tabs.push(tab);
        tab.response.prependListener('data', (part: string) => (bytes += number === 0 ? Buffer.byteLength(part) : 0));
        await heard(tab, () => tab.told.some(({ event }) => event === 'snapshot'));
        times.push(performance.now() - begin);
    }
    return [median(times), bytes];
}

async function arrivalsOf(nodeRed: NodeRed, tabs: readonly Listener[], secret: string): Promise<number[]> {
    const sender = new Sender({ url: `${nodeRed.url}/media/webhook`, secret });
    const arrivals: number[] = [];
    for (let number = 0; number < CHANGES; number++) {
        const title = `A change ${number} of the bench`;
        const tmdbId = 7_000_000 + number;
        const body = seerrWebhook('MEDIA_AUTO_APPROVED', { ...nightTrain, title, tmdbId }, { requestId: tmdbId });
        const begin = performance.now();
        const all = tabs.map(async (tab) => {
            await heard(tab, () => tab.told.some(({ data }) => titleOf(data) === title));
            arrivals.push(performance.now() - begin);
            tab.told.splice(0);
        });
        await sender.post({ service: 'seerr', body });
        await Promise.all(all);
        await wait(BETWEEN_MS);
    }
    return arrivals;
}

function titleOf(data: unknown): string | null {
    return (data as { request?: { title?: string | null } } | null)?.request?.title ?? null;
}

/** Resolves as soon as something that arrived makes it so: asking in turns would be measured too. */
function heard(tab: Listener, isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
        const look = (): void => {
            if (!isSo()) return;
            tab.response.off('data', look);
            resolve();
        };
        tab.response.on('data', look);
        look();
    });
}

/** Processor time of a Node-RED in which nothing happens, in percent of one core. */
async function restOf(nodeRed: NodeRed): Promise<number> {
    const pid = await until('its process', () => nodeRed.pid);
    const before = ticksOf(pid);
    const begin = performance.now();
    await wait(REST_MS);
    return ((ticksOf(pid) - before) / TICKS_PER_S / ((performance.now() - begin) / 1000)) * 100;
}

/** Of a process, in user and kernel mode: fields 14 and 15 of /proc/PID/stat, behind its name in brackets. */
function ticksOf(pid: number): number {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
}
