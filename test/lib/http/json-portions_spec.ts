import assert from 'node:assert/strict';
import { parseInPortions } from '../../../lib/http/json-portions';
import { Breath, systemClock } from '../../../lib/model';
import { longestStretch, TickingClock } from '../../support/ticking-clock';

/** Long enough to be read in portions, and of no meaning. */
const FILLING = ' '.repeat(512 * 1024);

const read = (text: string): Promise<unknown> => parseInPortions(text, new Breath(systemClock));

describe('a long JSON answer', () => {
    const answers: unknown[] = [
        {
            rid: 1,
            full_update: true,
            torrents: { a: { name: 'A "quoted" \\ name, [1] {x}', tags: ['x', 'y'] }, b: {} },
            none: null,
        },
        [{ id: 1, tags: [1, [2, [3]]] }, [], {}, 'text', -1.5e3, true, false, null],
        { records: [{ id: 1 }, 2, '}'], total: 0, empty: {}, list: [], nested: { a: { b: { c: [1] } } } },
        'a "text" alone',
        17,
        null,
        { 'ä"\\': '\u2028', '': { '': '' }, 1: 2 },
    ];
    for (const answer of answers) {
        for (const space of [undefined, 1, '\t\r\n ']) {
            const text = JSON.stringify(answer, null, space);
            it(`is what JSON.parse says: ${text.slice(0, 40).replace(/\s+/g, ' ')}`, async () => {
                for (const long of [text + FILLING, FILLING + text]) assert.deepEqual(await read(long), JSON.parse(text));
            });
        }
    }

    it('has members, whatever they are called', async () => {
        const text = '{"__proto__": {"polluted": 1}, "a": {"__proto__": 2, "constructor": 3}, "a": {"last": true}}';
        const value = await read(text + FILLING);
        assert.deepEqual(value, JSON.parse(text));
        assert.equal((value as { polluted?: number }).polluted, undefined);
    });

    const faulty = [
        '',
        '{',
        '[',
        '[1',
        '[1,',
        '[1,]',
        '[,1]',
        '[1 2]',
        '[1}',
        '{"a"}',
        '{"a":}',
        '{"a":1,}',
        '{a:1}',
        '{1:1}',
        '{"a" 1}',
        '{"a":1]',
        '{"a":{"b":[}}',
        '{"a":"b}',
        '"a',
        '"a\\',
        '[1]]',
        '[1] x',
        '{"a":1}{}',
        'nul',
        '[01]',
        '["\u0001"]',
        '<html></html>',
        '[1]:',
    ];
    for (const text of faulty) {
        it(`is none: ${JSON.stringify(text)}`, async () => {
            assert.throws(() => JSON.parse(text) as unknown, SyntaxError);
            for (const long of [text + FILLING, FILLING + text]) await assert.rejects(read(long), SyntaxError);
        });
    }

    for (const [what, value] of Object.entries({
        'an object of thousands': { torrents: Object.fromEntries(Array.from({ length: 5_000 }, (_, id) => [`t${id}`, { id }])) },
        'a list of thousands': Array.from({ length: 5_000 }, (_, id) => ({ id })),
    })) {
        it(`keeps nothing waiting for long: ${what}`, async () => {
            const clock = new TickingClock();
            const text = JSON.stringify(value) + FILLING;
            const stretch = await longestStretch(clock, async () =>
                assert.deepEqual(await parseInPortions(text, new Breath(clock)), value),
            );
            assert.ok(stretch <= 10, `${stretch} entries in one turn`);
        });
    }
});
