/** The words behind the *Test connection* button. */
import type { ConnectionResult } from '../http/connection-result';
import { toMediaError } from '../model';
import { ArrClient, type ArrServer } from './ask/client';
import { hasHub } from './hear/hub';

/** How long a person at a dialog is made to wait, in milliseconds. */
const TEST_TIMEOUT_MS = 8_000;

/** Tries an address and a key, and says which service in which version answers. Never throws. */
export async function testConnection(server: ArrServer): Promise<ConnectionResult> {
    let client: ArrClient | null = null;
    try {
        client = new ArrClient({ timeoutMs: TEST_TIMEOUT_MS, ...server });
        const { appName, version } = await client.system();
        if (hasHub(server.kind, version)) {
            return { ok: true, code: 'ok', message: `${appName} ${version} answers, and the key is accepted`, version };
        }
        const message = `${appName} ${version} answers, and the key is accepted; it is too old for live events and is asked every minute`;
        return { ok: true, code: 'ok_polling', message, version };
    } catch (thrown) {
        const { code, message } = toMediaError(thrown);
        return { ok: false, code, message };
    } finally {
        client?.close();
    }
}
