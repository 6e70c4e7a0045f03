/**
 * A relay in a process that is killed over and over, while webhooks come in and go out: to a receiver that is quick, one that is
 * slow, one that is away for whole rounds, and one that fails now and then, also after it has taken what came. In the end each
 * must have all that was acknowledged, each in the order in which it came.
 */
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { seerrWebhook } from '../simulators/senders';
import { type Arrival, WebhookReceiver } from '../simulators/webhook-receiver';
import { makeFolder } from '../support/folder';
import { until } from '../support/until';
import { whenFolding } from './folding';
import { Random } from './random';

export interface RelayRoundsOptions {
    rounds: number;
    seed: number;
    onRound?: (round: number, figures: RelayFigures) => void;
}

export interface RelayFigures {
    rounds: number;
    acknowledged: number;
    /** Taken by a receiver, over all receivers. */
    delivered: number;
    /** Of these, more than once. */
    repeated: number;
    /** Webhooks that their sender got no answer to, and that were passed on. */
    arrivedUnanswered: number;
    /** Kills that left the new file half written or not yet in its place. */
    whileFolding: number;
    /** Kills before the process had begun to take webhooks. */
    whileStarting: number;
}

/** Webhooks that are on their way at the same time. */
const WINDOW = 12;
const MOST_WEBHOOKS = 60;
const MOST_DELAY_MS = 40;
const MOST_STARTING_MS = 700;
const STARTING_CHANCE = 0.1;
const COMPACT_ABOVE_BYTES = 48 * 1024;
/** A store is given up after so many rounds: the larger its file, the more rarely it is folded. */
const ROUNDS_PER_STORE = 20;
/** Of these rounds of a store the third receiver is away. */
const AWAY = { from: 3, until: 8 };
const PATIENCE_MS = 120_000;

export async function runRelayRounds({ rounds, seed, onRound }: RelayRoundsOptions): Promise<RelayFigures> {
    const random = new Random(seed);
    const figures: RelayFigures = {
        rounds: 0,
        acknowledged: 0,
        delivered: 0,
        repeated: 0,
        arrivedUnanswered: 0,
        whileFolding: 0,
        whileStarting: 0,
    };
    while (figures.rounds < rounds) {
        const run = await RelayRun.open(random, figures);
        try {
            for (let round = 1; round <= ROUNDS_PER_STORE && figures.rounds < rounds; round++) {
                await run.round(round);
                figures.rounds += 1;
                onRound?.(figures.rounds, figures);
            }
            await run.finish();
        } catch (thrown) {
            throw new Error(`relay round ${figures.rounds}, seed ${seed}: ${(thrown as Error).message}`, { cause: thrown });
        } finally {
            await run.close();
        }
    }
    return figures;
}

class RelayRun {
    /** What was posted, by number. */
    private readonly posted = new Map<number, string>();
    private readonly acknowledged = new Set<number>();
    private isAway = false;

    private constructor(
        private readonly path: string,
        private readonly receivers: readonly [WebhookReceiver, WebhookReceiver, WebhookReceiver, WebhookReceiver],
        private readonly random: Random,
        private readonly figures: RelayFigures,
    ) {}

    static async open(random: Random, figures: RelayFigures): Promise<RelayRun> {
        const open = (): Promise<WebhookReceiver> => new WebhookReceiver().open();
        const [quick, slow, away, faulty] = await Promise.all([open(), open(), open(), open()]);
        slow.delayMs = () => 2 + random.below(25);
        faulty.delayMs = () => random.below(4);
        faulty.manner = () => random.pick([200, 200, 200, 200, 'drop', 500, 503, 429] as const);
        return new RelayRun(join(await makeFolder(), 'store.json'), [quick, slow, away, faulty], random, figures);
    }

    /** Posts until the process is killed. */
    async round(round: number): Promise<void> {
        await this.comeAndGo(round);
        const { random, figures, path } = this;
        const child = this.start();
        if (random.chance(STARTING_CHANCE)) {
            setTimeout(() => child.process.kill('SIGKILL'), random.next() * MOST_STARTING_MS);
            if (!(await child.isReady)) figures.whileStarting += 1;
        }
        let stopWatching = (): void => undefined;
        if (await child.isReady) {
            const killAfter = 1 + random.below(MOST_WEBHOOKS);
            const isAimed = random.chance(0.3);
            const delayMs = random.next() * MOST_DELAY_MS;
            child.onAnswer = (answers) => {
                if (answers !== killAfter) return;
                if (isAimed) stopWatching = whenFolding(path, () => child.process.kill('SIGKILL'));
                // Folding may have to wait for more than comes.
                setTimeout(() => child.process.kill('SIGKILL'), isAimed ? 500 : delayMs);
            };
            child.post(WINDOW);
        }
        await child.ended;
        stopWatching();
        if (existsSync(`${path}.new`)) figures.whileFolding += 1;
    }

    /** Lets it deliver everything, and compares. */
    async finish(): Promise<void> {
        await this.comeAndGo(0);
        const child = this.start();
        assert.ok(await child.isReady);
        const isThere = (receiver: WebhookReceiver): boolean => {
            const numbers = new Set(receiver.taken.map(numberOf));
            return [...this.acknowledged].every((number) => numbers.has(number));
        };
        await until('every receiver to have everything', () => this.receivers.every(isThere), PATIENCE_MS);
        child.process.kill('SIGKILL');
        await child.ended;
        for (const [index, receiver] of this.receivers.entries()) this.compare(receiver, `receiver ${index}`);
        this.figures.acknowledged += this.acknowledged.size;
    }

    async close(): Promise<void> {
        for (const receiver of this.receivers) await receiver.close();
    }

    private compare({ taken, tries }: WebhookReceiver, who: string): void {
        for (const [what, arrivals] of Object.entries({ taken, tries })) {
            const numbers = firsts(arrivals).map(numberOf);
            assert.deepEqual(
                numbers,
                numbers.toSorted((a, b) => a - b),
                `${who} was not given them in order (${what})`,
            );
        }
        const numbers = new Set(taken.map(numberOf));
        const lost = [...this.acknowledged].filter((number) => !numbers.has(number));
        assert.deepEqual(lost, [], `${who} was not given all`);
        for (const arrival of taken) assert.equal(arrival.body, this.posted.get(numberOf(arrival)), `${who} was given another`);
        assert.equal(firsts(taken).length, numbers.size, `${who} was given one under two ids`);
        this.figures.delivered += taken.length;
        this.figures.repeated += taken.length - numbers.size;
        this.figures.arrivedUnanswered += [...numbers].filter((number) => !this.acknowledged.has(number)).length;
    }

    private async comeAndGo(round: number): Promise<void> {
        const isAway = round >= AWAY.from && round < AWAY.until;
        if (isAway === this.isAway) return;
        this.isAway = isAway;
        const [, , away] = this.receivers;
        await (isAway ? away.close() : away.open());
    }

    private start(): Posting {
        const process = spawn(
            globalThis.process.execPath,
            [
                '--require',
                'tsx/cjs',
                join(__dirname, 'relay-process.ts'),
                this.path,
                String(COMPACT_ABOVE_BYTES),
                ...this.receivers.map(({ url }) => `${url}/hook`),
            ],
            { stdio: ['pipe', 'pipe', 'pipe'] },
        );
        return new Posting(process, {
            next: () => {
                const number = this.posted.size + 1;
                const body = JSON.stringify(webhookNumbered(number, this.random));
                this.posted.set(number, body);
                return `${number}\t${body}\n`;
            },
            answered: (number) => void this.acknowledged.add(number),
        });
    }
}

/** One life of the process. */
class Posting {
    readonly isReady: Promise<boolean>;
    /** @throws when it ended by a fault of its own, or had to complain */
    readonly ended: Promise<void>;
    onAnswer: (answers: number) => void = () => undefined;
    private answers = 0;

    constructor(
        readonly process: ChildProcessWithoutNullStreams,
        private readonly book: { next: () => string; answered: (number: number) => void },
    ) {
        let complaints = '';
        process.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
        process.stdin.on('error', () => undefined);
        const output = createInterface({ input: process.stdout });
        const isRead = new Promise((resolve) => output.once('close', resolve));
        const end = new Promise<[number | null, string | null]>((resolve) => process.once('close', (...how) => resolve(how)));
        this.isReady = new Promise((resolve) => {
            output.once('line', () => resolve(true));
            void isRead.then(() => resolve(false));
        });
        output.on('line', (line) => {
            if (line !== 'ready') this.take(Number(line));
        });
        this.ended = end.then(async ([code, signal]) => {
            await isRead;
            process.stdin.destroy();
            if (complaints !== '' || signal !== 'SIGKILL')
                throw new Error(`it ended with ${signal ?? String(code)}: ${complaints}`);
        });
        this.ended.catch(() => undefined);
    }

    post(count: number): void {
        for (let n = 0; n < count; n++) this.process.stdin.write(this.book.next());
    }

    private take(number: number): void {
        this.book.answered(number);
        this.answers += 1;
        this.onAnswer(this.answers);
        this.post(1);
    }
}

function webhookNumbered(number: number, random: Random): Record<string, unknown> {
    const title = `Invented Film ${number}`;
    const overview = 'What happens is told at length. '.repeat(1 + random.below(15));
    const film = { title, year: 2019, tmdbId: 5_000_000 + number, radarrId: number, folder: `/data/movies/${title}`, overview };
    return seerrWebhook(random.pick(['MEDIA_PENDING', 'MEDIA_APPROVED', 'MEDIA_DECLINED']), film, { requestId: number });
}

function numberOf({ body }: Arrival): number {
    return Number(/"tmdbId":"(\d+)"/.exec(body)?.[1]) - 5_000_000;
}

/** What a receiver takes that tells repetitions by their id. */
function firsts(arrivals: readonly Arrival[]): Arrival[] {
    const seen = new Set<string>();
    return arrivals.filter(({ key }) => !seen.has(key) && seen.add(key));
}
