/** Where a relay keeps what is on its way: in rooms of its own, since it alone knows how far its receivers are. */
import { type Progress, progressSchema, type Room, type Webhook, webhookSchema } from '../../lib/relay';
import type { MediaStore } from '../../lib/store';
import type { Red } from './red';

const WEBHOOKS = 'relay:';
const PROGRESS = 'relay-to:';

export function relayRooms(store: MediaStore, id: string): { webhooks: Room<Webhook>; progress: Room<Progress> } {
    return { webhooks: store.kept(`${WEBHOOKS}${id}`, webhookSchema), progress: store.kept(`${PROGRESS}${id}`, progressSchema) };
}

/** What relays have left that were deleted. One that is disabled stays; one in a subflow is called after its template. */
export function forgetDeletedRelays(RED: Red, store: MediaStore): void {
    const ids: string[] = [];
    RED.nodes.eachNode(({ id }) => ids.push(id));
    const isDeleted = (id: string): boolean => !ids.some((known) => id === known || id.endsWith(`-${known}`));
    store.forgetKept((room) =>
        [WEBHOOKS, PROGRESS].some((prefix) => room.startsWith(prefix) && isDeleted(room.slice(prefix.length))),
    );
}
