/** From what a flow file holds, where anything may be missing or a string, to settings that can be relied on. */
import { MediaError } from '../model';
import { type KeyedServer, type KeyedServerFields, readKeyedServer } from '../settings';

/** @throws MediaError `no_url`, `no_api_key`, `invalid_api_key` */
export function readServer(fields: KeyedServerFields, environment: (name: string) => string): KeyedServer {
    const server = readKeyedServer(fields, environment, { service: 'Seerr', keyFrom: 'Settings > General' });
    if (!/^[\x21-\x7e]+$/.test(server.apiKey)) {
        throw new MediaError('invalid_api_key', "Seerr's API key may have no spaces or special characters", { field: 'apiKey' });
    }
    // Who copies the address of the API means the server.
    return { ...server, url: server.url.replace(/\/+(?:api(?:\/v1)?\/*)?$/i, '') };
}

/** As the reader's dialog knows it. */
export interface ReaderFields {
    intervalMinutes?: unknown;
    backfillDays?: unknown;
}

export interface ReaderSettings {
    intervalMs: number;
    backfillMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const LONGEST_INTERVAL_MINUTES = 24 * 60;
const LONGEST_BACKFILL_DAYS = 10_000;

/** @throws MediaError `invalid_setting`, naming the field */
export function readReaderSettings({ intervalMinutes, backfillDays }: ReaderFields): ReaderSettings {
    return {
        intervalMs: numberOf(intervalMinutes, 'intervalMinutes', 5, [1, LONGEST_INTERVAL_MINUTES]) * MINUTE_MS,
        backfillMs: numberOf(backfillDays, 'backfillDays', 30, [0, LONGEST_BACKFILL_DAYS]) * DAY_MS,
    };
}

function numberOf(value: unknown, field: string, fallback: number, [least, most]: [number, number]): number {
    if (value === undefined || value === null || value === '') return fallback;
    const read = Number(value);
    if (Number.isFinite(read) && read >= least && read <= most) return read;
    throw new MediaError('invalid_setting', `${field} must be a number from ${least} to ${most}`, { field });
}
