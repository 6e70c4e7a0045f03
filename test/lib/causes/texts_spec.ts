import assert from 'node:assert/strict';
import {
    CATALOGUES,
    CAUSES,
    formatBytes,
    formatDuration,
    say,
    sayAll,
    STEPS,
    type TextCode,
    type Values,
} from '../../../lib/causes';

type AnyText = string | { by?: string; one: string; other: string };
const formsOf = (text: AnyText): string[] => (typeof text === 'string' ? [text] : [text.one, text.other]);
const namesIn = (text: AnyText): Set<string> =>
    new Set(formsOf(text).flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)));

const english = CATALOGUES['en-US'].texts as Record<string, AnyText>;
const german = CATALOGUES.de.texts as Record<string, AnyText>;

describe('catalogues of causes', () => {
    it('have the same keys in each language, and one for each cause and step', () => {
        assert.deepEqual(Object.keys(german).sort(), Object.keys(english).sort());
        for (const code of [...Object.keys(CAUSES), ...STEPS]) assert.ok(code in english, code);
        assert.deepEqual(
            Object.keys(CATALOGUES.de.manner.rejections).sort(),
            Object.keys(CATALOGUES['en-US'].manner.rejections).sort(),
        );
    });

    it('need no value in one language that the other does not have', () => {
        for (const [code, text] of Object.entries(german)) {
            const unknown = [...namesIn(text)].filter((name) => !namesIn(english[code]!).has(name));
            assert.deepEqual(unknown, [], code);
        }
    });

    it('are whole sentences', () => {
        for (const [code, text] of [...Object.entries(english), ...Object.entries(german)]) {
            if (code === 'group') continue;
            for (const form of formsOf(text)) assert.match(form, /^(?:\p{Lu}|\d|\{).*\.$/u, code);
        }
    });

    it('say nothing of the gap where a value is not known', () => {
        for (const language of ['en-US', 'de'] as const) {
            const values: Values = { arr: 'Radarr', server: 'Shoko', files: { list: [] } };
            assert.equal(say({ code: 'grabbed', values }, 'en-US'), 'Grabbed. Waiting for the download to start.');
            for (const [code, text] of Object.entries(english)) {
                const optional = formsOf(text)
                    .join(' ')
                    .replace(/[^[\]]*(\[[^\]]*\])?/g, '$1');
                const required = [...namesIn(text)].filter((name) => !optional.includes(`{${name}}`) && !(name in values));
                if (required.length > 0) continue;
                assert.doesNotMatch(say({ code: code as TextCode, values }, language), /undefined|\?\.|[[\]{}]|\s[.,:]/, code);
            }
        }
    });

    it('put values into the words of each language', () => {
        const values: Values = {
            arr: 'Sonarr',
            percent: { percent: 42.9 },
            speed: { bytes: 12_345_678 },
            left: { seconds: 7_260 },
        };
        assert.equal(say({ code: 'downloading', values }), 'Downloading 42 % at 12.3 MB/s, 2 h 1 min left.');
        assert.equal(say({ code: 'downloading', values }, 'de'), 'Wird geladen, 42 % mit 12,3 MB/s, noch 2 h 1 min.');
        const theirs = { arr: 'Sonarr', theirs: { quote: 'It said “no”.' }, files: { list: ['a.mkv', 'b.mkv'] } };
        assert.equal(say({ code: 'import_refused', values: theirs }), "Sonarr does not import a.mkv and b.mkv: “It said 'no'”.");
        assert.equal(
            say({ code: 'import_refused', values: theirs }, 'de'),
            "Sonarr importiert a.mkv und b.mkv nicht: „It said 'no'“.",
        );
    });

    it('leave the writing of instants to the caller', () => {
        const sentence = { code: 'not_aired' as const, values: { airs: { time: '2026-12-04T20:00:00.000Z' } } };
        assert.equal(say(sentence), 'Airs 2026-12-04 20:00 UTC.');
        const times = { time: () => 'Friday at nine', day: () => 'Friday' };
        assert.equal(say(sentence, 'en-US', times), 'Airs Friday at nine.');
    });

    it('name members: a few of them, and whole seasons by their number', () => {
        const named = (seasons: number[], episodes: string[], language: 'en-US' | 'de' = 'en-US'): string =>
            say({ code: 'for_other_reasons', values: { members: { members: { seasons, episodes } } } }, language);
        assert.equal(named([], ['S01E03']), 'S01E03: for other reasons.');
        assert.equal(named([], ['S01E03', 'S01E07']), 'S01E03 and S01E07: for other reasons.');
        assert.equal(named([], ['S01E03', 'S01E07', 'S01E08']), 'S01E03, S01E07 and S01E08: for other reasons.');
        assert.equal(
            named(
                [],
                ['1', '2', '3', '4', '5', '6'].map((n) => `S01E0${n}`),
            ),
            'S01E01, S01E02 and 4 more: for other reasons.',
        );
        assert.equal(named([2], []), 'Season 2: for other reasons.');
        assert.equal(named([2, 3, 0], ['S04E01']), 'Seasons 2 and 3, the specials and S04E01: for other reasons.');
        assert.equal(named([2, 3], [], 'de'), 'Staffeln 2 und 3: aus anderen Gründen.');
    });

    it('keep what a service said short, on one line, and apart from what we say', () => {
        const said = say({ code: 'failed', values: { theirs: { quote: `{arr} [x]\n${'y'.repeat(2_000)}` } } });
        assert.match(said, /^Failed: “\{arr\} \[x\] y+…”\.$/);
        assert.ok(said.length < 330);
    });

    it('follow each other', () => {
        assert.equal(
            sayAll([
                { code: 'goes_on', values: {} },
                { code: 'not_approved', values: {} },
            ]),
            'It goes on by itself. Waiting for approval in Seerr.',
        );
        assert.equal(sayAll([]), '');
    });
});

describe('figures in words', () => {
    for (const [bytes, text] of [
        [0, '0 B'],
        [999, '999 B'],
        [1_000, '1.0 kB'],
        [12_345_678, '12.3 MB'],
        [4_700_000_000, '4.7 GB'],
        [2_000_000_000_000_000, '2000.0 TB'],
    ] as const) {
        it(text, () => assert.equal(formatBytes(bytes), text));
    }

    for (const [seconds, text] of [
        [0, '0 s'],
        [44.2, '45 s'],
        [60, '1 min'],
        [3_599, '1 h 0 min'],
        [12_000, '3 h 20 min'],
        [90_000, '25 h 0 min'],
        [300_000, '3 d 11 h'],
    ] as const) {
        it(text, () => assert.equal(formatDuration(seconds), text));
    }
});
