import assert from 'node:assert/strict';
import {
    bytes,
    day,
    downloadId,
    flag,
    imdbId,
    instant,
    ordinal,
    path,
    read,
    readFacts,
    section,
    sections,
    serviceId,
    text,
    title,
    webUrl,
    year,
} from '../../../lib/webhook/read/fields';
import { cleanText, fileNameText, listText } from '../../../lib/webhook/read/text';

describe('fields of a webhook', () => {
    const cases: [name: string, schema: Parameters<typeof read>[0], value: unknown, expected: unknown][] = [
        ['serviceId', serviceId, 52, 52],
        ['serviceId', serviceId, ' 52 ', 52],
        ['serviceId', serviceId, 0, undefined],
        ['serviceId', serviceId, '-1', undefined],
        ['serviceId', serviceId, 5.5, undefined],
        ['serviceId', serviceId, Number.NaN, undefined],
        ['serviceId', serviceId, 2 ** 60, undefined],
        ['serviceId', serviceId, '0x10', undefined],
        ['serviceId', serviceId, [5], undefined],
        ['ordinal', ordinal, 0, 0],
        ['ordinal', ordinal, '007', 7],
        ['ordinal', ordinal, 100_000, undefined],
        ['year', year, '2021', 2021],
        ['year', year, 0, undefined],
        ['bytes', bytes, 1181116032, 1181116032],
        ['bytes', bytes, 0, undefined],
        ['flag', flag, true, true],
        ['flag', flag, 'False', false],
        ['flag', flag, 1, true],
        ['flag', flag, 'yes', undefined],
        ['instant', instant, '2025-11-07T20:00:00Z', '2025-11-07T20:00:00.000Z'],
        ['instant', instant, '2025-11-07T21:00:00+01:00', '2025-11-07T20:00:00.000Z'],
        ['instant', instant, '2025-13-41T99:00:00Z', undefined],
        ['instant', instant, 'tomorrow', undefined],
        ['day', day, '2025-11-07', '2025-11-07'],
        ['day', day, '7.11.2025', undefined],
        ['path', path, ' /data/a b.mkv', ' /data/a b.mkv'],
        ['path', path, '/data/\u0000a\n.mkv', '/data/a.mkv'],
        ['path', path, 'x'.repeat(4_097), undefined],
        ['downloadId', downloadId, ' C2C6 ', 'c2c6'],
        ['downloadId', downloadId, '   ', undefined],
        ['imdbId', imdbId, 'TT0123456', 'tt0123456'],
        ['imdbId', imdbId, '5678', undefined],
        ['webUrl', webUrl, 'https://a.example/b.jpg', 'https://a.example/b.jpg'],
        ['webUrl', webUrl, 'https://a.example/b c', undefined],
        ['webUrl', webUrl, '/MediaCover/1/poster.jpg', undefined],
        ['title', title, null, undefined],
        ['title', title, ' \t ', undefined],
        ['title', title, 'x'.repeat(600), `${'x'.repeat(499)}…`],
    ];
    for (const [name, schema, value, expected] of cases) {
        const shown = typeof value === 'string' && value.length > 40 ? `${value.length} characters` : JSON.stringify(value);
        it(`${name} of ${shown}`, () => assert.equal(read(schema, value), expected));
    }

    it('takes an instant without a zone for UTC, wherever it is read', () => {
        const zone = process.env.TZ;
        process.env.TZ = 'Asia/Tokyo';
        try {
            assert.equal(read(instant, '2025-11-07T20:00:00'), '2025-11-07T20:00:00.000Z');
            assert.equal(read(instant, '2025-11-07T20:00:00.1234567'), '2025-11-07T20:00:00.123Z');
        } finally {
            if (zone === undefined) delete process.env.TZ;
            else process.env.TZ = zone;
        }
    });

    it('leaves out what is absent', () => {
        const facts = readFacts<{ title?: string; year?: number; tmdbId?: number }>(
            { title: ['title', text(5)], year: ['year', year], tmdbId: ['id', serviceId] },
            { title: 'abcdefgh', year: 'soon', id: '' },
        );
        assert.deepEqual(facts, { title: 'abcd…' });
    });

    it('takes what is no object for an empty one, and of a list only the objects', () => {
        for (const value of [null, undefined, 'x', 5, [1]]) assert.deepEqual(section(value), {});
        assert.deepEqual(sections([1, { a: 1 }, null, [2], { b: 2 }]), [{ a: 1 }, { b: 2 }]);
        assert.deepEqual(sections({ length: 3 }), []);
        assert.equal(sections(Array.from({ length: 9_000 }, () => ({}))).length, 6_000);
    });
});

describe('texts from outside', () => {
    it('are one line without control characters', () => {
        assert.equal(cleanText('a\r\nb\tc\u0000\u001b[31md\u2028e', 100), 'a b c [31md e');
        assert.equal(cleanText('ab\u202egnp.exe\u2066x', 100), 'abgnp.exex');
    });

    it('are cut between characters, never through one', () => {
        const cut = cleanText('😀'.repeat(10), 6);
        assert.equal(cut, '😀😀…');
        assert.equal(cleanText('abc', 3), 'abc');
        assert.equal(cleanText('abcd', 3), 'ab…');
    });

    it('cost no more when they are huge', () => {
        const before = process.hrtime.bigint();
        assert.equal(cleanText('\u0000'.repeat(5_000_000), 10), '…');
        assert.equal(cleanText('x y '.repeat(2_000_000), 10), 'x y x y x…');
        assert.ok(Number(process.hrtime.bigint() - before) < 2e9);
    });

    it('name a file by its last part, and many by the first', () => {
        assert.equal(fileNameText('C:\\a\\b.mkv'), 'b.mkv');
        assert.equal(fileNameText(`/a/${'x'.repeat(10_000)}`).length, 200);
        assert.equal(listText(['a', 'b', 'c', 'd', 'e']), 'a, b, c and 2 more');
        assert.equal(listText(['a']), 'a');
    });
});
