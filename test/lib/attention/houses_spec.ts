/** Many households, each with troubles of its own: what is said of them is true, and what is told is told once. */
import assert from 'node:assert/strict';
import { type Attention, isOfHouse, RELAPSE_MS, SETTLES_MS, topicOf } from '../../../lib/attention';
import { CAUSES } from '../../../lib/causes';
import type { RequestView } from '../../../lib/requests';
import { amount } from '../../support/amount';
import { HOUR, MINUTE, ScriptedHouse } from '../../support/scripted-house';

/** So long may something be said without a step that follows: while it is on its way, as an import is. */
const WITHOUT_STEP_MS = 10 * MINUTE;
/** What needs attention is told within this. */
const TOLD_WITHIN_MS = 12 * MINUTE;

interface Sums {
    looks: number;
    judged: number;
    told: number;
    over: number;
    tried: Map<string, number>;
}

class Judge {
    readonly faults: string[] = [];
    private readonly lateSince = new Map<string, { key: string; at: number }>();

    constructor(
        private readonly seed: number,
        private readonly sums: Sums,
    ) {}

    look = (house: ScriptedHouse): void => {
        this.sums.looks += 1;
        for (const view of house.views()) this.request(view, house);
    };

    private request(view: RequestView, house: ScriptedHouse): void {
        const wish = house.wishOf(view);
        const now = house.clock.now();
        const waits = wish.subjects.some(({ codes }) => codes().length > 0);
        this.isExplained(`${view.title} as a whole`, view.wait, waits, now);
        const said = view.episodes.length === 0 ? [view] : view.episodes;
        said.forEach((one, index) => {
            const { label, codes } = wish.subjects[view.episodes.length === 0 ? 0 : index]!;
            this.isExplained(`${view.title} ${label}`, one.wait, codes().length > 0, now);
            if (house.isInTheDark) return;
            this.sums.judged += 1;
            const right = codes();
            const code = one.wait?.code;
            const isRight = right.length === 0 ? code === undefined : code !== undefined && right.includes(code);
            if (!isRight)
                this.fault(
                    `${view.title} ${label} is said to be ${code ?? 'over'}, and is ${right.join(' or ') || 'over'} (${one.says})`,
                );
        });
        this.isTold(view, house, now);
    }

    private isExplained(what: string, wait: RequestView['wait'], waits: boolean, now: number): void {
        if (!waits) return;
        if (wait === null) this.fault(`${what} waits, and nothing is said`);
        else if (wait.says === '' || !(Date.parse(wait.since) <= now))
            this.fault(`${what}: ${wait.code} without a sentence or a time`);
        else if (wait.next === undefined && now - Date.parse(wait.since) > WITHOUT_STEP_MS)
            this.fault(`${what}: ${wait.code} without a step`);
    }

    /** What is late for a while is told, unless nobody knew that long what it was, or it came back too soon. */
    private isTold(view: RequestView, house: ScriptedHouse, now: number): void {
        const { wait, id } = view;
        const topic = wait === null ? '' : topicOf(wait.code);
        if (wait?.late !== true || isOfHouse(topic) || now - house.restartedAt < SETTLES_MS + TOLD_WITHIN_MS) {
            this.lateSince.delete(id);
            return;
        }
        const key = `${id} ${topic}`;
        const since = this.lateSince.get(id);
        if (since?.key !== key) this.lateSince.set(id, { key, at: now });
        if (since?.key !== key || now - since.at < TOLD_WITHIN_MS) return;
        const ofTopic = house.told.some(
            ({ attention }) => attention.request.id === id && topicOf(attention.wait!.code) === topic,
        );
        if (!ofTopic) this.fault(`${key} is late, and nobody was told`);
    }

    /** The same subject in the same trouble within six hours; of a server all of it. */
    end(house: ScriptedHouse): void {
        this.sums.told += house.told.length;
        this.sums.over += house.over.length;
        for (const [what, times] of house.tried) this.sums.tried.set(what, (this.sums.tried.get(what) ?? 0) + times);
        const last = new Map<string, number>();
        const ids = new Set<string>();
        for (const { at, attention } of house.told) {
            if (ids.has(attention.id)) this.fault(`${attention.id} was told twice`);
            ids.add(attention.id);
            const { code, late, who } = attention.wait!;
            if (!late && !(CAUSES[code].late === 'never' && who !== 'nobody')) this.fault(`${attention.text} needs no attention`);
            for (const key of keysOf(attention)) {
                const before = last.get(key);
                if (before !== undefined && at - before < RELAPSE_MS)
                    this.fault(`${key} was told again after ${(at - before) / HOUR} h`);
                last.set(key, at);
            }
        }
        for (const { attention } of house.over)
            if (!ids.delete(attention.id)) this.fault(`${attention.id} is over twice, or never was`);
    }

    private fault(what: string): void {
        if (this.faults.length < 5) this.faults.push(`house ${this.seed}: ${what}`);
    }
}

function keysOf({ id, request, wait, episodes = ['request'] }: Attention): string[] {
    const topic = topicOf(wait!.code);
    // Of a server: which trouble of which.
    if (isOfHouse(topic)) return [id.split('/').slice(0, 3).join('/')];
    return episodes.map((label) => `${request.id} ${label}#${request.attempt} ${topic}`);
}

describe('scripted houses', () => {
    const houses = amount('HOUSES', { usual: 20, long: 200 });

    it(`${houses} of them: no wait without a cause, since and next step; no wrong cause; nothing told again`, async function () {
        this.timeout(Math.max(60_000, houses * 3_000));
        const sums: Sums = { looks: 0, judged: 0, told: 0, over: 0, tried: new Map() };
        const faults: string[] = [];
        const first = Number(process.env['HOUSES_SEED'] ?? 1);
        for (let seed = first; seed < first + houses && faults.length < 20; seed++) {
            const house = new ScriptedHouse(seed);
            const judge = new Judge(seed, sums);
            await house.live(judge.look);
            judge.end(house);
            await house.close();
            faults.push(...judge.faults);
        }
        if (process.env['HOUSES'] !== undefined) {
            const { tried, ...figures } = sums;
            console.log(figures);
            console.table(Object.fromEntries([...tried].sort()));
        }
        assert.deepEqual(faults, []);
        assert.ok(sums.told > 0 && sums.over > 0);
    });
});
