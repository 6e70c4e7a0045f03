/** What the *Test connection* button says. */
import type { ConnectionResult } from '../http/connection-result';
import { toMediaError } from '../model';
import { QBittorrentClient, type QBittorrentOptions } from './ask/client';

/** How long a person at a dialog is made to wait, in milliseconds. */
const TEST_TIMEOUT_MS = 8_000;
/** Codes that say that something else than qBittorrent answers. */
const FOREIGN_ANSWERS: readonly string[] = ['http_404', 'http_405'];

/**
 * Tries address and credentials. It uses a session of its own: with the cookie of a running one qBittorrent would
 * answer `Ok.` even to a wrong password. Never throws.
 */
export async function testConnection(options: QBittorrentOptions): Promise<ConnectionResult> {
    let client: QBittorrentClient | undefined;
    try {
        client = new QBittorrentClient({ timeoutMs: TEST_TIMEOUT_MS, ...options });
        const { app, webApi } = await client.version();
        return { ok: true, code: 'ok', message: `qBittorrent ${app} (API ${webApi})`, version: app };
    } catch (thrown) {
        const error = toMediaError(thrown);
        const code = FOREIGN_ANSWERS.includes(error.code) ? 'not_qbittorrent' : error.code;
        return {
            ok: false,
            code,
            message: error.message,
            ...(error.code === 'banned' && error.retryAt !== undefined && { retryAt: error.retryAt }),
        };
    } finally {
        client?.close();
    }
}
