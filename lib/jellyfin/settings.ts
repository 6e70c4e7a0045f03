/** From what a flow file holds, where anything may be missing or a string, to settings that can be relied on. */
import { MediaError, type MediaRequest, type Pipeline, pipelineOf, PIPELINES } from '../model';
import type { PathMapping } from '../paths';
import { isOn, type KeyedServerFields, mappingsOf, readKeyedServer } from '../settings';
import type { JellyfinOptions } from './ask/client';
import type { RecheckPace } from './schedule/recheck-pace';

/** @throws MediaError `no_url`, `no_api_key` */
export function readServer(fields: KeyedServerFields, environment: (name: string) => string): JellyfinOptions {
    return readKeyedServer(fields, environment, { service: 'Jellyfin', keyFrom: 'Dashboard > API keys' });
}

/** As the verifier's dialog knows it. */
export interface VerifierFields {
    pipeline?: unknown;
    recheckSeconds?: unknown;
    waitSeconds?: unknown;
    slowMinutes?: unknown;
    refreshLibrary?: unknown;
    mappings?: unknown;
}

export interface VerifierSettings {
    pace: Partial<RecheckPace>;
    handles: (request: MediaRequest) => boolean;
    refreshLibrary?: { mappings: PathMapping[] };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** @throws MediaError `invalid_setting`, naming the field */
export function readVerifierSettings(fields: VerifierFields): VerifierSettings {
    const { pipeline } = fields;
    const only = PIPELINES.find((known) => known === pipeline) satisfies Pipeline | undefined;
    return {
        pace: {
            intervalMs: numberOf(fields.recheckSeconds, 'recheckSeconds', 30, 5) * SECOND,
            waitMs: numberOf(fields.waitSeconds, 'waitSeconds', 120, 0) * SECOND,
            slowMs: numberOf(fields.slowMinutes, 'slowMinutes', 30, 1) * MINUTE,
        },
        handles: (request) => only === undefined || pipelineOf(request) === only,
        ...(isOn(fields.refreshLibrary) && { refreshLibrary: { mappings: mappingsOf(fields.mappings) } }),
    };
}

function numberOf(value: unknown, field: string, fallback: number, least: number): number {
    if (value === undefined || value === null || value === '') return fallback;
    const read = Number(value);
    if (Number.isFinite(read) && read >= least) return read;
    throw new MediaError('invalid_setting', `${field} must be a number of at least ${least}`, { field });
}
