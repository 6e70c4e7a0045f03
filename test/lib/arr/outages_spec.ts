/** The same life told by webhooks that get lost, doubled and mixed up, and by asking: what is stored in the end is the same. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseWebhook } from '../../../lib/webhook';
import { singleRelease } from '../../simulators/senders';
import { SonarrSimulator } from '../../simulators/sonarr';
import type { Payload } from '../../simulators/webhooks/seerr';
import { amount } from '../../support/amount';
import { asked } from '../../support/arr-asked';
import { episodesOf, gap, packOf, show } from '../../support/arr-lives';
import { bench, event, timeless } from '../../support/events';

const RUNS = amount('RUNS', { usual: 25, long: 200 });

/** What happens to one season: by a pack, or episode by episode; perhaps renamed, perhaps with a download that failed. */
const season = fc.record({
    isPack: fc.boolean(),
    fails: fc.boolean(),
    renames: fc.boolean(),
    deletes: fc.boolean(),
});
/** What becomes of each webhook, and whether somebody asks after it. */
const post = fc.record({
    times: fc.constantFrom(0, 0, 1, 1, 1, 2),
    /** How many webhooks overtake it. */
    delay: fc.integer({ min: 0, max: 3 }),
    asks: fc.boolean(),
    gapMs: gap,
});
type Post = typeof post extends fc.Arbitrary<infer T> ? T : never;
type Season = typeof season extends fc.Arbitrary<infer T> ? T : never;

const CALM: Post = { times: 1, delay: 0, asks: true, gapMs: 60_000 };

/** @property isApart a while passes before it: two renames in one breath are told as one */
type Step = (() => Payload | null) & { isApart?: true };

const APART_MS = 20_000;

function apart(step: () => Payload | null): Step {
    return Object.assign(step, { isApart: true as const });
}

/** The steps of a life, each of which happens when it is called. */
function stepsOf(server: SonarrSimulator, seasons: readonly Season[]): Step[] {
    return seasons.flatMap(({ isPack, fails, renames, deletes }, index) => {
        const episodes = episodesOf(index + 1);
        const releaseOf = (episode: (typeof episodes)[number]) => (isPack ? packOf(index + 1) : singleRelease(show, episode));
        const steps: Step[] = isPack
            ? [() => server.grab(show, episodes, packOf(index + 1))]
            : episodes.map((episode) => () => server.grab(show, [episode], releaseOf(episode)));
        const [first, second] = episodes;
        if (fails && !isPack) {
            steps.push(() => {
                server.failDownload(show, [first!], releaseOf(first!));
                return null;
            });
        }
        const imported = fails && !isPack ? episodes.slice(1) : episodes;
        for (const episode of imported) steps.push(() => server.import(show, [episode], releaseOf(episode)));
        if (renames) {
            const name = `The Harbour Watch - S0${index + 1}E02 - New.mkv`;
            steps.push(apart(() => server.rename(show, [second!], releaseOf(second!), () => name)));
        }
        const last = imported.at(-1)!;
        if (deletes) steps.push(() => server.deleteFile(show, last, releaseOf(last)));
        return steps;
    });
}

/**
 * A webhook does not say when what it tells of happened. One that is overtaken by a deletion of the very file that it tells of
 * cannot be told from a second import: Sonarr, which waits for each answer, never sends in that order.
 */
function asSent(posts: readonly Post[], seasons: readonly Season[]): Post[] {
    return posts.map((each) => (seasons.some(({ deletes }) => deletes) ? { ...each, delay: 0 } : each));
}

async function storedAfter(seasons: readonly Season[], posts: readonly Post[]): Promise<unknown> {
    const room = await bench();
    const { clock, gate, store } = room;
    gate.accept(
        event('seerr', 'approved', 'tv', { request: { tvdbId: show.tvdbId, seerrRequestId: 1, requestedSeasons: '1, 2' } }),
    );
    const server = new SonarrSimulator({ now: () => clock.now() });
    server.add(show);
    const { catchUp, events } = asked(server, { clock });
    await catchUp.begin([]);
    const ask = async (isHurried: boolean): Promise<void> => {
        await catchUp.run(isHurried);
        for (const each of events.splice(0)) gate.accept(each);
    };
    const hear = async (body: Payload): Promise<void> => {
        const parsed = await parseWebhook(
            { body, service: 'sonarr' },
            { receivedAt: new Date(clock.now()).toISOString(), newId: () => `webhook-${webhooks++}` },
        );
        assert.ok(parsed.ok);
        if (parsed.event.kind !== 'noted') gate.accept(parsed.event);
    };
    let webhooks = 0;
    const late: { body: Payload; dueAt: number }[] = [];
    const deliver = async (upTo: number): Promise<void> => {
        for (const each of late.filter(({ dueAt }) => dueAt <= upTo)) {
            late.splice(late.indexOf(each), 1);
            await hear(each.body);
        }
    };
    for (const [index, step] of stepsOf(server, seasons).entries()) {
        const { times, delay, asks, gapMs } = posts[index % posts.length]!;
        clock.set(clock.now() + (step.isApart === true ? Math.max(gapMs, APART_MS) : gapMs));
        const body = step();
        for (let time = 0; body !== null && time < times; time++) late.push({ body, dueAt: index + delay });
        await deliver(index);
        if (asks) await ask(gapMs < 3_600_000);
    }
    await deliver(Number.POSITIVE_INFINITY);
    await ask(false);
    const stored = store.requests().map(({ id }) => inOneOrder(timeless(room.whole(id))));
    await room.dispose();
    return stored;
}

/** Lines of one moment stand in the order in which they came: that is not what is compared. */
function inOneOrder(request: unknown): unknown {
    const { timeline, ...rest } = request as { timeline: object[] };
    return { ...rest, timeline: timeline.map((line) => JSON.stringify(line)).sort() };
}

describe('outages', () => {
    it(`whatever becomes of the webhooks, the same is stored as if nothing had been lost (${RUNS} lives)`, async function () {
        this.timeout(Math.max(60_000, RUNS * 400));
        await fc.assert(
            fc.asyncProperty(
                fc.tuple(season, season),
                fc.array(post, { minLength: 1, maxLength: 30 }),
                async (seasons, posts) => {
                    const calm = await storedAfter(seasons, [CALM]);
                    assert.deepEqual(await storedAfter(seasons, asSent(posts, seasons)), calm);
                },
            ),
            { numRuns: RUNS },
        );
    });

    it('by asking alone the same is stored as by webhooks alone, but for what no webhook tells', async () => {
        const seasons: Season[] = [
            { isPack: true, fails: false, renames: true, deletes: true },
            { isPack: false, fails: false, renames: false, deletes: false },
        ];
        const asking = await storedAfter(seasons, [{ ...CALM, times: 0 }]);
        const both = await storedAfter(seasons, [CALM]);
        assert.deepEqual(asking, both);
    });
});
