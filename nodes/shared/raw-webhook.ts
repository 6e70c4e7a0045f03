/** The webhook itself, as the webhook parser hands it out beside its reply, for whoever passes it on (`msg.webhook`). */
import { isoNow, type MediaEvent, systemClock } from '../../lib/model';
import { bodyText, type Webhook } from '../../lib/relay';
import type { IncomingWebhook } from '../../lib/webhook';

export interface RawWebhook {
    /** The id of the event that was made of it. */
    id: string;
    /** `seerr`, `radarr` ... */
    service: string;
    contentType: string;
    /** As Node-RED's http in node gives it: JSON is parsed. */
    body: unknown;
}

export function rawWebhookOf({ id, source }: MediaEvent, { body, headers }: IncomingWebhook): RawWebhook {
    // What was parsed on its way is written anew, as JSON and nothing else.
    const isAsItCame = typeof body === 'string' || body instanceof Uint8Array;
    const contentType = isAsItCame ? headers?.['content-type'] : undefined;
    return { id, service: source, contentType: typeof contentType === 'string' ? contentType : 'application/json', body };
}

/** Reads `msg.webhook`, which a flow may have made too; null when there is none. */
export function readRawWebhook(value: unknown, newId: () => string): Webhook | null {
    if (typeof value !== 'object' || value === null || !('body' in value)) return null;
    const { id, service, contentType, body } = value as Partial<Record<keyof RawWebhook, unknown>>;
    return {
        id: typeof id === 'string' && id !== '' ? id : newId(),
        at: isoNow(systemClock),
        service: typeof service === 'string' ? service : '',
        contentType: typeof contentType === 'string' ? contentType : 'application/json',
        body: bodyText(body),
    };
}
