import assert from 'node:assert/strict';
import { sayFinding } from '../../../lib/doctor';
import { found } from '../../../lib/doctor/finding';

describe('what the doctor says', () => {
    const jellyfin = { server: 'Jellyfin' };
    const says = (count: number | undefined, language: 'en-US' | 'de'): string =>
        sayFinding(found('not_set_up', jellyfin, count === undefined ? {} : { count }), language).says;

    for (const [count, english, german] of [
        [
            1,
            'Jellyfin is not set up here, and 1 open request cannot go on without it.',
            'Jellyfin ist hier nicht eingerichtet, und 1 offener Wunsch kommt ohne nicht weiter.',
        ],
        [
            1_200,
            'Jellyfin is not set up here, and 1,200 open requests cannot go on without it.',
            'Jellyfin ist hier nicht eingerichtet, und 1.200 offene Wünsche kommen ohne nicht weiter.',
        ],
        [undefined, 'Jellyfin is not set up here.', 'Jellyfin ist hier nicht eingerichtet.'],
    ] as const) {
        it(`has words that go with ${count ?? 'no number'}`, () => {
            assert.deepEqual([says(count, 'en-US'), says(count, 'de')], [english, german]);
        });
    }
});
