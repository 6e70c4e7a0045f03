import assert from 'node:assert/strict';
import { DEFAULT_LIMITS } from '../../../../lib/remedies/decide/limits';
import { type Hold, HOLDS, holdOf } from '../../../../lib/remedies/decide/rules';
import { SIGNALS, sourcesOf } from '../../../../lib/remedies/decide/signals';
import type { Situation } from '../../../../lib/remedies/decide/situation';
import { DAY_MS, HOUR_MS, MINUTE_MS, HAND_DEEDS, STEP_NAMES, STEPS, type StepName } from '../../../../lib/remedies/decide/steps';
import { deed, DOWNLOAD, elsewhere, LIMITS, NOW, situation } from './situations';

const hold = (step: StepName, own: Partial<Situation>, calls = 1, limits = {}): Hold | null =>
    holdOf(step, calls, situation(own), { ...LIMITS, ...limits });
const DELETING = STEP_NAMES.filter((step) => STEPS[step].deletes);
const GENTLE = STEP_NAMES.filter((step) => !STEPS[step].deletes);

describe('rules that hold a step back', () => {
    it('hold nothing back where nothing stands against it', () => {
        for (const step of STEP_NAMES) assert.equal(hold(step, {}), null, step);
    });

    it('have limits of their own', () => {
        assert.deepEqual(DEFAULT_LIMITS, {
            perDownload: 6,
            perTitle: 8,
            perDay: 40,
            perHour: 12,
            removalsPerTitle: 2,
            removalsPerDay: 5,
            allowPrivate: false,
            fuseCount: 5,
            fuseMs: 600_000,
            quietMs: 300_000,
            handMs: 3_600_000,
            dismissMs: 86_400_000,
            memoryMs: 604_800_000,
        });
        assert.equal(HOLDS.length, 15);
    });

    describe('the fuse', () => {
        const lately = (count: number, ago = 1): number[] => Array.from({ length: count }, (_, index) => NOW - ago - index);
        it('stops every step when many are stuck at once, until the last of them is a while ago', () => {
            for (const step of STEP_NAMES)
                assert.deepEqual(hold(step, { stuck: lately(5) }), { code: 'fuse', until: NOW - 1 + 10 * MINUTE_MS }, step);
        });
        it('holds for one fewer not', () => assert.equal(hold('remove', { stuck: lately(4) }), null));
        it('does not count what got stuck before', () => {
            const before = [NOW - 10 * MINUTE_MS];
            assert.equal(hold('remove', { stuck: [...lately(4), ...before] }), null);
            assert.equal(hold('remove', { stuck: [...lately(4), NOW - 10 * MINUTE_MS + 1] })?.code, 'fuse');
        });
    });

    it('nothing is done to a torrent of which its client, being away, says nothing', () => {
        const away = ['client'] as const;
        for (const privacy of ['unknown', 'private', 'public'] as const)
            for (const step of STEP_NAMES.filter((each) => STEPS[each].touchesTorrent && STEPS[each].service !== 'client')) {
                const code = hold(step, { away, download: { ...DOWNLOAD, privacy } }, 1, { allowPrivate: true })?.code;
                assert.equal(code, privacy === 'public' ? undefined : 'service_away', `${step} ${privacy}`);
            }
    });

    it('a service that does not answer is asked nothing', () => {
        for (const step of STEP_NAMES) {
            assert.deepEqual(hold(step, { away: [STEPS[step].service] }), { code: 'service_away' }, step);
            const others = (['flow', 'arr', 'client', 'jellyfin', 'shoko'] as const).filter(
                (each) => each !== STEPS[step].service,
            );
            assert.equal(hold(step, { away: others }), null, step);
        }
    });

    it('not now holds for a day', () => {
        const said = (ago: number) => hold('look', { dismissedAt: NOW - ago });
        assert.deepEqual(said(1), { code: 'said_not_now', until: NOW - 1 + DAY_MS });
        assert.equal(said(DAY_MS - 1)?.code, 'said_not_now');
        assert.equal(said(DAY_MS), null);
    });

    describe('commands of others', () => {
        const busy = STEP_NAMES.filter((step) => STEPS[step].service === 'arr' || STEPS[step].service === 'client');
        it('are not disturbed while they run', () => {
            for (const step of STEP_NAMES) {
                const expected = busy.includes(step) ? { code: 'others_at_work' } : null;
                assert.deepEqual(
                    hold(step, { commands: [{ isRunning: false, endedAt: 0 }, { isRunning: true }] }),
                    expected,
                    step,
                );
            }
            assert.equal(busy.length, 10);
        });
        it('nor for five minutes after', () => {
            const ended = (ago: number) =>
                hold('search', {
                    commands: [
                        { isRunning: false, endedAt: NOW - 2 * HOUR_MS },
                        { isRunning: false, endedAt: NOW - ago },
                        { isRunning: false },
                    ],
                });
            assert.deepEqual(ended(1), { code: 'others_at_work', until: NOW - 1 + 5 * MINUTE_MS });
            assert.equal(ended(5 * MINUTE_MS - 1)?.code, 'others_at_work');
            assert.equal(ended(5 * MINUTE_MS), null);
        });
        it('without an end are no hindrance', () => assert.equal(hold('search', { commands: [{ isRunning: false }] }), null));
    });

    describe('what was done by hand', () => {
        it('is not undone within the hour', () => {
            for (const step of STEP_NAMES) {
                for (const act of ['stopped', 'picked', 'ignored', 'removed', 'searched'] as const) {
                    const isUndone = (STEPS[step].undoes as readonly string[]).includes(act);
                    const expected = isUndone ? { code: 'by_hand', until: NOW - 5 + HOUR_MS } : null;
                    const byHand = [
                        { deed: act, at: NOW - 9 },
                        { deed: act, at: NOW - 5 },
                    ];
                    assert.deepEqual(hold(step, { byHand }), expected, `${step} ${act}`);
                }
            }
        });
        it('is one of five', () => assert.deepEqual(HAND_DEEDS, ['stopped', 'picked', 'ignored', 'removed', 'searched']));
        it('may be undone after it', () => {
            assert.equal(hold('resume', { byHand: [{ deed: 'stopped', at: NOW - HOUR_MS }] }), null);
            assert.equal(hold('resume', { byHand: [{ deed: 'stopped', at: NOW - HOUR_MS + 1 }] })?.code, 'by_hand');
        });
    });

    describe('private trackers', () => {
        it('have their torrents left alone, and so has what may be theirs', () => {
            for (const step of STEP_NAMES) {
                const expected = STEPS[step].touchesTorrent ? { code: 'private_tracker' } : null;
                for (const privacy of ['private', 'unknown'] as const)
                    assert.deepEqual(hold(step, { download: { ...DOWNLOAD, privacy } }), expected, step);
                assert.equal(
                    hold(step, { download: { ...DOWNLOAD, privacy: 'private' } }, 1, { allowPrivate: true }),
                    null,
                    step,
                );
            }
            assert.deepEqual(hold('resume', { download: null }), { code: 'private_tracker' });
        });
    });

    describe('seeding', () => {
        const seeding = (
            ...obligations: Situation['download'] extends infer D
                ? NonNullable<D> extends { obligations: infer O }
                    ? O
                    : never
                : never
        ): Hold | null => hold('remove', { download: { ...DOWNLOAD, obligations } });
        const owed = { goal: 100, reached: 40 };
        const met = { goal: 100, reached: 100 };
        it('is not cut short, and says until when', () => {
            assert.deepEqual(seeding({ time: owed }), { code: 'seeding', until: NOW + 60_000 });
            assert.deepEqual(seeding({ ratio: owed }), { code: 'seeding' });
            assert.deepEqual(seeding({ ratio: owed, time: owed }), { code: 'seeding', until: NOW + 60_000 });
        });
        it('has done enough by either', () => {
            assert.equal(seeding({ ratio: met, time: owed }), null);
            assert.equal(seeding({ ratio: owed, time: met }), null);
            assert.equal(seeding({ ratio: { goal: 1, reached: 1.5 } }), null);
        });
        it('is owed to each who demands it', () => {
            assert.deepEqual(seeding({ time: owed }, { time: { goal: 100, reached: 90 } }), {
                code: 'seeding',
                until: NOW + 60_000,
            });
            assert.deepEqual(seeding({ time: met }, { time: owed }), { code: 'seeding', until: NOW + 60_000 });
            assert.deepEqual(seeding({ time: owed }, { ratio: owed }), { code: 'seeding' });
            assert.equal(seeding({ time: met }, { ratio: met }), null);
        });
        it('is owed to nobody where there is no download', () => {
            assert.equal(hold('remove', { download: null }, 1, { allowPrivate: true }), null);
        });
        it('does not concern what deletes nothing', () => {
            for (const step of GENTLE)
                assert.equal(hold(step, { download: { ...DOWNLOAD, obligations: [{ time: owed }] } }), null, step);
            for (const step of DELETING)
                assert.equal(hold(step, { download: { ...DOWNLOAD, obligations: [{ time: owed }] } })?.code, 'seeding', step);
        });
    });

    it('a download is one decision', () => {
        for (const step of GENTLE) assert.equal(hold(step, { download: { ...DOWNLOAD, goingOn: 1 } }), null, step);
        for (const step of DELETING)
            assert.deepEqual(hold(step, { download: { ...DOWNLOAD, goingOn: 1 } }), { code: 'others_in_download' }, step);
    });

    it('a download is removed once', () => {
        for (const outcome of ['open', 'helped', 'did_not_help', 'unknown', 'failed'] as const) {
            const before = deed({ step: 'discard', outcome });
            for (const step of GENTLE) assert.equal(hold(step, { deeds: [before] }), null, step);
            for (const step of DELETING) assert.deepEqual(hold(step, { deeds: [before] }), { code: 'removed_before' }, step);
        }
        assert.equal(hold('remove', { deeds: [deed({ step: 'remove', downloadId: 'other' })] }), null);
        assert.equal(hold('remove', { deeds: [deed({ step: 'import' })] }), null);
    });

    describe('two independent signals', () => {
        it('are needed before anything is deleted, and for nothing else', () => {
            for (const step of GENTLE) assert.equal(hold(step, { signals: [] }), null, step);
            for (const step of DELETING) {
                for (const signals of [[], ['refused'], ['refused', 'counted_failed'], ['no_video', 'program']] as const)
                    assert.deepEqual(hold(step, { signals }), { code: 'one_signal' }, step);
                assert.equal(hold(step, { signals: ['client_error', 'still_for_a_day'] }), null, step);
            }
        });
        it('are of different sources', () => {
            assert.deepEqual(SIGNALS, {
                refused: 'arr',
                counted_failed: 'arr',
                client_error: 'client',
                client_stalled: 'client',
                no_copy: 'swarm',
                no_video: 'files',
                program: 'files',
                in_library: 'library',
                still_for_a_day: 'time',
            });
            assert.equal(sourcesOf(['refused', 'counted_failed', 'no_copy', 'in_library']), 3);
        });
    });

    describe('budgets', () => {
        const old = NOW - 20 * HOUR_MS;
        it('of a download are for as long as it is remembered', () => {
            const used = (calls: number) => [deed({ title: 'other', at: NOW - 9 * DAY_MS, calls })];
            assert.equal(hold('look', { deeds: used(5) }), null);
            assert.deepEqual(hold('look', { deeds: used(6) }), { code: 'budget_download' });
            assert.deepEqual(hold('look', { deeds: used(5) }, 2), { code: 'budget_download' });
            assert.equal(hold('look', { download: null, deeds: [deed({ title: 'other', calls: 6 })] }), null);
        });
        it('of a title are for a day', () => {
            const used = (count: number, at = old) => elsewhere(count, { title: 'tvdb:1', at });
            assert.equal(hold('look', { deeds: used(7) }), null);
            assert.deepEqual(hold('look', { deeds: used(8) }), { code: 'budget_title', until: old + DAY_MS });
            assert.equal(hold('look', { deeds: used(8, NOW - DAY_MS) }), null);
            assert.equal(hold('look', { deeds: used(8, NOW - DAY_MS + 1) })?.code, 'budget_title');
        });
        it('of the house are for a day', () => {
            assert.equal(hold('look', { deeds: elsewhere(39) }), null);
            assert.deepEqual(hold('look', { deeds: elsewhere(40) }), { code: 'budget_day', until: old + DAY_MS });
            assert.equal(hold('look', { deeds: elsewhere(40, { at: NOW - DAY_MS }) }), null);
        });
        it('of the house are for an hour', () => {
            const soon = NOW - HOUR_MS + 1;
            assert.equal(hold('look', { deeds: elsewhere(11, { at: soon }) }), null);
            assert.deepEqual(
                hold('look', { deeds: [...elsewhere(12, { at: soon }), deed({ ...elsewhere(1)[0]!, at: NOW - 1 })] }),
                {
                    code: 'budget_hour',
                    until: soon + HOUR_MS,
                },
            );
            assert.equal(hold('look', { deeds: elsewhere(12, { at: NOW - HOUR_MS }) }), null);
        });
        it('count what is to be called', () => {
            assert.equal(hold('look', { deeds: [] }, 7)?.code, 'budget_download');
            assert.deepEqual(hold('look', { deeds: [], download: null }, 9), { code: 'budget_title' });
        });
        it('of removals are for a day, for a title and for the house', () => {
            const removed = (count: number, own = {}) => elsewhere(count, { step: 'remove', ...own });
            assert.equal(hold('remove', { deeds: removed(1, { title: 'tvdb:1' }) }), null);
            assert.deepEqual(hold('remove', { deeds: removed(2, { title: 'tvdb:1' }) }), {
                code: 'budget_removals',
                until: old + DAY_MS,
            });
            assert.equal(hold('remove', { deeds: removed(4) }), null);
            assert.equal(hold('discard', { deeds: removed(5) })?.code, 'budget_removals');
            assert.equal(hold('search', { deeds: removed(5) }), null);
            assert.equal(hold('remove', { deeds: removed(5, { at: NOW - DAY_MS }) }), null);
            assert.equal(hold('remove', { deeds: elsewhere(5, { title: 'tvdb:1' }) }), null);
            assert.equal(hold('remove', { deeds: [] }, 1, { removalsPerDay: 0 })?.code, 'budget_removals');
            assert.equal(hold('remove', { deeds: [] }, 1, { removalsPerTitle: 0 })?.code, 'budget_removals');
        });
    });

    it('are said in their order', () => {
        const all: Partial<Situation> = {
            stuck: [NOW, NOW, NOW, NOW, NOW],
            away: ['arr'],
            dismissedAt: NOW,
            commands: [{ isRunning: true }],
            byHand: [{ deed: 'picked', at: NOW }],
            download: { ...DOWNLOAD, privacy: 'private', obligations: [{ ratio: { goal: 2, reached: 1 } }], goingOn: 3 },
            signals: [],
            deeds: [...elsewhere(40, { title: 'tvdb:1', step: 'remove' }), deed({ step: 'remove', calls: 9 })],
        };
        const said: string[] = [];
        const lift: Partial<Situation>[] = [
            { stuck: [] },
            { away: [] },
            { dismissedAt: NOW - DAY_MS },
            { commands: [] },
            { byHand: [] },
            { download: { ...DOWNLOAD, obligations: [{ ratio: { goal: 2, reached: 1 } }], goingOn: 3 } },
            { download: { ...DOWNLOAD, goingOn: 3 } },
            { download: DOWNLOAD },
            { deeds: [...elsewhere(40, { title: 'tvdb:1', step: 'remove' }), deed({ step: 'import', calls: 9 })] },
            { signals: ['refused', 'no_video'] },
            { deeds: elsewhere(40, { title: 'tvdb:1', step: 'remove' }) },
            { deeds: elsewhere(40, { step: 'remove' }) },
            { deeds: elsewhere(39, { step: 'remove', at: NOW - 1 }) },
            { deeds: elsewhere(10, { step: 'remove', at: NOW - 1 }) },
            { deeds: [] },
        ];
        let current = all;
        for (const change of lift) {
            said.push(hold('remove', current)?.code ?? 'none');
            current = { ...current, ...change };
        }
        assert.deepEqual(said, [...HOLDS]);
        assert.equal(hold('remove', current), null);
    });
});
