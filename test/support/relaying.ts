/** A relay on a store of its own, with receivers on loopback and a clock that stands still. */
import { join } from 'node:path';
import {
    type Late,
    type Lost,
    progressSchema,
    readRelaySettings,
    type Recovered,
    type RelayFields,
    type RelayStatus,
    type Webhook,
    webhookSchema,
    WebhookRelay,
} from '../../lib/relay';
import { MediaStore } from '../../lib/store';
import { FakeClock } from './fake-clock';
import { makeFolder } from './folder';

export interface Relaying {
    relay: WebhookRelay;
    store: MediaStore;
    clock: FakeClock;
    path: string;
    late: Late[];
    recovered: Recovered[];
    lost: Lost[];
    statuses: RelayStatus[];
    /** Ends it as a redeploy does. */
    end(): Promise<void>;
}

/** @param fields as the dialog has them; `secrets` by the number of their credential */
export async function relaying(
    fields: RelayFields,
    { path, clock = new FakeClock(), secrets = [] }: { path?: string; clock?: FakeClock; secrets?: string[] } = {},
): Promise<Relaying> {
    const file = path ?? join(await makeFolder(), 'store.json');
    const store = await MediaStore.open({ path: file });
    const [late, recovered, lost, statuses]: [Late[], Recovered[], Lost[], RelayStatus[]] = [[], [], [], []];
    const relay = new WebhookRelay({
        settings: readRelaySettings(fields, (slot) => secrets[slot] ?? ''),
        webhooks: store.kept('relay:one', webhookSchema),
        progress: store.kept('relay-to:one', progressSchema),
        flush: () => store.flush(),
        writeSoon: () => store.writeSoon({ onFault: () => undefined }),
        clock,
        random: () => 1,
        onLate: (told) => late.push(told),
        onRecovered: (told) => recovered.push(told),
        onLost: (told) => lost.push(told),
        onStatus: (told) => statuses.push(told),
    });
    relay.start();
    const end = async (): Promise<void> => {
        await relay.close();
        await store.close();
    };
    return { relay, store, clock, path: file, late, recovered, lost, statuses, end };
}

/** The nth webhook of a test. */
export function webhookNumbered(number: number, own: Partial<Webhook> = {}): Webhook {
    return {
        id: `webhook-${number}`,
        at: '2026-01-22T04:00:00.000Z',
        service: 'seerr',
        contentType: 'application/json',
        body: JSON.stringify({ notification_type: 'MEDIA_APPROVED', number }),
        ...own,
    };
}
