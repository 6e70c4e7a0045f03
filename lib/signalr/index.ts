/** Hearing a service through its SignalR hub. */
import { createRequire } from 'node:module';
import type * as hub from './hub';

export type { Hub, HubOptions } from './hub';

const load = createRequire(__filename);

/**
 * Opens a connection. What it needs is loaded by the first who does: a home without such a service need not carry it.
 * @throws MediaError why there is no connection: `unauthorised`, `no_event_stream`, or what the network says
 */
export async function openHub(options: hub.HubOptions): Promise<hub.Hub> {
    // Not `import()`: it finds the built file only, and tests run the source.
    const { openHub: open } = load('./hub') as typeof hub;
    return open(options);
}
