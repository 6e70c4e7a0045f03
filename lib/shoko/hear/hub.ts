/** The connection to Shoko's hub, over which it says what happens to files. */
import { type Hub, type HubOptions, openHub as openSignalrHub } from '../../signalr';
import type { ShokoServer } from '../ask/client';
import { HUB_EVENTS, HUB_FEEDS } from './events';

export type { Hub };
export type HubListener = Pick<HubOptions, 'onEvent' | 'onClosed'>;

/**
 * Connects to `/signalr/aggregate` and subscribes to every event we read. The key goes as `apikey`, which all versions
 * read, and as a bearer token (CustomAuthHandler of 6).
 * @throws MediaError why there is no connection
 */
export function openHub(server: ShokoServer, listener: HubListener, signal: AbortSignal): Promise<Hub> {
    return openSignalrHub({
        service: 'Shoko',
        url: server.url,
        path: `/signalr/aggregate?feeds=${HUB_FEEDS}`,
        headers: { apikey: server.apiKey, Authorization: `Bearer ${server.apiKey}` },
        verifyCertificate: server.verifyCertificate ?? true,
        timeoutMs: server.timeoutMs,
        events: HUB_EVENTS,
        onEvent: (name, payload) => listener.onEvent(name, payload),
        onClosed: () => listener.onClosed(),
        signal,
    });
}
