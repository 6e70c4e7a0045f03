/** The words behind the *Test connection* button. */
import type { ConnectionResult } from '../../http/connection-result';
import { toMediaError } from '../../model';
import { JellyfinClient, type JellyfinOptions } from './client';

/** How long a person at a dialog is made to wait, in milliseconds. */
const TEST_TIMEOUT_MS = 8_000;

/** Tries an address and a key, and says what a user has to know about them. Never throws. */
export async function testConnection(options: JellyfinOptions): Promise<ConnectionResult> {
    let version: string | undefined;
    let client: JellyfinClient | undefined;
    try {
        client = new JellyfinClient({ timeoutMs: TEST_TIMEOUT_MS, ...options });
        const info = await client.publicInfo();
        version = info.version;
        await client.checkKey();
        return { ok: true, code: 'ok', message: `Jellyfin ${version} answers, and the key is accepted`, version };
    } catch (thrown) {
        const { code, message } = toMediaError(thrown);
        if (code !== 'unauthorised') return { ok: false, code, message, ...(version !== undefined && { version }) };
        const found = version === undefined ? 'Something at this address' : `Jellyfin ${version} answers, but it`;
        return { ok: false, code, message: `${found} refuses the API key`, ...(version !== undefined && { version }) };
    } finally {
        client?.close();
    }
}
