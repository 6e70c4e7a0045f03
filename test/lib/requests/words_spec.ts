import assert from 'node:assert/strict';
import fc from 'fast-check';
import { furtherTitle, type Named, personFilter, wordFilter } from '../../../lib/requests/words';

const finds = (named: Named, q: string): boolean => wordFilter(q)?.(named) ?? true;

describe('words that somebody searches for', () => {
    for (const [title, q, isFound] of [
        ['Éclats de verre', 'VERRE eclats', true],
        ['Über den Wolken', 'uber', true],
        ['Grey’s Anatomy: The End', 'greys end', true],
        ["Grey's Anatomy", 'grey’s', true],
        ['anything', '   ', true],
        ['Night Ferry', 'night boat', false],
        ['İstanbul', 'istanbul', true],
        ['Ｆｕｌｌ　Ｗｉｄｔｈ', 'full width', true],
        ['$', '$', true],
        ['Night Ferry', '$', false],
        ['', 'night', false],
    ] as const) {
        it(`“${q}” ${isFound ? 'finds' : 'does not find'} “${title}”`, () => assert.equal(finds({ title }, q), isFound));
    }

    it('may be some in the title, some in the original title, and the year', () => {
        const named = { title: 'Sea of Silver', originalTitle: '銀の海', year: 2019 };
        assert.ok(finds(named, '2019 銀の海 sea'));
        assert.ok(!finds(named, '銀の海 2020'));
        assert.ok(finds({ title: null, originalTitle: null, year: 2019 }, '2019'));
    });

    it('find signs where a title has nothing else, whatever else is known of it', () => {
        assert.ok(finds({ title: '$', originalTitle: 'Dollars', year: 1971 }, '$'));
    });

    it('find the same by what a page is told as by all that is stored', () => {
        const pieces = ['Éclats', 'eclats', 'de', '銀の海', '$', '!!', 'Grey’s', 'greys', '2019', ' ', 'İ'];
        const text = fc.array(fc.constantFrom(...pieces), { maxLength: 4 }).map((parts) => parts.join(' '));
        const named = fc.record({
            title: fc.option(text, { nil: undefined }),
            originalTitle: fc.option(text, { nil: undefined }),
            year: fc.constantFrom(undefined, 2019),
        });
        fc.assert(
            fc.property(named, text, (stored, q) => {
                assert.equal(finds({ ...stored, originalTitle: furtherTitle(stored) }, q), finds(stored, q));
            }),
        );
    });
});

describe('the original title', () => {
    for (const [title, originalTitle, further] of [
        ['Amélie', 'Le Fabuleux Destin d’Amélie Poulain', 'Le Fabuleux Destin d’Amélie Poulain'],
        ['Sea of Silver', '銀の海', '銀の海'],
        ['Night Ferry', 'Night Ferry', undefined],
        ['Night Ferry: The Return', 'NIGHT FERRY', undefined],
        ['Pokémon', 'Pokemon', undefined],
        ['Night Ferry', undefined, undefined],
        [undefined, 'Night Ferry', 'Night Ferry'],
    ] as const) {
        it(`${originalTitle ?? 'none'} of ${title ?? 'what has no title'} is ${further === undefined ? 'not needed' : 'needed'}`, () =>
            assert.equal(furtherTitle({ title, originalTitle }), further));
    }
});

describe('a person', () => {
    it('is who has that name, however it is written', () => {
        const isJorg = personFilter(' jorg ');
        assert.deepEqual(
            ['Jörg', 'JORG', 'Jörg B', '', null, undefined].map((name) => isJorg?.(name)),
            [true, true, false, false, false, false],
        );
    });

    it('is everybody where none is named', () => {
        assert.equal(personFilter(undefined), null);
        assert.equal(personFilter(' '), null);
    });
});
