/**
 * Webhooks to the shipped flow and to a flow that does nothing but answer, each in a Node-RED of its own: how long an
 * acknowledgement takes at 200 a second, and how many there are in a second at most.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreData } from '../lib/store/shape';
import { makeFolder } from '../test/support/folder';
import { exampleFlows, NodeRed } from '../test/support/node-red';
import { type Benchmark, type Figure, formatNumber, median, percentile } from './figure';
import type { Load, LoadCommands, Paced, Target } from './support/load';
import { BARE_PATH, bareFlow } from './support/probe';
import { SideProcess } from './support/side-process';

const PER_SECOND = 200;
/** In turn for each flow, so that whatever else the machine does strikes both. */
const PACED_ROUNDS = 4;
const PACED_SECONDS = 6;
const RUSH_ROUNDS = 5;
const RUSH_SECONDS = 2.5;
/** Long enough for the compiler to have seen it all: before that either flow answers half as many. */
const WARM_UP_SECONDS = 7;
const CONNECTIONS = 50;
const BODY_BYTES = 4096;
/** More films than are sent webhooks of in one round. */
const FILMS_PER_ROUND = 10_000;

/**
 * Services that do not answer. What the lanes ask them for would be measured too: no home imports sixty films a second,
 * and has each looked up in Jellyfin at once.
 */
const NOBODY_THERE = {
    QBITTORRENT_URL: 'http://127.0.0.1:9',
    QBITTORRENT_USERNAME: 'nobody',
    QBITTORRENT_PASSWORD: 'nothing',
    JELLYFIN_URL: 'http://127.0.0.1:9',
    JELLYFIN_API_KEY: '0123456789abcdef',
    SHOKO_URL: 'http://127.0.0.1:9',
    SHOKO_API_KEY: 'none',
};

export const benchmark: Benchmark = {
    async run() {
        const storePath = join(await makeFolder(), 'store.json');
        const bare = await NodeRed.start({ flows: bareFlow() });
        const ours = await NodeRed.start({ flows: exampleFlows(), env: { ...NOBODY_THERE, MEDIA_STORE_PATH: storePath } });
        const load = SideProcess.start<LoadCommands>(join(__dirname, 'support/load.ts'));
        try {
            const flows = [
                new Measured(load, targetOf(bare, BARE_PATH, false)),
                new Measured(load, targetOf(ours, '/media/webhook', true)),
            ] as const;
            for (const flow of flows) await flow.rush(WARM_UP_SECONDS, CONNECTIONS);
            for (const flow of flows) flow.forget();
            for (let round = 0; round < PACED_ROUNDS; round++) for (const flow of flows) await flow.pace(PACED_SECONDS);
            for (let round = 0; round < RUSH_ROUNDS; round++)
                for (const flow of flows) await flow.rush(RUSH_SECONDS, CONNECTIONS);
            await ours.stop();
            requireApplied(storePath, flows[1].sent);
            return figuresOf(...flows);
        } finally {
            await Promise.all([load.end(), bare.dispose(), ours.dispose()]);
        }
    },
};

/** A flow under load, and what was measured of it. */
class Measured {
    readonly paced: Paced[] = [];
    readonly perSecond: number[] = [];
    /** Webhooks that were acknowledged. */
    sent = 0;
    private nextFilm = 0;

    constructor(
        private readonly load: SideProcess<LoadCommands>,
        private readonly target: Target,
    ) {}

    async pace(seconds: number): Promise<void> {
        const paced = await this.load.ask('pace', { ...this.newLoad(seconds), perSecond: PER_SECOND });
        this.paced.push(paced);
        this.sent += paced.count;
    }

    async rush(seconds: number, connections: number): Promise<void> {
        const { count, perSecond } = await this.load.ask('rush', { ...this.newLoad(seconds), connections });
        this.perSecond.push(perSecond);
        this.sent += count;
    }

    /** Forgets what was measured while the compiler was still at work. */
    forget(): void {
        this.paced.length = 0;
        this.perSecond.length = 0;
    }

    /** Of all answers; and the median of the rounds, which one bad second of the machine does not move. */
    latency(share: number): { all: number; median: number } {
        return {
            all: percentile(
                this.paced.flatMap(({ latenciesMs }) => latenciesMs),
                share,
            ),
            median: median(this.paced.map(({ latenciesMs }) => percentile(latenciesMs, share))),
        };
    }

    private newLoad(seconds: number): Load {
        const firstFilm = this.nextFilm;
        this.nextFilm += FILMS_PER_ROUND;
        return { target: this.target, seconds, firstFilm, bodyBytes: BODY_BYTES };
    }
}

function figuresOf(bare: Measured, ours: Measured): Figure[] {
    const lateness = percentile(
        ours.paced.flatMap(({ latenessMs }) => latenessMs),
        0.99,
    );
    const seconds = PACED_ROUNDS * PACED_SECONDS;
    const latency = (share: number, name: string): Figure => ({
        name: `webhook to durable acknowledgement at ${PER_SECOND}/s, ${name}`,
        value: ours.latency(share).median,
        unit: 'ms',
        ...(share === 0.99 && { target: { atMost: 10 } }),
        yardstick: `bare flow ${formatNumber(bare.latency(share).median)} ms`,
        note: `median of ${PACED_ROUNDS} rounds; of all ${seconds} s together ${formatNumber(ours.latency(share).all)} ms, bare ${formatNumber(bare.latency(share).all)} ms`,
    });
    return [
        latency(0.5, 'p50'),
        latency(0.99, 'p99'),
        {
            name: 'throughput of webhooks, to the bare flow',
            value: median(ours.perSecond.map((rate, round) => rate / (bare.perSecond[round] ?? Number.NaN))),
            unit: '',
            target: { atLeast: 0.5 },
            yardstick: `bare flow ${formatNumber(median(bare.perSecond))}/s`,
            note: `${formatNumber(median(ours.perSecond))}/s over ${CONNECTIONS} connections, bodies of ${BODY_BYTES} bytes; all ${formatNumber(ours.sent)} acknowledged events were applied; sent late p99 ${formatNumber(lateness)} ms`,
        },
    ];
}

/** Nothing that was acknowledged may be missing, or what was measured was something else. */
function requireApplied(storePath: string, sent: number): void {
    const { requests, inbox } = JSON.parse(readFileSync(storePath, 'utf8')) as StoreData;
    const applied = Object.values(requests).reduce((count, { timeline }) => count + timeline.length, 0);
    if (applied !== sent || Object.keys(inbox).length > 0)
        throw new Error(`${sent} webhooks were acknowledged and ${applied} applied, ${Object.keys(inbox).length} wait`);
}

function targetOf({ url }: NodeRed, path: string, byService: boolean): Target {
    const { hostname, port } = new URL(url);
    return { host: hostname, port: Number(port), path, byService };
}
