import assert from 'node:assert/strict';
import { DEFAULT_LIMITS, type LateLimits, readTimesSettings, type TimesFields } from '../../../lib/causes';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../support/node-red';

const HOUR = 60 * 60_000;

describe('settings of lateness', () => {
    for (const [fields, limits, byHouse] of [
        [{}, {}, true],
        [{ lateAfter: null, byHouse: false }, {}, false],
        [
            { lateAfter: { approved: { amount: 12, unit: 'hours' }, unknown: { amount: 1, unit: 'hours' } } },
            { approved: 12 * HOUR },
            true,
        ],
        [
            { lateAfter: { stalled: { amount: '1.5', unit: 'days' }, silent: { amount: '', unit: 'days' } } },
            { stalled: 36 * HOUR },
            true,
        ],
    ] as const satisfies readonly [TimesFields, Partial<LateLimits>, boolean][])
        it(`${JSON.stringify(fields)} are ${JSON.stringify(limits)}`, () => {
            assert.deepEqual(readTimesSettings(fields), { limits, byHouse });
        });

    for (const row of [
        { amount: 0, unit: 'hours' },
        { amount: -1, unit: 'hours' },
        { amount: 1 },
        { amount: 'x', unit: 'days' },
        { amount: 1e9, unit: 'days' },
    ])
        it(`${JSON.stringify(row)} is refused`, () => {
            assert.throws(() => readTimesSettings({ lateAfter: { approved: row } }), {
                code: 'invalid_setting',
                field: 'lateAfter',
                message: /approved/,
            });
        });

    it('have a name for each limit in the dialog', () => {
        const file = join(projectRoot, 'nodes/locales/en-US/media-store.json');
        const texts = JSON.parse(readFileSync(file, 'utf8')) as { 'media-store': { wait: Record<string, string> } };
        assert.deepEqual(Object.keys(texts['media-store'].wait).sort(), Object.keys(DEFAULT_LIMITS).sort());
    });
});
