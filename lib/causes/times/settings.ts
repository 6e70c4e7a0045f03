/** From when on something is late, as it is set in a dialog. */
import { MediaError } from '../../model';
import { DEFAULT_LIMITS, type LateLimits } from './late';
import type { StageTimesOptions } from './stage-times';

/** As a flow holds it: parts may be missing, and be anything. */
export interface TimesFields {
    /** For each kind of wait `{ amount, unit }`; one that is missing or has no amount is not set. */
    lateAfter?: unknown;
    /** Whether what is not set goes by how long it takes in this house. */
    byHouse?: unknown;
}

const UNIT_MS: Readonly<Record<string, number>> = {
    seconds: 1_000,
    minutes: 60_000,
    hours: 60 * 60_000,
    days: 24 * 60 * 60_000,
};
const LONGEST_DAYS = 3_650;

/** @throws MediaError `invalid_setting`, which names the wait */
export function readTimesSettings({ lateAfter, byHouse }: TimesFields): StageTimesOptions {
    const rows = typeof lateAfter === 'object' && lateAfter !== null ? (lateAfter as Record<string, unknown>) : {};
    const limits: Partial<LateLimits> = {};
    for (const name of Object.keys(DEFAULT_LIMITS) as (keyof LateLimits)[]) {
        const ms = durationOf(rows[name], name);
        if (ms !== null) limits[name] = ms;
    }
    return { limits, byHouse: byHouse !== false && byHouse !== 'false' };
}

function durationOf(row: unknown, name: string): number | null {
    const { amount, unit } = (typeof row === 'object' && row !== null ? row : {}) as { amount?: unknown; unit?: unknown };
    if (amount === undefined || amount === null || amount === '') return null;
    const ms = Number(amount) * (UNIT_MS[typeof unit === 'string' ? unit : ''] ?? NaN);
    if (ms > 0 && ms <= LONGEST_DAYS * 24 * 60 * 60_000) return ms;
    throw new MediaError('invalid_setting', `Late after, ${name}: must be an amount above 0 with a unit, at most ten years`, {
        field: 'lateAfter',
    });
}
