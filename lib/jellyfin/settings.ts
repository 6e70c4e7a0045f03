/** From what a flow file holds, where anything may be missing or a string, to settings that can be relied on. */
import { MediaError, type MediaRequest, type Pipeline, pipelineOf, PIPELINES } from '../model';
import type { PathMapping } from '../paths';
import type { JellyfinOptions } from './client';
import type { RecheckPace } from './recheck-pace';

/** As the server node's dialog knows it. */
export interface ServerFields {
    url?: unknown;
    verifyCertificate?: unknown;
    apiKey?: unknown;
}

/**
 * Where Jellyfin is. Without a URL, URL and key both come from the environment; a server with a URL of its own never gets
 * a key from there.
 * @throws MediaError `no_url`, `no_api_key`
 */
export function readServer(fields: ServerFields, environment: (name: string) => string): JellyfinOptions {
    const own = textOf(fields.url);
    const url = own === '' ? environment('JELLYFIN_URL').trim() : own;
    const apiKey = own === '' ? environment('JELLYFIN_API_KEY').trim() : textOf(fields.apiKey);
    if (url === '') throw new MediaError('no_url', 'Enter the URL of Jellyfin, or set JELLYFIN_URL', { field: 'url' });
    if (apiKey === '') {
        const where = own === '' ? 'set JELLYFIN_API_KEY' : 'enter one from Dashboard > API keys';
        throw new MediaError('no_api_key', `The API key of Jellyfin is missing: ${where}`, { field: 'apiKey' });
    }
    return { url, apiKey, verifyCertificate: fields.verifyCertificate !== false && fields.verifyCertificate !== 'false' };
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
    const mappings = Array.isArray(fields.mappings) ? fields.mappings.filter(isMapping) : [];
    const refreshes = fields.refreshLibrary === true || fields.refreshLibrary === 'true';
    return {
        pace: {
            intervalMs: numberOf(fields.recheckSeconds, 'recheckSeconds', 30, 5) * SECOND,
            waitMs: numberOf(fields.waitSeconds, 'waitSeconds', 120, 0) * SECOND,
            slowMs: numberOf(fields.slowMinutes, 'slowMinutes', 30, 1) * MINUTE,
        },
        handles: (request) => only === undefined || pipelineOf(request) === only,
        ...(refreshes && { refreshLibrary: { mappings } }),
    };
}

export function recordOf(value: unknown): Record<string, unknown> {
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string {
    return typeof value === 'string' ? value.trim() : '';
}

function isMapping(row: unknown): row is PathMapping {
    const { from, to } = recordOf(row);
    return typeof from === 'string' && typeof to === 'string';
}

function numberOf(value: unknown, field: string, fallback: number, least: number): number {
    if (value === undefined || value === null || value === '') return fallback;
    const read = Number(value);
    if (Number.isFinite(read) && read >= least) return read;
    throw new MediaError('invalid_setting', `${field} must be a number of at least ${least}`, { field });
}
