/** Where a relay keeps what is on its way: in rooms of its own, since it alone knows how far its receivers are. */
import { type Progress, progressSchema, type Room, type Webhook, webhookSchema } from '../../lib/relay';
import type { MediaStore } from '../../lib/store';

export function relayRooms(store: MediaStore, id: string): { webhooks: Room<Webhook>; progress: Room<Progress> } {
    return { webhooks: store.kept(`relay:${id}`, webhookSchema), progress: store.kept(`relay-to:${id}`, progressSchema) };
}
