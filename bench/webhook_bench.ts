/**
 * Webhooks to the shipped flow and to a flow that does nothing but answer, each in a Node-RED of its own: how long an
 * acknowledgement takes at 200 a second, and how many there are in a second at most.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../test/support/folder';
import { exampleFlows, NodeRed } from '../test/support/node-red';
import { type Benchmark, type Figure, formatNumber, median, percentile } from './figure';
import { NOBODY_THERE, targetOf } from './support/flows';
import type { Load, LoadCommands, Paced, Target } from './support/load';
import { BARE_PATH, bareFlow } from './support/probe';
import { SideProcess } from './support/side-process';

const PER_SECOND = 200;
/** In turn for each flow, so that whatever else the machine does strikes both. */
const PACED_ROUNDS = 10;
const PACED_SECONDS = 5;
/** Of the rounds, how many have to reach the target. */
const SHARE_OF_ROUNDS = 0.9;
const RUSH_ROUNDS = 5;
const RUSH_SECONDS = 2.5;
/** Long enough for the compiler to have seen it all: before that either flow answers half as many. */
const WARM_UP_SECONDS = 7;
const CONNECTIONS = 50;
const BODY_BYTES = 4096;
/** More films than are sent webhooks of in one round. */
const FILMS_PER_ROUND = 10_000;

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

    /** Of all answers, in milliseconds. */
    latencies(): number[] {
        return this.paced.flatMap(({ latenciesMs }) => latenciesMs);
    }

    /** What this share of the answers stays below, in each round. */
    perRound(share: number): number[] {
        return this.paced.map(({ latenciesMs }) => percentile(latenciesMs, share));
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
    const name = `webhook to durable acknowledgement at ${PER_SECOND}/s`;
    const ofAll = (share: number): string =>
        `of all ${seconds} s together ${formatNumber(percentile(ours.latencies(), share))} ms, bare ${formatNumber(percentile(bare.latencies(), share))} ms`;
    const [p50, p99] = [ours.perRound(0.5), ours.perRound(0.99)];
    return [
        {
            name: `${name}, p50`,
            value: median(p50),
            unit: 'ms',
            yardstick: `bare flow ${formatNumber(median(bare.perRound(0.5)))} ms`,
            note: `median of ${PACED_ROUNDS} rounds; ${ofAll(0.5)}`,
        },
        {
            name: `${name}, p99 in ${SHARE_OF_ROUNDS * PACED_ROUNDS} of ${PACED_ROUNDS} rounds`,
            value: percentile(p99, SHARE_OF_ROUNDS),
            unit: 'ms',
            target: { atMost: 10 },
            yardstick: `bare flow ${formatNumber(percentile(bare.perRound(0.99), SHARE_OF_ROUNDS))} ms`,
            note: `median of the rounds ${formatNumber(median(p99))} ms, worst ${formatNumber(Math.max(...p99))} ms; ${ofAll(0.99)}`,
        },
        {
            name: 'throughput of webhooks, to the bare flow',
            value: median(ours.perSecond.map((rate, round) => rate / (bare.perSecond[round] ?? Number.NaN))),
            unit: '',
            target: { atLeast: 0.65 },
            yardstick: `bare flow ${formatNumber(median(bare.perSecond))}/s`,
            note: `${formatNumber(median(ours.perSecond))}/s over ${CONNECTIONS} connections, bodies of ${BODY_BYTES} bytes; all ${formatNumber(ours.sent)} acknowledged events were applied; sent late p99 ${formatNumber(lateness)} ms`,
        },
    ];
}

/** What is looked at of a store's file, of any version: the history is in the requests or beside them. */
interface Stored {
    requests: Record<string, { timeline?: unknown[] }>;
    timeline?: Record<string, unknown>;
    inbox: Record<string, unknown>;
}

/** Nothing that was acknowledged may be missing, or what was measured was something else. */
function requireApplied(storePath: string, sent: number): void {
    const { requests, timeline = {}, inbox } = JSON.parse(readFileSync(storePath, 'utf8')) as Stored;
    const applied = Object.values(requests).reduce(
        (count, each) => count + (each.timeline?.length ?? 0),
        Object.keys(timeline).length,
    );
    if (applied !== sent || Object.keys(inbox).length > 0)
        throw new Error(`${sent} webhooks were acknowledged and ${applied} applied, ${Object.keys(inbox).length} wait`);
}
