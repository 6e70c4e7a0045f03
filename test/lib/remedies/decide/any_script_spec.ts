/** Whatever happens to a house: what may never be chosen is not chosen. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CAUSES, type CauseCode } from '../../../../lib/causes';
import { choose } from '../../../../lib/remedies/decide/choose';
import { LADDERS } from '../../../../lib/remedies/decide/ladders';
import { DEFAULT_LIMITS, type Limits } from '../../../../lib/remedies/decide/limits';
import { SIGNALS, type SignalCode } from '../../../../lib/remedies/decide/signals';
import type { DownloadFacts, Means, PastDeed, Situation } from '../../../../lib/remedies/decide/situation';
import { DAY_MS, HAND_DEEDS, HOUR_MS, STEPS } from '../../../../lib/remedies/decide/steps';
import { amount } from '../../../support/amount';

const ago = fc.integer({ min: 0, max: 3 * DAY_MS });
const START = Date.parse('2026-01-22T04:00:00Z');
const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values]);

const download: fc.Arbitrary<DownloadFacts> = fc.record({
    id: fc.constantFrom('a', 'b'),
    privacy: fc.constantFrom('public', 'public', 'public', 'private', 'unknown'),
    bytes: fc.nat(),
    obligations: fc.array(
        fc.oneof(
            fc.record({ ratio: fc.record({ goal: fc.nat(3), reached: fc.nat(3) }) }),
            fc.record({ time: fc.record({ goal: fc.nat(3), reached: fc.nat(3) }) }),
            fc.record({
                ratio: fc.record({ goal: fc.nat(3), reached: fc.nat(3) }),
                time: fc.record({ goal: fc.nat(3), reached: fc.nat(3) }),
            }),
        ),
        { maxLength: 2 },
    ),
    goingOn: fc.constantFrom(0, 0, 0, 0, 1, 2),
});
const full: fc.Arbitrary<Means> = fc.record({
    arr: fc.record({
        server: fc.constant('s'),
        kind: fc.constant('sonarr' as const),
        titleId: fc.constant(1),
        episodeIds: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        isQueued: fc.constant(true),
        importable: fc.constant([]),
    }),
    client: fc.constant({ hash: 'a' }),
});
const means: fc.Arbitrary<Means> = fc.record(
    {
        arr: fc.record({
            server: fc.constant('s'),
            kind: fc.constantFrom('sonarr', 'radarr'),
            titleId: fc.integer({ min: 1, max: 3 }),
            episodeIds: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 }),
            isQueued: fc.boolean(),
            importable: fc.array(fc.constant({ path: '/a.mkv' }), { maxLength: 2 }),
        }),
        client: fc.constant({ hash: 'a' }),
        jellyfin: fc.record({ paths: fc.array(fc.constant('/a'), { maxLength: 2 }) }),
        shoko: fc.record({
            fileId: fc.constant(1),
            folderId: fc.constant(2),
            episodeIds: fc.array(fc.constant(3), { maxLength: 2 }),
        }),
    },
    { requiredKeys: [] },
);
/** Causes whose ladder ends in a deletion. */
const DELETABLE = (Object.keys(CAUSES) as CauseCode[]).filter((cause) => LADDERS[cause].some(({ step }) => STEPS[step].deletes));
/** One thing that happens: time passes, and a request turns out to be stuck in some way. */
const event = fc.record({
    passes: fc.oneof(fc.integer({ min: 0, max: 600_000 }), fc.integer({ min: 0, max: 20 * HOUR_MS })),
    cause: fc.oneof(fc.constantFrom(...(Object.keys(CAUSES) as CauseCode[])), fc.constantFrom(...DELETABLE)),
    since: ago,
    title: fc.constantFrom('t1', 't2'),
    download: fc.option(download, { freq: 6 }),
    means: fc.oneof(means, full, full),
    signals: some(Object.keys(SIGNALS) as SignalCode[]),
    away: some(['arr', 'client', 'jellyfin', 'shoko'] as const),
    stuck: fc.array(ago, { maxLength: 6 }),
    commands: fc.array(fc.record({ isRunning: fc.boolean(), endedAt: ago }), { maxLength: 1 }),
    byHand: fc.array(fc.record({ deed: fc.constantFrom(...HAND_DEEDS), at: ago }), { maxLength: 1 }),
    dismissed: fc.option(ago, { freq: 2 }),
    outcome: fc.constantFrom('helped', 'did_not_help', 'did_not_help', 'did_not_help', 'unknown', 'failed', 'open'),
    isCalm: fc.constantFrom(true, true, true, false),
});
const narrow: fc.Arbitrary<Limits> = fc.record({
    perDownload: fc.nat(6),
    perTitle: fc.nat(8),
    perDay: fc.nat(12),
    perHour: fc.nat(6),
    removalsPerTitle: fc.nat(2),
    removalsPerDay: fc.nat(3),
    allowPrivate: fc.boolean(),
    fuseCount: fc.integer({ min: 1, max: 6 }),
    fuseMs: fc.constant(DEFAULT_LIMITS.fuseMs),
    quietMs: fc.constant(DEFAULT_LIMITS.quietMs),
    handMs: fc.constant(DEFAULT_LIMITS.handMs),
    dismissMs: fc.constant(DEFAULT_LIMITS.dismissMs),
    memoryMs: fc.constant(DEFAULT_LIMITS.memoryMs),
});

const limits = fc.oneof(
    narrow,
    fc.boolean().map((allowPrivate): Limits => ({ ...DEFAULT_LIMITS, allowPrivate })),
);

const calls = (deeds: readonly PastDeed[]): number => deeds.reduce((sum, deed) => sum + deed.calls, 0);

describe('whatever happens', function () {
    this.timeout(900_000);

    it('nothing is deleted on fewer than two signals, no series is searched, and no budget is overdrawn', () => {
        const counts = { steps: 0, deletions: 0, searches: 0 };
        const property = fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), limits, (events, house) => {
            const deeds: PastDeed[] = [];
            let now = START;
            for (const { passes, since, isCalm, dismissed, outcome, ...given } of events) {
                now += passes;
                const before = now;
                const situation: Situation = {
                    ...given,
                    now,
                    since: now - since,
                    target: given.download === null ? `request:${given.title}` : `download:${given.download.id}`,
                    away: isCalm ? [] : given.away,
                    stuck: isCalm ? [] : given.stuck.map((each) => before - each),
                    commands: isCalm ? [] : given.commands.map((each) => ({ ...each, endedAt: before - each.endedAt })),
                    byHand: isCalm ? [] : given.byHand.map((each) => ({ ...each, at: before - each.at })),
                    ...(!isCalm && dismissed !== null && { dismissedAt: before - dismissed }),
                    deeds: [...deeds],
                };
                const choice = choose(situation, house);
                if (choice.kind !== 'step') continue;
                const rule = STEPS[choice.step];
                counts.steps++;
                for (const call of choice.calls) {
                    if (call.action === 'remove') {
                        counts.deletions++;
                        assert.ok(new Set(given.signals.map((signal) => SIGNALS[signal])).size >= 2);
                        assert.equal(given.download!.goingOn, 0);
                        assert.ok(house.allowPrivate || given.download!.privacy === 'public');
                        for (const { ratio, time } of given.download!.obligations as {
                            ratio?: { goal: number; reached: number };
                            time?: { goal: number; reached: number };
                        }[])
                            assert.ok([ratio, time].some((goal) => goal !== undefined && goal.reached >= goal.goal));
                        assert.ok(
                            !deeds.some(({ step, downloadId }) => STEPS[step].deletes && downloadId === given.download!.id),
                        );
                    }
                    if (call.action === 'search_episodes') {
                        counts.searches++;
                        assert.deepEqual(call.episodeIds, given.means.arr!.episodeIds);
                        assert.ok(call.episodeIds.length > 0);
                    }
                    assert.doesNotMatch(JSON.stringify(call), /Series|Season|seriesId/);
                }
                const isRecent = (ms: number) => (deed: PastDeed) => now - deed.at < ms;
                deeds.push({
                    target: situation.target,
                    title: given.title,
                    ...(given.download !== null && { downloadId: given.download.id }),
                    step: choice.step,
                    at: now,
                    calls: choice.calls.length,
                    outcome,
                    judgedAt: now + rule.withinMs,
                });
                const ofDay = deeds.filter(isRecent(DAY_MS));
                if (given.download !== null)
                    assert.ok(calls(deeds.filter(({ downloadId }) => downloadId === given.download!.id)) <= house.perDownload);
                assert.ok(calls(ofDay.filter(({ title }) => title === given.title)) <= house.perTitle);
                assert.ok(calls(ofDay) <= house.perDay);
                assert.ok(calls(deeds.filter(isRecent(HOUR_MS))) <= house.perHour);
                const removed = ofDay.filter(({ step }) => STEPS[step].deletes);
                assert.ok(removed.length <= house.removalsPerDay);
                assert.ok(removed.filter(({ title }) => title === given.title).length <= Math.max(house.removalsPerTitle, 0));
                assert.ok(situation.stuck.filter((time) => now - time < house.fuseMs).length < house.fuseCount);
            }
        });
        fc.assert(property, { numRuns: amount('REMEDY_RUNS', { usual: 2_000, long: 100_000 }), seed: 20_260_122 });
        console.log(`      ${counts.steps} steps, ${counts.deletions} deletions, ${counts.searches} searches`);
        assert.ok(counts.deletions > 0 && counts.searches > 0);
    });
});
