/** How good the times are that are said, in houses whose own times spread as real ones do: log-normal, a few far out. */
import assert from 'node:assert/strict';
import { causeOf, etaOf, StageTimes } from '../../../lib/causes';
import type { MediaRequest, Stage } from '../../../lib/model';
import { amount } from '../../support/amount';
import { movie } from '../../support/requests';

const MINUTE = 60_000;
const START = Date.parse('2026-03-27T18:00:00.000Z');
/** Median in minutes, and how far it spreads (sigma of the logarithm). */
const STAGES: readonly (readonly [stage: Stage, median: number, sigma: number])[] = [
    ['downloading', 25, 1.1],
    ['downloaded', 1, 0.6],
    ['importing', 4, 0.9],
];
const LEARNED_FROM = 60;
const ASKED = 60;

/** mulberry32 */
function chance(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), state | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
    };
}

describe('times until it can be played', () => {
    const houses = amount('ETA_HOUSES', { usual: 20, long: 200 });

    it(`hold as often as they say, in ${houses} houses`, () => {
        const errors: number[] = [];
        let [asked, said, before, after] = [0, 0, 0, 0];
        for (let seed = 1; seed <= houses; seed++) {
            const random = chance(seed);
            const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
            // A house of its own: faster or slower than others in each stage.
            const own = STAGES.map(([stage, median, sigma]) => ({ stage, median: median * Math.exp(0.7 * normal()), sigma }));
            const times = new StageTimes();
            const life = (): { request: MediaRequest; reached: [Stage, number][]; end: number } => {
                let at = START;
                const reached = own.map(({ stage, median, sigma }): [Stage, number] => {
                    const began = at;
                    at += median * Math.exp(sigma * normal()) * MINUTE;
                    return [stage, began];
                });
                const iso = Object.fromEntries(reached.map(([stage, ms]) => [stage, new Date(ms).toISOString()]));
                const availableAt = new Date(at).toISOString();
                return { request: movie({ state: 'available', reached: iso, availableAt }), reached, end: at };
            };
            for (let count = 0; count < LEARNED_FROM; count++) {
                const { request } = life();
                times.learn(request, request);
            }
            // Somebody asks at any moment, so that what takes long is asked about more often.
            const lives = Array.from({ length: ASKED }, life);
            const all = lives.reduce((sum, { end }) => sum + (end - START), 0);
            for (let count = 0; count < ASKED; count++) {
                let moment = random() * all;
                const { reached, end } = lives.find((each) => (moment -= each.end - START) < 0)!;
                const now = moment + end;
                const index = reached.findLastIndex(([, began]) => began <= now);
                const [stage] = reached[index]!;
                const until = reached[index + 1]?.[1] ?? end;
                const so = Object.fromEntries(
                    reached.slice(0, index + 1).map(([each, ms]) => [each, new Date(ms).toISOString()]),
                );
                const request = movie({ state: stage, reached: so });
                // A client's own estimate is off by a third, more or less.
                const etaSeconds = ((until - now) / 1000) * Math.exp(0.25 * normal());
                const facts = stage === 'downloading' ? { transfer: { percent: 50, downloadSpeed: 1e6, etaSeconds } } : {};
                const eta = etaOf({ subject: request, request, cause: causeOf(request, request, facts, now) }, facts, times, now);
                asked += 1;
                if (eta === null) continue;
                said += 1;
                const [from, at, to] = [eta.from, eta.at, eta.until].map((time) => Date.parse(time)) as [number, number, number];
                if (end < from) before += 1;
                if (end > to) after += 1;
                errors.push(Math.abs(at - end) / Math.max(end - now, MINUTE));
            }
        }
        errors.sort((a, b) => a - b);
        const median = errors[Math.floor(errors.length / 2)]!;
        const figures = { asked, said, medianError: median, heldUntil: 1 - after / said, notBefore: 1 - before / said };
        if (process.env['ETA_HOUSES'] !== undefined) console.log(figures);
        assert.ok(said / asked > 0.8, JSON.stringify(figures));
        assert.ok(median < 0.5, JSON.stringify(figures));
        assert.ok(figures.heldUntil > 0.9 && figures.notBefore > 0.9, JSON.stringify(figures));
    });
});
