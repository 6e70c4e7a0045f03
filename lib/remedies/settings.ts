/** From what a flow file holds, where anything may be missing or a text, to settings that can be relied on. */
import { MediaError } from '../model';
import type { PathMapping } from '../paths';
import { isOn, mappingsOf } from '../settings';
import { DEFAULT_LIMITS, type Limits } from './decide/limits';
import { STEP_NAMES, type StepName } from './decide/steps';

/** As the dialog knows it. */
export interface RemedyFields {
    mode?: unknown;
    kinds?: unknown;
    perDownload?: unknown;
    perTitle?: unknown;
    perHour?: unknown;
    perDay?: unknown;
    removalsPerDay?: unknown;
    allowPrivate?: unknown;
    mappings?: unknown;
}

/** `off`: nothing at all; `dry`: it is proposed, and nothing is called; `on`. */
export type RemedyMode = 'off' | 'dry' | 'on';

export interface RemedySettings {
    mode: RemedyMode;
    /** Steps that are taken without being asked. */
    kinds: StepName[];
    limits: Limits;
    /** How paths of Sonarr and Radarr map to Jellyfin's. */
    mappings: PathMapping[];
}

/** @throws MediaError `invalid_setting`, naming the field */
export function readRemedySettings(fields: RemedyFields): RemedySettings {
    const { mode, kinds } = fields;
    const limit = (field: keyof RemedyFields & keyof Limits): Partial<Limits> => ({
        [field]: numberOf(fields[field], field, DEFAULT_LIMITS[field] as number),
    });
    return {
        mode: mode === 'on' || mode === 'dry' ? mode : 'off',
        kinds: Array.isArray(kinds) ? STEP_NAMES.filter((step) => kinds.includes(step)) : [],
        limits: {
            ...DEFAULT_LIMITS,
            ...limit('perDownload'),
            ...limit('perTitle'),
            ...limit('perHour'),
            ...limit('perDay'),
            ...limit('removalsPerDay'),
            allowPrivate: isOn(fields.allowPrivate),
        },
        mappings: mappingsOf(fields.mappings),
    };
}

function numberOf(value: unknown, field: string, fallback: number): number {
    if (value === undefined || value === null || value === '') return fallback;
    const read = Number(value);
    if (Number.isInteger(read) && read >= 0) return read;
    throw new MediaError('invalid_setting', `${field} must be a whole number`, { field });
}
