/**
 * A real Node-RED with the shipped flow that is killed over and over, always on the same store: while webhooks come in,
 * while the journal is folded, and while it starts again. After each kill the store is compared with what an undisturbed
 * run makes of the acknowledged webhooks; then Node-RED starts, and must show just that.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { RequestView } from '../../lib/requests';
import { inOrder } from '../../lib/model';
import type { StoreJson } from '../../lib/store/file/shape';
import type { Step } from '../simulators/senders';
import { makeFolder } from '../support/folder';
import { House } from '../support/house';
import { until } from '../support/until';
import { whenFolding } from './folding';
import { Ledger } from './ledger';
import { heavyWebhooks, type Life, randomLife } from './lives';
import { comparable, inspect, outcomesIn } from './outcome';
import { Random } from './random';

export interface NodeRedRoundsOptions {
    rounds: number;
    seed: number;
    /** Told after each round. */
    onRound?: (round: number, figures: NodeRedFigures) => void;
}

export interface NodeRedFigures {
    rounds: number;
    acknowledged: number;
    /** Webhooks that were found although their sender had got no answer. */
    arrivedUnanswered: number;
    /** Acknowledged events that were not applied when Node-RED was killed. */
    waiting: number;
    /** Kills in the middle of folding. */
    whileFolding: number;
    /** Kills during a start. */
    whileStarting: number;
    requests: number;
}

/** Titles whose webhooks come at the same time. */
const LANES = 4;
const HEAVY_LANES = 4;
const MOST_ANSWERS = 60;
const MOST_DELAY_MS = 15;
/** Every so many rounds the kill waits until the journal is folded. */
const FOLDING_EVERY = 4;
const MOST_FOLDING_MS = 40;
const STARTING_CHANCE = 0.2;
const MOST_STARTING_MS = 1_500;
const PATIENCE_MS = 60_000;

/** @throws what the comparison threw, with the round and the seed in its message */
export async function runNodeRedRounds({ rounds, seed, onRound }: NodeRedRoundsOptions): Promise<NodeRedFigures> {
    const storePath = join(await makeFolder(), 'store.json');
    const house = await House.open({ env: { MEDIA_STORE_PATH: storePath } });
    const run = new NodeRedRun(house, storePath, new Random(seed));
    try {
        for (let round = 1; round <= rounds; round++) {
            try {
                await run.round(round % FOLDING_EVERY === 2);
            } catch (thrown) {
                throw new Error(`round ${round}, seed ${seed}: ${(thrown as Error).message}`, { cause: thrown });
            }
            onRound?.(round, run.figures);
        }
        await run.finish();
        return run.figures;
    } finally {
        await house.close();
    }
}

class NodeRedRun {
    readonly figures: NodeRedFigures = {
        rounds: 0,
        acknowledged: 0,
        arrivedUnanswered: 0,
        waiting: 0,
        whileFolding: 0,
        whileStarting: 0,
        requests: 0,
    };
    private readonly ledger = new Ledger();
    private readonly heavy = heavyWebhooks(HEAVY_LANES);
    /** What is still to be posted, by lane. */
    private readonly lanes: Life[] = [];
    private lives = 0;
    private isKilled = false;

    constructor(
        private readonly house: House,
        private readonly storePath: string,
        private readonly random: Random,
    ) {}

    async round(isAimedAtFolding: boolean): Promise<void> {
        const { figures, ledger, house } = this;
        await this.postUntilKilled(isAimedAtFolding);
        if (existsSync(`${this.storePath}.new`)) figures.whileFolding += 1;
        if (this.random.chance(STARTING_CHANCE)) await this.killWhileStarting();
        const wreck = await inspect(this.storePath);
        const touched = ledger.touched;
        await ledger.settle(wreck);
        await house.nodeRed.start();
        await this.untilShown(touched);
        figures.rounds += 1;
        figures.waiting += wreck.waiting;
        figures.acknowledged = ledger.acknowledged;
        figures.arrivedUnanswered = ledger.arrivedUnanswered;
        assert.deepEqual(house.nodeRed.complaints(), []);
    }

    /** A clean stop leaves one JSON file that holds it all, and nothing waits any more. */
    async finish(): Promise<void> {
        await this.house.nodeRed.stop();
        const data = JSON.parse(await readFile(this.storePath, 'utf8')) as StoreJson;
        assert.deepEqual(data.inbox, {});
        const ofRequest = <T extends { requestId: string }>(records: Record<string, T>, id: string): T[] =>
            Object.values(records).filter(({ requestId }) => requestId === id);
        const found = outcomesIn({
            requests: () => Object.values(data.requests),
            episodes: (id) => ofRequest(data.episodes, id).sort(inOrder),
            timeline: (id) => ofRequest(data.timeline, id),
            unmatched: () => Object.values(data.unmatched),
        });
        assert.deepEqual(found, this.ledger.expected);
        this.figures.requests = Object.keys(data.requests).length;
    }

    private async postUntilKilled(isAimedAtFolding: boolean): Promise<void> {
        this.isKilled = false;
        let answers = 0;
        const enough = 1 + this.random.below(MOST_ANSWERS);
        let kill: () => void = () => undefined;
        const killed = new Promise<void>((resolve) => (kill = resolve));
        const onAnswer = (): void => {
            answers += 1;
            if (!isAimedAtFolding && answers === enough) setTimeout(kill, this.random.next() * MOST_DELAY_MS);
        };
        const delayMs = this.random.next() * MOST_FOLDING_MS;
        const stopWatching = isAimedAtFolding ? whenFolding(this.storePath, () => setTimeout(kill, delayMs)) : () => undefined;
        const posting = Promise.all([
            ...Array.from({ length: LANES }, (_, lane) => this.postLane(lane, onAnswer)),
            ...(isAimedAtFolding ? this.heavy.map((heavy) => this.postHeavy(heavy, onAnswer)) : []),
        ]);
        // A fault in what is posted must not leave us waiting for the kill.
        await Promise.race([killed, posting]);
        this.isKilled = true;
        await this.house.nodeRed.kill();
        await posting;
        stopWatching();
    }

    private async postLane(lane: number, onAnswer: () => void): Promise<void> {
        while (!this.isKilled) {
            let life = this.lanes[lane];
            if (life === undefined || life.steps.length === 0) life = this.lanes[lane] = randomLife(this.random, ++this.lives);
            // A sender tries once, so it goes on with the next one whatever became of this.
            const step = life.steps.shift();
            if (step) await this.post(life, step, onAnswer);
        }
    }

    private async postHeavy({ title, step }: (typeof this.heavy)[number], onAnswer: () => void): Promise<void> {
        while (!this.isKilled) await this.post({ title }, step, onAnswer);
    }

    private async post(life: Pick<Life, 'title'>, step: Step, onAnswer: () => void): Promise<void> {
        this.ledger.posting(life, step);
        const answer = await this.house.sender.post(step).catch((thrown: unknown) => {
            if (!this.isKilled) throw thrown;
            return null;
        });
        if (answer === null) return;
        assert.equal(answer.status, 200, `"${life.title}", ${step.what}: ${JSON.stringify(answer.body)}`);
        this.ledger.answered(life);
        onAnswer();
    }

    private async killWhileStarting(): Promise<void> {
        const { nodeRed } = this.house;
        const starting = nodeRed.start().then(
            () => true,
            () => false,
        );
        await new Promise((resolve) => setTimeout(resolve, this.random.next() * MOST_STARTING_MS));
        await nodeRed.kill();
        if (!(await starting)) this.figures.whileStarting += 1;
    }

    /** Waits until the running Node-RED shows what is expected, with the history of what was touched. */
    private async untilShown(touched: readonly string[]): Promise<void> {
        const expected = new Map<string, unknown[]>();
        for (const [title, { requests }] of this.ledger.expected)
            if (requests.length > 0) expected.set(title, shownOf(requests, touched.includes(title)));
        let shown = new Map<string, unknown[]>();
        await until(
            'Node-RED to show what was acknowledged',
            async () => {
                shown = await this.shown(touched);
                return isDeepStrictEqual(shown, expected);
            },
            PATIENCE_MS,
        ).catch((thrown: unknown) => {
            assert.deepEqual(shown, expected);
            throw thrown;
        });
    }

    private async shown(touched: readonly string[]): Promise<Map<string, unknown[]>> {
        const views = new Map<string, RequestView[]>();
        for (const listed of await this.house.requests()) {
            const title = listed.title ?? '';
            const isTouched = touched.includes(title);
            const view = isTouched ? await this.house.nodeRed.json<RequestView>(`/media/requests/${listed.id}`) : listed;
            views.set(title, [...(views.get(title) ?? []), view]);
        }
        return new Map(
            [...views].map(([title, found]) => [title, shownOf(comparable(found) as unknown[], touched.includes(title))]),
        );
    }
}

/** What a view adds to what is stored: figures of the moment, and what is derived. */
const ADDED = [
    'pipeline',
    'says',
    'words',
    'wait',
    'eta',
    'skipped',
    'progress',
    'transfer',
    'check',
    'percent',
    'wanted',
    'summary',
];

/** Requests, stored or shown, as far as both can be compared. */
function shownOf(requests: readonly unknown[], isWhole: boolean): unknown[] {
    const hidden = [...ADDED, ...(isWhole ? [] : ['timeline', 'sources'])];
    const shown = requests.map((request) => {
        const { episodes, ...rest } = without(request, hidden);
        const all = episodes as unknown[];
        // That of a series is made of its episodes', which are compared.
        return {
            ...(all.length > 0 ? without(rest, ['reached']) : rest),
            episodes: all.map((episode) => without(episode, [...hidden, 'sources', 'attempts'])),
        };
    });
    return shown.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function without(value: unknown, fields: readonly string[]): Record<string, unknown> {
    return Object.fromEntries(Object.entries(value as object).filter(([field]) => !fields.includes(field)));
}
