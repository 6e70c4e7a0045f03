import assert from 'node:assert/strict';
import type { Summary } from '../../lib/page/contract';
import { FEW, type Shown, shownOf } from '../../page/list/few';
import { fromStart, type Held, nothing } from '../../page/list/held';
import { EVERYTHING, type Query } from '../../page/list/query';
import { houseOf, orderOf } from '../simulators/page-house';

const [pattern] = houseOf(1, Date.parse('2026-01-22T04:00:00Z'));
const some = (count: number, group: Summary['group'] = 'attention'): Summary[] =>
    Array.from({ length: count }, (_, index) => ({
        ...pattern!,
        id: `${group}-${index}`,
        group,
        order: orderOf(group, null, index),
    }));

describe('page: a long section', () => {
    interface Given {
        attention?: number;
        /** How much of it is held. */
        heldOf?: number;
        query?: Partial<Query>;
        count?: number | null;
        isWhole?: boolean;
        kept?: readonly string[];
    }
    function shown({ attention = 40, heldOf = attention, query, count = null, isWhole = false, kept = [] }: Given): Shown {
        const all = [...some(attention), ...some(20, 'way')];
        const requests = heldOf < attention ? all.slice(0, heldOf) : all;
        const held: Held = fromStart(nothing({ ...EVERYTHING, ...query }), { total: all.length, requests }, new Map());
        const items = requests.filter(({ group }) => group === 'attention');
        return shownOf({ group: 'attention', items }, { held, count, isWhole, isKept: (id) => kept.includes(id) });
    }
    const figures = ({ items, total, isLong }: Shown): unknown[] => [items.length, total, isLong];

    it('is shown by its beginning, and whole when that is asked for', () => {
        assert.deepEqual(figures(shown({})), [FEW, 40, true]);
        assert.equal(shown({}).items.at(-1)?.id, `attention-${FEW - 1}`);
        assert.deepEqual(figures(shown({ isWhole: true })), [40, 40, true]);
    });

    it('is shown whole where little more than its beginning is there', () => {
        assert.deepEqual(figures(shown({ attention: 12 })), [12, 12, false]);
        assert.deepEqual(figures(shown({ attention: 13 })), [FEW, 13, true]);
        assert.deepEqual(figures(shown({ attention: 3 })), [3, 3, false]);
    });

    it('goes on showing what the reader has opened, or is at', () => {
        const { items } = shown({ kept: ['attention-25', 'attention-2'] });
        assert.deepEqual(
            items.slice(FEW - 1).map(({ id }) => id),
            [`attention-${FEW - 1}`, 'attention-25'],
        );
    });

    it('says how many there are where that is known: by the server’s count, or because all is held', () => {
        assert.deepEqual(figures(shown({ attention: 100, heldOf: 60, count: 100 })), [FEW, 100, true]);
        assert.deepEqual(figures(shown({ attention: 100, heldOf: 60, query: { filter: 'mine', me: 'Anna' } })), [
            FEW,
            null,
            true,
        ]);
        assert.deepEqual(figures(shown({ attention: 30, query: { filter: 'mine', me: 'Anna' } })), [FEW, 30, true]);
    });

    it('is shown whole to who asks for it, or searches', () => {
        for (const query of [{ filter: 'attention' }, { q: 'harbor' }, { id: 'attention-3' }] as const)
            assert.deepEqual(figures(shown({ query })).slice(0, 1), [40]);
    });

    it('is only what needs attention: the rest is what the reader scrolls to', () => {
        const all = some(40, 'way');
        const held = fromStart(nothing(EVERYTHING), { total: 40, requests: all }, new Map());
        const way = shownOf({ group: 'way', items: all }, { held, count: 40, isWhole: false, isKept: () => false });
        assert.deepEqual(figures(way), [40, 40, false]);
    });
});
