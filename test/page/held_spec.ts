/** The list that a tab holds: always what the server would answer, whatever changes meanwhile. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Summary } from '../../lib/page/contract';
import {
    fromStart,
    type Held,
    nothing,
    offsetOf,
    type Pins,
    placeOf,
    sectionsOf,
    unpinned,
    without,
    withMore,
    withSummary,
} from '../../page/list/held';
import { EVERYTHING, fits, parametersOf, type Query } from '../../page/list/query';
import { houseOf, orderOf } from '../simulators/page-house';

const NOW = Date.parse('2026-01-22T04:00:00Z');
const NO_PINS: Pins = new Map();
const ids = ({ items }: Pick<Held, 'items'>): string[] => items.map(({ id }) => id);
const answer = (house: readonly Summary[], query: Query, limit: number, offset = 0): { total: number; requests: Summary[] } => {
    const fitting = house.filter((summary) => fits(summary, query));
    return { total: fitting.length, requests: fitting.slice(offset, offset + limit) };
};
const inOrder = (house: readonly Summary[]): Summary[] =>
    [...house].sort((a, b) => (a.order === b.order ? (a.id < b.id ? -1 : 1) : a.order < b.order ? -1 : 1));
const moved = (summary: Summary, group: Summary['group'], etaMs: number | null, index: number): Summary => ({
    ...summary,
    group,
    order: orderOf(group, etaMs, index),
});

describe('page: the list that is held', () => {
    const house = houseOf(300, NOW);
    const start = (query: Query = EVERYTHING, pins = NO_PINS): Held => fromStart(nothing(query), answer(house, query, 60), pins);

    it('is what was answered, and knows that there is more', () => {
        const held = start();
        assert.deepEqual(ids(held), ids({ items: house.slice(0, 60) }));
        assert.equal(held.total, 300);
        assert.equal(offsetOf(held), 60);
        const more = withMore(held, answer(house, EVERYTHING, 60, 60), 60, NO_PINS);
        assert.deepEqual(ids(more), ids({ items: house.slice(0, 120) }));
    });

    it('takes what comes twice once, and knows the end', () => {
        const held = fromStart(nothing(EVERYTHING), answer(house.slice(0, 70), EVERYTHING, 60), NO_PINS);
        const more = withMore(held, answer(house.slice(0, 70), EVERYTHING, 60, 55), 55, NO_PINS);
        assert.equal(more.items.length, 70);
        assert.equal(more.end, null);
    });

    it('puts a change where it belongs, and lets go of what goes beyond its end', () => {
        const held = start();
        const first = held.items[0]!;
        const soon = moved(held.items[50]!, 'attention', 0, 0);
        assert.equal(ids(withSummary(held, soon, NO_PINS))[0], soon.id);
        const ready = withSummary(held, moved(first, 'past', null, 1), NO_PINS);
        assert.ok(!ids(ready).includes(first.id));
        assert.equal(ready.total, 300);
        assert.equal(offsetOf(ready), 59);
    });

    it('counts what is new only where all is held', () => {
        const few = fromStart(nothing(EVERYTHING), answer(house.slice(0, 5), EVERYTHING, 60), NO_PINS);
        const added = withSummary(few, { ...house[100]!, id: 'new' }, NO_PINS);
        assert.equal(added.total, 6);
        assert.equal(added.items.length, 6);
        assert.equal(without(added, 'new').total, 5);
        assert.equal(without(added, 'unknown'), added);
    });

    it('takes out what no longer fits the question', () => {
        const query: Query = { ...EVERYTHING, filter: 'way' };
        const held = start(query);
        const done = withSummary(held, moved(held.items[0]!, 'ready', null, 1), NO_PINS);
        assert.equal(done.items.length, held.items.length - 1);
        assert.equal(done.total, held.total - 1);
    });

    it('finds a change by its original title and its year too, as the server does', () => {
        const query: Query = { ...EVERYTHING, q: 'harbour 1980' };
        const odd: Summary = { ...house[0]!, title: '港の灯', originalTitle: 'Harbour', year: 1980 };
        const held = withSummary(fromStart(nothing(query), { total: 0, requests: [] }, NO_PINS), odd, NO_PINS);
        assert.deepEqual(ids(held), [odd.id]);
        assert.equal(withSummary(held, { ...odd, percent: 50 }, NO_PINS).total, 1);
        assert.equal(withSummary(held, { ...odd, year: 1981 }, NO_PINS).total, 0);
        const { originalTitle: _, ...without } = odd;
        assert.equal(withSummary(held, without, NO_PINS).total, 0);
    });

    it('leaves what is opened where it is, until it is closed', () => {
        const held = start();
        const third = held.items[2]!;
        const pins: Pins = new Map([[third.id, placeOf(third, NO_PINS)]]);
        const far = moved(third, 'past', null, 99);
        const changed = withSummary(held, far, pins);
        assert.deepEqual(ids(changed), ids(held));
        assert.equal(changed.items[2], far);
        assert.equal(sectionsOf(changed, pins)[0]?.group, third.group);
        // It is no part of what comes in order, and not counted as such.
        assert.deepEqual(ids(fromStart(changed, answer(house.slice(10), EVERYTHING, 20), pins)).slice(0, 1), [third.id]);
        assert.ok(!ids(unpinned(changed, third.id, NO_PINS)).includes(third.id));
    });

    it('shows one section after the other', () => {
        assert.deepEqual(
            sectionsOf(start(), NO_PINS).map(({ group }) => group),
            ['attention', 'way', 'ready'],
        );
    });

    it('is the beginning of what the server would answer, after any changes', () => {
        const change = fc.record({
            index: fc.nat(90),
            group: fc.constantFrom<Summary['group'][]>('attention', 'way', 'ready', 'past'),
            at: fc.nat(10_000),
            what: fc.constantFrom('change', 'new', 'gone', 'more'),
        });
        const filters = fc.constantFrom<Query[]>(EVERYTHING, { ...EVERYTHING, filter: 'way' }, { ...EVERYTHING, q: 'night' });
        fc.assert(
            fc.property(filters, fc.array(change, { maxLength: 60 }), (query, changes) => {
                let truth = inOrder(houseOf(80, NOW));
                let held = fromStart(nothing(query), answer(truth, query, 20), NO_PINS);
                for (const [number, { index, group, at, what }] of changes.entries()) {
                    const old = truth[index % truth.length]!;
                    if (what === 'more') {
                        const offset = offsetOf(held);
                        if (held.end !== null) held = withMore(held, answer(truth, query, 20, offset), offset, NO_PINS);
                        continue;
                    }
                    truth = truth.filter((summary) => what === 'new' || summary !== old);
                    if (what === 'gone') {
                        held = without(held, old.id);
                        continue;
                    }
                    const next = moved(what === 'new' ? { ...old, id: `new-${number}` } : old, group, at, number);
                    truth = inOrder([...truth, next]);
                    held = withSummary(held, next, NO_PINS);
                }
                const wanted = truth.filter((summary) => fits(summary, query));
                assert.deepEqual(ids(held), ids({ items: wanted.slice(0, held.items.length) }));
                if (held.end === null) assert.equal(held.total, wanted.length);
            }),
        );
    });
});

describe('page: what is asked for', () => {
    it('asks the server the same', () => {
        assert.equal(parametersOf(EVERYTHING, 60), 'limit=60');
        assert.equal(
            parametersOf({ filter: 'way', q: ' a b ', me: null, id: null }, 60, 120),
            'show=way&q=a+b&limit=60&offset=120',
        );
        assert.equal(
            parametersOf({ filter: 'mine', q: '', me: 'Jörg & Co', id: null }, 5),
            'requestedBy=J%C3%B6rg+%26+Co&limit=5',
        );
        assert.equal(parametersOf({ filter: 'way', q: 'x', me: null, id: 'one' }, 60), 'id=one&limit=60');
    });

    it('shows a person only their own', () => {
        const mine: Query = { ...EVERYTHING, filter: 'mine', me: 'Anna' };
        const [first] = houseOf(1, NOW);
        assert.ok(first !== undefined && fits(first, mine));
        assert.ok(!fits({ ...first, requestedBy: 'Mika' }, mine));
        assert.ok(!fits({ ...first, requestedBy: null }, mine));
        assert.ok(fits({ ...first, requestedBy: 'ANNA' }, mine));
    });
});
