/**
 * The life of a show of 1,100 episodes, each grabbed and imported by itself, in a Node-RED with the shipped flow and
 * services that answer: how long the event loop stands still. `--beside=<folder>` does the same with another checkout.
 */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RequestView } from '../lib/requests';
import { type Services, startServices } from '../test/demo/services';
import { Sender } from '../test/simulators/senders';
import { relativePathOf } from '../test/simulators/webhooks/sonarr';
import { type FlowNode, NodeRed, packageName, projectRoot } from '../test/support/node-red';
import { until } from '../test/support/until';
import { type Benchmark, type BenchmarkOptions, type Figure, formatNumber, median, percentile } from './figure';
import { type LongShow, longShow } from './support/long-show';
import { BARE_PATH, BARE_TAB, bareFlow, type LoopFigures, loopFigures, loopFlow } from './support/probe';

/** `LIFE_EPISODES` for a shorter life. */
const EPISODES = Number(process.env['LIFE_EPISODES'] ?? 1_100);
const MOST_BLOCK_MS = 20;
const PATIENCE_MS = 30 * 60_000;
/** The start is over when the loop did not stand still for longer than this in so many looks, one after the other. */
const QUIET_MS = 8;
const QUIET_LOOKS = 4;
const LOOK_EVERY_MS = 250;
/** The shipped flow's tab, and its gate. */
const TAB = 'media-pipeline-tab';
const GATE = 'gate';

interface Life {
    /** Before anything came: services are found, and asked for the first time. */
    startBlockMs: number;
    /** While webhooks came, and until all of them were applied. */
    coming: LoopFigures;
    /** From then on until every episode was proved. */
    proving: LoopFigures;
    answersMs: number[];
    comingS: number;
    allS: number;
}

export const benchmark: Benchmark = {
    async run({ beside }: BenchmarkOptions = {}) {
        const ours = await liveIn(projectRoot);
        const theirs = beside === undefined ? null : await liveIn(beside);
        const bare = await liveBare();
        const yardstick = (of: (life: Life) => string, withBare = ''): Pick<Figure, 'yardstick'> => {
            const parts = [...(theirs === null ? [] : [`beside it ${of(theirs)}`]), ...(withBare === '' ? [] : [withBare])];
            return parts.length > 0 ? { yardstick: parts.join(', ') } : {};
        };
        const block = (figures: LoopFigures): string => `${formatNumber(figures.longestBlockMs)} ms`;
        const what = `${formatNumber(EPISODES)} single grabs and imports`;
        return [
            {
                name: `longest block of the event loop, ${what}`,
                value: ours.coming.longestBlockMs,
                unit: 'ms',
                target: { atMost: MOST_BLOCK_MS },
                ...yardstick(({ coming }) => block(coming), `bare flow ${block(bare)}`),
                note: `until all are applied, ${formatNumber(ours.comingS)} s; 99.9 % of looks below ${formatNumber(ours.coming.p999Ms)} ms, bare ${formatNumber(bare.p999Ms)} ms`,
            },
            {
                name: 'the same before anything comes, while the flow starts',
                value: ours.startBlockMs,
                unit: 'ms',
                ...yardstick(({ startBlockMs }) => `${formatNumber(startBlockMs)} ms`),
            },
            {
                name: 'the same from then on until every episode is proved',
                value: ours.proving.longestBlockMs,
                unit: 'ms',
                ...yardstick(({ proving }) => block(proving)),
            },
            {
                name: `webhook to acknowledgement, ${what} one after the other`,
                value: median(ours.answersMs),
                unit: 'ms',
                ...yardstick(({ answersMs }) => `${formatNumber(median(answersMs))} ms`),
                note: `median; p99 ${formatNumber(percentile(ours.answersMs, 0.99))} ms`,
            },
            {
                name: `the whole life, ${what} and their proofs`,
                value: ours.allS,
                unit: 's',
                ...yardstick(({ allS }) => `${formatNumber(allS)} s`),
            },
        ];
    },
};

async function liveIn(folder: string): Promise<Life> {
    const long = longShow(1, EPISODES);
    const services = await startServices();
    prepare(services, long);
    const example = JSON.parse(readFileSync(join(folder, 'examples/flows.json'), 'utf8')) as FlowNode[];
    const nodeRed = await NodeRed.start({
        install: (userDir) => link(userDir, folder),
        flows: [...example, ...loopFlow(TAB, [GATE])],
        env: services.environment,
    });
    try {
        const url = `${nodeRed.url}/media/webhook`;
        const sender = new Sender({ url, secret: services.environment['MEDIA_WEBHOOK_SECRET'] ?? '' });
        const startBlockMs = await loopAtRest(nodeRed);
        const begin = performance.now();
        const answersMs = await postAll(sender, long);
        const coming = await loopUntil(nodeRed, 'imported');
        const comingS = (performance.now() - begin) / 1000;
        const proving = await loopUntil(nodeRed, 'verified');
        const allS = (performance.now() - begin) / 1000;
        await requireAvailable(nodeRed, long);
        return { startBlockMs, coming, proving, answersMs, comingS, allS };
    } finally {
        await nodeRed.dispose();
        await services.close();
    }
}

async function liveBare(): Promise<LoopFigures> {
    const nodeRed = await NodeRed.start({ install: () => undefined, flows: [...bareFlow(), ...loopFlow(BARE_TAB)] });
    try {
        await loopAtRest(nodeRed);
        await postAll(
            new Sender({ url: nodeRed.url + dirname(BARE_PATH), paths: { seerr: 'bare', sonarr: 'bare' } }),
            longShow(1, EPISODES),
        );
        return await loopFigures(nodeRed);
    } finally {
        await nodeRed.dispose();
    }
}

/** Every release is downloaded before it is grabbed, and every episode in Jellyfin before it is imported: nothing waits. */
function prepare({ jellyfin, qbittorrent }: Services, long: LongShow): void {
    const { show } = long;
    const id = jellyfin.library.addSeries({ name: show.title, providerIds: { Tvdb: String(show.tvdbId) } });
    for (const [index, episode] of show.episodes.entries()) {
        const { seasonNumber, episodeNumber } = episode;
        const { release } = long.single(index);
        jellyfin.library.addEpisode(id, {
            seasonNumber,
            episodeNumber,
            path: `${show.folder}/${relativePathOf(show, [episode], release)}`,
        });
        const hash = (release.downloadId ?? '').toLowerCase();
        qbittorrent.add({ hash, name: release.title });
        qbittorrent.finish(hash);
    }
}

/** One after the other, each when the last one was answered. Returns how long each answer took, in milliseconds. */
async function postAll(sender: Sender, long: LongShow): Promise<number[]> {
    const answersMs: number[] = [];
    const post = async (step: LongShow['approval']): Promise<void> => {
        const begin = performance.now();
        const { status } = await sender.post(step);
        if (status !== 200) throw new Error(`${step.service}'s webhook was answered ${status}`);
        answersMs.push(performance.now() - begin);
    };
    await post(long.approval);
    for (let index = 0; index < EPISODES; index++) {
        const { grab, imported } = long.single(index);
        await post(grab);
        await post(imported);
    }
    return answersMs;
}

/** Until nothing of the start is left: a second in which the loop never stood still for long. Returns the longest block before. */
async function loopAtRest(nodeRed: NodeRed): Promise<number> {
    let longestMs = 0;
    for (let quiet = 0; quiet < QUIET_LOOKS;) {
        await wait(LOOK_EVERY_MS);
        const { longestBlockMs } = await loopFigures(nodeRed);
        longestMs = Math.max(longestMs, longestBlockMs);
        quiet = longestBlockMs < QUIET_MS ? quiet + 1 : 0;
    }
    return longestMs;
}

/** Until as many episodes were applied as there are: what was seen of the loop meanwhile. */
async function loopUntil(nodeRed: NodeRed, kind: string): Promise<LoopFigures> {
    const seen: LoopFigures[] = [];
    const what = `all episodes to be ${kind}`;
    const last = await until(
        what,
        async () => {
            const figures = await loopFigures(nodeRed);
            seen.push(figures);
            return (figures.applied[kind] ?? 0) >= EPISODES ? figures : null;
        },
        PATIENCE_MS,
    );
    const most = (of: (figures: LoopFigures) => number): number => Math.max(...seen.map(of));
    return { ...last, longestBlockMs: most((each) => each.longestBlockMs), p999Ms: most((each) => each.p999Ms) };
}

async function requireAvailable(nodeRed: NodeRed, { show }: LongShow): Promise<void> {
    await until(`"${show.title}" to be available`, async () => {
        const requests = await nodeRed.json<RequestView[]>('/media/requests');
        return requests.some(({ title, state }) => title === show.title && state === 'available');
    });
}

function link(userDir: string, folder: string): void {
    const path = join(userDir, 'node_modules', packageName);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(folder, path, 'dir');
}
