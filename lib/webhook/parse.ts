/**
 * From the body of a webhook to one event, or to the reason why there is none. Pure, and total: whatever is sent, it
 * resolves, in time that the size of the body bounds.
 */
import { type EventSource, MediaError, type MediaEvent } from '../model';
import type { EventDraft } from './read/draft';
import { isSection, type Section } from './read/fields';
import { parseJson } from './read/json';
import { parseJellyfin } from './senders/jellyfin';
import { parseRadarr } from './senders/radarr';
import { parseSeerr } from './senders/seerr';
import { couldBe, detectService, serviceFromName, type WebhookService } from './services';
import { parseSonarr } from './senders/sonarr';

/** A webhook as it came. */
export interface WebhookInput {
    /** What was posted: parsed JSON, or its text or bytes (Jellyfin's plugin sends JSON as text/plain). */
    body: unknown;
    /** The last part of the URL, for example `sonarr` or `radarr4k`. Without it the payload tells the service. */
    service?: string | undefined;
}

/** What a webhook does not say itself. */
export interface WebhookContext {
    /** ISO 8601 UTC. */
    receivedAt: string;
    newId: () => string;
}

export type ParsedWebhook =
    | { ok: true; service: WebhookService; event: MediaEvent }
    /** `not_json` or `unknown_service` */
    | { ok: false; error: MediaError };

/** Makes exactly one event of a webhook. Never rejects. */
export async function parseWebhook(input: WebhookInput, context: WebhookContext): Promise<ParsedWebhook> {
    try {
        const payload = readJson(input.body);
        const named = input.service === undefined ? null : serviceFromName(input.service);
        const service = named && couldBe(named.service, payload) ? named.service : detectService(payload);
        if (service === null) throw unknownService(named?.service);
        const instance = named?.service === service ? named.instance : undefined;
        const draft = await draftOf(service, payload, instance);
        return {
            ok: true,
            service,
            event: { ...draft, id: context.newId(), source: service satisfies EventSource, at: context.receivedAt },
        };
    } catch (thrown) {
        return {
            ok: false,
            error:
                thrown instanceof MediaError
                    ? thrown
                    : new MediaError('not_json', 'The body could not be read', { cause: thrown }),
        };
    }
}

function draftOf(service: WebhookService, payload: Section, instance: string | undefined): EventDraft | Promise<EventDraft> {
    switch (service) {
        case 'seerr':
            return parseSeerr(payload);
        case 'radarr':
            return parseRadarr(payload, { instance });
        case 'sonarr':
            return parseSonarr(payload, { instance });
        case 'jellyfin':
            return parseJellyfin(payload);
    }
}

/** @throws MediaError `not_json`, `unknown_service` when it is JSON but no object */
function readJson(body: unknown): Section {
    const value = typeof body === 'string' || body instanceof Uint8Array ? parseJson(body) : body;
    if (value === undefined || value === null) throw new MediaError('not_json', 'The webhook has no body', { field: 'body' });
    if (!isSection(value)) throw unknownService(undefined);
    return value;
}

/** What to mend where the user writes what is sent; Radarr and Sonarr have no template. */
const WAYS_OUT: Readonly<Partial<Record<WebhookService, string>>> = {
    seerr: ': restore the default JSON payload of the webhook in Seerr',
    jellyfin: ': tick Send All Properties in the webhook plugin',
};

function unknownService(named: WebhookService | undefined): MediaError {
    const known = 'Seerr, Radarr, Sonarr or the Jellyfin webhook plugin';
    const message =
        named === undefined
            ? `The body is no webhook of ${known}`
            : `The URL says ${named}, but the body is no webhook of ${known}${WAYS_OUT[named] ?? ''}`;
    return new MediaError('unknown_service', message, { field: 'body' });
}
