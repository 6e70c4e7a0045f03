/** The page's own words, and the language and times in which a reader gets them. */
import assert from 'node:assert/strict';
import { TIMELINE_KINDS } from './kinds';
import { DE } from '../../page/texts/de';
import { EN } from '../../page/texts/en';
import { tongueOf, wordsIn } from '../../page/texts';
import { timesIn } from '../../page/words/times';

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

describe('page: words', () => {
    it('are the same in both languages, with the same places for values', () => {
        assert.deepEqual(Object.keys(DE).sort(), Object.keys(EN).sort());
        for (const [key, text] of Object.entries(EN)) {
            const other = DE[key as keyof typeof EN];
            assert.notEqual(other.trim(), '', key);
            assert.deepEqual(placeholders(other), placeholders(text), key);
        }
    });

    it('exist for everything that can stand in a timeline', () => {
        assert.deepEqual(
            TIMELINE_KINDS.filter((kind) => !(`kind.${kind}` in EN)),
            [],
        );
    });

    it('are put together', () => {
        assert.equal(wordsIn('en-US')('card.asked_by', { name: '{when}', when: 'now' }), '{when} asked now');
        assert.equal(wordsIn('de')('season.name', { number: 2 }), 'Staffel 2');
    });

    it('are those of the first language of the reader that there are words in', () => {
        assert.deepEqual(tongueOf(['fr', 'de-AT', 'en'], 'en-US'), { language: 'de', locale: 'de-AT' });
        assert.deepEqual(tongueOf(['en-GB', 'de'], 'de'), { language: 'en-US', locale: 'en-GB' });
        assert.deepEqual(tongueOf(['fr-FR'], 'en-US'), { language: 'en-US', locale: 'en-GB' });
        assert.deepEqual(tongueOf([], 'de'), { language: 'de', locale: 'de' });
    });
});

describe('page: times', () => {
    const now = Date.parse('2026-03-29T12:00:00Z');
    const at = (iso: string): number => Date.parse(iso);
    const english = timesIn('en-GB', 'just now', 'Europe/Berlin', () => now);
    const german = timesIn('de-DE', 'gerade eben', 'Europe/Berlin', () => now);

    it('are in the zone of the reader, over a change of the clocks', () => {
        assert.equal(english.clock(at('2026-03-29T00:30:00Z')), '01:30');
        assert.equal(english.clock(at('2026-03-29T01:30:00Z')), '03:30');
        assert.equal(timesIn('en-GB', '', 'America/New_York').clock(at('2026-03-29T01:30:00Z')), '21:30');
    });

    it('are as short as they stay clear', () => {
        assert.equal(english.short(at('2026-03-29T05:05:00Z'), now), '07:05');
        assert.match(english.short(at('2026-03-26T05:05:00Z'), now), /^Thu,? 06:05$/);
        assert.equal(english.short(at('2026-02-03T05:05:00Z'), now), '3 Feb');
        assert.equal(english.short(at('2024-02-03T05:05:00Z'), now), '3 Feb 2024');
        assert.equal(german.short(at('2026-02-03T05:05:00Z'), now), '3. Feb.');
    });

    it('are told beside now, by calendar days and not by hours', () => {
        const cases: [string, string, string][] = [
            ['2026-03-29T11:59:40Z', 'just now', 'gerade eben'],
            ['2026-03-29T11:57:30Z', '2 minutes ago', 'vor 2 Minuten'],
            ['2026-03-29T12:01:10Z', 'in 1 minute', 'in 1 Minute'],
            ['2026-03-29T08:00:00Z', '4 hours ago', 'vor 4 Stunden'],
            ['2026-03-28T22:00:00Z', 'yesterday', 'gestern'],
            ['2026-03-27T13:00:00Z', '2 days ago', 'vorgestern'],
            ['2026-03-30T10:00:00Z', 'tomorrow', 'morgen'],
            ['2026-03-08T12:00:00Z', '3 weeks ago', 'vor 3 Wochen'],
            ['2025-11-01T12:00:00Z', '4 months ago', 'vor 4 Monaten'],
            ['2021-01-01T12:00:00Z', '5 years ago', 'vor 5 Jahren'],
        ];
        for (const [iso, inEnglish, inGerman] of cases) {
            assert.equal(english.relative(at(iso), now), inEnglish, iso);
            assert.equal(german.relative(at(iso), now), inGerman, iso);
        }
    });

    it('name a day as a heading', () => {
        assert.equal(german.day(at('2026-03-29T05:00:00Z'), now), 'Heute');
        assert.equal(german.day(at('2026-03-28T22:59:00Z'), now), 'Gestern');
        assert.equal(english.day(at('2026-03-20T05:00:00Z'), now), 'Friday 20 March');
    });

    it('are whole in a sentence, and a day is the same day everywhere', () => {
        assert.equal(german.sentence.time('2026-03-29T05:05:00Z'), '29. März, 07:05');
        assert.equal(english.sentence.time('2025-12-31T23:05:00Z'), '1 Jan, 00:05');
        assert.equal(timesIn('en-GB', '', 'America/New_York').sentence.day('2026-04-01T00:00:00Z'), '1 Apr 2026');
    });
});
