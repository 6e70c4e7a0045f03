/** The media page in a browser, with 5,000 requests and 50 open tabs: how soon a change is seen, and the first picture. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { startServices } from '../test/demo/services';
import { Household, type Tab } from '../test/browser/household';
import { nightTrain, seerrWebhook, Sender } from '../test/simulators/senders';
import { exampleFlows, NodeRed, projectRoot } from '../test/support/node-red';
import { until } from '../test/support/until';
import { type Benchmark, type Figure, formatNumber, median, percentile } from './figure';
import { fill } from './memory_bench';

/** One of them is the browser's; the others only listen. */
const TABS = 50;
const CHANGES = 40;
const VISITS = 5;
/** Longer than what is told together, so that each change is one for itself, as in a house. */
const BETWEEN_MS = 400;

export const benchmark: Benchmark = {
    async run() {
        const folder = mkdtempSync(join(tmpdir(), 'media-pipeline-screen-'));
        const services = await startServices();
        const path = join(folder, 'store.json');
        await fill(path);
        const env: Record<string, string> = { ...services.environment, MEDIA_STORE_PATH: path };
        const nodeRed = await NodeRed.start({ flows: exampleFlows(), env });
        const household = await Household.open();
        const others = new AbortController();
        try {
            const url = `${nodeRed.url}/media/`;
            for (let tab = 1; tab < TABS; tab++) void listen(url, others.signal);
            const paints = await firstPaints(household, url);
            const tab = await household.tab(url);
            await tab.live();
            await until('all tabs to be open', async () => (await tab.page.locator('article').count()) > 0);
            const sender = new Sender({ url: `${nodeRed.url}/media/webhook`, secret: env['MEDIA_WEBHOOK_SECRET'] ?? '' });
            return [...(await seen(tab, sender)), ...paints, weight()];
        } finally {
            others.abort();
            await household.close();
            await nodeRed.dispose();
            await services.close();
            rmSync(folder, { recursive: true, force: true });
        }
    },
};

/** A tab that takes all that it is told, and shows nothing. */
async function listen(url: string, signal: AbortSignal): Promise<void> {
    try {
        const { body } = await fetch(new URL('live?limit=60', url), { signal });
        for await (const _part of body as unknown as AsyncIterable<Uint8Array>);
    } catch {
        // It ends with the benchmark.
    }
}

async function seen(tab: Tab, sender: Sender): Promise<Figure[]> {
    const times: number[] = [];
    for (let number = 0; number < CHANGES; number++) {
        const title = `Change ${number} of the bench`;
        const tmdbId = 7_100_000 + number;
        const painted = tab.painted(title);
        await wait(BETWEEN_MS);
        const begin = Date.now();
        // What waits for somebody stands on top, so that it is in view.
        const body = seerrWebhook('MEDIA_PENDING', { ...nightTrain, title, tmdbId }, { requestId: tmdbId });
        await sender.post({ service: 'seerr', body });
        times.push((await painted) - begin);
    }
    return [
        {
            name: `change to the screen, p95, ${TABS} tabs, 5,000 requests`,
            value: percentile(times, 0.95),
            unit: 'ms',
            target: { atMost: 250 },
            yardstick: `median ${formatNumber(median(times))} ms`,
            note: `from posting a webhook to the frame after its title is in the page, ${CHANGES} webhooks`,
        },
    ];
}

async function firstPaints(household: Household, url: string): Promise<Figure[]> {
    const paints: number[] = [];
    const lists: number[] = [];
    for (let visit = 0; visit < VISITS; visit++) {
        const tab = await household.tab(url);
        await tab.live();
        const { paint, list } = await tab.firstPaint();
        paints.push(paint);
        lists.push(list);
        await tab.close();
    }
    return [
        {
            name: 'first paint of the page, 5,000 requests',
            value: median(paints),
            unit: 'ms',
            yardstick: `the list after ${formatNumber(median(lists))} ms`,
            note: `from the address to the first frame with content, on loopback, nothing cached, median of ${VISITS}`,
        },
    ];
}

function weight(): Figure {
    const assets = join(projectRoot, 'dist/page/assets');
    const packed = (name: string): number => gzipSync(readFileSync(join(assets, name))).length;
    const all = readdirSync(assets)
        .map(packed)
        .reduce((sum, size) => sum + size, 0);
    return {
        name: 'page over the wire, compressed',
        value: (packed('app.js') + packed('app.css')) / 1e3,
        unit: 'kB',
        target: { atMost: 100 },
        yardstick: `with all icons ${formatNumber(all / 1e3)} kB`,
        note: 'script with the texts of both languages, and style',
    };
}
