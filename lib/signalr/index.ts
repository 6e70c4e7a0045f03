/** Hearing a service through its SignalR hub. */
import type { Hub, HubOptions } from './hub';

export type { Hub, HubOptions };

/**
 * Opens a connection. What it needs is loaded by the first who does: a home without such a service need not carry it.
 * @throws MediaError why there is no connection: `unauthorised`, `no_event_stream`, or what the network says
 */
export async function openHub(options: HubOptions): Promise<Hub> {
    const hub = await import('./hub.js');
    return hub.openHub(options);
}
