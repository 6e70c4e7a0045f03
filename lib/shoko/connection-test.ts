/** The answer of a *Test connection* button: one of a few outcomes, in words a person understands. */
import type { ConnectionResult } from '../http/connection-result';
import { toMediaError } from '../model';
import { ShokoClient, type ShokoServer } from './ask/client';

/** Asks whether Shoko is ready, for its version, then for the folders, which need the key. Never throws. */
export async function testConnection(server: ShokoServer): Promise<ConnectionResult> {
    let client: ShokoClient | null = null;
    try {
        client = new ShokoClient(server);
        const notReady = await client.startup();
        if (notReady !== null) throw notReady;
        const version = await client.version();
        const folders = await client.folders();
        const count = folders.size === 1 ? '1 managed folder' : `${folders.size} managed folders`;
        return { ok: true, code: 'ok', message: `Shoko ${version}, ${count}`, version };
    } catch (thrown) {
        const { code, message } = toMediaError(thrown);
        return { ok: false, code, message };
    } finally {
        client?.close();
    }
}
