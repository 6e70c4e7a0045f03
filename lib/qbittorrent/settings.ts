/** What the dialogs of the nodes hold, read into what the client and the poller take. */
import { MediaError } from '../model';
import { isNotOff, textOf } from '../settings';
import type { QBittorrentOptions } from './ask/client';
import type { PollerPace } from './schedule/pace';

/** As the server's dialog and credentials know it. */
export interface ServerFields {
    url?: unknown;
    verifyCertificate?: unknown;
    username?: unknown;
    password?: unknown;
    apiKey?: unknown;
}

/**
 * A server without a URL of its own takes everything from the environment, where the password may be an API key;
 * one with a URL takes nothing from there. No credentials at all are right where qBittorrent asks for none.
 * @throws MediaError `no_url`
 */
export function readServer(fields: ServerFields, environment: (name: string) => string): QBittorrentOptions {
    const verifyCertificate = isNotOff(fields.verifyCertificate);
    const url = textOf(fields.url);
    if (url !== '') {
        // Blanks at the ends of a password are part of it.
        const { username, password, apiKey } = fields;
        return { url, verifyCertificate, username: asItIs(username), password: asItIs(password), apiKey: textOf(apiKey) };
    }
    const urlThere = environment('QBITTORRENT_URL').trim();
    if (urlThere === '') {
        throw new MediaError('no_url', 'Enter the URL of qBittorrent, or set QBITTORRENT_URL', { field: 'url' });
    }
    const username = environment('QBITTORRENT_USERNAME');
    return { url: urlThere, verifyCertificate, username, password: environment('QBITTORRENT_PASSWORD') };
}

/** As the poller's dialog knows it. */
export interface PaceFields {
    activeSeconds?: unknown;
    idleSeconds?: unknown;
}

const DEFAULT_ACTIVE_SECONDS = 5;
const DEFAULT_IDLE_SECONDS = 30;
const MAX_SECONDS = 86_400;

/** @throws MediaError `invalid_setting`, naming the field */
export function readPace(fields: PaceFields): PollerPace {
    return {
        activeMs: secondsOf(fields.activeSeconds, 'activeSeconds', DEFAULT_ACTIVE_SECONDS) * 1000,
        idleMs: secondsOf(fields.idleSeconds, 'idleSeconds', DEFAULT_IDLE_SECONDS) * 1000,
    };
}

function secondsOf(value: unknown, field: string, otherwise: number): number {
    if (value === undefined || value === null || value === '') return otherwise;
    const seconds = Number(value);
    if (seconds >= 1 && seconds <= MAX_SECONDS) return seconds;
    throw new MediaError('invalid_setting', `${field} must be a number of seconds from 1 to ${MAX_SECONDS}`, { field });
}

function asItIs(value: unknown): string {
    return typeof value === 'string' ? value : '';
}
