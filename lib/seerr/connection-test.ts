/** The words behind the *Test connection* button. */
import type { ConnectionResult } from '../http/connection-result';
import { MediaError, toMediaError } from '../model';
import type { KeyedServer } from '../settings';
import { SeerrClient, type SeerrInfo } from './client';

/** How long a person at a dialog is made to wait, in milliseconds. */
const TEST_TIMEOUT_MS = 8_000;

/** Tries an address and a key, and says which of the family answers there. Never throws. */
export async function testConnection(server: KeyedServer): Promise<ConnectionResult> {
    const found: { version?: string } = {};
    try {
        return await withClient(server, async (client) => {
            const info = await infoOf(client, server);
            found.version = `${info.product} ${info.version}`;
            if (!info.isSetUp) throw new MediaError('not_set_up', `${found.version} answers, but is not set up yet`);
            await client.counts();
            return { ok: true, code: 'ok', message: `${found.version} answers, and the key is accepted`, ...found };
        });
    } catch (thrown) {
        const { code, message } = toMediaError(thrown);
        return { ok: false, code, message, ...found };
    }
}

/** Says too when it is only the base path that is wrong. */
async function infoOf(client: SeerrClient, server: KeyedServer): Promise<SeerrInfo> {
    try {
        return await client.info();
    } catch (thrown) {
        const { origin, pathname } = new URL(server.url);
        if (toMediaError(thrown).code !== 'not_seerr' || pathname.replace(/\/+$/, '') === '') throw thrown;
        const info = await withClient({ ...server, url: origin }, (root) => root.info()).catch(() => null);
        if (info === null) throw thrown;
        throw new MediaError('wrong_base_path', `${info.product} answers without the path ${pathname}: leave it out`, {
            field: 'url',
        });
    }
}

async function withClient<T>(server: KeyedServer, use: (client: SeerrClient) => Promise<T>): Promise<T> {
    const client = new SeerrClient({ ...server, timeoutMs: TEST_TIMEOUT_MS });
    try {
        return await use(client);
    } finally {
        client.close();
    }
}
